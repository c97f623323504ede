//! Paying: number, bills, card, check, the payment's own page.

mod add;
mod bill;
pub(crate) mod bills;
pub(crate) mod card;
mod changed;
pub(crate) mod check;
mod course;
mod look_up;
pub(crate) mod number;
mod outcome;
pub(crate) mod payment;

use crate::i18n::{keys, t};
use crate::routes::Route;
use crate::state::{App, Screens};
use crate::ui;
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::catalogue::CardOption;
use shared::money::Money;
use shared::payment::journey::{Chosen, PayDraft};

pub(crate) use course::{revisit, start, take_over, watch};
pub(crate) use look_up::look_up;

/// Going back, by a link that says so.
fn back(route: &Route) -> AnyView {
    ui::link("back", route.path(), t(keys::BACK))
}

/// **İmtina et**: nothing stays behind.
fn give_up(app: App) {
    spawn_local(async move {
        let back = app.pay.record.with_untracked(|record| record.back.clone());
        app.pay.forget().await;
        if back.is_empty() { app.go(&Route::Home, Some(keys::GIVEN_UP)) } else { crate::platform::leave(&back) }
    });
}

/// To the form that handed its code over; nothing when none did.
fn to_form(app: App, class: &'static str) -> AnyView {
    let back = app.pay.record.with_untracked(|record| record.back.clone());
    if back.is_empty() { ui::nothing() } else { ui::link(class, back, t(keys::BACK_TO_FORM)) }
}

/// What is paid, named: `Telefon — abunə haqqı`.
fn chosen_name(app: App, chosen: &Chosen) -> String {
    app.offered.charge_name(&chosen.biller, &chosen.charge)
}

/// Σ of the amounts.
fn amount_minor(answers: &PayDraft) -> i64 {
    answers.chosen.iter().map(|chosen| chosen.amount_minor).fold(0, i64::saturating_add)
}

/// Σ of the fees: each bill's own, rounded on its own, as the server does.
fn fee_minor(card: &CardOption, answers: &PayDraft) -> i64 {
    let fee = |chosen: &Chosen| card.fee.fee_of(Money::from_minor(chosen.amount_minor)).minor();
    answers.chosen.iter().map(fee).fold(0, i64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::biller::FeeRule;

    #[test]
    fn fees_are_rounded_bill_by_bill() {
        let fee = FeeRule { basis_points: 100, ..FeeRule::default() };
        let card = CardOption { id: "visa".into(), name: "Visa".into(), fee };
        let half = Chosen { amount_minor: 50, ..Chosen::default() };
        let answers = PayDraft { chosen: vec![half.clone(), half], ..PayDraft::default() };
        assert_eq!((amount_minor(&answers), fee_minor(&card, &answers)), (100, 2));
    }
}
