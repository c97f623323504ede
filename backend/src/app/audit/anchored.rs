//! The chain beside its anchors: a head older than the newest anchor is a database that was put back; another hash in an
//! anchored place is a chain that was counted anew.

use super::chain::Head;
use super::report::{AuditReport, Kind};
use crate::app::anchors::{Anchor, Read, kept};
use crate::app::{App, AppError};
use crate::store::journal::EntryRow;
use crate::store::kept::{self as store, Rows};
use crate::store::receivables_digest::Feed;
use crate::store::{Snapshot, audit as rows, payment_registry};
use std::collections::{HashMap, HashSet};

/// Payments named of a database that was put back.
const NAMED_MAX: usize = 150;

/// The anchors by their place in the chain, and what the entries came to so far.
pub(super) struct Anchored {
    by_place: HashMap<i64, Vec<Anchor>>,
    newest: Option<Anchor>,
    from: i64,
    taken_minor: i64,
}

impl Anchored {
    /// Takes in what was read, before the snapshot was taken: whatever is anchored must be in it.
    pub(super) fn of(read: Read, report: &mut AuditReport) -> Self {
        for (file, line, why) in read.unsound {
            report.find(Kind::AnchorInvalid, None, format!("line {line} of {file}: {why}"));
        }
        for silent in read.silent {
            report.unanswered(silent);
        }
        for recovery in &read.recovered {
            if let Some(recovered) = &recovery.recovered {
                let (from, by, reason) = (recovered.from_sequence, &recovered.by, &recovered.reason);
                report.note(format!("the database was put back to entry {from} and recovered at {} by {by}: {reason}", recovery.at));
            }
        }
        let newest = read.anchors.iter().max_by_key(|anchor| anchor.sequence).cloned();
        let mut by_place: HashMap<i64, Vec<Anchor>> = HashMap::new();
        for anchor in read.anchors {
            by_place.entry(anchor.sequence).or_default().push(anchor);
        }
        Self { by_place, newest, from: 0, taken_minor: 0 }
    }

    /// Begins at a place in the chain: an anchor of it gives its hash and sum.
    pub(super) fn begin_at(&mut self, place: i64) -> Option<Head> {
        let anchor = self.by_place.get(&place)?.last()?;
        (self.from, self.taken_minor) = (place, anchor.taken_minor);
        Some(Head { sequence: place, hash: anchor.hash.clone() })
    }

    /// The newest place that is anchored.
    pub(super) fn newest_place(&self) -> Option<i64> {
        self.newest.as_ref().map(|anchor| anchor.sequence)
    }

    /// Compares an entry of the chain.
    pub(super) fn see(&mut self, entry: &EntryRow, report: &mut AuditReport) {
        self.taken_minor += crate::app::anchors::taken_minor(entry);
        let Some(sequence) = entry.sequence else { return };
        for anchor in self.by_place.get(&sequence).into_iter().flatten() {
            report.anchors += 1;
            if entry.hash.as_deref() != Some(anchor.hash.as_str()) {
                let words = format!("entry {sequence} is not the one that was anchored at {}: the chain was counted anew", anchor.at);
                report.find(Kind::AnchorDiffers, Some(&entry.payment), words);
            } else if self.taken_minor != anchor.taken_minor {
                let words =
                    format!("up to entry {sequence} the banks owe {} qəpik, anchored were {}", self.taken_minor, anchor.taken_minor);
                report.find(Kind::AnchorDiffers, None, words);
            }
        }
    }

    /// Compares head, counts and receivables; names what a database that was put back no longer has.
    pub(super) async fn finish(
        &self,
        app: &App,
        snapshot: &mut Snapshot,
        head: &Head,
        feeds: &[Feed],
        report: &mut AuditReport,
    ) -> Result<(), AppError> {
        let Some(newest) = &self.newest else { return Ok(()) };
        let payments = rows::count_payments(snapshot.connection()).await?;
        if payments < newest.payments {
            let words = format!("there are {payments} payments, at {} there were {}", newest.at, newest.payments);
            report.find(Kind::PaymentsMissing, None, words);
        }
        for feed in feeds {
            let anchored = newest.feeds.get(&feed.biller).filter(|(snapshot, _)| *snapshot == feed.snapshot);
            if let (Some((_, digest)), Some((_, _, now))) = (anchored, &feed.taken_in)
                && digest != now
            {
                let words = format!("the receivables of {} are not those that were anchored at {}", feed.biller, newest.at);
                report.find(Kind::ReceivableChanged, None, words);
            }
        }
        if head.sequence < newest.sequence {
            let words = format!(
                "the chain ends at entry {}, anchored at {} was entry {}: the database was put back (kommunal recover)",
                head.sequence, newest.at, newest.sequence
            );
            report.find(Kind::PutBack, None, words);
        }
        self.check_registries(newest, snapshot, report).await?;
        self.name_missing(app, snapshot, report).await
    }

    /// What a biller was handed by then is still handed out so.
    async fn check_registries(&self, newest: &Anchor, snapshot: &mut Snapshot, report: &mut AuditReport) -> Result<(), AppError> {
        for (biller, anchored) in &newest.registry {
            let now = payment_registry::totals(snapshot.connection(), biller, anchored.0).await?;
            let now = now.map(|now| (now.sequence, now.payments, now.paid_minor, now.reversed_minor));
            if now.as_ref() != Some(anchored) {
                let at = &newest.at;
                let words = format!("the registry of {biller} up to entry {} came to {anchored:?} at {at}, now to {now:?}", anchored.0);
                report.find(Kind::RegistryDiffers, None, words);
            }
        }
        Ok(())
    }

    /// Every payment that an anchor keeps must be here, as far as it was then.
    async fn name_missing(&self, app: &App, snapshot: &mut Snapshot, report: &mut AuditReport) -> Result<(), AppError> {
        let mut places: Vec<_> = self.by_place.iter().filter(|(place, _)| **place > self.from).collect();
        places.sort_by_key(|(place, _)| **place);
        let mut named: HashSet<String> = HashSet::new();
        for anchor in places.into_iter().flat_map(|(_, anchors)| anchors) {
            let Some(sealed) = &anchor.kept else { continue };
            let kept = match kept::open(app, sealed) {
                Ok(kept) => kept,
                Err(why) => {
                    report.unanswered(format!("what the anchor of entry {} keeps cannot be read ({why})", anchor.sequence));
                    continue;
                }
            };
            for (payment, kept) in kept {
                if named.len() < NAMED_MAX
                    && let Some((kind, words)) = missing(snapshot, &payment, &kept, &anchor.at).await?
                    && named.insert(payment.clone())
                {
                    report.find(kind, Some(&payment), words);
                }
            }
        }
        Ok(())
    }
}

/// What of a payment that was anchored is not here, or not as it was. `None`: everything is.
async fn missing(snapshot: &mut Snapshot, payment: &str, then: &Rows, at: &str) -> Result<Option<(Kind, String)>, AppError> {
    let version = store::version(then).unwrap_or_default();
    let Some(now) = rows::version_of(snapshot.connection(), payment).await? else {
        return Ok(Some((Kind::PaymentsMissing, format!("it was anchored at {at} and is not here"))));
    };
    if now < version {
        let words = format!("it was anchored at {at} in version {version} and is here in version {now}");
        return Ok(Some((Kind::PaymentsMissing, words)));
    }
    if store::table(then, "refund").chain(store::table(then, "alarm")).next().is_none() {
        return Ok(None);
    }
    let here = store::read(snapshot.connection(), payment).await?.unwrap_or_default();
    if let Some(case) = store::refunds_behind(&here, then).first() {
        return Ok(Some((Kind::PaymentsMissing, format!("its refund {case} was anchored at {at} and is not here as far as it was then"))));
    }
    let refund = store::refund_changed(&here, then).map(|what| (Kind::RefundDiffers, what));
    let changed = refund.or_else(|| store::alarm_changed(&here, then).map(|what| (Kind::AlarmDiffers, what)));
    Ok(changed.map(|(kind, what)| (kind, format!("{what} is not as it was anchored at {at}"))))
}
