//! The rows and columns: payments in every state, and every event at every time that makes a difference.
//!
//! Two items, a: 1.00 + 0.05 and b: 0.40 + 0.05; 1.50 in all, 1.05 when only a is accepted.

use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::{Answer, BankView, BillerAnswer, Event};
use shared::payment::{BankDifference, Deadlines, Item, Outcome, Payment, Posting, Resolution, State};
use shared::time::Timestamp;

pub(crate) const TOTAL: i64 = 150;
pub(crate) const A_ONLY: i64 = 105;
const MINUTE_MS: i64 = 60_000;

/// When an event comes: name, minutes after the beginning. The hold came in minute 5.
pub(crate) const TIMES: [(&str, i64); 3] = [("in time", 6), ("past pay, post and watch", 40), ("past the alarm", 300)];

pub(crate) fn at_minute(minute: i64) -> Timestamp {
    Timestamp::from_micros(0).plus_ms(minute * MINUTE_MS)
}

pub(crate) fn id(letter: char) -> Id {
    Id::from_bytes([u8::try_from(letter).unwrap(); 16])
}

fn item(letter: char, amount: i64, posting: Posting) -> Item {
    let (amount, fee) = (Money::from_minor(amount), Money::from_minor(5));
    Item { id: id(letter), biller: "azerisu".to_owned(), amount, fee, posting }
}

fn payment(state: State, a: Posting, b: Posting) -> Payment {
    let deadlines = Deadlines {
        open_until: at_minute(10),
        pay_until: at_minute(15),
        watch_until: at_minute(30),
        post_window_ms: 20 * MINUTE_MS,
        alarm_after_ms: 60 * MINUTE_MS,
        silent_after_ms: 30 * MINUTE_MS,
        capture_refusals_max: 2,
        recheck_after_ms: 90 * MINUTE_MS,
    };
    let held = !matches!(state, State::Opening { .. } | State::AtBank | State::Abandoned { .. } | State::Closed { .. });
    let asked = matches!(state, State::Refunding { .. });
    let mut payment = Payment::new(vec![item('a', 100, a), item('b', 40, b)], deadlines);
    payment.state = state;
    payment.held_at = held.then(|| at_minute(5));
    payment.captured_at = matches!(payment.state, State::Captured { .. } | State::Refunding { .. }).then(|| at_minute(5));
    payment.refund_asked_at = asked.then(|| at_minute(6));
    payment
}

pub(crate) fn states() -> Vec<Payment> {
    use Posting::{Cancelled, Cancelling, Planned, Reversed, Reversing, Sent};
    let yes = || Posting::Accepted { reference: "88".to_owned(), at: at_minute(6) };
    let no = || Posting::Refused { code: "account_closed".to_owned() };
    let money = Money::from_minor;
    let (zero, ten, none) = (Money::ZERO, money(10), BankDifference::default());
    let captured = |refunded| State::Captured { amount: money(A_ONLY), refunded };
    let refunding = |refunded| State::Refunding { amount: money(A_ONLY), refunded, asked: money(30), refund: Some(id('r')) };
    vec![
        payment(State::Opening { attempt: 1 }, Planned, Planned),
        payment(State::Opening { attempt: 3 }, Planned, Planned),
        payment(State::AtBank, Planned, Planned),
        payment(State::Abandoned { why: Outcome::Cancelled }, Planned, Planned),
        payment(State::Posting, Sent, Sent),
        payment(State::Posting, Sent, yes()),
        payment(State::Posting, Sent, no()),
        payment(State::Posting, Cancelling, yes()),
        payment(State::Posting, Cancelled, Cancelling),
        payment(State::Capturing { amount: money(A_ONLY) }, yes(), no()),
        payment(State::Capturing { amount: money(A_ONLY) }, yes(), Cancelled),
        payment(State::Capturing { amount: money(TOTAL) }, yes(), yes()),
        Payment { refusals: 2, ..payment(State::Capturing { amount: money(A_ONLY) }, yes(), no()) },
        payment(State::Capturing { amount: money(A_ONLY) }, yes(), Cancelling),
        payment(State::Voiding { why: Outcome::LeaseLost }, Planned, Planned),
        Payment { refusals: 5, ..payment(State::Voiding { why: Outcome::LeaseLost }, Planned, Planned) },
        payment(State::Voiding { why: Outcome::NothingAccepted }, no(), Cancelling),
        payment(State::Voiding { why: Outcome::CaptureRefused }, Reversing, no()),
        payment(State::Voiding { why: Outcome::NothingAccepted }, no(), Cancelled),
        payment(State::Unwinding, Reversing, no()),
        payment(State::Unwinding, Reversing, Reversing),
        Payment { hold_kept: true, ..payment(State::Unwinding, Reversing, Cancelling) },
        payment(captured(zero), yes(), no()),
        payment(captured(ten), yes(), no()),
        Payment { rechecked: true, ..payment(captured(zero), yes(), no()) },
        Payment { difference: BankDifference { excess: money(30), ..none }, ..payment(captured(zero), yes(), no()) },
        Payment {
            difference: BankDifference { excess: money(30), given_beyond: money(30), ..none },
            ..payment(captured(zero), yes(), no())
        },
        Payment { difference: BankDifference { given_beyond: money(95), ..none }, ..payment(captured(ten), yes(), no()) },
        Payment { difference: BankDifference { short: money(30), ..none }, ..payment(captured(zero), yes(), no()) },
        Payment {
            difference: BankDifference { taken_beyond: money(45), short: money(30), ..none },
            ..payment(captured(zero), yes(), no())
        },
        Payment { difference: BankDifference { taken_beyond: money(-5), ..none }, ..payment(captured(zero), yes(), no()) },
        payment(captured(zero), yes(), Cancelling),
        payment(captured(zero), yes(), Reversing),
        payment(refunding(zero), yes(), no()),
        payment(refunding(ten), yes(), no()),
        Payment { difference: BankDifference { excess: money(65), ..none }, ..payment(refunding(ten), yes(), no()) },
        // Asked for before there were cases.
        payment(State::Refunding { amount: money(A_ONLY), refunded: zero, asked: money(30), refund: None }, yes(), no()),
        payment(State::Closed { outcome: Outcome::Declined }, Planned, Planned),
        Payment { watched: true, ..payment(State::Closed { outcome: Outcome::Declined }, Planned, Planned) },
        payment(State::Closed { outcome: Outcome::NothingAccepted }, no(), Cancelled),
        payment(State::Closed { outcome: Outcome::HoldLost }, Reversed, no()),
        payment(State::Closed { outcome: Outcome::HoldLost }, Posting::WrittenOff, no()),
        payment(State::Closed { outcome: Outcome::NothingAccepted }, no(), Cancelling),
    ]
}

pub(crate) fn events() -> Vec<Event> {
    const ANSWERS: [Answer; 3] = [Answer::Yes, Answer::No, Answer::Unknown];
    let mut events = vec![Event::Tick, Event::PayerCancelled];
    events.extend(ANSWERS.into_iter().flat_map(|answer| [1, 2, 3].map(|attempt| Event::Opened { attempt, answer })));
    events.extend(views().into_iter().map(Event::Bank));
    events.extend(['a', 'b'].into_iter().flat_map(|letter| biller_answers().map(|answer| Event::Item { id: id(letter), answer })));
    events.push(Event::Item { id: id('z'), answer: BillerAnswer::NotFound });
    events.extend(ANSWERS.map(Event::CaptureAnswered));
    events.extend(ANSWERS.map(Event::VoidAnswered));
    events.extend(
        [0, -1, 1, 95, A_ONLY, i64::MAX].map(|minor| Event::RefundAsked { refund: Some(id('r')), amount: Money::from_minor(minor) }),
    );
    events.push(Event::RefundAsked { refund: None, amount: Money::from_minor(1) });
    events.extend(ANSWERS.map(Event::RefundAnswered));
    events.extend(resolutions().map(|resolution| Event::Resolved { case: id('c'), resolution }));
    events
}

fn resolutions() -> [Resolution; 12] {
    let (taken, written_off) = (
        |minor| Resolution::TakeAsCaptured { amount: Money::from_minor(minor) },
        |minor| Resolution::WriteOff { amount: Money::from_minor(minor) },
    );
    [
        Resolution::AskAgain,
        taken(A_ONLY),
        taken(A_ONLY - 5),
        taken(TOTAL),
        taken(TOTAL * 2),
        taken(TOTAL * 101),
        Resolution::ReverseAndVoid,
        written_off(5),
        written_off(100),
        written_off(i64::MAX),
        Resolution::RefundNotGiven,
        Resolution::NoAction,
    ]
}

fn views() -> Vec<BankView> {
    let held = |minor, lease_live| BankView::Held { amount: Money::from_minor(minor), lease_live };
    let cleared = |minor| BankView::Cleared { amount: Money::from_minor(minor) };
    let refunded = |minor| BankView::Refunded { amount: Money::from_minor(minor), taken: None };
    vec![
        BankView::Waiting,
        held(TOTAL, true),
        held(TOTAL, false),
        held(TOTAL - A_ONLY, true),
        BankView::Declined { outcome: Outcome::InsufficientFunds },
        BankView::Cancelled,
        BankView::Expired,
        cleared(A_ONLY),
        cleared(TOTAL),
        BankView::Voided,
        refunded(10),
        refunded(30),
        refunded(40),
        refunded(A_ONLY),
        BankView::Refunded { amount: Money::from_minor(10), taken: Some(Money::from_minor(TOTAL)) },
        BankView::NoOrder,
        BankView::Unknown,
    ]
}

fn biller_answers() -> [BillerAnswer; 6] {
    [
        BillerAnswer::Accepted { reference: "88".to_owned(), at: at_minute(6) },
        BillerAnswer::Refused { code: "refused".to_owned() },
        BillerAnswer::Tombstoned,
        BillerAnswer::NotFound,
        BillerAnswer::Reversed,
        BillerAnswer::Unknown,
    ]
}
