//! What a receipt says, before anyone decides how it looks: the paper and the letter both take it from here.

use super::{PaperItem, ReceiptPaper};
use crate::documents::texts::{fill, text};
use shared::api::payments::ItemOutcome;
use shared::format::{self, Lang};
use shared::money::Money;
use shared::time::Timestamp;

/// How a fact is meant; the paper gives it a colour, and words always say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Warn,
    Bad,
}

/// A labelled value.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
}

/// One step of the money.
pub(super) struct Step {
    pub(super) tone: Tone,
    pub(super) title: String,
    /// Times and references, joined by middle dots.
    pub(super) details: String,
}

/// True when the share's money was taken from the card: only what a biller accepted, and kept, is.
pub(super) fn taken(item: &PaperItem) -> bool {
    item.outcome == ItemOutcome::Accepted
}

/// Paid, paid in part, given back.
pub(super) fn standing(paper: &ReceiptPaper) -> (Tone, &'static str) {
    let (tone, key) = if paper.refunded.is_positive() && paper.refunded >= paper.total_captured {
        (Tone::Warn, "receipt.status.refunded")
    } else if paper.refunded.is_positive() {
        (Tone::Warn, "receipt.status.partly_refunded")
    } else if paper.items.iter().all(taken) {
        (Tone::Good, "receipt.status.paid")
    } else {
        (Tone::Warn, "receipt.status.partly_paid")
    };
    (tone, text(paper.lang, key))
}

/// `Qəbz № KM-2026-…: 2,50 AZN`.
pub(super) fn document_title(paper: &ReceiptPaper) -> String {
    let sum = format::money(paper.lang, paper.total_captured);
    fill(paper.lang, "receipt.document_title", &[("number", paper.number), ("sum", &sum)])
}

/// Biller and subscriber code, as far as there are any.
pub(super) fn account_line(lang: Lang, item: &PaperItem) -> String {
    let account = match item.account.as_str() {
        "" => String::new(),
        account => fill(lang, "receipt.account", &[("account", account)]),
    };
    joined([item.biller.clone(), account])
}

/// What became of a share that was not taken.
fn outcome_note(lang: Lang, outcome: ItemOutcome) -> Option<&'static str> {
    let key = match outcome {
        ItemOutcome::Accepted => return None,
        ItemOutcome::Refused => "receipt.item.refused",
        ItemOutcome::Cancelled => "receipt.item.cancelled",
        ItemOutcome::Reversed => "receipt.item.reversed",
        ItemOutcome::Waiting => "receipt.item.waiting",
    };
    Some(text(lang, key))
}

/// What is to be said of a share beside its sum: why it was not taken, or what of it was given back.
pub(super) fn note(lang: Lang, item: &PaperItem) -> Option<String> {
    if taken(item) && item.returned.is_positive() {
        return Some(fill(lang, "receipt.item.returned", &[("sum", &format::money(lang, item.returned))]));
    }
    outcome_note(lang, item.outcome).map(str::to_owned)
}

/// The sums under the table, the last that was taken or given back at the end.
pub(super) fn totals(paper: &ReceiptPaper) -> Vec<Row> {
    let lang = paper.lang;
    let items = paper.total_captured.checked_sub(paper.fee).unwrap_or(paper.total_captured);
    let row = |key, sum| Row { label: text(lang, key).to_owned(), value: format::money(lang, sum) };
    let mut fee = row("receipt.total.fee", paper.fee);
    let rule = paper.fee_rule.filter(|_| paper.fee > Money::ZERO).map(|rule| format::fee_rule(lang, &rule));
    // On the fee's own line: six bills of a home and their fee stand on one page.
    if let Some(rule) = rule.filter(|rule| !rule.is_empty()) {
        fee.label = format!("{} ({rule})", fee.label);
    }
    let mut rows = vec![row("receipt.total.items", items), fee, row("receipt.total.captured", paper.total_captured)];
    if paper.refunded > Money::ZERO {
        rows.push(row("receipt.total.refunded", paper.refunded));
    }
    rows
}

/// Card, bank's order and approval code.
pub(super) fn bank(paper: &ReceiptPaper) -> Vec<Row> {
    let row = |key, value: &str| Row { label: text(paper.lang, key).to_owned(), value: value.to_owned() };
    let mut rows = vec![row("receipt.bank.card", &paper.card), row("receipt.bank.order", &paper.order)];
    rows.extend(paper.approval.as_deref().map(|code| row("receipt.bank.approval", code)));
    rows.retain(|row| !row.value.is_empty());
    rows
}

/// Held → each biller's answer → taken → given back.
pub(super) fn trail(paper: &ReceiptPaper) -> Vec<Step> {
    let lang = paper.lang;
    let card_step = |tone, key, details| Step { tone, title: text(lang, key).to_owned(), details };
    let mut steps = vec![card_step(Tone::Good, "receipt.trail.held", joined([format::date_time(paper.held_at), paper.card.clone()]))];
    steps.extend(paper.items.iter().map(|item| item_step(paper, item)));
    let approval = paper.approval.clone().unwrap_or_default();
    let taken = joined([clock(paper, paper.captured_at), format::money(lang, paper.total_captured), approval]);
    steps.push(card_step(Tone::Good, "receipt.trail.captured", taken));
    if paper.refunded.is_positive() {
        steps.push(card_step(Tone::Warn, "receipt.trail.refunded", format::money(lang, paper.refunded)));
    }
    steps
}

fn item_step(paper: &ReceiptPaper, item: &PaperItem) -> Step {
    let (tone, key) = match item.outcome {
        ItemOutcome::Accepted => (Tone::Good, "receipt.trail.accepted"),
        ItemOutcome::Refused => (Tone::Bad, "receipt.trail.refused"),
        ItemOutcome::Cancelled => (Tone::Bad, "receipt.trail.cancelled"),
        ItemOutcome::Reversed => (Tone::Bad, "receipt.trail.reversed"),
        ItemOutcome::Waiting => (Tone::Warn, "receipt.trail.waiting"),
    };
    let at = item.at.map(|at| clock(paper, at)).unwrap_or_default();
    let reference = item.reference.clone().unwrap_or_default();
    // Only where the biller's name alone does not say which share it is.
    let several = paper.items.iter().filter(|other| other.biller == item.biller).count() > 1;
    let charge = if several { item.charge.clone() } else { String::new() };
    Step { tone, title: fill(paper.lang, key, &[("biller", &item.biller)]), details: joined([at, reference, charge]) }
}

/// The time of day; with its date when that is not the day the money was held.
fn clock(paper: &ReceiptPaper, at: Timestamp) -> String {
    let full = format::date_time(at);
    match full.split_once(' ') {
        Some((day, time)) if day == format::date(paper.held_at) => time.to_owned(),
        _ => full,
    }
}

/// Where a receipt is checked by hand: the QR code's address without the receipt's own number and code.
pub(super) fn check_address<'a>(paper: &'a ReceiptPaper<'_>) -> &'a str {
    paper.check_url.split('#').next().unwrap_or("")
}

/// The parts that are there, with a middle dot between, which stays at the end of a line.
fn joined<const N: usize>(parts: [String; N]) -> String {
    let kept: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    kept.join("\u{a0}· ")
}
