//! What the payment's screens wait for: bills, remote billers one by one, the start of a payment and its course. The
//! tasks write only signals of the app, and stop when another screen is visited or another number is asked for.

use crate::api::{self, ApiError};
use crate::forms;
use crate::i18n::keys;
use crate::platform;
use crate::routes::Route;
use crate::state::App;
use crate::state::drafts;
use crate::state::pay::{Asking, BillCard, Load, furthest, paid_id};
use crate::state::records;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::bills::{AskRequest, Bill, BillsRequest};
use shared::api::payments::{PaymentView, Stage};
use shared::api::problem::ProblemCode;
use shared::bill::Standing;
use shared::money::Money;

/// Tries at an answer before the citizen is asked whether to go on.
const TRIES: u32 = 6;
/// Polling starts at this pause and slows down to [`PAUSE_MS_MAX`].
const PAUSE_MS: u32 = 1_000;
const PAUSE_MS_MAX: u32 = 5_000;

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
    let charge = app.options.with_untracked(|o| o.charges.iter().find(|c| c.biller == biller).map(|c| c.id.clone()));
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

/// To the payment's own page, in place of the form that started it: Back must not lead to a second payment.
pub(super) fn to_payment(app: App) {
    app.swap(&furthest(&app.pay.answers()));
}

/// Sends the attempt that is kept, the same each time, until there is an answer.
pub(crate) fn start(app: App) {
    let (Some(attempt), body) = app.pay.record.with_untracked(|r| (r.answers.attempt.clone(), r.body.clone())) else { return };
    let visit = app.visit.get_untracked();
    app.pay.trouble.set(None);
    spawn_local(async move {
        for wait in 1..=TRIES {
            let answer = api::start(attempt.key.as_str(), &body).await;
            match answer {
                Ok(view) => return started(app, &attempt.secret, view).await,
                Err(error) if error.is_passing() => app.pay.trouble.set(Some(error)),
                Err(error) => return refused(app, error).await,
            }
            if app.visit.get_untracked() != visit {
                return;
            }
            if wait < TRIES {
                platform::sleep((wait * PAUSE_MS).min(PAUSE_MS_MAX)).await;
            }
        }
        app.pay.busy.set(false);
    });
    app.pay.busy.set(true);
}

async fn started(app: App, secret: &str, view: PaymentView) {
    let reference = view.reference.clone();
    app.pay.record.update(|record| {
        if let Some(attempt) = record.answers.attempt.as_mut().filter(|attempt| attempt.secret == secret) {
            attempt.reference = Some(reference.clone());
        }
    });
    app.pay.save().await;
    app.pay.busy.set(false);
    if app.route.get_untracked() != Route::Start {
        return;
    }
    let gone = go_to_bank(app, &view);
    app.pay.view.set(Some(view));
    if !gone {
        app.swap(&Route::Payment(reference));
    }
}

/// The server has decided against it and nothing was written: the answers stay, the attempt goes.
async fn refused(app: App, error: ApiError) {
    app.pay.drop_attempt();
    app.pay.save().await;
    app.pay.busy.set(false);
    app.pay.to_bank.set(false);
    if app.route.get_untracked() == Route::Start {
        app.swap(&Route::Check);
        app.fault.set(Some(error));
    }
}

/// Leaves for the bank's page, once, right after the confirmation. Back from there leads to the payment's page.
fn go_to_bank(app: App, view: &PaymentView) -> bool {
    let Some(redirect) = view.redirect.as_ref().filter(|_| app.pay.to_bank.get_untracked()) else { return false };
    app.pay.to_bank.set(false);
    platform::replace(&Route::Payment(view.reference.clone()).path());
    platform::leave(redirect);
    true
}

/// Follows a payment until its end.
pub(crate) fn watch(app: App, reference: String) {
    let visit = app.visit.get_untracked();
    if app.pay.view.with_untracked(|view| view.as_ref().is_some_and(|view| view.reference != reference)) {
        app.pay.view.set(None);
    }
    app.pay.trouble.set(None);
    spawn_local(async move {
        let Some(secret) = secret_of(app, &reference).await else {
            return app.pay.trouble.set(Some(ApiError::Problem(not_ours())));
        };
        let mut pause_ms = PAUSE_MS;
        loop {
            let answer = api::payment(&reference, &secret).await;
            if app.visit.get_untracked() != visit {
                return;
            }
            match answer {
                Ok(view) => {
                    app.pay.trouble.set(None);
                    if saw(app, view).await {
                        return;
                    }
                }
                Err(error) if error.code() == Some(ProblemCode::NotFound) => return app.pay.trouble.set(Some(error)),
                Err(error) => app.pay.trouble.set(Some(error)),
            }
            platform::sleep(pause_ms).await;
            pause_ms = (pause_ms + PAUSE_MS / 2).min(PAUSE_MS_MAX);
            if app.visit.get_untracked() != visit {
                return;
            }
        }
    });
}

fn not_ours() -> shared::api::problem::Problem {
    shared::api::problem::Problem { code: ProblemCode::NotFound, ..Default::default() }
}

/// The payer's proof: in the draft, or with the payments kept on this device.
async fn secret_of(app: App, reference: &str) -> Option<String> {
    let attempt = app.pay.answers().attempt.filter(|attempt| attempt.reference.as_deref() == Some(reference));
    if let Some(attempt) = attempt {
        return Some(attempt.secret);
    }
    Some(drafts::load(&paid_id(reference), records::paid).await?.value.secret)
}

/// Shows what the server says now; true at the end.
pub(super) async fn saw(app: App, view: PaymentView) -> bool {
    let before = app.pay.view.with_untracked(|old| old.as_ref().map(|old| old.stage));
    let stage = view.stage;
    if go_to_bank(app, &view) {
        return true;
    }
    let ended = matches!(stage, Stage::Paid | Stage::PartlyPaid | Stage::NotPaid | Stage::Refunded);
    let ours = app.pay.answers().attempt.is_some_and(|a| a.reference.as_deref() == Some(&view.reference));
    if ended && ours && !app.pay.record.with_untracked(|record| record.done) {
        app.pay.ended(&view, view.receipt.clone()).await;
    }
    if app.pay.view.with_untracked(|old| old.as_ref() != Some(&view)) {
        app.pay.view.set(Some(view));
    }
    if before.is_some_and(|before| before != stage) {
        platform::focus("title");
    }
    ended
}

/// The page is seen again, or another tab has saved: what is kept decides which screen is right.
pub(crate) fn revisit(app: App) {
    spawn_local(async move {
        app.pay.load().await;
        let route = app.route.get_untracked();
        match &route {
            Route::Payment(reference) => {
                app.visit.update(|visit| *visit += 1);
                watch(app, reference.clone());
            }
            _ => app.stay_or_move(),
        }
    });
}
