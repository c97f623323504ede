//! The machine's half that listens to operators: what a resolved alarm does to its refund case.
//!
//! The caller feeds [`Event::Resolved`] only while no call of the case is on its way: a reversal under way would take back
//! what was just written off.

use super::machine::{Applied, Effect, Event, TransitionError, apply, settle, tick};
use super::{Refund, Reversal, State};
use crate::id::Id;
use crate::money::Money;
use crate::payment::Resolution;
use crate::time::Timestamp;

/// The reason of a share that two persons wrote off: no biller said it.
const WRITTEN_OFF: &str = "written_off";

pub(super) fn resolved(mut refund: Refund, resolution: Resolution, at: Timestamp) -> Applied {
    // What goes wrong from here on is told again.
    refund.alarmed = false;
    match (resolution, refund.state) {
        (Resolution::AskAgain, State::Requested | State::Reversing) => {
            refund.asked_again_at = Some(at);
            tick(refund, at)
        }
        (Resolution::WriteOff { amount }, _) if Some(amount) == write_off_sum(&refund) => Ok(write_off(refund, at)),
        (Resolution::NoAction, _) if refund.is_ended() => Ok((refund, vec![])),
        _ => Err(TransitionError::NotExpected),
    }
}

/// The payer has the money; what its billers do not answer about is ours to bear, until one says that it took it back.
fn write_off(mut refund: Refund, at: Timestamp) -> (Refund, Vec<Effect>) {
    let mut effects = vec![];
    for share in refund.shares.iter_mut().filter(|share| !share.reversal.is_settled()) {
        if share.reversal == Reversal::Asked {
            refund.unheard.push(share.id.clone());
        }
        share.reversal = Reversal::OperatorCost { code: WRITTEN_OFF.to_owned(), at };
        effects.push(Effect::RecordCost { id: share.id.clone() });
    }
    (settle(refund), effects)
}

/// The only sum that can be written off: all that no biller has answered about. `None`: nothing can be.
fn write_off_sum(refund: &Refund) -> Option<Money> {
    let open = refund.shares.iter().filter(|share| !share.reversal.is_settled()).map(|share| share.amount);
    let sum = Money::sum(open)?;
    (refund.state == State::Reversing && sum.is_positive()).then_some(sum)
}

/// The resolutions that the machine would take now; those with an amount carry the most that they take.
#[must_use]
pub fn resolutions(refund: &Refund, at: Timestamp) -> Vec<Resolution> {
    let amount = write_off_sum(refund).unwrap_or_default();
    let all = [Resolution::AskAgain, Resolution::WriteOff { amount }, Resolution::NoAction];
    let case = Id::from_bytes([0; 16]);
    let is_taken = |resolution: &Resolution| apply(refund, &Event::Resolved { case: case.clone(), resolution: *resolution }, at).is_ok();
    all.into_iter().filter(is_taken).collect()
}
