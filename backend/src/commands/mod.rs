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
use kommunal::app::{App, Clock};
use kommunal::config::{BillerConfig, Config};
use kommunal::store::Store;

/// Printed after the program's name; the exit code is 1.
pub(crate) type Failure = Box<dyn std::error::Error>;

#[derive(Args)]
pub(crate) struct Database {
    /// sqlite:PATH or postgres://…
    #[arg(long, env = "KOMMUNAL_DATABASE", default_value = "sqlite:kommunal.db")]
    pub(crate) database: String,
}

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

/// A hosted biller of the configuration.
fn hosted<'c>(config: &'c Config, id: &str) -> Result<&'c BillerConfig, Failure> {
    let biller = config.biller(id).filter(|biller| biller.remote.is_none());
    Ok(biller.ok_or(format!("{id} is not a hosted biller of the configuration"))?)
}
