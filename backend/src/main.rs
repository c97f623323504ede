//! `kommunal`: the server and the commands of whoever runs it.

mod commands;

use clap::{Parser, Subcommand};
use commands::{Common, Failure};
use kommunal::config::Config;
use kommunal::serve;
use std::io::IsTerminal;
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
    /// Take in a receivables file of a hosted biller, or undo the last one (docs/receivables.md).
    Import(commands::import::Import),
    /// The registry of payments and reversals of a hosted biller, and its acknowledgement (docs/payment-registry.md).
    Registry(commands::registry::Registry),
    /// Check the whole ledger again. Exit code 0: clean, 3: findings, 4: not checked (a question was not answered),
    /// 1: could not be done. docs/runbook.md says what each finding means.
    Audit(commands::audit::Audit),
    /// After the database was put back: asks anchors, bank and billers about everything since, names what is missing and
    /// brings each to its end (docs/runbook.md). Exit code 0: done, 3: a person must look, 4: somebody did not answer.
    Recover(commands::recover::Recover),
    /// Alarm cases (docs/runbook.md).
    #[command(subcommand)]
    Alarm(commands::alarm::Alarm),
    /// Kiosks (docs/kiosk.md).
    #[command(subcommand)]
    Kiosk(commands::kiosk::Kiosk),
    /// Make the issuer's signing key and its certificate. Nothing that is there already is overwritten.
    IssuerKey(commands::issuer_key::IssuerKey),
    /// Give money back (docs/refunds.md). Exit code 0: done, 3: refused or rejected, 4: not ended yet, 1: could not be done.
    #[command(subcommand)]
    Refund(commands::refund::Refund),
    /// How long what is kept of people is kept (docs/retention.md).
    #[command(subcommand)]
    Retention(commands::retention::Retention),
    /// One person's data: everything that is kept, and its end (docs/retention.md).
    #[command(subcommand)]
    Person(commands::person::Person),
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("KOMMUNAL_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,lettre=warn"));
    // Whatever is asked for: the SMS library would write numbers and texts.
    let filter = ["rusmpp=off", "rusmppc=off"].iter().filter_map(|quiet| quiet.parse().ok()).fold(filter, EnvFilter::add_directive);
    // A file and the journal have no colours.
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kommunal: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve { listen, common } => {
            serve::serve(listen, &common.database, Config::read(&common.config)?).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(import) => commands::import::run(import).await,
        Command::Registry(registry) => commands::registry::run(registry).await,
        Command::Audit(audit) => commands::audit::run(audit).await,
        Command::Recover(recover) => commands::recover::run(recover).await,
        Command::Alarm(alarm) => commands::alarm::run(alarm).await,
        Command::Kiosk(kiosk) => commands::kiosk::run(kiosk).await,
        Command::IssuerKey(key) => commands::issuer_key::run(&key),
        Command::Refund(refund) => commands::refund::run(refund).await,
        Command::Retention(retention) => commands::retention::run(retention).await,
        Command::Person(person) => commands::person::run(person).await,
    }
}
