//! The sandbox's command line: `serve` (the default) and `generate`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kommunal_sandbox::generate::{self, DEFAULT_AS_OF};
use kommunal_sandbox::{Config, Sandbox, StartError};
use tracing_subscriber::EnvFilter;

/// The outside world of Kommunal as a stand-in: bank, billers, registers, identity provider, mail and SMS that speak the real protocols.
#[derive(Parser)]
#[command(name = "kommunal-sandbox", version, about, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Serve everything (what happens when no command is given).
    Serve(Box<Serve>),
    /// Write receivables files of any size.
    Generate(Generate),
}

#[derive(Args)]
struct Serve {
    /// Where everything but mail and SMPP listens.
    #[arg(long, env = "SANDBOX_LISTEN", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Where the mail server listens.
    #[arg(long, env = "SANDBOX_SMTP", default_value = "127.0.0.1:8025")]
    smtp: SocketAddr,
    /// Where the SMS centre listens for SMPP. [default: 127.0.0.1:8085, and none when that is taken]
    #[arg(long, env = "SANDBOX_SMPP_LISTEN")]
    smpp_listen: Option<SocketAddr>,
    /// The address browsers reach us under, when it is not http://LISTEN.
    #[arg(long, env = "SANDBOX_PUBLIC_URL")]
    public_url: Option<String>,
    /// Remember orders and postings in this file.
    #[arg(long, env = "SANDBOX_STATE")]
    state: Option<PathBuf>,
    /// Seed of the billers' accounts.
    #[arg(long, env = "SANDBOX_SEED", default_value_t = 1)]
    seed: u64,
    /// Minutes an unfinished order lives.
    #[arg(long, env = "SANDBOX_ORDER_MINUTES", default_value_t = 15)]
    order_minutes: u32,
    /// User of the bank's HTTP Basic authentication.
    #[arg(long, env = "SANDBOX_BANK_USER", default_value = "TerminalSys/kapital")]
    bank_user: String,
    /// Password of the bank's HTTP Basic authentication.
    #[arg(long, env = "SANDBOX_BANK_PASSWORD", default_value = "kapital123", hide_env_values = true)]
    bank_password: String,
    /// The shop's name on the card page.
    #[arg(long, env = "SANDBOX_MERCHANT", default_value = "Kommunal")]
    merchant: String,
    /// A biller's shared key as ID=SECRET; may be given several times. [default: demo=demo-biller-secret]
    #[arg(long = "biller-key", env = "SANDBOX_BILLER_KEYS", value_delimiter = ',', value_parser = key, hide_env_values = true)]
    biller_keys: Vec<(String, String)>,
    /// One more address the client `kommunal` may return to after sign-in; may be given several times.
    #[arg(long = "redirect-uri", env = "SANDBOX_REDIRECT_URIS", value_delimiter = ',')]
    redirect_uris: Vec<String>,
    /// Let sign-ins return to /auth/callback on any port of this machine.
    #[arg(long, env = "SANDBOX_ANY_LOOPBACK")]
    any_loopback: bool,
}

#[derive(Args)]
struct Generate {
    /// How many fixed lines.
    #[arg(long)]
    accounts: u64,
    /// The same seed makes the same files.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Directory for telecom.csv and internet.csv.
    #[arg(long)]
    out: PathBuf,
    /// The moment the files state.
    #[arg(long, default_value = DEFAULT_AS_OF)]
    as_of: String,
}

fn key(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, secret)) if !id.is_empty() && !secret.is_empty() => Ok((id.to_owned(), secret.to_owned())),
        _ => Err("expected ID=SECRET".to_owned()),
    }
}

impl Serve {
    fn config(self) -> Config {
        let mut defaults = Config::default();
        for client in &mut defaults.identity_clients {
            client.redirect_uris.extend(self.redirect_uris.iter().cloned());
        }
        Config {
            listen: self.listen,
            smtp: Some(self.smtp),
            smpp: self.smpp_listen.or(defaults.smpp),
            public_url: self.public_url.map(|url| url.trim_end_matches('/').to_owned()),
            state: self.state,
            seed: self.seed,
            bank_user: self.bank_user,
            bank_password: self.bank_password,
            merchant: self.merchant,
            order_lifetime_secs: i64::from(self.order_minutes) * 60,
            identity_any_loopback: self.any_loopback,
            biller_keys: match self.biller_keys {
                none if none.is_empty() => defaults.biller_keys,
                some => some.into_iter().collect(),
            },
            ..defaults
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let cli = Cli::parse();
    let done = match cli.command {
        None => serve(cli.serve).await,
        Some(Command::Serve(options)) => serve(*options).await,
        Some(Command::Generate(options)) => write_files(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kommunal-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Serve) -> Result<(), Box<dyn std::error::Error>> {
    let asked = options.smpp_listen;
    let config = options.config();
    let running = match Sandbox::start(config.clone()).await {
        // Several sandboxes may run side by side; only one can have the port nobody asked for.
        Err(StartError::Listen { address, .. }) if asked.is_none() && Some(address) == config.smpp => {
            tracing::warn!(%address, "taken: no SMPP (choose an address with --smpp-listen)");
            Sandbox::start(Config { smpp: None, ..config }).await?
        }
        started => started?,
    };
    println!("Sandbox: {}", running.base_url());
    if let Some(smtp) = running.smtp_addr() {
        println!("Mail:    smtp://{smtp}");
    }
    if let Some(smpp) = running.smpp_addr() {
        println!("SMS:     smpp://{smpp}");
    }
    until_told_to_stop().await?;
    running.shutdown().await;
    Ok(())
}

async fn until_told_to_stop() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

fn write_files(options: Generate) -> Result<(), Box<dyn std::error::Error>> {
    let Generate { accounts, seed, out, as_of } = options;
    let order = generate::Order { accounts, seed, out: out.clone(), as_of, progress: true };
    let summary = generate::generate(&order)?;
    println!("{}: {} rows", out.join("telecom.csv").display(), summary.telecom_rows);
    println!("{}: {} rows", out.join("internet.csv").display(), summary.internet_rows);
    Ok(())
}
