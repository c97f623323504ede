//! M5, M6: a bill is paid once. The request says what its payer was shown, and what the biller says is said inside the lease.

use crate::app::{Citizen, GUIDE, ORDER_LIFE_S, Plan, TestApp, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::faults::{Mode, Rule};
use shared::api::payments::Stage;
use shared::bill::Standing;
use std::time::Duration;

both_engines!(
    m5_a_page_from_before_the_payment_does_not_pay_again,
    m5_any_other_balance_than_was_shown_is_told,
    m5_more_than_is_owed_is_taken_only_from_who_asks_for_it,
    m5_who_does_not_say_what_was_shown_is_told_the_bill,
    m6_a_bill_that_is_being_paid_is_not_asked_for_meanwhile,
    m6_whoever_waits_for_a_slow_biller_holds_the_bill,
    m6_an_attempt_that_comes_to_nothing_gives_its_leases_back,
    m6_a_request_that_is_dropped_gives_its_leases_back,
    m6_an_attempt_whose_server_is_gone_loses_its_leases_by_time,
    m6_the_same_attempt_sent_twice_at_once_is_one_payment,
    m6_a_lease_that_was_named_in_clear_still_counts,
);

/// Electricity and telephone of the guide's home, all that is owed, as a device shows it now.
async fn shown(citizen: &Citizen<'_>) -> Plan {
    let (bills, light) = (citizen.bills(GUIDE).await, citizen.ask(GUIDE, "electricity").await);
    let (telephone, light) = (bill(&bills, "subscription"), bill(&light, "electricity"));
    assert!(telephone.balance_minor > 0 && light.balance_minor > 0);
    Plan::new(GUIDE).pay(light, light.balance_minor).pay(telephone, telephone.balance_minor)
}

/// Nothing of a refused attempt is left: no lease, no payment, no order at the bank.
async fn left(app: &TestApp) -> (i64, i64, usize) {
    (app.count("lease").await, app.count("payment").await, app.sandbox.books().orders.len())
}

async fn m5_a_page_from_before_the_payment_does_not_pay_again(db: Database) {
    let app = TestApp::start(db).await;
    let (a, b) = (app.citizen_at("203.0.113.1"), app.citizen_at("203.0.113.2"));
    let (first, second) = (shown(&a).await, shown(&b).await);
    let paying = a.begin(&first).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    let paid = paying.is_paid().await;
    let refused = b.start(&second).await;
    let fields = "items[0].shown_minor=amount_advance items[1].shown_minor=amount_advance";
    assert_eq!(refused.verdict(), format!("409 bill_changed {fields}"));
    let bills = refused.problem().bills;
    let now: Vec<_> = bills.iter().map(|bill| (bill.charge.as_str(), bill.standing, bill.balance_minor, bill.leased_ms)).collect();
    assert_eq!(now, [("electricity", Standing::NothingOwed, 0, 0), ("subscription", Standing::NothingOwed, 0, 0)]);
    assert_eq!(bills.iter().map(|bill| &bill.id).collect::<Vec<_>>(), [&second.body.items[0].bill, &second.body.items[1].bill]);
    assert_eq!(left(&app).await, (0, 1, 1));
    // The same request again is not another answer; nothing is kept under its key.
    assert_eq!(b.start(&second).await.status, 409);
    assert_eq!(paying.view().await.captured_minor, paid.captured_minor);
    app.finish().await;
}

async fn m5_any_other_balance_than_was_shown_is_told(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = shown(&citizen).await;
    for (shown, amount, code) in [(-1, 0, "amount_part"), (1, 0, "amount_part"), (1, -100, "amount_part"), (0, 1, "amount_advance")] {
        let mut other = plan.anew();
        let item = &mut other.body.items[0];
        item.shown_minor = item.shown_minor.map(|minor| minor + shown);
        item.amount_minor += amount;
        other.body.total_minor += amount;
        let refused = citizen.start(&other).await;
        assert_eq!(refused.verdict(), format!("409 bill_changed items[0].shown_minor={code}"), "{shown} {amount}");
        let problem = refused.problem();
        assert_eq!((problem.bills.len(), problem.bills[0].charge.as_str()), (1, "electricity"), "only what changed is told");
        assert_eq!(problem.fields[0].limit, plan.body.items[0].amount_minor);
    }
    assert_eq!(left(&app).await, (0, 0, 0));
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn m5_more_than_is_owed_is_taken_only_from_who_asks_for_it(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let paying = citizen.begin(&citizen.telephone(&number).await).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    // Nothing is owed, and the page shows it.
    let bills = citizen.bills(&number).await;
    let ahead = Plan::new(&number).pay(bill(&bills, "subscription"), 500);
    let mut unasked = ahead.anew();
    unasked.body.items[0].advance = false;
    assert_eq!(citizen.start(&unasked).await.verdict(), "409 bill_changed items[0].shown_minor=amount_advance");
    let paying = citizen.begin(&ahead).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    assert_eq!(bill(&citizen.bills(&number).await, "subscription").balance_minor, -500);
    app.finish().await;
}

async fn m5_who_does_not_say_what_was_shown_is_told_the_bill(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let mut plan = citizen.telephone(&number).await;
    plan.body.items[0].shown_minor = None;
    let refused = citizen.start(&plan).await;
    assert_eq!(refused.verdict(), "409 bill_changed items[0].shown_minor=amount_part");
    assert_eq!(refused.problem().bills[0].balance_minor, 250);
    app.finish().await;
}

async fn m6_a_bill_that_is_being_paid_is_not_asked_for_meanwhile(db: Database) {
    let app = TestApp::start(db).await;
    let (a, b) = (app.citizen_at("203.0.113.1"), app.citizen_at("203.0.113.2"));
    let light = a.ask(GUIDE, "electricity").await;
    let plan = Plan::new(GUIDE).pay(bill(&light, "electricity"), bill(&light, "electricity").balance_minor);
    let paying = a.begin(&plan).await;
    // Slow only for B: A has had its answer.
    app.rule(Rule::new("biller.electricity.query", Mode::Slow).ms(700).times(1));
    let late = plan.anew();
    let pays = async {
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await
    };
    let (refused, paid) = tokio::join!(b.start(&late), pays);
    assert_eq!((refused.verdict().as_str(), paid.stage), ("409 leased", Stage::Paid));
    assert_eq!(app.rules_left().await.len(), 1, "the biller was asked before the bill was free");
    app.sandbox.clear_faults();
    assert_eq!(b.start(&late.anew()).await.verdict(), "409 bill_changed items[0].shown_minor=amount_advance");
    app.finish().await;
}

async fn m6_whoever_waits_for_a_slow_biller_holds_the_bill(db: Database) {
    let app = TestApp::start(db).await;
    let (a, b) = (app.citizen_at("203.0.113.1"), app.citizen_at("203.0.113.2"));
    let light = a.ask(GUIDE, "electricity").await;
    let plan = Plan::new(GUIDE).pay(bill(&light, "electricity"), 500);
    app.rule(Rule::new("biller.electricity.query", Mode::Slow).ms(700).times(1));
    let other = async {
        crate::eventually!("the lease", (app.count("lease").await == 1).then_some(()));
        b.start(&plan.anew()).await
    };
    let (begun, refused) = tokio::join!(a.begin(&plan), other);
    assert_eq!(refused.verdict(), "409 leased");
    begun.pay(cards::VISA_AT_ONCE).await;
    begun.is_paid().await;
    app.finish().await;
}

async fn m6_an_attempt_that_comes_to_nothing_gives_its_leases_back(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = shown(&citizen).await;
    app.fault("biller.electricity.query", Mode::Error500, 1);
    assert_eq!(citizen.start(&plan).await.verdict(), "409 biller_silent items[0].biller=choice_unknown");
    assert_eq!(left(&app).await, (0, 0, 0));
    app.fault("biller.electricity.query", Mode::Silent, 1);
    assert_eq!(citizen.start(&plan.anew()).await.verdict(), "409 biller_silent items[0].biller=choice_unknown");
    assert_eq!(left(&app).await, (0, 0, 0));
    let mut wrong = plan.anew();
    wrong.body.total_minor += 1;
    assert_eq!(citizen.start(&wrong).await.verdict(), "409 bill_changed total_minor=malformed");
    let mut wrong = plan.anew();
    wrong.body.items[0].amount_minor = 1;
    assert_eq!(citizen.start(&wrong).await.verdict(), "422 invalid items[0].amount_minor=amount_too_small");
    assert_eq!(left(&app).await, (0, 0, 0));
    // Of two bills one is being paid: the other is not kept.
    let telephone = citizen.telephone(GUIDE).await;
    let paying = citizen.begin(&telephone).await;
    assert_eq!(citizen.start(&plan.anew()).await.verdict(), "409 leased");
    assert_eq!(left(&app).await, (1, 1, 1));
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn m6_a_request_that_is_dropped_gives_its_leases_back(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = shown(&citizen).await;
    app.rule(Rule::new("biller.electricity.query", Mode::Slow).ms(900).times(1));
    let dropped = tokio::time::timeout(Duration::from_millis(300), citizen.try_start(&plan)).await;
    assert!(dropped.is_err(), "the biller was not slow");
    // Given back, or made a payment of if the server went on: never kept by nobody.
    crate::eventually!("the leases", {
        let attempts = app.number("SELECT COUNT(*) FROM lease WHERE payment_id LIKE 'attempt:%'").await;
        (attempts == 0).then_some(())
    });
    assert_eq!(app.count("payment").await, 0);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn m6_an_attempt_whose_server_is_gone_loses_its_leases_by_time(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = shown(&citizen).await;
    app.rule(Rule::new("biller.electricity.query", Mode::Slow).ms(900).times(1));
    let dies = async {
        crate::eventually!("the leases", (app.count("lease").await == 2).then_some(()));
        app.crash().await;
    };
    let (lost, ()) = tokio::join!(citizen.try_start(&plan), dies);
    assert!(lost.is_err());
    app.start_again().await;
    app.turn_our_clock(60);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn m6_the_same_attempt_sent_twice_at_once_is_one_payment(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = shown(&citizen).await;
    app.rule(Rule::new("biller.electricity.query", Mode::Slow).ms(400).times(1));
    let (first, second) = tokio::join!(citizen.start(&plan), citizen.start(&plan));
    let references: Vec<String> = [first, second].iter().map(|reply| reply.ok::<shared::api::payments::PaymentView>().reference).collect();
    assert_eq!(references[0], references[1]);
    assert_eq!((app.count("payment").await, app.count("lease").await), (1, 2));
    let paying = citizen.paying(&references[0], &plan.body.secret);
    paying.until("the bank's page", |view| view.stage == Stage::AtBank).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

/// Leases written by a server of before went by biller, charge and account.
async fn m6_a_lease_that_was_named_in_clear_still_counts(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let plan = citizen.telephone(&number).await;
    let paying = citizen.begin(&plan).await;
    let clear = "SELECT biller || '|' || charge || '|' || account FROM payment_item WHERE payment_item.payment_id = lease.payment_id";
    assert_eq!(app.execute(&format!("UPDATE lease SET payable = ({clear})")).await, 1);
    assert!(app.audited().await.is_clean());
    app.crash_and_start().await;
    assert_eq!(citizen.start(&plan.anew()).await.verdict(), "409 leased");
    assert!(app.audited().await.is_clean());
    paying.cancel().await;
    app.turn_clocks(ORDER_LIFE_S);
    app.finish().await;
}
