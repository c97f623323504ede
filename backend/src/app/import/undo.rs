//! Puts the snapshot before back in force. It is kept until the next file is put in force.

use super::{DEAD_AFTER_MS, ImportError, Responsible, running, staging};
use crate::app::random_id;
use crate::store::receivables_changes::ChangeKind;
use crate::store::receivables_feed::{self, Undone};
use crate::store::{Store, receivables_changes};
use shared::time::Timestamp;

/// What an undoing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undo {
    /// The moment that the snapshot shows which is in force again.
    pub as_of: Timestamp,
    /// The moment that the one shows which no longer is.
    pub undone: Timestamp,
}

/// Puts a biller's snapshot before back in force: amounts, unknown accounts and which payments are included. What was
/// paid meanwhile is subtracted from it, and who did so and why is written down. Look-ups see one or the other; the undone rows are removed afterwards.
///
/// # Errors
/// [`ImportError::NothingToUndo`], [`ImportError::Running`], [`ImportError::Nobody`], or the store's.
pub async fn undo(store: &Store, biller: &str, responsible: &Responsible, now: Timestamp) -> Result<Undo, ImportError> {
    let (owner, responsible, id) = (biller.to_owned(), responsible.checked()?, random_id());
    let work = store.write(move |connection| {
        let (biller, responsible, id) = (owner.clone(), responsible.clone(), id.clone());
        Box::pin(async move {
            let undone = receivables_feed::undo(connection, &biller, now.plus_ms(-DEAD_AFTER_MS)).await?;
            if let Undone::Yes { undone_snapshot, .. } = undone {
                let change = (ChangeKind::Undone, undone_snapshot);
                receivables_changes::note(connection, &id, &biller, change, &responsible, now).await?;
            }
            Ok(undone)
        })
    });
    match work.await? {
        Undone::Yes { as_of, undone, .. } => {
            if let Err(error) = staging::remove_leftovers(store, biller, &mut |_| ()).await {
                tracing::warn!(%error, biller, "undone rows are left for the next import to remove");
            }
            Ok(Undo { as_of, undone })
        }
        Undone::Nothing => Err(ImportError::NothingToUndo),
        Undone::Running { beat_at } => Err(running(now, beat_at)),
    }
}
