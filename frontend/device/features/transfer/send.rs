//! `/drafts/move/{id}`: the QR code and the PIN; then, when the other device has it, whether to delete it here.

use super::parcel::Parcel;
use crate::api;
use crate::i18n::{Key, counted, fill, keys, t};
use crate::records;
use crate::routes::Route;
use crate::state::{App, Sending};
use crate::ui::{self, Tone, live};
use frontend::api::{ApiError, explain};
use frontend::app::{Address, Screens};
use frontend::parts::title;
use frontend::platform::{self, transfer};
use frontend::state::drafts::{self, Found};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::problem::ProblemCode;
use shared::api::transfers::Transfer;

/// Between two looks at whether it has arrived.
const PAUSE_MS: u32 = 2_500;
const MINUTE_MS: i64 = 60_000;

/// Seals the draft and sends it off; then looks after it while the screen is there.
pub(crate) fn begin(app: App, id: String) {
    app.sending.set(Sending::Preparing);
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        let begun = sent_off(&id).await;
        if app.visit.get_untracked() != visit {
            return;
        }
        match begun {
            Ok(None) => app.sending.set(Sending::Cannot),
            Err(error) => app.sending.set(Sending::Failed(error)),
            Ok(Some((transfer, link, pin))) => watch(app, visit, transfer, link, pin).await,
        }
    });
}

/// Nothing: it cannot be moved.
async fn sent_off(id: &str) -> Result<Option<(Transfer, String, String)>, ApiError> {
    let found = drafts::find(id).await;
    let entry = drafts::list().await.into_iter().find(|entry| entry.id == id);
    let Some(item) = entry.and_then(|entry| records::item(entry, &found)).filter(records::Item::can_move) else { return Ok(None) };
    let Found::There(record) = found else { return Ok(None) };
    let parcel = Parcel { id: id.to_owned(), kind: item.entry.kind, saved_ms: record.saved_ms, record: record.value };
    let Some(sealed) = transfer::seal(&parcel.write()).await else { return Ok(None) };
    let transfer = api::begin(&sealed.sealed, &sealed.proof).await?;
    let link = [&platform::origin(), "/drafts/take#", &transfer.id, ".", &sealed.key].concat();
    Ok(Some((transfer, link, sealed.pin)))
}

async fn watch(app: App, visit: u32, transfer: Transfer, link: String, pin: String) {
    let (mut left_ms, mut tries) = (transfer.expires_in_ms, 5);
    while app.visit.get_untracked() == visit {
        let minutes = (left_ms + MINUTE_MS - 1) / MINUTE_MS;
        let now = Sending::Waits { link: link.clone(), pin: pin.clone(), minutes, tries };
        if app.sending.with_untracked(|before| *before != now) {
            app.sending.set(now);
        }
        platform::pause(0, PAUSE_MS, PAUSE_MS).await;
        if app.visit.get_untracked() != visit {
            // Whoever has scanned it already may still go on; who has not cannot any more.
            return;
        }
        match api::look(&transfer).await {
            Ok(view) if view.taken => return end(app, Sending::Taken),
            Ok(view) if view.tries_left == 0 => return end(app, Sending::Over),
            Ok(view) => (left_ms, tries) = (view.expires_in_ms, i64::from(view.tries_left)),
            Err(error) if error.code() == Some(ProblemCode::NotFound) => return end(app, Sending::Over),
            // Without an answer nothing is known: it is asked again.
            Err(_) => {}
        }
        if app.busy.get_untracked() {
            app.busy.set(false);
            drop(api::cancel(&transfer).await);
            return app.go(&Route::Drafts, None);
        }
    }
}

fn end(app: App, how: Sending) {
    app.sending.set(how);
    platform::focus("title");
}

/// The screen.
pub(crate) fn send(app: App) -> AnyView {
    let content = live(move || match app.sending.get() {
        Sending::Preparing => head(keys::MOVE_TITLE, vec![ui::skeleton(t(keys::WAIT))]),
        Sending::Cannot => head(
            keys::MOVE_TITLE,
            vec![ui::notice(Tone::Warn, t(keys::MOVE_CANNOT), vec![ui::para("", t(keys::MOVE_CANNOT_WHY))]), to_list()],
        ),
        Sending::Failed(error) => {
            let again = ui::button("btn", t(keys::TRY_AGAIN), move || again(app));
            let said = view! { <div role="alert">{ui::notice(Tone::Bad, explain(&error), vec![])}</div> }.into_any();
            head(keys::MOVE_TITLE, vec![said, ui::group("row", vec![again, to_list()])])
        }
        Sending::Waits { link, pin, minutes, tries } => waits(app, &link, &pin, minutes, tries),
        Sending::Taken => taken(app),
        Sending::Over => {
            let again = ui::button("btn", t(keys::MOVE_AGAIN), move || again(app));
            head(keys::MOVE_OVER, vec![ui::notice(Tone::Warn, t(keys::MOVE_OVER_ABOUT), vec![]), ui::group("row", vec![again, to_list()])])
        }
    });
    ui::group("move", vec![content])
}

fn head(words: Key, rest: Vec<AnyView>) -> AnyView {
    let back = ui::link("back", Route::Drafts.path(), t(keys::DRAFTS_TITLE));
    ui::parts([back, title(t(words))].into_iter().chain(rest).collect())
}

fn to_list() -> AnyView {
    ui::link("btn quiet", Route::Drafts.path(), t(keys::DRAFTS_TITLE))
}

fn again(app: App) {
    if let Route::Move(id) = app.route.get_untracked() {
        begin(app, id);
    }
}

fn waits(app: App, link: &str, pin: &str, minutes: i64, tries: i64) -> AnyView {
    let steps = [keys::MOVE_STEP_SCAN, keys::MOVE_STEP_PIN, keys::MOVE_STEP_GO];
    let steps: Vec<AnyView> = steps.into_iter().map(|key| ui::entry("", vec![ui::para("", t(key))])).collect();
    let (left, right) = pin.split_at(pin.len().min(3));
    let spoken: Vec<String> = pin.chars().map(String::from).collect();
    let shown = view! {
        <p class="pin-is">{t(keys::MOVE_PIN)}</p>
        <p class="pin" id="pin"><span aria-hidden="true">{left.to_owned()}<i></i>{right.to_owned()}</span><span class="unseen">{spoken.join(" ")}</span></p>
    }
    .into_any();
    let life = counted(keys::MOVE_LIFE_FEW, usize::try_from(minutes).unwrap_or(0));
    let wrong = if tries < 5 { ui::para("message", fill(keys::MOVE_TRIES, &[("n", &tries.to_string())])) } else { ui::nothing() };
    let cancel = ui::button("btn quiet", t(keys::MOVE_CANCEL), move || app.busy.set(true));
    let card = vec![ui::qr::qr(link, t(keys::MOVE_QR)), ui::group("beside", vec![shown, ui::para("hint", life), wrong])];
    head(
        keys::MOVE_TITLE,
        vec![
            ui::para("lead", t(keys::MOVE_LEAD)),
            ui::group("parcel", card),
            view! { <ol class="numbered" role="list">{steps}</ol> }.into_any(),
            ui::para("hint", t(keys::MOVE_SAFE)),
            ui::group("row", vec![cancel]),
        ],
    )
}

fn taken(app: App) -> AnyView {
    let delete = ui::button("btn", t(keys::MOVE_DELETE), move || {
        spawn_local(async move {
            if let Route::Move(id) = app.route.get_untracked() {
                let gone = drafts::delete(&id).await;
                app.go(&Route::Drafts, Some(if gone { keys::DRAFTS_DELETED } else { keys::DRAFTS_DELETE_FAILED }));
            }
        });
    });
    let keep = ui::link("btn quiet", Route::Drafts.path(), t(keys::MOVE_KEEP));
    head(
        keys::MOVE_TAKEN,
        vec![
            ui::notice(Tone::Good, t(keys::MOVE_TAKEN_ABOUT), vec![ui::para("", t(keys::MOVE_TAKEN_ASK))]),
            ui::group("row", vec![delete, keep]),
        ],
    )
}
