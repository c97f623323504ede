//! Billers that are silent, forget their answers or take them back; and a mail server that refuses.

use crate::app::{POST_WINDOW_S, Paying, Plan, TestApp, all_at_once, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::billers::population::{Kind, Population};
use kommunal_sandbox::faults::{Mode, Rule};
use shared::api::payments::{ItemOutcome, Stage};
use shared::payment::Outcome;

both_engines!(
    a_posting_is_booked_once_whatever_becomes_of_its_answer,
    a_biller_that_books_without_answering_is_asked,
    a_biller_silent_past_its_time_is_cancelled_and_the_others_are_taken,
    a_cancel_whose_answer_is_lost_is_asked_for_again,
    a_biller_that_booked_just_before_its_cancel_is_paid,
    when_every_biller_refuses_nothing_is_taken,
    a_hold_that_the_bank_lost_takes_the_bookings_back,
    a_letter_refused_for_now_arrives_once,
    a_letter_refused_for_good_is_not_repeated_and_costs_nothing_else,
);

async fn a_posting_is_booked_once_whatever_becomes_of_its_answer(db: Database) {
    let app = TestApp::start(db).await;
    app.fault("biller.gas.status", Mode::LostAnswer, 3);
    let troubles = [
        Mode::LostAnswer,
        Mode::Silent,
        Mode::SilentAfter,
        Mode::BadSignature,
        Mode::Duplicate,
        Mode::Error500,
        Mode::Html502,
        Mode::UnknownStatus,
    ];
    let with_gas = [1, 2, 3, 4, 5, 7, 8, 9].map(|n| (4_990_000 + n).to_string());
    all_at_once(troubles.iter().zip(&with_gas).map(|(mode, number)| booked_despite(&app, number, *mode))).await;
    app.finish().await;
}

async fn booked_despite(app: &TestApp, number: &str, mode: Mode) {
    let citizen = app.citizen();
    let before = bill(&citizen.ask(number, "gas").await, "gas").clone();
    let paying = citizen.begin(&Plan::new(number).pay(&before, 100)).await;
    let [account] = Population::new(Kind::Gas, 1).accounts_of(&format!("12{number}")).try_into().unwrap();
    app.rule(Rule { account: Some(account.code), ..Rule::new("biller.gas.post", mode).times(1) });
    paying.pay(cards::VISA_AT_ONCE).await;
    let paid = paying.is_paid().await;
    assert!(paid.items[0].reference.is_some(), "{mode:?}");
    let after = citizen.ask(number, "gas").await;
    assert_eq!(bill(&after, "gas").balance_minor, before.balance_minor - 100, "{mode:?}");
}

async fn a_biller_that_books_without_answering_is_asked(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), "4990005");
    let light = citizen.ask(number, "electricity").await;
    let paying = citizen.begin(&Plan::new(number).pay(bill(&light, "electricity"), 1000)).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

/// The telephone and an electricity that never books: the payment waits in the middle.
async fn half_posted(app: &TestApp) -> Paying<'_> {
    let (citizen, number) = (app.citizen(), "4990004");
    let (hosted, light) = (citizen.bills(number).await, citizen.ask(number, "electricity").await);
    let plan = Plan::new(number).pay(bill(&hosted, "subscription"), 250).pay(bill(&light, "electricity"), 1000);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.until("the telephone's yes", |view| view.items[0].outcome == ItemOutcome::Accepted).await;
    paying
}

async fn a_biller_silent_past_its_time_is_cancelled_and_the_others_are_taken(db: Database) {
    let app = TestApp::start(db).await;
    let paying = half_posted(&app).await;
    let view = paying.view().await;
    assert_eq!((view.stage, view.items[1].outcome, view.captured_minor), (Stage::Processing, ItemOutcome::Waiting, 0));
    app.turn_our_clock(POST_WINDOW_S);
    let view = paying.end().await;
    assert_eq!((view.stage, view.items[1].outcome, view.captured_minor), (Stage::PartlyPaid, ItemOutcome::Cancelled, 250));
    let [posting] = app.sandbox.books().postings.try_into().unwrap();
    assert_eq!(posting.status, "cancelled");
    app.finish().await;
}

async fn a_cancel_whose_answer_is_lost_is_asked_for_again(db: Database) {
    let app = TestApp::start(db).await;
    let paying = half_posted(&app).await;
    for mode in [Mode::Error500, Mode::BadSignature, Mode::LostAnswer] {
        app.fault("biller.electricity.cancel", mode, 1);
        app.turn_our_clock(POST_WINDOW_S);
        crate::eventually!(
            "the cancel",
            app.rules_left().await.iter().all(|rule| rule.surface != "biller.electricity.cancel").then_some(())
        );
    }
    // Three windows are past: the payment has gone on without the item, which is chased beside it.
    paying.until("the tombstone", |view| view.items[1].outcome == ItemOutcome::Cancelled).await;
    app.finish().await;
}

async fn a_biller_that_booked_just_before_its_cancel_is_paid(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), "4212372");
    let light = citizen.ask(number, "electricity").await;
    let paying = citizen.begin(&Plan::new(number).pay(bill(&light, "electricity"), 2417)).await;
    app.fault("biller.electricity.post", Mode::LostAnswer, 1);
    app.fault("biller.electricity.status", Mode::Error500, 1_000);
    paying.pay(cards::VISA_AT_ONCE).await;
    crate::eventually!("the booking", app.sandbox.books().postings.first().map(|_| ()));
    app.turn_our_clock(POST_WINDOW_S);
    assert_eq!(paying.is_paid().await.captured_minor, 2417);
    app.finish().await;
}

async fn when_every_biller_refuses_nothing_is_taken(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), "4990001");
    let (light, gas) = (citizen.ask(number, "electricity").await, citizen.ask(number, "gas").await);
    app.rule(Rule::new("biller.gas.post", Mode::Refuse).code("account_closed"));
    let plan = Plan::new(number).pay(bill(&light, "electricity"), 1000).pay(bill(&gas, "gas"), 500);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA).await;
    let view = paying.is_not_paid(Outcome::NothingAccepted).await;
    assert!(view.items.iter().all(|item| item.outcome == ItemOutcome::Refused));
    assert_eq!((app.count("receipt").await, app.count("journal_entry").await), (0, 0));
    app.finish().await;
}

async fn a_hold_that_the_bank_lost_takes_the_bookings_back(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), "4212372");
    let (hosted, light) = (citizen.bills(number).await, citizen.ask(number, "electricity").await);
    let plan = Plan::new(number).pay(bill(&hosted, "subscription"), 250).pay(bill(&light, "electricity"), 2417);
    let paying = citizen.begin(&plan).await;
    app.rule(Rule::new("biller.electricity.post", Mode::Error500));
    app.fault("biller.electricity.reverse", Mode::LostAnswer, 1);
    paying.pay(cards::VISA_AT_ONCE).await;
    let view = paying.until("the telephone's yes", |view| view.items[0].outcome == ItemOutcome::Accepted).await;
    app.void_by_hand(&view.order.unwrap()).await;
    app.fault("biller.electricity.post", Mode::Error500, 1);
    let view = paying.is_not_paid(Outcome::HoldLost).await;
    assert!(view.items.iter().all(|item| item.outcome == ItemOutcome::Reversed), "{view:?}");
    assert_eq!(bill(&citizen.bills(number).await, "subscription").balance_minor, 250);
    assert_eq!(bill(&citizen.ask(number, "electricity").await, "electricity").balance_minor, 2417);
    app.finish_after_alarms(1).await;
}

async fn a_letter_refused_for_now_arrives_once(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    app.fault("smtp", Mode::Error500, 2);
    let plan = citizen.telephone(&app.new_home()).await.with_email("aysel@example.az");
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    crate::eventually!("the letter's end", {
        app.turn_our_clock(1);
        (app.number("SELECT COUNT(*) FROM outbox WHERE ended = 'sent'").await == 1).then_some(())
    });
    assert_eq!(app.sandbox.messages().len(), 1);
    assert_eq!(app.number("SELECT tries FROM outbox").await, 3);
    app.finish().await;
}

async fn a_letter_refused_for_good_is_not_repeated_and_costs_nothing_else(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    app.rule(Rule::new("smtp", Mode::Refuse).code("550"));
    let plan = citizen.telephone(&app.new_home()).await.with_email("nobody@example.az");
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    assert!(paying.is_paid().await.receipt.is_some());
    crate::eventually!("the letter's end", (app.number("SELECT COUNT(*) FROM outbox WHERE ended = 'refused'").await == 1).then_some(()));
    assert_eq!((app.sandbox.messages().len(), app.number("SELECT tries FROM outbox").await), (0, 1));
    app.finish().await;
}
