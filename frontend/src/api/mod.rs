//! The server's API, typed. One place turns whatever goes wrong into an [`ApiError`].

pub(crate) mod json;
mod read;
mod words;
mod write;

use crate::platform::{self, RequestCache};
use core::pin::Pin;
use gloo_net::http::{Method, RequestBuilder, Response};
use json::Json;
use shared::api::bills::{AskRequest, Bills, BillsRequest};
use shared::api::catalogue::{Catalogue, Options};
use shared::api::payments::PaymentView;
use shared::api::problem::{Problem, ProblemCode};
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
use shared::api::{IDEMPOTENCY_KEY, PAYMENT_SECRET, path};
use shared::format::Lang;

pub(crate) use words::explain;

/// Longest wait for an answer. Remote billers have their own, shorter deadline on the server.
const TIMEOUT_MS: u32 = 20_000;

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// No answer came, or one that is not ours (a proxy's page): whether the server acted is not known.
    NoAnswer,
    /// The server said what is wrong.
    Problem(Problem),
}

impl ApiError {
    /// The server's code, when it gave one.
    #[must_use]
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::NoAnswer => None,
            Self::Problem(problem) => Some(problem.code),
        }
    }

    /// True when asking the same again may help: nothing was decided.
    #[must_use]
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer => true,
            Self::Problem(problem) => problem.status >= 500 && problem.code != ProblemCode::BankUnavailable,
        }
    }
}

/// The one request: POST when there is a body. A good answer, or what is wrong.
async fn send(path: &str, headers: &[(&str, &str)], body: &str) -> Result<Response, ApiError> {
    // What the API says is true once; every other path names a file that never changes.
    let cache = if path.starts_with("/api/") { RequestCache::NoStore } else { RequestCache::Default };
    let mut request = RequestBuilder::new(path).cache(cache).abort_signal(Some(&platform::deadline(TIMEOUT_MS)));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request =
        if body.is_empty() { request.build() } else { request.method(Method::POST).header("content-type", "application/json").body(body) };
    let response = request.map_err(no_answer)?.send().await.map_err(no_answer)?;
    if response.ok() {
        return Ok(response);
    }
    // Whoever stands in between may answer in HTML; then only the status speaks.
    let text = response.text().await.map_err(no_answer)?;
    let mut problem = read::problem(&Json::parse(&text).unwrap_or(Json::Null));
    problem.status = response.status();
    Err(ApiError::Problem(problem))
}

/// Boxed: a task that calls keeps a pointer, not the state of the request.
fn call<'a>(path: &'a str, headers: &'a [(&'a str, &'a str)], body: String) -> Call<'a> {
    Box::pin(async move { send(path, headers, &body).await?.text().await.map_err(no_answer) })
}

type Call<'a> = Pin<Box<dyn Future<Output = Result<String, ApiError>> + 'a>>;

fn no_answer(_: gloo_net::Error) -> ApiError {
    ApiError::NoAnswer
}

fn decode<T>(text: &str, read: fn(&Json) -> Option<T>) -> Result<T, ApiError> {
    Json::parse(text).as_ref().and_then(read).ok_or(ApiError::NoAnswer)
}

fn in_lang(path: &str, lang: Lang) -> String {
    [path, "?lang=", lang.tag()].concat()
}

fn of_payment(path: &str, reference: &str) -> String {
    path.replace("{reference}", reference)
}

/// Organisations and their services.
pub(crate) async fn catalogue(lang: Lang) -> Result<Catalogue, ApiError> {
    decode(&call(&in_lang(path::CATALOGUE, lang), &[], String::new()).await?, read::catalogue)
}

/// What the forms offer.
pub(crate) async fn options(lang: Lang) -> Result<Options, ApiError> {
    decode(&call(&in_lang(path::OPTIONS, lang), &[], String::new()).await?, read::options)
}

/// The bills of a number.
pub(crate) async fn bills(request: &BillsRequest) -> Result<Bills, ApiError> {
    decode(&call(path::BILLS, &[], write::bills(request).write()).await?, read::bills)
}

/// One remote biller's bills.
pub(crate) async fn ask(request: &AskRequest) -> Result<Bills, ApiError> {
    decode(&call(path::BILLS_ASK, &[], write::ask(request).write()).await?, read::bills)
}

/// Starts a payment: `body` is a `StartPayment` as it was kept with the attempt, the same for every try.
pub(crate) async fn start(key: &str, body: &str) -> Result<PaymentView, ApiError> {
    decode(&call(path::PAYMENTS, &[(IDEMPOTENCY_KEY, key)], body.to_owned()).await?, read::payment)
}

/// A payment, by its payer.
pub(crate) async fn payment(reference: &str, secret: &str) -> Result<PaymentView, ApiError> {
    decode(&call(&of_payment(path::PAYMENT, reference), &[(PAYMENT_SECRET, secret)], String::new()).await?, read::payment)
}

/// The payer cancels.
pub(crate) async fn cancel(reference: &str, secret: &str) -> Result<PaymentView, ApiError> {
    let path = of_payment(path::PAYMENT_CANCEL, reference);
    decode(&call(&path, &[(PAYMENT_SECRET, secret)], "{}".to_owned()).await?, read::payment)
}

/// A receipt by its number and code.
pub(crate) async fn find_receipt(request: &ReceiptRequest) -> Result<PaymentView, ApiError> {
    decode(&call(path::RECEIPTS_FIND, &[], write::receipt(request).write()).await?, read::payment)
}

/// Sends a receipt by e-mail; `key` names this wish, so that trying again sends it once.
pub(crate) async fn email_receipt(key: &str, request: &EmailReceipt) -> Result<(), ApiError> {
    call(path::RECEIPTS_EMAIL, &[(IDEMPOTENCY_KEY, key)], write::email(request).write()).await.map(|_| ())
}

/// A receipt's PDF, into the reader's downloads.
pub(crate) async fn receipt_pdf(request: &ReceiptRequest) -> Result<(), ApiError> {
    let name = [&request.number, ".pdf"].concat();
    let pdf = send(path::RECEIPTS_PDF, &[], &write::receipt(request).write()).await?.binary().await.map_err(no_answer)?;
    platform::save_file(&pdf, "application/pdf", &name);
    Ok(())
}

/// The texts that came inside the page.
pub(crate) fn inline_texts() -> Option<Vec<String>> {
    texts_of(&platform::inline("texts"))
}

/// Another language's texts, from a file that is never another: the browser may keep it.
pub(crate) async fn texts(lang: Lang) -> Option<Vec<String>> {
    let path = Json::parse(&platform::inline("assets"))?.get("texts").get(lang.tag()).text()?;
    texts_of(&call(&path, &[], String::new()).await.ok()?)
}

fn texts_of(list: &str) -> Option<Vec<String>> {
    Json::parse(list)?.list(Json::text)
}

/// The body of a payment's start, as it is kept with the attempt.
pub(crate) fn start_body(start: &shared::api::payments::StartPayment) -> String {
    write::start(start).write()
}
