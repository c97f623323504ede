//! M10: a bank whose book differs from ours, brought to books that agree: what it took beyond our sum goes back to the
//! payer, what it gave back unasked is a refund's, or the operator's.

use crate::alarms::approve;
use crate::app::{Browser, Paying, TestApp, people};
use crate::both_engines;
use crate::refunds::{ask, item, owed, paid, until};
use crate::support::Database;
use kommunal::app::random_id;
use kommunal_sandbox::bank::order::Order;
use shared::api::refunds::RefundState;

both_engines!(
    m10_what_the_bank_took_too_much_is_the_payers_until_it_is_given_back,
    m10_an_excess_given_back_in_parts_and_beyond_is_told_apart,
    m10_what_the_bank_gave_back_unasked_becomes_a_refund_and_is_not_given_twice,
    m10_what_the_bank_gave_back_unasked_is_written_off_and_a_refund_goes_on,
);

/// The look after the capture, and past it by a fifth: pauses have jitter.
const RECHECK_S: i64 = 60;
const LOOK_S: i64 = 75;
/// The longest pause between two looks at what is owed.
const HOUR_S: i64 = 3_601;

fn at_the_bank(app: &TestApp, paying: &Paying<'_>, change: impl FnOnce(&mut Order)) {
    assert!(app.sandbox.change_order(app.orders_of(&paying.reference)[0].id, change));
}

async fn started(db: Database) -> TestApp {
    TestApp::start_with(db, |config| config.payment.recheck_after_s = RECHECK_S).await
}

async fn resolved(app: &TestApp, operator: &Browser<'_>, paying: &Paying<'_>, resolution: &str, minor: i64) {
    approve(app, &operator.ask_for(&paying.reference, resolution, minor).await).await.unwrap();
}

/// Turns the clock until the journal says so.
async fn until_balance(app: &TestApp, account: &str, minor: i64) {
    crate::eventually!(format!("{account} {minor}"), {
        app.turn_our_clock(HOUR_S);
        (app.balance(account).await == minor).then_some(())
    });
}

/// The sandbox's own bound (no more taken than held) is what these banks break.
async fn end(mut app: TestApp) {
    app.settle().await;
    is_clean(&app).await;
    // What is owed for hours is told again: the clock was turned.
    assert_eq!(app.number("SELECT COUNT(*) FROM alarm WHERE cause <> 'overdue'").await, 1);
    app.stop().await;
}

async fn is_clean(app: &TestApp) {
    let report = app.audited().await;
    assert!(report.is_clean(), "{report:#?}");
}

/// 15.00 by the internet's biller and 23.85 by the electricity's, the bank's book changed after the capture.
async fn paid_and_changed(app: &TestApp, change: impl FnOnce(&mut Order)) -> Paying<'_> {
    let paying = paid(app, 1_500, 2_385).await;
    at_the_bank(app, &paying, change);
    assert!(!app.audited().await.is_clean(), "it is a finding until it is resolved");
    app.turn_our_clock(LOOK_S);
    paying
}

async fn m10_what_the_bank_took_too_much_is_the_payers_until_it_is_given_back(db: Database) {
    let app = started(db).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = paid_and_changed(&app, |order| order.cleared_minor *= 2).await;
    resolved(&app, &operator, &paying, "take_as_captured", 2 * 3_885).await;
    assert_eq!((app.balance("acquirer:kapital").await, app.balance("payers").await), (2 * 3_885, -3_885));
    is_clean(&app).await;
    at_the_bank(&app, &paying, |order| order.refunded_minor = 3_885);
    until_balance(&app, "payers", 0).await;
    assert_eq!((app.balance("acquirer:kapital").await, app.balance("costs").await), (3_885, 0));
    is_clean(&app).await;
    end(app).await;
}

async fn m10_an_excess_given_back_in_parts_and_beyond_is_told_apart(db: Database) {
    let app = started(db).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = paid_and_changed(&app, |order| order.cleared_minor += 1_000).await;
    resolved(&app, &operator, &paying, "take_as_captured", 4_885).await;
    at_the_bank(&app, &paying, |order| order.refunded_minor = 400);
    until_balance(&app, "payers", -600).await;
    is_clean(&app).await;
    at_the_bank(&app, &paying, |order| order.refunded_minor = 1_000);
    until_balance(&app, "payers", 0).await;
    is_clean(&app).await;
    // A bill's refund beside it is counted for itself.
    let net = item(&app, &paying.reference, "internet").await;
    let case = ask(&app, &random_id(), &paying.reference, &[(&net, 500, 0)]).await.unwrap();
    until(&app, &case, RefundState::Done).await;
    assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 1_500);
    is_clean(&app).await;
    end(app).await;
}

async fn m10_what_the_bank_gave_back_unasked_becomes_a_refund_and_is_not_given_twice(db: Database) {
    let app = started(db).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let before = owed(&app, "internet").await;
    let paying = paid_and_changed(&app, |order| order.refunded_minor = 1_500).await;
    let alarm = operator.ask_for(&paying.reference, "no_action", 0).await;
    let net = item(&app, &paying.reference, "internet").await;
    let case = ask(&app, &random_id(), &paying.reference, &[(&net, 1_500, 0)]).await.unwrap();
    until(&app, &case, RefundState::Done).await;
    approve(&app, &alarm).await.unwrap();
    assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 1_500, "the bank is not asked a second time");
    assert_eq!((paying.view().await.refunded_minor, owed(&app, "internet").await), (1_500, before));
    is_clean(&app).await;
    app.finish_after_alarms(1).await;
}

async fn m10_what_the_bank_gave_back_unasked_is_written_off_and_a_refund_goes_on(db: Database) {
    let app = started(db).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = paid_and_changed(&app, |order| order.refunded_minor = 300).await;
    resolved(&app, &operator, &paying, "write_off", 300).await;
    is_clean(&app).await;
    let net = item(&app, &paying.reference, "internet").await;
    let case = ask(&app, &random_id(), &paying.reference, &[(&net, 300, 0)]).await.unwrap();
    until(&app, &case, RefundState::Done).await;
    assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 600);
    assert_eq!((app.balance("acquirer:kapital").await, app.balance("costs").await), (3_285, 300));
    is_clean(&app).await;
    app.finish_after_alarms(1).await;
}
