//! Asking for a refund, and the case that comes of it.

mod bill;
mod decide;
mod share;

use crate::api;
use crate::forms::{self, Issue};
use crate::i18n::{date_time, fill, keys, money, t};
use crate::parts::act::{sending, text, written};
use crate::parts::table::{Cells, table};
use crate::parts::{self, fault, fetched, headed, line, numbered, said, section, short, tag, title};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use crate::words;
use frontend::app::{Address, Screens};
use leptos::prelude::*;
use shared::api::refunds::{RefundShareView, RefundState, RefundView, RefundablePayment, RequestRefund};
use shared::validation::Code;

/// `/operator/payments/{reference}/refund`: which bills, how much of each, with its fee or not, and why.
pub(crate) fn request(app: App, reference: String) -> AnyView {
    let back = Route::Payment(reference).path();
    ui::parts(vec![
        parts::ways(app, ""),
        ui::link("back", back, t(keys::REQUEST_BACK)),
        title(t(keys::REQUEST_TITLE)),
        fetched(app.refundable.load, App::look, app, whole),
    ])
}

fn whole(app: App) -> AnyView {
    live(move || app.refundable.value.with(|view| view.as_ref().map_or_else(nothing, |view| form(app, view))))
}

fn form(app: App, view: &RefundablePayment) -> AnyView {
    let mut facts = vec![
        fill(keys::REQUEST_RECEIPT, &[("number", &view.receipt)]),
        fill(keys::REQUEST_TAKEN, &[("sum", &money(view.captured_minor)), ("at", &date_time(&view.captured_at))]),
    ];
    if view.refunded_minor > 0 {
        facts.push(words::given_back(view.refunded_minor));
    }
    let bills: Vec<AnyView> = view.shares.iter().enumerate().map(|(index, share)| bill::bill(app, index, share)).collect();
    let bills = view! {
        <fieldset class="choices bills-back" id="bills" tabindex="-1">
            <legend>{t(keys::REQUEST_BILLS)}</legend>{forms::message(app.issues, "bills")}{bills}
        </fieldset>
    };
    let view = StoredValue::new(view.clone());
    let parts = vec![
        forms::summary(app.issues),
        bills.into_any(),
        text(app, "reason", keys::REASON, keys::REASON_HINT_PAYER),
        view! { <div role="status">{live(move || total(app, &view.get_value()))}</div> }.into_any(),
        view! { <div id="said" tabindex="-1">{fault(app.fault)}</div> }.into_any(),
        ui::group("row", vec![ui::submit(t(keys::REQUEST_SEND))]),
        sending(app),
    ];
    let form = ui::form(parts, move || send(app, &view.get_value()));
    view! { <div class="narrow"><p class="lead">{ui::words(&facts.join(" · "))}</p>{form}</div> }.into_any()
}

/// What will be given back, before it is sent.
fn total(app: App, view: &RefundablePayment) -> AnyView {
    let (mut bills, mut fees, mut is_known) = (0, 0, true);
    for (index, share) in view.shares.iter().enumerate() {
        match share::asked(app, index, share) {
            Ok(asked) => {
                bills += asked.as_ref().map_or(0, |asked| asked.amount_minor);
                fees += asked.map_or(0, |asked| asked.fee_minor);
            }
            Err(_) => is_known = false,
        }
    }
    let sum = bills + fees;
    // An amount that cannot be read is no zero.
    if !is_known {
        return view! { <p class="total"><span>{t(keys::REQUEST_SUM)}</span><b>{t(keys::NO_VALUE)}</b></p> }.into_any();
    }
    let parts = fill(keys::REQUEST_SUM_OF, &[("bills", &money(bills)), ("fee", &money(fees))]);
    let second = match sum > view.second_person_above_minor {
        true => ui::notice(Tone::Calm, fill(keys::REQUEST_SECOND, &[("sum", &money(view.second_person_above_minor))]), vec![]),
        false => nothing(),
    };
    let line = view! { <p class="total"><span>{t(keys::REQUEST_SUM)}</span><b>{money(sum)}</b></p> }.into_any();
    ui::parts(vec![line, ui::para("hint", parts), second])
}

fn send(app: App, view: &RefundablePayment) {
    let mut shares = Vec::new();
    let mut found = Vec::new();
    for (index, share) in view.shares.iter().enumerate() {
        match share::asked(app, index, share) {
            Ok(asked) => shares.extend(asked),
            Err(error) => found.push(Issue::new(share::amount_id(index), keys::AMOUNT_AZN, error)),
        }
    }
    if shares.is_empty() && found.is_empty() {
        found.push(Issue::new("bills", keys::REQUEST_BILLS, Code::NothingChosen));
    }
    if forms::refuse(app.issues, found) {
        return;
    }
    let Some(reason) = written(app, "reason", keys::REASON, 3) else { return };
    let body = api::write(&RequestRefund { payment: view.payment.clone(), shares, reason });
    app.send(shared::api::path::OPERATOR_REFUNDS.to_owned(), body.clone(), body, move |text| match api::read::<RefundView>(text) {
        Ok(case) => app.go(&Route::Case(case.id), Some(keys::DONE_REQUEST)),
        Err(_) => app.go(&Route::Cases("all".to_owned()), None),
    });
}

/// `/operator/refunds/{id}`: how far it is, what the bank and each biller said, and whose turn it is.
pub(crate) fn case(app: App, id: &str) -> AnyView {
    let back = Route::Cases(crate::routes::CASES[0].to_owned()).path();
    ui::parts(vec![
        parts::ways(app, ""),
        ui::link("back", back, t(keys::CASE_BACK)),
        headed(app, numbered(keys::CASE_TITLE, &short(id)), app.case.at_ms, App::look),
        said(app),
        fetched(app.case.load, App::look, app, case_whole),
    ])
}

fn case_whole(app: App) -> AnyView {
    let of = move |make: fn(App, &RefundView) -> AnyView| {
        live(move || {
            app.offered.options.track();
            app.case.value.with(|case| case.as_ref().map_or_else(nothing, |case| make(app, case)))
        })
    };
    view! {
        {of(head)}
        {of(decide::standing)}
        <div class="office-two">
            <div class="facts">{vec![of(shares), of(facts)]}</div>
            <div class="decide" id="actions" tabindex="-1">{decide::acts(app)}</div>
        </div>
    }
    .into_any()
}

fn head(_: App, case: &RefundView) -> AnyView {
    let alarm = if case.alarmed { tag(("tag bad", t(keys::HAS_ALARM).to_owned())) } else { nothing() };
    ui::group("head", vec![tag(words::refund_state(case.state)), ui::para("head-sum", money(case.total_minor)), alarm])
}

const SHARES: [crate::i18n::Key; 5] = [keys::COL_BILL, keys::COL_ACCOUNT, keys::COL_SUM, keys::COL_FEE, keys::COL_BILLER_SAID];

fn shares(app: App, case: &RefundView) -> AnyView {
    let row = |share: &RefundShareView| -> Cells {
        let said = [share.code.clone().unwrap_or_default(), share.at.as_deref().map(date_time).unwrap_or_default()];
        let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let said = if said.is_empty() { nothing() } else { ui::para("hint", said.join(" · ")) };
        vec![
            ("number wraps", app.offered.charge_name(&share.biller, &share.charge).into_any()),
            ("short", ui::words(&share.account)),
            ("sum-cell", money(share.amount_minor).into_any()),
            ("sum-cell", money(share.fee_minor).into_any()),
            ("tags", ui::parts(vec![tag(words::share_outcome(share.outcome)), said])),
        ]
    };
    section("shares", keys::CASE_SHARES, vec![table(keys::CASE_SHARES, &SHARES, case.shares.iter().map(row).collect())])
}

fn facts(_: App, case: &RefundView) -> AnyView {
    let at = |at: &Option<String>| at.as_deref().map(date_time).unwrap_or_default();
    let payment = ui::link("", Route::Payment(case.payment.clone()).path(), case.receipt.clone());
    let payment = view! { <div><dt>{t(keys::COL_RECEIPT)}</dt><dd>{payment}</dd></div> }.into_any();
    let mut lines = vec![
        payment,
        line(keys::REASON, case.reason.clone()),
        line(keys::COL_ASKED_BY, [&case.requested_by, " · ", &date_time(&case.requested_at)].concat()),
    ];
    if let Some(by) = &case.decided_by {
        lines.push(line(keys::DECIDED_BY, [by.as_str(), " · ", &at(&case.decided_at)].concat()));
    }
    if !case.decision_note.is_empty() {
        lines.push(line(keys::DECISION_NOTE, case.decision_note.clone()));
    }
    let bank = match case.state {
        RefundState::BankRefused => keys::CASE_BANK_REFUSED,
        _ => keys::CASE_BANK_GAVE,
    };
    if case.bank_at.is_some() {
        lines.push(line(bank, at(&case.bank_at)));
    }
    if case.ended_at.is_some() {
        lines.push(line(keys::CASE_ENDED, at(&case.ended_at)));
    }
    section("facts", keys::CASE_FACTS, vec![ui::lines(lines)])
}
