//! `/kiosk`: the screen that invites, in all languages at once, and the choice that follows.

use super::drawing::{self, drawing};
use super::{bar, begin, ending, idle};
use crate::course;
use crate::i18n::{Key, keys, t};
use crate::state::Kiosk;
use frontend::parts::title;
use frontend::platform;
use frontend::ui::{self, live};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::format::Lang;

/// The screen.
pub(crate) fn home(kiosk: Kiosk) -> AnyView {
    live(move || match (kiosk.begun.get(), kiosk.known.get()) {
        (true, _) => choice(kiosk),
        (false, true) => attract(kiosk),
        (false, false) => begin::begin(),
    })
}

/// A lattice of eight-pointed stars, as on the doors and carpets here.
pub(crate) fn sky() -> AnyView {
    view! {
        <svg class="kiosk-sky" aria-hidden="true">
            <defs>
                <pattern id="stars" width="120" height="120" patternUnits="userSpaceOnUse">
                    <path d="M60 20l12 11h17v17l11 12-11 12v17H72l-12 11-12-11H31V72L20 60l11-12V31h17zM60 42l18 18-18 18-18-18zM60 20V0M60 120v-20M20 60H0M120 60h-20M89 31 120 0M31 31 0 0M31 89 0 120M89 89l31 31"></path>
                </pattern>
            </defs>
            <rect width="100%" height="100%" fill="url(#stars)"></rect>
        </svg>
    }
    .into_any()
}

/// A touch anywhere begins in Azerbaijani, on a language's line in that language.
fn attract(kiosk: Kiosk) -> AnyView {
    let line = |lang: Lang| {
        let words = match lang {
            Lang::Az => keys::ATTRACT_AZ,
            Lang::Ru => keys::ATTRACT_RU,
            Lang::En => keys::ATTRACT_EN,
        };
        let begin = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            start(kiosk, lang);
        };
        view! { <button type="button" lang=lang.tag() on:click=begin>{t(words)}</button> }.into_any()
    };
    let lines: Vec<AnyView> = Lang::ALL.into_iter().map(line).collect();
    let place = live(move || ui::para("kiosk-place", kiosk.session.with(|session| session.place.clone())));
    view! {
        <main class="kiosk-attract" on:click=move |_| start(kiosk, Lang::Az)>
            {sky()}
            <div class="kiosk-brand"><svg aria-hidden="true"><use href="#i-logo"></use></svg>{title(t(keys::SHELL_TITLE))}</div>
            <div class="kiosk-touch">{drawing(drawing::TOUCH)}</div>
            <div class="kiosk-lines">{lines}</div>
            {place}
        </main>
    }
    .into_any()
}

fn start(kiosk: Kiosk, lang: Lang) {
    course::begun(kiosk);
    spawn_local(course::beat(kiosk));
    speak(kiosk, lang);
    platform::focus("title");
}

fn speak(kiosk: Kiosk, lang: Lang) {
    spawn_local(async move {
        if lang != kiosk.lang.get_untracked() {
            course::speak(kiosk, lang).await;
            platform::set_lang(lang.tag());
            platform::focus("title");
        }
    });
}

/// What can be done here.
fn choice(kiosk: Kiosk) -> AnyView {
    let tile = |href: &'static str, picture: &'static str, (words, about): (Key, Key)| {
        view! {
            <a class="kiosk-tile" href=href><span class="kiosk-picture">{drawing(picture)}</span><strong>{t(words)}</strong><span>{t(about)}</span></a>
        }
        .into_any()
    };
    view! {
        <header class="top kiosk-top"><span class="brand"><svg aria-hidden="true"><use href="#i-logo"></use></svg>{t(keys::SHELL_TITLE)}</span>{languages(kiosk)}</header>
        <main class="kiosk-choice">
            {title(t(keys::CHOICE_TITLE))}
            <nav class="kiosk-tiles" aria-labelledby="title">
                {tile("/pay", drawing::CARD, (keys::CHOICE_PAY, keys::CHOICE_PAY_ABOUT))}
                {tile("/certificate", drawing::PAPER, (keys::CHOICE_CERTIFICATE, keys::CHOICE_CERTIFICATE_ABOUT))}
                {tile("/verify", drawing::LOUPE, (keys::CHOICE_VERIFY, keys::CHOICE_VERIFY_ABOUT))}
                {tile("/receipts", drawing::RECEIPT, (keys::CHOICE_RECEIPTS, keys::CHOICE_RECEIPTS_ABOUT))}
            </nav>
        </main>
        <aside class="kiosk-dock" aria-label=t(keys::DOCK)>{bar::bar(kiosk)}</aside>
        {idle::dialog(kiosk)}
        {ending::dialog(kiosk)}
    }
    .into_any()
}

fn languages(kiosk: Kiosk) -> AnyView {
    let one = |lang: Lang| {
        let name = match lang {
            Lang::Az => t(keys::LANG_AZ),
            Lang::Ru => t(keys::LANG_RU),
            Lang::En => t(keys::LANG_EN),
        };
        let pressed = if lang == kiosk.lang.get_untracked() { "true" } else { "false" };
        view! { <button type="button" lang=lang.tag() aria-pressed=pressed on:click=move |_| speak(kiosk, lang)>{name}</button> }.into_any()
    };
    let all: Vec<AnyView> = Lang::ALL.into_iter().map(one).collect();
    view! { <div class="lang" role="group" aria-label=t(keys::NAV_LANGUAGE)>{all}</div> }.into_any()
}
