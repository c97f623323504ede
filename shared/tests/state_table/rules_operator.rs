//! What operators' resolutions must never do, over the whole table.

use crate::cells::always;
use shared::ledger::{adjustment_entry, returned_entry, write_off_entry};
use shared::money::Money;
use shared::payment::machine::{Effect, Event};
use shared::payment::{BankDifference, Payment, Posting, Resolution, State};

const fn is_resolved(event: &Event) -> bool {
    matches!(event, Event::Resolved { .. })
}

#[test]
fn what_a_resolution_records_is_what_the_payment_remembers() {
    fn written_off(payment: &Payment) -> i64 {
        let kept = payment.items.iter().filter(|item| item.posting == Posting::WrittenOff);
        kept.map(|item| item.amount.minor()).sum::<i64>() - payment.difference.net().minor()
    }
    always("recorded", |cell, after, effects| {
        let recorded: i64 = effects
            .iter()
            .map(|effect| match effect {
                Effect::RecordWriteOff { amount, .. } | Effect::RecordReturned { amount } => amount.minor(),
                Effect::RecordAdjustment { excess, short, .. } => short.minor() - excess.minor(),
                _ => 0,
            })
            .sum();
        let by_bank = effects.iter().any(|effect| matches!(effect, Effect::RecordReturned { .. }));
        recorded == written_off(after) - written_off(&cell.before) && (recorded == 0 || by_bank || is_resolved(&cell.event))
    });
}

#[test]
fn every_record_of_a_resolution_is_an_entry_that_balances() {
    always("entries", |_, after, effects| {
        effects.iter().all(|effect| match effect {
            Effect::RecordWriteOff { amount, .. } => write_off_entry(after, "kapital", *amount).is_ok(),
            Effect::RecordAdjustment { excess, short, .. } => adjustment_entry("kapital", *excess, *short).is_ok(),
            Effect::RecordReturned { amount } => returned_entry("kapital", *amount).is_ok(),
            _ => true,
        })
    });
}

#[test]
fn an_operator_captures_only_what_billers_have_booked() {
    always("take as captured", |cell, after, _| {
        let taken = matches!(cell.event, Event::Resolved { resolution: Resolution::TakeAsCaptured { .. }, .. });
        // A silent biller's item is chased beside the capture.
        let settled = after.items.iter().all(|item| item.posting.is_settled() || item.posting == Posting::Cancelling);
        let could = matches!(cell.before.state, State::Capturing { .. }) && settled || matches!(cell.before.state, State::Captured { .. });
        !taken || could && matches!(after.state, State::Captured { .. })
    });
}

#[test]
fn no_resolution_leaves_a_hold_or_a_booking_behind_unseen() {
    always("ends", |cell, after, effects| {
        let ended = is_resolved(&cell.event) && matches!(after.state, State::Closed { .. }) && !cell.before.is_ended();
        let booked = after.items.iter().any(|item| item.posting.is_accepted() || item.posting == Posting::Reversing);
        let written_off = effects.iter().any(|effect| matches!(effect, Effect::RecordWriteOff { .. }));
        let may_be_held = cell.before.hold_kept || matches!(cell.before.state, State::Capturing { .. });
        let left_behind = booked || may_be_held || after.hold_kept;
        !ended || !left_behind && (written_off || !after.items.iter().any(|item| item.posting == Posting::WrittenOff))
    });
}

#[test]
fn after_a_resolution_the_same_alarm_may_come_again() {
    always("alarms", |cell, after, _| !is_resolved(&cell.event) || after.alarms.is_empty());
}

/// A bank may say that it gave back more than it took: then that is what is recorded.
fn is_by_the_banks_word(before: &Payment, after: &Payment) -> bool {
    before.difference.given_beyond != Money::ZERO || before.difference.returned != after.difference.returned
}

#[test]
fn write_offs_never_exceed_what_was_taken() {
    always("bound", |cell, after, _| match after.state {
        State::Captured { amount, refunded } => {
            let given = after.difference.given(refunded).zip(after.difference.taken(amount));
            is_by_the_banks_word(&cell.before, after) || given.is_some_and(|(given, taken)| given <= taken)
        }
        _ => true,
    });
}

/// M10: of an excess no more is given back than there was, and nothing of a difference is negative.
#[test]
fn m10_a_difference_is_never_negative_and_no_excess_is_returned_twice() {
    always("difference", |_, after, _| {
        let BankDifference { excess, returned, short, given_off, given_beyond, .. } = after.difference;
        returned <= excess && [excess, returned, short, given_off, given_beyond].into_iter().all(|sum| sum >= Money::ZERO)
    });
}
