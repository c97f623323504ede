//! The page of help: plain HTML without a script, for a browser in which the application does not start, for paper, and
//! for whoever would rather talk to somebody.

use super::html::escape;
use super::texts::text;
use crate::config::{HelpConfig, Names, PhoneConfig, PlaceConfig, PlaceKind};
use shared::format::Lang;
use std::fmt::Write as _;

/// What the other pages' styles have no word for; on paper the page is shown, not its bars.
const STYLE: &str = "<style>h3{margin:0;font-size:inherit}address{font-style:normal}.card{gap:var(--s1)}.plain{padding-left:1.25em;list-style:disc}\
    .plain li{margin-top:var(--s2)}.dial{display:inline-flex;align-items:center;min-height:var(--target);font-size:1.375rem;font-weight:650}\
    @media print{.narrow{display:block}.card{padding:2mm 0;border:0;box-shadow:none;break-inside:avoid}}</style>";

/// Why the reader was sent here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// JavaScript is off.
    Script,
    /// The browser has no WebAssembly.
    Wasm,
}

/// Everything the page says.
#[derive(Debug)]
pub struct HelpPage<'a> {
    /// Its language.
    pub lang: Lang,
    /// Whose page it is.
    pub name: &'a str,
    /// The organisation of the brand; nothing under the portal's own name, which shows everybody's.
    pub organisation: Option<&'a str>,
    /// Whom to call and where to go.
    pub help: &'a HelpConfig,
    /// Why the reader was sent here.
    pub why: Option<Why>,
    /// Attributes of `<html>`: the reader's text size and contrast.
    pub display: &'a str,
    /// Elements of the head that make it look like the other pages.
    pub head: &'a str,
    /// The drawings of the other pages.
    pub symbols: &'a str,
}

/// The whole page.
#[must_use]
pub fn help(page: &HelpPage<'_>) -> String {
    let (lang, name) = (page.lang, escape(page.name));
    let t = |key| escape(text(lang, key));
    format!(
        "<!doctype html><html lang={tag}{display}><head><meta charset=utf-8><title>{title} — {name}</title>\
         <meta name=viewport content=\"width=device-width,initial-scale=1\"><meta name=format-detection content=\"telephone=no\">{head}{STYLE}</head>\
         <body>{symbols}<a class=skip href=#title>{skip}</a>{top}\
         <main id=main><div class=narrow><h1 id=title tabindex=-1>{title}</h1>{why}<p class=lead>{lead}</p>{numbers}{steps}{prepare}</div></main>\
         <footer class=bottom><ul role=list><li><a href=\"/\">{home}</a></li></ul></footer></body></html>",
        tag = lang.tag(),
        display = page.display,
        title = t("help.title"),
        head = page.head,
        symbols = page.symbols,
        skip = t("help.skip"),
        top = top(page, &name),
        why = why(page),
        lead = t("help.lead"),
        numbers = whom_and_where(page),
        steps = points(lang, "help.steps", &["help.step.reload", "help.step.script", "help.step.update", "help.step.device"]),
        prepare = points(lang, "help.prepare", &["help.prepare.code", "help.prepare.card"]),
        home = t("help.home"),
    )
}

/// The bar of the other pages, its languages as links.
fn top(page: &HelpPage<'_>, name: &str) -> String {
    let why = match page.why {
        Some(Why::Script) => "&amp;why=script",
        Some(Why::Wasm) => "&amp;why=wasm",
        None => "",
    };
    let mut languages = String::new();
    for lang in Lang::ALL {
        let (tag, current) = (lang.tag(), if lang == page.lang { " aria-current=true" } else { "" });
        let (short, whole) = (tag.to_uppercase(), own_name(lang));
        _ = write!(
            languages,
            "<a href=\"/help?lang={tag}{why}\" lang={tag} hreflang={tag}{current}>{short}<span class=unseen> {whole}</span></a>"
        );
    }
    format!(
        "<header class=top><a class=brand href=\"/\"><svg aria-hidden=true><use href=\"#i-logo\"></use></svg>{name}</a>\
         <button type=button class=menu-open popovertarget=menu>{now}<span class=unseen> {label}</span></button>\
         <div id=menu class=menu popover><nav class=lang aria-label=\"{label}\">{languages}</nav></div></header>",
        now = page.lang.tag().to_uppercase(),
        label = escape(text(page.lang, "help.language")),
    )
}

const fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Az => "Azərbaycanca",
        Lang::Ru => "Русский",
        Lang::En => "English",
    }
}

fn why(page: &HelpPage<'_>) -> String {
    let Some(why) = page.why else { return String::new() };
    let key = match why {
        Why::Script => "help.why.script",
        Why::Wasm => "help.why.wasm",
    };
    let (words, again) = (escape(text(page.lang, key)), escape(text(page.lang, "help.again")));
    format!("<div class=\"notice warn\"><p><strong>{words}</strong></p><p><a href=\"/\">{again}</a></p></div>")
}

fn whom_and_where(page: &HelpPage<'_>) -> String {
    let ours = |organisation: &Option<String>| {
        page.organisation.is_none() || organisation.is_none() || organisation.as_deref() == page.organisation
    };
    let phones: Vec<String> = page.help.phone.iter().filter(|one| ours(&one.organisation)).map(|one| phone(one, page.lang)).collect();
    let places = |kind: PlaceKind| -> Vec<String> {
        let these = page.help.place.iter().filter(|one| one.kind == kind && ours(&one.organisation));
        these.map(|one| place(one, page.lang)).collect()
    };
    let (kiosks, centres) = (places(PlaceKind::Kiosk), places(PlaceKind::Centre));
    if phones.is_empty() && kiosks.is_empty() && centres.is_empty() {
        return format!("<p class=\"notice calm\">{}</p>", escape(text(page.lang, "help.nobody")));
    }
    let section = |key, entries: Vec<String>| match entries.is_empty() {
        true => String::new(),
        false => format!(
            "<section class=kept><h2>{}</h2><ul class=rows role=list>{}</ul></section>",
            escape(text(page.lang, key)),
            entries.concat()
        ),
    };
    [section("help.phones", phones), section("help.kiosks", kiosks), section("help.centres", centres)].concat()
}

fn phone(phone: &PhoneConfig, lang: Lang) -> String {
    let (dialled, number) = (escape(&phone.dialled()), escape(&phone.number));
    row(&phone.name, &format!("<p><a class=dial href=\"tel:{dialled}\">{number}</a></p>"), &phone.hours, lang)
}

fn place(place: &PlaceConfig, lang: Lang) -> String {
    row(&place.name, &format!("<address>{}</address>", escape(place.address.get(lang))), &place.hours, lang)
}

fn row(name: &Names, middle: &str, hours: &Names, lang: Lang) -> String {
    // A dash between two times must not end a line.
    let hours = hours.get(lang).replace("0–", "0\u{2060}–\u{2060}");
    let (name, hours) = (escape(name.get(lang)), escape(&hours));
    format!("<li class=card><h3>{name}</h3>{middle}<p>{hours}</p></li>")
}

fn points(lang: Lang, title: &'static str, keys: &[&'static str]) -> String {
    let entries: String = keys.iter().map(|key| format!("<li>{}</li>", escape(text(lang, key)))).collect();
    format!("<section class=kept><h2>{}</h2><ul class=plain>{entries}</ul></section>", escape(text(lang, title)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::Config;

    fn page(help: &HelpConfig, organisation: Option<&str>, why: Option<Why>) -> String {
        super::help(&HelpPage { lang: Lang::En, name: "A & B", organisation, help, why, display: "", head: "", symbols: "" })
    }

    #[test]
    fn the_page_names_whom_to_call_and_where_to_go() {
        let config = Config::parse(include_str!("../../../kommunal.demo.toml"), |_| None).unwrap();
        let whole = page(&config.help, None, None);
        for said in [
            "<title>Help — A &amp; B</title>",
            "href=\"tel:+994120000001\"",
            "+994 12 000 00 02",
            "1 Numune street",
            "8:00\u{2060}–\u{2060}22:00",
        ] {
            assert!(whole.contains(said), "{said}");
        }
        assert!(!whole.contains("<script") && !whole.contains("JavaScript, and this browser"));
        let other = page(&config.help, Some("mincom"), Some(Why::Script));
        assert!(!other.contains("tel:+994120000001") && other.contains("tel:+994120000002"));
        assert!(other.contains("JavaScript, and this browser") && other.contains("lang=ru&amp;why=script"));
    }

    #[test]
    fn nothing_is_invented_where_nothing_is_configured() {
        let empty = page(&HelpConfig::default(), None, Some(Why::Wasm));
        assert!(empty.contains("No telephone numbers") && !empty.contains("tel:") && !empty.contains("Kiosks<"));
    }
}
