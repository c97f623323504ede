//! `/track`: an application followed by its number and the mobile left in it; a code proves the mobile. Anybody may.

use crate::api::{self, ApiError};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{fill, keys, t};
use crate::parts::code::{self, Acts};
use crate::parts::course::course;
use crate::parts::{fault, names, title};
use crate::platform;
use crate::routes::Route;
use crate::state::App;
use crate::state::draft::Pending;
use crate::ui::{self, live};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{ProofView, Track, TrackRequest};
use shared::mobile::Mobile;
use shared::validation::{Code, FieldError};

const NUMBER: &str = "application";
const MOBILE: &str = "mobile";

const ACTS: Acts = Acts {
    pending: |app| app.tracker.pending.get(),
    send,
    attempt: try_code,
    change: |app| {
        app.tracker.pending.set(None);
        platform::focus(NUMBER);
    },
};

/// The screen is visited: nothing of the one before stays.
pub(crate) fn enter(app: App, number: &str) {
    if !number.is_empty() {
        app.tracker.number.set(number.to_owned());
    }
    app.tracker.pending.set(None);
    app.tracker.found.set(None);
    app.tick();
}

/// The screen.
pub(crate) fn track(app: App) -> AnyView {
    let body = live(move || match app.tracker.found.get() {
        Some(track) => found(app, &track),
        None => ui::parts(vec![ui::para("lead", t(keys::TRACK_LEAD)), code::while_pending(app, ACTS, number_form)]),
    });
    ui::group("narrow", vec![forms::summary(app.issues), fault(app.fault), title(t(keys::TRACK_TITLE)), body])
}

fn number_form(app: App) -> AnyView {
    let number = TextField {
        id: NUMBER.to_owned(),
        label: keys::APPLY_NUMBER,
        hint: t(keys::TRACK_NUMBER_HINT).to_owned(),
        value: app.tracker.number.get_untracked(),
        entry: ("text", "text", "off", "next"),
        class: "input capitals",
    };
    let mobile = TextField {
        id: MOBILE.to_owned(),
        label: keys::APPLY_MOBILE,
        hint: t(keys::TRACK_MOBILE_HINT).to_owned(),
        value: app.tracker.mobile.get_untracked(),
        entry: ("tel", "tel", "tel-national", "send"),
        class: "input number",
    };
    let children = vec![
        forms::text_field(app.issues, number, move |typed| app.tracker.number.set(typed)),
        forms::text_field(app.issues, mobile, move |typed| app.tracker.mobile.set(typed)),
        ui::group(
            "row",
            vec![ui::submit(t(keys::APPLY_CODE_SEND)), ui::link("btn quiet", Route::Applications.path(), t(keys::TRACK_MINE))],
        ),
    ];
    ui::form(children, move || send(app))
}

/// An application's number as typed.
fn judge_number(typed: &str) -> Result<(), FieldError> {
    use shared::application::number::{ApplicationNumber, NumberFault};
    match ApplicationNumber::parse(typed) {
        Ok(_) => Ok(()),
        Err(NumberFault::Empty) => Err(Code::Empty.into()),
        Err(_) => Err(Code::ApplicationNumber.into()),
    }
}

fn send(app: App) {
    let (number, mobile) = (app.tracker.number.get_untracked(), app.tracker.mobile.get_untracked());
    let mut wrong = Vec::new();
    if let Err(error) = judge_number(&number) {
        wrong.push(Issue::new(NUMBER, keys::APPLY_NUMBER, error));
    }
    if let Err(error) = Mobile::parse(&mobile) {
        wrong.push(Issue::new(MOBILE, keys::APPLY_MOBILE, error));
    }
    if forms::refuse(app.issues, wrong) {
        return;
    }
    let call = |app: App, key| {
        let (number, mobile) = (app.tracker.number.get_untracked(), app.tracker.mobile.get_untracked());
        api::track(key, &TrackRequest { number, mobile, lang: app.lang.get_untracked() })
    };
    code::send(app, [number, mobile].join(" "), call, sent, not_sent);
}

fn sent(app: App, view: &ProofView) {
    app.tracker.pending.set(Some(code::pending_of(view, &app.tracker.mobile.get_untracked())));
}

fn not_sent(app: App, error: ApiError) {
    if let ApiError::Problem(problem) = &error {
        let fields = [("number", NUMBER, keys::APPLY_NUMBER), ("mobile", MOBILE, keys::APPLY_MOBILE)];
        if forms::refuse(app.issues, forms::issues_of(problem, &fields)) {
            return;
        }
    }
    app.fault.set(Some(error));
}

fn try_code(app: App, pending: Pending, typed: String) {
    if app.busy.get_untracked() {
        return;
    }
    app.busy.set(true);
    app.fault.set(None);
    spawn_local(async move {
        let answer = api::track_code(&pending.id, app.lang.get_untracked(), &typed).await;
        app.busy.set(false);
        match answer {
            Ok(track) => {
                app.issues.set(Vec::new());
                app.tracker.pending.set(None);
                app.tracker.found.set(Some(track));
                platform::focus("found");
            }
            Err(error) => {
                if let Some(left) = code::tries_left(&error) {
                    app.tracker.pending.update(|pending| {
                        if let Some(pending) = pending {
                            pending.tries_left = left;
                        }
                    });
                }
                code::refused(app, error);
            }
        }
    });
}

fn found(app: App, track: &Track) -> AnyView {
    let another = move || {
        app.tracker.found.set(None);
        platform::focus(NUMBER);
    };
    let head = fill(keys::TRACK_ONE, &[("number", &track.number)]);
    let label = head.clone();
    view! {
        <section class="paper printed" id="found" tabindex="-1" aria-label=label>
            <h2>{head}</h2><p class=[names::tag(track.stage), " stage"].concat()>{t(names::stage(track.stage))}</p>{course(track)}
        </section>
        <div class="row">{ui::button("btn ghost", t(keys::TRACK_ANOTHER), another)}</div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_judged_before_it_is_sent() {
        assert_eq!(judge_number("").map_err(|e| e.code), Err(Code::Empty));
        assert_eq!(judge_number("M-2026-0000").map_err(|e| e.code), Err(Code::ApplicationNumber));
    }
}
