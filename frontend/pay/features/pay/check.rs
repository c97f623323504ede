//! `/pay/check`: everything once more, as the guide shows it, before the bank's page.

use super::{amount_minor, back, changed, chosen_name, course, fee_minor, give_up};
use crate::api;
use crate::forms;
use crate::i18n::{keys, money, t};
use crate::parts::{city_name, fault, fetched, number_of, steps, title};
use crate::platform;
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone, live};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::payments::{StartItem, StartPayment};
use shared::id::Id;
use shared::payment::journey::{Attempt, Chosen, PayDraft};

/// The screen.
pub(crate) fn check(app: App) -> AnyView {
    steps::wizard(
        4,
        vec![
            back(&Route::Card),
            forms::summary(app.issues),
            fault(app.fault),
            changed::notice(app),
            title(t(keys::CHECK_TITLE)),
            fetched(app.offered.load, App::need_options, app, form),
        ],
    )
}

fn form(app: App) -> AnyView {
    let answers = app.pay.answers();
    let children = vec![
        ui::lines(lines(app, &answers)),
        refusal(app),
        ui::para("", t(keys::CHECK_BANK)),
        ui::group("row", vec![ui::submit(t(keys::NEXT)), ui::button("btn quiet", t(keys::GIVE_UP), move || give_up(app))]),
        steps::saved(app.pay),
    ];
    ui::form(children, move || confirm(app))
}

/// Why nothing begins now, beside the button; spoken again at each press.
fn refusal(app: App) -> AnyView {
    let words = live(move || {
        app.pay.busy.track();
        if app.offline.get() { ui::notice(Tone::Warn, t(keys::CHECK_OFFLINE), vec![]) } else { ui::nothing() }
    });
    view! { <div role="alert">{words}</div> }.into_any()
}

fn lines(app: App, answers: &PayDraft) -> Vec<AnyView> {
    let change = |what, route: &Route| ui::link_with("", route.path(), t(keys::CHANGE), t(what).to_owned());
    let city = app.offered.city(&answers.city);
    let number = city.as_ref().map_or_else(|| answers.number.clone(), |city| number_of(city, &answers.number));
    let card = app.offered.card(&answers.card);
    let (amount, fee) = (amount_minor(answers), card.as_ref().map_or(0, |card| fee_minor(card, answers)));
    let one = |what, value: String, action| ui::line(t(what), vec![value], action);
    let several = answers.chosen.len() > 1;
    let service = |chosen: &Chosen| match several {
        true => [&chosen_name(app, chosen), ": ", &money(chosen.amount_minor)].concat(),
        false => chosen_name(app, chosen),
    };
    let services = answers.chosen.iter().map(service).collect();
    let mut lines = match answers.accounts.first() {
        Some((_, code)) if number.is_empty() => vec![one(keys::ACCOUNT, code.clone(), ui::nothing())],
        _ => vec![
            one(keys::CITY, city.as_ref().map(city_name).unwrap_or_default(), change(keys::CITY, &Route::Number)),
            one(keys::NUMBER, number, change(keys::NUMBER, &Route::Number)),
        ],
    };
    lines.extend([
        ui::line(t(keys::SERVICE), services, change(keys::SERVICE, &Route::Bills)),
        one(keys::AMOUNT, money(amount), change(keys::AMOUNT, &Route::Bills)),
        one(keys::FEE, money(fee), ui::nothing()),
        one(keys::CARD_TYPE, card.map(|card| card.name).unwrap_or_default(), change(keys::CARD_TYPE, &Route::Card)),
    ]);
    if fee > 0 {
        lines.push(one(keys::TOTAL, money(amount + fee), ui::nothing()));
    }
    if !answers.email.trim().is_empty() {
        lines.push(one(keys::EMAIL, answers.email.trim().to_owned(), change(keys::EMAIL, &Route::Card)));
    }
    lines
}

/// **İrəli**: the attempt gets its key and secret, is kept, and only then is anything sent.
fn confirm(app: App) {
    if app.pay.busy.get_untracked() {
        return;
    }
    app.pay.busy.set(true);
    app.fault.set(None);
    app.pay.changed.set(String::new());
    spawn_local(async move {
        // A payment never starts without a network: nobody could say whether it has.
        if !platform::ask().await {
            return app.pay.busy.set(false);
        }
        // Another tab may have started this payment already, or be about to: its attempt is ours.
        platform::lock().await;
        app.pay.draft.load().await;
        if app.pay.answers().attempt.is_none() {
            let attempt = Attempt { key: new_key(), secret: platform::random_hex(32), reference: None };
            let body = body(app, &app.pay.answers(), &attempt.secret);
            app.pay.record.update(|record| {
                record.body = body;
                record.answers.attempt = Some(attempt);
            });
            app.pay.save().await;
            app.pay.to_bank.set(true);
        }
        platform::unlock();
        app.pay.busy.set(false);
        course::to_payment(app);
    });
}

fn new_key() -> Id {
    let hex = platform::random_hex(16);
    Id::parse(&hex).unwrap_or_else(|| Id::from_bytes([0; 16]))
}

fn body(app: App, answers: &PayDraft, secret: &str) -> String {
    let by_hand = app.pay.record.with_untracked(|record| record.by_hand.clone());
    let item = |chosen: &Chosen| StartItem {
        bill: chosen.bill.clone(),
        biller: chosen.biller.clone(),
        account: by_hand.iter().find(|(bill, _)| *bill == chosen.bill).map(|(_, code)| code.clone()),
        amount_minor: chosen.amount_minor,
        shown_minor: Some(chosen.shown_minor),
        advance: chosen.is_advance(),
    };
    let fee = app.offered.card(&answers.card).map_or(0, |card| fee_minor(&card, answers));
    api::start_body(&StartPayment {
        city: answers.city.clone(),
        number: answers.number.clone(),
        items: answers.chosen.iter().map(item).collect(),
        card: answers.card.clone(),
        email: answers.email.trim().to_owned(),
        lang: app.lang.get_untracked(),
        secret: secret.to_owned(),
        total_minor: amount_minor(answers) + fee,
    })
}
