//! `/office`: the queue, the most urgent first.

mod table;

use crate::forms::{self, TextField};
use crate::i18n::{Key, clock, counted, fill, keys, t};
use crate::parts::{fault, fetched, title};
use crate::routes::{Route, Show};
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use crate::words;
use frontend::app::Address;
use leptos::prelude::*;
use shared::application::{Class, Stage};

/// The screen.
pub(crate) fn queue(app: App, show: Show) -> AnyView {
    let parts = vec![
        crate::parts::session::ways(app, "/office"),
        title(t(keys::QUEUE_TITLE)),
        overdue(app),
        tabs(app, show),
        filters(app),
        state(app),
        fault(app.fault),
        fetched(app.queue.load, App::queue_again, app, table::table),
    ];
    // Any use of the page keeps it fresh.
    view! {
        <div class="queue" on:pointermove=move |_| app.queue_used() on:keydown=move |_| app.queue_used() on:focusin=move |_| app.queue_used()>
            {parts}
        </div>
    }
    .into_any()
}

fn overdue(app: App) -> AnyView {
    live(move || match app.queue.counts.get().overdue {
        0 => nothing(),
        n => ui::notice(Tone::Bad, fill(keys::QUEUE_OVERDUE, &[("n", &n.to_string())]), vec![]),
    })
}

const fn name(show: Show) -> Key {
    match show {
        Show::Waiting => keys::QUEUE_WAITING,
        Show::Mine => keys::QUEUE_MINE,
        Show::Asked => keys::QUEUE_ASKED,
        Show::Making => keys::QUEUE_MAKING,
        Show::Ended => keys::QUEUE_ENDED,
        Show::All => keys::QUEUE_ALL,
    }
}

fn tabs(app: App, now: Show) -> AnyView {
    let tab = |show: Show| {
        let count = move || {
            let counts = app.queue.counts.get();
            let count = match show {
                Show::Waiting => counts.waiting,
                Show::Mine => counts.mine,
                Show::Asked => counts.asked,
                Show::Making => counts.making,
                Show::Ended => counts.ended,
                Show::All => counts.all,
            };
            // Counted to a thousand, not further.
            if count >= 1000 { "1000+".to_owned() } else { count.to_string() }
        };
        let current = move || (show == now && app.queue.find.with(String::is_empty)).then_some("page");
        view! { <li><a href=Route::Queue(show).path() aria-current=current>{t(name(show))}" "<span class="count">{count}</span></a></li> }
            .into_any()
    };
    let tabs: Vec<AnyView> = Show::EACH.into_iter().map(tab).collect();
    view! { <nav class="tabs" aria-label=t(keys::QUEUE_TABS)><ul role="list">{tabs}</ul></nav> }.into_any()
}

fn filters(app: App) -> AnyView {
    let find = TextField {
        id: "find".to_owned(),
        label: keys::QUEUE_FIND,
        hint: t(keys::QUEUE_FIND_HINT).to_owned(),
        value: app.queue.typed.get_untracked(),
        entry: ("search", "search", "off", "search"),
        class: "input capitals",
    };
    let search = ui::form(
        vec![
            forms::text_field(app.issues, find, move |typed| app.queue.typed.set(typed)),
            view! { <button type="submit" class="btn">{t(keys::QUEUE_FIND_GO)}</button> }.into_any(),
        ],
        move || seek(app, app.queue.typed.get_untracked().trim().to_owned()),
    );
    let any = |key: Key| (String::new(), t(key).to_owned());
    let stages = Stage::ALL.into_iter().map(|stage| (stage.as_str().to_owned(), t(words::stage(stage)).to_owned()));
    let stages = core::iter::once(any(keys::QUEUE_ANY_STAGE)).chain(stages).collect();
    let classes = [Class::Residential, Class::NonResidential].map(|class| (class.as_str().to_owned(), t(words::class(class)).to_owned()));
    let classes = core::iter::once(any(keys::QUEUE_ANY)).chain(classes).collect();
    let (stage, class) = (app.queue.stage.get_untracked(), app.queue.class.get_untracked());
    let stage = forms::select_field(app.issues, ("stage", keys::QUEUE_STAGE), stages, &stage, move |stage| {
        app.queue.stage.set(stage);
        app.queue_anew();
    });
    let class = forms::select_field(app.issues, ("class", keys::QUEUE_CLASS), classes, &class, move |class| {
        app.queue.class.set(class);
        app.queue_anew();
    });
    view! { <div class="filters" role="search">{search}<div class="filter">{stage}{class}</div></div> }.into_any()
}

fn seek(app: App, find: String) {
    if app.queue.find.get_untracked() != find {
        app.queue.find.set(find);
    }
    app.queue_anew();
}

/// What is shown, since when, and what waits to be shown.
fn state(app: App) -> AnyView {
    let found = live(move || {
        if app.queue.find.with(String::is_empty) {
            return nothing();
        }
        let clear = ui::button("btn quiet", t(keys::QUEUE_FIND_CLEAR), move || {
            app.queue.typed.set(String::new());
            seek(app, String::new());
        });
        ui::group("found-all", vec![ui::para("", t(keys::QUEUE_FOUND)), clear])
    });
    let new = live(move || {
        let Some(new) = app.queue.fresh.with(|fresh| fresh.as_ref().map(|(_, new)| *new)) else { return nothing() };
        ui::button("btn ghost new", counted(keys::QUEUE_NEW_FEW, new), move || app.queue_show_new())
    });
    let at = live(move || match (app.queue.at_ms.get(), app.queue.idle.get()) {
        (0, _) => nothing(),
        (_, true) => ui::para("hint", t(keys::QUEUE_PAUSED)),
        (at_ms, false) => ui::para("hint", fill(keys::QUEUE_AT, &[("time", &clock(at_ms))])),
    });
    let refresh = ui::button("btn quiet", t(keys::QUEUE_REFRESH), move || app.queue_again());
    view! { <div class="state">{found}<div role="status">{new}</div><div class="state-at">{at}{refresh}</div></div> }.into_any()
}
