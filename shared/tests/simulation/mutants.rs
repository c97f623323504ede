//! The machine, each time broken in one way somebody could break it. The simulation must notice.

use shared::money::Money;
use shared::payment::machine::{Answer, Applied, BankView, BillerAnswer, Effect, Event, apply};
use shared::payment::{Outcome, Payment, Posting, State};
use shared::time::Timestamp;

pub(crate) fn captures_the_full_hold(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    let total = payment.total().unwrap_or(Money::ZERO);
    for effect in &mut effects {
        if let Effect::Capture { amount } = effect {
            *amount = total;
        }
    }
    Ok((next, effects))
}

pub(crate) fn forgets_the_fees(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    let fees = Money::sum(payment.items.iter().filter(|i| i.posting.is_accepted()).map(|i| i.fee));
    for effect in &mut effects {
        if let Effect::Capture { amount } = effect {
            *amount = amount.checked_sub(fees.unwrap_or(Money::ZERO)).unwrap_or(*amount);
        }
    }
    Ok((next, effects))
}

/// Ends an abandoned payment by the clock, while a silent bank may be holding its money.
pub(crate) fn gives_up_the_watch(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, effects) = apply(payment, event, at)?;
    if let (State::Abandoned { why }, Event::Tick) = (&payment.state, event)
        && at >= payment.deadlines.watch_until
    {
        next.state = State::Closed { outcome: *why };
        return Ok((next, vec![]));
    }
    Ok((next, effects))
}

pub(crate) fn forgets_a_closed_order(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, effects) = apply(payment, event, at)?;
    next.watched = false;
    Ok((next, effects))
}

pub(crate) fn reads_not_found_as_no(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Item { id, answer: BillerAnswer::NotFound } => {
            let answer = BillerAnswer::Refused { code: "refused".to_owned() };
            apply(payment, &Event::Item { id: id.clone(), answer }, at)
        }
        _ => apply(payment, event, at),
    }
}

pub(crate) fn captures_early(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, mut effects) = apply(payment, event, at)?;
    let first_yes = matches!(event, Event::Item { answer: BillerAnswer::Accepted { .. }, .. });
    if let (true, State::Posting, Some(amount)) = (first_yes, &next.state, next.accepted_total()) {
        next.state = State::Capturing { amount };
        effects.push(Effect::Capture { amount });
    }
    Ok((next, effects))
}

/// Takes a cancel that was asked for as one that was confirmed.
pub(crate) fn gives_up_a_silent_biller(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let unknown = BillerAnswer::Unknown;
    match event {
        Event::Item { id, answer } if *answer == unknown && is_cancelling(payment, event) => {
            apply(payment, &Event::Item { id: id.clone(), answer: BillerAnswer::Tombstoned }, at)
        }
        _ => apply(payment, event, at),
    }
}

fn is_cancelling(payment: &Payment, event: &Event) -> bool {
    let Event::Item { id, .. } = event else { return false };
    payment.items.iter().any(|i| i.id == *id && i.posting == Posting::Cancelling)
}

pub(crate) fn posts_again_at_once(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    if let (State::Posting, Event::Item { id, answer: BillerAnswer::Unknown }) = (&next.state, event) {
        effects.push(Effect::PostItem { id: id.clone() });
    }
    Ok((next, effects))
}

pub(crate) fn posts_after_the_void(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    if effects.contains(&Effect::Void) {
        effects.extend(next.items.iter().map(|i| Effect::PostItem { id: i.id.clone() }));
    }
    Ok((next, effects))
}

pub(crate) fn forgets_to_void(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    effects.retain(|e| *e != Effect::Void);
    Ok((next, effects))
}

pub(crate) fn ends_without_voiding(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, effects) = apply(payment, event, at)?;
    if let State::Voiding { why } = next.state {
        next.state = State::Closed { outcome: why };
    }
    Ok((next, effects.into_iter().filter(|e| *e != Effect::Void).collect()))
}

pub(crate) fn voids_an_unknown_capture(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, mut effects) = apply(payment, event, at)?;
    if *event == Event::CaptureAnswered(Answer::Unknown) {
        next.state = State::Voiding { why: Outcome::HoldLost };
        effects.push(Effect::Void);
        if !next.has_open_items() {
            effects.push(Effect::ReleaseLeases);
        }
    }
    Ok((next, effects))
}

pub(crate) fn captures_again_without_asking(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    if let (State::Capturing { amount }, Event::CaptureAnswered(Answer::Unknown)) = (&next.state, event) {
        effects.push(Effect::Capture { amount: *amount });
    }
    Ok((next, effects))
}

/// Asks at once after a no, hears "held", captures again, hears no …
pub(crate) fn asks_in_a_circle(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    if matches!(event, Event::CaptureAnswered(Answer::No) | Event::VoidAnswered(Answer::No)) {
        effects.push(Effect::AskBank);
    }
    Ok((next, effects))
}

pub(crate) fn records_twice(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    let records: Vec<Effect> = effects.iter().filter(|e| matches!(e, Effect::RecordCapture { .. })).cloned().collect();
    effects.extend(records);
    Ok((next, effects))
}

pub(crate) fn refunds_again_without_asking(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    if let (State::Refunding { asked, .. }, Event::RefundAnswered(Answer::Unknown)) = (&next.state, event) {
        effects.push(Effect::Refund { amount: *asked });
    }
    Ok((next, effects))
}

pub(crate) fn releases_early(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(payment, event, at)?;
    if matches!((&payment.state, &next.state), (State::Posting, State::Capturing { .. })) {
        effects.push(Effect::ReleaseLeases);
    }
    Ok((next, effects))
}

pub(crate) fn posts_without_its_lease(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Bank(BankView::Held { amount, .. }) => {
            apply(payment, &Event::Bank(BankView::Held { amount: *amount, lease_live: true }), at)
        }
        _ => apply(payment, event, at),
    }
}

pub(crate) fn forgets_to_reverse(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, mut effects) = apply(payment, event, at)?;
    if next.state == State::Unwinding {
        next.state = State::Closed { outcome: Outcome::HoldLost };
        for item in next.items.iter_mut().filter(|i| i.posting.is_open()) {
            item.posting = Posting::Reversed;
        }
        effects = vec![Effect::ReleaseLeases];
    }
    Ok((next, effects))
}

/// Never takes a reversal for an answer, asked for or not.
pub(crate) fn waits_on_a_reversed_item(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Item { answer: BillerAnswer::Reversed, .. } => Ok((payment.clone(), vec![])),
        _ => apply(payment, event, at),
    }
}

pub(crate) fn asks_for_a_refused_capture_for_ever(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let mut patient = payment.clone();
    patient.deadlines.capture_refusals_max = 0;
    apply(&patient, event, at)
}

/// Takes a silent biller's item for settled once the payment has ended without it.
pub(crate) fn forgets_the_silent_item(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, effects) = apply(payment, event, at)?;
    if next.is_ended() {
        for item in next.items.iter_mut().filter(|i| i.posting == Posting::Cancelling) {
            item.posting = Posting::Cancelled;
        }
    }
    Ok((next, effects))
}

/// Keeps what a silent biller booked after all.
pub(crate) fn keeps_a_late_booking(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (mut next, effects) = apply(payment, event, at)?;
    let late = matches!(event, Event::Item { answer: BillerAnswer::Accepted { .. }, .. }) && next.is_ended();
    if !late {
        return Ok((next, effects));
    }
    for item in next.items.iter_mut().filter(|i| i.posting == Posting::Reversing) {
        item.posting = Posting::Accepted { reference: "late".to_owned(), at };
    }
    Ok((next, effects.into_iter().filter(|e| !matches!(e, Effect::ReverseItem { .. })).collect()))
}
