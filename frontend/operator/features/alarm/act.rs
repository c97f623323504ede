//! What this person may do with the case now. What moves money is asked for by one and approved by another.

use crate::api;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{Key, fill, keys, money, t};
use crate::parts::act::{self, panel, sending, text, written};
use crate::parts::section;
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live, nothing};
use crate::words;
use leptos::prelude::*;
use shared::api::operator::{AlarmAction, ResolutionOption};
use shared::money::parse_amount;
use shared::validation::{Code, FieldError};

/// In the order of their buttons.
const ACTS: [&str; 6] = ["approve", "decline", "take", "resolve", "note", "release"];

/// The part.
pub(super) fn acts(app: App) -> AnyView {
    let may = Memo::new(move |_| {
        let may = app.alarm.value.with(|case| case.as_ref().map(|case| case.may.clone()).unwrap_or_default());
        ACTS.into_iter().filter(|act| may.iter().any(|name| name == act)).collect::<Vec<&str>>()
    });
    let content = live(move || {
        let may = may.get();
        if may.is_empty() { ui::para("hint", t(keys::ACT_NONE)) } else { act::acts(app, may, button, opened) }
    });
    section("decision", keys::ACT_TITLE, vec![content, sending(app)])
}

fn name(act: &str) -> Key {
    match act {
        "take" => keys::ACT_TAKE,
        "release" => keys::ACT_RELEASE,
        "note" => keys::ACT_NOTE,
        "resolve" => keys::ACT_RESOLVE,
        "approve" => keys::ACT_APPROVE,
        _ => keys::ACT_DECLINE,
    }
}

fn done(act: &str) -> Key {
    match act {
        "take" => keys::DONE_TAKE,
        "release" => keys::DONE_RELEASE,
        "note" => keys::DONE_NOTE,
        "resolve" => keys::DONE_RESOLVE,
        "approve" => keys::DONE_APPROVE,
        _ => keys::DONE_DECLINE,
    }
}

fn button(app: App, act: &'static str) -> AnyView {
    let class = match act {
        "take" | "resolve" | "approve" => "btn",
        "decline" => "btn ghost danger",
        _ => "btn ghost",
    };
    ui::button(class, t(name(act)), move || match act {
        "take" | "release" => send(app, act, AlarmAction::default()),
        _ => act::open(app, act),
    })
}

fn opened(app: App, act: &'static str) -> AnyView {
    match act {
        "note" => {
            let field = text(app, "note", keys::NOTE_TEXT, keys::NOTE_HINT);
            panel(app, name(act), vec![field], ("btn", keys::NOTE_ADD), move || with_text(app, act, "note", keys::NOTE_TEXT, 1))
        }
        "resolve" => resolve(app),
        "decline" => {
            let field = text(app, "reason", keys::REASON, keys::REASON_HINT);
            panel(app, name(act), vec![field], ("btn danger", keys::ACT_DECLINE), move || with_text(app, act, "reason", keys::REASON, 3))
        }
        _ => {
            let about = ui::para("", t(keys::APPROVE_ABOUT));
            panel(app, name(act), vec![about], ("btn", keys::APPROVE_YES), move || send(app, act, AlarmAction::default()))
        }
    }
}

fn with_text(app: App, act: &'static str, id: &'static str, label: Key, min: usize) {
    if let Some(text) = written(app, id, label, min) {
        send(app, act, AlarmAction { text, ..AlarmAction::default() });
    }
}

fn options(app: App) -> Vec<ResolutionOption> {
    app.alarm.value.with_untracked(|case| case.as_ref().map(|case| case.resolutions.clone()).unwrap_or_default())
}

fn chosen(app: App) -> Option<ResolutionOption> {
    let chosen = app.form.get("resolution");
    options(app).into_iter().find(|option| option.resolution == chosen)
}

/// The ways out, each with what it means; then the amount where one is needed, and the reason.
fn resolve(app: App) -> AnyView {
    let all = options(app);
    if all.is_empty() {
        return panel(app, keys::ACT_RESOLVE, vec![ui::para("", t(keys::RESOLVE_NONE))], ("btn ghost", keys::REFRESH), move || app.look());
    }
    let now = app.form.peek("resolution");
    let choice = |option: ResolutionOption| {
        let (label, about) = words::resolution(&option.resolution);
        let sum = if option.needs_amount || option.amount_max_minor == 0 { String::new() } else { money(option.amount_max_minor) };
        let about = [t(about), " ", &sum].concat();
        let (code, id) = (option.resolution.clone(), ["way-", &option.resolution].concat());
        let about_id = [&id, "-about"].concat();
        let checked = option.resolution == now;
        view! {
            <div class="choice">
                <input type="radio" name="resolution" id=id.clone() prop:checked=checked aria-describedby=about_id.clone()
                    on:change=move |_| app.form.set("resolution", code.clone()) />
                <label for=id>{t(label)}</label>
                <p class="hint" id=about_id>{about}</p>
            </div>
        }
        .into_any()
    };
    let choices: Vec<AnyView> = all.into_iter().map(choice).collect();
    let choices = view! {
        <fieldset class="choices" id="resolution" tabindex="-1"><legend>{t(keys::RESOLUTION)}</legend>{forms::message(app.issues, "resolution")}{choices}</fieldset>
    }
    .into_any();
    let needs = Memo::new(move |_| chosen(app).filter(|option| option.needs_amount));
    let amount = live(move || needs.get().map_or_else(nothing, |option| amount(app, &option)));
    let reason = text(app, "reason", keys::REASON, keys::REASON_HINT);
    panel(app, keys::ACT_RESOLVE, vec![choices, amount, reason], ("btn", keys::RESOLVE_ASK), move || ask(app))
}

fn amount(app: App, option: &ResolutionOption) -> AnyView {
    let field = TextField {
        id: "amount".to_owned(),
        label: keys::AMOUNT_AZN,
        hint: fill(keys::AMOUNT_MOST, &[("sum", &money(option.amount_max_minor))]),
        value: app.form.peek("amount"),
        entry: ("text", "decimal", "off", "next"),
        class: "input amount",
    };
    forms::text_field(app.issues, field, move |typed| app.form.set("amount", typed))
}

fn ask(app: App) {
    let Some(option) = chosen(app) else {
        forms::refuse(app.issues, vec![Issue::new("resolution", keys::RESOLUTION, Code::NothingChosen)]);
        return;
    };
    // Where nobody says a sum there is only one.
    let mut amount_minor = option.amount_max_minor;
    if option.needs_amount {
        match parse_amount(&app.form.peek("amount")) {
            Ok(sum) if sum.minor() <= option.amount_max_minor => amount_minor = sum.minor(),
            other => {
                let error = other.err().unwrap_or(FieldError { code: Code::AmountTooLarge, limit: option.amount_max_minor });
                forms::refuse(app.issues, vec![Issue::new("amount", keys::AMOUNT_AZN, error)]);
                return;
            }
        }
    }
    if let Some(text) = written(app, "reason", keys::REASON, 3) {
        send(app, "resolve", AlarmAction { text, resolution: option.resolution, amount_minor, ..AlarmAction::default() });
    }
}

fn send(app: App, act: &'static str, action: AlarmAction) {
    let Route::Alarm(id) = app.route.get_untracked() else { return };
    let version = app.alarm.value.with_untracked(|case| case.as_ref().map_or(0, |case| case.version));
    let words = api::write(&action);
    let body = api::write(&AlarmAction { version, ..action });
    app.send(api::alarm_path(&id, act), body, words, move |text| {
        match api::read(text) {
            Ok(case) => app.alarm.take(case),
            Err(_) => app.look(),
        }
        app.form.said.set(Some(done(act)));
        crate::platform::focus("said");
    });
}
