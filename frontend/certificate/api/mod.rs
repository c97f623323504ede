//! The certificate's part of the server's API, typed.

pub(crate) mod read;
pub(crate) mod write;

use core::pin::Pin;
use frontend::api::{call, call_until, decode, download, in_lang, refused, remove};
use frontend::platform;
use frontend::state::place::encode;
use json::Json;
use shared::api::applications::{
    AnswerCorrection, ApplicationList, ApplicationView, AttachmentView, DebtRequest, DebtView, DocumentFile, DocumentSet, FormOptions,
    ProofView, ProveMobile, Track, TrackRequest,
};
use shared::api::identity::{CompanyRecord, PersonRecord, SessionView, SignedOut};
use shared::api::{CLIENT, CLIENT_VERSION, DOCUMENTS_TOKEN, FILE_NAME, IDEMPOTENCY_KEY, path};
use shared::application::answers::file_name;
use shared::format::Lang;

pub(crate) use frontend::api::{ApiError, explain, json};

/// Longest wait for who is signed in: asked again and again, so a dead line must not keep the question for long.
const SESSION_MS: u32 = 20_000;
/// Media type of a paper.
const PDF: &str = "application/pdf";

/// Something on its way.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

fn get<T: 'static>(path: String, read: fn(&Json) -> Option<T>) -> Answer<T> {
    Box::pin(async move { decode(&call(&path, &[], String::new()).await?, read) })
}

/// `key` names the attempt; empty: it creates nothing.
fn post<T: 'static>(path: String, key: String, body: String, read: fn(&Json) -> Option<T>) -> Answer<T> {
    Box::pin(async move {
        let named = [(IDEMPOTENCY_KEY, &*key)];
        decode(&call(&path, if key.is_empty() { &[] } else { &named }, body).await?, read)
    })
}

fn with(path: &str, name: &str, value: &str) -> String {
    path.replace(name, &encode(value))
}

/// Who is signed in.
pub(crate) fn session() -> Answer<SessionView> {
    let ends = platform::lasting(SESSION_MS, SESSION_MS / 3);
    Box::pin(async move { decode(&call_until(path::SESSION, &[], String::new(), ends).await?, read::session) })
}

/// Prolongs the session.
pub(crate) fn prolong() -> Answer<SessionView> {
    post(path::SESSION.to_owned(), String::new(), "{}".to_owned(), read::session)
}

/// Signs out.
pub(crate) fn sign_out() -> Answer<SignedOut> {
    Box::pin(async { decode(&remove(path::SESSION, &[]).await?, read::signed_out) })
}

/// The register's record of the person signed in.
pub(crate) fn person() -> Answer<PersonRecord> {
    get(path::REGISTRY_PERSON.to_owned(), read::person)
}

/// A company's.
pub(crate) fn company(voen: &str) -> Answer<CompanyRecord> {
    post(path::REGISTRY_COMPANY.to_owned(), String::new(), write::company(voen).write(), read::company)
}

/// What the form offers.
pub(crate) fn form(lang: Lang) -> Answer<FormOptions> {
    get(in_lang(path::APPLICATION_FORM, lang), read::form)
}

/// Does an account owe anything?
pub(crate) fn debt(request: &DebtRequest) -> Answer<DebtView> {
    post(path::APPLICATION_DEBT.to_owned(), String::new(), write::debt(request).write(), read::debt)
}

/// Sends a code to a number; `key` names the wish.
pub(crate) fn prove(key: String, request: &ProveMobile) -> Answer<ProofView> {
    post(path::MOBILES.to_owned(), key, write::prove(request).write(), read::proof)
}

/// Tries a code.
pub(crate) fn try_code(proof: &str, code: &str) -> Answer<ProofView> {
    post(with(path::MOBILE, "{id}", proof), String::new(), write::code(code).write(), read::proof)
}

/// Sends the file chosen in an input; `tell` hears the per cent.
pub(crate) async fn attach(input: &str, tell: impl FnMut(u32) + 'static) -> Result<AttachmentView, ApiError> {
    let name = encode(&file_name(&platform::file_name(input)));
    let headers = [CLIENT, CLIENT_VERSION, FILE_NAME, &name].map(str::to_owned).to_vec();
    match platform::file_send(input, path::ATTACHMENTS, headers, tell).await {
        (0, _) => Err(ApiError::NoAnswer),
        (200..=299, text) => decode(&text, read::attachment),
        (status, text) => Err(refused(status, &text)),
    }
}

/// Sends an application: `body` is kept with the attempt, the same for every try.
pub(crate) fn apply(key: String, body: String) -> Answer<ApplicationView> {
    post(path::APPLICATIONS.to_owned(), key, body, read::application)
}

/// The same for the queue: no answer within `longest_ms` is none, and a third of it will do once the server is back.
pub(crate) fn apply_within(key: String, body: String, longest_ms: u32) -> Answer<ApplicationView> {
    let ends = platform::lasting(longest_ms, longest_ms / 3);
    Box::pin(async move { decode(&call_until(path::APPLICATIONS, &[(IDEMPOTENCY_KEY, &*key)], body, ends).await?, read::application) })
}

/// One's own, newest first.
pub(crate) fn applications(after: &str) -> Answer<ApplicationList> {
    let query = if after.is_empty() { String::new() } else { ["?after=", &encode(after)].concat() };
    get([path::APPLICATIONS, &query].concat(), read::applications)
}

/// One of one's own.
pub(crate) fn application(number: &str, lang: Lang) -> Answer<ApplicationView> {
    get(in_lang(&with(path::APPLICATION, "{number}", number), lang), read::application)
}

/// Answers a correction.
pub(crate) fn answer(number: &str, lang: Lang, key: String, request: &AnswerCorrection) -> Answer<ApplicationView> {
    post(in_lang(&with(path::APPLICATION_ANSWER, "{number}", number), lang), key, write::answer(request).write(), read::application)
}

/// Takes an application back.
pub(crate) fn withdraw(number: &str, lang: Lang) -> Answer<ApplicationView> {
    post(in_lang(&with(path::APPLICATION_WITHDRAW, "{number}", number), lang), String::new(), "{}".to_owned(), read::application)
}

/// A code for following an application.
pub(crate) fn track(key: String, request: &TrackRequest) -> Answer<ProofView> {
    post(path::TRACKING.to_owned(), key, write::track(request).write(), read::proof)
}

/// Tries it: the stages.
pub(crate) fn track_code(proof: &str, lang: Lang, code: &str) -> Answer<Track> {
    post(in_lang(&with(path::TRACKING_CODE, "{id}", proof), lang), String::new(), write::code(code).write(), read::track)
}

/// What a link leads to.
pub(crate) fn documents(token: &str, lang: Lang) -> Answer<DocumentSet> {
    post(in_lang(path::DOCUMENTS, lang), String::new(), write::documents(token).write(), read::documents)
}

/// The application as sent, into the reader's downloads.
pub(crate) async fn application_pdf(number: &str, lang: Lang) -> Result<(), ApiError> {
    let path = in_lang(&with(path::APPLICATION_PDF, "{number}", number), lang);
    download(&path, &[], "", PDF, &[number, ".pdf"].concat()).await
}

/// Its certificate in a language, the same way.
pub(crate) async fn certificate_pdf(number: &str, certificate: &str, lang: Lang) -> Result<(), ApiError> {
    let path = in_lang(&with(path::APPLICATION_CERTIFICATE, "{number}", number), lang);
    download(&path, &[], "", PDF, &[certificate, "-", lang.tag(), ".pdf"].concat()).await
}

/// One's own file, the same way.
pub(crate) async fn attachment(file: &AttachmentView) -> Result<(), ApiError> {
    download(&with(path::ATTACHMENT, "{id}", &file.id), &[], "", &file.kind, &file.name).await
}

/// One file of a link's set, the same way.
pub(crate) async fn document(token: &str, lang: Lang, file: &DocumentFile) -> Result<(), ApiError> {
    download(&in_lang(&with(path::DOCUMENT, "{file}", &file.id), lang), &[(DOCUMENTS_TOKEN, token)], "", &file.kind, &file.name).await
}
