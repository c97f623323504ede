//! The commands, one file each, and what they share.

pub(crate) mod alarm;
pub(crate) mod audit;
pub(crate) mod import;
pub(crate) mod issuer_key;
pub(crate) mod kiosk;
pub(crate) mod person;
pub(crate) mod recover;
pub(crate) mod refund;
pub(crate) mod registry;
pub(crate) mod retention;

use clap::Args;
use kommunal::app::security::{Command, SecurityEvents};
use kommunal::app::{App, Clock};
use kommunal::config::{BillerConfig, Config};
use kommunal::store::Store;

/// Printed after the program's name; the exit code is 1.
pub(crate) type Failure = Box<dyn std::error::Error>;

#[derive(Args)]
pub(crate) struct Common {
    /// sqlite:PATH or postgres://…
    #[arg(long, env = "KOMMUNAL_DATABASE", default_value = "sqlite:kommunal.db")]
    pub(crate) database: String,
    /// The configuration file; kommunal.example.toml documents every setting.
    #[arg(long, env = "KOMMUNAL_CONFIG", default_value = "kommunal.toml")]
    pub(crate) config: String,
}

/// The use cases beside a running server.
async fn beside(common: &Common) -> Result<App, Failure> {
    let config = Config::read(&common.config)?;
    let store = Store::connect(&common.database).await?;
    Ok(App::new(config, store, Clock::default()).await?)
}

/// Who runs a command that changes something, and why: a security event has both.
#[derive(Args)]
pub(crate) struct Responsible {
    /// Who you are.
    #[arg(long)]
    pub(crate) by: String,
    /// Why. No names, FINs or phone numbers: it is kept.
    #[arg(long)]
    pub(crate) reason: String,
}

/// Writes a command down as a security event, whether or not it did what was asked; answers what it answered.
async fn noted<T>(events: &SecurityEvents, command: Command<'_>, result: Result<T, Failure>) -> Result<T, Failure> {
    if let Err(error) = events.command(Command { done: command.done && result.is_ok(), ..command }).await {
        eprintln!("kommunal: the security event is not in the database: {error}");
    }
    result
}

/// A hosted biller of the configuration.
fn hosted<'c>(config: &'c Config, id: &str) -> Result<&'c BillerConfig, Failure> {
    let biller = config.biller(id).filter(|biller| biller.remote.is_none());
    Ok(biller.ok_or(format!("{id} is not a hosted biller of the configuration"))?)
}
