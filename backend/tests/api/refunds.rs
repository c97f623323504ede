//! Giving money back, case by case: to the payer, from each biller, told to everybody, never more than was taken.

use crate::app::{CLAIM_S, GUIDE, Paying, Plan, TestApp, bill, cards, with_fee};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::refunds::{self, Who};
use kommunal::app::{AppError, random_id};
use kommunal_sandbox::faults::{Mode, Rule};
use shared::api::payments::Stage;
use shared::api::refunds::{FindRefundable, RefundState, RefundView, RequestRefund, RequestShare, ShareOutcome};
use shared::id::Id;

both_engines!(
    m1_a_whole_refund_is_taken_back_from_every_biller_and_owed_again,
    m2_a_refund_names_the_bill_and_whether_its_fee_goes_back,
    m3_repeating_a_refund_is_the_same_case,
    parts_of_a_bill_go_back_until_nothing_is_left,
    a_biller_that_cannot_take_back_is_the_operators_own_cost,
    a_silent_biller_is_asked_on_and_a_person_is_called,
    a_reversal_is_made_once_whatever_becomes_of_its_answer,
    a_refund_is_made_once_whatever_becomes_of_the_banks_answer,
    a_refund_that_the_bank_refuses_ends_and_is_told,
    a_crash_while_money_is_given_back_gives_it_back_once,
    a_refund_above_the_limit_waits_for_another_person,
    two_refunds_of_a_payment_go_to_the_bank_one_after_the_other,
    a_payer_whose_hold_was_given_back_is_told,
);

pub(crate) fn who(name: &str) -> Who {
    Who { actor: format!("actor-{name}"), name: name.to_owned() }
}

fn share((item, amount_minor, fee_minor): (&str, i64, i64)) -> RequestShare {
    RequestShare { item: item.to_owned(), amount_minor, fee_minor }
}

/// The item of a biller.
pub(crate) async fn item(app: &TestApp, reference: &str, biller: &str) -> String {
    app.text(&format!("SELECT id FROM payment_item WHERE payment_id = '{reference}' AND biller = '{biller}'")).await
}

/// Asked for by an operator beside the server.
pub(crate) async fn ask(app: &TestApp, key: &Id, reference: &str, shares: &[(&str, i64, i64)]) -> Result<RefundView, AppError> {
    let shares = shares.iter().map(|wanted| share(*wanted)).collect();
    let wanted = RequestRefund { payment: reference.to_owned(), shares, reason: "paid twice".to_owned() };
    refunds::request(&app.beside, &who("Zaur"), key, &wanted).await
}

pub(crate) async fn until(app: &TestApp, case: &RefundView, state: RefundState) -> RefundView {
    crate::eventually!(format!("{state:?}"), {
        let now = refunds::one(&app.beside, &who("Zaur"), &case.id).await.unwrap();
        (now.state == state).then_some(now)
    })
}

pub(crate) async fn given_back(app: &TestApp, reference: &str, shares: &[(&str, i64, i64)]) -> RefundView {
    let case = ask(app, &random_id(), reference, shares).await.unwrap();
    until(app, &case, RefundState::Done).await
}

/// So much of a payment's first bill.
pub(crate) async fn ask_parts(app: &TestApp, key: &Id, reference: &str, minor: i64) -> Result<RefundView, AppError> {
    let sql = format!("SELECT id FROM payment_item WHERE payment_id = '{reference}' AND position = 0");
    let first = app.text(&sql).await;
    ask(app, key, reference, &[(&first, minor, 0)]).await
}

/// The same, given back.
pub(crate) async fn a_part_back(app: &TestApp, reference: &str, minor: i64) {
    let case = ask_parts(app, &random_id(), reference, minor).await.unwrap();
    until(app, &case, RefundState::Done).await;
}

/// Internet (hosted) and electricity (remote) of the guide's home.
pub(crate) async fn paid(app: &TestApp, internet: i64, electricity: i64) -> Paying<'_> {
    paid_by(app, internet, electricity, |plan| plan).await
}

pub(crate) async fn paid_by(app: &TestApp, internet: i64, electricity: i64, how: impl Fn(Plan) -> Plan) -> Paying<'_> {
    let citizen = app.citizen();
    let (bills, light) = (citizen.bills(GUIDE).await, citizen.ask(GUIDE, "electricity").await);
    let plan = how(Plan::new(GUIDE).with_email("payer@example.az"));
    let plan = plan.pay(bill(&bills, "internet"), internet).pay(bill(&light, "electricity"), electricity);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    paying
}

pub(crate) async fn owed(app: &TestApp, charge: &str) -> i64 {
    let citizen = app.citizen();
    let bills = if charge == "electricity" { citizen.ask(GUIDE, charge).await } else { citizen.bills(GUIDE).await };
    bill(&bills, charge).balance_minor
}

async fn is_clean(app: &TestApp) {
    let report = app.audited().await;
    assert!(report.is_clean(), "{report:#?}");
}

async fn m1_a_whole_refund_is_taken_back_from_every_biller_and_owed_again(db: Database) {
    let app = TestApp::start_with(db, |config| config.refund.second_person_above_minor = 10_000).await;
    let (internet, electricity) = (owed(&app, "internet").await, owed(&app, "electricity").await);
    let paying = paid(&app, 1_500, 2_385).await;
    assert_eq!((owed(&app, "internet").await, owed(&app, "electricity").await), (internet - 1_500, electricity - 2_385));
    let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
    let case = given_back(&app, &paying.reference, &[(&net, 1_500, 0), (&light, 2_385, 0)]).await;
    assert!(case.shares.iter().all(|share| share.outcome == ShareOutcome::Reversed), "{case:#?}");
    assert_eq!((owed(&app, "internet").await, owed(&app, "electricity").await), (internet, electricity));
    assert_eq!(app.text(&format!("SELECT status FROM hosted_posting WHERE item_id = '{net}'")).await, "reversed");
    let books = app.sandbox.books();
    let posting = books.postings.iter().find(|posting| posting.id == light).unwrap();
    assert_eq!((posting.status, posting.remaining_minor), ("reversed", 0));
    for account in ["acquirer:kapital", "biller:internet", "biller:electricity", "recoverable:internet", "fees", "costs"] {
        assert_eq!(app.balance(account).await, 0, "{account}");
    }
    let view = paying.view().await;
    assert_eq!((view.stage, view.refunded_minor), (Stage::Refunded, 3_885));
    assert_eq!(view.items.iter().map(|item| item.refunded_minor).collect::<Vec<_>>(), [1_500, 2_385]);
    crate::eventually!("the letter", {
        let letters = app.sandbox.messages();
        letters.iter().any(|letter| letter.subject.contains("Money returned") && letter.attachments.len() == 1).then_some(())
    });
    is_clean(&app).await;
    app.finish().await;
}

async fn m2_a_refund_names_the_bill_and_whether_its_fee_goes_back(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let paying = paid_by(&app, 1_200, 2_336, Plan::with_fee).await;
    let light = item(&app, &paying.reference, "electricity").await;
    let case = given_back(&app, &paying.reference, &[(&light, 2_336, 0)]).await;
    assert_eq!((case.total_minor, case.shares.len(), case.shares[0].biller.as_str()), (2_336, 1, "electricity"));
    assert_eq!((app.balance("biller:internet").await, app.balance("biller:electricity").await), (-1_200, 0));
    let fees = app.balance("fees").await;
    let fee = given_back(&app, &paying.reference, &[(&light, 0, 12)]).await;
    assert_eq!(fee.shares[0].outcome, ShareOutcome::FeeOnly);
    assert_eq!(app.balance("fees").await, fees + 12);
    is_clean(&app).await;
    app.finish().await;
}

async fn m3_repeating_a_refund_is_the_same_case(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let net = item(&app, &paying.reference, "internet").await;
    app.rule(Rule::new("bank.refund", Mode::Refuse).code("59").times(1));
    let refused = random_id();
    for _ in 0..2 {
        let case = ask(&app, &refused, &paying.reference, &[(&net, 100, 0)]).await.unwrap();
        until(&app, &case, RefundState::BankRefused).await;
    }
    let again = ask(&app, &refused, &paying.reference, &[(&net, 100, 0)]).await.unwrap();
    assert_eq!(again.state, RefundState::BankRefused, "its outcome is told");
    let key = random_id();
    let shares = [(net.as_str(), 100, 0)];
    let asked = crate::app::all_at_once((0..4).map(|_| ask(&app, &key, &paying.reference, &shares))).await;
    let asked: Vec<RefundView> = asked.into_iter().map(Result::unwrap).collect();
    assert!(asked.iter().all(|case| case.id == key.as_str()));
    until(&app, &asked[0], RefundState::Done).await;
    assert!(matches!(ask(&app, &key, &paying.reference, &[(&net, 101, 0)]).await, Err(AppError::KeyReused)));
    assert_eq!((paying.view().await.refunded_minor, app.orders_of(&paying.reference)[0].refunded_minor), (100, 100));
    assert_eq!(app.number("SELECT COUNT(*) FROM journal_entry WHERE kind = 'refund'").await, 1);
    app.finish_after_alarms(1).await;
}

async fn parts_of_a_bill_go_back_until_nothing_is_left(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
    let (internet, electricity) = (owed(&app, "internet").await, owed(&app, "electricity").await);
    given_back(&app, &paying.reference, &[(&net, 500, 0), (&light, 36, 0)]).await;
    assert_eq!((owed(&app, "internet").await, owed(&app, "electricity").await), (internet + 500, electricity + 36));
    is_clean(&app).await;
    for (item, amount, fee) in [(&net, 701, 0), (&net, 0, 0), (&net, -1, 0), (&net, i64::MAX, 0), (&net, 1, 1), (&"0".repeat(32), 1, 0)] {
        let asked = ask(&app, &random_id(), &paying.reference, &[(item, amount, fee)]).await;
        assert!(matches!(asked, Err(AppError::Invalid(_))), "{amount} {fee}: {asked:?}");
    }
    // At once they are too much: only what is left is given back.
    let asked =
        crate::app::all_at_once((0..4).map(|_| async { ask(&app, &random_id(), &paying.reference, &[(&net, 400, 0)]).await })).await;
    assert_eq!(asked.iter().filter(|done| done.is_ok()).count(), 1);
    until(&app, asked.iter().flatten().next().unwrap(), RefundState::Done).await;
    let left = refunds::find(&app.beside, &FindRefundable { payment: paying.reference.clone() }).await.unwrap();
    assert_eq!(left.shares.iter().map(|share| share.left_minor).collect::<Vec<_>>(), [300, 2_300]);
    given_back(&app, &paying.reference, &[(&net, 300, 0), (&light, 2_300, 0)]).await;
    assert_eq!(paying.view().await.stage, Stage::Refunded);
    is_clean(&app).await;
    app.finish().await;
}

async fn a_biller_that_cannot_take_back_is_the_operators_own_cost(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let light = item(&app, &paying.reference, "electricity").await;
    let electricity = owed(&app, "electricity").await;
    app.rule(Rule::new("biller.electricity.reversal", Mode::Refuse).code("not_reversible").times(1));
    let case = given_back(&app, &paying.reference, &[(&light, 1_000, 0)]).await;
    assert_eq!(case.shares[0].outcome, ShareOutcome::OperatorCost);
    assert_eq!(case.shares[0].code.as_deref(), Some("not_reversible"));
    assert_eq!((app.balance("costs").await, app.balance("biller:electricity").await), (1_000, -2_336));
    assert_eq!(owed(&app, "electricity").await, electricity);
    is_clean(&app).await;
    app.finish().await;
}

async fn a_silent_biller_is_asked_on_and_a_person_is_called(db: Database) {
    let app = TestApp::start_with(db, |config| config.refund.alarm_after_s = 60).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
    app.rule(Rule::new("biller.electricity.*", Mode::Silent));
    let case = ask(&app, &random_id(), &paying.reference, &[(&net, 200, 0), (&light, 1_000, 0)]).await.unwrap();
    let waits = until(&app, &case, RefundState::Reversing).await;
    assert_eq!(paying.view().await.refunded_minor, 1_200, "the payer does not wait for billers: {waits:#?}");
    for _ in 0..8 {
        app.turn_our_clock(20);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    crate::eventually!("the alarm", (app.count("alarm").await == 1).then_some(()));
    assert_eq!(app.balance("recoverable:electricity").await, 1_000);
    app.sandbox.clear_faults();
    crate::eventually!("the reversal", {
        app.turn_our_clock(60);
        let now = refunds::one(&app.beside, &who("Zaur"), &case.id).await.unwrap();
        (now.state == RefundState::Done).then_some(())
    });
    app.finish_after_alarms(1).await;
}

async fn a_reversal_is_made_once_whatever_becomes_of_its_answer(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let light = item(&app, &paying.reference, "electricity").await;
    let modes =
        [Mode::LostAnswer, Mode::SilentAfter, Mode::Silent, Mode::Error500, Mode::BadSignature, Mode::UnknownStatus, Mode::Duplicate];
    for (nth, mode) in (1_i64..).zip(modes) {
        app.fault("biller.electricity.reversal", mode, 1);
        given_back(&app, &paying.reference, &[(&light, 100, 0)]).await;
        let posting = app.sandbox.books().postings.into_iter().find(|posting| posting.id == light).unwrap();
        assert_eq!(posting.remaining_minor, 2_336 - 100 * nth, "{mode:?}");
    }
    is_clean(&app).await;
    app.finish().await;
}

async fn a_refund_is_made_once_whatever_becomes_of_the_banks_answer(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let net = item(&app, &paying.reference, "internet").await;
    let modes = [Mode::LostAnswer, Mode::SilentAfter, Mode::Silent, Mode::Error500, Mode::Html502, Mode::UnknownStatus];
    for (nth, mode) in (1_i64..).zip(modes) {
        app.fault("bank.refund", mode, 1);
        given_back(&app, &paying.reference, &[(&net, 100, 0)]).await;
        assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 100 * nth, "{mode:?}");
    }
    app.finish().await;
}

async fn a_refund_that_the_bank_refuses_ends_and_is_told(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let net = item(&app, &paying.reference, "internet").await;
    app.rule(Rule::new("bank.refund", Mode::Refuse).code("59").times(1));
    let case = ask(&app, &random_id(), &paying.reference, &[(&net, 1_200, 0)]).await.unwrap();
    until(&app, &case, RefundState::BankRefused).await;
    assert_eq!((paying.view().await.refunded_minor, app.count("alarm").await), (0, 1));
    crate::eventually!("the letter", {
        let letters = app.sandbox.messages();
        letters.iter().any(|letter| letter.subject.contains("not returned yet")).then_some(())
    });
    // What it took of the payment is free again.
    given_back(&app, &paying.reference, &[(&net, 1_200, 0)]).await;
    app.finish_after_alarms(1).await;
}

async fn a_crash_while_money_is_given_back_gives_it_back_once(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
    app.fault("bank.refund", Mode::SilentAfter, 1);
    app.fault("biller.electricity.reversal", Mode::SilentAfter, 1);
    let case = ask(&app, &random_id(), &paying.reference, &[(&net, 200, 0), (&light, 300, 0)]).await.unwrap();
    // The clock must not be turned past the lease of a call that has not reached the bank.
    crate::eventually!("the refund", (app.orders_of(&paying.reference)[0].refunded_minor == 500).then_some(()));
    app.crash_and_start().await;
    until(&app, &case, RefundState::Reversing).await;
    crate::eventually!("the reversal", {
        let books = app.sandbox.books();
        books.postings.iter().any(|posting| posting.id == light && posting.remaining_minor == 2_036).then_some(())
    });
    app.crash().await;
    app.turn_our_clock(CLAIM_S);
    app.start_again().await;
    until(&app, &case, RefundState::Done).await;
    assert_eq!((paying.view().await.refunded_minor, app.orders_of(&paying.reference)[0].refunded_minor), (500, 500));
    assert_eq!((app.balance("biller:internet").await, app.balance("biller:electricity").await), (-1_000, -2_036));
    app.finish().await;
}

async fn a_refund_above_the_limit_waits_for_another_person(db: Database) {
    let app = TestApp::start_with(db, |config| config.refund.second_person_above_minor = 1_000).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
    given_back(&app, &paying.reference, &[(&net, 600, 0)]).await;
    // Together with the one before.
    let case = ask(&app, &random_id(), &paying.reference, &[(&light, 401, 0)]).await.unwrap();
    assert_eq!((case.state, case.may.len()), (RefundState::AwaitingApproval, 0));
    let theirs = refunds::one(&app.beside, &who("Ləman"), &case.id).await.unwrap();
    assert_eq!(theirs.may, ["approve", "reject"]);
    for own in [who("Zaur"), who("zaur"), Who { actor: "actor-Zaur".to_owned(), name: "Another".to_owned() }] {
        assert!(matches!(refunds::approve(&app.beside, &own, &case.id, "").await, Err(AppError::SecondPerson)));
    }
    assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 600);
    for _ in 0..2 {
        let approved = refunds::approve(&app.beside, &who("Ləman"), &case.id, "seen").await.unwrap();
        assert_eq!(approved.decided_by.as_deref(), Some("Ləman"));
    }
    until(&app, &case, RefundState::Done).await;
    let other = ask(&app, &random_id(), &paying.reference, &[(&light, 500, 0)]).await.unwrap();
    let rejected = refunds::reject(&app.beside, &who("Ləman"), &other.id, "not ours").await.unwrap();
    assert_eq!((rejected.state, rejected.decision_note.as_str()), (RefundState::Rejected, "not ours"));
    assert!(matches!(refunds::approve(&app.beside, &who("Ləman"), &other.id, "").await, Err(AppError::NotNow)));
    let left = refunds::find(&app.beside, &FindRefundable { payment: paying.reference.clone() }).await.unwrap();
    assert_eq!(left.shares[1].left_minor, 2_336 - 401);
    app.finish().await;
}

async fn two_refunds_of_a_payment_go_to_the_bank_one_after_the_other(db: Database) {
    let app = TestApp::start(db).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
    app.fault("bank.refund", Mode::SilentAfter, 1);
    let first = ask(&app, &random_id(), &paying.reference, &[(&net, 200, 0)]).await.unwrap();
    let second = ask(&app, &random_id(), &paying.reference, &[(&light, 300, 0)]).await.unwrap();
    until(&app, &first, RefundState::Done).await;
    until(&app, &second, RefundState::Done).await;
    assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 500);
    app.finish().await;
}

async fn a_payer_whose_hold_was_given_back_is_told(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let light = citizen.ask(GUIDE, "electricity").await;
    app.rule(Rule::new("biller.electricity.post", Mode::Refuse).code("account_closed").times(1));
    let plan = Plan::new(GUIDE).with_email("payer@example.az").pay(bill(&light, "electricity"), 1_000);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_not_paid(shared::payment::Outcome::NothingAccepted).await;
    crate::eventually!("the letter", {
        let letters = app.sandbox.messages();
        letters.iter().any(|letter| letter.subject.contains("did not go through")).then_some(())
    });
    app.finish().await;
}
