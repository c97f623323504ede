//! An audit that finds nothing is worth as much as its finding of what was tampered with.

use crate::app::{Plan, TestApp, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::audit::audit;

both_engines!(
    every_tampering_with_the_ledger_is_found,
    what_is_gone_is_missed,
    a_difference_to_the_books_of_bank_and_billers_is_found,
    an_audit_says_what_it_compared_and_what_it_could_not,
);

/// Three payments, two of them paid, all entries sealed.
async fn with_payments(db: Database) -> TestApp {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let light = citizen.ask("4212372", "electricity").await;
    for (plan, card) in [
        (citizen.telephone("4212372").await.with_card("mastercard"), cards::MASTERCARD_AT_ONCE),
        (Plan::new("4212372").pay(bill(&light, "electricity"), 2417), cards::VISA_AT_ONCE),
        (citizen.telephone(&app.new_home()).await, cards::DECLINED),
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
    let mut found = 0;
    for (gone, finding) in [
        ("DELETE FROM receipt WHERE amount = 2417", "its receipt does not say"),
        ("DELETE FROM hosted_posting", "telecom has NotFound"),
        ("DELETE FROM payment_item WHERE amount = 2417", "its shares are not those"),
        ("DELETE FROM journal_posting WHERE entry_id IN (SELECT id FROM journal_entry WHERE sequence = 2)", "does not balance"),
        ("DELETE FROM journal_entry WHERE sequence = 2", "with 0 capture entries"),
    ] {
        assert!(app.execute(gone).await > 0, "{gone}");
        let report = app.audited().await;
        assert!(report.found > found, "{gone}: {report:#?}");
        assert!(report.findings.iter().any(|text| text.contains(finding)), "{finding}: {report:#?}");
        // Balance and chain mend when the whole entry is gone; the rest stays found.
        found = if gone.contains("payment_item") { 0 } else { report.found.min(3) };
    }
    app.stop().await;
}

async fn a_difference_to_the_books_of_bank_and_billers_is_found(db: Database) {
    let mut app = with_payments(db).await;
    let taken = app.text("SELECT order_ref FROM payment WHERE total = 2417").await;
    // Somebody at the bank gives all of it back.
    app.void_by_hand(&taken).await;
    let report = app.audited().await;
    assert!(report.findings.iter().any(|text| text.contains("the bank's book says Refunded")), "{report:#?}");
    assert!(audit(&app.beside, false).await.unwrap().is_clean(), "our own records still agree");
    app.stop().await;
}

async fn an_audit_says_what_it_compared_and_what_it_could_not(db: Database) {
    let app = with_payments(db).await;
    let report = app.audited().await;
    assert_eq!((report.entries, report.unsealed, report.payments, report.captured, report.open), (2, 0, 3, 2, 0));
    assert_eq!((report.taken_minor, report.orders, report.postings, report.unanswered), (255 + 2417, 3, 2, 0));
    app.rule(kommunal_sandbox::faults::Rule::new("bank.status", kommunal_sandbox::faults::Mode::Error500));
    app.rule(kommunal_sandbox::faults::Rule::new("biller.electricity.status", kommunal_sandbox::faults::Mode::Error500));
    let report = app.audited().await;
    assert_eq!((report.found, report.orders, report.postings, report.unanswered), (0, 0, 1, 4));
    let report = audit(&app.beside, false).await.unwrap();
    assert_eq!((report.found, report.payments, report.orders, report.postings), (0, 3, 0, 0));
    app.finish().await;
}
