//! A server that is gone in the middle: what is stored is enough to go on.

use crate::app::{CLAIM_S, Paying, Plan, TestApp, all_at_once, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::faults::Mode;
use shared::api::payments::PaymentView;
use shared::payment::Outcome;

both_engines!(
    a_crash_while_the_order_is_opened_makes_another_order,
    a_crash_while_the_payer_is_at_the_bank_loses_nothing,
    a_crash_while_a_biller_books_books_once,
    a_crash_while_the_bank_captures_takes_the_money_once,
    a_crash_while_a_hold_is_given_back_gives_it_back_once,
    a_crash_before_the_letter_sends_it_once,
    crashes_in_the_middle_of_many_payments_end_every_one_of_them,
);

async fn a_crash_while_the_order_is_opened_makes_another_order(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let plan = citizen.telephone(&app.new_home()).await;
    app.fault("bank.create", Mode::SilentAfter, 1);
    let crash = async {
        crate::eventually!("the lost order", app.sandbox.books().orders.first().map(|_| ()));
        app.crash().await;
    };
    let (answer, ()) = tokio::join!(citizen.try_start(&plan), crash);
    assert!(answer.is_err(), "the server went away");
    app.turn_our_clock(CLAIM_S);
    app.start_again().await;
    // The browser repeats what got no answer.
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    assert_eq!((app.count("payment").await, app.orders_of(&paying.reference).len()), (1, 2));
    app.finish().await;
}

async fn a_crash_while_the_payer_is_at_the_bank_loses_nothing(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    let page = paying.page().await;
    app.crash().await;
    page.pay(cards::VISA).await;
    app.turn_our_clock(CLAIM_S);
    app.start_again().await;
    app.until_state(&paying.reference, "captured").await;
    paying.is_paid().await;
    app.finish().await;
}

async fn a_crash_while_a_biller_books_books_once(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), "4212372");
    for mode in [Mode::SilentAfter, Mode::Silent] {
        let (hosted, light) = (citizen.bills(number).await, citizen.ask(number, "electricity").await);
        let plan = Plan::new(number).pay(bill(&hosted, "subscription"), 100).pay(bill(&light, "electricity"), 500);
        let paying = citizen.begin(&plan).await;
        app.fault("biller.electricity.post", mode, 1);
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.until("the telephone's yes", |view| view.items[0].reference.is_some()).await;
        app.crash_and_start().await;
        app.until_state(&paying.reference, "captured").await;
        paying.is_paid().await;
    }
    let booked: Vec<_> = app.sandbox.books().postings.iter().map(|posting| (posting.status, posting.amount_minor)).collect();
    assert_eq!(booked, [("accepted", 500), ("accepted", 500)]);
    app.finish().await;
}

async fn a_crash_while_the_bank_captures_takes_the_money_once(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for mode in [Mode::SilentAfter, Mode::Silent] {
        let paying = citizen.begin(&citizen.telephone(&app.new_home()).await.with_email("aysel@example.az")).await;
        app.fault("bank.capture", mode, 1);
        paying.pay(cards::VISA_AT_ONCE).await;
        // The payer's look makes the server ask.
        paying.view().await;
        app.until_state(&paying.reference, "capturing").await;
        app.crash_and_start().await;
        app.until_state(&paying.reference, "captured").await;
        assert_eq!(paying.is_paid().await.captured_minor, 250);
    }
    app.finish().await;
}

async fn a_crash_while_a_hold_is_given_back_gives_it_back_once(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), "4990001");
    for mode in [Mode::SilentAfter, Mode::Silent] {
        let light = citizen.ask(number, "electricity").await;
        let paying = citizen.begin(&Plan::new(number).pay(bill(&light, "electricity"), 1000)).await;
        app.fault("bank.void", mode, 1);
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.view().await;
        app.until_state(&paying.reference, "voiding").await;
        app.crash_and_start().await;
        app.until_state(&paying.reference, "closed").await;
        paying.is_not_paid(Outcome::NothingAccepted).await;
    }
    app.finish().await;
}

async fn a_crash_before_the_letter_sends_it_once(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    app.fault("smtp", Mode::Silent, 1);
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await.with_email("aysel@example.az")).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    crate::eventually!("the first try", app.rules_left().await.is_empty().then_some(()));
    app.crash().await;
    // Past the claim on the letter.
    app.turn_our_clock(121);
    app.start_again().await;
    crate::eventually!("the letter", app.sandbox.messages().first().map(|_| ()));
    crate::eventually!("its end", (app.number("SELECT COUNT(*) FROM outbox WHERE ended = 'sent'").await == 1).then_some(()));
    assert_eq!(app.sandbox.messages().len(), 1);
    app.finish().await;
}

async fn crashes_in_the_middle_of_many_payments_end_every_one_of_them(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let numbers: Vec<String> = (0..8).map(|_| app.new_home()).collect();
    let plans = all_at_once(numbers.iter().map(|number| citizen.telephone(number))).await;
    let started = all_at_once(plans.iter().map(|plan| citizen.start(plan))).await;
    let views: Vec<PaymentView> = started.iter().map(super::app::Reply::ok).collect();
    let payings: Vec<_> = views.iter().zip(&plans).map(|(view, plan)| citizen.paying(&view.reference, &plan.body.secret)).collect();
    let pages = all_at_once(payings.iter().map(Paying::page)).await;
    for (half, pages) in pages.chunks(4).enumerate() {
        all_at_once(pages.iter().map(|page| page.pay(cards::VISA_AT_ONCE))).await;
        let captured = i64::try_from(half * 4 + 1).unwrap();
        crate::eventually!("a receipt", (app.count("receipt").await >= captured).then_some(()));
        app.crash_and_start().await;
    }
    all_at_once(payings.iter().map(Paying::is_paid)).await;
    app.finish().await;
}
