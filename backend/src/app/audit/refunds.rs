//! A payment's refund cases, once more from their events: their entries, what they took of the payment, and what its
//! billers' books must have left.

use super::payment::{Rows, taken};
use super::rebuild::{Expected, Raised};
use super::refund_rows;
use super::report::{AuditReport, Kind};
use crate::app::refunds::{case_of, entry_of};
use crate::store::audit::AuditRefund;
use shared::id::Id;
use shared::payment::{AlarmCause, Payment};
use shared::refund::machine::{Effect, Event, apply};
use shared::refund::{Refund, Reversal, State};
use shared::time::Timestamp;
use std::collections::HashMap;

/// What the cases of a payment demand.
#[derive(Debug, Default)]
pub(super) struct Cases {
    pub(super) entries: Vec<Expected>,
    pub(super) left: Left,
    pub(super) raised: Vec<Raised>,
}

/// What billers took back, by item, and whether more of it is under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Left(HashMap<String, (i64, bool)>);

impl Left {
    pub(super) fn of(cases: &[Refund]) -> Self {
        let mut items: HashMap<String, (i64, bool)> = HashMap::new();
        for share in cases.iter().filter(|refund| refund.bank_at.is_some()).flat_map(|refund| &refund.shares) {
            let (reversed, moving) = items.entry(share.item.as_str().to_owned()).or_default();
            match share.reversal {
                Reversal::Reversed { .. } => *reversed += share.amount.minor(),
                Reversal::Planned | Reversal::Asked => *moving = true,
                Reversal::OperatorCost { .. } | Reversal::FeeOnly => {}
            }
        }
        Self(items)
    }

    /// Qəpik taken back of an item.
    pub(super) fn reversed(&self, item: &str) -> i64 {
        self.0.get(item).map_or(0, |(reversed, _)| *reversed)
    }

    /// The biller was asked and has not answered: its book may be ahead of us.
    pub(super) fn is_moving(&self, item: &str) -> bool {
        self.0.get(item).is_some_and(|(_, moving)| *moving)
    }
}

pub(super) fn check(rows: &Rows<'_>, payment: &Payment, legacy: i64, report: &mut AuditReport) -> Cases {
    let id = rows.row.id.as_str();
    let stored = rows.range.refunds.get(id).map_or(&[][..], Vec::as_slice);
    let (mut cases, mut entries, mut raised, mut given) = (vec![], vec![], vec![], legacy);
    for row in stored {
        let Some(refund) = case_of(&row.machine) else {
            report.find(Kind::RefundDiffers, Some(id), format!("refund {}: its stored state cannot be read", row.id));
            continue;
        };
        match replayed(rows, row, &refund) {
            Ok((made, alarms)) => {
                entries.extend(made);
                raised.extend(alarms);
            }
            Err(why) => report.find(Kind::RefundDiffers, Some(id), format!("refund {}: {why}", row.id)),
        }
        if let Some(why) = refund_rows::differs(row, &refund) {
            report.find(Kind::RefundDiffers, Some(id), format!("refund {}: {why}", row.id));
        }
        if matches!(refund.state, State::Reversing | State::Done) {
            given += row.total;
        }
        cases.push(refund);
    }
    if let Some((_, refunded)) = taken(payment)
        && refunded.minor() != given
    {
        let words = format!("{} qəpik were given back, its refunds say {given}", refunded.minor());
        report.find(Kind::RefundDiffers, Some(id), words);
    }
    refund_rows::check_taken(rows, &cases, report);
    Cases { entries, left: Left::of(&cases), raised }
}

/// The entries and alarms that its events make, or what cannot have been.
fn replayed(rows: &Rows<'_>, row: &AuditRefund, stored: &Refund) -> Result<(Vec<Expected>, Vec<Raised>), String> {
    if stored.total().map(shared::money::Money::minor) != Some(row.total) {
        return Err(format!("its row says {} qəpik, its shares otherwise", row.total));
    }
    let case = Id::parse(&row.id).ok_or("its key is no identifier")?;
    let mut refund = begun(stored, row);
    let (mut entries, mut raised) = (vec![], vec![]);
    for event in &row.events {
        let said: Event = serde_json::from_str(&event.event).map_err(|error| format!("event {} cannot be read: {error}", event.version))?;
        let applied = apply(&refund, &said, Timestamp::from_micros(event.at));
        let (after, effects) = applied.map_err(|error| format!("event {} cannot have been: {error:?}", event.version))?;
        refund = after;
        for effect in &effects {
            if *effect == Effect::Alarm {
                raised.push(Raised { about: row.id.clone(), cause: AlarmCause::BillerSilent.as_str() });
            }
            let made = entry_of(&refund, &case, &rows.row.acquirer, effect).map_err(|error| error.to_string())?;
            if let Some((cause, entry)) = made {
                let mut postings: Vec<_> = entry.postings().iter().map(|p| (p.account.as_str().to_owned(), p.amount.minor())).collect();
                postings.sort();
                entries.push(Expected { kind: entry.kind().as_str().to_owned(), cause, at: event.at, postings });
            }
        }
    }
    if refund == *stored {
        Ok((entries, raised))
    } else {
        Err(format!("its events make {:?} of it, its state says {:?}", refund.state, stored.state))
    }
}

/// As it was asked for.
fn begun(stored: &Refund, row: &AuditRefund) -> Refund {
    let decided = row.events.iter().any(|e| matches!(serde_json::from_str(&e.event), Ok(Event::Approved | Event::Rejected)));
    let waited = decided || stored.state == State::AwaitingApproval;
    let mut shares = stored.shares.clone();
    shares.iter_mut().for_each(|share| share.reversal = Reversal::Planned);
    Refund::new(shares, waited, stored.requested_at, stored.alarm_after_ms)
}
