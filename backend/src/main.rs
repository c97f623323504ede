//! `kommunal`: the server and the commands of whoever runs it.

use clap::{Args, Parser, Subcommand};
use kommunal::app::audit::{self, AuditReport};
use kommunal::app::certificates::issuer_key;
use kommunal::app::{App, Clock};
use kommunal::config::Config;
use kommunal::serve;
use kommunal::store::Store;
use std::net::SocketAddr;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(name = "kommunal", version, about = "Pays the bills of a home and keeps the ledger of it")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the application and its API.
    Serve {
        /// Address to listen on.
        #[arg(long, env = "KOMMUNAL_LISTEN", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        #[command(flatten)]
        common: Common,
    },
    /// Take in a receivables file of a hosted biller (docs/receivables.md).
    Import {
        /// The biller's id in the configuration.
        #[arg(long)]
        biller: String,
        /// Where rejected rows go; FILE.errors.csv when absent.
        #[arg(long)]
        errors: Option<std::path::PathBuf>,
        /// The file.
        file: std::path::PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Check the whole ledger again. Exit code 0: clean, 3: findings, 1: could not be done.
    Audit {
        /// Do not ask the bank and the billers.
        #[arg(long)]
        offline: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Kiosks (docs/kiosk.md).
    Kiosk {
        #[command(subcommand)]
        command: KioskCommand,
    },
    /// Make the issuer's signing key and its certificate. Nothing that is there already is overwritten.
    IssuerKey {
        /// The folder for issuer.key.pem and issuer.crt.pem.
        #[arg(long)]
        out: std::path::PathBuf,
        /// Whose key it is.
        #[arg(long)]
        organisation: String,
        /// What it is for.
        #[arg(long, default_value = "Certificates")]
        name: String,
        /// Two letters.
        #[arg(long, default_value = "AZ")]
        country: String,
        /// Years it is valid.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=20))]
        years: u16,
    },
    /// Give money back to a card: a new, reversing entry.
    Refund {
        /// The payment's reference.
        payment: String,
        /// How much, in manat: 2.50.
        amount: String,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Subcommand)]
enum KioskCommand {
    /// Add a device. Prints its secret, which is shown this once.
    Add {
        /// a–z, 0–9 and -.
        name: String,
        /// Where it stands, as citizens would say it.
        #[arg(long)]
        place: String,
        #[command(flatten)]
        database: Database,
    },
    /// The devices, and when each was heard last.
    List {
        #[command(flatten)]
        database: Database,
    },
    /// Remove a device: its secret counts no longer, its session is over.
    Remove {
        /// Its name.
        name: String,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Args)]
struct Database {
    /// sqlite:PATH or postgres://…
    #[arg(long, env = "KOMMUNAL_DATABASE", default_value = "sqlite:kommunal.db")]
    database: String,
}

#[derive(Args)]
struct Common {
    /// sqlite:PATH or postgres://…
    #[arg(long, env = "KOMMUNAL_DATABASE", default_value = "sqlite:kommunal.db")]
    database: String,
    /// The configuration file; kommunal.example.toml documents every setting.
    #[arg(long, env = "KOMMUNAL_CONFIG", default_value = "kommunal.toml")]
    config: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("KOMMUNAL_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,lettre=warn"));
    // Whatever is asked for: the SMS library would write numbers and texts.
    let filter = ["rusmpp=off", "rusmppc=off"].iter().filter_map(|quiet| quiet.parse().ok()).fold(filter, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kommunal: {error}");
            ExitCode::FAILURE
        }
    }
}

type Failure = Box<dyn std::error::Error>;

async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve { listen, common } => {
            let config = Config::read(&common.config)?;
            serve::serve(listen, &common.database, config).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { biller, errors, file, common } => import(&common, biller, file, errors).await,
        Command::Audit { offline, common } => {
            let app = beside(&common).await?;
            let report = audit::audit(&app, !offline).await?;
            print_audit(&report, offline);
            Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(3) })
        }
        Command::Kiosk { command } => kiosk(command).await,
        Command::IssuerKey { out, organisation, name, country, years } => {
            let now = Clock::default().now();
            let wanted = issuer_key::Wanted { country: &country, organisation: &organisation, name: &name, years };
            let (key, certificate) = issuer_key::make(&out, &wanted, now)?;
            println!("{}\n{}", key.display(), certificate.display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Refund { payment, amount, common } => refund(&common, &payment, &amount).await,
    }
}

async fn kiosk(command: KioskCommand) -> Result<ExitCode, Failure> {
    use kommunal::app::kiosk::cli;
    let now = Clock::default().now();
    match command {
        KioskCommand::Add { name, place, database } => cli::add(&Store::connect(&database.database).await?, &name, &place, now).await?,
        KioskCommand::List { database } => cli::list(&Store::connect(&database.database).await?).await?,
        KioskCommand::Remove { name, database } => cli::remove(&Store::connect(&database.database).await?, &name).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The use cases beside a running server.
async fn beside(common: &Common) -> Result<App, Failure> {
    let config = Config::read(&common.config)?;
    let store = Store::connect(&common.database).await?;
    Ok(App::new(config, store, Clock::default()).await?)
}

async fn import(
    common: &Common,
    biller: String,
    file: std::path::PathBuf,
    errors: Option<std::path::PathBuf>,
) -> Result<ExitCode, Failure> {
    use kommunal::app::import::{self, ImportOptions};
    let config = Config::read(&common.config)?;
    let hosted =
        config.biller(&biller).filter(|b| b.remote.is_none()).ok_or(format!("{biller} is not a hosted biller of the configuration"))?;
    let charges = hosted.charge.iter().map(|c| c.id.clone()).collect();
    let store = Store::connect(&common.database).await?;
    let options = ImportOptions { biller, charges, file, errors, ..ImportOptions::default() };
    Ok(import::cli::command(&store, &options).await)
}

async fn refund(common: &Common, payment: &str, amount: &str) -> Result<ExitCode, Failure> {
    let id = shared::id::Id::parse(payment).ok_or("not a payment's reference")?;
    let amount = shared::money::Money::from_decimal(amount).ok_or("not an amount")?;
    let app = beside(common).await?;
    kommunal::app::advance::refund(&app, &id, amount).await?;
    app.wait_for_calls(std::time::Duration::from_secs(60)).await;
    println!("asked for; `kommunal audit` tells when the bank has confirmed it");
    Ok(ExitCode::SUCCESS)
}

fn print_audit(report: &AuditReport, offline: bool) {
    println!("journal   {} entries balance and chain, {} of them not sealed yet", report.entries, report.unsealed);
    println!("payments  {} compared with entries and receipts: {} captured, {} still open", report.payments, report.captured, report.open);
    println!("taken     {} AZN less refunds", shared::money::Money::from_minor(report.taken_minor).to_decimal());
    if offline {
        println!("books     not compared (--offline)");
    } else {
        println!("books     {} bank orders and {} postings compared, {} not answered", report.orders, report.postings, report.unanswered);
    }
    for finding in &report.findings {
        println!("finding   {finding}");
    }
    println!("{}", if report.is_clean() { "clean".to_owned() } else { format!("{} findings", report.found) });
}
