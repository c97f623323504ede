//! One payment against our own tables: what its events make of it is what every table must say.

use super::rebuild::{self, Expected, Rebuilt};
use super::report::{AuditReport, Kind};
use super::{alarms, hosted, leases, refunds, registry};
use crate::app::App;
use crate::app::record::{ReceiptLetter, entry_of};
use crate::store::audit::{AuditEvent, AuditItem, AuditPayment, AuditRange};
use crate::store::journal::EntryRow;
use crate::store::payments::{life_of, state_name};
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::Effect;
use shared::payment::{Payment, State};
use std::collections::{HashMap, HashSet};

/// What all payments are judged by.
pub(super) struct Rules {
    /// Payments begun before were moved by other rules.
    pub(super) since: i64,
    /// Now, in microseconds.
    pub(super) now: i64,
    /// Whose bills go by which identifier, and who is configured how.
    pub(super) app: App,
}

/// A payment's rows.
pub(super) struct Rows<'a> {
    pub(super) row: &'a AuditPayment,
    pub(super) items: &'a [AuditItem],
    pub(super) range: &'a AuditRange,
}

/// Takes a payment's share of a table.
fn of<'a, T>(groups: &'a HashMap<String, Vec<T>>, id: &str) -> &'a [T] {
    groups.get(id).map_or(&[], Vec::as_slice)
}

pub(super) fn check(range: &AuditRange, row: &AuditPayment, rules: &Rules, report: &mut AuditReport) {
    report.payments += 1;
    let (Some(id), Ok(life)) = (Id::parse(&row.id), life_of(&row.machine)) else {
        report.find(Kind::PaymentUnreadable, Some(&row.id), "its stored state cannot be read: nothing else of it was compared");
        return;
    };
    let payment = life.payment;
    let rows = Rows { row, items: of(&range.items, &row.id), range };
    check_row(row, &payment, report);
    check_shares(&rows, &payment, report);
    let rebuilt = replayed(&rows, &id, &payment, rules, report);
    count(&payment, report);
    let cases = refunds::check(&rows, &payment, given_without_case(&rebuilt.entries), report);
    let expected = [rebuilt.entries.as_slice(), &cases.entries].concat();
    check_entries(row, of(&range.entries, &row.id), &expected, report);
    check_receipt(&rows, &rebuilt, report);
    check_orders(&rows, &rebuilt, report);
    leases::check(&rules.app, &rows, &payment, rules.now, report);
    hosted::check(&rows, &payment, &cases.left, rules, report);
    registry::check(&rows, report);
    alarms::check(&rows, &[rebuilt.raised, cases.raised].concat(), report);
}

/// Qəpik given back before there were cases: their entries are the payment's own.
fn given_without_case(entries: &[Expected]) -> i64 {
    let refunds = entries.iter().filter(|entry| entry.kind == "refund").flat_map(|entry| &entry.postings);
    refunds.filter(|(account, _)| account.starts_with("acquirer:")).map(|(_, amount)| -amount).sum()
}

fn count(payment: &Payment, report: &mut AuditReport) {
    report.open += u64::from(!payment.is_ended());
    if let Some((amount, refunded)) = taken(payment) {
        report.captured += 1;
        report.taken_minor += amount.minor() - refunded.minor() + payment.difference.net().minor();
    }
}

/// What was taken, and what of it was given back.
pub(super) const fn taken(payment: &Payment) -> Option<(Money, Money)> {
    match payment.state {
        State::Captured { amount, refunded } | State::Refunding { amount, refunded, .. } => Some((amount, refunded)),
        _ => None,
    }
}

/// What the columns say, by which others count, wake and print, is what the machine remembers.
fn check_row(row: &AuditPayment, payment: &Payment, report: &mut AuditReport) {
    if row.state != state_name(payment) || Some(Money::from_minor(row.total)) != payment.total() {
        let words = format!("its row says {} and {} qəpik, its state otherwise", row.state, row.total);
        report.find(Kind::PaymentDiffers, Some(&row.id), words);
    }
    if row.erased && !(matches!(payment.state, State::Closed { .. }) && payment.held_at.is_none()) {
        let words = "what is personal in it was emptied, though money was held on it: retention leaves such a payment whole";
        report.find(Kind::PaymentDiffers, Some(&row.id), words);
    }
    if row.wake_at.is_none() && !payment.is_at_rest() {
        report.find(Kind::PaymentAsleep, Some(&row.id), format!("it is {} and nothing will ever look at it again", row.state));
    }
}

fn check_shares(rows: &Rows<'_>, payment: &Payment, report: &mut AuditReport) {
    let planned = rows.items.iter().map(|item| (item.id.as_str(), item.biller.as_str(), item.amount, item.fee));
    if !planned.eq(payment.items.iter().map(|i| (i.id.as_str(), i.biller.as_str(), i.amount.minor(), i.fee.minor()))) {
        report.find(Kind::SharesDiffer, Some(&rows.row.id), "its shares are not those it was started with");
    }
}

/// What the events make of the payment. Where older rules moved it, its stored state stands in for the replay.
fn replayed(rows: &Rows<'_>, id: &Id, payment: &Payment, rules: &Rules, report: &mut AuditReport) -> Rebuilt {
    let events = of(&rows.range.events, &rows.row.id);
    let rebuilt = rebuild::rebuild(id, &rows.row.acquirer, rows.items, payment.deadlines, events);
    if events.last().is_some_and(|last| last.version > rows.row.version) {
        report.find(Kind::EventUnexpected, Some(&rows.row.id), "it has an event of a version that its row never reached");
    }
    match rebuilt {
        Ok(rebuilt) if rebuilt.payment == *payment => return rebuilt,
        _ if rows.row.created_at < rules.since => report.older += 1,
        Ok(rebuilt) => {
            let words = format!("its events make {:?} of it, its state says {:?}", rebuilt.payment.state, payment.state);
            report.find(Kind::PaymentDiffers, Some(&rows.row.id), words);
            return rebuilt;
        }
        Err(why) => report.find(Kind::EventUnexpected, Some(&rows.row.id), why),
    }
    from_state(id, payment, &rows.row.acquirer, events)
}

/// Without a replay: the entries that the state by itself demands.
fn from_state(id: &Id, payment: &Payment, acquirer: &str, events: &[AuditEvent]) -> Rebuilt {
    let at = payment.captured_at.unwrap_or_default();
    let captured = taken(payment).map(|(amount, _)| (amount, at));
    let made = captured.and_then(|(amount, _)| entry_of(payment, id, acquirer, &Effect::RecordCapture { amount }).ok().flatten());
    let entries = made.map(|(cause, entry)| Expected {
        kind: entry.kind().as_str().to_owned(),
        cause,
        at: at.micros(),
        postings: entry.postings().iter().map(|p| (p.account.as_str().to_owned(), p.amount.minor())).collect(),
    });
    let opened = if events.is_empty() { vec![] } else { (1..=shared::payment::OPEN_ATTEMPTS_MAX).collect() };
    Rebuilt { payment: payment.clone(), entries: entries.into_iter().collect(), captured, opened, raised: vec![] }
}

fn check_entries(row: &AuditPayment, stored: &[EntryRow], expected: &[Expected], report: &mut AuditReport) {
    for entry in stored {
        match expected.iter().find(|expected| expected.cause == entry.cause) {
            None => {
                let words = format!("journal entry {} ({}, cause {}) rests on none of its events", entry.id, entry.kind, entry.cause);
                report.find(Kind::EntryUnexpected, Some(&row.id), words);
            }
            Some(e) if (&e.kind, e.at, &e.postings) != (&entry.kind, entry.at, &entry.postings) => {
                let words = format!("journal entry {} says {:?}, its events {:?}", entry.id, entry.postings, e.postings);
                report.find(Kind::EntryDiffers, Some(&row.id), words);
            }
            Some(_) => {}
        }
    }
    for missing in expected.iter().filter(|expected| !stored.iter().any(|entry| entry.cause == expected.cause)) {
        let words = format!("its {} ({}) has no journal entry", missing.kind, missing.cause);
        report.find(Kind::EntryMissing, Some(&row.id), words);
    }
}

/// Captured ⇔ exactly one receipt over that sum and time ⇔, with an address, exactly one letter.
fn check_receipt(rows: &Rows<'_>, rebuilt: &Rebuilt, report: &mut AuditReport) {
    let id = rows.row.id.as_str();
    let receipts = of(&rows.range.receipts, id);
    let said: Vec<_> = receipts.iter().map(|receipt| (receipt.amount, receipt.issued_at)).collect();
    let expected: Vec<_> = rebuilt.captured.iter().map(|(amount, at)| (amount.minor(), at.micros())).collect();
    if said != expected {
        let words = format!("its receipts say {said:?} (qəpik, time), its events {expected:?}");
        report.find(Kind::ReceiptDiffers, Some(id), words);
    }
    let letters = of(&rows.range.letters, id);
    let wanted = usize::from(rebuilt.captured.is_some() && !rows.row.email.is_empty());
    if letters.len() != wanted {
        report.find(Kind::LetterDiffers, Some(id), format!("{} letters carry its receipt, {wanted} should", letters.len()));
    }
    let tells = |payload: &str| {
        let letter: Option<ReceiptLetter> = serde_json::from_str(payload).ok();
        letter.is_some_and(|l| l.email == rows.row.email && receipts.iter().any(|receipt| receipt.number == l.number))
    };
    if letters.iter().any(|letter| !letter.payload.is_empty() && !tells(&letter.payload)) {
        report.find(Kind::LetterDiffers, Some(id), "the letter that waits is about another receipt or goes to another address");
    }
}

/// The order it asks the bank about is the one the bank opened for it.
fn check_orders(rows: &Rows<'_>, rebuilt: &Rebuilt, report: &mut AuditReport) {
    let orders = of(&rows.range.orders, &rows.row.id);
    let opened = |order: &crate::store::audit::AuditOrder| u8::try_from(order.attempt).is_ok_and(|a| rebuilt.opened.contains(&a));
    let last = orders.iter().filter(|order| opened(order)).filter_map(|order| order.order.as_deref()).next_back();
    if last != rows.row.order.as_deref() {
        let words = format!("it asks for the order {:?}, the bank opened {last:?} for it", rows.row.order);
        report.find(Kind::OrderDiffers, Some(&rows.row.id), words);
    }
}

/// Rows under a reference that no payment has.
pub(super) fn check_strays(range: &AuditRange, report: &mut AuditReport) {
    let known: HashSet<&str> = range.payments.iter().map(|payment| payment.id.as_str()).collect();
    let tables: [(&str, Vec<&String>); 9] = [
        ("payment_item", range.items.keys().collect()),
        ("payment_event", range.events.keys().collect()),
        ("payment_order", range.orders.keys().collect()),
        ("journal_entry", range.entries.keys().collect()),
        ("receipt", range.receipts.keys().collect()),
        ("lease", range.leases.keys().collect()),
        ("outbox", range.letters.keys().collect()),
        ("hosted_posting", range.hosted.keys().collect()),
        ("refund", range.refunds.keys().collect()),
    ];
    for (table, payments) in tables {
        for payment in payments.into_iter().filter(|payment| !known.contains(payment.as_str())) {
            report.find(Kind::RowStray, Some(payment), format!("{table} has rows of it, and there is no such payment"));
        }
    }
}
