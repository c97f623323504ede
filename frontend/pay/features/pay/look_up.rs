//! The bills of a number, and remote billers asked one by one. The tasks write only signals of the app, and what they
//! bring is dropped when another number was asked for meanwhile.

use crate::api::{self, ApiError};
use crate::forms;
use crate::i18n::keys;
use crate::routes::Route;
use crate::state::pay::{Asking, BillCard};
use crate::state::{App, Screens};
use frontend::state::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::bills::{AskRequest, Bill, BillsRequest};
use shared::bill::Standing;
use shared::money::Money;

/// Fetches the bills of the number typed, unless they are there.
pub(crate) fn look_up(app: App, again: bool) {
    let answers = app.pay.answers();
    let home = (answers.city, answers.number);
    if !again && app.pay.load.get_untracked() == Load::Ready && app.pay.shown_for.get_untracked() == home {
        return;
    }
    app.pay.shown_for.set(home.clone());
    app.pay.load.set(Load::Waiting);
    app.pay.holder.set(String::new());
    app.pay.cards.set(Vec::new());
    // A code alone, handed over by another form.
    if home.1.is_empty() {
        app.pay.load.set(Load::Ready);
        return ask_the_rest(app);
    }
    spawn_local(async move {
        let answer = api::bills(&BillsRequest { city: home.0.clone(), number: home.1.clone() }).await;
        if app.pay.shown_for.get_untracked() != home {
            return;
        }
        match answer {
            Ok(bills) => {
                app.pay.holder.set(bills.holder);
                let cards = bills.bills.into_iter().map(|bill| card_of(app, bill, None)).collect();
                app.pay.cards.set(cards);
                app.pay.load.set(Load::Ready);
                ask_the_rest(app);
            }
            Err(error) => not_found(app, error),
        }
    });
}

/// The server's verdict on the number is said where the number was typed.
fn not_found(app: App, error: ApiError) {
    if let ApiError::Problem(problem) = &error {
        let issues = forms::issues_of(problem, &[("city", "city", keys::CITY), ("number", "number", keys::NUMBER)]);
        if !issues.is_empty() {
            app.pay.shown_for.set(<(String, String)>::default());
            app.swap(&Route::Number);
            forms::refuse(app.issues, issues);
            return;
        }
    }
    app.pay.load.set(Load::Failed(error));
}

/// A card as it starts: what was chosen before stays chosen, else what is owed is.
fn card_of(app: App, bill: Bill, code: Option<String>) -> BillCard {
    let answers = app.pay.answers();
    let before = answers.chosen.iter().find(|chosen| !bill.id.is_empty() && chosen.bill == bill.id);
    let owed = bill.standing == Standing::Owed;
    let open = !bill.id.is_empty() && bill.leased_ms <= 0;
    let amount = before.map_or(if owed { bill.balance_minor } else { 0 }, |chosen| chosen.amount_minor);
    let picked = open && before.map_or(owed && answers.chosen.is_empty(), |_| true);
    let typed = if amount > 0 { shared::format::amount(crate::i18n::lang(), Money::from_minor(amount)) } else { String::new() };
    let asking = if bill.standing == Standing::Ask { Asking::Now } else { Asking::No };
    BillCard { bill, asking, code, picked, typed }
}

/// Remote billers, each on its own: a slow one costs its card only. Codes added by hand are asked again too.
fn ask_the_rest(app: App) {
    let waiting: Vec<String> = app
        .pay
        .cards
        .with_untracked(|cards| cards.iter().filter(|card| card.asking == Asking::Now).map(|card| card.bill.biller.clone()).collect());
    for biller in waiting {
        ask(app, biller, None);
    }
    for (biller, code) in app.pay.answers().accounts {
        place_and_ask(app, biller, code);
    }
}

/// Asks a biller by a code typed in; its card comes at the end.
pub(super) fn ask_code(app: App, biller: String, code: String) {
    let known = (biller.clone(), code.clone());
    app.pay.change(|answers| {
        if !answers.accounts.contains(&known) {
            answers.accounts.push(known);
        }
    });
    place_and_ask(app, biller, code);
}

fn place_and_ask(app: App, biller: String, code: String) {
    let there = app.pay.cards.with_untracked(|cards| {
        cards.iter().any(|card| card.bill.biller == biller && card.code.as_ref() == Some(&code) && card.asking == Asking::Now)
    });
    if there {
        return;
    }
    let charge = app.offered.options.with_untracked(|o| o.charges.iter().find(|c| c.biller == biller).map(|c| c.id.clone()));
    let bill = Bill {
        id: String::new(),
        biller: biller.clone(),
        charge: charge.unwrap_or_default(),
        account: String::new(),
        standing: Standing::Ask,
        balance_minor: 0,
        period: String::new(),
        due: String::new(),
        documents: Vec::new(),
        leased_ms: 0,
    };
    app.pay.cards.update(|cards| {
        // Asked once more: the answer of the first time goes.
        cards.retain(|card| card.bill.biller != biller || card.code.as_ref() != Some(&code));
        cards.push(BillCard { bill, asking: Asking::Now, code: Some(code.clone()), picked: false, typed: String::new() });
    });
    ask(app, biller, Some(code));
}

/// **Yenidən soruş** on a card.
pub(super) fn ask_again(app: App, index: usize) {
    let Some(card) = app.pay.cards.with_untracked(|cards| cards.get(index).cloned()) else { return };
    if card.asking == Asking::No {
        return look_up(app, true);
    }
    app.pay.cards.update(|cards| cards[index].asking = Asking::Now);
    ask(app, card.bill.biller, card.code);
}

fn ask(app: App, biller: String, code: Option<String>) {
    let home = app.pay.shown_for.get_untracked();
    spawn_local(async move {
        let (city, number) = home.clone();
        let answer = api::ask(&AskRequest { city, number, biller: biller.clone(), account: code.clone() }).await;
        if app.pay.shown_for.get_untracked() != home {
            return;
        }
        let found = answer.map(|bills| bills.bills).unwrap_or_default();
        let mut found: Vec<BillCard> = found.into_iter().map(|bill| card_of(app, bill, code.clone())).collect();
        app.pay.cards.update(|cards| {
            let asked = |card: &BillCard| card.bill.biller == biller && card.code == code && card.asking == Asking::Now;
            let Some(at) = cards.iter().position(asked) else { return };
            let mut placeholder = cards.remove(at);
            if found.is_empty() {
                // No answer is not nothing owed.
                placeholder.bill.standing = Standing::Unknown;
                found.push(placeholder);
            }
            for (step, mut card) in found.into_iter().enumerate() {
                card.asking = Asking::Done;
                cards.insert(at + step, card);
            }
        });
    });
}
