//! A correction asked for, and the form that answers it; what is typed is kept like a draft.

use crate::api::{self, ApiError};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{fill, keys, t};
use crate::parts::files::{self, FILE, Shelf};
use crate::parts::pay_here::hand_over;
use crate::parts::{names, shown};
use crate::platform;
use crate::state::{App, drafts, journey, records};
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{AnswerCorrection, ApplicationView, Correction};
use shared::api::problem::ProblemCode;
use shared::application::Attachment;
use shared::application::answers::{PURPOSE_OTHER, address};
use shared::id::Id;

/// The kind of its record; its identifier is this, a dash and the number.
const KIND: &str = "answer";
/// The reason that is a debt.
const DEBT: &str = "debt";
/// At most so many milliseconds before an unheard answer is sent once more by itself.
const AGAIN_MS: u32 = 5_000;
/// Longest word to the officer, in characters.
const WORD_LENGTH_MAX: usize = 1000;

const SHELF: Shelf = Shelf {
    label: keys::TRACK_CORRECT_FILES,
    get: |app| app.correcting.with(|typed| typed.as_ref().map(|(_, answer)| answer.attachments.clone()).unwrap_or_default()),
    change: |app, change| edit(app, |answer| change(&mut answer.attachments)),
};

fn record_id(number: &str) -> String {
    [KIND, "-", number].concat()
}

/// The application is there: when something is to be corrected, the form starts from what was sent, or from what was typed.
/// Somebody may have moved the application meanwhile: what was typed answers it as it is now.
pub(super) fn begin(app: App) {
    let Some(view) = app.one.1.known().filter(|view| view.correction.is_some()) else { return gone(app) };
    if app.correcting.with_untracked(|typed| typed.as_ref().is_some_and(|(_, answer)| answer.version == view.version)) {
        return;
    }
    // At once where something is typed: a press meanwhile would answer what is there no longer.
    if app.correcting.with_untracked(Option::is_some) {
        return app.correcting.update(|typed| *typed = Some(answering(&view, typed.take())));
    }
    spawn_local(async move {
        let kept = drafts::load(&record_id(&view.number), records::answer).await.map(|kept| kept.value);
        if app.one.0.get_untracked() != view.number {
            return;
        }
        let typed = app.correcting.get_untracked().or(kept);
        app.correcting.set(Some(answering(&view, typed)));
    });
}

/// Nothing is to be corrected any more. An answer that nobody heard of may be why: sent once more under its key it is told.
fn gone(app: App) {
    let typed = app.correcting.with_untracked(Option::is_some);
    if typed && !app.busy.get_untracked() && app.fault.with_untracked(|fault| matches!(fault, Some(ApiError::NoAnswer))) {
        send(app);
    } else if typed && !app.busy.get_untracked() {
        app.correcting.set(None);
    }
}

/// What is typed, as an answer to the application as it is now: under its own key while that has not changed.
fn answering(view: &ApplicationView, typed: Option<(String, AnswerCorrection)>) -> (String, AnswerCorrection) {
    match typed {
        Some((key, answer)) if answer.version == view.version => (key, answer),
        Some((_, answer)) => (platform::random_hex(16), AnswerCorrection { version: view.version, ..answer }),
        None => (platform::random_hex(16), as_sent(view)),
    }
}

fn as_sent(view: &ApplicationView) -> AnswerCorrection {
    let file = |file: &shared::api::applications::AttachmentView| Some(Attachment { id: Id::parse(&file.id)?, name: file.name.clone() });
    AnswerCorrection {
        address: view.sent.address.clone(),
        purpose: view.sent.purpose.clone(),
        purpose_text: view.sent.purpose_text.clone(),
        attachments: view.sent.attachments.iter().filter_map(file).collect(),
        text: String::new(),
        version: view.version,
    }
}

/// Another answer is another attempt.
fn edit(app: App, change: impl FnOnce(&mut AnswerCorrection)) {
    app.correcting.update(|typed| {
        if let Some((key, answer)) = typed {
            change(answer);
            *key = platform::random_hex(16);
        }
    });
    spawn_local(keep(app));
}

/// The page may be gone before [`keep`] is through.
pub(crate) fn stash(app: App) {
    if let Some(typed) = app.correcting.get_untracked() {
        drafts::stash(&record_id(&app.one.0.get_untracked()), KIND, &records::of_answer(&typed), false);
    }
}

/// Keeps what was typed; when this ends it is kept.
pub(crate) async fn keep(app: App) {
    if let Some(typed) = app.correcting.get_untracked() {
        drafts::save(&record_id(&app.one.0.get_untracked()), KIND, &records::of_answer(&typed)).await;
    }
}

/// What is asked for, and the form.
pub(super) fn correction(app: App, view: &ApplicationView, correction: &Correction) -> AnyView {
    let (account, is_debt) = (view.sent.account.clone(), correction.reason == DEBT);
    let there = Memo::new(move |_| app.correcting.with(Option::is_some));
    let form = live(move || match there.get() {
        false => ui::skeleton(t(keys::WAIT)),
        true if is_debt => debt_form(app, account.clone()),
        // Without the purposes' names there is nothing to choose from.
        true => shown(app.form, app, App::need_form, |app, _| form(app)),
    });
    view! {
        <section class="paper correction" aria-labelledby="correction-title">
            <h2 id="correction-title">{t(keys::TRACK_CORRECT)}</h2>{asked(correction)}{form}
        </section>
    }
    .into_any()
}

fn asked(correction: &Correction) -> AnyView {
    let words = if correction.text.is_empty() { nothing() } else { ui::para("said", correction.text.clone()) };
    let until = ui::para("", fill(keys::TRACK_CORRECT_UNTIL, &[("time", &names::moment(&correction.until))]));
    ui::notice(Tone::Warn, correction.title.clone(), vec![words, until])
}

/// A debt has arisen: it is paid, and all stays as it was.
fn debt_form(app: App, account: String) -> AnyView {
    let pay = move || {
        let account = account.clone();
        spawn_local(async move {
            let back = app.route.get_untracked().path();
            hand_over(app, &account, &back).await;
        });
    };
    let paid = view! { <button type="submit" class="btn ghost">{t(keys::TRACK_DEBT_PAID)}</button> }.into_any();
    let row = ui::group("row", vec![ui::button("btn", t(keys::APPLY_PAY_HERE), pay), paid]);
    ui::form(vec![ui::para("", t(keys::TRACK_DEBT_ABOUT)), row], move || send(app))
}

fn form(app: App) -> AnyView {
    let children = vec![
        address_field(app),
        purpose(app),
        purpose_text(app),
        files::field(app, SHELF),
        word(app),
        ui::group("row", vec![ui::submit(t(keys::TRACK_CORRECT_SEND))]),
    ];
    ui::form(children, move || go(app))
}

fn typed(app: App) -> AnswerCorrection {
    app.correcting.with_untracked(|typed| typed.as_ref().map(|(_, answer)| answer.clone())).unwrap_or_else(|| AnswerCorrection {
        address: String::new(),
        purpose: String::new(),
        purpose_text: String::new(),
        attachments: Vec::new(),
        text: String::new(),
        version: 0,
    })
}

fn address_field(app: App) -> AnyView {
    let field = TextField {
        id: "address".to_owned(),
        label: keys::APPLY_ADDRESS,
        hint: String::new(),
        value: typed(app).address,
        entry: ("text", "text", "address-line1", "next"),
        class: "input",
    };
    forms::text_field(app.issues, field, move |text| edit(app, |answer| answer.address = text))
}

fn purpose(app: App) -> AnyView {
    let choices = app.options().purposes.into_iter().map(|purpose| (purpose.id, purpose.name)).collect();
    let chosen = typed(app).purpose;
    forms::select_field(app.issues, ("purpose", keys::APPLY_PURPOSE), choices, &chosen, move |id| edit(app, |answer| answer.purpose = id))
}

fn purpose_text(app: App) -> AnyView {
    let other = Memo::new(move |_| app.correcting.with(|typed| typed.as_ref().is_some_and(|(_, answer)| answer.purpose == PURPOSE_OTHER)));
    live(move || {
        if !other.get() {
            return nothing();
        }
        let named = ("purpose_text", keys::APPLY_PURPOSE_TEXT, t(keys::APPLY_PURPOSE_TEXT_HINT).to_owned());
        let max = shared::application::answers::PURPOSE_LENGTH_MAX;
        forms::area_field(app.issues, named, typed(app).purpose_text, max, move |text| edit(app, |answer| answer.purpose_text = text))
    })
}

fn word(app: App) -> AnyView {
    let named = ("text", keys::TRACK_CORRECT_WORD, t(keys::TRACK_CORRECT_WORD_HINT).to_owned());
    forms::area_field(app.issues, named, typed(app).text, WORD_LENGTH_MAX, move |text| edit(app, |answer| answer.text = text))
}

fn go(app: App) {
    let answer = typed(app);
    let mut wrong = Vec::new();
    if let Err(error) = address(&answer.address) {
        wrong.push(Issue::new("address", keys::APPLY_ADDRESS, error));
    }
    if let Err((field, error)) = journey::with_form(&app.options(), |form| form.purpose(&answer.purpose, &answer.purpose_text)) {
        let label = if field == "purpose" { keys::APPLY_PURPOSE } else { keys::APPLY_PURPOSE_TEXT };
        wrong.push(Issue::new(field, label, error));
    }
    if !forms::refuse(app.issues, wrong) {
        send(app);
    }
}

/// The key is kept before anything is sent: pressing again after a lost answer answers once.
fn send(app: App) {
    let Some((key, answer)) = app.correcting.get_untracked().filter(|_| !app.busy.get_untracked()) else { return };
    app.busy.set(true);
    app.fault.set(None);
    let number = app.one.0.get_untracked();
    spawn_local(async move {
        keep(app).await;
        let said = app.heard(api::answer(&number, app.lang.get_untracked(), key, &answer).await);
        app.busy.set(false);
        match said {
            Ok(view) => {
                drafts::delete(&record_id(&number)).await;
                if app.one.0.get_untracked() != number {
                    return; // another application is looked at by now
                }
                app.correcting.set(None);
                app.one.1.take(view);
                app.news.set(Some(keys::TRACK_CORRECTED));
                platform::focus("title");
            }
            Err(_) if app.one.0.get_untracked() != number => {}
            Err(error) => {
                let unheard = matches!(error, ApiError::NoAnswer);
                refused(app, error);
                if unheard && app.one.1.known().is_some_and(|view| view.correction.is_none()) {
                    // Learned meanwhile, beside this attempt: there is no form left to press again.
                    platform::pause(0, AGAIN_MS, AGAIN_MS).await;
                    begin(app);
                }
            }
        }
    });
}

fn refused(app: App, error: ApiError) {
    if let ApiError::Problem(problem) = &error {
        let fields = [
            ("address", "address", keys::APPLY_ADDRESS),
            ("purpose", "purpose", keys::APPLY_PURPOSE),
            ("purpose_text", "purpose_text", keys::APPLY_PURPOSE_TEXT),
            ("attachments", FILE, keys::TRACK_CORRECT_FILES),
            ("text", "text", keys::TRACK_CORRECT_WORD),
        ];
        if forms::refuse(app.issues, forms::issues_of(problem, &fields)) {
            return;
        }
    }
    let changed = matches!(error.code(), Some(ProblemCode::Changed | ProblemCode::NotNow));
    app.fault.set(Some(error));
    platform::to_top();
    if changed {
        app.correcting.set(None);
        super::one::watch(app, &app.one.0.get_untracked());
    }
}
