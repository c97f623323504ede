//! What the server says, read into the types it is said with. A member missing or of another type makes it unreadable.

use frontend::api::json::{Json, meaning, perhaps};
use frontend::readers;
use shared::api::applications::{
    ApplicationList, ApplicationRow, ApplicationView, AttachmentView, CertificateRef, Correction, DebtView, DocumentFile, DocumentSet,
    FormOptions, ProofView, PurposeOption, SentAnswers, Track, TrackStep,
};
use shared::api::bills::{Bill, Document};
use shared::api::identity::{CompanyRecord, PersonRecord, Role, SessionView, SignedIn, SignedOut};
use shared::application::{Class, Stage};
use shared::bill::Standing;
use shared::format::Lang;

use Json as J;

readers! {
    pub(super) session: SessionView { person: maybe_signed_in, offered: J::bool }
    signed_in: SignedIn { name: J::text, fin: J::text, roles: roles, ends_at: J::text, ends_at_latest: J::text, now: J::text }
    pub(super) signed_out: SignedOut { redirect: maybe_text }
    pub(super) person: PersonRecord {
        fin: J::text, name: J::text, surname: J::text, patronymic: J::text, document: J::text, address: J::text, as_of: J::text,
    }
    pub(super) company: CompanyRecord { voen: J::text, name: J::text, address: J::text, acts: J::bool, as_of: J::text }
    pub(super) form: FormOptions {
        issuer: J::text, biller: J::text, residential_digits: small, non_residential_digits: small, purposes: purposes,
        review_days: whole, valid_days: whole,
    }
    purpose: PurposeOption { id: J::text, name: J::text }
    pub(super) debt: DebtView { clear: J::bool, holder: J::text, bills: bills, as_of: J::text }
    bill: Bill {
        id: J::text, biller: J::text, charge: J::text, account: J::text, standing: standing, balance_minor: J::int, period: J::text,
        due: J::text, documents: bill_documents, leased_ms: J::int,
    }
    bill_document: Document { number: J::text, amount_minor: J::int, period: J::text, due: J::text }
    pub(super) proof: ProofView {
        id: J::text, mobile: J::text, proven: J::bool, tries_left: whole, expires_in_ms: J::int, resend_in_ms: J::int,
    }
    pub(super) attachment: AttachmentView { id: J::text, name: J::text, kind: J::text, size: J::int }
    pub(super) application: ApplicationView {
        number: J::text, track: track, sent: sent, correction: maybe_correction, certificate: maybe_certificate,
        can_withdraw: J::bool, version: J::int,
    }
    sent: SentAnswers {
        class: class, applicant: J::text, fin: J::text, voen: J::text, company: J::text, account: J::text, address: J::text,
        purpose: J::text, purpose_name: J::text, purpose_text: J::text, copies: langs, mobile: J::text, more: texts, email: J::text,
        attachments: attachments,
    }
    correction: Correction { reason: J::text, title: J::text, text: J::text, until: J::text }
    certificate: CertificateRef { number: J::text, issued_at: J::text, valid_until: J::text, languages: langs, revoked: J::bool }
    pub(super) track: Track { number: J::text, stage: stage, steps: steps, due_at: maybe_text, reason: maybe_text }
    step: TrackStep { stage: stage, at: J::text }
    pub(super) applications: ApplicationList { applications: rows, next: maybe_text }
    row: ApplicationRow { number: J::text, stage: stage, class: class, account: J::text, sent_at: J::text, certificate: maybe_text }
    pub(super) documents: DocumentSet { number: J::text, track: track, files: files }
    file: DocumentFile { id: J::text, name: J::text, kind: J::text, size: J::int }
}

const ROLES: [(&str, Role); 4] =
    [("citizen", Role::Citizen), ("officer", Role::Officer), ("supervisor", Role::Supervisor), ("operator", Role::Operator)];
const STANDINGS: [(&str, Standing); 6] = [
    ("owed", Standing::Owed),
    ("nothing_owed", Standing::NothingOwed),
    ("paid_ahead", Standing::PaidAhead),
    ("no_account", Standing::NoAccount),
    ("unknown", Standing::Unknown),
    ("ask", Standing::Ask),
];

fn maybe_text(json: &Json) -> Option<Option<String>> {
    perhaps(json, Json::text)
}

fn maybe_signed_in(json: &Json) -> Option<Option<SignedIn>> {
    perhaps(json, signed_in)
}

fn maybe_correction(json: &Json) -> Option<Option<Correction>> {
    perhaps(json, correction)
}

fn maybe_certificate(json: &Json) -> Option<Option<CertificateRef>> {
    perhaps(json, certificate)
}

fn small(json: &Json) -> Option<u8> {
    u8::try_from(json.int()?).ok()
}

fn whole(json: &Json) -> Option<u32> {
    u32::try_from(json.int()?).ok()
}

fn standing(json: &Json) -> Option<Standing> {
    meaning(json, &STANDINGS)
}

/// A stage.
pub(super) fn stage(json: &Json) -> Option<Stage> {
    let word = json.text()?;
    Stage::ALL.into_iter().find(|stage| stage.as_str() == word)
}

/// A class of customer.
pub(crate) fn class(json: &Json) -> Option<Class> {
    let word = json.text()?;
    [Class::Residential, Class::NonResidential].into_iter().find(|class| class.as_str() == word)
}

fn lang(json: &Json) -> Option<Lang> {
    Lang::from_tag(&json.text()?)
}

/// A role of tomorrow is none of today's.
fn roles(json: &Json) -> Option<Vec<Role>> {
    let known = json.list(|json| Some(meaning(json, &ROLES)))?;
    Some(known.into_iter().flatten().collect())
}

/// Languages.
pub(crate) fn langs(json: &Json) -> Option<Vec<Lang>> {
    json.list(lang)
}

/// Strings.
pub(crate) fn texts(json: &Json) -> Option<Vec<String>> {
    json.list(Json::text)
}

fn purposes(json: &Json) -> Option<Vec<PurposeOption>> {
    json.list(purpose)
}

fn bills(json: &Json) -> Option<Vec<Bill>> {
    json.list(bill)
}

fn bill_documents(json: &Json) -> Option<Vec<Document>> {
    json.list(bill_document)
}

fn attachments(json: &Json) -> Option<Vec<AttachmentView>> {
    json.list(attachment)
}

fn steps(json: &Json) -> Option<Vec<TrackStep>> {
    json.list(step)
}

fn rows(json: &Json) -> Option<Vec<ApplicationRow>> {
    json.list(row)
}

fn files(json: &Json) -> Option<Vec<DocumentFile>> {
    json.list(file)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
