//! `kommunal registry`.

use super::{Common, Failure, Responsible, hosted, noted};
use clap::{Args, Subcommand, ValueEnum};
use kommunal::app::payment_registry::{AckWish, cli};
use kommunal::app::security::{Command, SecurityEvents};
use kommunal::config::{Config, RegistryFormat};
use kommunal::store::Store;
use shared::money::Money;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub(crate) struct Registry {
    #[command(subcommand)]
    ack: Option<Told>,
    /// The biller's id in the configuration.
    #[arg(long, required = true)]
    biller: Option<String>,
    /// The last entry that the biller has; its entries after this one are written.
    #[arg(long, default_value_t = 0)]
    after: i64,
    /// The biller's own format when absent.
    #[arg(long)]
    format: Option<Format>,
    /// Where to; standard output when absent.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Camt054,
}

#[derive(Subcommand)]
enum Told {
    /// Note that the biller has booked its registry up to an entry.
    Ack {
        /// The biller's id in the configuration.
        #[arg(long)]
        biller: String,
        /// The last entry booked.
        #[arg(long)]
        until: i64,
        /// Entries since the acknowledgement before, as the biller counts them.
        #[arg(long)]
        count: i64,
        /// Their payments less their reversals, in manat: 1250.40.
        #[arg(long, allow_hyphen_values = true)]
        sum: String,
        #[command(flatten)]
        responsible: Responsible,
        #[command(flatten)]
        common: Common,
    },
}

pub(crate) async fn run(args: Registry) -> Result<ExitCode, Failure> {
    if let Some(Told::Ack { biller, until, count, sum, responsible, common }) = args.ack {
        let config = Config::read(&common.config)?;
        let biller = hosted(&config, &biller)?.id.clone();
        let total_minor = Money::total_from_decimal(&sum).ok_or("--sum is manat with a dot and two decimals")?.minor();
        let store = Store::connect(&common.database).await?;
        let Responsible { by, reason } = &responsible;
        let wish = AckWish { biller: biller.clone(), until, entries: count, total_minor, by: by.clone() };
        let done = cli::note(&store, wish).await;
        let events = SecurityEvents::open(&config.security_events, &store).await?;
        let command = Command { name: "registry ack", by, reason, subject: &biller, done: true };
        noted(&events, command, done).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::read(&args.common.config)?;
    let biller = hosted(&config, &args.biller.ok_or("--biller is missing")?)?;
    let format = match args.format {
        Some(Format::Csv) => RegistryFormat::Csv,
        Some(Format::Camt054) => RegistryFormat::Camt054,
        None => biller.registry.as_ref().map_or(RegistryFormat::Csv, |registry| registry.format),
    };
    let store = Store::connect(&args.common.database).await?;
    cli::list(&store, &biller.id, args.after, format, args.out.as_deref()).await?;
    Ok(ExitCode::SUCCESS)
}
