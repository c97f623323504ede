//! `/drafts`: what is kept on this device: go on, move, delete.

mod row;

use crate::i18n::{Key, counted, fill, keys, t};
use crate::records::{self, Item, Standing};
use crate::state::{ALL, App};
use crate::ui::{self, Tone, live, nothing};
use frontend::parts::title;
use frontend::platform;
use frontend::state::drafts;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Reads what is kept.
pub(crate) async fn read(app: App) {
    let mut items = Vec::new();
    for entry in drafts::list().await {
        let found = drafts::find(&entry.id).await;
        items.extend(records::item(entry, &found));
    }
    app.kept.set(Some(items));
}

/// The screen.
pub(crate) fn list(app: App) -> AnyView {
    let content = live(move || match app.kept.get() {
        None => ui::skeleton(t(keys::WAIT)),
        Some(none) if none.is_empty() => empty(),
        Some(items) => full(app, items),
    });
    ui::group("narrow", vec![news(app), title(t(keys::DRAFTS_TITLE)), content])
}

/// Said once.
pub(crate) fn news(app: App) -> AnyView {
    let words = live(move || app.news.get().map_or_else(nothing, |key| ui::notice(Tone::Good, t(key), vec![])));
    view! { <div role="status">{words}</div> }.into_any()
}

fn empty() -> AnyView {
    let begin = |href: &str, words: Key| ui::link("btn ghost", href.to_owned(), t(words));
    ui::group(
        "card nothing",
        vec![
            view! { <svg class="drawing" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h4"></path></svg> }.into_any(),
            ui::heading(t(keys::DRAFTS_NONE)),
            ui::para("", t(keys::DRAFTS_NONE_ABOUT)),
            ui::group("row", vec![begin("/pay", keys::DRAFTS_PAY_GO), begin("/certificate", keys::DRAFTS_CERTIFICATE_GO)]),
        ],
    )
}

fn full(app: App, items: Vec<Item>) -> AnyView {
    let bytes: usize = items.iter().map(|item| item.bytes).sum();
    let (receipts, forms): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.standing == Standing::Paid);
    let amount = [counted(keys::DRAFTS_COUNT_FEW, forms.len()), counted(keys::DRAFTS_RECEIPTS_COUNT_FEW, receipts.len())].join(", ");
    let size = bytes.div_ceil(1024).to_string();
    let mut parts =
        vec![ui::para("lead", [t(keys::DRAFTS_LEAD), " ", &fill(keys::DRAFTS_SIZE, &[("what", &amount), ("n", &size)])].concat())];
    for (head, items) in [(keys::DRAFTS_FORMS, forms), (keys::DRAFTS_RECEIPTS, receipts)] {
        parts.push(section(app, head, items));
    }
    parts.push(delete_all(app, keys::DRAFTS_DELETE_ALL));
    ui::parts(parts)
}

fn section(app: App, head: Key, items: Vec<Item>) -> AnyView {
    if items.is_empty() {
        return nothing();
    }
    ui::parts(vec![ui::heading(t(head)), ui::list("drafts", items.into_iter().map(|item| row::row(app, &item)).collect())])
}

/// The receipts among what is kept.
pub(crate) fn receipts(app: App) -> AnyView {
    live(move || {
        let mut items = app.kept.get().unwrap_or_default();
        items.retain(|item| item.standing == Standing::Paid);
        if items.is_empty() { nothing() } else { ui::group("narrow kept", vec![section(app, keys::DRAFTS_RECEIPTS, items)]) }
    })
}

/// Deletes everything, asked once more.
pub(crate) fn delete_all(app: App, words: Key) -> AnyView {
    ui::group("wipe", vec![asking(app, ALL, words, keys::DRAFTS_DELETE_ALL_SURE, String::new())])
}

/// A button that deletes, and asks once more in its place.
fn asking(app: App, what: &str, words: Key, sure: Key, of: String) -> AnyView {
    let what = what.to_owned();
    let (first, yes_id) = (["delete-", &what].concat(), ["yes-", &what].concat());
    live(move || {
        let (what, first, yes_id, of) = (what.clone(), first.clone(), yes_id.clone(), of.clone());
        if app.asked.get() != what {
            let ask = move |_| {
                app.asked.set(what.clone());
                platform::focus(&yes_id);
            };
            return view! { <button type="button" id=first class="btn quiet" on:click=ask>{t(words)}{ui::unseen(of)}</button> }.into_any();
        }
        let back = move || {
            app.asked.set(String::new());
            platform::focus(&first);
        };
        let yes = view! { <button type="button" id=yes_id class="btn danger" on:click=move |_| delete(app, what.clone())>{t(keys::DRAFTS_DELETE_YES)}</button> };
        ui::notice(
            Tone::Warn,
            t(sure),
            vec![ui::group("row", vec![yes.into_any(), ui::button("btn quiet", t(keys::DRAFTS_DELETE_NO), back)])],
        )
    })
}

fn delete(app: App, what: String) {
    spawn_local(async move {
        let all = what == ALL;
        let gone = if all { drafts::delete_all().await } else { drafts::delete(&what).await };
        app.asked.set(String::new());
        app.news.set(Some(match (gone, all) {
            (false, _) => keys::DRAFTS_DELETE_FAILED,
            (true, true) => keys::PRIVACY_WIPED,
            (true, false) => keys::DRAFTS_DELETED,
        }));
        read(app).await;
        platform::focus("title");
    });
}
