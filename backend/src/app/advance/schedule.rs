//! A payment's deadlines, and when it is looked at next.

use super::Payments;
use crate::app::App;
use crate::app::process::{lease_until, pause_ms};
use crate::store::payments::{ItemRow, Life, PaymentRow};
use crate::store::process::Calls;
use shared::payment::machine::Effect;
use shared::payment::{Deadlines, Item, Payment, Posting, State};
use shared::time::{Millis, Timestamp};

/// Longest pause between two looks at a payment that somebody waits for.
const LOOK_MS_MAX: Millis = 20 * 1000;
/// Longest pause between two looks at a payment whose payer has gone.
const GONE_MS_MAX: Millis = 5 * 60 * 1000;
/// First and longest pause between two looks at a closed payment's order.
const WATCH_MS: (Millis, Millis) = (60_000, 3_600_000);
/// Longest pause between two looks at a payment that raised an alarm.
const ALARMED_MS_MAX: Millis = 10 * 60 * 1000;
/// Orders are opened for this long before the payment gives up.
const OPEN_MS: Millis = 60_000;

/// A payment about to begin: its first order is leased already.
pub(in crate::app) fn new_life(app: &App, items: &[ItemRow], now: Timestamp) -> Life {
    let times = app.config().payment;
    let pay_until = now.plus_ms(times.order_life_s.saturating_mul(1000));
    let deadlines = Deadlines {
        open_until: now.plus_ms(OPEN_MS),
        pay_until,
        watch_until: pay_until.plus_ms(times.watch_s.saturating_mul(1000)),
        post_window_ms: times.post_window_s.saturating_mul(1000),
        alarm_after_ms: times.alarm_after_s.saturating_mul(1000),
        silent_after_ms: times.silent_after_s.saturating_mul(1000),
        capture_refusals_max: times.capture_refusals_max,
        recheck_after_ms: times.recheck_after_s.saturating_mul(1000),
    };
    let items =
        items.iter().map(|i| Item { id: i.id.clone(), biller: i.biller.clone(), amount: i.amount, fee: i.fee, posting: Posting::Planned });
    let mut calls = Calls::new(now);
    let first = Effect::OpenOrder { attempt: 1 };
    let until = lease_until::<Payments>(app, &first, now);
    calls.lease(first, until, 1, now);
    Life { payment: Payment::new(items.collect(), deadlines), calls }
}

/// When the jobs look next while nothing is in flight.
pub(super) fn next_look(app: &App, row: &PaymentRow, now: Timestamp) -> Option<Timestamp> {
    if row.life.payment.is_at_rest() {
        return None;
    }
    let payment = &row.life.payment;
    let look_ms = app.config().payment.look_ms;
    let (first, most) = match payment.state {
        // Nobody waits: a biller is chased, or the bank is asked about it once more.
        State::Captured { .. } | State::Closed { .. } if payment.has_open_items() => (look_ms, GONE_MS_MAX),
        // Closed, its order can still be paid with another card.
        State::Captured { .. } | State::Closed { .. } => WATCH_MS,
        State::Abandoned { .. } => (look_ms, GONE_MS_MAX),
        _ => (look_ms, LOOK_MS_MAX),
    };
    // A person was told: time alone will hardly mend it.
    let most = if payment.alarms.is_empty() { most } else { most.max(ALARMED_MS_MAX) };
    let next = now.plus_ms(pause_ms(first, row.life.calls.ticks, most));
    let only_recheck = payment.recheck_at().filter(|_| !payment.has_open_items());
    Some(only_recheck.map_or(next, |due| if due > now { due } else { next }))
}
