//! A payment once more, from its shares and its events: what its state must be, and every entry that must exist.

use crate::app::record;
use crate::store::audit::{AuditEvent, AuditItem};
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::{Effect, Event, apply};
use shared::payment::{Deadlines, Item, Payment, Posting};
use shared::time::Timestamp;

/// An entry that must be in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) kind: String,
    pub(super) cause: String,
    pub(super) at: i64,
    /// By account, as stored.
    pub(super) postings: Vec<(String, i64)>,
}

/// What a payment's events make of it.
#[derive(Debug)]
pub(super) struct Rebuilt {
    pub(super) payment: Payment,
    pub(super) entries: Vec<Expected>,
    /// The capture's amount and time: what the receipt must say.
    pub(super) captured: Option<(Money, Timestamp)>,
    /// Attempts whose order the bank opened.
    pub(super) opened: Vec<u8>,
    pub(super) raised: Vec<Raised>,
}

/// An alarm that events raised: a case of this cause must tell of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Raised {
    /// The payment's reference or the refund's key.
    pub(super) about: String,
    pub(super) cause: &'static str,
}

/// Replays the events. The error says which of them cannot have been.
pub(super) fn rebuild(
    id: &Id,
    acquirer: &str,
    items: &[AuditItem],
    deadlines: Deadlines,
    events: &[AuditEvent],
) -> Result<Rebuilt, String> {
    let items = items.iter().map(planned).collect::<Option<Vec<_>>>().ok_or("a share's key is no identifier")?;
    let mut rebuilt = Rebuilt { payment: Payment::new(items, deadlines), entries: vec![], captured: None, opened: vec![], raised: vec![] };
    for stored in events {
        step(&mut rebuilt, id, acquirer, stored).map_err(|why| format!("event {} {why}", stored.version))?;
    }
    Ok(rebuilt)
}

fn planned(item: &AuditItem) -> Option<Item> {
    Some(Item {
        id: Id::parse(&item.id)?,
        biller: item.biller.clone(),
        amount: Money::from_minor(item.amount),
        fee: Money::from_minor(item.fee),
        posting: Posting::Planned,
    })
}

fn step(rebuilt: &mut Rebuilt, id: &Id, acquirer: &str, stored: &AuditEvent) -> Result<(), String> {
    let event: Event = serde_json::from_str(&stored.event).map_err(|error| format!("cannot be read: {error}"))?;
    let at = Timestamp::from_micros(stored.at);
    let (payment, effects) = apply(&rebuilt.payment, &event, at).map_err(|error| format!("cannot have been: {error:?}"))?;
    if let Event::Opened { attempt, answer: shared::payment::machine::Answer::Yes } = &event {
        rebuilt.opened.push(*attempt);
    }
    rebuilt.payment = payment;
    for effect in &effects {
        if let Effect::RecordCapture { amount } = effect {
            rebuilt.captured = Some((*amount, at));
        }
        if let Effect::Alarm { cause } = effect {
            rebuilt.raised.push(Raised { about: id.as_str().to_owned(), cause: cause.as_str() });
        }
        let made = record::entry_of(&rebuilt.payment, id, acquirer, effect).map_err(|error| format!("makes no entry: {error}"))?;
        if let Some((cause, entry)) = made {
            let mut postings: Vec<_> = entry.postings().iter().map(|p| (p.account.as_str().to_owned(), p.amount.minor())).collect();
            postings.sort();
            rebuilt.entries.push(Expected { kind: entry.kind().as_str().to_owned(), cause, at: stored.at, postings });
        }
    }
    Ok(())
}
