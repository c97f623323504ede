//! `/verify/scan`: the camera. It runs only while this screen is seen.

use super::{by_file, fragment, read};
use crate::i18n::{Key, keys, t};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use frontend::parts::title;
use frontend::platform::camera::{self, Before, Opened};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The picture.
const VIDEO: &str = "camera";
/// The picture's file.
const FILE: &str = "picture-file";

/// What the camera does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Camera {
    /// The reader is asked, or it starts.
    Opening,
    /// It looks.
    Looking {
        /// There is a light, and it is on or off.
        light: Option<bool>,
        /// It sees a code that is not a certificate's.
        strange: bool,
    },
    /// It cannot look, for this reason.
    Failed(Key),
}

/// The screen.
pub(crate) fn scan(app: App) -> AnyView {
    let picture = view! {
        <div class="finder" class:off=move || matches!(app.verify.camera.get(), Camera::Failed(_))>
            <video id=VIDEO muted=true playsinline=true aria-label=t(keys::VERIFY_CAMERA)></video>
            <i aria-hidden="true"></i>
        </div>
    }
    .into_any();
    let file = view! {
        <div class="whole">
            <label class="btn ghost" for=FILE>{t(keys::VERIFY_PICTURE)}</label>
            <input class="drop" type="file" id=FILE accept="image/*" on:change=move |_| by_file(app, FILE) />
        </div>
    }
    .into_any();
    ui::group(
        "verify scan",
        vec![
            ui::link("back", Route::Start.path(), t(keys::BACK)),
            title(t(keys::VERIFY_SCAN_TITLE)),
            said(app),
            picture,
            ui::group("under-finder", vec![light(app), file]),
        ],
    )
}

/// What to do, or what is the matter; spoken when it changes.
fn said(app: App) -> AnyView {
    let words = live(move || match app.verify.camera.get() {
        Camera::Opening => ui::para("lead", t(keys::VERIFY_OPENING)),
        Camera::Looking { strange: false, .. } => ui::para("lead", t(keys::VERIFY_AIM)),
        Camera::Looking { strange: true, .. } => ui::notice(Tone::Warn, t(keys::VERIFY_STRANGE), vec![]),
        Camera::Failed(words) => {
            let again = ui::button("btn", t(keys::TRY_AGAIN), move || look(app));
            ui::notice(Tone::Warn, t(words), vec![ui::para("", t(keys::VERIFY_INSTEAD)), again])
        }
    });
    view! { <div role="status">{words}</div> }.into_any()
}

fn light(app: App) -> AnyView {
    live(move || {
        let Camera::Looking { light: Some(on), strange } = app.verify.camera.get() else { return nothing() };
        let switch = move |_| {
            app.verify.camera.set(Camera::Looking { light: Some(!on), strange });
            spawn_local(camera::light(!on));
        };
        let pressed = if on { "true" } else { "false" };
        view! { <button type="button" class="btn ghost" aria-pressed=pressed on:click=switch>{t(keys::VERIFY_LIGHT)}</button> }.into_any()
    })
}

/// Opens the camera and looks until it has seen a certificate's code, or the screen is left.
pub(crate) fn look(app: App) {
    app.verify.camera.set(Camera::Opening);
    spawn_local(async move {
        match camera::open(VIDEO).await {
            Opened::Open { light } => {
                app.verify.camera.set(Camera::Looking { light: light.then_some(false), strange: false });
                watch(app).await;
            }
            Opened::Left => {}
            Opened::Refused => fail(app, keys::VERIFY_REFUSED),
            Opened::Missing => fail(app, keys::VERIFY_MISSING),
            Opened::Busy => fail(app, keys::VERIFY_BUSY),
            Opened::Unable => fail(app, keys::VERIFY_NO_CAMERA),
        }
    });
}

async fn watch(app: App) {
    let mut known = String::new();
    loop {
        match camera::next(VIDEO, &known).await {
            Before::Closed => return,
            Before::Gone => return fail(app, keys::VERIFY_BUSY),
            Before::Code(text) if fragment(&text).is_some() => return read(app, &text),
            Before::Code(text) => {
                if let Camera::Looking { light, .. } = app.verify.camera.get_untracked() {
                    app.verify.camera.set(Camera::Looking { light, strange: true });
                }
                known = text;
            }
        }
    }
}

fn fail(app: App, words: Key) {
    app.verify.camera.set(Camera::Failed(words));
}

/// Stops it: the screen is left, or not seen.
pub(crate) fn close() {
    camera::close();
}
