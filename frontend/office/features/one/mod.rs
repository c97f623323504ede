//! `/office/applications/{number}`: everything about one application, and what is decided about it.

mod act;
mod debt;
mod facts;
mod files;
mod history;
mod notes;

use crate::i18n::{date_time, fill, keys, t};
use crate::parts::fetched;
use crate::routes::Route;
use crate::state::App;
use crate::state::one::{Act, Said};
use crate::ui::{self, Tone, live, nothing};
use crate::words;
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::office::OfficeApplication;

/// The screen.
pub(crate) fn one(app: App) -> AnyView {
    let number = app.one.number.get_untracked();
    let back = ui::link("back", Route::Queue(app.queue.show.get_untracked()).path(), t(keys::ONE_BACK));
    ui::parts(vec![crate::parts::session::ways(app, ""), back, heading(&number), fetched(app.one.load, App::one_again, app, whole)])
}

/// The page's heading: the number in it is not broken over two lines.
fn heading(number: &str) -> AnyView {
    let whole = fill(keys::ONE_TITLE, &[("number", number)]);
    frontend::platform::set_title(&[&whole, " — ", t(keys::SHELL_TITLE)].concat());
    let (before, after) = whole.split_once(number).unwrap_or((&whole, ""));
    let (before, number, after) = (before.to_owned(), number.to_owned(), after.to_owned());
    frontend::parts::heading(view! { {before}<span class="number">{number}</span>{after} }.into_any())
}

/// The parts that follow the application each by itself: what is typed beside them stays.
fn whole(app: App) -> AnyView {
    let of = move |make: fn(App, &OfficeApplication) -> AnyView| {
        live(move || app.one.view.with(|view| view.as_ref().map_or_else(nothing, |view| make(app, view))))
    };
    let facts =
        vec![of(facts::certificate), of(facts::correction), of(facts::answers), of(facts::register), debt::debt(app), of(files::files)];
    let decide = vec![act::acts(app), notes::notes(app)];
    view! {
        {of(head)}
        {said(app)}
        <div class="office-two">
            <div class="facts">{facts}</div>
            <aside class="decide" id="actions" tabindex="-1" aria-label=t(keys::ACT_TITLE)>{decide}</aside>
        </div>
        {of(history::timeline)}
        {of(history::trail)}
    }
    .into_any()
}

/// A part with a heading of its own.
fn section(id: &'static str, heading: impl Into<String>, children: Vec<AnyView>) -> AnyView {
    let heading = heading.into();
    view! { <section class="part" aria-labelledby=id><h2 id=id>{heading}</h2>{children}</section> }.into_any()
}

fn head(app: App, view: &OfficeApplication) -> AnyView {
    let stage = view.track.stage;
    let (due_class, due) = words::deadline(stage, &view.due_at, app.now());
    let has = words::officer(view.officer.as_deref(), view.mine);
    view! {
        <div class="head">
            <span class=words::stage_tag(stage)>{t(words::place((stage, view.second)))}</span>
            <span class=due_class>{due}</span>
            <span>{fill(keys::ONE_HAS, &[("name", &has)])}</span>
            <span>{fill(keys::ONE_SENT, &[("at", &date_time(&view.sent_at))])}</span>
            <span>{fill(keys::ONE_DUE_AT, &[("at", &date_time(&view.due_at))])}</span>
            <a class="to-actions" href="#actions">{t(keys::ONE_TO_ACTIONS)}</a>
        </div>
    }
    .into_any()
}

/// What came of the last decision, spoken at once.
fn said(app: App) -> AnyView {
    let words = live(move || match app.one.said.get() {
        None => nothing(),
        Some(Said::Done(act)) => ui::notice(Tone::Good, t(done(act)), vec![]),
        Some(Said::Noted) => ui::notice(Tone::Good, t(keys::DONE_NOTE), vec![]),
        Some(Said::Changed(changes)) => {
            let entries = changes.iter().map(|change| ui::entry("", vec![ui::para("", words::change(change))])).collect();
            let more = vec![ui::list("points", entries), ui::para("", t(keys::CHANGED_KEPT))];
            ui::notice(Tone::Warn, t(keys::CHANGED_TITLE), more)
        }
    });
    view! { <div id="said" tabindex="-1"><div role="status">{words}</div>{crate::parts::fault(app.fault)}</div> }.into_any()
}

const fn done(act: Act) -> crate::i18n::Key {
    match act {
        Act::Take => keys::DONE_TAKE,
        Act::Release | Act::Free => keys::DONE_RELEASE,
        Act::Ask => keys::DONE_ASK,
        Act::Approve => keys::DONE_APPROVE,
        Act::Reject => keys::DONE_REJECT,
        Act::Revoke => keys::DONE_REVOKE,
    }
}
