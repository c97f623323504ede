//! The debts in force: their rows must come to what was taken in.

use super::report::{AuditReport, Kind};
use crate::store::receivables_digest::{Feed, feeds, tally};
use crate::store::{Snapshot, StoreError};

/// Counts every snapshot in force again; answers what is in force.
pub(super) async fn check(snapshot: &mut Snapshot, report: &mut AuditReport) -> Result<Vec<Feed>, StoreError> {
    let feeds = feeds(snapshot.connection()).await?;
    for feed in &feeds {
        let Some((rows, sum, digest)) = &feed.taken_in else {
            report.note(format!("the receivables of {} were taken in before they were counted: not compared", feed.biller));
            continue;
        };
        let found = tally(snapshot.connection(), feed.snapshot).await?;
        report.receivables += u64::try_from(found.rows).unwrap_or_default();
        if (found.rows, found.sum, &found.digest()) != (*rows, *sum, digest) {
            let words = format!(
                "the receivables of {} are {} rows over {} qəpik, taken in were {rows} over {sum}",
                feed.biller, found.rows, found.sum
            );
            report.find(Kind::ReceivableChanged, None, words);
        }
    }
    Ok(feeds)
}
