//! Under which name a request came: by its Host the portal's own, or a brand's; and how a page looks under a brand.

use super::Web;
use crate::config::{BrandConfig, ColoursConfig, Config};
use crate::documents::html::escape;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::json;
use shared::bundle::Bundle;
use shared::format::Lang;
use std::convert::Infallible;

/// Whose page is asked from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Brand {
    /// The brand's identifier; nothing is the portal itself.
    pub(super) id: Option<String>,
    /// What links and returns begin with: an address without a slash at its end.
    pub(super) public_url: String,
    /// The only organisation whose services are offered here.
    pub(super) organisation: Option<String>,
}

impl Brand {
    /// By the request's Host; a stranger's name is the portal.
    pub(super) fn of(headers: &HeaderMap, config: &Config) -> Self {
        match at(headers, config) {
            Some(brand) => {
                Self { id: Some(brand.id.clone()), public_url: brand.public_url.clone(), organisation: Some(brand.organisation.clone()) }
            }
            None => Self { id: None, public_url: config.server.public_url.clone(), organisation: None },
        }
    }
}

fn at<'c>(headers: &HeaderMap, config: &'c Config) -> Option<&'c BrandConfig> {
    if config.brand.is_empty() {
        return None;
    }
    config.brand_at(headers.get(header::HOST)?.to_str().ok()?)
}

impl FromRequestParts<Web> for Brand {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers, web.app.config()))
    }
}

/// A page as it was built, under a brand: its name where the portal's stands, its colours after the page's own style, and
/// for the app a block that says whose page it is.
pub(super) fn dress(page: &str, brand: &BrandConfig, bundle: Bundle, lang: Lang) -> String {
    let name = escape(brand.name.get(lang));
    let page = between(page, "<title>", "</title>", &name);
    let page = between(&page, "data-brand>", "</span></a></header>", &name);
    let page = between(&page, "content=", " name=theme-color", &brand.colours.bar.to_string());
    let page = between(&page, "href=", " rel=icon", &icon(brand));
    let names = json!({ "az": brand.name.az, "ru": brand.name.ru, "en": brand.name.en });
    let block = json!({ "id": brand.id, "organisation": brand.organisation, "name": names });
    let block = block.to_string().replace('<', "\\u003c");
    let added = format!("<style>{}</style><script type=application/json id=brand>{block}</script></head>", style(brand, bundle));
    page.replacen("</head>", &added, 1)
}

/// The text with what stands before the first `close` replaced, up to the nearest `open`; as it is when they are not there.
fn between(text: &str, open: &str, close: &str, by: &str) -> String {
    let found = text.split_once(close).and_then(|(before, after)| Some((before.rsplit_once(open)?.0, after)));
    found.map_or_else(|| text.to_owned(), |(before, after)| [before, open, by, close, after].concat())
}

/// Outside every layer, so it wins over the page's tokens; for who wants contrast twice, as the tokens have it. The shell's
/// words about paying by a telephone number are the portal's.
fn style(brand: &BrandConfig, bundle: Bundle) -> String {
    let shell = if bundle == Bundle::Pay { "#shell .lead{display:none}" } else { "" };
    let strong = tokens(&brand.colours.strong());
    format!(":root{{{}}}[data-contrast]{{{strong}}}@media (prefers-contrast:more){{:root{{{strong}}}}}{shell}", tokens(&brand.colours))
}

fn tokens(c: &ColoursConfig) -> String {
    format!(
        "--brand:{};--brand-dark:{};--brand-soft:{};--bar:{};--bar-ink:{};--bar-mark:{}",
        c.accent, c.accent_strong, c.tint, c.bar, c.bar_ink, c.bar_mark
    )
}

/// The portal's mark in the brand's colours (assets/icon.svg is the portal's).
fn icon(brand: &BrandConfig) -> String {
    let (ground, mark) = (brand.colours.bar.to_string(), brand.colours.bar_mark.to_string());
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='9' fill='{ground}'/>\
         <path d='M9 24V8m0 9 11-9M13 14l10 10' stroke='{mark}' stroke-width='3.2' stroke-linecap='round' fill='none'/></svg>"
    );
    let svg = svg.replace('%', "%25").replace('#', "%23").replace('<', "%3C").replace('>', "%3E").replace(' ', "%20");
    format!("\"data:image/svg+xml,{svg}\"")
}
