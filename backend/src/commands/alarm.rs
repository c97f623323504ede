//! `kommunal alarm`: alarm cases (docs/runbook.md).

use super::{Common, Failure, beside, noted};
use clap::{Args, Subcommand};
use kommunal::app::alarms::cli;
use kommunal::app::security::Command;
use shared::api::operator::AlarmAction;
use shared::money::Money;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Alarm {
    /// Cases that are not resolved.
    List {
        /// open, free, waiting, resolved or all.
        #[arg(long, default_value = "open")]
        show: String,
        #[command(flatten)]
        common: Common,
    },
    /// One case: what is known, and which resolutions are possible now.
    Show {
        /// The case's identifier.
        id: String,
        #[command(flatten)]
        common: Common,
    },
    /// Take a case.
    Take(Act),
    /// Give a case back to the others.
    Release(Act),
    /// Add a note: its words are --reason.
    Note(Act),
    /// Ask for a resolution; another person approves it.
    Resolve {
        #[command(flatten)]
        act: Act,
        /// `ask_again`, `take_as_captured`, `reverse_and_void`, `write_off`, `refund_not_given` or `no_action`.
        #[arg(long = "as")]
        resolution: String,
        /// In manat, for `take_as_captured` and `write_off`: 2.50.
        #[arg(long)]
        amount: Option<String>,
    },
    /// Approve the resolution that another person asked for.
    Approve(Act),
    /// Decline it; the case goes back to who has it.
    Decline(Act),
}

#[derive(Args)]
pub(crate) struct Act {
    /// The case's identifier.
    id: String,
    /// Who you are.
    #[arg(long)]
    by: String,
    /// Why.
    #[arg(long, default_value = "")]
    reason: String,
    #[command(flatten)]
    common: Common,
}

/// Lists or shows cases, or changes one.
pub(crate) async fn run(command: Alarm) -> Result<ExitCode, Failure> {
    let (action, act, body) = match command {
        Alarm::List { show, common } => {
            cli::list(&beside(&common).await?, &show).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Alarm::Show { id, common } => {
            cli::show(&beside(&common).await?, &id).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Alarm::Resolve { act, resolution, amount } => {
            let amount = amount.map(|typed| Money::from_decimal(&typed).ok_or("not an amount")).transpose()?;
            let amount_minor = amount.map_or(0, Money::minor);
            ("resolve", act, AlarmAction { resolution, amount_minor, ..AlarmAction::default() })
        }
        Alarm::Take(act) => ("take", act, AlarmAction::default()),
        Alarm::Release(act) => ("release", act, AlarmAction::default()),
        Alarm::Note(act) => ("note", act, AlarmAction::default()),
        Alarm::Approve(act) => ("approve", act, AlarmAction::default()),
        Alarm::Decline(act) => ("decline", act, AlarmAction::default()),
    };
    let app = beside(&act.common).await?;
    let by = cli::by(&app, &act.by)?;
    let changed = cli::change(&app, &by, &act.id, action, AlarmAction { text: act.reason.clone(), ..body }).await;
    let command = Command { name: &format!("alarm {action}"), by: &act.by, reason: &act.reason, subject: &act.id, done: true };
    noted(app.events(), command, changed.map_err(Failure::from)).await?;
    Ok(ExitCode::SUCCESS)
}
