//! `/drafts/take`: a draft from another device: the PIN, then it is here.

use super::parcel::Parcel;
use crate::api;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{Key, keys, t};
use crate::records;
use crate::routes::Route;
use crate::state::{App, Taking};
use crate::ui::{self, Tone, live};
use frontend::api::ApiError;
use frontend::app::Address;
use frontend::parts::{fault, title};
use frontend::platform::{self, transfer};
use frontend::state::drafts::{self, Kept};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::problem::ProblemCode;
use shared::typed::cleaned;
use shared::validation::Code;

/// The PIN's element.
const PIN: &str = "pin";
/// Its digits.
const DIGITS: usize = 6;
/// Random bytes of an identifier's end, as of every draft's.
const ID_BYTES: u32 = 8;

/// Takes the link's identifier and key; the address does not keep them, so an empty one is the same screen again.
pub(crate) fn begin(app: App, link: &str) {
    app.busy.set(false);
    if let Some((id, key)) = link.split_once('.').filter(|(id, _)| id.bytes().all(|b| b.is_ascii_hexdigit())) {
        app.link.set((id.to_owned(), key.to_owned()));
        app.pin.set(String::new());
        // The server gives it once: where it could not be kept, it stays there.
        let nowhere = matches!(app.store.get_untracked(), Kept::Memory(_));
        app.taking.set(if nowhere { Taking::NoStore } else { Taking::Typing });
    } else if app.link.with_untracked(|(id, _)| id.is_empty()) {
        app.taking.set(Taking::NoLink);
    }
}

/// The screen.
pub(crate) fn take(app: App) -> AnyView {
    let content = live(move || match app.taking.get() {
        Taking::Typing => typing(app),
        Taking::NoLink => bad(keys::TAKE_NO_LINK, keys::TAKE_NO_LINK_ABOUT),
        Taking::NoStore => bad(keys::TAKE_NO_STORE, keys::TAKE_NO_STORE_ABOUT),
        Taking::Gone => bad(keys::TAKE_GONE, keys::TAKE_GONE_ABOUT),
        Taking::Broken => bad(keys::TAKE_BROKEN, keys::TAKE_BROKEN_ABOUT),
        Taking::Here { way, personal, in_tab } => here(&way, personal, in_tab),
    });
    ui::group("narrow", vec![content])
}

fn typing(app: App) -> AnyView {
    let field = TextField {
        id: PIN.to_owned(),
        label: keys::TAKE_PIN,
        hint: t(keys::TAKE_PIN_HINT).to_owned(),
        value: app.pin.get_untracked(),
        entry: ("text", "numeric", "off", "go"),
        class: "input pin-input",
    };
    let children =
        vec![forms::text_field(app.issues, field, move |typed| app.pin.set(typed)), ui::group("row", vec![ui::submit(t(keys::TAKE_GO))])];
    ui::parts(vec![
        forms::summary(app.issues),
        fault(app.fault),
        title(t(keys::TAKE_TITLE)),
        ui::para("lead", t(keys::TAKE_LEAD)),
        ui::form(children, move || attempt(app)),
    ])
}

fn bad(head: Key, about: Key) -> AnyView {
    let list = ui::link("btn ghost", Route::Drafts.path(), t(keys::DRAFTS_TITLE));
    ui::parts(vec![title(t(head)), ui::notice(Tone::Warn, t(about), vec![]), ui::group("row", vec![list])])
}

fn here(way: &str, personal: bool, in_tab: bool) -> AnyView {
    let more = [(personal, keys::TAKE_PERSONAL), (in_tab, keys::SAVED_SESSION)];
    let more = more.into_iter().filter(|(said, _)| *said).map(|(_, key)| ui::para("", t(key))).collect();
    let go = ui::link("btn", way.to_owned(), t(keys::DRAFTS_OPEN));
    let list = ui::link("btn quiet", Route::Drafts.path(), t(keys::DRAFTS_TITLE));
    ui::parts(vec![title(t(keys::TAKE_HERE)), ui::notice(Tone::Good, t(keys::TAKE_HERE_ABOUT), more), ui::group("row", vec![go, list])])
}

fn attempt(app: App) {
    let pin: String = cleaned(&app.pin.get_untracked()).chars().filter(char::is_ascii_digit).collect();
    app.fault.set(None);
    if pin.len() != DIGITS {
        let code = if app.pin.with_untracked(|typed| typed.trim().is_empty()) { Code::Empty } else { Code::CodeFormat };
        forms::refuse(app.issues, vec![Issue::new(PIN, keys::TAKE_PIN, code)]);
        return;
    }
    if app.busy.get_untracked() {
        return;
    }
    app.busy.set(true);
    app.issues.set(Vec::new());
    spawn_local(async move {
        match taken(app, &pin).await {
            Ok(how) => {
                app.taking.set(how);
                platform::focus("title");
            }
            Err(error) => refused(app, error),
        }
        app.busy.set(false);
    });
}

async fn taken(app: App, pin: &str) -> Result<Taking, ApiError> {
    let (id, key) = app.link.get_untracked();
    let Some(proof) = transfer::proof(&key, pin).await else { return Ok(Taking::NoLink) };
    let sealed = match api::take(&id, &proof).await {
        Err(error) if error.code() == Some(ProblemCode::NotFound) => return Ok(Taking::Gone),
        answer => answer?.sealed,
    };
    let Some(parcel) = transfer::open(&sealed, &key, pin).await.as_deref().and_then(Parcel::read) else { return Ok(Taking::Broken) };
    let id = parcel.id_beside(&drafts::find(&parcel.id).await, &platform::random_hex(ID_BYTES));
    let (kept, _) = drafts::save(&id, &parcel.kind, &parcel.record).await;
    app.link.set(<(String, String)>::default());
    if matches!(kept, Kept::Memory(_)) {
        return Ok(Taking::Broken); // the next page would not find it; the other device still does
    }
    let personal = parcel.kind == "certificate";
    let whose = if personal { records::whose(&id) } else { "pay" };
    platform::drafts_tab_at(whose, &id);
    let in_tab = matches!(kept, Kept::Session(_));
    Ok(Taking::Here { way: records::way_of(personal).to_owned(), personal, in_tab })
}

fn refused(app: App, error: ApiError) {
    if let ApiError::Problem(problem) = &error {
        if problem.fields.iter().any(|field| field.code == Code::CodeOver) {
            app.taking.set(Taking::Gone);
            return platform::focus("title");
        }
        if forms::refuse(app.issues, forms::issues_of(problem, &[("pin", PIN, keys::TAKE_PIN)])) {
            return;
        }
    }
    app.fault.set(Some(error));
}
