//! Rows, columns and cells of the table, and the table as text. Shares are a: 1.00 + 0.05, b: 0.40, c: only a fee.

use crate::table::{Row, section, variants};
use shared::id::Id;
use shared::money::Money;
use shared::payment::Resolution;
use shared::refund::machine::{Applied, Effect, Event, ReversalAnswer, TransitionError, apply};
use shared::refund::{Refund, Reversal, Share, State};
use shared::time::Timestamp;

variants!(state, STATES: State { AwaitingApproval, Requested, AtBank, Reversing, Done, Rejected, BankRefused });
variants!(event, EVENTS: Event { Approved, Rejected, Taken, BankYes, BankNo, Share, Busy, Tick, Resolved });
variants!(answer, ANSWERS: ReversalAnswer { Reversed, Refused, NotFound, Unknown });
variants!(reversal, REVERSALS: Reversal { Planned, Asked, Reversed, OperatorCost, FeeOnly });
variants!(effect, EFFECTS: Effect {
    AskPayment, Reverse, AskReversal, RecordRefund, RecordReversed, RecordCost, RecordRecovered, ReleaseShares, TellRefunded, TellRefused, Alarm,
});
variants!(error, ERRORS: TransitionError { NotExpected, UnknownShare });

const HEAD: &str = "The refund case's machine, every state × every event. Compared by `cargo test -p shared --test refund_table`;
written anew with KOMMUNAL_WRITE_TABLE=1. Shares are a, b and c; c is only a fee.
`=` nothing changes · a time is given where it makes a difference.
";
const MINUTE_MS: i64 = 60_000;
/// When an event comes: name, minutes after the request.
pub(crate) const TIMES: [(&str, i64); 2] = [("in time", 6), ("past the alarm", 300)];

pub(crate) struct Cell {
    pub(crate) before: Refund,
    pub(crate) event: Event,
    pub(crate) after: Applied,
}

pub(crate) fn at_minute(minute: i64) -> Timestamp {
    Timestamp::from_micros(0).plus_ms(minute * MINUTE_MS)
}

pub(crate) fn id(letter: char) -> Id {
    Id::from_bytes([u8::try_from(letter).unwrap(); 16])
}

pub(crate) fn share(letter: char, amount: i64, fee: i64, reversal: Reversal) -> Share {
    let (amount, fee) = (Money::from_minor(amount), Money::from_minor(fee));
    Share { id: id(letter), item: id(letter), biller: format!("biller-{letter}"), amount, fee, reversal }
}

fn refund(state: State, a: Reversal, b: Reversal) -> Refund {
    let bank = matches!(state, State::Reversing | State::Done | State::BankRefused);
    let c = if matches!(state, State::Reversing | State::Done) { Reversal::FeeOnly } else { Reversal::Planned };
    let shares = vec![share('a', 100, 5, a), share('b', 40, 0, b), share('c', 0, 5, c)];
    let mut refund = Refund::new(shares, false, at_minute(0), 60 * MINUTE_MS);
    refund.state = state;
    refund.bank_at = bank.then(|| at_minute(5));
    refund.ended_at = refund.is_ended().then(|| at_minute(5));
    refund
}

pub(crate) fn states() -> Vec<Refund> {
    use Reversal::{Asked, Planned};
    let reversed = || Reversal::Reversed { at: at_minute(6) };
    let cost = || Reversal::OperatorCost { code: "not_reversible".to_owned(), at: at_minute(6) };
    let written_off = || Reversal::OperatorCost { code: "written_off".to_owned(), at: at_minute(6) };
    let only_fee = Refund { shares: vec![share('c', 0, 5, Planned)], ..refund(State::AtBank, Planned, Planned) };
    vec![
        refund(State::AwaitingApproval, Planned, Planned),
        refund(State::Requested, Planned, Planned),
        refund(State::AtBank, Planned, Planned),
        only_fee,
        refund(State::Reversing, Planned, Planned),
        refund(State::Reversing, Asked, Planned),
        refund(State::Reversing, Asked, Asked),
        refund(State::Reversing, Asked, reversed()),
        refund(State::Reversing, cost(), Asked),
        Refund { alarmed: true, ..refund(State::Reversing, Asked, reversed()) },
        refund(State::Done, reversed(), cost()),
        Refund { unheard: vec![id('a')], ..refund(State::Done, written_off(), reversed()) },
        refund(State::Rejected, Planned, Planned),
        refund(State::BankRefused, Planned, Planned),
    ]
}

pub(crate) fn events() -> Vec<Event> {
    let mut events = vec![Event::Tick, Event::Approved, Event::Rejected, Event::Taken, Event::Busy, Event::BankYes, Event::BankNo];
    let answers = || {
        [
            ReversalAnswer::Reversed { at: at_minute(6) },
            ReversalAnswer::Refused { code: "not_reversible".to_owned() },
            ReversalAnswer::NotFound,
            ReversalAnswer::Unknown,
        ]
    };
    events.extend(['a', 'b'].into_iter().flat_map(|letter| answers().map(|answer| Event::Share { id: id(letter), answer })));
    events.push(Event::Share { id: id('z'), answer: ReversalAnswer::NotFound });
    // All that is open of a and b, of b alone, of neither; and what belongs to payments.
    let written_off = [140, 100, 40, 1].map(|minor| Resolution::WriteOff { amount: Money::from_minor(minor) });
    let resolutions = [Resolution::AskAgain, Resolution::ReverseAndVoid, Resolution::NoAction].into_iter().chain(written_off);
    events.extend(resolutions.map(|resolution| Event::Resolved { case: id('x'), resolution }));
    events
}

pub(crate) fn cells() -> Vec<Cell> {
    let mut cells = vec![];
    for before in states() {
        for event in events() {
            for at in TIMES.map(|(_, minute)| at_minute(minute)) {
                let after = apply(&before, &event, at);
                cells.push(Cell { before: before.clone(), event: event.clone(), after });
            }
        }
    }
    cells
}

pub(crate) fn render() -> String {
    let mut text = HEAD.to_owned();
    let cells = cells();
    for refund in states() {
        let own: Vec<&Cell> = cells.iter().filter(|c| c.before == refund).collect();
        let rows: Vec<Row> =
            own.chunks(TIMES.len()).map(|same| (event_name(&same[0].event), same.iter().map(|c| cell(c)).collect())).collect();
        section(&mut text, &row(&refund), &TIMES.map(|(name, _)| name), &rows);
    }
    text
}

fn row(refund: &Refund) -> String {
    let shares: Vec<String> = refund.shares.iter().map(|s| format!("{} {}", letter(&s.id), reversal(&s.reversal))).collect();
    let alarmed = if refund.alarmed { ", alarmed" } else { "" };
    let unheard: String = refund.unheard.iter().map(|id| format!(", {} unheard", letter(id))).collect();
    format!("{}{alarmed}{unheard} ({})", state(&refund.state), shares.join(", "))
}

fn cell(cell: &Cell) -> String {
    let (after, effects) = match &cell.after {
        Err(error_) => return format!("error: {}", error(error_)),
        Ok(applied) => applied,
    };
    let text = if row(after) == row(&cell.before) { "=".to_owned() } else { row(after) };
    let effects: Vec<String> = effects.iter().map(effect_name).collect();
    if effects.is_empty() { text } else { format!("{text}  | {}", effects.join(", ")) }
}

fn event_name(value: &Event) -> String {
    match value {
        Event::Share { id, answer: said } => format!("Share {} {}", letter(id), answer(said)),
        Event::Resolved { resolution, .. } if resolution.amount().is_positive() => {
            format!("Resolved {} {}", resolution.as_str(), resolution.amount().minor())
        }
        Event::Resolved { resolution, .. } => format!("Resolved {}", resolution.as_str()),
        other => event(other).to_owned(),
    }
}

fn effect_name(value: &Effect) -> String {
    match value {
        Effect::Reverse { id }
        | Effect::AskReversal { id }
        | Effect::RecordReversed { id }
        | Effect::RecordCost { id }
        | Effect::RecordRecovered { id } => {
            format!("{} {}", effect(value), letter(id))
        }
        other => effect(other).to_owned(),
    }
}

fn letter(wanted: &Id) -> char {
    ['a', 'b', 'c'].into_iter().find(|l| id(*l) == *wanted).unwrap_or('?')
}
