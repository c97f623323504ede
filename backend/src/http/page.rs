//! The pages: one for each bundle and language, embedded as they were built, with the headers that fit each.

use super::packed::Packed;
use crate::config::BrandConfig;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use shared::bundle::Bundle;
use shared::format::Lang;

/// A page's file is called `{name}.{lang}.html`; frontend/bundles.json says the same.
const fn name(bundle: Bundle) -> &'static str {
    match bundle {
        Bundle::Pay => "index",
        other => other.as_str(),
    }
}

/// Is a file of the SPA a page, to be sent only under a page's address?
pub(super) fn is_page(path: &str) -> bool {
    Bundle::ALL.into_iter().any(|bundle| path.strip_prefix(name(bundle)).is_some_and(|rest| rest.starts_with('.')))
}

/// For whom a page is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// Anybody's own browser.
    Plain,
    /// A kiosk's session: the page with the kiosk's layer. Nothing of it is stored. `/kiosk` has this form alone.
    Kiosk,
}

impl Form {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Plain, Self::Kiosk];
}

/// A page, and what is sent with it. Hashes are made once.
pub(super) struct Page {
    form: Form,
    body: Packed,
    etag: HeaderValue,
    csp: HeaderValue,
    permissions: HeaderValue,
}

impl Page {
    /// As it was built; nothing when this server was built without it.
    pub(super) fn embedded(form: Form, bundle: Bundle, lang: Lang) -> Option<Self> {
        let kiosk = if form == Form::Kiosk && bundle != Bundle::Kiosk { ".kiosk" } else { "" };
        let file = format!("{}{kiosk}.{}.html", name(bundle), lang.tag());
        Self::of(form, bundle, Packed::embedded(&file)?)
    }

    /// The same page under a brand; the portal's own stays as it was built.
    pub(super) fn under(&self, brand: &BrandConfig, bundle: Bundle, lang: Lang) -> Option<Self> {
        let plain = super::brand::dress(std::str::from_utf8(self.body.plain()).ok()?, brand, bundle, lang).into_bytes();
        Self::of(self.form, bundle, Packed::composed(plain))
    }

    fn of(form: Form, bundle: Bundle, body: Packed) -> Option<Self> {
        let etag = HeaderValue::from_str(&format!("\"{}\"", shared::id::hex(&Sha256::digest(body.plain())))).ok()?;
        let csp = HeaderValue::from_str(&csp(bundle, &String::from_utf8_lossy(body.plain()))).ok()?;
        Some(Self { form, body, etag, csp, permissions: HeaderValue::from_static(permissions(bundle)) })
    }

    /// The same page where there is nothing: its own program says so.
    pub(super) fn not_found(&self, request: &HeaderMap) -> Response {
        let mut response = self.answer(request);
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    }

    /// What makes another page look like this one: its styles, colour and icon for the head, and its drawings.
    pub(super) fn look(&self) -> Option<(String, String)> {
        let html = std::str::from_utf8(self.body.plain()).ok()?;
        let head = html.split_once("</head>")?.0;
        let styles =
            head.split("<style>").skip(1).filter_map(|rest| Some(["<style>", rest.split_once("</style>")?.0, "</style>"].concat()));
        let named = |mark: &str| head.split('<').find(|tag| tag.contains(mark)).map(|tag| ["<", tag].concat());
        let head = styles.chain(["name=theme-color", "name=color-scheme", "rel=icon"].into_iter().filter_map(named)).collect();
        let symbols =
            html.split_once("<body").and_then(|(_, rest)| Some(rest.split_once('>')?.1.split_once("<div id=shell")?.0.to_owned()));
        Some((head, symbols.unwrap_or_default()))
    }

    /// The answer to a navigation.
    pub(super) fn answer(&self, request: &HeaderMap) -> Response {
        if request.get(header::IF_NONE_MATCH) == Some(&self.etag) {
            return self.with_headers(StatusCode::NOT_MODIFIED.into_response());
        }
        self.with_headers(self.body.answer(request))
    }

    fn with_headers(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_SECURITY_POLICY, self.csp.clone());
        headers.insert(super::headers::PERMISSIONS_POLICY, self.permissions.clone());
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(match self.form {
                Form::Plain => "no-cache",
                Form::Kiosk => "no-store",
            }),
        );
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
        response
    }
}

/// The page of checking scans QR codes: the camera's picture is a stream of its own, a chosen file a blob.
const fn permissions(bundle: Bundle) -> &'static str {
    match bundle {
        Bundle::Verify => "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
        _ => super::headers::PERMISSIONS,
    }
}

fn csp(bundle: Bundle, html: &str) -> String {
    let scripts = inline_hashes(html, "script");
    let styles = inline_hashes(html, "style");
    let media = match bundle {
        Bundle::Verify => "img-src 'self' data: blob:; media-src 'self' blob:",
        _ => "img-src 'self' data:",
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self' {styles}; {media}; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// `'sha256-…'` of each inline element; data blocks are not run and need none.
pub(super) fn inline_hashes(html: &str, element: &str) -> String {
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
