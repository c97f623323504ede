//! The table as text: one section a state, one line a cell; cells in which nothing is expected are gathered in a list.

use crate::cells::{Cell, cells};
use crate::samples::{TIMES, id, states};
use crate::table::{Row, section};
use crate::variants;
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::{Applied, BankView, Effect, Event};
use shared::payment::{BankDifference, Payment, State};
use std::fmt::Write;

const HEAD: &str = "The payment machine, every state × every event. Compared by `cargo test -p shared --test state_table`;
written anew with KOMMUNAL_WRITE_TABLE=1. Items are a and b, sums in qəpik (150 in all, 105 for a alone).
`=` nothing changes · a time is given where it makes a difference.
";

pub(crate) fn table() -> String {
    let mut text = HEAD.to_owned();
    let cells = cells();
    for payment in states() {
        let own: Vec<&Cell> = cells.iter().filter(|c| c.before == payment).collect();
        let same_event = own.chunks(TIMES.len());
        let rows: Vec<Row> = same_event.map(|same| (event(&same[0].event), same.iter().map(|c| cell(c)).collect())).collect();
        section(&mut text, &row(&payment), &TIMES.map(|(name, _)| name), &rows);
    }
    text
}

/// A row's name: the state, and its items' postings.
pub(crate) fn row(payment: &Payment) -> String {
    let [a, b] = [0, 1].map(|index| variants::posting(&payment.items[index].posting));
    let watched = if payment.watched { ", watched" } else { "" };
    let kept = if payment.hold_kept { ", hold kept" } else { "" };
    let difference = difference(&payment.difference);
    let rechecked = if payment.rechecked { ", rechecked" } else { "" };
    let refusals = if payment.refusals > 0 { format!(", refused {}", payment.refusals) } else { String::new() };
    format!("{}{watched}{kept}{difference}{rechecked}{refusals} (a {a}, b {b})", state(&payment.state))
}

fn difference(of: &BankDifference) -> String {
    let parts = [
        ("excess", of.excess),
        ("returned", of.returned),
        ("short", of.short),
        ("given off", of.given_off),
        ("taken beyond", of.taken_beyond),
        ("given beyond", of.given_beyond),
    ];
    let known = parts.into_iter().filter(|(_, sum)| *sum != Money::ZERO);
    known.map(|(name, sum)| format!(", {name} {}", sum.minor())).collect()
}

fn cell(cell: &Cell) -> String {
    let (after, effects) = match &cell.after as &Applied {
        Err(error) => return format!("error: {}", variants::error(error)),
        Ok(applied) => applied,
    };
    let same = row(after) == row(&cell.before);
    let mut text = if same { "=".to_owned() } else { row(after) };
    if !effects.is_empty() {
        let effects: Vec<String> = effects.iter().map(effect).collect();
        let _ = write!(text, "  | {}", effects.join(", "));
    }
    text
}

fn state(state: &State) -> String {
    let name = variants::state(state);
    match state {
        State::Opening { attempt } => format!("{name} {attempt}"),
        State::Abandoned { why } | State::Voiding { why } | State::Closed { outcome: why } => format!("{name} {why:?}"),
        State::Capturing { amount } => format!("{name} {}", amount.minor()),
        State::Captured { amount, refunded } => format!("{name} {} refunded {}", amount.minor(), refunded.minor()),
        State::Refunding { amount, refunded, asked, refund } => {
            let case = if refund.is_some() { "" } else { ", no case" };
            format!("{name} {} refunded {} asked {}{case}", amount.minor(), refunded.minor(), asked.minor())
        }
        State::AtBank | State::Posting | State::Unwinding => name.to_owned(),
    }
}

pub(crate) fn event(event: &Event) -> String {
    let name = variants::event(event);
    match event {
        Event::Opened { attempt, answer } => format!("{name} {attempt} {}", variants::answer(answer)),
        Event::Bank(view) => format!("{name} {}", bank(view)),
        Event::Item { id, answer } => format!("{name} {} {}", letter(id), variants::biller_answer(answer)),
        Event::CaptureAnswered(answer) | Event::VoidAnswered(answer) | Event::RefundAnswered(answer) => {
            format!("{name} {}", variants::answer(answer))
        }
        Event::RefundAsked { amount, .. } if amount.minor() == i64::MAX => format!("{name} overflow"),
        Event::RefundAsked { refund: None, amount } => format!("{name} {}, no case", amount.minor()),
        Event::RefundAsked { amount, .. } => format!("{name} {}", amount.minor()),
        Event::Resolved { resolution, .. } if resolution.amount() == Money::ZERO => format!("{name} {}", resolution.as_str()),
        Event::Resolved { resolution, .. } => format!("{name} {} {}", resolution.as_str(), resolution.amount().minor()),
        Event::PayerCancelled | Event::Tick => name.to_owned(),
    }
}

fn bank(view: &BankView) -> String {
    let name = variants::view(view);
    match view {
        BankView::Held { amount, lease_live } => {
            format!("{name} {}{}", amount.minor(), if *lease_live { "" } else { ", lease gone" })
        }
        BankView::Refunded { amount, taken: Some(taken) } => format!("{name} {} of {}", amount.minor(), taken.minor()),
        BankView::Cleared { amount } | BankView::Refunded { amount, .. } => format!("{name} {}", amount.minor()),
        _ => name.to_owned(),
    }
}

fn effect(effect: &Effect) -> String {
    let name = variants::effect(effect);
    match effect {
        Effect::OpenOrder { attempt } => format!("{name} {attempt}"),
        Effect::PostItem { id }
        | Effect::AskItem { id }
        | Effect::CancelItem { id }
        | Effect::ReverseItem { id }
        | Effect::ReleaseLease { id } => {
            format!("{name} {}", letter(id))
        }
        Effect::Capture { amount }
        | Effect::Refund { amount }
        | Effect::RecordCapture { amount }
        | Effect::RecordRefund { amount, .. }
        | Effect::RecordWriteOff { amount, .. }
        | Effect::RecordReturned { amount } => {
            format!("{name} {}", amount.minor())
        }
        Effect::Alarm { cause } => format!("{name} {}", cause.as_str()),
        Effect::RecordAdjustment { excess, short, .. } => format!("{name} excess {} short {}", excess.minor(), short.minor()),
        Effect::RecordRefundTaken { .. } | Effect::RecordRefundRefused { .. } | Effect::AskBank | Effect::Void | Effect::ReleaseLeases => {
            name.to_owned()
        }
    }
}

fn letter(wanted: &Id) -> char {
    ['a', 'b'].into_iter().find(|l| id(*l) == *wanted).unwrap_or('?')
}
