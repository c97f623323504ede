//! One attempt, one payment, however often it is sent.

use crate::app::{Plan, TestApp, all_at_once, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::faults::{Mode, Rule};
use shared::api::path;
use shared::api::payments::PaymentView;
use std::time::Duration;

both_engines!(
    the_same_attempt_twice_is_one_payment,
    the_same_attempt_twenty_times_at_once_is_one_payment,
    an_attempt_repeated_after_a_lost_answer_is_one_payment,
    a_key_used_with_another_body_is_refused,
    a_key_that_is_none_is_refused,
);

async fn the_same_attempt_twice_is_one_payment(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = citizen.telephone(&app.new_home()).await;
    let first: PaymentView = citizen.start(&plan).await.ok();
    let second: PaymentView = citizen.start(&plan).await.ok();
    assert_eq!((&first.reference, &first.order), (&second.reference, &second.order));
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    let paid = paying.is_paid().await;
    // The key answers with how the payment stands now.
    let third: PaymentView = citizen.start(&plan).await.ok();
    assert_eq!(third, paid);
    assert_eq!((app.count("payment").await, app.sandbox.books().orders.len()), (1, 1));
    app.finish().await;
}

async fn the_same_attempt_twenty_times_at_once_is_one_payment(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for _ in 0..3 {
        let plan = citizen.telephone(&app.new_home()).await;
        let replies = all_at_once((0..20).map(|_| citizen.start(&plan))).await;
        let views: Vec<PaymentView> = replies.iter().map(super::app::Reply::ok).collect();
        assert!(views.iter().all(|view| view.reference == views[0].reference));
        assert_eq!(app.orders_of(&views[0].reference).len(), 1);
    }
    assert_eq!(app.count("payment").await, 3);
    app.finish().await;
}

async fn an_attempt_repeated_after_a_lost_answer_is_one_payment(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for wait_ms in [0, 20, 100] {
        let plan = citizen.telephone(&app.new_home()).await;
        app.rule(Rule::new("bank.create", Mode::Slow).ms(300).times(1));
        let gone = tokio::time::timeout(Duration::from_millis(wait_ms), citizen.start(&plan)).await;
        assert!(gone.is_err(), "the browser gave up before the answer");
        let paying = citizen.begin(&plan).await;
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await;
        app.sandbox.clear_faults();
    }
    assert_eq!(app.count("payment").await, 3);
    app.finish().await;
}

async fn a_key_used_with_another_body_is_refused(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let bills = citizen.bills(&number).await;
    let plan = Plan::new(&number).pay(bill(&bills, "subscription"), 250);
    citizen.begin(&plan).await;
    let before = app.counts().await;
    let other = |change: &dyn Fn(&mut Plan)| {
        let mut other = plan.clone();
        change(&mut other);
        other
    };
    let others = [
        other(&|p| p.body.items[0].amount_minor = 251),
        other(&|p| p.body.email = "somebody@example.az".to_owned()),
        other(&|p| p.body.secret = "0".repeat(64)),
        other(&|p| p.body.number = format!("{number} ")),
        Plan::new(&number).pay(bill(&bills, "internet"), 1500).with_key(&plan.key),
    ];
    for other in others {
        assert_eq!(citizen.start(&other).await.verdict(), "422 key_reused", "{:?}", other.body);
    }
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn a_key_that_is_none_is_refused(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = citizen.telephone(&app.new_home()).await;
    assert_eq!(citizen.post(path::PAYMENTS, &plan.body).await.verdict(), "400 malformed");
    for key in ["", "abc", &plan.key.to_uppercase().replace(|c: char| c.is_ascii_digit(), "A"), &format!("{}0", plan.key), "' OR 1=1 --"] {
        let reply = citizen.start(&plan.clone().with_key(key)).await;
        assert_eq!(reply.verdict(), "400 malformed", "{key}");
    }
    assert_eq!(app.count("payment").await, 0);
    app.finish().await;
}
