//! `kommunal audit`: the whole ledger again (docs/runbook.md says what each finding means).

use super::{Common, Failure, beside};
use clap::Args;
use kommunal::app::audit::{self, AuditOptions, AuditReport, Since, Verdict};
use kommunal::app::operator::figures;
use shared::money::Money;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Audit {
    /// Do not ask the bank and the billers.
    #[arg(long)]
    offline: bool,
    /// Begin at this place in the chain, or at the newest anchor: `last`.
    #[arg(long, value_name = "SEQ|last", value_parser = since)]
    since: Option<Since>,
    #[command(flatten)]
    common: Common,
}

fn since(place: &str) -> Result<Since, String> {
    match place {
        "last" => Ok(Since::LastAnchor),
        place => place.parse().map(Since::Sequence).map_err(|error| format!("a place in the chain, or last: {error}")),
    }
}

/// Exit code 0: clean, 3: findings, 4: not checked.
pub(crate) async fn run(Audit { offline, since, common }: Audit) -> Result<ExitCode, Failure> {
    let app = beside(&common).await?;
    let report = audit::audit_with(&app, &AuditOptions { ask_outside: !offline, since }).await;
    figures::note_audit(&app, report.as_ref().ok(), offline).await;
    let report = report?;
    print(&report, offline);
    Ok(match report.verdict() {
        Verdict::Clean => ExitCode::SUCCESS,
        Verdict::Findings => ExitCode::from(3),
        Verdict::NotChecked => ExitCode::from(4),
    })
}

fn print(report: &AuditReport, offline: bool) {
    println!("journal   {} entries balance and chain, {} of them not sealed yet", report.entries, report.unsealed);
    println!("payments  {} rebuilt and compared: {} captured, {} still open", report.payments, report.captured, report.open);
    println!("debts     {} rows of receivables compared", report.receivables);
    println!("anchors   {} compared with the chain", report.anchors);
    println!("taken     {} AZN less refunds", Money::from_minor(report.taken_minor).to_decimal());
    if offline {
        println!("books     not compared (--offline)");
    } else {
        println!("books     {} bank orders and {} postings compared, {} not answered", report.orders, report.postings, report.unanswered);
    }
    for note in &report.notes {
        println!("note      {note}");
    }
    for finding in &report.findings {
        println!("finding   {finding}");
    }
    match report.verdict() {
        Verdict::Clean => println!("clean"),
        Verdict::Findings => println!("{} findings", report.found),
        Verdict::NotChecked => println!("not checked: {} questions were not answered", report.unanswered),
    }
}
