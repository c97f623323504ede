//! `/operator/payments/{reference}`: one payment's whole course, and the way to give money back.

mod books;
mod course;

use crate::i18n::{date_time, fill, keys, money, t};
use crate::parts::{self, fetched, headed, line, numbered, section, short};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live, nothing};
use crate::words;
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::operator::OperatorPayment;

/// The screen.
pub(crate) fn payment(app: App) -> AnyView {
    let Route::Payment(reference) = app.route.get_untracked() else { return nothing() };
    ui::parts(vec![
        parts::ways(app, ""),
        ui::link("back", "/operator/payments".to_owned(), t(keys::PAYMENT_BACK)),
        headed(app, numbered(keys::PAYMENT_TITLE, &short(&reference)), app.payment.at_ms, App::look),
        fetched(app.payment.load, App::look, app, whole),
    ])
}

fn whole(app: App) -> AnyView {
    live(move || {
        app.offered.options.track();
        app.payment.value.with(|view| view.as_ref().map_or_else(nothing, |view| of(app, view)))
    })
}

fn of(app: App, view: &OperatorPayment) -> AnyView {
    let left = vec![facts(app, view), course::items(app, view), course::events(view)];
    let right = vec![give_back(view), books::refunds(app), books::alarms(view), books::journal(app, view)];
    view! {
        {head(view)}
        <div class="office-two"><div class="facts">{left}</div><div class="facts">{right}</div></div>
    }
    .into_any()
}

fn head(view: &OperatorPayment) -> AnyView {
    let sum = if view.captured_minor > 0 { view.captured_minor } else { view.total_minor };
    let back = if view.refunded_minor > 0 { ui::para("", words::given_back(view.refunded_minor)) } else { nothing() };
    let outcome = view.outcome.as_deref().map_or_else(nothing, |outcome| ui::para("", words::outcome(outcome)));
    ui::group("head", vec![parts::tag(words::payment_state(&view.state)), ui::para("head-sum", money(sum)), back, outcome])
}

fn facts(app: App, view: &OperatorPayment) -> AnyView {
    let at = |at: &Option<String>| at.as_deref().map(date_time).unwrap_or_default();
    let card = view.card_used.clone().or_else(|| app.offered.card(&view.card).map(|card| card.name)).unwrap_or_default();
    let email = t(if view.email { keys::EMAIL_LEFT } else { keys::EMAIL_NONE });
    let number = |number: &Option<String>| number.clone().unwrap_or_default();
    let lines = vec![
        line(keys::PAYMENT_RECEIPT, number(&view.receipt)),
        line(keys::PAYMENT_REFERENCE, view.reference.clone()),
        line(keys::PAYMENT_BANK, view.acquirer.clone()),
        line(keys::FIND_ORDER, number(&view.order)),
        line(keys::PAYMENT_APPROVAL, number(&view.approval)),
        line(keys::PAYMENT_CARD, card),
        line(keys::COL_PHONE, view.phone.clone()),
        line(keys::EMAIL, email),
        line(keys::PAYMENT_CREATED, date_time(&view.created_at)),
        line(keys::PAYMENT_HELD, at(&view.held_at)),
        line(keys::PAYMENT_CAPTURED, at(&view.captured_at)),
    ];
    section("facts", keys::PAYMENT_FACTS, vec![ui::lines(lines)])
}

/// What was taken can be given back; where it cannot, it says why.
fn give_back(view: &OperatorPayment) -> AnyView {
    let left = view.captured_minor - view.refunded_minor;
    let content = match left {
        _ if view.captured_minor == 0 => ui::para("hint", t(keys::GIVE_BACK_NOT_TAKEN)),
        ..=0 => ui::para("hint", t(keys::GIVE_BACK_NOTHING)),
        left => ui::parts(vec![
            ui::para("", fill(keys::GIVE_BACK_LEFT, &[("sum", &money(left))])),
            ui::group("row", vec![ui::link("btn", Route::Refund(view.reference.clone()).path(), t(keys::GIVE_BACK))]),
        ]),
    };
    section("give-back", keys::GIVE_BACK_TITLE, vec![content])
}
