//! Figures of what is open. A job counts them every few seconds by partial indexes, for the page and as metrics: no request
//! counts rows.

use crate::app::audit::{AuditReport, Verdict};
use crate::app::{App, AppError, random_id};
use crate::store::payments_open::{self, AuditRunRow, OpenRow};
use crate::store::{alarms_list, payments, refunds};
use shared::api::operator::{AuditRun, CauseCount, OpenPayments, Summary};
use shared::payment::AlarmCause;
use shared::time::Timestamp;
use std::sync::{Mutex, PoisonError};

/// States in which the bank holds the money, or may.
const HELD: [&str; 4] = ["posting", "capturing", "voiding", "unwinding"];

/// The figures counted last.
#[derive(Default)]
pub(in crate::app) struct Figures(Mutex<Option<Summary>>);

impl Figures {
    fn get(&self) -> Option<Summary> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, summary: Summary) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(summary);
    }
}

/// The figures as they were counted last.
///
/// # Errors
/// The store's, when they were never counted.
pub async fn summary(app: &App) -> Result<Summary, AppError> {
    let counted = match app.figures().get() {
        Some(summary) => summary,
        None => count(app).await?,
    };
    Ok(Summary { now: app.clock().now().rfc3339(), ..counted })
}

/// The job: counts, keeps the figures, sets the gauges.
///
/// # Errors
/// The store's.
pub async fn refresh(app: &App) -> Result<usize, AppError> {
    let summary = count(app).await?;
    set_gauges(&summary, app.clock().now());
    app.figures().set(summary);
    Ok(0)
}

async fn count(app: &App) -> Result<Summary, AppError> {
    let now = app.clock().now();
    let mut connection = app.store().read().await?;
    let open = payments_open::open_by_state(&mut connection).await?;
    let alarms = alarms_list::open_by_cause(&mut connection).await?;
    let last_audit = payments_open::last_audit(&mut connection).await?;
    Ok(Summary {
        now: now.rfc3339(),
        counted_at: now.rfc3339(),
        held_minor: open.iter().filter(|row| HELD.contains(&row.state.as_str())).map(|row| row.amount_minor).sum(),
        open: in_order(&open).map(|row| shown(row, now)).collect(),
        unanswered: open.iter().map(|row| row.unanswered).sum(),
        alarms: alarms.into_iter().map(|(cause, count, oldest)| CauseCount { cause, count, oldest_at: oldest.rfc3339() }).collect(),
        alarms_waiting: alarms_list::waiting(&mut connection).await?,
        refunds_waiting: refunds::waiting(&mut connection).await?,
        last_audit: last_audit.map(audit_run),
    })
}

/// Writes down how an audit ended; `None`: it could not be done. An audit that asked nobody outside is not clean. That it
/// cannot be written down is logged: the audit's own answer matters more.
pub async fn note_audit(app: &App, report: Option<&AuditReport>, offline: bool) {
    let result = match report.map(AuditReport::verdict) {
        Some(Verdict::Clean) if !offline => "clean",
        Some(Verdict::Clean | Verdict::NotChecked) => "not_checked",
        Some(Verdict::Findings) => "findings",
        None => "failed",
    };
    let number = |count: fn(&AuditReport) -> u64| report.map_or(0, |report| i64::try_from(count(report)).unwrap_or(i64::MAX));
    let (at, findings, unanswered) = (app.clock().now(), number(|report| report.found), number(|report| report.unanswered));
    let (id, run) = (random_id(), AuditRunRow { at, result: result.to_owned(), findings, unanswered });
    let written = app.store().write(move |connection| {
        let (id, run) = (id.clone(), run.clone());
        Box::pin(async move { payments_open::note_audit(connection, &id, &run).await })
    });
    if let Err(error) = written.await {
        tracing::error!(%error, "how the audit ended could not be written down");
    }
}

/// In the order of a payment's course.
fn in_order(open: &[OpenRow]) -> impl Iterator<Item = &OpenRow> {
    payments::STATES.iter().filter_map(|state| open.iter().find(|row| row.state == *state))
}

fn shown(row: &OpenRow, now: Timestamp) -> OpenPayments {
    OpenPayments {
        state: row.state.clone(),
        count: row.count,
        amount_minor: row.amount_minor,
        oldest_at: row.oldest.rfc3339(),
        oldest_age_s: now.ms_since(row.oldest).max(0) / 1000,
    }
}

fn audit_run(run: AuditRunRow) -> AuditRun {
    AuditRun { at: run.at.rfc3339(), result: run.result, findings: run.findings, unanswered: run.unanswered }
}

/// Gauges of states and causes that are gone are set to zero, not left at what they were.
fn set_gauges(summary: &Summary, now: Timestamp) {
    for state in payments::STATES.iter().filter(|state| !matches!(**state, "captured" | "closed")) {
        let row = summary.open.iter().find(|row| row.state == *state);
        metrics::gauge!("kommunal_payments", "state" => *state).set(gauge(row.map_or(0, |row| row.count)));
        metrics::gauge!("kommunal_payments_oldest_seconds", "state" => *state).set(gauge(row.map_or(0, |row| row.oldest_age_s)));
    }
    for cause in AlarmCause::ALL {
        let row = summary.alarms.iter().find(|row| row.cause == cause.as_str());
        metrics::gauge!("kommunal_alarms_open", "cause" => cause.as_str()).set(gauge(row.map_or(0, |row| row.count)));
    }
    let oldest = summary.open.iter().map(|row| row.oldest_age_s).max().unwrap_or(0);
    metrics::gauge!("kommunal_figures_timestamp_seconds").set(gauge(now.micros() / 1_000_000));
    metrics::gauge!("kommunal_open_payment_oldest_seconds").set(gauge(oldest));
    metrics::gauge!("kommunal_held_minor").set(gauge(summary.held_minor));
    metrics::gauge!("kommunal_unanswered").set(gauge(summary.unanswered));
    metrics::gauge!("kommunal_alarms_waiting").set(gauge(summary.alarms_waiting));
    metrics::gauge!("kommunal_refunds_waiting").set(gauge(summary.refunds_waiting));
    let Some(audit) = &summary.last_audit else { return };
    let age_s = Timestamp::from_rfc3339(&audit.at).map_or(0, |at| now.ms_since(at).max(0) / 1000);
    metrics::gauge!("kommunal_audit_age_seconds").set(gauge(age_s));
    metrics::gauge!("kommunal_audit_findings").set(gauge(audit.findings));
    metrics::gauge!("kommunal_audit_unanswered").set(gauge(audit.unanswered));
}

/// Prometheus has floats only: whole numbers up to 2⁵³ stay exact.
#[allow(clippy::cast_precision_loss, reason = "a figure to look at, never computed with")]
const fn gauge(number: i64) -> f64 {
    number as f64
}
