//! A bank that answers in HTML, late, never, twice, or with words nobody knows.

use crate::app::{Plan, TestApp, all_at_once, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::OrderLine;
use kommunal_sandbox::faults::{Mode, Rule};
use shared::api::payments::PaymentView;
use shared::payment::Outcome;

both_engines!(
    an_order_whose_answer_is_lost_is_left_and_another_made,
    after_three_lost_orders_the_payment_ends_and_the_bill_is_free,
    a_bank_that_refuses_an_order_ends_the_payment,
    a_status_nobody_can_read_is_asked_for_again,
    a_capture_is_made_once_whatever_becomes_of_its_answer,
    a_hold_that_nobody_accepts_is_given_back_whatever_becomes_of_the_answer,
);

async fn an_order_whose_answer_is_lost_is_left_and_another_made(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for (mode, orders) in
        [(Mode::Html502, 1), (Mode::Error500, 1), (Mode::Silent, 1), (Mode::LostAnswer, 2), (Mode::SilentAfter, 2), (Mode::Duplicate, 2)]
    {
        app.fault("bank.create", mode, 1);
        let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
        paying.pay(cards::VISA_AT_ONCE).await;
        let paid = paying.is_paid().await;
        let at_bank = app.orders_of(&paying.reference);
        assert_eq!(at_bank.len(), orders, "{mode:?}");
        let cleared: Vec<_> = at_bank.iter().filter(|order| order.cleared_minor == 250).map(|order| order.id.to_string()).collect();
        assert_eq!(cleared, [paid.order.unwrap()], "{mode:?}");
    }
    app.finish().await;
}

async fn after_three_lost_orders_the_payment_ends_and_the_bill_is_free(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for mode in [Mode::Html502, Mode::LostAnswer] {
        let number = app.new_home();
        let plan = citizen.telephone(&number).await;
        app.fault("bank.create", mode, 3);
        let view: PaymentView = citizen.start(&plan).await.ok();
        let paying = citizen.paying(&view.reference, &plan.body.secret);
        paying.is_not_paid(Outcome::BankUnavailable).await;
        let again = citizen.begin(&citizen.telephone(&number).await).await;
        again.pay(cards::VISA_AT_ONCE).await;
        again.is_paid().await;
    }
    assert_eq!(app.count("payment_order").await, 3 + 3 + 2);
    app.finish().await;
}

async fn a_bank_that_refuses_an_order_ends_the_payment(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    app.rule(Rule::new("bank.create", Mode::Refuse).code("InvalidAmt").times(1));
    let plan = citizen.telephone(&number).await;
    let view: PaymentView = citizen.start(&plan).await.ok();
    citizen.paying(&view.reference, &plan.body.secret).is_not_paid(Outcome::BankUnavailable).await;
    assert_eq!(citizen.bills(&number).await.bills[0].leased_ms, 0);
    app.finish().await;
}

/// Pays a telephone while one surface of the bank misbehaves for this payment alone.
async fn paid_despite(app: &TestApp, rule: Rule) -> OrderLine {
    let citizen = app.citizen();
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    let page = paying.page().await;
    app.rule(Rule { order: Some(paying.reference.clone()), ..rule.clone() });
    page.pay(cards::VISA_AT_ONCE).await;
    assert_eq!(paying.is_paid().await.captured_minor, 250, "{rule:?}");
    let [order] = app.orders_of(&paying.reference).try_into().unwrap();
    order
}

async fn a_status_nobody_can_read_is_asked_for_again(db: Database) {
    let app = TestApp::start(db).await;
    let troubles = [
        (Mode::Error500, 3),
        (Mode::Html502, 2),
        (Mode::UnknownStatus, 2),
        (Mode::Refuse, 2),
        (Mode::LostAnswer, 2),
        (Mode::Duplicate, 1),
        (Mode::Silent, 1),
    ];
    all_at_once(troubles.map(|(mode, times)| paid_despite(&app, Rule::new("bank.status", mode).times(times)))).await;
    app.finish().await;
}

async fn a_capture_is_made_once_whatever_becomes_of_its_answer(db: Database) {
    let app = TestApp::start(db).await;
    let troubles = [
        (Mode::LostAnswer, None),
        (Mode::LostAnswer, Some("502")),
        (Mode::SilentAfter, None),
        (Mode::Silent, None),
        (Mode::Refuse, Some("59")),
        (Mode::Refuse, Some("InvalidOrderState")),
        (Mode::Refuse, Some("SomethingNew")),
        (Mode::Duplicate, None),
        (Mode::Error500, None),
        (Mode::Html502, None),
        (Mode::UnknownStatus, None),
    ];
    let rules = troubles.map(|(mode, code)| Rule { code: code.map(str::to_owned), ..Rule::new("bank.capture", mode).times(1) });
    for order in all_at_once(rules.map(|rule| paid_despite(&app, rule))).await {
        assert_eq!((order.status, order.cleared_minor, order.refunded_minor), ("FullyPaid", 250, 0));
    }
    app.finish().await;
}

async fn a_hold_that_nobody_accepts_is_given_back_whatever_becomes_of_the_answer(db: Database) {
    let app = TestApp::start(db).await;
    app.rule(Rule::new("biller.gas.post", Mode::Refuse).code("account_closed"));
    let troubles = [
        Mode::None,
        Mode::LostAnswer,
        Mode::SilentAfter,
        Mode::Silent,
        Mode::Refuse,
        Mode::Duplicate,
        Mode::Error500,
        Mode::Html502,
        Mode::UnknownStatus,
    ];
    let with_gas = [1, 2, 3, 4, 5, 7, 8, 9, 10].map(|n| (4_990_000 + n).to_string());
    all_at_once(troubles.iter().zip(&with_gas).map(|(mode, number)| given_back_despite(&app, number, *mode))).await;
    app.finish().await;
}

async fn given_back_despite(app: &TestApp, number: &str, mode: Mode) {
    let citizen = app.citizen();
    let gas = citizen.ask(number, "gas").await;
    let paying = citizen.begin(&Plan::new(number).pay(bill(&gas, "gas"), 500)).await;
    let page = paying.page().await;
    app.rule(Rule { order: Some(paying.reference.clone()), ..Rule::new("bank.void", mode).times(1) });
    page.pay(cards::VISA_AT_ONCE).await;
    paying.is_not_paid(Outcome::NothingAccepted).await;
    app.until_state(&paying.reference, "closed").await;
    let [order] = app.orders_of(&paying.reference).try_into().unwrap();
    assert_eq!((order.status, order.cleared_minor), ("Voided", 0), "{mode:?}");
}
