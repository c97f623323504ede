//! What the officers' pages ask the server. By serde: see Cargo.toml.

use frontend::api;
use frontend::state::place::encode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::kiosks::OfficeKiosks;
use shared::api::office::{Dashboard, LiveDebt, OfficeApplication, OfficeOptions, Queue, QueueQuery};
use shared::api::{IDEMPOTENCY_KEY, path};
use shared::format::Lang;

pub(crate) use frontend::api::{ApiError, explain};

/// An answer.
pub(crate) type Answer<T> = Result<T, ApiError>;

fn read<T: DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|_| ApiError::NoAnswer)
}

fn write<T: Serialize>(body: &T) -> Answer<String> {
    serde_json::to_string(body).map_err(|_| ApiError::NoAnswer)
}

/// A path of one application, or of one certificate.
fn about(template: &str, number: &str) -> String {
    template.replace("{number}", &encode(number))
}

/// A page of the queue. What is sought may be a FIN: it travels in the body.
pub(crate) async fn queue(query: &QueueQuery) -> Answer<Queue> {
    read(&api::call(path::OFFICE_QUEUE, &[], write(query)?).await?)
}

/// Templates.
pub(crate) async fn options(lang: Lang) -> Answer<OfficeOptions> {
    read(&api::call(&api::in_lang(path::OFFICE_OPTIONS, lang), &[], String::new()).await?)
}

/// Everything about one application.
pub(crate) async fn application(number: &str, lang: Lang) -> Answer<OfficeApplication> {
    read(&api::call(&api::in_lang(&about(path::OFFICE_APPLICATION, number), lang), &[], String::new()).await?)
}

/// Its debt, asked from the biller now.
pub(crate) async fn debt(number: &str) -> Answer<LiveDebt> {
    read(&api::call(&about(path::OFFICE_DEBT, number), &[], String::new()).await?)
}

/// The address of a decision about an application.
#[must_use]
pub(crate) fn decision_path(number: &str, decision: &str) -> String {
    about(path::OFFICE_DECISION, number).replace("{decision}", decision)
}

/// The address of a certificate's revocation.
#[must_use]
pub(crate) fn revoke_path(certificate: &str) -> String {
    about(path::OFFICE_REVOKE, certificate)
}

/// Sends a decision under its key.
pub(crate) async fn decide(path: &str, key: &str, body: String) -> Answer<()> {
    api::call(path, &[(IDEMPOTENCY_KEY, key)], body).await.map(drop)
}

/// The body of a request.
pub(crate) fn body<T: Serialize>(of: &T) -> Answer<String> {
    write(of)
}

/// The address of one of an application's files.
#[must_use]
pub(crate) fn attachment_path(number: &str, id: &str) -> String {
    about(path::OFFICE_ATTACHMENT, number).replace("{id}", &encode(id))
}

/// The address of its certificate.
#[must_use]
pub(crate) fn certificate_path(number: &str, lang: Lang) -> String {
    api::in_lang(&about(path::OFFICE_CERTIFICATE, number), lang)
}

/// A file, into the reader's downloads.
pub(crate) async fn save(path: &str, kind: &str, name: &str) -> Answer<()> {
    api::download(path, &[], "", kind, name).await
}

/// How the kiosks are.
pub(crate) async fn kiosks() -> Answer<OfficeKiosks> {
    read(&api::call(path::OFFICE_KIOSKS, &[], String::new()).await?)
}

/// Figures of so many days.
pub(crate) async fn figures(days: u32) -> Answer<Dashboard> {
    read(&api::call(&[path::OFFICE_DASHBOARD, "?days=", &days.to_string()].concat(), &[], String::new()).await?)
}
