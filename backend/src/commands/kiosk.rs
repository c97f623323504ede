//! `kommunal kiosk`: devices (docs/kiosk.md).

use super::{Database, Failure};
use clap::Subcommand;
use kommunal::app::Clock;
use kommunal::app::kiosk::cli;
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

/// Changes the list of devices beside a running server, which sees it at the next request.
pub(crate) async fn run(command: Kiosk) -> Result<ExitCode, Failure> {
    let now = Clock::default().now();
    match command {
        Kiosk::Add { name, place, database } => cli::add(&Store::connect(&database.database).await?, &name, &place, now).await?,
        Kiosk::List { database } => cli::list(&Store::connect(&database.database).await?).await?,
        Kiosk::Remove { name, database } => cli::remove(&Store::connect(&database.database).await?, &name).await?,
    }
    Ok(ExitCode::SUCCESS)
}
