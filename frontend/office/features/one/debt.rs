//! What the biller says now. Unknown is said as unknown, never as zero.

use super::section;
use crate::api::explain;
use crate::i18n::{date_time, fill, keys, money, t};
use crate::state::App;
use crate::state::one::Debt;
use crate::ui::{self, Tone, live};
use leptos::prelude::*;
use shared::api::office::LiveDebt;
use shared::bill::Standing;

/// The part.
pub(super) fn debt(app: App) -> AnyView {
    let words = live(move || match app.one.debt.get() {
        Debt::Asking => ui::para("asking", t(keys::DEBT_ASKING)),
        Debt::Failed(error) => ui::notice(Tone::Warn, t(keys::DEBT_UNKNOWN), vec![ui::para("", explain(&error))]),
        Debt::Said(debt) => said(&debt),
    });
    let again = ui::button("btn ghost", t(keys::DEBT_AGAIN), move || app.ask_debt());
    let status = view! { <div role="status">{words}</div> }.into_any();
    section("debt", t(keys::DEBT_TITLE), vec![status, again])
}

fn said(debt: &LiveDebt) -> AnyView {
    let sum = money(debt.balance_minor.abs());
    let (tone, opening) = match debt.standing {
        Standing::Owed => (Tone::Bad, fill(keys::DEBT_OWED, &[("sum", &sum)])),
        Standing::NothingOwed => (Tone::Good, t(keys::DEBT_CLEAR).to_owned()),
        Standing::PaidAhead => (Tone::Good, fill(keys::DEBT_AHEAD, &[("sum", &sum)])),
        Standing::NoAccount => (Tone::Bad, t(keys::DEBT_NO_ACCOUNT).to_owned()),
        Standing::Unknown | Standing::Ask => (Tone::Warn, t(keys::DEBT_UNKNOWN).to_owned()),
    };
    let mut more = Vec::new();
    if matches!(debt.standing, Standing::Unknown | Standing::Ask) {
        more.push(ui::para("", t(keys::DEBT_UNKNOWN_ABOUT)));
    }
    if !debt.holder.is_empty() {
        more.push(ui::para("", fill(keys::DEBT_HOLDER, &[("name", &debt.holder)])));
    }
    more.push(ui::para("hint", fill(keys::DEBT_AS_OF, &[("at", &date_time(&debt.as_of))])));
    ui::notice(tone, opening, more)
}
