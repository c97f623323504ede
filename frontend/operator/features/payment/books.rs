//! What stands in the journal, and the cases about the payment.

use crate::i18n::{date_time, fill, keys, money, t};
use crate::parts::{section, tag};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live};
use crate::words;
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::operator::{JournalPosting, JournalRow, OperatorPayment};

/// The refund cases.
pub(super) fn refunds(app: App) -> AnyView {
    let cases = live(move || {
        let cases = app.cases_of.get();
        if cases.is_empty() {
            return ui::para("hint", t(keys::REFUNDS_NONE_HERE));
        }
        let one = |case: &shared::api::refunds::RefundView| {
            let link = ui::link("", Route::Case(case.id.clone()).path(), money(case.total_minor));
            ui::entry("", vec![link, tag(words::refund_state(case.state)), ui::para("hint", date_time(&case.requested_at))])
        };
        ui::list("case-list", cases.iter().map(one).collect())
    });
    section("refunds", keys::REFUNDS_TITLE, vec![cases])
}

/// The alarm cases.
pub(super) fn alarms(view: &OperatorPayment) -> AnyView {
    if view.alarms.is_empty() {
        return section("alarms", keys::ALARMS_TITLE, vec![ui::para("hint", t(keys::ALARMS_NONE_HERE))]);
    }
    let one = |alarm: &shared::api::operator::AlarmRow| {
        let link = ui::link("", Route::Alarm(alarm.id.clone()).path(), words::cause(&alarm.cause));
        ui::entry("", vec![link, tag(words::alarm_state(&alarm.state)), ui::para("hint", date_time(&alarm.raised_at))])
    };
    section("alarms", keys::ALARMS_TITLE, vec![ui::list("case-list", view.alarms.iter().map(one).collect())])
}

/// The journal's entries, each with what it debits and credits.
pub(super) fn journal(app: App, view: &OperatorPayment) -> AnyView {
    if view.entries.is_empty() {
        return section("journal", keys::JOURNAL_TITLE, vec![ui::para("hint", t(keys::JOURNAL_NONE))]);
    }
    let entries: Vec<AnyView> = view.entries.iter().map(|entry| entry_of(app, entry)).collect();
    section("journal", keys::JOURNAL_TITLE, entries)
}

fn entry_of(app: App, entry: &JournalRow) -> AnyView {
    let sealed = match entry.sequence {
        Some(number) => fill(keys::JOURNAL_SEALED, &[("n", &number.to_string())]),
        None => t(keys::JOURNAL_UNSEALED).to_owned(),
    };
    let row = |posting: &JournalPosting| {
        let amount = money(posting.amount_minor);
        view! { <tr><th scope="row">{words::account(app, &posting.account)}</th><td>{amount}</td></tr> }.into_any()
    };
    let rows: Vec<AnyView> = entry.postings.iter().map(row).collect();
    let name = words::entry_kind(&entry.kind);
    view! {
        <table class="numbers entry">
            <caption><strong>{name}</strong><small>{ui::words(&[date_time(&entry.at), sealed].join(" · "))}</small></caption>
            <thead class="unseen"><tr><th scope="col">{t(keys::COL_ACCOUNT_NAME)}</th><th scope="col">{t(keys::COL_SUM)}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
