//! The embedded SPA: one page a language, content-hashed assets, each precompressed. Only navigations fall back to the
//! page; a missing asset is 404.

use super::Web;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use shared::format::Lang;

#[derive(RustEmbed)]
#[folder = "../dist/"]
struct Dist;

/// The pages with the CSP that fits each one's inline scripts and styles.
pub(super) struct Spa {
    pages: Vec<(Lang, Page)>,
}

struct Page {
    plain: Vec<u8>,
    brotli: Option<Vec<u8>>,
    etag: HeaderValue,
    csp: HeaderValue,
}

impl Spa {
    /// Reads the embedded pages; hashes are made once, here.
    pub(super) fn embedded() -> Self {
        let pages = Lang::ALL.into_iter().filter_map(|lang| page(lang).map(|page| (lang, page)));
        Self { pages: pages.collect() }
    }

    fn page(&self, lang: Lang) -> Option<&Page> {
        self.pages.iter().find(|(l, _)| *l == lang).map(|(_, page)| page)
    }
}

fn page(lang: Lang) -> Option<Page> {
    let name = format!("index.{}.html", lang.tag());
    let plain = Dist::get(&name)?.data.into_owned();
    let brotli = Dist::get(&format!("{name}.br")).map(|f| f.data.into_owned());
    let etag = HeaderValue::from_str(&format!("\"{}\"", shared::id::hex(&Sha256::digest(&plain)))).ok()?;
    let csp = HeaderValue::from_str(&csp(&String::from_utf8_lossy(&plain))).ok()?;
    Some(Page { plain, brotli, etag, csp })
}

fn csp(html: &str) -> String {
    let scripts = inline_hashes(html, "script");
    let styles = inline_hashes(html, "style");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self' {styles}; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// `'sha256-…'` of each inline element; data blocks are not run and need none.
fn inline_hashes(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut hashes = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find(&open) {
        let Some(tag_end) = rest[start..].find('>').map(|at| start + at) else { break };
        let Some(end) = rest[tag_end..].find(&close).map(|at| tag_end + at) else { break };
        let tag = &rest[start..tag_end];
        if !tag.contains("src=") && !tag.contains("application/json") {
            let digest = Sha256::digest(&rest.as_bytes()[tag_end + 1..end]);
            hashes.push(format!("'sha256-{}'", BASE64_STANDARD.encode(digest)));
        }
        rest = &rest[end..];
    }
    hashes.join(" ")
}

pub(super) fn routes() -> Router<Web> {
    Router::new().fallback(serve)
}

async fn serve(State(web): State<Web>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ([(header::ALLOW, "GET,HEAD")], super::error::no_such_method().await).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let is_page = path.starts_with("index.") || path.ends_with(".br");
    if let Some(file) = Dist::get(path).filter(|_| !is_page) {
        return asset(path, &file, request.headers());
    }
    // A name with an extension is a file somebody wants, not a place in the application.
    let wants_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if wants_file || path.starts_with("api/") {
        return super::error::no_such_path().await.into_response();
    }
    navigation(&web.spa, request.headers())
}

fn asset(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let mut response = match Dist::get(&format!("{path}.br")).filter(|_| takes_brotli(headers)) {
        Some(packed) => ([(header::CONTENT_ENCODING, "br")], packed.data.into_owned()).into_response(),
        None => file.data.clone().into_owned().into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    // Every name carries its content's hash.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn navigation(spa: &Spa, headers: &HeaderMap) -> Response {
    let Some(page) = spa.page(wanted_lang(headers)) else {
        return (StatusCode::SERVICE_UNAVAILABLE, "this server was built without its pages\n").into_response();
    };
    if headers.get(header::IF_NONE_MATCH) == Some(&page.etag) {
        return with_page_headers(StatusCode::NOT_MODIFIED.into_response(), page);
    }
    let response = match page.brotli.as_ref().filter(|_| takes_brotli(headers)) {
        Some(packed) => ([(header::CONTENT_ENCODING, "br")], packed.clone()).into_response(),
        None => page.plain.clone().into_response(),
    };
    with_page_headers(response, page)
}

fn with_page_headers(mut response: Response, page: &Page) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, page.csp.clone());
    headers.insert(header::ETAG, page.etag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    response
}

/// The cookie that the switch sets, else the browser's wish, else Azerbaijani.
fn wanted_lang(headers: &HeaderMap) -> Lang {
    let cookies = headers.get(header::COOKIE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let cookie = cookies.split(';').filter_map(|c| c.trim().strip_prefix("lang=")).find_map(Lang::from_tag);
    let wishes = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let wish = || wishes.split(',').map(|w| w.split(';').next().unwrap_or("")).find_map(Lang::from_tag);
    cookie.or_else(wish).unwrap_or_default()
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
    accepted.split(',').any(|one| one.split(';').next().is_some_and(|name| name.trim() == "br"))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("css") => "text/css; charset=utf-8",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}
