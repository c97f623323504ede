//! Calling the server. One place turns whatever goes wrong into an [`ApiError`]; what is asked and answered is each
//! bundle's own, except for what the payment's pages and the receipts' have in common.

pub mod json;
pub mod options;
pub mod payment;
pub mod problem;
pub mod receipts;

use crate::i18n::keys;
use crate::platform::{self, AbortSignal, RequestCache};
use core::pin::Pin;
use gloo_net::http::{Method, RequestBuilder};
use json::Json;
use shared::api::problem::{Problem, ProblemCode};
use shared::api::{CLIENT, CLIENT_VERSION};
use shared::format::Lang;

pub use crate::i18n::words::problem as explain;
pub use gloo_net::http::Response;

/// Longest wait for an answer. Remote billers have their own, shorter deadline on the server; over 2G the way there and back
/// alone can take half a minute. What is cut off here counts as *not known*, never as refused.
const TIMEOUT_MS: u32 = 45_000;
/// Longest wait for a file: a hundred kilobytes take twenty seconds over 2G.
const FILE_TIMEOUT_MS: u32 = 240_000;

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// No answer came, or one that is not ours (a proxy's page): whether the server acted is not known.
    NoAnswer,
    /// The server said what is wrong.
    Problem(Problem),
}

impl ApiError {
    /// The server's code, when it gave one.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::NoAnswer => None,
            Self::Problem(problem) => Some(problem.code),
        }
    }

    /// True when asking the same again may help: nothing was decided.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer => true,
            Self::Problem(problem) => problem.status >= 500 && problem.code != ProblemCode::BankUnavailable,
        }
    }
}

/// Something on its way. Boxed: a task that calls keeps a pointer, not the state of the request.
pub type Call<'a, T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + 'a>>;

/// The one request: POST when there is a body. A good answer, or what is wrong.
pub fn send<'a>(path: &'a str, headers: &'a [(&'a str, &'a str)], body: &'a str) -> Call<'a, Response> {
    sent(method_of(body), path, headers, body, platform::deadline(TIMEOUT_MS))
}

fn method_of(body: &str) -> Method {
    if body.is_empty() { Method::GET } else { Method::POST }
}

/// DELETE, and its answer as text.
pub fn remove<'a>(path: &'a str, headers: &'a [(&'a str, &'a str)]) -> Call<'a, String> {
    Box::pin(async move { sent(Method::DELETE, path, headers, "", platform::deadline(TIMEOUT_MS)).await?.text().await.map_err(no_answer) })
}

/// Boxed here: one state machine for all kinds of calls.
fn sent<'a>(method: Method, path: &'a str, headers: &'a [(&'a str, &'a str)], body: &'a str, ends: AbortSignal) -> Call<'a, Response> {
    Box::pin(async move {
        // What the API says is true once; every other path names a file that never changes.
        let cache = if path.starts_with("/api/") { RequestCache::NoStore } else { RequestCache::Default };
        let mut request = RequestBuilder::new(path).method(method).cache(cache).abort_signal(Some(&ends));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request = request.header(CLIENT, CLIENT_VERSION);
        let request = if body.is_empty() { request.build() } else { request.header("content-type", "application/json").body(body) };
        let response = request.map_err(no_answer)?.send().await.map_err(no_answer)?;
        if response.ok() {
            return Ok(response);
        }
        Err(refused(response.status(), &response.text().await.map_err(no_answer)?))
    })
}

/// What a bad answer says. Whoever stands in between may answer in HTML; then only the status speaks.
#[must_use]
pub fn refused(status: u16, text: &str) -> ApiError {
    let said = Json::parse(text);
    if said.is_none() {
        platform::doubt();
    }
    let mut problem = problem::read(&said.unwrap_or(Json::Null));
    if problem.code == ProblemCode::UpdateNeeded {
        platform::outdated();
    }
    problem.status = status;
    ApiError::Problem(problem)
}

/// The same, and its answer as text.
pub fn call<'a>(path: &'a str, headers: &'a [(&'a str, &'a str)], body: String) -> Call<'a, String> {
    call_until(path, headers, body, platform::deadline(TIMEOUT_MS))
}

/// The same with an end of its own.
pub fn call_until<'a>(path: &'a str, headers: &'a [(&'a str, &'a str)], body: String, ends: AbortSignal) -> Call<'a, String> {
    Box::pin(async move { sent(method_of(&body), path, headers, &body, ends).await?.text().await.map_err(no_answer) })
}

/// A file that the server makes, into the reader's downloads; `kind` is its media type.
///
/// # Errors
/// [`ApiError`].
pub async fn download(path: &str, headers: &[(&str, &str)], body: &str, kind: &str, name: &str) -> Result<(), ApiError> {
    let bytes = sent(method_of(body), path, headers, body, platform::deadline(FILE_TIMEOUT_MS)).await?.binary().await.map_err(no_answer)?;
    platform::save_file(&bytes, kind, name);
    Ok(())
}

fn no_answer(_: gloo_net::Error) -> ApiError {
    platform::doubt();
    ApiError::NoAnswer
}

/// Reads an answer by hand; one that cannot be read is not ours.
///
/// # Errors
/// [`ApiError::NoAnswer`].
pub fn decode<T>(text: &str, read: fn(&Json) -> Option<T>) -> Result<T, ApiError> {
    Json::parse(text).as_ref().and_then(read).ok_or(ApiError::NoAnswer)
}

/// A path that is answered in a language.
#[must_use]
pub fn in_lang(path: &str, lang: Lang) -> String {
    [path, "?lang=", lang.tag()].concat()
}

/// The texts that came inside the page, whose language it is.
#[must_use]
pub fn inline_texts(lang: Lang) -> Option<Vec<String>> {
    texts_in("texts", lang)
}

/// The texts of a block inside the page.
#[must_use]
pub fn texts_in(block: &str, lang: Lang) -> Option<Vec<String>> {
    texts_of(lang, &platform::inline(block))
}

/// Another language's texts, from a file that is never another: the browser may keep it.
pub async fn texts(lang: Lang) -> Option<Vec<String>> {
    texts_named("assets", lang).await
}

/// Another language's texts, named by a block inside the page.
pub async fn texts_named(block: &str, lang: Lang) -> Option<Vec<String>> {
    let path = Json::parse(&platform::inline(block))?.get("texts").get(lang.tag()).text()?;
    texts_of(lang, &call(&path, &[], String::new()).await.ok()?)
}

/// Whose page it is, where the page says so: `id`, `organisation` and `name` by language.
#[must_use]
pub fn brand() -> Json {
    Json::parse(&platform::inline("brand")).unwrap_or(Json::Null)
}

/// A brand's name stands for the portal's own.
fn texts_of(lang: Lang, list: &str) -> Option<Vec<String>> {
    let mut texts = Json::parse(list)?.list(Json::text)?;
    if let (Some(name), Some(text)) = (brand().get("name").get(lang.tag()).text(), texts.get_mut(keys::SHELL_TITLE.number())) {
        *text = name;
    }
    Some(texts)
}
