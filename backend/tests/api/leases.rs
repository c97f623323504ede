//! One live payment per bill, and nobody can keep a home from its bills.

use crate::app::{CLAIM_S, ORDER_LIFE_S, Plan, TestApp, all_at_once, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::faults::{Mode, Rule};
use shared::payment::Outcome;

both_engines!(
    the_second_payer_is_told_how_long_the_bill_is_being_paid,
    of_twenty_payers_of_one_bill_exactly_one_goes_on,
    baskets_that_overlap_in_any_order_let_exactly_one_through,
    a_hold_that_comes_when_somebody_else_has_the_bill_is_given_back,
    a_held_payment_keeps_its_bill_past_the_life_of_its_order,
    an_address_that_abandons_a_bill_again_and_again_must_wait,
);

async fn the_second_payer_is_told_how_long_the_bill_is_being_paid(db: Database) {
    let app = TestApp::start(db).await;
    let (first, second, number) = (app.citizen_at("203.0.113.1"), app.citizen_at("203.0.113.2"), app.new_home());
    let plan = first.telephone(&number).await;
    first.begin(&plan).await;
    let before = app.counts().await;
    let refused = second.start(&plan.anew()).await;
    assert_eq!(refused.verdict(), "409 leased");
    let life_ms = ORDER_LIFE_S * 1000;
    let wait_ms = refused.problem().retry_after_ms.unwrap();
    assert!((1..life_ms).contains(&wait_ms), "{wait_ms}");
    assert_eq!(refused.header("retry-after"), ((wait_ms + 999) / 1000).to_string());
    assert_eq!(app.counts().await, before);
    let bills = second.bills(&number).await;
    assert!((1..life_ms).contains(&bill(&bills, "subscription").leased_ms));
    assert_eq!(bill(&bills, "internet").leased_ms, 0);
    // What is free can be paid meanwhile, together with what is not it cannot.
    let both = Plan::new(&number).pay(bill(&bills, "internet"), 1500).pay(bill(&bills, "subscription"), 250);
    assert_eq!(second.start(&both).await.verdict(), "409 leased");
    let paying = second.begin(&Plan::new(&number).pay(bill(&bills, "internet"), 1500)).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn of_twenty_payers_of_one_bill_exactly_one_goes_on(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = citizen.telephone(&app.new_home()).await;
    let plans: Vec<Plan> = (0..20).map(|_| plan.anew()).collect();
    let replies = all_at_once(plans.iter().map(|plan| citizen.start(plan))).await;
    let (through, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status < 300);
    assert_eq!((through.len(), refused.len()), (1, 19));
    assert!(refused.iter().all(|reply| reply.verdict() == "409 leased"));
    assert_eq!((app.count("payment").await, app.count("lease").await, app.sandbox.books().orders.len()), (1, 1, 1));
    app.finish().await;
}

async fn baskets_that_overlap_in_any_order_let_exactly_one_through(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let bills = citizen.bills(&number).await;
    let (telephone, intercity, internet) = (bill(&bills, "subscription"), bill(&bills, "intercity-issued"), bill(&bills, "internet"));
    let plans: Vec<Plan> = (0..24)
        .map(|n| match n % 3 {
            0 => Plan::new(&number).pay(telephone, 250).pay(intercity, 400).pay(internet, 1500),
            1 => Plan::new(&number).pay(internet, 1500).pay(intercity, 400).pay(telephone, 250),
            _ => Plan::new(&number).pay(intercity, 400).pay(telephone, 250),
        })
        .collect();
    let replies = all_at_once(plans.iter().map(|plan| citizen.start(plan))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status < 300).count(), 1);
    assert!(replies.iter().filter(|reply| reply.status >= 300).all(|reply| reply.verdict() == "409 leased"));
    assert_eq!(app.count("payment").await, 1);
    app.finish().await;
}

async fn a_hold_that_comes_when_somebody_else_has_the_bill_is_given_back(db: Database) {
    let app = TestApp::start(db).await;
    let (first, second, number) = (app.citizen_at("203.0.113.1"), app.citizen_at("203.0.113.2"), app.new_home());
    let plan = first.telephone(&number).await;
    let late = first.begin(&plan).await;
    let page = late.page().await;
    // The bank says nothing that would end the first payment in time.
    app.rule(Rule { order: Some(late.reference.clone()), ..Rule::new("bank.status", Mode::Error500) });
    app.turn_our_clock(ORDER_LIFE_S);
    let quick = second.begin(&plan.anew()).await;
    page.pay(cards::VISA_AT_ONCE).await;
    app.sandbox.clear_faults();
    late.is_not_paid(Outcome::LeaseLost).await;
    app.until_state(&late.reference, "closed").await;
    assert_eq!(app.orders_of(&late.reference)[0].status, "Voided");
    assert_eq!(app.count("hosted_posting").await, 0);
    quick.pay(cards::VISA_AT_ONCE).await;
    quick.is_paid().await;
    app.finish().await;
}

async fn a_held_payment_keeps_its_bill_past_the_life_of_its_order(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), "4212372");
    let light = citizen.ask(number, "electricity").await;
    let plan = Plan::new(number).pay(bill(&light, "electricity"), 2417);
    let paying = citizen.begin(&plan).await;
    app.rule(Rule::new("biller.electricity.post", Mode::Error500));
    app.rule(Rule::new("biller.electricity.cancel", Mode::Error500));
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.view().await;
    app.until_state(&paying.reference, "posting").await;
    app.turn_our_clock(ORDER_LIFE_S);
    crate::eventually!("the alarm", (app.count("alarm").await == 1).then_some(()));
    assert_eq!(citizen.start(&plan.anew()).await.verdict(), "409 leased");
    app.sandbox.clear_faults();
    app.turn_our_clock(CLAIM_S);
    paying.is_not_paid(Outcome::NothingAccepted).await;
    app.finish_after_alarms(1).await;
}

async fn an_address_that_abandons_a_bill_again_and_again_must_wait(db: Database) {
    let app = TestApp::start(db).await;
    let (rude, neighbour, number) = (app.citizen_at("203.0.113.66"), app.citizen_at("203.0.113.67"), app.new_home());
    let plan = rude.telephone(&number).await;
    for _ in 0..3 {
        assert_eq!(rude.begin(&plan.anew()).await.cancel().await.status, 200);
    }
    let refused = rude.start(&plan.anew()).await;
    assert_eq!(refused.verdict(), "429 too_many");
    let wait_ms = refused.problem().retry_after_ms.unwrap();
    assert!((1..=300_000).contains(&wait_ms), "{wait_ms}");
    // The same address may pay other bills, other addresses this one.
    let elsewhere = rude.begin(&rude.telephone(&app.new_home()).await).await;
    elsewhere.pay(cards::VISA_AT_ONCE).await;
    elsewhere.is_paid().await;
    assert_eq!(neighbour.begin(&plan.anew()).await.cancel().await.status, 200);
    app.turn_our_clock(301);
    let paying = rude.begin(&plan.anew()).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}
