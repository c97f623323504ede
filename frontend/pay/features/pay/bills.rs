//! `/pay/bills`: everything the home owes, and what of it is paid now.

use super::{add, bill, changed};
use crate::forms::{self, Issue};
use crate::i18n::{counted, fill, keys, money, t};
use crate::parts::{city_name, fault, fetched, number_of, steps, title_as};
use crate::platform;
use crate::routes::Route;
use crate::state::pay::{Asking, BillCard};
use crate::state::{App, Screens};
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use shared::bill::Standing;
use shared::biller::AmountRule;
use shared::money::{Money, parse_amount};
use shared::payment::journey::Chosen;
use shared::validation::{Code, FieldError};

/// The screen.
pub(crate) fn bills(app: App) -> AnyView {
    let again = |app: App| super::look_up(app, true);
    steps::wizard(
        2,
        vec![
            forms::summary(app.issues),
            fault(app.fault),
            changed::notice(app),
            fetched(app.offered.load, App::need_options, app, move |app| {
                ui::parts(vec![head(app), fetched(app.pay.load, again, app, body)])
            }),
        ],
    )
}

fn head(app: App) -> AnyView {
    let answers = app.pay.answers();
    if answers.number.is_empty() {
        let code = answers.accounts.first().map_or("", |(_, code)| code);
        let back = ui::group("under", vec![super::to_form(app, "")]);
        return ui::parts(vec![title_as(t(keys::STEP_BILLS), [t(keys::ACCOUNT), " ", code].concat()), back]);
    }
    let text = match app.offered.city(&answers.city) {
        Some(city) => [&city_name(&city), " ", &number_of(&city, &answers.number)].concat(),
        None => answers.number,
    };
    let holder = live(move || {
        let holder = app.pay.holder.get();
        if holder.is_empty() {
            nothing()
        } else {
            view! { <span>{ui::words(&fill(keys::BILLS_HOLDER, &[("name", &holder)]))}</span> }.into_any()
        }
    });
    let change = ui::link("", Route::Number.path(), t(keys::BILLS_CHANGE_NUMBER));
    ui::parts(vec![title_as(t(keys::STEP_BILLS), text), view! { <p class="under">{holder}{change}</p> }.into_any()])
}

fn body(app: App) -> AnyView {
    // A memo: a card made anew at each letter would close its amount and lose the focus.
    let count = Memo::new(move |_| app.pay.cards.with(Vec::len));
    let cards = live(move || ui::list("bills", (0..count.get()).map(|index| bill::card(app, index)).collect()));
    let add = if app.pay.record.with_untracked(|record| record.back.is_empty()) { add::by_code(app) } else { nothing() };
    ui::parts(vec![cards, add, steps::saved(app.pay), bar(app)])
}

/// The bar that stays at the bottom: how many, how much, pay. Whoever listens hears the sum when the presses have paused.
fn bar(app: App) -> AnyView {
    live(move || {
        let cards = app.pay.cards.get();
        let payable = cards.iter().filter(|card| is_payable(app, card)).count();
        if payable == 0 {
            let asking = cards.iter().any(|card| card.asking == Asking::Now);
            let unknown = cards.iter().any(|card| card.bill.standing == Standing::Unknown);
            return if asking || unknown { nothing() } else { ui::notice(Tone::Calm, t(keys::BILLS_NOTHING), vec![]) };
        }
        let picked: Vec<&BillCard> = cards.iter().filter(|card| card.picked).collect();
        let sum: i64 = picked.iter().filter_map(|card| parse_amount(&card.typed).ok()).map(Money::minor).sum();
        let owed = cards.iter().filter(|card| is_payable(app, card) && card.bill.standing == Standing::Owed).count();
        let words = if picked.len() >= owed && owed > 1 { keys::PAY_ALL } else { keys::PAY_CHOSEN };
        let (count, sum) = (counted(keys::BILLS_CHOSEN_FEW, picked.len()), money(sum));
        platform::say(&[&count, ", ", &sum].concat());
        view! {
            <div class="bar"><span>{count}<b>{sum}</b></span>
                {ui::button("btn", t(words), move || pay_picked(app))}</div>
        }
        .into_any()
    })
}

/// True when the bill can be put into a payment.
pub(super) fn is_payable(app: App, card: &BillCard) -> bool {
    let open = !card.bill.id.is_empty() && card.bill.leased_ms <= 0 && card.asking != Asking::Now;
    open && match card.bill.standing {
        Standing::Owed => true,
        Standing::NothingOwed | Standing::PaidAhead => rule(app, card).advance,
        Standing::NoAccount | Standing::Unknown | Standing::Ask => false,
    }
}

/// What may be paid at once; nothing but the debt when the rule is not known.
pub(super) fn rule(app: App, card: &BillCard) -> AmountRule {
    let nothing_but_the_debt = AmountRule { part: false, advance: false, min_minor: 0, max_minor: Money::LIMIT_MINOR };
    app.offered.charge(&card.bill.biller, &card.bill.charge).map_or(nothing_but_the_debt, |charge| charge.rule)
}

/// The amount typed on a card, judged by its rule.
fn amount(app: App, card: &BillCard) -> Result<Money, FieldError> {
    let rule = rule(app, card);
    // A sum beyond any is too large for this bill, too: the bound to name is the bill's.
    let amount = parse_amount(&card.typed).map_err(|error| match error.code {
        Code::AmountTooLarge => FieldError::with_limit(Code::AmountTooLarge, rule.max_minor),
        _ => error,
    })?;
    rule.check(amount, Money::from_minor(card.bill.balance_minor))?;
    Ok(amount)
}

/// **Ödə** on one card.
pub(super) fn pay_one(app: App, index: usize) {
    pay(app, &[index]);
}

fn pay_picked(app: App) {
    let picked = app.pay.cards.with_untracked(|cards| {
        let picked = cards.iter().enumerate().filter(|(_, card)| card.picked);
        picked.map(|(index, _)| index).collect::<Vec<_>>()
    });
    pay(app, &picked);
}

/// Judges what was chosen and goes on to the card type, or says what is wrong.
fn pay(app: App, indices: &[usize]) {
    let cards = app.pay.cards.get_untracked();
    let mut wrong = Vec::new();
    let (mut chosen, mut by_hand) = (Vec::new(), Vec::new());
    for (index, card) in indices.iter().filter_map(|&index| Some((index, cards.get(index)?))) {
        match amount(app, card) {
            Ok(amount) => {
                chosen.push(choice(card, amount));
                by_hand.extend(card.code.clone().map(|code| (card.bill.id.clone(), code)));
            }
            Err(error) => wrong.push(Issue::new(amount_id(index), keys::AMOUNT, error)),
        }
    }
    if chosen.is_empty() && wrong.is_empty() {
        wrong.push(Issue::new("title", keys::STEP_BILLS, Code::NothingChosen));
    }
    if chosen.len() > shared::payment::ITEMS_MAX {
        let most = i64::try_from(shared::payment::ITEMS_MAX).unwrap_or(0);
        wrong.push(Issue::new("title", keys::STEP_BILLS, FieldError::with_limit(Code::TooMany, most)));
    }
    if forms::refuse(app.issues, wrong) {
        return;
    }
    app.pay.changed.set(String::new());
    app.pay.record.update(|record| record.by_hand = by_hand);
    app.pay.change(|answers| answers.chosen = chosen);
    app.go(&Route::Card, None);
}

fn choice(card: &BillCard, amount: Money) -> Chosen {
    Chosen {
        bill: card.bill.id.clone(),
        charge: card.bill.charge.clone(),
        biller: card.bill.biller.clone(),
        account: card.bill.account.clone(),
        amount_minor: amount.minor(),
        shown_minor: card.bill.balance_minor,
    }
}

/// The element of a card's amount.
pub(super) fn amount_id(index: usize) -> String {
    ["amount-", &index.to_string()].concat()
}
