//! `kommunal retention` (docs/retention.md).

use super::{Common, Failure, beside};
use clap::Subcommand;
use kommunal::app::retention::{count, run as end_data};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Retention {
    /// Remove now what [retention] keeps no longer; a running server does it by itself.
    Run {
        /// Count what would be removed, and remove nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        common: Common,
    },
}

/// Prints a line for each kind: its name, the days it is kept, rows.
pub(crate) async fn run(command: Retention) -> Result<ExitCode, Failure> {
    let Retention::Run { dry_run, common } = command;
    let app = beside(&common).await?;
    let (ended, word) = if dry_run { (count(&app).await?, "due") } else { (end_data(&app).await?, "removed") };
    for one in ended {
        println!("{:<20} {:>6} days  {} {word}", one.kind.row().name, one.days, one.rows);
    }
    app.store().truncate_log().await?;
    app.store().close().await;
    Ok(ExitCode::SUCCESS)
}
