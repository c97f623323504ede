//! `/verify`: the three ways to give a paper.

use super::{by_file, by_number};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{Key, keys, t};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live, nothing};
use frontend::app::Address;
use frontend::parts::title;
use leptos::prelude::*;
use shared::certificate::CertificateNumber;
use shared::reference_number::NumberFault;
use shared::validation::Code;

/// The number's field.
const NUMBER: &str = "certificate-number";
/// The file's.
const FILE: &str = "certificate-file";

/// The screen.
pub(crate) fn start(app: App) -> AnyView {
    ui::group(
        "verify",
        vec![
            forms::summary(app.issues),
            title(t(keys::SHELL_HEADING)),
            ui::para("lead", t(keys::SHELL_LEAD)),
            ui::group("ways", vec![by_camera(), by_choice(app), by_typing(app)]),
            ready(app),
        ],
    )
}

fn way(class: &'static str, drawing: &'static str, (heading, words): (Key, Key), action: AnyView) -> AnyView {
    let drawing = view! { <svg class="drawing" viewBox="0 0 24 24" aria-hidden="true"><path d=drawing></path></svg> }.into_any();
    view! {
        <section class=class>{drawing}<h2>{t(heading)}</h2><p>{t(words)}</p>{action}</section>
    }
    .into_any()
}

fn by_camera() -> AnyView {
    const CODE: &str = "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8h3v3H8zM13 8h3v3h-3zM8 13h3v3H8zM13 13v3M16 13v3";
    let action = ui::link("btn", Route::Scan.path(), t(keys::VERIFY_SCAN));
    way("way", CODE, (keys::VERIFY_BY_CODE, keys::VERIFY_BY_CODE_WORDS), action)
}

/// The input covers the whole card: a file can be dropped on it.
fn by_choice(app: App) -> AnyView {
    const SHEET: &str = "M6 3h8l5 5v13H6zM14 3v5h5M9 13h6M9 17h4";
    let action = view! {
        <label class="btn ghost" for=FILE>{t(keys::VERIFY_CHOOSE)}</label>
        <input class="drop" type="file" id=FILE accept="application/pdf,.pdf,image/*" on:change=move |_| by_file(app, FILE) />
    }
    .into_any();
    way("way whole", SHEET, (keys::VERIFY_BY_FILE, keys::VERIFY_BY_FILE_WORDS), action)
}

fn by_typing(app: App) -> AnyView {
    const DIGITS: &str = "M4 5h16v14H4zM8 9v6M11 9h3v3h-3v3h3M17 9v6";
    let field = TextField {
        id: NUMBER.to_owned(),
        label: keys::VERIFY_NUMBER,
        hint: t(keys::VERIFY_NUMBER_HINT).to_owned(),
        value: app.verify.number.get_untracked(),
        entry: ("text", "text", "off", "go"),
        class: "input capitals",
    };
    let send = view! { <button type="submit" class="btn ghost">{t(keys::VERIFY_CHECK)}</button> }.into_any();
    let form = ui::form(vec![forms::text_field(app.issues, field, move |typed| app.verify.number.set(typed)), send], move || submit(app));
    way("way", DIGITS, (keys::VERIFY_BY_NUMBER, keys::VERIFY_BY_NUMBER_WORDS), form)
}

fn submit(app: App) {
    match CertificateNumber::parse(&app.verify.number.get_untracked()) {
        Ok(number) => by_number(app, number),
        Err(fault) => {
            let code = if fault == NumberFault::Empty { Code::Empty } else { Code::CertificateNumber };
            forms::refuse(app.issues, vec![Issue::new(NUMBER, keys::VERIFY_NUMBER, code)]);
        }
    }
}

/// Whether this device can check without a network already.
fn ready(app: App) -> AnyView {
    let words =
        live(move || if app.verify.keys.with(|keys| keys.list.is_some()) { ui::para("saved", t(keys::VERIFY_READY)) } else { nothing() });
    view! { <div role="status">{words}</div> }.into_any()
}
