//! `kommunal recover`: after the database was put back, asks anchors, bank and billers about everything since, names what
//! is missing here, and brings each to its right end: written again as it was where an anchor keeps it, asked where it is
//! open, given back where nobody here knows it. What money was taken for and nothing tells is an alarm for a person.

mod orders;
mod postings;
mod refunds;
mod registry;

use super::anchors::{self, Anchor, Recovered, kept};
use super::digest::random_id;
use super::{App, AppError};
use crate::store::alarms::{Kind, Raised};
use crate::store::kept::{self as store, Rows};
use crate::store::recovery::{self, RecoveryRow};
use crate::store::{StoreError, alarms, journal};
use shared::payment::AlarmCause;
use shared::time::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// Who recovers, and why.
#[derive(Debug, Clone)]
pub struct RecoverOptions {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What was done about a payment or an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Written again as it was anchored.
    Restored,
    /// It is here and open: the bank was asked, and it moves on.
    Asked,
    /// Money was held on an order that nobody here knows: given back.
    Voided,
    /// The bank had given money back for a refund that was still waiting here: the refund goes on from there.
    GivenBack,
    /// A biller had booked it for a payment that ended without money: taken back.
    Reversed,
    /// An order that nobody here knows, and on which no money is.
    Ended,
    /// The same, and its page can still be paid on: recover again once its time is over.
    Waiting,
    /// A hosted biller was handed more of its registry than is here.
    Registry,
    /// Money was taken and nothing here tells for what: a person must look.
    Alarm,
}

impl What {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Asked => "asked",
            Self::Voided => "voided",
            Self::GivenBack => "given_back",
            Self::Reversed => "reversed",
            Self::Ended => "ended",
            Self::Registry => "registry",
            Self::Waiting => "waiting",
            Self::Alarm => "alarm",
        }
    }
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The payment's reference; empty for a posting whose payment nobody knows.
    pub payment: String,
    /// The bank's order, where it is about one.
    pub order: String,
    /// What.
    pub what: What,
    /// For a person.
    pub words: String,
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:9} payment {}: {}", self.what.as_str(), self.payment, self.words)
    }
}

/// What a recovery did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecoverReport {
    /// The last anchor that the database still has: its place in the chain and its time. `None`: there is none.
    pub from: Option<(i64, String)>,
    /// In order.
    pub done: Vec<Done>,
    /// Questions that were not answered.
    pub unanswered: Vec<String>,
}

impl RecoverReport {
    /// How many were brought to this end.
    #[must_use]
    pub fn count(&self, what: What) -> usize {
        self.done.iter().filter(|done| done.what == what).count()
    }
}

/// A recovery under way.
struct Recovery<'a> {
    app: &'a App,
    options: &'a RecoverOptions,
    report: RecoverReport,
}

/// Recovers.
///
/// # Errors
/// The store's. What was done before it stays done and noted; running it again goes on.
pub async fn recover(app: &App, options: &RecoverOptions) -> Result<RecoverReport, AppError> {
    let mut recovery = Recovery { app, options, report: RecoverReport::default() };
    let anchors = anchors::read(app).await?.unwrap_or_default();
    recovery.report.unanswered.extend(anchors.silent);
    let (from, lost) = recovery.split(anchors.anchors).await?;
    let since = from.as_ref().and_then(|anchor| Timestamp::from_rfc3339(&anchor.at));
    recovery.report.from = from.as_ref().map(|anchor| (anchor.sequence, anchor.at.clone()));
    recovery.tell_registries(&lost).await?;
    recovery.restore(&lost).await?;
    let unexplained = recovery.ask_bank(since).await?;
    recovery.ask_billers(unexplained).await?;
    if !lost.is_empty() {
        recovery.anchor(from).await?;
    }
    Ok(recovery.report)
}

impl Recovery<'_> {
    /// The newest anchor that the chain still has, and those after it that it has not.
    async fn split(&self, anchors: Vec<Anchor>) -> Result<(Option<Anchor>, Vec<Anchor>), StoreError> {
        let mut connection = self.app.store().read().await?;
        let (mut from, mut lost): (Option<Anchor>, Vec<Anchor>) = (None, vec![]);
        for anchor in anchors {
            let there = journal::sealed_after(&mut connection, anchor.sequence - 1, 1).await?;
            if anchor.sequence == 0 || there.first().is_some_and(|entry| anchor.is_of(entry)) {
                if from.as_ref().is_none_or(|from| from.sequence <= anchor.sequence) {
                    from = Some(anchor);
                }
            } else {
                lost.push(anchor);
            }
        }
        Ok((from, lost))
    }

    /// Writes again what the lost anchors keep and the database has not, or only as it was before.
    async fn restore(&mut self, lost: &[Anchor]) -> Result<(), AppError> {
        let mut payments: BTreeMap<String, Rows> = BTreeMap::new();
        for anchor in lost {
            let Some(sealed) = &anchor.kept else { continue };
            match kept::open(self.app, sealed) {
                // A later anchor keeps a later version.
                Ok(kept) => payments.extend(kept),
                Err(why) => self.report.unanswered.push(format!("what the anchor of entry {} keeps: {why}", anchor.sequence)),
            }
        }
        for (payment, rows) in payments {
            self.restore_one(&payment, rows).await?;
        }
        Ok(())
    }

    async fn restore_one(&mut self, payment: &str, kept: Rows) -> Result<(), AppError> {
        let here = store::read(&mut *self.app.store().read().await?, payment).await?;
        if !store::is_behind(here.as_ref(), &kept) {
            return Ok(());
        }
        let then = store::version(&kept).unwrap_or_default();
        let cases = store::refunds_behind(&here.clone().unwrap_or_default(), &kept);
        let mut words = here.as_ref().and_then(store::version).map_or_else(
            || format!("was missing, is written again in version {then}"),
            |now| format!("was here in version {now}, is written again in version {then}"),
        );
        if !cases.is_empty() {
            words += &format!("; with it its refunds {}", cases.join(", "));
        }
        let (id, note) = (payment.to_owned(), self.row(payment, "", What::Restored));
        let written = self.app.store().write(move |connection| {
            let (id, kept, note) = (id.clone(), kept.clone(), note.clone());
            Box::pin(async move {
                store::write(connection, &id, &kept).await?;
                recovery::note(connection, &note).await
            })
        });
        match written.await {
            Ok(()) => self.done(payment, "", What::Restored, words),
            // Its key was used again: the payer has paid twice, or is about to. Or another entry of it was sealed since.
            Err(StoreError::Constraint(why)) => self.alarm(payment, "", format!("cannot be written again: {why}")).await?,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// From here on the anchors that the database lost count no longer.
    async fn anchor(&self, from: Option<Anchor>) -> Result<(), AppError> {
        super::seal::seal(self.app).await?;
        let recovered = Recovered {
            from_sequence: from.as_ref().map_or(0, |anchor| anchor.sequence),
            by: self.options.by.clone(),
            reason: self.options.reason.clone(),
        };
        anchors::anchor_recovery(self.app, from, recovered).await
    }

    fn done(&mut self, payment: &str, order: &str, what: What, words: String) {
        tracing::warn!(payment, order, what = what.as_str(), words, "recovered");
        self.report.done.push(Done { payment: payment.to_owned(), order: order.to_owned(), what, words });
    }

    fn row(&self, payment: &str, order: &str, what: What) -> RecoveryRow {
        RecoveryRow {
            id: random_id(),
            payment: payment.to_owned(),
            order: order.to_owned(),
            what: what.as_str().to_owned(),
            by: self.options.by.clone(),
            reason: self.options.reason.clone(),
            at: self.app.clock().now(),
        }
    }

    /// Does and notes in one.
    async fn note(&mut self, payment: &str, order: &str, what: What, words: String) -> Result<(), AppError> {
        let row = self.row(payment, order, what);
        self.app
            .store()
            .write(move |connection| {
                let row = row.clone();
                Box::pin(async move { recovery::note(connection, &row).await })
            })
            .await?;
        self.done(payment, order, what, words);
        Ok(())
    }

    async fn alarm(&mut self, payment: &str, order: &str, words: String) -> Result<(), AppError> {
        self.alarm_of(AlarmCause::BankContradicts, payment, order, words).await
    }

    async fn alarm_of(&mut self, cause: AlarmCause, payment: &str, order: &str, words: String) -> Result<(), AppError> {
        let (row, reason) = (self.row(payment, order, What::Alarm), words.clone());
        self.app
            .store()
            .write(move |connection| {
                let (row, reason) = (row.clone(), reason.clone());
                Box::pin(async move {
                    recovery::note(connection, &row).await?;
                    // An order or a posting of nobody's is a case by its own number.
                    let about = if row.payment.is_empty() { &row.order } else { &row.payment };
                    let raised = Raised { id: &row.id, kind: Kind::Payment, about, cause: cause.as_str(), reason: &reason };
                    alarms::raise(connection, raised, row.at).await
                })
            })
            .await?;
        metrics::counter!("kommunal_alarms_total").increment(1);
        self.done(payment, order, What::Alarm, words);
        Ok(())
    }
}
