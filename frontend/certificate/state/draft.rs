//! The application in the making: kept on the device as it is typed, encrypted, for the person signed in alone.

use super::records;
use core::ops::Deref;
use frontend::api::json::Json;
use frontend::state::Page;
use frontend::state::draft::{self, Form, Members};
use leptos::prelude::*;
use shared::api::problem::Problem;
use shared::application::journey::CertificateDraft;

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
    /// The code ends then, by `platform::even_ms`.
    pub(crate) expires_ms: i64,
    /// Another may be asked for then.
    pub(crate) resend_ms: i64,
    /// Tries left.
    pub(crate) tries_left: u32,
}

impl Form for DraftRecord {
    const KIND: &'static str = "certificate";

    fn write(&self) -> Json {
        records::of_draft(self)
    }

    fn read(record: &mut Members<'_>) -> Self {
        records::draft(record)
    }

    fn is_begun(&self) -> bool {
        self.answers.attempt.is_some()
    }

    fn has_ended(&self) -> bool {
        self.answers.number.is_some()
    }
}

/// The draft, with what is this form's own.
#[derive(Clone, Copy)]
pub(crate) struct Draft(draft::Draft<DraftRecord>);

impl Deref for Draft {
    type Target = draft::Draft<DraftRecord>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Draft {
    /// Nothing yet, nobody's.
    #[must_use]
    pub(crate) fn new(page: Page) -> Self {
        Self(draft::Draft::new(page))
    }

    /// Opens the draft of a person; another's on the same device stays closed.
    pub(crate) async fn open(self, name: &str, fin: &str) {
        self.0.open(&whose(name, fin)).await;
    }

    /// The answers as they are now.
    #[must_use]
    pub(crate) fn answers(self) -> CertificateDraft {
        self.record.with_untracked(|record| record.answers.clone())
    }

    /// Changes the answers and saves them a moment later.
    pub(crate) fn change(self, change: impl FnOnce(&mut CertificateDraft)) {
        self.update(|record| change(&mut record.answers));
    }

    /// Begins another application. One that is not sent yet stays among the drafts.
    pub(crate) async fn anew(self) {
        if self.record.with_untracked(Form::has_ended) {
            self.forget().await;
        }
        self.begin(DraftRecord::default());
    }
}

/// Whose draft it is, without naming anybody: records' identifiers are not encrypted (FNV-1a).
fn whose(name: &str, fin: &str) -> String {
    let person = [fin, "|", name].concat();
    let hash = person.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    [DraftRecord::KIND, "-", &shared::id::hex(&hash.to_be_bytes())].concat()
}

#[cfg(test)]
mod tests {
    use super::whose;

    #[test]
    fn each_person_has_drafts_and_their_identifiers_name_nobody() {
        let (one, other) = (whose("Aysel Quliyeva", "5•••••M"), whose("Aysel Quliyeva", "6•••••M"));
        assert_ne!(one, other);
        assert!(one.starts_with("certificate-") && one.len() == 28 && !one.contains("Aysel"));
    }
}
