//! The machine's half that hears of a written-off share once more: its biller was asked, and may have taken it back without
//! an answer that reached us. Then the operator bears nothing.

use super::machine::{Applied, Effect, ReversalAnswer, TransitionError};
use super::{Refund, Reversal};
use crate::id::Id;
use crate::time::{Millis, Timestamp};

/// A biller is asked about what was written off for so long: 30 days, a month's settlement.
pub const UNHEARD_MS: Millis = 30 * 24 * 60 * 60 * 1000;

pub(super) fn tick(mut refund: Refund, at: Timestamp) -> Applied {
    if refund.unheard.is_empty() {
        return Err(TransitionError::NotExpected);
    }
    if refund.ended_at.is_none_or(|ended| at.ms_since(ended) >= UNHEARD_MS) {
        refund.unheard.clear();
    }
    let effects = refund.unheard.iter().map(|id| Effect::AskReversal { id: id.clone() }).collect();
    Ok((refund, effects))
}

pub(super) fn answered(mut refund: Refund, id: &Id, answer: &ReversalAnswer) -> Applied {
    let share = refund.shares.iter_mut().find(|share| share.id == *id).ok_or(TransitionError::UnknownShare)?;
    if !refund.unheard.contains(id) {
        return Err(TransitionError::NotExpected);
    }
    let effects = match (answer, &mut share.reversal) {
        (ReversalAnswer::Unknown, _) => return Ok((refund, vec![])),
        (ReversalAnswer::Reversed { at }, reversal) => {
            *reversal = Reversal::Reversed { at: *at };
            vec![Effect::RecordRecovered { id: id.clone() }]
        }
        // The biller's own reason takes the place of ours.
        (ReversalAnswer::Refused { code }, Reversal::OperatorCost { code: ours, .. }) => {
            ours.clone_from(code);
            vec![]
        }
        // Nothing lies under the key, and nobody sends it any more.
        _ => vec![],
    };
    refund.unheard.retain(|unheard| unheard != id);
    Ok((refund, effects))
}
