//! The embedded SPA: a page for each bundle and language, content-hashed assets, each precompressed. Only navigations fall
//! back to a page, by the path's first segment and the brand's host; a missing asset is 404.

use super::Web;
use super::brand::Brand;
use super::install::{Offered, VERSION_HEADER};
use super::page::{Page, is_page};
use crate::config::BrandConfig;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use shared::bundle::Bundle;
use shared::format::Lang;
use std::collections::HashMap;

#[derive(RustEmbed)]
#[folder = "../dist/"]
pub(super) struct Dist;

/// The pages, by brand (nothing: the portal's own), bundle and language.
pub(super) struct Spa {
    pages: HashMap<(Option<String>, Bundle, Lang), Page>,
    offered: Offered,
}

impl Spa {
    /// Reads the embedded pages and composes each brand's.
    pub(super) fn embedded(brands: &[BrandConfig]) -> Self {
        let mut pages = HashMap::new();
        for (bundle, lang) in Bundle::ALL.into_iter().flat_map(|bundle| Lang::ALL.map(|lang| (bundle, lang))) {
            let Some(page) = Page::embedded(bundle, lang) else { continue };
            for brand in brands {
                pages.extend(page.under(brand, bundle, lang).map(|page| ((Some(brand.id.clone()), bundle, lang), page)));
            }
            pages.insert((None, bundle, lang), page);
        }
        Self { pages, offered: Offered::embedded(brands) }
    }
}

pub(super) fn routes() -> Router<Web> {
    Router::new().fallback(serve)
}

async fn serve(State(web): State<Web>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ([(header::ALLOW, "GET,HEAD")], super::error::no_such_method().await).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let brand = Brand::of(request.headers(), web.app.config()).id;
    if let Some(answer) = web.spa.offered.answer(&brand, path, request.headers()) {
        return answer;
    }
    if let Some((bundle, lang)) = path.strip_prefix("page/").and_then(named) {
        return page(&web, &(brand, bundle, lang), request.headers());
    }
    if let Some(file) = Dist::get(path).filter(|_| !is_page(path) && !path.ends_with(".br")) {
        return asset(path, &file, request.headers());
    }
    // A name with an extension is a file somebody wants, not a place in the application.
    let wants_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match Bundle::of(path).filter(|_| !wants_file) {
        Some(bundle) => page(&web, &(brand, bundle, wanted_lang(request.headers())), request.headers()),
        None => super::error::no_such_path().await.into_response(),
    }
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

/// A page under the address that a service worker keeps it by: `{bundle}.{lang}`.
fn named(name: &str) -> Option<(Bundle, Lang)> {
    let (bundle, lang) = name.split_once('.')?;
    let bundle = Bundle::ALL.into_iter().find(|known| known.as_str() == bundle && known.is_kept())?;
    Some((bundle, Lang::from_tag(lang).filter(|known| known.tag() == lang)?))
}

fn page(web: &Web, key: &(Option<String>, Bundle, Lang), headers: &HeaderMap) -> Response {
    let Some(page) = web.spa.pages.get(key) else {
        return (StatusCode::SERVICE_UNAVAILABLE, "this server was built without its pages\n").into_response();
    };
    let mut response = page.answer(headers);
    if let Some(version) = web.spa.offered.version(&key.0) {
        response.headers_mut().insert(VERSION_HEADER, version);
    }
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

pub(super) fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
    accepted.split(',').any(|one| one.split(';').next().is_some_and(|name| name.trim() == "br"))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("css") => "text/css; charset=utf-8",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}
