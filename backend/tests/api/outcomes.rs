//! Every way a payment can end that is nobody's fault.

use crate::app::{ORDER_LIFE_S, TestApp, cards};
use crate::both_engines;
use crate::support::Database;
use shared::api::payments::Stage;
use shared::payment::Outcome;

both_engines!(
    each_refusal_of_a_card_is_told_apart_and_takes_nothing,
    a_payment_cancelled_at_the_bank_lets_the_bill_go,
    a_payment_cancelled_on_our_page_gives_back_a_hold_that_comes_late,
    an_order_that_expires_lets_the_bill_go,
    a_hold_after_our_time_ran_out_is_given_back,
    an_approval_that_comes_late_is_found,
    an_undocumented_status_is_waited_out,
    a_payer_who_never_returns_has_paid_all_the_same,
);

async fn each_refusal_of_a_card_is_told_apart_and_takes_nothing(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for (card, why) in [
        (cards::DECLINED, Outcome::Declined),
        (cards::NO_FUNDS, Outcome::InsufficientFunds),
        (cards::EXPIRED, Outcome::CardExpired),
        (cards::WRONG_CVV, Outcome::Declined),
        (cards::NOT_CONFIRMED, Outcome::AuthenticationFailed),
    ] {
        let number = app.new_home();
        let paying = citizen.begin(&citizen.telephone(&number).await).await;
        paying.pay(card).await;
        paying.is_not_paid(why).await;
        // The bill is free at once, for another card.
        assert_eq!(citizen.bills(&number).await.bills[0].leased_ms, 0);
    }
    assert_eq!(app.count("receipt").await, 0);
    assert_eq!(app.count("hosted_posting").await, 0);
    app.finish().await;
}

async fn a_payment_cancelled_at_the_bank_lets_the_bill_go(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let paying = citizen.begin(&citizen.telephone(&number).await).await;
    paying.page().await.cancel().await;
    paying.is_not_paid(Outcome::Cancelled).await;
    let again = citizen.begin(&citizen.telephone(&number).await).await;
    again.pay(cards::VISA).await;
    again.is_paid().await;
    // The same wish said again.
    assert_eq!(paying.cancel().await.status, 200);
    app.finish().await;
}

async fn a_payment_cancelled_on_our_page_gives_back_a_hold_that_comes_late(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let paying = citizen.begin(&citizen.telephone(&number).await).await;
    let page = paying.page().await;
    assert_eq!(paying.cancel().await.status, 200);
    paying.is_not_paid(Outcome::Cancelled).await;
    let again = citizen.begin(&citizen.telephone(&number).await).await;
    page.pay(cards::VISA_AT_ONCE).await;
    crate::eventually!("the void", app.sandbox.books().orders.iter().find(|order| order.status == "Voided").map(|_| ()));
    paying.is_not_paid(Outcome::Cancelled).await;
    again.pay(cards::VISA_AT_ONCE).await;
    again.is_paid().await;
    assert_eq!(again.cancel().await.verdict(), "409 too_late");
    app.finish().await;
}

async fn an_order_that_expires_lets_the_bill_go(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let paying = citizen.begin(&citizen.telephone(&number).await).await;
    app.turn_clocks(ORDER_LIFE_S);
    paying.is_not_paid(Outcome::Expired).await;
    assert_eq!(citizen.bills(&number).await.bills[0].leased_ms, 0);
    app.finish().await;
}

async fn a_hold_after_our_time_ran_out_is_given_back(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let paying = citizen.begin(&citizen.telephone(&number).await).await;
    let page = paying.page().await;
    app.turn_our_clock(ORDER_LIFE_S);
    paying.is_not_paid(Outcome::Expired).await;
    page.pay(cards::VISA_AT_ONCE).await;
    crate::eventually!("the void", app.sandbox.books().orders.iter().find(|order| order.status == "Voided").map(|_| ()));
    assert_eq!(app.count("hosted_posting").await, 0);
    app.finish().await;
}

async fn an_approval_that_comes_late_is_found(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    paying.pay(cards::LATE).await;
    assert_eq!(paying.view().await.stage, Stage::AtBank);
    app.sandbox.advance_clock(60);
    paying.is_paid().await;
    app.finish().await;
}

async fn an_undocumented_status_is_waited_out(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    paying.pay(cards::ODD_STATUS).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn a_payer_who_never_returns_has_paid_all_the_same(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    paying.pay(cards::NEVER_RETURNS).await;
    crate::eventually!("the capture", {
        app.turn_our_clock(1);
        (app.state_of(&paying.reference).await == "captured").then_some(())
    });
    paying.is_paid().await;
    app.finish().await;
}
