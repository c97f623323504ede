//! Who is signed in: the way in, the page of somebody without a role, the warning before a session ends, the way out.

use crate::i18n::{clock, fill, keys, t};
use crate::parts::title;
use crate::platform;
use crate::routes::{Route, Show};
use crate::state::App;
use crate::state::session::{Warning, may_see};
use crate::ui::{self, Tone, live, nothing};
use frontend::state::place::encode;
use leptos::prelude::*;

/// Through the identity provider, and back to this address.
fn sign_in_path() -> String {
    ["/auth/sign-in?return=", &encode(&platform::here())].concat()
}

/// Nobody is signed in.
pub(crate) fn start(offered: bool) -> AnyView {
    let begin = match offered {
        true => vec![ui::link("btn", sign_in_path(), t(keys::START_SIGN_IN)), ui::para("hint", t(keys::START_ROLE))],
        false => vec![ui::notice(Tone::Warn, t(keys::START_NOT_OFFERED), vec![])],
    };
    let citizen = ui::link("more", "/certificate".to_owned(), t(keys::START_CITIZEN_GO));
    ui::group(
        "narrow",
        vec![
            title(t(keys::SHELL_HEADING)),
            ui::para("lead", t(keys::SHELL_LEAD)),
            ui::group("begin", begin),
            ui::heading(t(keys::START_CITIZEN)),
            citizen,
        ],
    )
}

/// Somebody is signed in, but not for this.
pub(crate) fn forbidden(app: App) -> AnyView {
    let name = app.session.person.with_untracked(|person| person.as_ref().map(|person| person.name.clone()).unwrap_or_default());
    let acts = vec![
        ui::button("btn", t(keys::SESSION_OUT), move || app.sign_out()),
        ui::link("more", "/certificate".to_owned(), t(keys::START_CITIZEN_GO)),
    ];
    ui::group(
        "narrow",
        vec![
            title(t(keys::FORBIDDEN_TITLE)),
            ui::para("", fill(keys::FORBIDDEN_TEXT, &[("name", &name)])),
            ui::para("", t(keys::FORBIDDEN_OTHER)),
            out_failed(app),
            ui::group("row", acts),
        ],
    )
}

/// In the bar on top: the name and the way out.
pub(crate) fn account(app: App) -> AnyView {
    live(move || {
        let Some(person) = app.session.person.get() else { return nothing() };
        let out = ui::button("btn quiet", t(keys::SESSION_OUT), move || app.sign_out());
        view! { <div class="account" id="account"><span>{person.name}</span>{out}</div> }.into_any()
    })
}

fn out_failed(app: App) -> AnyView {
    live(move || match app.session.out_failed.get() {
        true => view! { <div role="alert">{ui::notice(Tone::Bad, t(keys::SESSION_OUT_FAILED), vec![])}</div> }.into_any(),
        false => nothing(),
    })
}

/// Above every screen: the session ends soon, or has ended. The screen below stays as it is.
pub(crate) fn warning(app: App) -> AnyView {
    let words = live(move || match app.session.warning.get() {
        Warning::None => nothing(),
        Warning::Soon => {
            let time = clock(app.session.ends_ms.get());
            let stay = ui::button("btn", t(keys::SESSION_STAY), move || app.prolong());
            let out = ui::button("btn ghost", t(keys::SESSION_OUT), move || app.sign_out());
            ui::notice(Tone::Warn, fill(keys::SESSION_SOON, &[("time", &time)]), vec![ui::group("row", vec![stay, out])])
        }
        Warning::Over => {
            let again = ui::link("btn", sign_in_path(), t(keys::SESSION_AGAIN));
            ui::notice(Tone::Bad, t(keys::SESSION_OVER), vec![ui::para("", t(keys::SESSION_KEPT)), ui::group("row", vec![again])])
        }
    });
    view! { <div class="session" id="session" role="alert">{words}{out_failed(app)}</div> }.into_any()
}

/// The ways between the office's screens; `now` is the one that is shown.
pub(crate) fn ways(app: App, now: &'static str) -> AnyView {
    let way = |(href, key): (&'static str, crate::i18n::Key)| {
        let current = (href == now).then_some("page");
        view! { <li><a href=href aria-current=current>{t(key)}</a></li> }.into_any()
    };
    let mut ways = vec![];
    if may_see(app, &Route::Queue(Show::Waiting)) {
        ways.extend([("/office", keys::NAV_QUEUE), ("/office/figures", keys::NAV_FIGURES)].map(way));
    }
    if may_see(app, &Route::Kiosks) {
        ways.push(way(("/office/kiosks", keys::NAV_KIOSKS)));
    }
    view! { <nav class="ways" aria-label=t(keys::NAV_OFFICE)><ul role="list">{ways}</ul></nav> }.into_any()
}
