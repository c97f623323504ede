//! A database that was put back: the audit says so and names what is missing, `recover` brings each to its right end.

use crate::app::{Paying, Plan, TestApp, bill, cards};
use crate::both_engines;
use crate::support::{Database, TempDir};
use kommunal::app::audit::{AuditOptions, AuditReport, Kind, Since, Verdict, audit, audit_with};
use kommunal::app::recover::{RecoverOptions, RecoverReport, What, recover};
use kommunal_sandbox::faults::{Mode, Rule};
use serde_json::{Map, Value};
use sqlx::{AnyConnection, AssertSqlSafe, Column, Connection, Row};
use std::collections::BTreeSet;

both_engines!(
    m12_a_captured_payment_deleted_with_the_chains_tail_is_named,
    m13_a_database_put_back_is_known_and_each_payment_recovered,
    an_audit_can_begin_at_an_anchor,
    what_is_booked_about_an_old_payment_is_found_from_a_mark_too,
    an_anchor_that_was_touched_is_found,
    nothing_is_recovered_where_nothing_is_missing,
);

/// What is put back, in the order in which it can be written.
const TABLES: [&str; 19] = [
    "payment",
    "payment_item",
    "payment_event",
    "payment_order",
    "lease",
    "journal_entry",
    "journal_posting",
    "receipt",
    "outbox",
    "hosted_posting",
    "hosted_reversal",
    "payment_registry_entry",
    "refund",
    "refund_share",
    "refund_taken",
    "refund_event",
    "alarm",
    "alarm_event",
    "alarm_key",
];

pub(crate) async fn anchored(db: Database, dir: &TempDir) -> TestApp {
    let anchors = format!("file:{}", dir.path().join("anchors").display());
    TestApp::start_with(db, |config| config.audit.anchors = vec![anchors]).await
}

pub(crate) async fn paid<'a>(app: &'a TestApp, number: &str) -> Paying<'a> {
    let paying = app.citizen().begin(&app.citizen().telephone(number).await).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    paying
}

/// Waits until everything captured is sealed and anchored.
pub(crate) async fn all_anchored(app: &TestApp, dir: &TempDir) {
    crate::eventually!("the anchor", {
        // In this order: what is sealed between the two is in the second.
        let waiting = app.number("SELECT COUNT(*) FROM journal_entry WHERE sequence IS NULL").await;
        let head = app.number("SELECT COALESCE(MAX(sequence), 0) FROM journal_entry").await;
        let text = std::fs::read_to_string(dir.path().join("anchors")).unwrap_or_default();
        (waiting == 0 && text.contains(&format!("\"sequence\":{head},"))).then_some(())
    });
}

/// Everything in [`TABLES`], as it is at one moment.
pub(crate) async fn backup(app: &TestApp) -> Vec<(&'static str, Vec<Map<String, Value>>)> {
    let mut tables = vec![];
    let mut moment = app.beside.store().snapshot().await.unwrap();
    for table in TABLES {
        let all = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}")));
        let rows = all.fetch_all(moment.connection()).await.unwrap();
        let as_map = |row: &sqlx::any::AnyRow| {
            let value = |place: usize| match row.try_get::<Option<i64>, _>(place) {
                Ok(number) => number.map(Value::from),
                Err(_) => row.try_get::<Option<String>, _>(place).unwrap().map(Value::from),
            };
            row.columns().iter().enumerate().filter_map(|(place, c)| Some((c.name().to_owned(), value(place)?))).collect()
        };
        tables.push((table, rows.iter().map(as_map).collect()));
    }
    tables
}

pub(crate) async fn put_back(app: &TestApp, tables: &[(&'static str, Vec<Map<String, Value>>)]) {
    let mut connection = AnyConnection::connect(app.db.url()).await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    for (table, _) in tables.iter().rev() {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut *transaction).await.unwrap();
    }
    for (table, row) in tables.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table, row))) {
        let names: Vec<&str> = row.keys().map(String::as_str).collect();
        let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
        let mut statement = sqlx::query(AssertSqlSafe(sql));
        for value in row.values() {
            statement = match value {
                Value::Number(number) => statement.bind(number.as_i64().unwrap()),
                value => statement.bind(value.as_str().unwrap()),
            };
        }
        statement.execute(&mut *transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
    connection.close().await.unwrap();
}

pub(crate) fn named(report: &AuditReport) -> BTreeSet<String> {
    let missing = [Kind::PaymentsMissing, Kind::BankOrderUnknown];
    report.findings.iter().filter(|found| missing.contains(&found.kind)).filter_map(|found| found.payment.clone()).collect()
}

pub(crate) async fn recovered(app: &TestApp) -> RecoverReport {
    let options = RecoverOptions { by: "Operator".to_owned(), reason: "restored from backup".to_owned() };
    recover(&app.beside, &options).await.unwrap()
}

async fn m12_a_captured_payment_deleted_with_the_chains_tail_is_named(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    paid(&app, &app.new_home()).await;
    all_anchored(&app, &dir).await;
    let gone = paid(&app, &app.new_home()).await.reference;
    all_anchored(&app, &dir).await;
    assert!(app.audited().await.is_clean());
    app.crash().await;
    app.execute(&format!("DELETE FROM journal_posting WHERE entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{gone}')")).await;
    for table in ["payment_registry_entry", "hosted_posting"] {
        app.execute(&format!("DELETE FROM {table} WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{gone}')")).await;
    }
    for table in ["journal_entry", "receipt", "payment_event", "payment_order", "payment_item"] {
        app.execute(&format!("DELETE FROM {table} WHERE payment_id = '{gone}'")).await;
    }
    app.execute(&format!("DELETE FROM payment WHERE id = '{gone}'")).await;
    let report = audit(&app.beside, false).await.unwrap();
    assert!(report.has(Kind::PutBack), "{report:#?}");
    assert_eq!(named(&report), BTreeSet::from([gone]), "{report:#?}");
    app.stop().await;
}

async fn m13_a_database_put_back_is_known_and_each_payment_recovered(db: Database) {
    let dir = TempDir::new();
    let app = anchored(db, &dir).await;
    let citizen = app.citizen();
    paid(&app, &app.new_home()).await;
    // Back at the bank's page again: one whose money is only held later, one that is captured.
    let (held, late) = (app.new_home(), app.new_home());
    let held = citizen.begin(&citizen.telephone(&held).await).await;
    let late = citizen.begin(&citizen.telephone(&late).await).await;
    all_anchored(&app, &dir).await;
    let before = backup(&app).await;
    // Lost with the database: captured ones, one at a remote biller too, one that is only held, one that waits.
    late.pay(cards::VISA_AT_ONCE).await;
    late.is_paid().await;
    let mut captured = BTreeSet::from([late.reference.clone()]);
    for _ in 0..3 {
        captured.insert(paid(&app, &app.new_home()).await.reference);
    }
    let light = citizen.ask("4212372", "electricity").await;
    let remote = citizen.begin(&Plan::new("4212372").pay(bill(&light, "electricity"), 2417)).await;
    remote.pay(cards::VISA_AT_ONCE).await;
    remote.is_paid().await;
    captured.insert(remote.reference.clone());
    all_anchored(&app, &dir).await;
    app.rule(Rule::new("bank.capture", Mode::Silent));
    let lost_hold = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    lost_hold.pay(cards::VISA_AT_ONCE).await;
    crate::eventually!("the hold", (app.orders_of(&lost_hold.reference)[0].status == "Authorized").then_some(()));
    let waits = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    let page = held.page().await;
    app.crash().await;
    app.sandbox.clear_faults();
    page.pay(cards::VISA_AT_ONCE).await;
    put_back(&app, &before).await;
    app.turn_clocks(60);

    let report = app.audited().await;
    assert!(report.has(Kind::PutBack), "{report:#?}");
    let missing: BTreeSet<String> = captured.iter().chain([&lost_hold.reference, &waits.reference]).cloned().collect();
    assert_eq!(named(&report), missing, "{report:#?}");

    let done = recovered(&app).await;
    let restored: BTreeSet<String> = done.done.iter().filter(|d| d.what == What::Restored).map(|d| d.payment.clone()).collect();
    assert_eq!(restored, captured, "{done:#?}");
    assert_eq!((done.count(What::Voided), done.count(What::Waiting), done.count(What::Alarm)), (1, 1, 0), "{done:#?}");
    assert!(done.unanswered.is_empty(), "{done:#?}");
    assert_eq!(app.orders_of(&lost_hold.reference)[0].status, "Voided");
    app.start_again().await;
    for reference in captured.iter().chain([&held.reference]) {
        app.until_state(reference, "captured").await;
    }
    assert_eq!((late.view().await.captured_minor, remote.view().await.captured_minor), (250, 2417));
    app.settle().await;
    all_anchored(&app, &dir).await;
    let report = app.audited().await;
    assert_eq!((report.verdict(), report.open), (Verdict::Clean, 0), "{report:#?}");
    assert!(report.notes.iter().any(|note| note.contains("recovered at") && note.contains("Operator")), "{report:#?}");
    app.finish().await;
}

/// Payers come and go, some pay, some leave; the database is taken away in the middle and put back as it was before.
async fn an_audit_can_begin_at_an_anchor(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    for _ in 0..2 {
        paid(&app, &app.new_home()).await;
    }
    all_anchored(&app, &dir).await;
    let since = |since| AuditOptions { ask_outside: true, since: Some(since) };
    let report = audit_with(&app.beside, &since(Since::Sequence(2))).await.unwrap();
    assert_eq!((report.verdict(), report.entries), (Verdict::Clean, 0), "{report:#?}");
    paid(&app, &app.new_home()).await;
    all_anchored(&app, &dir).await;
    let report = audit_with(&app.beside, &since(Since::Sequence(2))).await.unwrap();
    assert_eq!((report.verdict(), report.entries), (Verdict::Clean, 1), "{report:#?}");
    app.execute("UPDATE journal_posting SET amount = amount * 2 WHERE entry_id IN (SELECT id FROM journal_entry WHERE sequence = 3)").await;
    let report = audit_with(&app.beside, &since(Since::Sequence(2))).await.unwrap();
    assert!(report.has(Kind::EntryChanged) && report.has(Kind::EntryDiffers), "{report:#?}");
    app.stop().await;
}

/// It did not change itself: a forged entry about it is newer than the mark, sealed and anchored by the server.
async fn what_is_booked_about_an_old_payment_is_found_from_a_mark_too(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    let old = paid(&app, &app.new_home()).await.reference.clone();
    paid(&app, &app.new_home()).await;
    all_anchored(&app, &dir).await;
    app.execute(&format!(
        "INSERT INTO journal_entry (id, payment_id, kind, cause, at) VALUES ('{0}', '{old}', 'refund', 'refund:{old}:5', 5)",
        "f".repeat(32)
    ))
    .await;
    for (account, amount) in [("biller:gas", 5_000), ("fees", -5_000)] {
        let id = "f".repeat(32);
        app.execute(&format!("INSERT INTO journal_posting (entry_id, account, amount) VALUES ('{id}', '{account}', {amount})")).await;
    }
    all_anchored(&app, &dir).await;
    let options = AuditOptions { ask_outside: false, since: Some(Since::Sequence(2)) };
    let report = audit_with(&app.beside, &options).await.unwrap();
    assert!(report.has(Kind::EntryUnexpected), "{report:#?}");
    app.stop().await;
}

async fn an_anchor_that_was_touched_is_found(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    paid(&app, &app.new_home()).await;
    all_anchored(&app, &dir).await;
    let file = dir.path().join("anchors");
    let sound = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, sound.replace("\"taken_minor\":250", "\"taken_minor\":240")).unwrap();
    assert!(audit(&app.beside, false).await.unwrap().has(Kind::AnchorInvalid));
    // Where the file is gone nothing can be said.
    std::fs::remove_file(&file).unwrap();
    assert_eq!(audit(&app.beside, false).await.unwrap().verdict(), Verdict::NotChecked);
    std::fs::write(&file, sound).unwrap();
    assert!(audit(&app.beside, false).await.unwrap().is_clean());
    app.stop().await;
}

async fn nothing_is_recovered_where_nothing_is_missing(db: Database) {
    let dir = TempDir::new();
    let app = anchored(db, &dir).await;
    paid(&app, &app.new_home()).await;
    all_anchored(&app, &dir).await;
    let done = recovered(&app).await;
    assert_eq!((done.done.len(), done.unanswered.len()), (0, 0), "{done:#?}");
    app.finish().await;
}
