//! `kommunal import`.

use super::{Common, Failure, hosted, noted};
use clap::Args;
use kommunal::app::import::{ImportOptions, Responsible, cli};
use kommunal::app::security::{Command, SecurityEvents};
use kommunal::config::Config;
use kommunal::store::Store;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Import {
    /// The biller's id in the configuration.
    #[arg(long)]
    biller: String,
    /// Where rejected rows go; FILE.errors.csv when absent.
    #[arg(long)]
    errors: Option<PathBuf>,
    /// Take the file in though it names too few of the accounts in force, or lacks the trailer of the one before.
    #[arg(long)]
    force: bool,
    /// Put the file before back in force. It is kept until the next one is put in force.
    #[arg(long, conflicts_with_all = ["file", "force", "errors"])]
    undo: bool,
    /// Show who forced or undid this biller's files, when and why.
    #[arg(long, conflicts_with_all = ["file", "force", "errors", "undo"])]
    history: bool,
    /// Who you are.
    #[arg(long, required_unless_present = "history")]
    by: Option<String>,
    /// Why. No names, FINs or phone numbers: it is kept.
    #[arg(long, required_unless_present = "history")]
    reason: Option<String>,
    /// The file.
    #[arg(required_unless_present_any = ["undo", "history"])]
    file: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(args: Import) -> Result<ExitCode, Failure> {
    let config = Config::read(&args.common.config)?;
    let biller = hosted(&config, &args.biller)?;
    let store = Store::connect(&args.common.database).await?;
    if args.history {
        return Ok(cli::history(&store, &biller.id).await);
    }
    let responsible = Responsible { by: args.by.unwrap_or_default(), reason: args.reason.unwrap_or_default() };
    let events = SecurityEvents::open(&config.security_events, &store).await?;
    let name = if args.undo {
        "import --undo"
    } else if args.force {
        "import --force"
    } else {
        "import"
    };
    let (by, reason) = (responsible.by.clone(), responsible.reason.clone());
    let command = Command { name, by: &by, reason: &reason, subject: &biller.id, done: true };
    let Some(file) = args.file.filter(|_| !args.undo) else {
        let code = cli::undo(&store, &biller.id, &responsible).await;
        return noted(&events, Command { done: code == ExitCode::SUCCESS, ..command }, Ok(code)).await;
    };
    let options = ImportOptions {
        biller: biller.id.clone(),
        charges: biller.charge.iter().map(|charge| charge.id.clone()).collect(),
        file,
        errors: args.errors,
        account_digits: biller.account_digits,
        accounts_percent_min: config.receivables.accounts_percent_min,
        force: args.force.then_some(responsible),
        ..ImportOptions::default()
    };
    let code = cli::command(&store, &options).await;
    noted(&events, Command { done: code == ExitCode::SUCCESS, ..command }, Ok(code)).await
}
