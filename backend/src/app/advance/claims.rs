//! Claims on calls, and when a payment is looked at next.

use crate::app::{App, perform};
use crate::store::payments::{InFlight, ItemRow, Life, PaymentRow};
use shared::payment::machine::Effect;
use shared::payment::{Deadlines, Item, Payment, Posting, State};
use shared::time::{Millis, Timestamp};

/// A claim outlives its call's time-out by this much.
const CLAIM_MARGIN_MS: Millis = 2_000;
/// Longest pause between two looks at a payment that somebody waits for.
const LOOK_MS_MAX: Millis = 20 * 1000;
/// Longest pause between two looks at a payment whose payer has gone.
const GONE_MS_MAX: Millis = 5 * 60 * 1000;
/// First and longest pause between two looks at a closed payment's order.
const WATCH_MS: (Millis, Millis) = (60_000, 3_600_000);
/// Orders are opened for this long before the payment gives up.
const OPEN_MS: Millis = 60_000;

/// A call whose claim was given up.
pub(super) struct Claimed {
    pub(super) effect: Effect,
    /// The payment's version that the call was made for.
    pub(super) version: i64,
}

/// A life about to begin: its first order is claimed already.
pub(in crate::app) fn new_life(app: &App, items: &[ItemRow], now: Timestamp) -> Life {
    let times = app.config().payment;
    let pay_until = now.plus_ms(times.order_life_s.saturating_mul(1000));
    let deadlines = Deadlines {
        open_until: now.plus_ms(OPEN_MS),
        pay_until,
        watch_until: pay_until.plus_ms(times.watch_s.saturating_mul(1000)),
        post_window_ms: times.post_window_s.saturating_mul(1000),
        alarm_after_ms: times.alarm_after_s.saturating_mul(1000),
    };
    let items =
        items.iter().map(|i| Item { id: i.id.clone(), biller: i.biller.clone(), amount: i.amount, fee: i.fee, posting: Posting::Planned });
    let first = InFlight { call: 1, effect: Effect::OpenOrder { attempt: 1 }, until: claim_until(app, now), version: 1 };
    Life {
        payment: Payment::new(items.collect(), deadlines),
        in_flight: vec![first],
        next_call: 2,
        ticks: 0,
        asked_at: now,
        quiet_until: now,
    }
}

/// Claims a call, unless the same one is on its way.
pub(super) fn claim(app: &App, row: &mut PaymentRow, effect: Effect, now: Timestamp) -> Option<InFlight> {
    if row.life.in_flight.iter().any(|call| call.effect == effect) {
        return None;
    }
    if effect == Effect::AskBank {
        row.life.asked_at = now;
    }
    // The version that the claim is about to be saved under.
    let call = InFlight { call: row.life.next_call, effect, until: claim_until(app, now), version: row.version + 1 };
    row.life.next_call += 1;
    row.life.in_flight.push(call.clone());
    Some(call)
}

/// Gives a claim up; `None`: it was given up before.
pub(super) fn give_up(life: &mut Life, call: i64) -> Option<Claimed> {
    let index = life.in_flight.iter().position(|c| c.call == call)?;
    let InFlight { effect, version, .. } = life.in_flight.remove(index);
    Some(Claimed { effect, version })
}

fn claim_until(app: &App, now: Timestamp) -> Timestamp {
    now.plus_ms(perform::timeout_ms(app).saturating_add(CLAIM_MARGIN_MS))
}

/// Sets when the jobs look at a payment next.
pub(super) fn schedule(app: &App, row: &mut PaymentRow, now: Timestamp) {
    row.wake_at = next_look(app, row, now);
}

fn next_look(app: &App, row: &PaymentRow, now: Timestamp) -> Option<Timestamp> {
    let life = &row.life;
    if let Some(until) = life.in_flight.iter().map(|call| call.until).min() {
        return Some(until);
    }
    if life.payment.is_at_rest() {
        return None;
    }
    let doubled = |first: Millis, most: Millis| first.saturating_mul(1 << life.ticks.min(20)).min(most);
    match life.payment.state {
        // Closed, and its order can still be paid with another card.
        State::Closed { .. } => Some(now.plus_ms(doubled(WATCH_MS.0, WATCH_MS.1))),
        State::Abandoned { .. } => Some(now.plus_ms(doubled(app.config().payment.look_ms, GONE_MS_MAX))),
        _ => Some(now.plus_ms(doubled(app.config().payment.look_ms, LOOK_MS_MAX)).max(life.quiet_until)),
    }
}

/// The same payment with claims that lapse at `until` at the latest. Not a refund's: a command beside the server makes it.
pub(super) fn shortened(mut row: PaymentRow, until: Timestamp) -> PaymentRow {
    for call in row.life.in_flight.iter_mut().filter(|call| !matches!(call.effect, Effect::Refund { .. })) {
        call.until = call.until.min(until);
    }
    row.wake_at = row.life.in_flight.iter().map(|call| call.until).min();
    row
}
