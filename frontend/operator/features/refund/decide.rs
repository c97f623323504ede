//! Whose turn it is, and the second person's decision.

use crate::api;
use crate::i18n::{Key, keys, t};
use crate::parts::act::{self, panel, sending, text, written};
use crate::parts::section;
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;
use shared::api::refunds::{DecideRefund, RefundState, RefundView};

/// What happens now, in a sentence.
pub(super) fn standing(_: App, case: &RefundView) -> AnyView {
    let own = case.state == RefundState::AwaitingApproval && case.may.is_empty();
    let (tone, opening, more) = match case.state {
        RefundState::AwaitingApproval if own => (Tone::Calm, keys::OWN_CASE, Some(keys::OWN_CASE_WHY)),
        RefundState::AwaitingApproval => (Tone::Warn, keys::TURN_YOURS, Some(keys::TURN_YOURS_WHY)),
        RefundState::Requested => (Tone::Calm, keys::TURN_REQUESTED, None),
        RefundState::AtBank => (Tone::Calm, keys::TURN_BANK, None),
        RefundState::Reversing => (Tone::Calm, keys::TURN_BILLERS, None),
        RefundState::Done => (Tone::Good, keys::TURN_DONE, None),
        RefundState::Rejected => (Tone::Bad, keys::TURN_REJECTED, None),
        RefundState::BankRefused => (Tone::Bad, keys::TURN_BANK_REFUSED, Some(keys::TURN_BANK_REFUSED_DO)),
    };
    let more = more.map(|key| ui::para("", t(key)));
    ui::notice(tone, t(opening), more.into_iter().collect())
}

/// The second person's buttons, where they are this person's.
pub(super) fn acts(app: App) -> AnyView {
    let may = Memo::new(move |_| {
        let may = app.case.value.with(|case| case.as_ref().map(|case| case.may.clone()).unwrap_or_default());
        ["approve", "reject"].into_iter().filter(|act| may.iter().any(|name| name == act)).collect::<Vec<&str>>()
    });
    live(move || {
        let may = may.get();
        if may.is_empty() {
            return nothing();
        }
        section("decision", keys::ACT_TITLE, vec![act::acts(app, may, button, opened), sending(app)])
    })
}

fn name(act: &str) -> Key {
    if act == "approve" { keys::CASE_APPROVE } else { keys::CASE_REJECT }
}

fn button(app: App, act: &'static str) -> AnyView {
    let class = if act == "approve" { "btn" } else { "btn ghost danger" };
    ui::button(class, t(name(act)), move || act::open(app, act))
}

fn opened(app: App, act: &'static str) -> AnyView {
    let approve = act == "approve";
    let about = if approve { ui::para("", t(keys::CASE_APPROVE_ABOUT)) } else { nothing() };
    let (label, hint) = if approve { (keys::CASE_NOTE, keys::CASE_NOTE_HINT) } else { (keys::REASON, keys::REASON_HINT) };
    let field = text(app, "note", label, hint);
    let send = if approve { ("btn", keys::CASE_APPROVE_YES) } else { ("btn danger", keys::CASE_REJECT_YES) };
    panel(app, name(act), vec![about, field], send, move || decide(app, act, label))
}

fn decide(app: App, act: &'static str, label: Key) {
    let least = if act == "approve" { 0 } else { 3 };
    let Some(note) = written(app, "note", label, least) else { return };
    let Route::Case(id) = app.route.get_untracked() else { return };
    let body = api::write(&DecideRefund { note });
    app.send(api::refund_path(&id, act), body.clone(), body, move |text| {
        match api::read(text) {
            Ok(case) => app.case.take(case),
            Err(_) => app.look(),
        }
        app.form.said.set(Some(if act == "approve" { keys::DONE_CASE_APPROVE } else { keys::DONE_CASE_REJECT }));
        app.follow_case();
        crate::platform::focus("said");
    });
}
