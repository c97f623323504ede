//! Decisions: what can be undone is done at once; anything else is written, looked at once more, and confirmed.

use super::notes::TEXT_MAX;
use super::section;
use crate::api;
use crate::forms::{self, Issue};
use crate::i18n::{Key, keys, t};
use crate::platform;
use crate::state::App;
use crate::state::one::{Act, Panel, Said, Typed, Words};
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;
use shared::api::office::{Decision, ReasonOption, Revoke};
use shared::validation::Code;

/// The part.
pub(super) fn acts(app: App) -> AnyView {
    let may = Memo::new(move |_| {
        let may = app.one.view.with(|view| view.as_ref().map(|view| view.may.clone()).unwrap_or_default());
        Act::EACH.into_iter().filter(|act| may.iter().any(|name| name == act.as_str())).collect::<Vec<Act>>()
    });
    let buttons = live(move || {
        let may = may.get();
        match app.one.panel.get() {
            Panel::Closed if may.is_empty() => ui::para("hint", t(keys::ACT_NONE)),
            Panel::Closed => ui::group("acts", may.into_iter().map(|act| button(app, act)).collect()),
            panel => self::panel(app, panel, &may),
        }
    });
    let sending = live(move || if app.one.busy.get() { ui::para("asking", t(keys::ACT_SENDING)) } else { nothing() });
    let sending = view! { <div role="status">{sending}</div> }.into_any();
    section("decision", t(keys::ACT_TITLE), vec![buttons, sending])
}

const fn name(act: Act) -> Key {
    match act {
        Act::Take => keys::ACT_TAKE,
        Act::Release => keys::ACT_RELEASE,
        Act::Free => keys::ACT_FREE,
        Act::Ask => keys::ACT_ASK,
        Act::Approve => keys::ACT_APPROVE,
        Act::Reject => keys::ACT_REJECT,
        Act::Revoke => keys::ACT_REVOKE,
    }
}

fn button(app: App, act: Act) -> AnyView {
    let class = match act {
        Act::Take | Act::Approve => "btn",
        Act::Reject | Act::Revoke => "btn ghost danger",
        Act::Release | Act::Free | Act::Ask => "btn ghost",
    };
    ui::button(class, t(name(act)), move || match act {
        _ if act.is_light() => send(app, act),
        _ if act.has_words() => open(app, Panel::Write(act)),
        _ => open(app, Panel::Confirm(act)),
    })
}

fn open(app: App, panel: Panel) {
    app.one.said.set(None);
    app.fault.set(None);
    app.issues.set(Vec::new());
    app.one.panel.set(panel);
    platform::focus("panel");
}

fn close(app: App) {
    app.one.panel.set(Panel::Closed);
    app.issues.set(Vec::new());
    platform::focus("actions");
}

fn panel(app: App, panel: Panel, may: &[Act]) -> AnyView {
    let Some(act) = panel.act() else { return nothing() };
    let heading = if matches!(panel, Panel::Confirm(_)) { keys::CONFIRM_TITLE } else { name(act) };
    // Somebody was quicker: what was typed can still be read and copied.
    let gone = match may.contains(&act) {
        true => nothing(),
        false => ui::notice(Tone::Warn, t(keys::ACT_GONE), vec![]),
    };
    let content = match panel {
        Panel::Write(act) => write(app, act, !may.contains(&act)),
        _ => confirm(app, act, !may.contains(&act)),
    };
    view! { <div class="panel" id="panel" tabindex="-1" role="group" aria-label=t(name(act))><h3>{t(heading)}</h3>{gone}{content}</div> }
        .into_any()
}

fn words_of(app: App, act: Act) -> Words {
    app.one.typed.with_untracked(|typed| typed.words.get(Typed::place(act)).cloned().unwrap_or_default())
}

fn change(app: App, act: Act, change: impl FnOnce(&mut Words)) {
    app.type_in(|typed| {
        if let Some(words) = typed.words.get_mut(Typed::place(act)) {
            change(words);
        }
    });
}

fn reasons(app: App, act: Act) -> Vec<ReasonOption> {
    app.options.with(|options| match act {
        Act::Ask => options.corrections.clone(),
        Act::Reject => options.rejections.clone(),
        _ => options.revocations.clone(),
    })
}

fn write(app: App, act: Act, is_gone: bool) -> AnyView {
    let words = words_of(app, act);
    let choices = reasons(app, act).into_iter().map(|reason| (reason.id, reason.text));
    let choices = core::iter::once((String::new(), t(keys::ACT_REASON_PICK).to_owned())).chain(choices).collect();
    let reason = forms::select_field(app.issues, ("reason", keys::ACT_REASON), choices, &words.reason, move |reason| {
        change(app, act, |words| words.reason = reason);
    });
    let hint = if act == Act::Revoke { keys::ACT_TEXT_HINT_REVOKE } else { keys::ACT_TEXT_HINT };
    let text = forms::area_field(app.issues, ("text", keys::ACT_TEXT, t(hint).to_owned()), words.text, TEXT_MAX, move |text| {
        change(app, act, |words| words.text = text);
    });
    let next = if is_gone { nothing() } else { ui::submit(t(keys::ACT_NEXT)) };
    let buttons = vec![next, ui::button("btn ghost", t(keys::ACT_CLOSE), move || close(app))];
    ui::form(vec![reason, text, ui::group("row", buttons)], move || {
        if words_of(app, act).reason.is_empty() {
            app.issues.set(vec![Issue::new("reason", keys::ACT_REASON, Code::Empty)]);
            platform::focus("reason");
        } else if !is_gone {
            open(app, Panel::Confirm(act));
        }
    })
}

const fn warning(act: Act) -> (Key, Key) {
    match act {
        Act::Ask => (keys::CONFIRM_ASK, keys::YES_ASK),
        Act::Approve => (keys::CONFIRM_APPROVE, keys::YES_APPROVE),
        Act::Reject => (keys::CONFIRM_REJECT, keys::YES_REJECT),
        Act::Revoke => (keys::CONFIRM_REVOKE, keys::YES_REVOKE),
        Act::Free | Act::Take | Act::Release => (keys::CONFIRM_FREE, keys::YES_FREE),
    }
}

fn confirm(app: App, act: Act, is_gone: bool) -> AnyView {
    let (about, yes) = warning(act);
    let mut parts = vec![ui::para("", t(about))];
    let is_second = app.one.view.with_untracked(|view| view.as_ref().is_some_and(|view| view.second));
    if act == Act::Approve && !is_second && app.options.with(|options| options.second_person) {
        parts.push(ui::para("", t(keys::CONFIRM_APPROVE_SECOND)));
    }
    if act.has_words() {
        let Words { reason, text } = words_of(app, act);
        let reason = reasons(app, act).into_iter().find(|one| one.id == reason).map_or(reason, |one| one.text);
        let mut lines = vec![ui::line(t(keys::ACT_REASON), vec![reason], nothing())];
        if !text.is_empty() {
            lines.push(ui::line(t(keys::ACT_TEXT), vec![text], nothing()));
        }
        parts.push(ui::lines(lines));
    }
    let class = if matches!(act, Act::Reject | Act::Revoke) { "btn danger" } else { "btn" };
    let yes = if is_gone { nothing() } else { ui::button(class, t(yes), move || send(app, act)) };
    let back = match act.has_words() {
        true => ui::button("btn ghost", t(keys::ACT_BACK), move || open(app, Panel::Write(act))),
        false => ui::button("btn ghost", t(keys::ACT_CLOSE), move || close(app)),
    };
    parts.push(ui::group("row", vec![yes, back]));
    ui::parts(parts)
}

fn send(app: App, act: Act) {
    let Some((number, version, certificate)) = app.one.view.with_untracked(|view| {
        view.as_ref().map(|view| (view.number.clone(), view.version, view.certificate.as_ref().map(|one| one.number.clone())))
    }) else {
        return;
    };
    let Words { reason, text } = if act.has_words() { words_of(app, act) } else { Words::default() };
    let request = match (act, certificate) {
        (Act::Revoke, None) => return,
        (Act::Revoke, Some(certificate)) => (api::revoke_path(&certificate), api::body(&Revoke { reason, text: text.trim().to_owned() })),
        _ => (api::decision_path(&number, act.as_str()), api::body(&Decision { reason, text: text.trim().to_owned(), version })),
    };
    let (path, Ok(body)) = request else { return };
    app.send(path, body, move || {
        if act.has_words() {
            change(app, act, |words| *words = Words::default());
        }
        app.one.panel.set(Panel::Closed);
        app.one.said.set(Some(Said::Done(act)));
        platform::focus("said");
    });
}
