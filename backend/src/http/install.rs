//! What lets a browser keep the application: its service worker, the version it is of, and the manifests by which it is
//! installed. Under a brand they are the brand's, and a brand that changes is another version.

use super::brand::icon;
use super::packed::Packed;
use super::spa::Dist;
use crate::config::BrandConfig;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::api::VERSION;
use shared::format::Lang;
use std::collections::HashMap;

/// The worker's address; its scope is everything below the same folder.
const WORKER: &str = "sw.js";
/// The worker fetches what it keeps, and nothing else.
const WORKER_CSP: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
/// What the worker's text begins with (scripts/service-worker.mjs), up to the version.
const MARK: &str = "self.version=\"";

/// What is offered under each name of ours: nothing is the portal's own.
pub(super) struct Offered(HashMap<Option<String>, Site>);

struct Site {
    version: HeaderValue,
    files: HashMap<String, File>,
}

/// A file that is asked for anew each time, and sent only when it is another.
struct File {
    body: Packed,
    etag: HeaderValue,
    kind: &'static str,
}

impl Offered {
    /// Nothing when this server was built without its pages.
    pub(super) fn embedded(brands: &[BrandConfig]) -> Self {
        let sites = std::iter::once(None).chain(brands.iter().map(Some));
        Self(sites.filter_map(|brand| Some((brand.map(|brand| brand.id.clone()), Site::of(brand)?))).collect())
    }

    /// The version of the pages under a name.
    pub(super) fn version(&self, brand: &Option<String>) -> Option<HeaderValue> {
        self.0.get(brand).map(|site| site.version.clone())
    }

    /// Such a file; nothing for any other path.
    pub(super) fn answer(&self, brand: &Option<String>, path: &str, request: &HeaderMap) -> Option<Response> {
        Some(self.0.get(brand)?.files.get(path)?.answer(request))
    }
}

impl Site {
    fn of(brand: Option<&BrandConfig>) -> Option<Self> {
        let worker = text(WORKER)?;
        let built = worker.strip_prefix(MARK)?.split('"').next()?;
        let version = match brand {
            None => built.to_owned(),
            Some(brand) => [built, "-", &short_hash(&format!("{brand:?}"))].concat(),
        };
        let worker = worker.replacen(built, &version, 1);
        let mut files = HashMap::from([(WORKER.to_owned(), File::of(worker, "text/javascript; charset=utf-8")?)]);
        for lang in Lang::ALL {
            let path = format!("manifest.{}.webmanifest", lang.tag());
            let Some(manifest) = text(&path) else { continue };
            let manifest = brand.map_or_else(|| Some(manifest.clone()), |brand| under(&manifest, brand, lang))?;
            files.insert(path, File::of(manifest, "application/manifest+json")?);
        }
        Some(Self { version: HeaderValue::from_str(&version).ok()?, files })
    }
}

fn text(path: &str) -> Option<String> {
    String::from_utf8(Dist::get(path)?.data.into_owned()).ok()
}

fn short_hash(text: &str) -> String {
    shared::id::hex(&Sha256::digest(text)[..4])
}

/// The manifest under a brand: its name, its colours, its icon.
fn under(manifest: &str, brand: &BrandConfig, lang: Lang) -> Option<String> {
    let mut manifest: Value = serde_json::from_str(manifest).ok()?;
    let name = brand.name.get(lang);
    manifest["name"] = json!(name);
    manifest["short_name"] = json!(name);
    manifest["theme_color"] = json!(brand.colours.bar.to_string());
    manifest["icons"] = json!([{ "src": icon(brand), "sizes": "any", "type": "image/svg+xml" }]);
    Some(manifest.to_string())
}

impl File {
    fn of(text: String, kind: &'static str) -> Option<Self> {
        let plain = text.into_bytes();
        let etag = HeaderValue::from_str(&format!("\"{}\"", shared::id::hex(&Sha256::digest(&plain)))).ok()?;
        Some(Self { body: Packed::composed(plain), etag, kind })
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let mut response = match request.get(header::IF_NONE_MATCH) == Some(&self.etag) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => self.body.answer(request),
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_CSP));
        response
    }
}

/// The header that says which version a page is of.
pub(super) const VERSION_HEADER: HeaderName = HeaderName::from_static(VERSION);
