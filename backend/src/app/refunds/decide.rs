//! The second person's decision: about a case, and about an alarm that was raised for one.

use super::process::{Refunds, Report};
use super::{Who, view, words};
use crate::app::alarms::Approval;
use crate::app::process::{Input, advance, advance_once_quiet};
use crate::app::{App, AppError};
use crate::store::refunds;
use shared::api::refunds::RefundView;
use shared::id::Id;
use shared::payment::Resolution;
use shared::refund::State;
use shared::refund::machine::Event;

/// Approves a case; repeated by the same person it changes nothing.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Invalid`], [`AppError::SecondPerson`], [`AppError::NotNow`] or the store's.
pub async fn approve(app: &App, who: &Who, id: &str, note: &str) -> Result<RefundView, AppError> {
    decide(app, who, id, Event::Approved, words("note", note, 0)?).await
}

/// Rejects a case; repeated by the same person it changes nothing.
///
/// # Errors
/// As [`approve`].
pub async fn reject(app: &App, who: &Who, id: &str, note: &str) -> Result<RefundView, AppError> {
    decide(app, who, id, Event::Rejected, words("note", note, 3)?).await
}

async fn decide(app: &App, who: &Who, id: &str, event: Event, note: String) -> Result<RefundView, AppError> {
    let id = Id::parse(id).ok_or(AppError::NotFound)?;
    let row = refunds::by_id(&mut *app.store().read().await?, &id).await?.ok_or(AppError::NotFound)?;
    if who.is(&row.requested_by, &row.requested_name) {
        return Err(AppError::SecondPerson);
    }
    let report = Report { by: Some((who.clone(), note)), ..Report::event(event.clone()) };
    let (row, changed) = advance::<Refunds>(app, &id, Input::report(report)).await?;
    let theirs = row.decided.as_ref().is_some_and(|decided| decided.by == who.actor);
    let same = theirs && (event == Event::Rejected) == (row.life.refund.state == State::Rejected);
    if changed || same { view::one_row(app, &row, who).await } else { Err(AppError::NotNow) }
}

/// As [`crate::app::advance::resolve`], of a refund case.
///
/// # Errors
/// The store's; [`crate::store::StoreError::Stale`] when the alarm is not what the approval was made for.
pub(in crate::app) async fn resolve(app: &App, id: &Id, resolution: Resolution, approval: Approval) -> Result<bool, AppError> {
    let event = Event::Resolved { case: approval.case().clone(), resolution };
    advance_once_quiet::<Refunds>(app, id, Report { approval: Some(approval), ..Report::event(event) }).await
}
