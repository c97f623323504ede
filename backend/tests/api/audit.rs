//! An audit that finds nothing is worth as much as its finding of what was tampered with.

use crate::app::{Plan, TestApp, bill, cards, with_fee};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::audit::{Kind, Verdict, audit};
use kommunal_sandbox::bank::order::{Order, Status};
use kommunal_sandbox::faults::{Mode, Rule};

both_engines!(
    every_tampering_with_the_ledger_is_found,
    what_is_gone_is_missed,
    a_difference_to_the_books_of_bank_and_billers_is_found,
    an_audit_says_what_it_compared,
    m9_an_unanswered_question_is_not_clean,
    m10_another_sum_at_the_bank_is_a_finding_that_stays,
    m10_a_whole_hold_taken_for_a_part_is_a_finding,
    m10_open_payments_are_compared_too,
    an_order_and_a_posting_of_no_payment_are_found,
    m11_an_audit_beside_a_busy_server_finds_nothing,
    m12_what_rests_on_no_event_is_found,
);

/// Three payments, two of them paid, all entries sealed.
async fn with_payments(db: Database) -> TestApp {
    let app = TestApp::start_with(db, with_fee).await;
    let citizen = app.citizen();
    let light = citizen.ask("4212372", "electricity").await;
    for (plan, card) in [
        (citizen.telephone("4212372").await.with_fee(), cards::MASTERCARD_AT_ONCE),
        (Plan::new("4212372").with_fee().pay(bill(&light, "electricity"), 2417), cards::VISA_AT_ONCE),
        (citizen.telephone(&app.new_home()).await.with_fee(), cards::DECLINED),
    ] {
        let paying = citizen.begin(&plan).await;
        paying.pay(card).await;
        paying.end().await;
    }
    crate::eventually!("the seal", (app.audited().await.unsealed == 0).then_some(()));
    let report = app.audited().await;
    assert!(report.is_clean(), "{report:#?}");
    app
}

/// Something done to the database, and how it is undone.
const TAMPERINGS: [(&str, &str); 20] = [
    (
        "UPDATE journal_posting SET amount = amount + 1 WHERE account = 'fees'",
        "UPDATE journal_posting SET amount = amount - 1 WHERE account = 'fees'",
    ),
    ("UPDATE journal_posting SET amount = amount * 2", "UPDATE journal_posting SET amount = amount / 2"),
    (
        "UPDATE journal_posting SET account = 'biller:gas' WHERE account = 'biller:telecom'",
        "UPDATE journal_posting SET account = 'biller:telecom' WHERE account = 'biller:gas'",
    ),
    ("UPDATE journal_entry SET hash = 'f' || SUBSTR(hash, 2), kind = kind WHERE sequence = 1 AND hash NOT LIKE 'f%'", ""),
    ("UPDATE journal_entry SET at = at + 1 WHERE sequence = 2", "UPDATE journal_entry SET at = at - 1 WHERE sequence = 2"),
    ("UPDATE journal_entry SET cause = cause || 'x'", "UPDATE journal_entry SET cause = SUBSTR(cause, 1, LENGTH(cause) - 1)"),
    ("UPDATE journal_entry SET sequence = sequence + 10", "UPDATE journal_entry SET sequence = sequence - 10"),
    ("UPDATE journal_entry SET sequence = 3 WHERE sequence = 2", "UPDATE journal_entry SET sequence = 2 WHERE sequence = 3"),
    ("UPDATE journal_entry SET kind = 'refund' WHERE sequence = 2", "UPDATE journal_entry SET kind = 'capture' WHERE sequence = 2"),
    ("UPDATE receipt SET amount = amount + 1", "UPDATE receipt SET amount = amount - 1"),
    (
        "UPDATE payment SET state = 'closed' WHERE state = 'captured'",
        "UPDATE payment SET state = 'captured' WHERE order_ref IN (SELECT order_ref FROM payment p JOIN receipt r ON r.payment_id = p.id)",
    ),
    (
        "UPDATE payment SET state = 'captured' WHERE state = 'closed'",
        "UPDATE payment SET state = 'closed' WHERE id NOT IN (SELECT payment_id FROM receipt)",
    ),
    (
        "UPDATE payment SET machine = REPLACE(machine, '\"refunded\":0', '\"refunded\":5')",
        "UPDATE payment SET machine = REPLACE(machine, '\"refunded\":5', '\"refunded\":0')",
    ),
    (
        "UPDATE payment SET machine = REPLACE(machine, '\"amount\":2417', '\"amount\":2418')",
        "UPDATE payment SET machine = REPLACE(machine, '\"amount\":2418', '\"amount\":2417')",
    ),
    (
        "UPDATE payment SET machine = REPLACE(machine, '\"state\":\"captured\"', '\"state\":\"refunding\",\"asked\":1')",
        "UPDATE payment SET machine = REPLACE(machine, '\"state\":\"refunding\",\"asked\":1', '\"state\":\"captured\"')",
    ),
    ("UPDATE payment SET total = total + 1", "UPDATE payment SET total = total - 1"),
    ("UPDATE payment_item SET amount = amount + 1", "UPDATE payment_item SET amount = amount - 1"),
    ("UPDATE payment_item SET fee = fee + 1", "UPDATE payment_item SET fee = fee - 1"),
    ("UPDATE hosted_posting SET amount = amount + 100", "UPDATE hosted_posting SET amount = amount - 100"),
    ("UPDATE hosted_posting SET status = 'reversed'", "UPDATE hosted_posting SET status = 'accepted'"),
];

async fn every_tampering_with_the_ledger_is_found(db: Database) {
    let mut app = with_payments(db).await;
    for (tamper, undo) in TAMPERINGS {
        let first = app.text("SELECT hash FROM journal_entry WHERE sequence = 1").await;
        let tamper = if undo.is_empty() { flip_hash(&first) } else { tamper.to_owned() };
        assert!(app.execute(&tamper).await > 0, "{tamper} touched nothing");
        let report = app.audited().await;
        assert!(!report.is_clean() && !report.findings.is_empty(), "not found: {tamper}");
        let undo = if undo.is_empty() { format!("UPDATE journal_entry SET hash = '{first}' WHERE sequence = 1") } else { undo.to_owned() };
        app.execute(&undo).await;
        let report = app.audited().await;
        assert!(report.is_clean(), "after {undo}: {report:#?}");
    }
    app.stop().await;
}

fn flip_hash(hash: &str) -> String {
    let other = if hash.starts_with('0') { "1" } else { "0" };
    format!("UPDATE journal_entry SET hash = '{other}{}' WHERE sequence = 1", &hash[1..])
}

async fn what_is_gone_is_missed(db: Database) {
    let mut app = with_payments(db).await;
    for (gone, finding) in [
        ("DELETE FROM receipt WHERE amount = 2429", "its receipts say []"),
        ("DELETE FROM hosted_posting", "nothing stands in the book of telecom"),
        ("DELETE FROM payment_item WHERE amount = 2417", "its shares are not those"),
        ("DELETE FROM journal_posting WHERE entry_id IN (SELECT id FROM journal_entry WHERE sequence = 2)", "does not balance"),
        ("DELETE FROM journal_entry WHERE sequence = 2", "has no journal entry"),
    ] {
        if gone.contains("hosted_posting") {
            app.execute("DELETE FROM payment_registry_entry").await;
        }
        assert!(app.execute(gone).await > 0, "{gone}");
        let report = app.audited().await;
        assert!(report.findings.iter().any(|found| found.words.contains(finding)), "{finding}: {report:#?}");
    }
    app.stop().await;
}

async fn a_difference_to_the_books_of_bank_and_billers_is_found(db: Database) {
    let mut app = with_payments(db).await;
    let taken = app.text("SELECT order_ref FROM payment WHERE total = 2429").await;
    // Somebody at the bank gives all of it back.
    app.void_by_hand(&taken).await;
    let report = app.audited().await;
    assert!(report.has(Kind::BankDiffers), "{report:#?}");
    assert!(audit(&app.beside, false).await.unwrap().is_clean(), "our own records still agree");
    app.stop().await;
}

async fn an_audit_says_what_it_compared(db: Database) {
    let app = with_payments(db).await;
    let report = app.audited().await;
    assert_eq!((report.entries, report.unsealed, report.payments, report.captured, report.open), (2, 0, 3, 2, 0));
    assert_eq!((report.taken_minor, report.orders, report.postings, report.unanswered), (255 + 2429, 3, 1, 0));
    let report = audit(&app.beside, false).await.unwrap();
    assert_eq!((report.found, report.payments, report.orders, report.postings), (0, 3, 0, 0));
    app.finish().await;
}

async fn m9_an_unanswered_question_is_not_clean(db: Database) {
    let app = with_payments(db).await;
    for surface in ["bank.status", "bank.orders", "biller.electricity.status", "biller.electricity.list"] {
        app.rule(Rule::new(surface, Mode::Error500));
    }
    let report = app.audited().await;
    // Two lists, three orders, one posting.
    assert_eq!((report.found, report.orders, report.postings, report.unanswered), (0, 0, 0, 6), "{report:#?}");
    assert_eq!((report.verdict(), report.is_clean()), (Verdict::NotChecked, false));
    assert!(report.notes.iter().any(|note| note.contains("list of orders")), "{report:#?}");
    app.sandbox.clear_faults();
    assert_eq!(app.audited().await.verdict(), Verdict::Clean);
    app.finish().await;
}

/// The bank's only order of a payment, changed by somebody at the bank.
fn at_the_bank(app: &TestApp, reference: &str, change: impl FnOnce(&mut Order)) {
    assert!(app.sandbox.change_order(app.orders_of(reference)[0].id, change));
}

/// True when the bank's book of this payment does not agree.
async fn bank_differs(app: &TestApp, reference: &str) -> bool {
    let report = app.audited().await;
    report.findings.iter().any(|found| found.kind == Kind::BankDiffers && found.payment.as_deref() == Some(reference))
}

async fn m10_another_sum_at_the_bank_is_a_finding_that_stays(db: Database) {
    let mut app = TestApp::start(db).await;
    let citizen = &app.citizen();
    let paid = |number: String| async move {
        let paying = citizen.begin(&citizen.telephone(&number).await).await;
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await;
        paying.reference.clone()
    };
    let (doubled, given, fine) = (paid(app.new_home()).await, paid(app.new_home()).await, paid(app.new_home()).await);
    assert!(app.audited().await.is_clean());
    at_the_bank(&app, &doubled, |order| order.cleared_minor *= 2);
    at_the_bank(&app, &given, |order| order.refunded_minor += 120);
    for refunded in [false, true] {
        if refunded {
            for reference in [&doubled, &given, &fine] {
                super::refunds::a_part_back(&app, reference, 100).await;
                app.until_state(reference, "captured").await;
            }
        }
        assert!(bank_differs(&app, &doubled).await && bank_differs(&app, &given).await, "refunded: {refunded}");
        assert!(!bank_differs(&app, &fine).await, "refunded: {refunded}");
    }
    app.stop().await;
}

async fn m10_a_whole_hold_taken_for_a_part_is_a_finding(db: Database) {
    let mut app = TestApp::start(db).await;
    let citizen = app.citizen();
    let (bills, light) = (citizen.bills("4212372").await, citizen.ask("4212372", "electricity").await);
    let plan = Plan::new("4212372").pay(bill(&bills, "subscription"), 250).pay(bill(&bills, "internet"), 1500);
    let plan = plan.pay(bill(&light, "electricity"), 2417);
    app.rule(Rule::new("biller.electricity.post", Mode::Refuse).code("account_closed"));
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    assert_eq!(paying.end().await.captured_minor, 1750);
    assert!(!bank_differs(&app, &paying.reference).await);
    at_the_bank(&app, &paying.reference, |order| order.cleared_minor = order.authorized_minor);
    assert!(bank_differs(&app, &paying.reference).await);
    app.stop().await;
}

async fn m10_open_payments_are_compared_too(db: Database) {
    let mut app = TestApp::start(db).await;
    let waiting = app.citizen().begin(&app.citizen().telephone("4212372").await).await;
    assert!(app.audited().await.is_clean());
    at_the_bank(&app, &waiting.reference, |order| {
        order.cleared_minor = order.amount_minor;
        order.set_status(Status::FullyPaid, 0);
    });
    assert!(bank_differs(&app, &waiting.reference).await);
    app.stop().await;
}

async fn an_order_and_a_posting_of_no_payment_are_found(db: Database) {
    let mut app = with_payments(db).await;
    let gone = app.text("SELECT id FROM payment WHERE total = 2429").await;
    for table in ["journal_posting WHERE entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{}')"]
        .into_iter()
        .map(|table| table.replace("{}", &gone))
        .chain(
            ["journal_entry", "receipt", "payment_event", "payment_order", "payment_item"]
                .map(|t| format!("{t} WHERE payment_id = '{gone}'")),
        )
        .chain([format!("payment WHERE id = '{gone}'")])
    {
        app.execute(&format!("DELETE FROM {table}")).await;
    }
    let report = app.audited().await;
    let order = report.findings.iter().find(|found| found.kind == Kind::BankOrderUnknown).expect("the bank's order");
    assert_eq!(order.payment.as_deref(), Some(gone.as_str()));
    assert!(report.has(Kind::BillerPostingUnknown), "{report:#?}");
    app.stop().await;
}

async fn m11_an_audit_beside_a_busy_server_finds_nothing(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = &app.citizen();
    let pay = |number: String| async move {
        let paying = citizen.begin(&citizen.telephone(&number).await).await;
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await;
    };
    let busy = crate::app::all_at_once((0..12).map(|_| pay(app.new_home())));
    let audits = async {
        for _ in 0..4 {
            let report = app.audited().await;
            assert_eq!(report.found, 0, "{report:#?}");
        }
    };
    tokio::join!(busy, audits);
    app.finish().await;
}

async fn m12_what_rests_on_no_event_is_found(db: Database) {
    let mut app = with_payments(db).await;
    let payment = app.text("SELECT id FROM payment WHERE total = 2429").await;
    let entry = "f".repeat(32);
    app.execute(&format!(
        "INSERT INTO journal_entry (id, payment_id, kind, cause, at) VALUES ('{entry}', '{payment}', 'refund', 'refund:{payment}:1', 1)"
    ))
    .await;
    app.execute(&format!("INSERT INTO journal_posting (entry_id, account, amount) VALUES ('{entry}', 'biller:gas', 500000)")).await;
    app.execute(&format!("INSERT INTO journal_posting (entry_id, account, amount) VALUES ('{entry}', 'fees', -500000)")).await;
    app.execute(
        "INSERT INTO hosted_posting (item_id, biller, charge, account, amount, status, reference, at) \
         VALUES ('eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 'telecom', 'subscription', '4212372', 250, 'accepted', 'X', 1)",
    )
    .await;
    crate::eventually!("the seal", (app.audited().await.unsealed == 0).then_some(()));
    let report = audit(&app.beside, false).await.unwrap();
    assert!(report.has(Kind::EntryUnexpected) && report.has(Kind::RowStray), "{report:#?}");
    app.stop().await;
}
