//! Whom open payments and refunds wait for must be configured as it was when they began: a payment whose biller is gone is
//! neither booked elsewhere nor forgotten.

use super::digest::random_id;
use super::{App, AppError};
use crate::config::Config;
use crate::store::alarms::{self, Kind, Raised};
use crate::store::payments::{self, BookedBy, Counterpart, PaymentRow};
use shared::payment::AlarmCause;

/// Refuses a start while payments or refunds wait for somebody who is not configured as they were.
///
/// # Errors
/// [`AppError::NotConfigured`] names each that is missing and how many wait for it; or the store's.
pub async fn check(app: &App) -> Result<(), AppError> {
    let found = payments::counterparts(&mut *app.store().read().await?).await?;
    let missing: Vec<String> = found.iter().filter_map(|one| missing(app.config(), one)).collect();
    if missing.is_empty() { Ok(()) } else { Err(AppError::NotConfigured(missing.join("; "))) }
}

fn missing(config: &Config, wanted: &Counterpart) -> Option<String> {
    let waiting = format!("{} open payments or refunds wait for it: put it back until they have ended", wanted.count);
    if let Some(id) = &wanted.acquirer {
        return config.acquirer(id).is_none().then(|| format!("[[acquirer]] {id:?} is not configured, and {waiting}"));
    }
    let (id, booked_by) = wanted.biller.as_ref()?;
    let remote = config.biller(id).map(|biller| biller.remote.is_some());
    let (is_wrong, form) = match booked_by.as_deref() {
        Some("remote") => (remote != Some(true), "a remote biller"),
        Some("hosted") => (remote != Some(false), "a hosted biller"),
        _ => (remote.is_none(), "a biller"),
    };
    is_wrong.then(|| format!("[[biller]] {id:?} is not configured as {form}, and {waiting}"))
}

/// Whose book a share goes into: as it was when the payment was started, in rows of before as it is configured now.
/// `None`: nobody can say.
pub(super) fn book_of(app: &App, biller: &str, booked_by: Option<BookedBy>) -> Option<BookedBy> {
    let now = app.config().biller(biller).map(|biller| if biller.remote.is_some() { BookedBy::Remote } else { BookedBy::Hosted });
    booked_by.or(now)
}

/// A biller went missing beside a running payment: its answer is not known, and a person is told.
pub(super) async fn alarm(app: &App, row: &PaymentRow, biller: &str) {
    let reason = format!("the biller {biller} is not configured here as it was when the payment was started");
    tracing::error!(payment = %row.id, biller, "alarm: a payment's biller is not configured");
    let (id, about, now) = (random_id(), row.id.clone(), app.clock().now());
    let raised = app.store().write(move |connection| {
        let (id, about, reason) = (id.clone(), about.clone(), reason.clone());
        Box::pin(async move {
            let cause = AlarmCause::BillerNotConfigured.as_str();
            alarms::raise(connection, Raised { id: &id, kind: Kind::Payment, about: about.as_str(), cause, reason: &reason }, now).await
        })
    });
    if let Err(error) = raised.await {
        tracing::warn!(payment = %row.id, %error, "the alarm was not stored: it is raised again at the next call");
    }
}
