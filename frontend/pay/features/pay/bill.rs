//! One card on the bills page.

use super::bills::{amount_id, is_payable, pay_one, rule};
use crate::forms::{self, TextField};
use crate::i18n::{fill, keys, money, month, t};
use crate::parts::charge_icon;
use crate::state::App;
use crate::state::pay::{Asking, BillCard};
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use shared::api::bills::Document;
use shared::bill::Standing;

/// The card of a bill; made anew when the bill itself changes, not while its amount is typed.
pub(super) fn card(app: App, index: usize) -> AnyView {
    let shown = Memo::new(move |_| app.pay.cards.with(|cards| cards.get(index).map(|c| (c.bill.clone(), c.asking))));
    let body = live(move || {
        // Read, not only tracked: a memo that was never read watches nothing. It may be gone when the list is made anew.
        _ = shown.try_with(|_| ());
        app.pay.cards.with_untracked(|cards| cards.get(index).cloned()).map_or_else(nothing, |card| inside(app, index, &card))
    });
    view! { <li class="bill">{body}</li> }.into_any()
}

fn inside(app: App, index: usize, card: &BillCard) -> AnyView {
    if card.asking == Asking::Now {
        return asking(app, card);
    }
    let name = app.offered.charge_name(&card.bill.biller, &card.bill.charge);
    ui::parts(vec![
        charge_icon(&card.bill.charge),
        about(app, card, &name),
        ui::para("amt", sum(card)),
        tag(card),
        ui::group("act", action(app, index, card, &name)),
        documents(&card.bill.documents, &name),
    ])
}

fn asking(app: App, card: &BillCard) -> AnyView {
    let name = app.offered.biller(&card.bill.biller).map(|biller| biller.name).unwrap_or_default();
    ui::parts(vec![
        charge_icon(&card.bill.charge),
        ui::group("bill-name", vec![ui::heading(app.offered.charge_name(&card.bill.biller, &card.bill.charge))]),
        view! { <p class="tag calm asking" role="status">{fill(keys::BILL_ASKING, &[("name", &name)])}</p> }.into_any(),
    ])
}

fn about(app: App, card: &BillCard, name: &str) -> AnyView {
    let bill = &card.bill;
    let due = if bill.due.is_empty() { String::new() } else { fill(keys::BILL_DUE, &[("date", &shared::format::iso_date(&bill.due))]) };
    let account = if bill.account.is_empty() { String::new() } else { fill(keys::BILL_ACCOUNT, &[("code", &bill.account)]) };
    let biller = app.offered.biller(&bill.biller).map(|biller| biller.name).filter(|biller| biller != name).unwrap_or_default();
    let details: Vec<String> = [biller, month(&bill.period), due, account].into_iter().filter(|part| !part.is_empty()).collect();
    ui::group("bill-name", vec![ui::heading(name), ui::para("meta", details.join(" · "))])
}

/// Unknown has no sum: a zero would read as nothing owed.
fn sum(card: &BillCard) -> String {
    match card.bill.standing {
        Standing::Owed | Standing::NothingOwed => money(card.bill.balance_minor.max(0)),
        Standing::PaidAhead => money(card.bill.balance_minor.saturating_abs()),
        Standing::NoAccount | Standing::Unknown | Standing::Ask => "—".to_owned(),
    }
}

fn tag(card: &BillCard) -> AnyView {
    if card.bill.leased_ms > 0 {
        let minutes = ((card.bill.leased_ms - 1) / 60_000 + 1).to_string();
        return ui::para("tag warn long", fill(keys::BILL_LEASED, &[("n", &minutes)]));
    }
    let (class, key) = match card.bill.standing {
        Standing::Owed => ("tag warn", keys::BILL_OWED),
        Standing::NothingOwed => ("tag", keys::BILL_NOTHING_OWED),
        Standing::PaidAhead => ("tag", keys::BILL_PAID_AHEAD),
        Standing::NoAccount => ("tag calm", keys::BILL_NO_ACCOUNT),
        Standing::Unknown | Standing::Ask => ("tag bad", keys::BILL_UNKNOWN),
    };
    ui::para(class, t(key))
}

fn action(app: App, index: usize, card: &BillCard, name: &str) -> Vec<AnyView> {
    if matches!(card.bill.standing, Standing::Unknown | Standing::Ask) {
        let again = move || super::look_up::ask_again(app, index);
        return vec![ui::button_with("btn ghost", t(keys::ASK_AGAIN), name.to_owned(), again)];
    }
    if !is_payable(app, card) {
        return Vec::new();
    }
    let rule = rule(app, card);
    let pay = |class| ui::button_with(class, t(keys::PAY), name.to_owned(), move || pay_one(app, index));
    if card.bill.standing != Standing::Owed {
        return vec![ui::more_with("advance", t(keys::PAY_ADVANCE), name, vec![amount(app, index, card), pay("btn")])];
    }
    let mut parts = vec![pick(app, index, name)];
    if rule.part || rule.advance {
        parts.push(ui::more_with("edit", t(keys::AMOUNT_CHANGE), name, vec![amount(app, index, card)]));
    }
    parts.push(pay("btn"));
    parts
}

fn pick(app: App, index: usize, name: &str) -> AnyView {
    let picked = move || app.pay.cards.with(|cards| cards.get(index).is_some_and(|card| card.picked));
    let id = ["pick-", &index.to_string()].concat();
    let flip = move |_| change(app, index, |card| card.picked = !card.picked);
    let label_for = id.clone();
    view! {
        <label class="pick" for=label_for>
            <input type="checkbox" id=id prop:checked=picked on:change=flip />
            <span>{t(keys::PICK)}{ui::unseen(name.to_owned())}</span>
        </label>
    }
    .into_any()
}

fn amount(app: App, index: usize, card: &BillCard) -> AnyView {
    let rule = rule(app, card);
    let hint = fill(keys::AMOUNT_HINT, &[("min", &money(rule.min_minor)), ("max", &money(rule.max_minor))]);
    let field = TextField {
        id: amount_id(index),
        label: keys::AMOUNT_AZN,
        hint,
        value: card.typed.clone(),
        entry: ("text", "decimal", "off", "go"),
        class: "input amount",
    };
    forms::text_field(app.issues, field, move |typed| change(app, index, |card| card.typed = typed))
}

fn change(app: App, index: usize, change: impl FnOnce(&mut BillCard)) {
    app.pay.cards.update(|cards| {
        if let Some(card) = cards.get_mut(index) {
            change(card);
        }
    });
}

fn documents(documents: &[Document], name: &str) -> AnyView {
    if documents.is_empty() {
        return nothing();
    }
    let row = |document: &Document| {
        let details = [month(&document.period), shared::format::iso_date(&document.due)];
        let details: Vec<String> = details.into_iter().filter(|part| !part.is_empty()).collect();
        let number = fill(keys::DOCUMENT_NUMBER, &[("n", &document.number)]);
        view! {
            <li><span>{number}<small>{ui::words(&details.join(" · "))}</small></span><span class="sum">{money(document.amount_minor)}</span></li>
        }
        .into_any()
    };
    let words = crate::i18n::counted(keys::DOCUMENTS_FEW, documents.len());
    ui::more_with("documents", &words, name, vec![ui::list("", documents.iter().map(row).collect())])
}
