//! No payment waits for ever: definite refusals, silence, unknown orders, leaps of the clock and unreadable rows all end.

use crate::app::{ORDER_LIFE_S, POST_WINDOW_S, Paying, Plan, TestApp, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::faults::{Mode, Rule};
use shared::api::payments::{ItemOutcome, Stage};
use shared::payment::Outcome;

both_engines!(
    m7_a_capture_refused_for_good_gives_hold_and_bookings_back,
    m8_what_was_accepted_is_taken_beside_a_silent_biller,
    m8_a_late_booking_of_a_silent_biller_is_taken_back,
    m10_a_sum_that_the_bank_took_or_gave_back_unasked_is_an_alarm,
    m15_a_leap_of_the_clock_changes_no_end,
    m15_a_clock_set_back_while_the_server_was_down_keeps_nothing_waiting,
    m15_a_clock_set_back_while_the_server_was_down_keeps_no_letter_waiting,
    m16_who_paid_in_time_keeps_a_bill_that_nobody_else_wants,
    m16_who_paid_in_time_does_not_pay_what_another_has_paid,
    m17_an_order_that_the_bank_does_not_know_ends,
    m22_an_unreadable_payment_is_set_aside_and_the_others_go_on,
    a_look_that_tells_nothing_leaves_no_event,
);

/// Past the time for silent billers, past the alarm's, past the watch and past the look after the capture.
const SILENT_S: i64 = 181;
const ALARM_S: i64 = 601;
const DAY_S: i64 = 86_401;

async fn causes(app: &TestApp) -> Vec<String> {
    use sqlx::Row;
    let rows = app.rows("SELECT cause FROM alarm ORDER BY cause").await;
    rows.iter().map(|row| row.try_get::<String, _>(0).unwrap()).collect()
}

async fn leases(app: &TestApp, reference: &str) -> i64 {
    app.number(&format!("SELECT COUNT(*) FROM lease WHERE payment_id = '{reference}'")).await
}

async fn telephone(app: &TestApp) -> Paying<'_> {
    let citizen = app.citizen();
    citizen.begin(&citizen.telephone(&app.new_home()).await).await
}

async fn m7_a_capture_refused_for_good_gives_hold_and_bookings_back(db: Database) {
    let app = TestApp::start(db).await;
    let paying = telephone(&app).await;
    let page = paying.page().await;
    app.rule(Rule { order: Some(paying.reference.clone()), ..Rule::new("bank.capture", Mode::Refuse).code("PmoDecline") });
    page.pay(cards::VISA_AT_ONCE).await;
    app.until_state(&paying.reference, "capturing").await;
    crate::eventually!("five refusals", {
        let refusals =
            format!("SELECT COUNT(*) FROM payment_event WHERE payment_id = '{}' AND event LIKE '%capture_answered%no%'", paying.reference);
        (app.number(&refusals).await >= 5).then_some(())
    });
    app.turn_our_clock(ALARM_S);
    paying.is_not_paid(Outcome::CaptureRefused).await;
    app.until_state(&paying.reference, "closed").await;
    crate::eventually!("the bill", (leases(&app, &paying.reference).await == 0).then_some(()));
    assert_eq!((app.orders_of(&paying.reference)[0].status, causes(&app).await), ("Voided", vec!["capture_refused".to_owned()]));
    assert_eq!(app.number("SELECT COUNT(*) FROM hosted_posting WHERE status = 'accepted'").await, 0);
    app.finish_after_alarms(1).await;
}

/// Gas and electricity in one payment; electricity says nothing to anything.
async fn beside_a_silent_biller(app: &TestApp, mode: Mode) -> Paying<'_> {
    let (citizen, number) = (app.citizen(), "4212372");
    let (gas, light) = (citizen.ask(number, "gas").await, citizen.ask(number, "electricity").await);
    let plan = Plan::new(number).pay(bill(&gas, "gas"), 500).pay(bill(&light, "electricity"), 700);
    let paying = citizen.begin(&plan).await;
    for surface in ["status", "cancel"] {
        app.rule(Rule::new(&format!("biller.electricity.{surface}"), Mode::Error500));
    }
    app.rule(Rule::new("biller.electricity.post", mode));
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.until("gas's yes", |view| view.items.iter().any(|item| item.outcome == ItemOutcome::Accepted)).await;
    app.turn_our_clock(POST_WINDOW_S);
    let cancelling = format!("SELECT COUNT(*) FROM payment WHERE id = '{}' AND machine LIKE '%cancelling%'", paying.reference);
    crate::eventually!("the cancel", (app.number(&cancelling).await == 1).then_some(()));
    app.turn_our_clock(SILENT_S - POST_WINDOW_S);
    app.until_state(&paying.reference, "captured").await;
    let view = paying.view().await;
    assert_eq!((view.stage, view.captured_minor, leases(app, &paying.reference).await), (Stage::PartlyPaid, 500, 1));
    paying
}

async fn m8_what_was_accepted_is_taken_beside_a_silent_biller(db: Database) {
    let app = TestApp::start(db).await;
    let paying = beside_a_silent_biller(&app, Mode::Error500).await;
    app.turn_our_clock(ALARM_S);
    crate::eventually!("the alarm", (causes(&app).await == ["biller_silent"]).then_some(()));
    app.sandbox.clear_faults();
    app.turn_our_clock(ALARM_S);
    crate::eventually!("the bill", (leases(&app, &paying.reference).await == 0).then_some(()));
    let view = paying.view().await;
    assert_eq!((view.stage, view.items[1].outcome), (Stage::PartlyPaid, ItemOutcome::Cancelled));
    app.finish_after_alarms(1).await;
}

async fn m8_a_late_booking_of_a_silent_biller_is_taken_back(db: Database) {
    let app = TestApp::start(db).await;
    let paying = beside_a_silent_biller(&app, Mode::SilentAfter).await;
    app.sandbox.clear_faults();
    app.turn_our_clock(POST_WINDOW_S);
    crate::eventually!("the bill", (leases(&app, &paying.reference).await == 0).then_some(()));
    assert_eq!(paying.view().await.items[1].outcome, ItemOutcome::Reversed);
    let books = app.sandbox.books();
    assert!(books.postings.iter().all(|posting| posting.biller != "electricity" || posting.status == "reversed"), "{books:?}");
    app.finish().await;
}

async fn m10_a_sum_that_the_bank_took_or_gave_back_unasked_is_an_alarm(db: Database) {
    let app = TestApp::start(db).await;
    let paying = telephone(&app).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    let order = paying.is_paid().await.order.unwrap();
    app.refund_by_hand(&order, "0.50").await;
    // A fifth more: pauses have jitter.
    app.turn_our_clock(DAY_S + DAY_S / 4);
    crate::eventually!("the alarm", (causes(&app).await == ["given_back_unasked"]).then_some(()));
    let mut app = app;
    app.stop().await;
}

async fn m15_a_leap_of_the_clock_changes_no_end(db: Database) {
    let app = TestApp::start(db).await;
    for hours in [-1, 1, 26, -26] {
        let paying = telephone(&app).await;
        let page = paying.page().await;
        app.clock.leap(hours * 3_600_000);
        page.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await;
    }
    app.finish().await;
}

async fn m15_a_clock_set_back_while_the_server_was_down_keeps_nothing_waiting(db: Database) {
    let app = TestApp::start(db).await;
    let paying = telephone(&app).await;
    let page = paying.page().await;
    app.crash().await;
    page.pay(cards::VISA_AT_ONCE).await;
    app.turn_our_clock(-3600);
    app.start_again().await;
    app.until_state(&paying.reference, "captured").await;
    app.finish().await;
}

async fn m15_a_clock_set_back_while_the_server_was_down_keeps_no_letter_waiting(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    app.rule(Rule::new("smtp", Mode::Silent));
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await.with_email("aysel@example.az")).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.crash().await;
    app.sandbox.clear_faults();
    app.turn_our_clock(-3600);
    app.start_again().await;
    crate::eventually!("the letter", app.sandbox.messages().first().map(|_| ()));
    app.finish().await;
}

async fn m16_who_paid_in_time_keeps_a_bill_that_nobody_else_wants(db: Database) {
    let app = TestApp::start(db).await;
    let paying = telephone(&app).await;
    let page = paying.page().await;
    app.crash().await;
    page.pay(cards::VISA_AT_ONCE).await;
    app.turn_our_clock(ORDER_LIFE_S);
    app.start_again().await;
    app.until_state(&paying.reference, "captured").await;
    assert_eq!(paying.is_paid().await.captured_minor, 250);
    app.finish().await;
}

async fn m16_who_paid_in_time_does_not_pay_what_another_has_paid(db: Database) {
    let app = TestApp::start(db).await;
    let (first, second, number) = (app.citizen_at("203.0.113.1"), app.citizen_at("203.0.113.2"), app.new_home());
    let plan = first.telephone(&number).await;
    let late = first.begin(&plan).await;
    let page = late.page().await;
    app.rule(Rule { order: Some(late.reference.clone()), ..Rule::new("bank.status", Mode::Error500) });
    app.turn_our_clock(ORDER_LIFE_S);
    // Another pays, and lets the bill go: it is free, and paid.
    let quick = second.begin(&plan.anew()).await;
    quick.pay(cards::VISA_AT_ONCE).await;
    quick.is_paid().await;
    page.pay(cards::VISA_AT_ONCE).await;
    app.sandbox.clear_faults();
    late.is_not_paid(Outcome::LeaseLost).await;
    app.finish().await;
}

async fn m17_an_order_that_the_bank_does_not_know_ends(db: Database) {
    let app = TestApp::start(db).await;
    let paying = telephone(&app).await;
    app.execute(&format!("UPDATE payment SET order_ref = '99999999' WHERE id = '{}'", paying.reference)).await;
    app.turn_our_clock(ORDER_LIFE_S);
    paying.is_not_paid(Outcome::Expired).await;
    crate::eventually!("the bill", (leases(&app, &paying.reference).await == 0).then_some(()));
    app.turn_our_clock(DAY_S);
    app.until_state(&paying.reference, "closed").await;
    assert_eq!(causes(&app).await, ["order_unknown"]);
    assert_eq!(app.number(&format!("SELECT COUNT(*) FROM payment WHERE id = '{}' AND wake_at IS NULL", paying.reference)).await, 1);
    let mut app = app;
    app.stop().await;
}

async fn m22_an_unreadable_payment_is_set_aside_and_the_others_go_on(db: Database) {
    let app = TestApp::start(db).await;
    let (spoilt, sound) = (telephone(&app).await, telephone(&app).await);
    let page = sound.page().await;
    app.crash().await;
    app.execute(&format!("UPDATE payment SET machine = '{{}}', wake_at = 1 WHERE id = '{}'", spoilt.reference)).await;
    page.pay(cards::VISA_AT_ONCE).await;
    app.start_again().await;
    app.until_state(&sound.reference, "captured").await;
    crate::eventually!("the alarm", (causes(&app).await == ["unreadable"]).then_some(()));
    // One alarm, however often it is looked at.
    app.turn_our_clock(2 * 3600);
    telephone(&app).await.pay(cards::VISA_AT_ONCE).await;
    assert_eq!(causes(&app).await, ["unreadable"]);
    let report = app.audited().await;
    assert!(report.payments >= 2 && !report.is_clean(), "{report:#?}");
    let mut app = app;
    app.stop().await;
}

async fn a_look_that_tells_nothing_leaves_no_event(db: Database) {
    let app = TestApp::start(db).await;
    let paying = telephone(&app).await;
    let events = format!("SELECT COUNT(*) FROM payment_event WHERE payment_id = '{}'", paying.reference);
    let before = app.number(&events).await;
    for _ in 0..4 {
        app.turn_our_clock(30);
        assert_eq!(paying.view().await.stage, Stage::AtBank);
    }
    assert_eq!(app.number(&events).await, before);
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}
