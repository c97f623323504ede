//! Making the calls the machine wants: each under its claim, none inside a transaction, each answered with a fact.

use super::advance::{Fact, SIGN_MS, Said};
use super::debt;
use crate::app::certificates::issue;
use crate::app::{App, AppError};
use crate::store::applications::{self, InFlight};
use shared::application::{Effect, Event};
use std::sync::Arc;
use std::time::Duration;

/// Makes one call.
///
/// # Errors
/// The store's, before anything was asked, or an invariant's.
pub(super) async fn perform(app: &App, number: &str, call: &InFlight) -> Result<Fact, AppError> {
    let row = applications::by_number(&mut *app.store().read().await?, number).await?.ok_or(AppError::NotFound)?;
    let fact = match &call.effect {
        Effect::Sign { number: certificate, as_of } => {
            let signing = issue::make(app, &row, certificate, *as_of);
            let within = Duration::from_millis(u64::try_from(SIGN_MS).unwrap_or(0));
            match tokio::time::timeout(within, signing).await {
                Ok(Ok(made)) => {
                    let event = Event::Signed { number: certificate.clone(), as_of: *as_of };
                    Fact { made: Some(Arc::new(made)), ..Fact::event(event) }
                }
                Ok(Err(error)) => not_signed(number, certificate, &error.to_string()),
                Err(_) => not_signed(number, certificate, "it took too long"),
            }
        }
        _ => {
            let asked_at = app.clock().now();
            let debt = debt::ask(app, &row.answers.account).await?;
            Fact::saying(Said::Debt { seen: debt.seen(), asked_at })
        }
    };
    Ok(Fact { call: Some(call.call), ..fact })
}

fn not_signed(application: &str, certificate: &str, why: &str) -> Fact {
    tracing::error!(application, why, "a certificate could not be signed; it is tried again");
    Fact::event(Event::NotSigned { number: certificate.to_owned() })
}
