//! Giving money back: new, reversing entries, never more than was taken.

use crate::app::{Paying, Plan, TestApp, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::AppError;
use kommunal::app::advance::refund;
use kommunal_sandbox::faults::{Mode, Rule};
use shared::api::payments::Stage;
use shared::id::Id;
use shared::money::Money;

both_engines!(
    a_part_and_then_the_rest_are_given_back,
    no_more_than_was_taken_is_given_back,
    a_refund_is_made_once_whatever_becomes_of_its_answer,
    a_refund_that_the_bank_refuses_calls_a_person,
    a_crash_while_money_is_given_back_gives_it_back_once,
);

/// As the operator's command asks for it, beside the server.
async fn give_back(app: &TestApp, reference: &str, minor: i64) -> Result<(), AppError> {
    let done = refund(&app.beside, &Id::parse(reference).unwrap(), Money::from_minor(minor)).await.map(|_| ());
    app.wait_for_calls().await;
    done
}

/// Telephone and internet paid with a fee: 250 + 5 and 1500 + 8.
async fn paid(app: &TestApp) -> Paying<'_> {
    let (citizen, number) = (app.citizen(), app.new_home());
    let bills = citizen.bills(&number).await;
    let plan = Plan::new(&number).with_card("mastercard").pay(bill(&bills, "subscription"), 250).pay(bill(&bills, "internet"), 1500);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::MASTERCARD_AT_ONCE).await;
    assert_eq!(paying.is_paid().await.captured_minor, 1763);
    paying
}

async fn a_part_and_then_the_rest_are_given_back(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app).await;
    let untouched = paid(&app).await;
    give_back(&app, &paying.reference, 300).await.unwrap();
    app.until_state(&paying.reference, "captured").await;
    let view = paying.view().await;
    assert_eq!((view.stage, view.captured_minor, view.refunded_minor), (Stage::Paid, 1763, 300));
    assert_eq!(app.balance("acquirer:kapital").await, 2 * 1763 - 300);
    let report = app.audited().await;
    assert!(report.is_clean(), "{report:#?}");
    give_back(&app, &paying.reference, 1463).await.unwrap();
    let view = paying.until("all of it back", |view| view.stage == Stage::Refunded).await;
    assert_eq!((view.refunded_minor, app.orders_of(&paying.reference)[0].refunded_minor), (1763, 1763));
    assert_eq!(app.number("SELECT COUNT(*) FROM journal_entry WHERE kind = 'refund'").await, 2);
    // The second payment's shares and fees are all that is left.
    for (account, minor) in [("acquirer:kapital", 1763), ("biller:telecom", -250), ("biller:internet", -1500), ("fees", -13)] {
        assert_eq!(app.balance(account).await, minor, "{account}");
    }
    assert_eq!(untouched.view().await.refunded_minor, 0);
    app.finish().await;
}

async fn no_more_than_was_taken_is_given_back(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app).await;
    let before = app.counts().await;
    for minor in [1764, 0, -1, i64::MAX, i64::MIN] {
        assert!(give_back(&app, &paying.reference, minor).await.is_err(), "{minor}");
    }
    assert!(matches!(give_back(&app, &"0".repeat(32), 1).await, Err(AppError::NotFound)));
    let waiting = app.citizen().begin(&app.citizen().telephone("4212372").await).await;
    assert!(matches!(give_back(&app, &waiting.reference, 1).await, Err(AppError::TooLate)));
    assert_eq!(waiting.cancel().await.status, 200);
    assert_eq!(app.number("SELECT COUNT(*) FROM journal_entry").await, 1);
    assert!(before.contains(&("journal_entry", 1)));
    // Two at once that together are too much: one of them.
    let asked = crate::app::all_at_once((0..4).map(|_| give_back(&app, &paying.reference, 1000))).await;
    assert_eq!(asked.iter().filter(|done| done.is_ok()).count(), 1);
    app.until_state(&paying.reference, "captured").await;
    assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 1000);
    app.finish().await;
}

async fn a_refund_is_made_once_whatever_becomes_of_its_answer(db: Database) {
    let app = TestApp::start(db).await;
    for mode in [Mode::LostAnswer, Mode::SilentAfter, Mode::Silent, Mode::Error500, Mode::Html502, Mode::UnknownStatus] {
        let paying = paid(&app).await;
        app.fault("bank.refund", mode, 1);
        give_back(&app, &paying.reference, 700).await.unwrap();
        app.until_state(&paying.reference, "captured").await;
        assert_eq!((paying.view().await.refunded_minor, app.orders_of(&paying.reference)[0].refunded_minor), (700, 700), "{mode:?}");
    }
    app.finish().await;
}

async fn a_refund_that_the_bank_refuses_calls_a_person(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app).await;
    app.rule(Rule::new("bank.refund", Mode::Refuse).code("59").times(1));
    give_back(&app, &paying.reference, 700).await.unwrap();
    app.until_state(&paying.reference, "captured").await;
    assert_eq!((paying.view().await.refunded_minor, app.count("alarm").await), (0, 1));
    give_back(&app, &paying.reference, 700).await.unwrap();
    app.until_state(&paying.reference, "captured").await;
    assert_eq!(paying.view().await.refunded_minor, 700);
    app.finish_after_alarms(1).await;
}

async fn a_crash_while_money_is_given_back_gives_it_back_once(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app).await;
    app.fault("bank.refund", Mode::SilentAfter, 1);
    refund(&app.beside, &Id::parse(&paying.reference).unwrap(), Money::from_minor(700)).await.unwrap();
    // The clock must not be turned past the claim of a call that has not reached the bank.
    crate::eventually!("the refund", (app.orders_of(&paying.reference)[0].refunded_minor == 700).then_some(()));
    app.crash_and_start().await;
    app.until_state(&paying.reference, "captured").await;
    assert_eq!((paying.view().await.refunded_minor, app.orders_of(&paying.reference)[0].refunded_minor), (700, 700));
    app.finish().await;
}
