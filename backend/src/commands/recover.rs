//! `kommunal recover`: after the database was put back (docs/runbook.md).

use super::{Common, Failure, beside, noted};
use clap::Args;
use kommunal::app::recover::{self, RecoverOptions, What};
use kommunal::app::security::Command;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Recover {
    /// Who does it.
    #[arg(long)]
    by: String,
    /// Why.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    common: Common,
}

/// Exit code 0: done, 3: a person must look, 4: somebody did not answer.
pub(crate) async fn run(Recover { by, reason, common }: Recover) -> Result<ExitCode, Failure> {
    let app = beside(&common).await?;
    let report = recover::recover(&app, &RecoverOptions { by: by.clone(), reason: reason.clone() }).await.map_err(Failure::from);
    let command = Command { name: "recover", by: &by, reason: &reason, subject: "", done: true };
    let report = noted(app.events(), command, report).await?;
    match &report.from {
        Some((sequence, at)) => println!("from      entry {sequence}, anchored at {at}"),
        None => println!("from      the beginning: no anchor is known"),
    }
    for done in &report.done {
        println!("{done}");
    }
    for silent in &report.unanswered {
        println!("unanswered {silent}");
    }
    let (alarms, silent) = (report.count(What::Alarm), report.unanswered.len() + report.count(What::Waiting));
    println!("{} done, {alarms} for a person, {silent} not answered or not over yet", report.done.len() - alarms);
    Ok(ExitCode::from(if alarms > 0 {
        3
    } else if silent > 0 {
        4
    } else {
        0
    }))
}
