//! What is around every screen: skip link, brand bar with the languages, footer.

use crate::i18n::{keys, t};
use crate::state::App;
use crate::ui::{self, live};
use leptos::prelude::*;
use shared::format::Lang;

/// The bar on top.
pub(crate) fn top(app: App) -> AnyView {
    view! {
        <a class="skip" href="#title">{t(keys::SKIP)}</a>
        <header class="top">
            <a class="brand" href="/"><svg aria-hidden="true"><use href="#i-logo"></use></svg>{t(keys::SHELL_TITLE)}</a>
            <a class="top-link" href="/services">{t(keys::NAV_SERVICES)}</a>
            {languages(app)}
        </header>
    }
    .into_any()
}

fn languages(app: App) -> AnyView {
    let now = crate::i18n::lang();
    let one = |lang: Lang| {
        let (short, name) = match lang {
            Lang::Az => ("AZ", t(keys::LANG_AZ)),
            Lang::Ru => ("RU", t(keys::LANG_RU)),
            Lang::En => ("EN", t(keys::LANG_EN)),
        };
        let pressed = if lang == now { "true" } else { "false" };
        let id = ["lang-", lang.tag()].concat();
        view! {
            <button type="button" id=id lang=lang.tag() aria-pressed=pressed title=name on:click=move |_| app.speak(lang)>
                {short}<span class="unseen">" "{name}</span>
            </button>
        }
        .into_any()
    };
    let all: Vec<AnyView> = Lang::ALL.into_iter().map(one).collect();
    view! { <div class="lang" role="group" aria-label=t(keys::NAV_LANGUAGE)>{all}</div> }.into_any()
}

/// What is known of the network, spoken when it changes.
pub(crate) fn network(app: App) -> AnyView {
    let words = live(move || if app.offline.get() { ui::notice(ui::Tone::Warn, t(keys::OFFLINE), vec![]) } else { ui::nothing() });
    view! { <div class="network" role="status">{words}</div> }.into_any()
}

/// The bottom.
pub(crate) fn bottom() -> AnyView {
    let to = |href: &str, key| ui::entry("", vec![ui::link("", href.to_owned(), t(key))]);
    let links = vec![to("/services", keys::NAV_SERVICES), to("/receipts", keys::NAV_RECEIPTS), to("/privacy", keys::NAV_PRIVACY)];
    view! { <footer class="bottom">{ui::list("", links)}</footer> }.into_any()
}
