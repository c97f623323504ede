//! The machine's half that listens to the acquirer about a captured payment: its book beside ours.

use super::alarm::{alarm, only_alarm};
use super::machine::{Applied, BankView, Effect, TransitionError};
use super::machine_bank::is_recheck;
use super::{AlarmCause, Payment};
use crate::money::Money;
use crate::time::Timestamp;

/// The bank shows more taken, or more given back, than we know of: a person must look, unless it gave back an excess. What
/// it showed before the last refund says less, never more.
pub(super) fn said(mut payment: Payment, view: BankView, taken: Money, refunded: Money, at: Timestamp) -> Applied {
    let recheck = is_recheck(&payment, at);
    let before = payment.difference;
    let mut effects = match (view, recheck) {
        (BankView::Cleared { amount }, _) => hear(&mut payment, (taken, Some(amount)), (refunded, Money::ZERO))?,
        (BankView::Refunded { amount, taken: said }, _) => hear(&mut payment, (taken, said), (refunded, amount))?,
        (BankView::Voided, _) => {
            payment.rechecked |= recheck;
            let mut effects = alarm(&mut payment, AlarmCause::BankContradicts);
            effects.extend(hear(&mut payment, (taken, Some(Money::ZERO)), (refunded, Money::ZERO))?);
            return Ok((payment, effects));
        }
        (_, true) => {
            payment.rechecked = true;
            return only_alarm(payment, AlarmCause::BankContradicts);
        }
        _ => return Err(TransitionError::NotExpected),
    };
    if !payment.difference.is_undecided() {
        if payment.difference == before && !recheck {
            return Err(TransitionError::NotExpected);
        }
        // Less given back than we know of: the bank is behind, and is asked again for a while.
        if is_behind(&payment, view, refunded)? {
            let late = payment.recheck_at().is_some_and(|due| at.ms_since(due) >= payment.deadlines.alarm_after_ms);
            if !late {
                return Ok((payment, effects));
            }
            effects.extend(alarm(&mut payment, AlarmCause::BankContradicts));
        }
    }
    payment.rechecked |= recheck;
    Ok((payment, effects))
}

fn is_behind(payment: &Payment, view: BankView, refunded: Money) -> Result<bool, TransitionError> {
    let given = if let BankView::Refunded { amount, .. } = view { amount } else { Money::ZERO };
    Ok(given < payment.difference.given(refunded).ok_or(TransitionError::Amount)?)
}

/// The bank's word beside ours, both as (ours, its): what it took, if it says so, and what it gave back. An excess that
/// came back is recorded, another difference is a case.
pub(super) fn hear(
    payment: &mut Payment,
    (amount, taken): (Money, Option<Money>),
    (refunded, given): (Money, Money),
) -> Result<Vec<Effect>, TransitionError> {
    payment.difference.hear_taken(amount, taken).ok_or(TransitionError::Amount)?;
    let returned = payment.difference.hear_given(refunded, given).ok_or(TransitionError::Amount)?;
    let mut effects = vec![];
    if returned.is_positive() {
        effects.push(Effect::RecordReturned { amount: returned });
    }
    if payment.difference.taken_beyond != Money::ZERO {
        effects.extend(alarm(payment, AlarmCause::TakenOtherSum));
    }
    if payment.difference.unasked() != Money::ZERO {
        effects.extend(alarm(payment, AlarmCause::GivenBackUnasked));
    }
    Ok(effects)
}
