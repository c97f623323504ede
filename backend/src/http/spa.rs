//! The embedded SPA: a page for each bundle and language, content-hashed assets, each precompressed. Only navigations fall
//! back to a page, by the path's first segment and the brand's host; a missing asset is 404.

use super::Web;
use super::brand::Brand;
use super::cookies::cookie;
use super::install::{Offered, VERSION_HEADER};
use super::kiosks::{self, KIOSK_BEGIN, KIOSK_COOKIE};
use super::packed::Packed;
use super::page::{Form, Page, is_page};
use crate::config::BrandConfig;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use shared::bundle::Bundle;
use shared::format::Lang;
use std::collections::HashMap;

#[derive(RustEmbed)]
#[folder = "../dist/"]
pub(super) struct Dist;

/// The files beside an asset that are that asset, packed.
const PACKED: [&str; 2] = [".br", ".gz"];

/// A page's brand (nothing: the portal's own), form, bundle and language.
type Key = (Option<String>, Form, Bundle, Lang);

/// The pages.
pub(super) struct Spa {
    pages: HashMap<Key, Page>,
    offered: Offered,
}

impl Spa {
    /// Reads the embedded pages and composes each brand's.
    pub(super) fn embedded(brands: &[BrandConfig]) -> Self {
        let mut pages = HashMap::new();
        let each = |form| Bundle::ALL.into_iter().flat_map(move |bundle| Lang::ALL.map(|lang| (form, bundle, lang)));
        for (form, bundle, lang) in Form::ALL.into_iter().flat_map(each) {
            if form == Form::Plain && bundle == Bundle::Kiosk {
                continue;
            }
            let Some(page) = Page::embedded(form, bundle, lang) else { continue };
            for brand in brands {
                pages.extend(page.under(brand, bundle, lang).map(|page| ((Some(brand.id.clone()), form, bundle, lang), page)));
            }
            pages.insert((None, form, bundle, lang), page);
        }
        Self { pages, offered: Offered::embedded(brands) }
    }

    /// What makes a page of the server's own look like those of this brand.
    pub(super) fn look(&self, brand: Option<&str>, lang: Lang) -> Option<(String, String)> {
        self.pages.get(&(brand.map(str::to_owned), Form::Plain, Bundle::Pay, lang))?.look()
    }
}

pub(super) fn routes() -> Router<Web> {
    Router::new().fallback(serve)
}

pub(super) async fn serve(State(web): State<Web>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ([(header::ALLOW, "GET,HEAD")], super::error::no_such_method().await).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let brand = Brand::of(request.headers(), web.app.config()).id;
    if let Some(answer) = web.spa.offered.answer(&brand, path, request.headers()) {
        return answer;
    }
    if let Some((bundle, lang)) = path.strip_prefix("page/").and_then(named) {
        return page(&web, &(brand, Form::Plain, bundle, lang), request.headers(), true);
    }
    let is_asset = !is_page(path) && !PACKED.iter().any(|packed| path.ends_with(packed));
    if let Some(file) = Some(path).filter(|_| is_asset).and_then(Packed::embedded) {
        return asset(path, &file, request.headers());
    }
    // A name with an extension is a file somebody wants, not a place in the application.
    let wants_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match Bundle::of(path).filter(|_| !wants_file) {
        Some(bundle) => match kiosks::end_before(&web, request.headers()).await {
            Ok(None) => navigation(&web, brand, bundle, request.uri().path(), request.headers()),
            Ok(Some(answer)) => answer,
            Err(problem) => problem.into_response(),
        },
        None => super::error::no_such_path().await.into_response(),
    }
}

fn asset(path: &str, file: &Packed, request: &HeaderMap) -> Response {
    let mut response = file.answer(request);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    // Every name carries its content's hash.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    response
}

/// A page under the address that a service worker keeps it by: `{bundle}.{lang}`.
fn named(name: &str) -> Option<(Bundle, Lang)> {
    let (bundle, lang) = name.split_once('.')?;
    let bundle = Bundle::ALL.into_iter().find(|known| known.as_str() == bundle && known.is_kept())?;
    Some((bundle, Lang::from_tag(lang).filter(|known| known.tag() == lang)?))
}

fn navigation(web: &Web, brand: Option<String>, bundle: Bundle, path: &str, headers: &HeaderMap) -> Response {
    let lang = wanted_lang(headers);
    let is_kiosk = is_kiosk(headers);
    // A kiosk's own pages are nobody else's; the one that a launcher's browser begins on cannot have the cookie yet.
    let (form, shown, found) = match bundle {
        Bundle::Kiosk if is_kiosk || path == KIOSK_BEGIN => (Form::Kiosk, bundle, true),
        Bundle::Kiosk => (Form::Plain, Bundle::Pay, false),
        Bundle::Office | Bundle::Operator if is_kiosk => (Form::Kiosk, Bundle::Kiosk, true),
        _ if is_kiosk => (Form::Kiosk, bundle, true),
        _ => (Form::Plain, bundle, true),
    };
    page(web, &(brand, form, shown, lang), headers, found)
}

fn page(web: &Web, key: &Key, headers: &HeaderMap, found: bool) -> Response {
    let Some(page) = web.spa.pages.get(key) else {
        return (StatusCode::SERVICE_UNAVAILABLE, "this server was built without its pages\n").into_response();
    };
    let mut response = if found { page.answer(headers) } else { page.not_found(headers) };
    if let Some(version) = web.spa.offered.version(&key.0) {
        response.headers_mut().insert(VERSION_HEADER, version);
    }
    response
}

/// Only a kiosk's ticket sets the cookie. One whose session has ended, or cannot be asked for, still never gets a page that
/// keeps anything: the layer says what is wrong.
fn is_kiosk(headers: &HeaderMap) -> bool {
    cookie(headers, KIOSK_COOKIE).is_some()
}

/// The cookie that the switch sets, else the browser's wish, else Azerbaijani.
pub(super) fn wanted_lang(headers: &HeaderMap) -> Lang {
    let cookie = super::cookies::cookie(headers, "lang").as_deref().and_then(Lang::from_tag);
    let wishes = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let wish = || wishes.split(',').map(|w| w.split(';').next().unwrap_or("")).find_map(Lang::from_tag);
    cookie.or_else(wish).unwrap_or_default()
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
