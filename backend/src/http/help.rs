//! `/help`: made on the server, of plain HTML, under the name and with the look of the host it is asked from.

use super::Web;
use super::brand::Brand;
use super::page::inline_hashes;
use super::spa::wanted_lang;
use crate::documents::help::{HelpPage, Why, help};
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use shared::format::Lang;

/// The portal's name in the bar on top, as the pages of the application have it.
const PORTAL: &str = "Kommunal";

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/help", get(get_help))
}

async fn get_help(State(web): State<Web>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let asked = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let lang = asked("lang").and_then(Lang::from_tag).unwrap_or_else(|| wanted_lang(&headers));
    let why = match asked("why") {
        Some("script") => Some(Why::Script),
        Some("wasm") => Some(Why::Wasm),
        _ => None,
    };
    let config = web.app.config();
    let brand = Brand::of(&headers, config);
    let name = brand.id.as_deref().and_then(|id| config.brand(id)).map_or(PORTAL, |brand| brand.name.get(lang));
    // A server built without its pages has no look to give; the words are what matters.
    let (head, symbols) = web.spa.look(brand.id.as_deref(), lang).unwrap_or_default();
    let organisation = brand.organisation.as_deref();
    let page =
        help(&HelpPage { lang, name, organisation, help: &config.help, why, display: display(&headers), head: &head, symbols: &symbols });
    answer(page)
}

/// The reader's text size and contrast: the application reads the same cookie (index.html).
fn display(headers: &HeaderMap) -> &'static str {
    match super::cookies::cookie(headers, "display").as_deref() {
        Some("2") => " data-size=2",
        Some("3") => " data-size=3",
        Some("1h") => " data-contrast=high",
        Some("2h") => " data-size=2 data-contrast=high",
        Some("3h") => " data-size=3 data-contrast=high",
        _ => "",
    }
}

fn answer(page: String) -> Response {
    let csp = format!(
        "default-src 'none'; style-src {}; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        Some(inline_hashes(&page, "style")).filter(|hashes| !hashes.is_empty()).unwrap_or_else(|| "'none'".to_owned())
    );
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    if let Ok(csp) = HeaderValue::from_str(&csp) {
        headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    }
    response
}
