//! Alarm cases: listed, looked at, acted on. The case's machine is `shared::alarm`; all that an action does is records in
//! one transaction, so a case is not a process of its own (docs/decisions/0160). What a resolution does to a payment is an
//! event of the payment, in the same transaction ([`act`]).

pub mod act;
pub mod cli;
pub mod list;
mod one;

pub use act::{Attempt, act};
pub use list::page;
pub use one::look;

pub(in crate::app) use act::Approval;
pub(in crate::app) use list::shown;

use crate::store::alarms::{AlarmRow, Kind};
use crate::store::{StoreError, payments, refunds};
use shared::payment::Payment;
use shared::refund::Refund;
use sqlx::AnyConnection;

use super::AppError;

/// The payment or refund that a case is about, as far as it can be read.
enum About {
    Payment(Box<Payment>, String),
    Refund(Box<Refund>, &'static str),
    /// Its stored state cannot be read.
    Unreadable,
    Application,
}

async fn about(connection: &mut AnyConnection, row: &AlarmRow) -> Result<About, AppError> {
    let Some(id) = row.process() else { return Ok(About::Application) };
    if row.kind == Kind::Refund {
        return match refunds::by_id(connection, &id).await {
            Ok(Some(case)) => Ok(About::Refund(Box::new(case.life.refund.clone()), refunds::state_name(&case.life.refund))),
            Ok(None) | Err(StoreError::Corrupt(_) | StoreError::Unreadable { .. }) => Ok(About::Unreadable),
            Err(error) => Err(error.into()),
        };
    }
    match payments::by_id(connection, &id).await {
        Ok(Some(payment)) => Ok(About::Payment(Box::new(payment.life.payment), payment.state)),
        Ok(None) | Err(StoreError::Corrupt(_) | StoreError::Unreadable { .. }) => Ok(About::Unreadable),
        Err(error) => Err(error.into()),
    }
}
