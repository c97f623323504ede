//! A case's calls: the payment is asked to take it to the bank, billers are asked to take their shares back.

use crate::app::{App, AppError, advance};
use crate::store::hosted_reversals;
use crate::store::refunds::{self, RefundRow};
use shared::id::Id;
use shared::refund::machine::{Effect, Event, ReversalAnswer};
use shared::refund::{Share, State};

/// Said to billers: nothing of the payer's or the operator's own words.
const REASON: &str = "refund";

/// Makes one call.
///
/// # Errors
/// The store's, before anything was sent, or an invariant's.
pub(super) async fn perform(app: &App, id: &Id, effect: &Effect) -> Result<Event, AppError> {
    let row = refunds::by_id(&mut *app.store().read().await?, id).await?.ok_or(AppError::NotFound)?;
    match effect {
        Effect::Reverse { id } | Effect::AskReversal { id } => {
            let share = row.life.refund.shares.iter().find(|s| s.id == *id).ok_or(AppError::Internal("a share is gone"))?;
            let answer = at_biller(app, share, matches!(effect, Effect::AskReversal { .. })).await?;
            Ok(Event::Share { id: id.clone(), answer })
        }
        _ => to_the_bank(app, &row).await,
    }
}

/// The payment's own transaction tells the case that it was taken. What comes back here only ends the lease.
async fn to_the_bank(app: &App, row: &RefundRow) -> Result<Event, AppError> {
    if row.life.refund.state == State::Requested {
        advance::refund(app, &row.payment, &row.id, row.total).await?;
    }
    Ok(Event::Busy)
}

async fn at_biller(app: &App, share: &Share, asks: bool) -> Result<ReversalAnswer, AppError> {
    match app.remote(&share.biller) {
        Some(port) if asks => Ok(port.reversal_status(&share.item, &share.id).await),
        Some(port) => Ok(port.reverse_part(&share.item, &share.id, share.amount, REASON).await),
        // A biller that is no longer configured says nothing: neither yes nor no.
        None if app.config().biller(&share.biller).is_none() => Ok(ReversalAnswer::Unknown),
        None => Ok(at_hosted(app, share.clone(), asks).await),
    }
}

/// A store that does not say whether it took back is a biller that does not say.
async fn at_hosted(app: &App, share: Share, asks: bool) -> ReversalAnswer {
    let now = app.clock().now();
    let answer = app.store().write(move |connection| {
        let share = share.clone();
        Box::pin(async move {
            if asks {
                hosted_reversals::reversal_status(connection, &share.id).await
            } else {
                hosted_reversals::reverse_part(connection, &share.item, &share.id, share.amount, now).await
            }
        })
    });
    answer.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "a hosted biller's reversal was not stored");
        ReversalAnswer::Unknown
    })
}
