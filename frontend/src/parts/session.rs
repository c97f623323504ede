//! Who is signed in: the way in, the page of somebody without a role, the warning before a session ends, the way out.

use super::title;
use crate::i18n::{clock, fill, staff, t};
use crate::platform;
use crate::state::place::encode;
use crate::state::session::{Session, Warning};
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;

/// Through the identity provider, and back to this address.
fn sign_in_path() -> String {
    ["/auth/sign-in?return=", &encode(&platform::here())].concat()
}

/// Nobody is signed in: what these pages are for, and the way in where it is `offered`; `others` is for whom they are not.
pub fn start((heading, lead): (&'static str, &'static str), offered: bool, others: Vec<AnyView>) -> AnyView {
    let begin = match offered {
        true => vec![ui::link("btn", sign_in_path(), t(staff::START_SIGN_IN)), ui::para("hint", t(staff::START_ROLE))],
        false => vec![ui::notice(Tone::Warn, t(staff::START_NOT_OFFERED), vec![])],
    };
    let mut parts = vec![title(heading), ui::para("lead", lead), ui::group("begin", begin)];
    parts.extend(others);
    ui::group("narrow", parts)
}

/// Somebody is signed in, but not for this; `elsewhere` is where they may go instead.
pub fn forbidden(session: Session, out: impl Fn() + Copy + Send + 'static, elsewhere: AnyView) -> AnyView {
    let name = session.person.with_untracked(|person| person.as_ref().map(|person| person.name.clone()).unwrap_or_default());
    let acts = vec![ui::button("btn", t(staff::SESSION_OUT), out), elsewhere];
    ui::group(
        "narrow",
        vec![
            title(t(staff::FORBIDDEN_TITLE)),
            ui::para("", fill(staff::FORBIDDEN_TEXT, &[("name", &name)])),
            ui::para("", t(staff::FORBIDDEN_OTHER)),
            out_failed(session),
            ui::group("row", acts),
        ],
    )
}

/// In the bar on top: the name and the way out.
pub fn account(session: Session, out: impl Fn() + Copy + Send + 'static) -> AnyView {
    live(move || {
        let Some(person) = session.person.get() else { return nothing() };
        let out = ui::button("btn quiet", t(staff::SESSION_OUT), out);
        view! { <div class="account" id="account"><span>{person.name}</span>{out}</div> }.into_any()
    })
}

fn out_failed(session: Session) -> AnyView {
    live(move || match session.out_failed.get() {
        true => view! { <div role="alert">{ui::notice(Tone::Bad, t(staff::SESSION_OUT_FAILED), vec![])}</div> }.into_any(),
        false => nothing(),
    })
}

/// Above every screen: the session ends soon, or has ended. The screen below stays as it is.
pub fn warning(session: Session, out: impl Fn() + Copy + Send + 'static) -> AnyView {
    let words = live(move || match session.warning.get() {
        Warning::None => nothing(),
        Warning::Soon => {
            let time = clock(session.ends_ms.get());
            let stay = ui::button("btn", t(staff::SESSION_STAY), move || session.prolong());
            let out = ui::button("btn ghost", t(staff::SESSION_OUT), out);
            ui::notice(Tone::Warn, fill(staff::SESSION_SOON, &[("time", &time)]), vec![ui::group("row", vec![stay, out])])
        }
        Warning::Over => {
            let again = ui::link("btn", sign_in_path(), t(staff::SESSION_AGAIN));
            ui::notice(Tone::Bad, t(staff::SESSION_OVER), vec![ui::para("", t(staff::SESSION_KEPT)), ui::group("row", vec![again])])
        }
    });
    view! { <div class="session" id="session" role="alert">{words}{out_failed(session)}</div> }.into_any()
}

/// The ways between the screens, by address and name; `now` is the one that is shown.
pub fn ways(name: &'static str, ways: Vec<(&'static str, &'static str)>, now: &'static str) -> AnyView {
    let way = |(href, text): (&'static str, &'static str)| {
        let current = (href == now).then_some("page");
        view! { <li><a href=href aria-current=current>{text}</a></li> }.into_any()
    };
    let ways: Vec<AnyView> = ways.into_iter().map(way).collect();
    view! { <nav class="ways" aria-label=name><ul role="list">{ways}</ul></nav> }.into_any()
}
