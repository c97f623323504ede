//! What is around every screen: skip link, bar on top with the languages, what is known of the network, footer.

use crate::app::{self, Screens};
use crate::i18n::{Key, fill, keys, t};
use crate::state::draft::Unkept;
use crate::ui::{self, Tone, live};
use leptos::prelude::*;
use shared::format::Lang;

/// What a bundle's frame leads to.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Where its name leads.
    pub home: &'static str,
    /// Links of the bar on top, where there is room for them.
    pub top: &'static [(&'static str, Key)],
    /// Links of the footer; the page of help comes after them, in every bundle.
    pub bottom: &'static [(&'static str, Key)],
}

/// The bar on top. On a phone it is one row: who is signed in, text size and languages lie behind one button, in a popover
/// that the browser itself opens, and closes by Escape or a press beside it (style/layout.css; a browser without popovers
/// shows them in the bar, in more rows).
pub fn top<A: Screens>(app: A) -> AnyView {
    let links = A::FRAME.top.iter().map(|(href, key)| ui::link("top-link", (*href).to_owned(), t(*key))).collect::<Vec<_>>();
    let letters = ui::link_with("letters", "/display".to_owned(), "Aa", t(keys::NAV_DISPLAY).to_owned());
    view! {
        <a class="skip" href="#title">{t(keys::SKIP)}</a>
        <header class="top">
            {name(A::FRAME.home)}{links}
            <button type="button" class="menu-open" popovertarget="menu">{short(crate::i18n::lang())}{ui::unseen(t(keys::NAV_MENU).to_owned())}</button>
            <div id="menu" class="menu" popover="auto">{app.account()}{letters}{languages(app)}</div>
            {app.dialog()}
        </header>
    }
    .into_any()
}

const fn short(lang: Lang) -> &'static str {
    match lang {
        Lang::Az => "AZ",
        Lang::Ru => "RU",
        Lang::En => "EN",
    }
}

fn name(home: &'static str) -> AnyView {
    view! { <a class="brand" href=home><svg aria-hidden="true"><use href="#i-logo"></use></svg>{t(keys::SHELL_TITLE)}</a> }.into_any()
}

fn languages<A: Screens>(app: A) -> AnyView {
    let now = crate::i18n::lang();
    let one = |lang: Lang| {
        let name = match lang {
            Lang::Az => keys::LANG_AZ,
            Lang::Ru => keys::LANG_RU,
            Lang::En => keys::LANG_EN,
        };
        let pressed = if lang == now { "true" } else { "false" };
        let id = ["lang-", lang.tag()].concat();
        view! {
            <button type="button" id=id lang=lang.tag() aria-pressed=pressed on:click=move |_| app.speak(lang)>
                {short(lang)}<span class="unseen">" "{t(name)}</span>
            </button>
        }
        .into_any()
    };
    let all: Vec<AnyView> = Lang::ALL.into_iter().map(one).collect();
    view! { <div class="lang" role="group" aria-label=t(keys::NAV_LANGUAGE)>{all}</div> }.into_any()
}

/// What is known of the network, spoken when it changes; and of a new version. (Not `status`: the first thing on each page,
/// it was read out as "statusbar" with nothing in it.)
pub fn network<A: Screens>(app: A) -> AnyView {
    let words = live(move || {
        let words = app.offline(&app.route().get());
        let offline = if app.page().offline.get() { ui::notice(Tone::Warn, t(words), vec![]) } else { ui::nothing() };
        let version = app.page().update.get().map_or_else(ui::nothing, |words| offer(app, words));
        ui::parts(vec![offline, version, unkept_words(app.page().unkept)])
    });
    view! { <div class="network" aria-live="polite">{words}</div> }.into_any()
}

fn offer<A: Screens>(app: A, words: Key) -> AnyView {
    let tone = if words == keys::UPDATE_NEEDED { Tone::Warn } else { Tone::Calm };
    let go = if words == keys::WAIT { ui::nothing() } else { ui::button("btn ghost", t(keys::UPDATE_GO), move || app::update(app)) };
    ui::notice(tone, t(words), vec![go])
}

/// What could not be taken from what was kept on the device, until it is read.
fn unkept_words(unkept: RwSignal<Unkept>) -> AnyView {
    let words = match unkept.get() {
        Unkept::Nothing => return ui::nothing(),
        Unkept::Fields(names) => {
            let mut list = String::new();
            for name in names {
                list.push_str(if list.is_empty() { "" } else { ", " });
                list.push_str(t(name));
            }
            fill(keys::UNKEPT_FIELDS, &[("names", &list)])
        }
        Unkept::Damaged => t(keys::UNKEPT_DAMAGED).to_owned(),
        Unkept::Newer => t(keys::UNKEPT_NEWER).to_owned(),
    };
    let read = ui::button("btn quiet", t(keys::UNKEPT_READ), move || unkept.set(Unkept::Nothing));
    ui::notice(Tone::Warn, words, vec![ui::group("row", vec![read])])
}

/// The bottom.
pub fn bottom(frame: Frame) -> AnyView {
    let to = |&(href, key): &(&'static str, Key)| ui::entry("", vec![ui::link("", href.to_owned(), t(key))]);
    let links = frame.bottom.iter().chain(&[("/help", keys::NAV_HELP)]).map(to).collect();
    view! { <footer class="bottom">{ui::list("", links)}</footer> }.into_any()
}
