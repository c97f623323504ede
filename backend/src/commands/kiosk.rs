//! `kommunal kiosk`: devices (docs/kiosk.md).

use super::{Common, Failure, Responsible, noted};
use clap::Subcommand;
use kommunal::app::Clock;
use kommunal::app::kiosk::cli;
use kommunal::app::security::{Command, SecurityEvents};
use kommunal::config::Config;
use kommunal::store::Store;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Kiosk {
    /// Add a device. Prints its secret, which is shown this once.
    Add {
        /// a–z, 0–9 and -.
        name: String,
        /// Where it stands, as citizens would say it.
        #[arg(long)]
        place: String,
        #[command(flatten)]
        responsible: Responsible,
        #[command(flatten)]
        common: Common,
    },
    /// The devices, and when each was heard last.
    List {
        #[command(flatten)]
        common: Common,
    },
    /// Remove a device: its secret counts no longer, its session is over.
    Remove {
        /// Its name.
        name: String,
        #[command(flatten)]
        responsible: Responsible,
        #[command(flatten)]
        common: Common,
    },
}

/// Changes the list of devices beside a running server, which sees it at the next request.
pub(crate) async fn run(command: Kiosk) -> Result<ExitCode, Failure> {
    match command {
        Kiosk::List { common } => cli::list(&Store::connect(&common.database).await?).await?,
        Kiosk::Add { name, place, responsible, common } => {
            let store = Store::connect(&common.database).await?;
            let done = cli::add(&store, &name, &place, Clock::default().now()).await;
            written(&common, &store, ("kiosk add", &name, &responsible), done).await?;
        }
        Kiosk::Remove { name, responsible, common } => {
            let store = Store::connect(&common.database).await?;
            let done = cli::remove(&store, &name).await;
            written(&common, &store, ("kiosk remove", &name, &responsible), done).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn written(
    common: &Common,
    store: &Store,
    (name, kiosk, who): (&str, &str, &Responsible),
    done: Result<(), cli::CliError>,
) -> Result<(), Failure> {
    let events = SecurityEvents::open(&Config::read(&common.config)?.security_events, store).await?;
    let command = Command { name, by: &who.by, reason: &who.reason, subject: kiosk, done: true };
    noted(&events, command, done.map_err(Failure::from)).await
}
