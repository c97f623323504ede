//! A debt that stood in an application's way and was paid through us: nobody need press a button for it to go on.

use super::advance::{self, Fact};
use super::debt;
use crate::app::{App, AppError};
use crate::store::applications::ApplicationRow;
use crate::store::payments::{self, PaymentRow};
use crate::store::{StoreError, applications_wake};
use shared::application::{Event, Seen, State};
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;

/// A biller that was paid and does not answer is asked again after this long.
const AGAIN_MS: Millis = 60_000;

/// In the unit of work that takes the money: applications about the accounts paid for are looked at.
///
/// # Errors
/// The store's.
pub(in crate::app) async fn wake(
    app: &App,
    connection: &mut AnyConnection,
    payment: &PaymentRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(certificate) = &app.config().certificate else { return Ok(()) };
    for item in payments::items(connection, &payment.id).await? {
        if item.biller == certificate.biller {
            applications_wake::wake_asked(connection, &app.digests().keyed("find", &item.account), now).await?;
        }
    }
    Ok(())
}

/// True while the citizen has time: the application was woken by a payment.
pub(super) fn was_woken(row: &ApplicationRow, now: Timestamp) -> bool {
    matches!(row.life.application.state, State::CorrectionAsked { until, .. } if now <= until)
}

/// Whether it was paid enough, the biller says. *Still owed* is no news, and not told again.
///
/// # Errors
/// The store's.
pub(super) async fn look(app: &App, row: &ApplicationRow) -> Result<(), AppError> {
    let State::CorrectionAsked { until, .. } = row.life.application.state else { return Ok(()) };
    let ends = until.plus_ms(1);
    let next = if row.life.application.waits_for_debt() {
        match debt::ask(app, &row.answers.account).await?.seen() {
            Seen::Clear { .. } => {
                // Answered meanwhile: then this is no news.
                advance::advance(app, &row.number, Fact { version: Some(row.version), ..Fact::event(Event::Answered) }).await?;
                return Ok(());
            }
            Seen::Owed { .. } => ends,
            Seen::Unknown => ends.min(app.clock().now().plus_ms(AGAIN_MS)),
        }
    } else {
        ends
    };
    let (number, version) = (row.number.clone(), row.version);
    app.store()
        .write(move |connection| {
            let number = number.clone();
            Box::pin(async move { applications_wake::put_off(connection, &number, version, next).await })
        })
        .await?;
    Ok(())
}
