//! The receipt: what was paid, the way the money went, and what can be done with the paper.

use crate::api::{self, explain};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{date_time, fill, keys, money, t};
use crate::platform;
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::payments::{ItemOutcome, ItemView, PaymentView, ReceiptRef};
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
use shared::contact::Email;

/// The paper, and beside it what can be done with it.
pub(crate) fn receipt(app: App, view: &PaymentView, receipt: Option<&ReceiptRef>) -> AnyView {
    let actions = match receipt {
        Some(receipt) => actions(app, receipt.clone()),
        None => nothing(),
    };
    ui::group("two", vec![paper(app, view, receipt), actions])
}

fn paper(app: App, view: &PaymentView, receipt: Option<&ReceiptRef>) -> AnyView {
    let number = receipt.map(|r| fill(keys::RECEIPT_NUMBER_IS, &[("number", &r.number)])).unwrap_or_default();
    let sum = if view.captured_minor > 0 { view.captured_minor } else { view.total_minor };
    let city = app.city(&view.city).map(|city| crate::parts::city_name(&city)).unwrap_or_default();
    let mut parts = vec![
        ui::para("receipt-number", number),
        ui::para("sumline", money(sum)),
        ui::para("receipt-phone", [&*city, &view.number].join(" ").trim()),
        items(app, view),
        ui::heading(t(keys::TRAIL_TITLE)),
        trail(app, view),
    ];
    if let Some(receipt) = receipt {
        parts.push(code(receipt));
    }
    // On a kiosk its layer draws it: the paper goes home on the citizen's phone.
    let link = receipt.map(|r| ["/receipts#", &r.number, ";", &r.code].concat());
    view! { <div class="receipt" data-qr=link>{parts}</div> }.into_any()
}

fn items(app: App, view: &PaymentView) -> AnyView {
    let line = |item: &ItemView| {
        let class = if is_off(item.outcome) { "off" } else { "" };
        let name = charge_name(app, &item.biller, &item.charge);
        let account = item.account.clone();
        view! {
            <li class=class><span>{name}<small>{account}</small></span><span class="sum">{money(item.amount_minor)}</span></li>
        }
        .into_any()
    };
    let mut lines: Vec<AnyView> = view.items.iter().map(line).collect();
    let fee: i64 = view.items.iter().filter(|item| !is_off(item.outcome)).map(|item| item.fee_minor).sum();
    lines.push(extra(keys::FEE, money(fee)));
    let card = view.card_used.clone().or_else(|| app.card(&view.card).map(|card| card.name));
    lines.push(extra(keys::CARD_TYPE, card.unwrap_or_default()));
    ui::list("receipt-items", lines)
}

fn extra(what: crate::i18n::Key, value: String) -> AnyView {
    view! { <li class="extra"><span>{t(what)}</span><span class="sum">{value}</span></li> }.into_any()
}

const fn is_off(outcome: ItemOutcome) -> bool {
    matches!(outcome, ItemOutcome::Refused | ItemOutcome::Cancelled | ItemOutcome::Reversed)
}

/// A charge's name, or its biller's, or the identifier: never nothing.
pub(crate) fn charge_name(app: App, biller: &str, charge: &str) -> String {
    let known = app.charge(biller, charge).map(|charge| charge.name);
    known.or_else(|| app.biller(biller).map(|biller| biller.name)).unwrap_or_else(|| charge.to_owned())
}

/// The way the money went: held, each biller, taken.
pub(crate) fn trail(app: App, view: &PaymentView) -> AnyView {
    let mut stops = Vec::new();
    if let Some(at) = &view.held_at {
        let order = view.order.as_deref().map(|order| fill(keys::TRAIL_ORDER, &[("n", order)])).unwrap_or_default();
        stops.push(stop("ok", t(keys::TRAIL_HELD).to_owned(), &[&date_time(at), &order]));
        stops.extend(view.items.iter().map(|item| biller_stop(app, item)));
    }
    if let Some(at) = &view.captured_at {
        let approval = view.approval.as_deref().map(|code| fill(keys::TRAIL_APPROVAL, &[("n", code)])).unwrap_or_default();
        let words = fill(keys::TRAIL_CAPTURED, &[("sum", &money(view.captured_minor))]);
        stops.push(stop("ok", words, &[&date_time(at), &approval]));
    }
    if view.refunded_minor > 0 {
        stops.push(stop("off", fill(keys::TRAIL_REFUNDED, &[("sum", &money(view.refunded_minor))]), &[]));
    }
    view! { <ol class="trail" role="list">{stops}</ol> }.into_any()
}

fn biller_stop(app: App, item: &ItemView) -> AnyView {
    let (class, key) = match item.outcome {
        ItemOutcome::Waiting => ("waits", keys::TRAIL_WAITING),
        ItemOutcome::Accepted => ("ok", keys::TRAIL_ACCEPTED),
        ItemOutcome::Refused => ("off", keys::TRAIL_REFUSED),
        ItemOutcome::Cancelled => ("off", keys::TRAIL_CANCELLED),
        ItemOutcome::Reversed => ("off", keys::TRAIL_REVERSED),
    };
    let name = charge_name(app, &item.biller, &item.charge);
    let at = item.at.as_deref().map(date_time).unwrap_or_default();
    stop(class, fill(key, &[("name", &name)]), &[&at, item.reference.as_deref().unwrap_or("")])
}

fn stop(class: &'static str, words: String, details: &[&str]) -> AnyView {
    let details: Vec<&str> = details.iter().copied().filter(|part| !part.is_empty()).collect();
    view! { <li class=class>{words}<small>{details.join(" · ")}</small></li> }.into_any()
}

fn code(receipt: &ReceiptRef) -> AnyView {
    let spaced = receipt.code.split_at_checked(5).map_or_else(|| receipt.code.clone(), |(a, b)| [a, " ", b].concat());
    ui::group(
        "receipt-code",
        vec![ui::para("", t(keys::RECEIPT_CODE_IS)), ui::para("code", spaced), ui::para("hint", t(keys::RECEIPT_CODE_WHY))],
    )
}

fn actions(app: App, receipt: ReceiptRef) -> AnyView {
    let fault = RwSignal::new(None);
    let request = ReceiptRequest { number: receipt.number.clone(), code: receipt.code.clone(), lang: app.lang.get_untracked() };
    let pdf = move || {
        let request = request.clone();
        spawn_local(async move {
            let failed = api::receipt_pdf(&request).await.err();
            fault.try_set(failed);
        });
    };
    ui::group(
        "actions",
        vec![
            ui::button("btn", t(keys::PRINT), platform::print),
            ui::button("btn ghost", t(keys::PDF), pdf),
            crate::parts::fault(fault),
            email_form(app, receipt),
        ],
    )
}

/// How the sending of a receipt stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sending {
    No,
    Now,
    Sent(String),
    Failed(api::ApiError),
}

fn email_form(app: App, receipt: ReceiptRef) -> AnyView {
    let sending = RwSignal::new(Sending::No);
    let typed = RwSignal::new(app.pay.record.with_untracked(|record| record.answers.email.clone()));
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
            let request = EmailReceipt { number, code, email: email.clone(), lang: app.lang.get_untracked() };
            let state = match api::email_receipt(&wish, &request).await {
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
        view! { <button type="submit" class="btn ghost">{t(keys::EMAIL_SEND)}</button> }.into_any(),
        sent(sending),
    ];
    ui::form(children, send)
}

fn sent(sending: RwSignal<Sending>) -> AnyView {
    let words = live(move || match sending.get() {
        Sending::No => nothing(),
        Sending::Now => ui::para("hint", t(keys::WAIT)),
        Sending::Sent(email) => ui::notice(Tone::Good, fill(keys::EMAIL_SENT, &[("email", &email)]), vec![]),
        Sending::Failed(error) => ui::notice(Tone::Bad, explain(&error), vec![]),
    });
    view! { <div aria-live="polite">{words}</div> }.into_any()
}
