//! The application in the making: kept on the device as it is typed, encrypted, for the person signed in alone.

use super::records;
use core::ops::Deref;
use frontend::platform;
use frontend::state::drafts::{self, Kept};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::problem::Problem;
use shared::application::journey::CertificateDraft;

/// The kind of its record.
pub(crate) const KIND: &str = "certificate";
/// Typing pauses this long before it is saved.
const PAUSE_MS: u32 = 300;

/// What the draft's record holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct DraftRecord {
    /// What was typed and chosen.
    pub(crate) answers: CertificateDraft,
    /// A code is on its way to the mobile.
    pub(crate) pending: Option<Pending>,
    /// The body of the attempt under way: every try sends the same.
    pub(crate) body: String,
    /// The attempt waits to be sent since then, by the device's clock in milliseconds since 1970 (`state/queue`).
    pub(crate) queued_ms: Option<i64>,
    /// The attempt was tried: the server may have it.
    pub(crate) tried: bool,
    /// What the server refused the last attempt for, until the citizen has seen it.
    pub(crate) refusal: Option<Problem>,
}

impl DraftRecord {
    /// An attempt is under way whose answer has not come.
    #[must_use]
    pub(crate) fn is_under_way(&self) -> bool {
        self.answers.attempt.is_some() && self.answers.number.is_none()
    }

    /// The attempt goes, the answers stay.
    pub(crate) fn drop_attempt(&mut self) {
        self.answers.attempt = None;
        self.body.clear();
        self.queued_ms = None;
        self.tried = false;
    }

    /// The attempt has become an application.
    pub(crate) fn was_sent(&mut self, number: &str) {
        self.answers.number = Some(number.to_owned());
        self.body.clear();
        self.queued_ms = None;
        self.refusal = None;
    }
}

/// A code on its way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Pending {
    /// Names the proof.
    pub(crate) id: String,
    /// The number as typed.
    pub(crate) typed: String,
    /// The number as people write it.
    pub(crate) display: String,
    /// The code ends then, by the device's clock, in milliseconds since 1970.
    pub(crate) expires_ms: i64,
    /// Another may be asked for then.
    pub(crate) resend_ms: i64,
    /// Tries left.
    pub(crate) tries_left: u32,
}

/// A handle of its signals.
#[derive(Clone, Copy)]
pub(crate) struct Draft(&'static DraftSignals);

impl Deref for Draft {
    type Target = DraftSignals;

    fn deref(&self) -> &DraftSignals {
        self.0
    }
}

/// Signals of the application in the making. They belong to the app, so a task may outlive its screen.
pub(crate) struct DraftSignals {
    /// What is kept.
    pub(crate) record: RwSignal<DraftRecord>,
    /// Where it is kept, and since when.
    pub(crate) saved: RwSignal<(Kept, Option<i64>)>,
    /// The record's identifier; empty while nobody is known.
    id: RwSignal<String>,
    /// Counts changes: a saving that was overtaken gives up.
    changes: RwSignal<u32>,
}

impl Draft {
    /// Nothing yet, nobody's.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self(Box::leak(Box::new(DraftSignals {
            record: RwSignal::new(DraftRecord::default()),
            saved: RwSignal::new((Kept::Disk, None)),
            id: RwSignal::new(String::new()),
            changes: RwSignal::new(0),
        })))
    }

    /// Opens the draft of a person; another's on the same device stays closed.
    pub(crate) async fn open(self, name: &str, fin: &str) {
        let id = id_of(name, fin);
        if self.id.get_untracked() != id {
            self.id.set(id);
            self.changes.set(0);
            self.record.set(DraftRecord::default());
        }
        self.load().await;
    }

    /// True for a record of whoever this draft belongs to.
    #[must_use]
    pub(crate) fn is_of_same_person(self, id: &str) -> bool {
        self.id.with_untracked(|mine| !mine.is_empty() && id.starts_with(mine))
    }

    /// The answers as they are now.
    #[must_use]
    pub(crate) fn answers(self) -> CertificateDraft {
        self.record.with_untracked(|record| record.answers.clone())
    }

    /// Changes the answers and saves them after a pause.
    pub(crate) fn change(self, change: impl FnOnce(&mut CertificateDraft)) {
        self.update(|record| change(&mut record.answers));
    }

    /// Changes the record and saves it after a pause.
    pub(crate) fn update(self, change: impl FnOnce(&mut DraftRecord)) {
        self.record.update(change);
        self.save_soon();
    }

    fn save_soon(self) {
        self.changes.update_untracked(|changes| *changes += 1);
        let mine = self.changes.get_untracked();
        spawn_local(async move {
            platform::sleep(PAUSE_MS).await;
            if self.changes.get_untracked() == mine {
                self.save().await;
            }
        });
    }

    /// Saves now what has not been saved yet; for a page that is about to go.
    pub(crate) fn flush(self) {
        spawn_local(self.flushed());
    }

    /// The same; it is saved when this returns.
    pub(crate) async fn flushed(self) {
        if self.changes.get_untracked() > 0 {
            self.save().await;
        }
    }

    /// Saves; when this returns the record is durable, or `saved` says that it is not.
    pub(crate) async fn save(self) {
        let (id, record, changes) = (self.id.get_untracked(), self.record.get_untracked(), self.changes.get_untracked());
        if id.is_empty() {
            return;
        }
        let (kept, at_ms) = drafts::save(&id, KIND, &records::of_draft(&record)).await;
        if self.changes.get_untracked() == changes {
            self.changes.set(0);
        }
        self.saved.set((kept, Some(at_ms)));
    }

    /// Takes what is kept, also by another tab. What was typed here since wins, unless there the application was sent.
    pub(crate) async fn load(self) {
        let Some(kept) = drafts::load(&self.id.get_untracked(), records::draft).await else { return };
        let newer_here = self.changes.get_untracked() > 0 && kept.value.answers.attempt.is_none();
        if !newer_here && self.record.with_untracked(|mine| *mine != kept.value) {
            self.record.set(kept.value);
        }
        self.saved.update(|saved| saved.1 = Some(kept.saved_ms));
    }

    /// Leaves nothing of it behind.
    pub(crate) async fn forget(self) {
        self.changes.set(0);
        self.record.set(DraftRecord::default());
        drafts::delete(&self.id.get_untracked()).await;
        self.saved.update(|saved| saved.1 = None);
    }
}

/// Whose draft it is, without naming anybody: records' identifiers are not encrypted (FNV-1a).
fn id_of(name: &str, fin: &str) -> String {
    let whose = [fin, "|", name].concat();
    let hash = whose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    [KIND, "-", &shared::id::hex(&hash.to_be_bytes())].concat()
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn each_person_has_a_draft_and_its_identifier_names_nobody() {
        let (one, other) = (id_of("Aysel Quliyeva", "5•••••M"), id_of("Aysel Quliyeva", "6•••••M"));
        assert_ne!(one, other);
        assert!(one.starts_with("certificate-") && one.len() == 28 && !one.contains("Aysel"));
    }
}
