//! Parts that several screens show.

pub(crate) mod act;
pub(crate) mod table;

use crate::i18n::{Key, clock, fill, keys, t};
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use frontend::parts::session;
use leptos::prelude::*;

pub(crate) use frontend::parts::{fault, fetched, not_found, title};

/// The ways between the screens; `now` is the one that is shown.
pub(crate) fn ways(app: App, now: &'static str) -> AnyView {
    let operators = [
        ("/operator", keys::NAV_SUMMARY),
        ("/operator/payments", keys::NAV_PAYMENTS),
        ("/operator/refunds", keys::NAV_REFUNDS),
        ("/operator/alarms", keys::NAV_ALARMS),
        ("/office/kiosks", keys::NAV_KIOSKS),
    ];
    let operators = operators.into_iter().filter(|_| app.operates());
    let ways = operators.chain(app.audits().then_some(("/operator/events", keys::NAV_EVENTS)));
    session::ways(t(keys::NAV_OPERATOR), ways.map(|(href, key)| (href, t(key))).collect(), now)
}

/// A heading with a number in it, which is not broken over two lines; the document's name has it too.
pub(crate) fn numbered(key: Key, number: &str) -> AnyView {
    let whole = fill(key, &[("number", number)]);
    frontend::platform::set_title(&[&whole, " — ", t(keys::SHELL_TITLE)].concat());
    let (before, after) = whole.split_once(number).unwrap_or((&whole, ""));
    let (before, number, after) = (before.to_owned(), number.to_owned(), after.to_owned());
    frontend::parts::heading(view! { {before}<span class="number">{number}</span>{after} }.into_any())
}

/// A long identifier by its beginning, as far as people tell them apart, in two groups: `0f3a-9c1e`.
#[must_use]
pub(crate) fn short(id: &str) -> String {
    id.get(..8).and_then(|start| start.split_at_checked(4)).map_or_else(|| id.to_owned(), |(a, b)| [a, "-", b].concat())
}

/// A part with a heading of its own.
pub(crate) fn section(id: &'static str, heading: Key, children: Vec<AnyView>) -> AnyView {
    view! { <section class="part" aria-labelledby=id><h2 id=id>{t(heading)}</h2>{children}</section> }.into_any()
}

/// A line of a summary; nothing is said as a dash.
pub(crate) fn line(key: Key, value: impl Into<String>) -> AnyView {
    let value = value.into();
    ui::line(t(key), vec![if value.is_empty() { t(keys::NO_VALUE).to_owned() } else { value }], nothing())
}

/// A mark: its words say it, the colour repeats it.
pub(crate) fn tag((class, words): (&'static str, String)) -> AnyView {
    view! { <span class=class>{words}</span> }.into_any()
}

/// Tabs that are addresses: `now` is the one that is shown.
pub(crate) fn tabs(name: Key, all: Vec<(String, &'static str)>, now: &str) -> AnyView {
    let tab = |(href, words): (String, &'static str)| {
        let current = (href == now).then_some("page");
        view! { <li><a href=href aria-current=current>{words}</a></li> }.into_any()
    };
    let all: Vec<AnyView> = all.into_iter().map(tab).collect();
    view! { <nav class="tabs" aria-label=t(name)><ul role="list">{all}</ul></nav> }.into_any()
}

/// The heading of what changes by itself: beside it how old what is shown is, the ways to ask again and to
/// have it on paper.
pub(crate) fn headed(app: App, heading: AnyView, at_ms: RwSignal<i64>, again: fn(App)) -> AnyView {
    let at = live(move || match at_ms.get() {
        0 => nothing(),
        at_ms => ui::para("hint", fill(keys::SHOWN_AT, &[("time", &clock(at_ms))])),
    });
    let again = ui::button("btn quiet", t(keys::REFRESH), move || again(app));
    let print = ui::button("btn quiet", t(keys::PRINT), frontend::platform::print);
    view! { <div class="headed">{heading}<div class="state-at">{at}{again}{print}</div></div> }.into_any()
}

/// What came of the last action and what was wrong with it, spoken at once.
pub(crate) fn said(app: App) -> AnyView {
    let words = live(move || {
        let news = app.form.said.get().or_else(|| app.news.get());
        news.map_or_else(nothing, |key| ui::notice(Tone::Good, t(key), vec![]))
    });
    view! { <div id="said" tabindex="-1"><div role="status">{words}</div>{fault(app.fault)}</div> }.into_any()
}
