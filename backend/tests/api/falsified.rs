//! Falsifications of the database by whoever keeps it, the chain counted anew where that is possible: each is found.
//! `KOMMUNAL_FALSIFIED`: how many of each kind (1; `make proof`: 5). `KOMMUNAL_ROWS`: clean payments (200; up to 10,000).

use crate::app::{GUIDE, Plan, TestApp, bill, cards, with_fee};
use crate::both_engines;
use crate::falsified_kinds::{KINDS, OF_ALARMS, OF_REFUNDS};
use crate::put_back::all_anchored;
use crate::refunds::{ask_parts, until, who};
use crate::support::{Database, TempDir};
use kommunal::app::alarms::{Attempt, act};
use kommunal::app::audit::{AuditReport, Kind, audit};
use kommunal::app::{random_id, refunds};
use kommunal::store::alarms::{self, Raised};
use kommunal::store::{journal, kept, receivables_digest};
use sha2::{Digest, Sha256};
use shared::alarm::Who;
use shared::api::operator::AlarmAction;
use shared::api::refunds::RefundState;
use shared::id::hex;
use shared::payment::AlarmCause;
use shared::time::Timestamp;
use sqlx::{AnyConnection, Connection};

both_engines!(every_falsification_is_found, a_debt_that_was_lowered_is_found, clean_payments_give_no_finding_beside_a_busy_server);

fn from_env(name: &str, short: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

/// Internet with a fee: 1500 + 8. Answers the reference.
async fn paid(app: &TestApp, number: &str) -> String {
    let citizen = app.citizen();
    let plan = Plan::new(number).with_fee().pay(bill(&citizen.bills(number).await, "internet"), 1500);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::MASTERCARD_AT_ONCE).await;
    paying.is_paid().await;
    paying.reference.clone()
}

async fn anchored(db: Database, dir: &TempDir) -> TestApp {
    let anchors = format!("file:{}", dir.path().join("anchors").display());
    TestApp::start_with(db, |config| {
        with_fee(config);
        config.audit.anchors = vec![anchors];
        config.refund.second_person_above_minor = 100;
    })
    .await
}

/// 500 of it given back, approved by a second person.
async fn refunded(app: &TestApp, payment: &str) {
    let case = ask_parts(app, &random_id(), payment, 500).await.unwrap();
    refunds::approve(&app.beside, &who("Ləman"), &case.id, "").await.unwrap();
    until(app, &case, RefundState::Done).await;
}

/// An alarm about it, raised, noted and resolved by two people: the bank is asked again.
async fn alarm_resolved(app: &TestApp, payment: &str) {
    let (id, about) = (random_id(), payment.to_owned());
    let case = id.to_string();
    let raised = app.beside.store().write(move |connection| {
        let (id, about) = (id.clone(), about.clone());
        let cause = AlarmCause::TakenOtherSum.as_str();
        Box::pin(async move {
            let raised = Raised { id: &id, kind: alarms::Kind::Payment, about: &about, cause, reason: "{}" };
            alarms::raise(connection, raised, Timestamp::from_micros(1)).await
        })
    });
    raised.await.unwrap();
    for (version, action, by) in [(1, "take", "Zaur"), (2, "note", "Zaur"), (3, "resolve", "Zaur"), (4, "approve", "Sevinc")] {
        let who = Who { actor: format!("digest of {by}"), name: by.to_owned() };
        let mut body = AlarmAction { version, ..AlarmAction::default() };
        if matches!(action, "note" | "resolve") {
            body.text = "the bank's letter".to_owned();
        }
        if action == "resolve" {
            body.resolution = "ask_again".to_owned();
        }
        act(&app.beside, Attempt { key: random_id(), by: who }, &case, action, &body).await.unwrap();
    }
}

/// The keeper counts the whole chain anew, so that it fits what is there now.
async fn count_chain_anew(app: &TestApp) {
    app.execute("UPDATE journal_entry SET sequence = NULL, previous_hash = NULL, hash = NULL").await;
    let mut connection = AnyConnection::connect(app.db.url()).await.unwrap();
    let (mut previous, mut sequence) = (journal::GENESIS.to_owned(), 0);
    for entry in journal::unsealed(&mut connection, 100_000).await.unwrap() {
        sequence += 1;
        let hash = hex(&Sha256::digest(format!("{previous}\n{}", entry.canonical(sequence)).as_bytes()));
        journal::seal(&mut connection, &entry.id, sequence, &previous, &hash).await.unwrap();
        previous = hash;
    }
    connection.close().await.unwrap();
}

fn names(report: &AuditReport, payment: &str, row: &str) -> bool {
    // Whatever is planted early, the chain counted anew differs at each anchored place: that names everybody, and proves nothing.
    let mut own = report.findings.iter().filter(|found| found.kind != Kind::AnchorDiffers);
    own.any(|found| found.payment.as_deref() == Some(payment) || found.words.contains(payment) || found.words.contains(row))
}

async fn every_falsification_is_found(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    let each = from_env("KOMMUNAL_FALSIFIED", 1);
    let mut planted = vec![];
    let kinds = || KINDS.iter().chain(&OF_REFUNDS).chain(&OF_ALARMS);
    for (number, kind) in (0..each).flat_map(|_| kinds().enumerate()) {
        // Paid ahead: a home can pay again and again.
        let home = crate::app::home(u32::try_from(planted.len() % 60).unwrap());
        let payment = paid(&app, &home).await;
        if number >= KINDS.len() + OF_REFUNDS.len() {
            alarm_resolved(&app, &payment).await;
        } else if number >= KINDS.len() {
            refunded(&app, &payment).await;
        }
        planted.push((kind, payment, random_id().to_string()));
    }
    app.wait_for_calls().await;
    all_anchored(&app, &dir).await;
    let waiting = "SELECT COUNT(*) FROM hosted_posting WHERE registry_sequence IS NULL";
    crate::eventually!("the registries", (app.number(waiting).await == 0).then_some(()));
    assert!(app.audited().await.is_clean());
    app.crash().await;
    for ((_, statements), payment, row) in &planted {
        for statement in *statements {
            let touched = app.execute(&statement.replace("{p}", payment).replace("{r}", row)).await;
            assert!(touched > 0, "{statement}");
        }
    }
    count_chain_anew(&app).await;
    let report = app.audited().await;
    let missed: Vec<_> = planted.iter().filter(|(_, payment, row)| !names(&report, payment, row)).map(|((kind, _), ..)| *kind).collect();
    assert!(missed.is_empty(), "not found: {missed:#?}\n{report:#?}");
    println!("{} falsifications of {} kinds, {} findings, each named", planted.len(), kinds().count(), report.found);
    app.stop().await;
}

async fn count_debts_anew(app: &TestApp) {
    let mut connection = AnyConnection::connect(app.db.url()).await.unwrap();
    for feed in receivables_digest::feeds(&mut connection).await.unwrap() {
        let tally = receivables_digest::tally(&mut connection, feed.snapshot).await.unwrap();
        receivables_digest::note(&mut connection, feed.snapshot, &tally).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// One after the other, the digest that was stored counted anew as well: the anchor has the right one.
async fn a_debt_that_was_lowered_is_found(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    paid(&app, &app.new_home()).await;
    crate::eventually!("the anchor", audit(&app.beside, false).await.unwrap().is_clean().then_some(()));
    app.crash().await;
    for home in 1..=from_env("KOMMUNAL_FALSIFIED", 1) {
        let account = crate::app::home(u32::try_from(home).unwrap());
        let of = format!("WHERE account = '{account}' AND charge = 'subscription'");
        app.execute(&format!("UPDATE receivable SET amount = 0 {of}")).await;
        let report = audit(&app.beside, false).await.unwrap();
        assert!(report.has(kommunal::app::audit::Kind::ReceivableChanged), "{report:#?}");
        // The keeper writes number, sum and digest that fit: the anchor has those that were taken in.
        count_debts_anew(&app).await;
        let report = audit(&app.beside, false).await.unwrap();
        assert!(report.has(kommunal::app::audit::Kind::ReceivableChanged), "{report:#?}");
        app.execute(&format!("UPDATE receivable SET amount = 250 {of}")).await;
        count_debts_anew(&app).await;
        assert!(audit(&app.beside, false).await.unwrap().is_clean());
    }
    app.stop().await;
}

/// The same payment under other identifiers, with all its rows.
fn copy(rows: &kept::Rows, payment: &str, number: usize) -> (String, kept::Rows) {
    let mut text = serde_json::to_string(rows).unwrap();
    let fresh = random_id().to_string();
    let mut seen = vec![(payment.to_owned(), fresh.clone())];
    for table in ["payment", "payment_item", "journal_entry", "outbox", "refund", "refund_share", "alarm", "alarm_key"] {
        for row in rows.get(table).and_then(|rows| rows.as_array()).into_iter().flatten() {
            for column in ["id", "idempotency_key", "key"] {
                if let Some(id) = row.get(column).and_then(|id| id.as_str()).filter(|id| *id != payment) {
                    seen.push((id.to_owned(), random_id().to_string()));
                }
            }
        }
    }
    for (old, new) in &seen {
        text = text.replace(old.as_str(), new);
    }
    let order = rows["payment"][0]["order_ref"].as_str().unwrap();
    let receipt = rows["receipt"][0]["number"].as_str().unwrap();
    text = text.replace(&format!("\"{order}\""), &format!("\"9{number}\"")).replace(receipt, &format!("KM-2026-{number:08}"));
    (fresh, serde_json::from_str(&text).unwrap())
}

/// A payment of several bills, one with a part given back, one about which an alarm was resolved; all they left behind.
async fn patterns(app: &TestApp) -> [(String, kept::Rows); 3] {
    let citizen = app.citizen();
    let (bills, light) = (citizen.bills(GUIDE).await, citizen.ask(GUIDE, "electricity").await);
    let plan = Plan::new(GUIDE).with_fee().pay(bill(&bills, "subscription"), 250).pay(bill(&bills, "internet"), 1500);
    let several = citizen.begin(&plan.pay(bill(&light, "electricity"), 2417)).await;
    several.pay(cards::MASTERCARD_AT_ONCE).await;
    several.is_paid().await;
    let (back, told) = (paid(app, &app.new_home()).await, paid(app, &app.new_home()).await);
    refunded(app, &back).await;
    alarm_resolved(app, &told).await;
    app.wait_for_calls().await;
    let mut connection = AnyConnection::connect(app.db.url()).await.unwrap();
    let mut read = async |payment: String| {
        let rows = kept::read(&mut connection, &payment).await.unwrap().unwrap();
        (payment, rows)
    };
    [read(several.reference.clone()).await, read(back).await, read(told).await]
}

async fn clean_payments_give_no_finding_beside_a_busy_server(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    let count = from_env("KOMMUNAL_ROWS", 200).min(10_000);
    let patterns = patterns(&app).await;
    let copies = (0..count).map(|number| (number, &patterns[number % patterns.len()]));
    let copies: Vec<_> = copies.map(|(number, (pattern, rows))| copy(rows, pattern, number)).collect();
    for some in copies.chunks(200) {
        let some = some.to_vec();
        let written = app.beside.store().write(move |connection| {
            let some = some.clone();
            Box::pin(async move {
                for (payment, rows) in &some {
                    kept::write(connection, payment, rows).await?;
                }
                Ok(())
            })
        });
        written.await.unwrap();
    }
    let busy = async {
        for _ in 0..8 {
            paid(&app, &app.new_home()).await;
        }
    };
    let audits = async {
        for _ in 0..2 {
            let report = audit(&app.beside, false).await.unwrap();
            assert_eq!(report.found, 0, "{report:#?}");
            assert!(report.payments > u64::try_from(count).unwrap());
        }
    };
    tokio::join!(busy, audits);
    app.stop().await;
}
