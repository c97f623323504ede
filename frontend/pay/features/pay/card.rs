//! `/pay/card`: which kind of card, what it costs, where the receipt goes.

use super::{amount_minor, back, fee_minor, give_up};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{fill, keys, money, t};
use crate::parts::{fault, fetched, steps, title};
use crate::routes::Route;
use crate::state::drafts::Kept;
use crate::state::{App, Screens};
use crate::ui::{self, live};
use leptos::prelude::*;
use shared::api::catalogue::CardOption;
use shared::contact::Email;
use shared::validation::Code;

/// The screen.
pub(crate) fn card(app: App) -> AnyView {
    steps::wizard(
        3,
        vec![
            back(&Route::Bills),
            forms::summary(app.issues),
            fault(app.fault),
            title(t(keys::CARD_TITLE)),
            fetched(app.offered.load, App::need_options, app, form),
        ],
    )
}

/// Nothing is kept here, not even until the bank leads back: whoever pays then is shown no receipt, and wants it by e-mail.
fn keeps_nothing(app: App) -> bool {
    matches!(app.pay.saved.get_untracked().0, Kept::Memory(_))
}

fn form(app: App) -> AnyView {
    let answers = app.pay.answers();
    let (label, hint) = if keeps_nothing(app) { (keys::EMAIL, keys::EMAIL_NEEDED) } else { (keys::EMAIL_OPTIONAL, keys::EMAIL_HINT) };
    let cards = app.offered.options.with(|options| options.cards.clone());
    let radios: Vec<AnyView> = cards.iter().map(|card| radio(app, card, fee_minor(card, &answers))).collect();
    let email = TextField {
        id: "email".to_owned(),
        label,
        hint: t(hint).to_owned(),
        value: answers.email.clone(),
        entry: ("email", "email", "email", "go"),
        class: "input",
    };
    let first = cards.first().map(|card| card_id(&card.id)).unwrap_or_default();
    let children = vec![
        view! {
            <fieldset class="choices"><legend>{t(keys::CARD_TYPE)}</legend>{forms::message(app.issues, &first)}{radios}</fieldset>
        }
        .into_any(),
        forms::text_field(app.issues, email, move |typed| app.pay.change(|answers| answers.email = typed)),
        total(app),
        ui::group("row", vec![ui::submit(t(keys::NEXT)), ui::button("btn quiet", t(keys::GIVE_UP), move || give_up(app))]),
        steps::saved(app.pay),
    ];
    ui::form(children, move || next(app, &first))
}

fn radio(app: App, card: &CardOption, fee: i64) -> AnyView {
    let (id, value) = (card_id(&card.id), card.id.clone());
    let described = [&id, "-fee"].concat();
    let checked = app.pay.record.with_untracked(|record| record.answers.card == value);
    let words = if fee > 0 { fill(keys::CARD_FEE, &[("sum", &money(fee))]) } else { t(keys::CARD_NO_FEE).to_owned() };
    let pick = move |_| app.pay.change(|answers| answers.card.clone_from(&value));
    view! {
        <div class="choice">
            <input type="radio" name="card" id=id.clone() prop:checked=checked aria-describedby=described.clone() on:change=pick />
            <label for=id>{card.name.clone()}</label><p class="hint" id=described>{words}</p>
        </div>
    }
    .into_any()
}

/// What the card will be asked for, as soon as its type is known.
fn total(app: App) -> AnyView {
    let words = live(move || {
        let answers = app.pay.record.with(|record| record.answers.clone());
        let fee = app.offered.card(&answers.card).map_or(0, |card| fee_minor(&card, &answers));
        let sum = money(amount_minor(&answers) + fee);
        view! { <p class="total"><span>{t(keys::TOTAL)}</span><b>{sum}</b></p> }.into_any()
    });
    view! { <div aria-live="polite">{words}</div> }.into_any()
}

fn next(app: App, first: &str) {
    let answers = app.pay.answers();
    let mut wrong = Vec::new();
    if app.offered.card(&answers.card).is_none() {
        wrong.push(Issue::new(first, keys::CARD_TYPE, Code::ChoiceUnknown));
    }
    if (!answers.email.trim().is_empty() || keeps_nothing(app))
        && let Err(error) = Email::parse(&answers.email)
    {
        wrong.push(Issue::new("email", keys::EMAIL, error));
    }
    if !forms::refuse(app.issues, wrong) {
        app.go(&Route::Check, None);
    }
}

fn card_id(card: &str) -> String {
    ["card-", card].concat()
}
