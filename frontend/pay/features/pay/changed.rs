//! Bills that changed between the page and the press: said where the payer stands, with what was chosen kept.

use super::chosen_name;
use crate::i18n::{fill, keys, money, t};
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;
use shared::api::bills::Bill;

/// What changed, until the next press; nothing when nothing did.
pub(super) fn notice(app: App) -> AnyView {
    live(move || {
        let said = app.pay.changed.get();
        if said.is_empty() {
            return nothing();
        }
        let lines = said.split('\n').map(|line| ui::para("", line)).collect();
        view! { <div role="alert">{ui::notice(Tone::Warn, t(keys::CHANGED_TITLE), lines)}</div> }.into_any()
    })
}

/// What was chosen follows the bills as they are now; everything else stays as it was typed. Nothing, when no bill is told.
pub(super) fn follow(app: App, bills: &[Bill]) {
    let mut said = String::new();
    app.pay.unknown();
    app.pay.record.update(|record| {
        record.answers.chosen.retain_mut(|chosen| {
            let Some(bill) = bills.iter().find(|bill| bill.id == chosen.bill) else { return true };
            let name = chosen_name(app, chosen);
            let before = money(chosen.shown_minor.max(0));
            let left = chosen.follow(bill.balance_minor);
            let key = if left { keys::CHANGED_LINE } else { keys::CHANGED_PAID };
            let after = money(bill.balance_minor.max(0));
            said.push_str(&fill(key, &[("name", &name), ("before", &before), ("after", &after)]));
            said.push('\n');
            left
        });
        if !said.is_empty() {
            said.push_str(t(if record.answers.chosen.is_empty() { keys::CHANGED_NOTHING } else { keys::CHANGED_GO }));
        }
    });
    app.pay.changed.set(said);
}
