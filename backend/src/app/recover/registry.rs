//! The registries that hosted billers are handed: one that ended further than it does here is numbered anew from here on.

use super::{Recovery, What};
use crate::app::AppError;
use crate::app::anchors::Anchor;
use crate::store::payment_registry;

impl Recovery<'_> {
    /// Names each biller that was handed more than is here. It must read again from where its registry ends now: what it read
    /// after that may come under other numbers, and what nobody paid for does not come again.
    pub(super) async fn tell_registries(&mut self, lost: &[Anchor]) -> Result<(), AppError> {
        let Some(newest) = lost.iter().max_by_key(|anchor| anchor.sequence) else { return Ok(()) };
        for (biller, anchored) in &newest.registry {
            let now = payment_registry::totals_of_all(&mut *self.app.store().read().await?, biller).await?.sequence;
            if now < anchored.0 {
                let (ended, at) = (anchored.0, &newest.at);
                let words = format!(
                    "the registry of {biller} ended at entry {ended} at {at}, here it ends at {now}: it must read again after {now}"
                );
                self.note("", "", What::Registry, words).await?;
            }
        }
        Ok(())
    }
}
