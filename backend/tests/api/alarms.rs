//! Alarm cases: two people resolve one, and every resolution leaves books that agree.

use crate::app::{Browser, GUIDE, ORDER_LIFE_S, Paying, Plan, TestApp, bill, cards, people, with_fee};
use crate::both_engines;
use crate::refunds;
use crate::support::Database;
use kommunal::app::AppError;
use kommunal::app::alarms::{Attempt, act};
use kommunal::app::audit::Kind;
use kommunal::app::operator::figures::note_audit;
use kommunal::app::random_id;
use kommunal_sandbox::faults::{Mode, Rule};
use serde_json::{Value, json};
use shared::alarm::Who;
use shared::api::operator::{Alarm, AlarmAction, AlarmPage, OperatorPayment, PaymentPage, Summary};
use shared::api::payments::ItemOutcome;
use shared::api::refunds::RefundState;
use shared::api::{IDEMPOTENCY_KEY, path};
use shared::payment::Outcome;

both_engines!(
    an_alarm_is_resolved_by_two_people_and_comes_again,
    rows_of_before_are_open_cases,
    the_banks_word_on_paper_ends_a_capture_that_nobody_answers,
    asking_again_ends_what_can_be_answered_by_now,
    what_is_booked_is_taken_back_and_the_hold_with_it,
    a_booking_that_its_biller_keeps_is_written_off,
    what_the_bank_will_not_pay_is_written_off,
    a_reversal_that_its_biller_never_answers_is_asked_again_or_written_off,
    what_a_biller_took_back_unheard_is_no_cost_once_it_says_so,
    an_alarm_about_a_payment_that_is_not_here_can_be_closed,
    an_alarm_about_a_payment_that_can_be_read_again_is_carried_out,
    an_alarm_that_was_deleted_or_moved_is_found,
    payments_are_found_by_what_is_known_of_them,
);

const REASON: &str = "the bank's letter of 30 November";

impl Browser<'_> {
    async fn alarms(&self, query: Value) -> Vec<shared::api::operator::AlarmRow> {
        self.post(path::OPERATOR_ALARMS, &query).await.ok::<AlarmPage>().rows
    }

    async fn alarm(&self, id: &str) -> Alarm {
        self.get(&path::OPERATOR_ALARM.replace("{id}", id)).await.ok()
    }

    async fn try_act(&self, key: &str, id: &str, action: &str, body: Value) -> crate::app::Reply {
        let address = path::OPERATOR_ALARM_ACTION.replace("{id}", id).replace("{action}", action);
        self.post_with(&address, &[(IDEMPOTENCY_KEY, key)], &body).await
    }

    async fn act(&self, case: &Alarm, action: &str, mut body: Value) -> Alarm {
        body["version"] = json!(case.version);
        self.try_act(random_id().as_str(), &case.row.id, action, body).await.ok()
    }

    async fn ask_for_taken(&self, case: &Alarm, resolution: &str, amount_minor: i64) -> Alarm {
        self.act(case, "resolve", json!({ "resolution": resolution, "amount_minor": amount_minor, "text": REASON })).await
    }

    /// Takes the only open case about a payment and asks for a resolution.
    pub(crate) async fn ask_for(&self, reference: &str, resolution: &str, amount_minor: i64) -> Alarm {
        let row = crate::eventually!("the alarm", self.alarms(json!({ "about": reference })).await.into_iter().next());
        let case = self.act(&self.alarm(&row.id).await, "take", json!({})).await;
        self.ask_for_taken(&case, resolution, amount_minor).await
    }
}

/// Another person, at the command line.
pub(crate) async fn approve(app: &TestApp, case: &Alarm) -> Result<(), AppError> {
    let by = Who { actor: "another digest".to_owned(), name: "Rəşad Məmmədov".to_owned() };
    let body = AlarmAction { version: case.version, ..AlarmAction::default() };
    act(&app.beside, Attempt { key: random_id(), by }, &case.row.id, "approve", &body).await?;
    app.wait_for_calls().await;
    Ok(())
}

/// Telephone and internet paid with a fee: 250 + 5 and 1500 + 8.
async fn begun(app: &TestApp) -> Paying<'_> {
    let (citizen, number) = (app.citizen(), app.new_home());
    let bills = citizen.bills(&number).await;
    let plan = Plan::new(&number).with_fee().pay(bill(&bills, "subscription"), 250).pay(bill(&bills, "internet"), 1500);
    citizen.begin(&plan).await
}

pub(crate) async fn paid(app: &TestApp) -> Paying<'_> {
    let paying = begun(app).await;
    paying.pay(cards::MASTERCARD_AT_ONCE).await;
    paying.is_paid().await;
    paying
}

/// Everything is booked, and the bank says nothing of the capture until the alarm is raised.
pub(crate) async fn stuck_at_capture<'a>(app: &'a TestApp, capture: Mode) -> Paying<'a> {
    let paying = begun(app).await;
    app.rule(Rule::new("bank.capture", capture));
    paying.pay(cards::MASTERCARD_AT_ONCE).await;
    paying.view().await;
    app.until_state(&paying.reference, "capturing").await;
    app.rule(Rule::new("bank.status", Mode::Error500));
    app.turn_our_clock(ORDER_LIFE_S);
    paying
}

async fn an_alarm_is_resolved_by_two_people_and_comes_again(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = stuck_at_capture(&app, Mode::Silent).await;
    let case = operator.ask_for(&paying.reference, "ask_again", 0).await;
    assert_eq!((case.row.state.as_str(), case.row.kind.as_str(), case.row.mine), ("resolving", "payment", true));
    assert_eq!(case.payment_state.as_deref(), Some("capturing"));
    assert_eq!(case.trail[0].text, "amount 1763, state capturing");
    let asked = case.resolution.clone().unwrap();
    assert_eq!((asked.reason.as_str(), asked.mine, asked.approved_by), (REASON, true, None));
    let version = json!({ "version": case.version });
    let own = operator.try_act(random_id().as_str(), &case.row.id, "approve", version.clone()).await;
    assert_eq!(own.verdict(), "403 second_person");
    let key = random_id();
    let noted = operator.try_act(key.as_str(), &case.row.id, "note", json!({ "text": "asked the bank by phone" })).await.ok::<Alarm>();
    // The same attempt again changes nothing; the same key for something else is refused; a version of before too.
    let again = operator.try_act(key.as_str(), &case.row.id, "note", json!({ "text": "asked the bank by phone" })).await.ok::<Alarm>();
    assert_eq!((again.version, again.notes.len()), (noted.version, 1));
    let other = operator.try_act(key.as_str(), &case.row.id, "note", json!({ "text": "another" })).await;
    assert_eq!(other.verdict(), "422 key_reused");
    assert_eq!(
        operator.try_act(random_id().as_str(), &case.row.id, "decline", json!({ "version": 1, "text": "no" })).await.verdict(),
        "409 changed"
    );
    approve(&app, &noted).await.unwrap();
    let resolved = operator.alarm(&case.row.id).await;
    assert_eq!((resolved.row.state.as_str(), resolved.resolution.unwrap().approved_by.as_deref()), ("resolved", Some("Rəşad Məmmədov")));
    // The bank is still silent: the same alarm is a new case.
    app.turn_our_clock(ORDER_LIFE_S);
    let again = crate::eventually!("another case", operator.alarms(json!({ "about": paying.reference })).await.into_iter().next());
    assert_ne!(again.id, case.row.id);
    app.sandbox.clear_faults();
    app.until_state(&paying.reference, "captured").await;
    app.finish_after_alarms(2).await;
}

async fn rows_of_before_are_open_cases(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = paid(&app).await;
    let id = random_id();
    app.execute(&format!("INSERT INTO alarm (id, about, reason, at) VALUES ('{}', '{}', '{{}}', 1)", id.as_str(), paying.reference)).await;
    let case = operator.ask_for(&paying.reference, "no_action", 0).await;
    assert_eq!((case.row.id.as_str(), case.row.cause.as_str()), (id.as_str(), "unspecified"));
    approve(&app, &case).await.unwrap();
    assert!(operator.alarms(json!({})).await.is_empty());
    assert_eq!(operator.alarms(json!({ "show": "resolved" })).await.len(), 1);
    app.finish_after_alarms(1).await;
}

async fn the_banks_word_on_paper_ends_a_capture_that_nobody_answers(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = stuck_at_capture(&app, Mode::SilentAfter).await;
    let case = operator.ask_for(&paying.reference, "take_as_captured", 1763).await;
    approve(&app, &case).await.unwrap();
    let view = paying.is_paid().await;
    assert_eq!((view.captured_minor, view.receipt.is_some()), (1763, true));
    app.finish_after_alarms(1).await;
}

async fn asking_again_ends_what_can_be_answered_by_now(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = stuck_at_capture(&app, Mode::Silent).await;
    let case = operator.ask_for(&paying.reference, "ask_again", 0).await;
    app.sandbox.clear_faults();
    approve(&app, &case).await.unwrap();
    assert_eq!(paying.is_paid().await.captured_minor, 1763);
    app.finish_after_alarms(1).await;
}

async fn what_is_booked_is_taken_back_and_the_hold_with_it(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = stuck_at_capture(&app, Mode::Silent).await;
    let case = operator.ask_for(&paying.reference, "reverse_and_void", 0).await;
    approve(&app, &case).await.unwrap();
    app.sandbox.clear_faults();
    let view = paying.is_not_paid(Outcome::NothingAccepted).await;
    assert!(view.items.iter().all(|item| item.outcome == ItemOutcome::Reversed), "{view:?}");
    app.until_state(&paying.reference, "closed").await;
    assert_eq!(app.orders_of(&paying.reference)[0].status, "Voided");
    app.finish_after_alarms(1).await;
}

async fn a_booking_that_its_biller_keeps_is_written_off(db: Database) {
    let app = TestApp::start(db).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let (citizen, number) = (app.citizen(), "4212372");
    let (hosted, light) = (citizen.bills(number).await, citizen.ask(number, "electricity").await);
    let plan = Plan::new(number).pay(bill(&hosted, "subscription"), 250).pay(bill(&light, "electricity"), 2417);
    let paying = citizen.begin(&plan).await;
    app.fault("biller.electricity.post", Mode::LostAnswer, 1);
    app.rule(Rule::new("biller.electricity.status", Mode::Error500));
    app.rule(Rule::new("biller.electricity.reverse", Mode::Error500));
    paying.pay(cards::VISA_AT_ONCE).await;
    let view = paying.until("the telephone's yes", |view| view.items[0].outcome == ItemOutcome::Accepted).await;
    app.void_by_hand(&view.order.unwrap()).await;
    app.sandbox.clear_faults();
    app.rule(Rule::new("biller.electricity.reverse", Mode::Error500));
    app.until_state(&paying.reference, "unwinding").await;
    crate::eventually!("the telephone taken back", { (paying.view().await.items[0].outcome == ItemOutcome::Reversed).then_some(()) });
    let case = operator.ask_for(&paying.reference, "write_off", 2417).await;
    assert!(operator.alarm(&case.row.id).await.resolutions.iter().any(|known| known.amount_max_minor == 2417));
    approve(&app, &case).await.unwrap();
    assert_eq!(app.state_of(&paying.reference).await, "closed");
    assert_eq!((app.balance("costs").await, app.balance("biller:electricity").await), (2417, -2417));
    let payment: OperatorPayment = operator.get(&path::OPERATOR_PAYMENT.replace("{reference}", &paying.reference)).await.ok();
    assert_eq!((payment.entries.len(), payment.entries[0].kind.as_str(), payment.alarms.len()), (1, "write_off", 1));
    assert!(payment.events.iter().any(|event| event.what == "resolved"), "{:?}", payment.events);
    app.finish_after_alarms(1).await;
}

async fn what_the_bank_will_not_pay_is_written_off(db: Database) {
    let app = TestApp::start_with(db, |config| {
        with_fee(config);
        config.payment.recheck_after_s = 60;
    })
    .await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = paid(&app).await;
    assert!(app.sandbox.change_order(app.orders_of(&paying.reference)[0].id, |order| order.refunded_minor = 263));
    assert!(app.audited().await.has(Kind::BankDiffers));
    app.turn_our_clock(75);
    let case = operator.ask_for(&paying.reference, "write_off", 263).await;
    let report = app.audited().await;
    approve(&app, &case).await.unwrap();
    assert_eq!((app.balance("costs").await, app.balance("acquirer:kapital").await), (263, 1500));
    note_audit(&app.beside, Some(&report), false).await;
    let summary = crate::eventually!("the figures", {
        let summary: Summary = operator.get(path::OPERATOR_SUMMARY).await.ok();
        summary.last_audit.is_some().then_some(summary)
    });
    assert_eq!((summary.open.len(), summary.held_minor, summary.alarms.len()), (0, 0, 0));
    assert_eq!(summary.last_audit.map(|run| (run.result, run.findings)), Some(("findings".to_owned(), 1)));
    app.finish_after_alarms(1).await;
}

async fn a_reversal_that_its_biller_never_answers_is_asked_again_or_written_off(db: Database) {
    let app = TestApp::start_with(db, |config| config.refund.alarm_after_s = 60).await;
    written_off_after(&app, Mode::Silent).await;
    app.sandbox.clear_faults();
    app.finish_after_alarms(2).await;
}

async fn what_a_biller_took_back_unheard_is_no_cost_once_it_says_so(db: Database) {
    let app = TestApp::start_with(db, |config| config.refund.alarm_after_s = 60).await;
    written_off_after(&app, Mode::SilentAfter).await;
    app.sandbox.clear_faults();
    crate::eventually!("the biller's word", {
        app.turn_our_clock(3_600);
        (app.balance("costs").await == 0).then_some(())
    });
    assert_eq!(app.balance("biller:electricity").await, -1_336);
    app.finish_after_alarms(2).await;
}

/// 10.00 of 23.36 goes back to the payer, and two people bear it after the biller has not answered twice.
async fn written_off_after(app: &TestApp, mode: Mode) {
    let operator = app.signed_in(people::OPERATOR).await;
    let (citizen, light) = (app.citizen(), app.citizen().ask(GUIDE, "electricity").await);
    let paying = citizen.begin(&Plan::new(GUIDE).pay(bill(&light, "electricity"), 2_336)).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.rule(Rule::new("biller.electricity.*", mode));
    let item = refunds::item(app, &paying.reference, "electricity").await;
    let refund = refunds::ask(app, &random_id(), &paying.reference, &[(&item, 1_000, 0)]).await.unwrap();
    for (way, amount_minor) in [("ask_again", 0), ("write_off", 1_000)] {
        let row = crate::eventually!("the alarm", {
            app.turn_our_clock(60);
            operator.alarms(json!({ "about": refund.id })).await.into_iter().next()
        });
        let open = operator.alarm(&row.id).await;
        let ways: Vec<_> = open.resolutions.iter().map(|way| (way.resolution.as_str(), way.amount_max_minor)).collect();
        assert_eq!((ways, open.payment_state.as_deref()), (vec![("ask_again", 0), ("write_off", 1_000)], Some("reversing")));
        let less = operator.act(&open, "take", json!({})).await;
        let body = json!({ "version": less.version, "resolution": "write_off", "amount_minor": 999, "text": REASON });
        assert_eq!(operator.try_act(random_id().as_str(), &row.id, "resolve", body).await.verdict(), "409 not_now");
        let case = operator.ask_for_taken(&less, way, amount_minor).await;
        approve(app, &case).await.unwrap();
    }
    let done = refunds::until(app, &refund, RefundState::Done).await;
    assert_eq!((done.total_minor, app.balance("recoverable:electricity").await, app.balance("costs").await), (1_000, 0, 1_000));
}

/// As `recover` raises it where the bank took money that no anchor explains.
async fn an_alarm_about_a_payment_that_is_not_here_can_be_closed(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    for about in [random_id().to_string(), "4711".to_owned()] {
        let sql = "INSERT INTO alarm (id, kind, about, cause, reason, at) VALUES";
        app.execute(&format!("{sql} ('{}', 'payment', '{about}', 'bank_contradicts', 'the bank took 2.50', 1)", random_id())).await;
        let case = operator.ask_for(&about, "no_action", 0).await;
        approve(&app, &case).await.unwrap();
        assert_eq!(operator.alarm(&case.row.id).await.row.state, "resolved");
    }
    app.finish_after_alarms(2).await;
}

async fn an_alarm_about_a_payment_that_can_be_read_again_is_carried_out(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = paid(&app).await;
    let sql = "INSERT INTO alarm (id, kind, about, cause, reason, at) VALUES";
    app.execute(&format!("{sql} ('{}', 'payment', '{}', 'unreadable', '', 1)", random_id(), paying.reference)).await;
    let case = operator.ask_for(&paying.reference, "ask_again", 0).await;
    approve(&app, &case).await.unwrap();
    let events = format!("SELECT COUNT(*) FROM payment_event WHERE payment_id = '{}' AND event LIKE '%ask_again%'", paying.reference);
    assert_eq!(app.number(&events).await, 1);
    app.finish_after_alarms(1).await;
}

async fn an_alarm_that_was_deleted_or_moved_is_found(db: Database) {
    let mut app = TestApp::start_with(db, with_fee).await;
    let paying = stuck_at_capture(&app, Mode::Silent).await;
    crate::eventually!("the alarm", (app.count("alarm").await == 1).then_some(()));
    app.sandbox.clear_faults();
    app.until_state(&paying.reference, "captured").await;
    app.wait_for_calls().await;
    let (of, other) = (format!("WHERE about = '{}'", paying.reference), random_id());
    for falsified in ["cause = 'bank_contradicts'".to_owned(), format!("about = '{other}'")] {
        assert!(app.audited().await.is_clean());
        app.execute(&format!("UPDATE alarm SET {falsified} {of}")).await;
        assert!(app.audited().await.has(Kind::AlarmDiffers), "{falsified}");
        app.execute(&format!("UPDATE alarm SET cause = 'overdue', about = '{}'", paying.reference)).await;
    }
    app.execute(&format!("DELETE FROM alarm {of}")).await;
    assert!(app.audited().await.has(Kind::AlarmDiffers));
    app.stop().await;
}

async fn payments_are_found_by_what_is_known_of_them(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let (one, other) = (begun(&app).await, begun(&app).await);
    one.pay(cards::MASTERCARD_AT_ONCE).await;
    let view = one.is_paid().await;
    let found = async |query: Value| {
        let page: PaymentPage = operator.post(path::OPERATOR_PAYMENTS, &query).await.ok();
        page.rows.into_iter().map(|row| row.reference).collect::<Vec<_>>()
    };
    let both = vec![other.reference.clone(), one.reference.clone()];
    assert_eq!(found(json!({})).await, both);
    let phone = app.text(&format!("SELECT phone FROM payment WHERE id = '{}'", one.reference)).await;
    for query in [
        json!({ "receipt": view.receipt.unwrap().number }),
        json!({ "order": view.order.unwrap() }),
        json!({ "phone": format!("+994 {phone}") }),
        json!({ "reference": one.reference }),
        json!({ "state": "captured", "from": "2020-01-01T00:00:00Z" }),
    ] {
        assert_eq!(found(query.clone()).await, vec![one.reference.clone()], "{query}");
    }
    assert_eq!(found(json!({ "state": "open" })).await, vec![other.reference.clone()]);
    assert!(found(json!({ "to": "2020-01-01T00:00:00Z" })).await.is_empty());
    assert_eq!(operator.post(path::OPERATOR_PAYMENTS, &json!({ "state": "lost" })).await.verdict(), "422 invalid state=choice_unknown");
    assert_eq!(other.cancel().await.status, 200);
    app.finish().await;
}
