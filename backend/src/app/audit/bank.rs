//! A payment beside the bank's order: what was taken and given back must be what we asked for, also while the payment
//! is open, also after a refund.

use super::books::{Live, Look};
use super::lists::Lists;
use super::report::Kind;
use crate::app::App;
use crate::connectors::acquirer::{OrderStatus, OrderSums};
use shared::money::Money;
use shared::payment::{Payment, State};
use std::ops::RangeInclusive;

pub(super) async fn look(app: &App, lists: Option<&Lists>, live: &Live, look: &mut Look) {
    let Some(order) = live.row.order.as_deref() else { return };
    if let Some(listed) = lists.and_then(|lists| lists.order(&live.row.acquirer, order)) {
        return compare(&live.payment, order, listed.status, &listed.sums, look);
    }
    let Some(bank) = app.acquirer(&live.row.acquirer) else {
        look.silent.push(format!("the acquirer {} is not in the configuration and", live.row.acquirer));
        return;
    };
    let report = bank.status(order).await;
    compare(&live.payment, order, report.status, &report.sums, look);
}

fn compare(payment: &Payment, order: &str, status: OrderStatus, sums: &OrderSums, look: &mut Look) {
    if status == OrderStatus::Unknown {
        look.silent.push("the bank".to_owned());
        return;
    }
    look.orders += 1;
    if let Some(words) = differs(payment, status, sums) {
        look.differs.push((Kind::BankDiffers, format!("{words}; the bank's order {order} is {status:?}")));
    }
}

/// What of the order cannot be, while the payment is as it is. `None`: it can, be it a step ahead of us or behind.
fn differs(payment: &Payment, status: OrderStatus, sums: &OrderSums) -> Option<String> {
    use OrderStatus as B;
    match payment.state {
        State::Captured { amount, refunded } => beside(payment, amount, &[refunded], status, sums),
        // On its way: given back already, or not yet.
        State::Refunding { amount, refunded, asked, .. } => {
            let after = refunded.checked_add(asked).unwrap_or(refunded);
            beside(payment, amount, &[refunded, after], status, sums)
        }
        State::Capturing { amount } if !matches!(status, B::Held { .. } | B::Waiting) => match status {
            B::Cleared { .. } => taken(amount, &[Money::ZERO..=Money::ZERO], status, sums),
            _ => Some(format!("{} qəpik are being taken, and nothing is held", amount.minor())),
        },
        _ => before_capture(payment, status),
    }
}

/// With what was settled about the bank's book. Of an excess that is owed any part may have come back by now.
fn beside(payment: &Payment, amount: Money, refunded: &[Money], status: OrderStatus, sums: &OrderSums) -> Option<String> {
    let difference = payment.difference;
    let given = refunded.iter().filter_map(|refunded| difference.given(*refunded));
    let given: Vec<_> = given.filter_map(|least| Some(least..=least.checked_add(difference.owed())?)).collect();
    taken(difference.taken(amount)?, &given, status, sums)
}

/// Nothing was asked to be taken.
fn before_capture(payment: &Payment, status: OrderStatus) -> Option<String> {
    use OrderStatus as B;
    let total = payment.total().unwrap_or_default();
    match status {
        B::Cleared { amount } | B::Refunded { amount } => Some(format!("{} qəpik were taken that nobody asked for", amount.minor())),
        B::Held { amount } if amount != total => Some(format!("{} qəpik are held where {} were asked for", amount.minor(), total.minor())),
        B::Held { .. } => match payment.state {
            State::Closed { .. } if !payment.watched => Some("money is held, and nobody will give it back".to_owned()),
            State::Unwinding if !payment.hold_kept => Some("the hold that was gone is there".to_owned()),
            _ => None,
        },
        B::Waiting => None,
        _ if matches!(payment.state, State::Posting) => Some("billers are being told, and nothing is held".to_owned()),
        _ => None,
    }
}

/// Something was taken: exactly this, and given back a sum within one of these.
fn taken(amount: Money, given: &[RangeInclusive<Money>], status: OrderStatus, sums: &OrderSums) -> Option<String> {
    let back = match status {
        OrderStatus::Refunded { amount } => amount,
        OrderStatus::Cleared { .. } => Money::ZERO,
        _ => return Some(format!("{} qəpik were taken by our books, by the bank's nothing", amount.minor())),
    };
    let cleared = match status {
        OrderStatus::Cleared { amount } => Some(amount),
        _ => sums.taken,
    };
    if let Some(cleared) = cleared.filter(|cleared| *cleared != amount) {
        return Some(format!("the bank took {} qəpik where {} were asked for", cleared.minor(), amount.minor()));
    }
    let expected = given.first().map_or(0, |given| given.start().minor());
    let is_known = given.iter().any(|given| given.contains(&back));
    (!is_known).then(|| format!("the bank gave back {} qəpik where {expected} were asked for", back.minor()))
}
