//! The receipt: what was paid, the way the money went, and what can be done with the paper.

use super::fault;
use crate::api::{ApiError, explain, receipts as api};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{date_time, fill, keys, lang, money, receipt as words, t};
use crate::platform;
use crate::state::offered::{Offered, city_name};
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::payments::{ItemOutcome, ItemView, PaymentView, ReceiptRef};
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
use shared::contact::Email;
use shared::format;

/// The paper, and beside it what can be done with it; `email` is where it would be sent.
pub fn receipt(offered: Offered, view: &PaymentView, receipt: Option<&ReceiptRef>, email: String) -> AnyView {
    let actions = match receipt {
        Some(receipt) => actions(receipt.clone(), email),
        None => nothing(),
    };
    ui::group("two", vec![paper(offered, view, receipt), actions])
}

fn paper(offered: Offered, view: &PaymentView, receipt: Option<&ReceiptRef>) -> AnyView {
    let number = receipt.map(|r| fill(words::RECEIPT_NUMBER_IS, &[("number", &r.number)])).unwrap_or_default();
    let sum = if view.captured_minor > 0 { view.captured_minor } else { view.total_minor };
    let city = offered.city(&view.city).map(|city| city_name(&city)).unwrap_or_default();
    let mut parts = vec![
        ui::para("receipt-number", number),
        ui::para("sumline", money(sum)),
        ui::para("receipt-phone", [&*city, &view.number].join(" ").trim()),
        items(offered, view),
        ui::heading(t(words::TRAIL_TITLE)),
        trail(offered, view),
    ];
    if let Some(receipt) = receipt {
        parts.push(code(receipt));
    }
    // On a kiosk its layer draws it: the paper goes home on the citizen's phone.
    let link = receipt.map(|r| ["/receipts#", &r.number, ";", &r.code].concat());
    view! { <div class="receipt" data-qr=link>{parts}</div> }.into_any()
}

fn items(offered: Offered, view: &PaymentView) -> AnyView {
    let line = |item: &ItemView| {
        let class = if is_off(item.outcome) { "off" } else { "" };
        let name = offered.charge_name(&item.biller, &item.charge);
        let mut account = item.account.clone();
        if item.refunded_minor > 0 {
            account.push_str(" · ");
            account.push_str(&fill(words::TRAIL_REFUNDED, &[("sum", &money(item.refunded_minor))]));
        }
        view! {
            <li class=class><span>{name}<small>{ui::words(&account)}</small></span><span class="sum">{money(item.amount_minor)}</span></li>
        }
        .into_any()
    };
    let mut lines: Vec<AnyView> = view.items.iter().map(line).collect();
    let fee: i64 = view.items.iter().filter(|item| !is_off(item.outcome)).map(|item| item.fee_minor).sum();
    let rule = view.fee_rule.filter(|_| fee > 0).map(|rule| [" (", &format::fee_rule(lang(), &rule), ")"].concat());
    lines.push(extra([t(words::FEE), &rule.unwrap_or_default()].concat(), &money(fee)));
    let card = view.card_used.clone().or_else(|| offered.card(&view.card).map(|card| card.name));
    lines.push(extra(t(words::CARD_TYPE).to_owned(), &card.unwrap_or_default()));
    ui::list("receipt-items", lines)
}

fn extra(what: String, value: &str) -> AnyView {
    view! { <li class="extra"><span>{what}</span><span class="sum">{ui::words(value)}</span></li> }.into_any()
}

const fn is_off(outcome: ItemOutcome) -> bool {
    matches!(outcome, ItemOutcome::Refused | ItemOutcome::Cancelled | ItemOutcome::Reversed)
}

/// The way the money went: held, each biller, taken.
pub fn trail(offered: Offered, view: &PaymentView) -> AnyView {
    let mut stops = Vec::new();
    if let Some(at) = &view.held_at {
        let order = view.order.as_deref().map(|order| fill(words::TRAIL_ORDER, &[("n", order)])).unwrap_or_default();
        stops.push(stop("ok", t(words::TRAIL_HELD).to_owned(), &[&date_time(at), &order]));
        stops.extend(view.items.iter().map(|item| biller_stop(offered, item)));
    }
    if let Some(at) = &view.captured_at {
        let approval = view.approval.as_deref().map(|code| fill(words::TRAIL_APPROVAL, &[("n", code)])).unwrap_or_default();
        let said = fill(words::TRAIL_CAPTURED, &[("sum", &money(view.captured_minor))]);
        stops.push(stop("ok", said, &[&date_time(at), &approval]));
    }
    if view.refunded_minor > 0 {
        stops.push(stop("off", fill(words::TRAIL_REFUNDED, &[("sum", &money(view.refunded_minor))]), &[]));
    }
    view! { <ol class="trail" role="list">{stops}</ol> }.into_any()
}

fn biller_stop(offered: Offered, item: &ItemView) -> AnyView {
    let (class, key) = match item.outcome {
        ItemOutcome::Waiting => ("waits", words::TRAIL_WAITING),
        ItemOutcome::Accepted => ("ok", words::TRAIL_ACCEPTED),
        ItemOutcome::Refused => ("off", words::TRAIL_REFUSED),
        ItemOutcome::Cancelled => ("off", words::TRAIL_CANCELLED),
        ItemOutcome::Reversed => ("off", words::TRAIL_REVERSED),
    };
    let name = offered.charge_name(&item.biller, &item.charge);
    let at = item.at.as_deref().map(date_time).unwrap_or_default();
    stop(class, fill(key, &[("name", &name)]), &[&at, item.reference.as_deref().unwrap_or("")])
}

fn stop(class: &'static str, words: String, details: &[&str]) -> AnyView {
    let details: Vec<&str> = details.iter().copied().filter(|part| !part.is_empty()).collect();
    view! { <li class=class>{words}<small>{ui::words(&details.join(" · "))}</small></li> }.into_any()
}

fn code(receipt: &ReceiptRef) -> AnyView {
    let spaced = receipt.code.split_at_checked(5).map_or_else(|| receipt.code.clone(), |(a, b)| [a, " ", b].concat());
    ui::group(
        "receipt-code",
        vec![ui::para("", t(words::RECEIPT_CODE_IS)), ui::para("code", spaced), ui::para("hint", t(words::RECEIPT_CODE_WHY))],
    )
}

fn actions(receipt: ReceiptRef, email: String) -> AnyView {
    let failure = RwSignal::new(None);
    let request = ReceiptRequest { number: receipt.number.clone(), code: receipt.code.clone(), lang: lang() };
    let pdf = move || {
        let request = request.clone();
        spawn_local(async move {
            let failed = api::pdf(&request).await.err();
            failure.try_set(failed);
        });
    };
    ui::group(
        "actions",
        vec![
            ui::button("btn", t(words::PRINT), platform::print),
            ui::button("btn ghost", t(words::PDF), pdf),
            fault(failure),
            email_form(receipt, email),
        ],
    )
}

/// How the sending of a receipt stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sending {
    No,
    Now,
    Sent(String),
    Failed(ApiError),
}

fn email_form(receipt: ReceiptRef, email: String) -> AnyView {
    let sending = RwSignal::new(Sending::No);
    let typed = RwSignal::new(email);
    let issues = RwSignal::new(Vec::<Issue>::new());
    // One wish, one key: pressing again after a lost answer sends one message.
    let key = StoredValue::new((String::new(), String::new()));
    let send = move || {
        let email = match Email::parse(&typed.get_untracked()) {
            Ok(email) => email.as_str().to_owned(),
            Err(error) => return issues.set(vec![Issue::new("receipt-email", keys::EMAIL, error)]),
        };
        issues.set(Vec::new());
        if sending.get_untracked() == Sending::Now {
            return;
        }
        sending.set(Sending::Now);
        if key.with_value(|(of, _)| *of != email) {
            key.set_value((email.clone(), platform::random_hex(16)));
        }
        let (wish, number, code) = (key.get_value().1, receipt.number.clone(), receipt.code.clone());
        spawn_local(async move {
            let request = EmailReceipt { number, code, email: email.clone(), lang: lang() };
            let state = match api::email(&wish, &request).await {
                Ok(()) => Sending::Sent(email),
                Err(error) => Sending::Failed(error),
            };
            sending.try_set(state);
        });
    };
    let field = TextField {
        id: "receipt-email".to_owned(),
        label: keys::EMAIL,
        hint: String::new(),
        value: typed.get_untracked(),
        entry: ("email", "email", "email", "send"),
        class: "input",
    };
    let children = vec![
        forms::text_field(issues, field, move |text| typed.set(text)),
        view! { <button type="submit" class="btn ghost">{t(words::EMAIL_SEND)}</button> }.into_any(),
        sent(sending),
    ];
    ui::form(children, send)
}

fn sent(sending: RwSignal<Sending>) -> AnyView {
    let words = live(move || match sending.get() {
        Sending::No => nothing(),
        Sending::Now => ui::para("hint", t(keys::WAIT)),
        Sending::Sent(email) => ui::notice(Tone::Good, fill(words::EMAIL_SENT, &[("email", &email)]), vec![]),
        Sending::Failed(error) => ui::notice(Tone::Bad, explain(&error), vec![]),
    });
    view! { <div aria-live="polite">{words}</div> }.into_any()
}
