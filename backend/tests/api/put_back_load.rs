//! A database that was put back while payers went on: what the bank has of them, the audit names, and `recover` brings to
//! its end. `KOMMUNAL_PUT_BACK_S` lets payers go on for so many seconds after the backup; the table is in
//! `target/put-back-ENGINE.md`.

use crate::app::{TestApp, all_at_once, cards};
use crate::both_engines;
use crate::put_back::{all_anchored, anchored, backup, named, paid, put_back, recovered};
use crate::support::{Database, TempDir};
use kommunal::app::audit::Kind;
use kommunal::app::recover::{RecoverReport, What};
use kommunal_sandbox::OrderLine;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::{Duration, Instant};

both_engines!(m13_a_database_put_back_under_load_leaves_no_money_unexplained);

/// Payers at once, and of how many one leaves the bank's page open.
const PAYERS: u32 = 16;
const LEAVES_EVERY: u32 = 4;

async fn payer(app: &TestApp, number: String, pays: bool) {
    let paying = app.citizen().begin(&app.citizen().telephone(&number).await).await;
    if pays {
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await;
    }
}

async fn wave(app: &TestApp) {
    all_at_once((0..PAYERS).map(|n| payer(app, app.new_home(), n % LEAVES_EVERY != LEAVES_EVERY - 1))).await;
}

fn reference(order: &OrderLine) -> String {
    order.description.trim_start_matches("Kommunal ").to_owned()
}

/// One wave, and others for as long as was asked for.
async fn load(app: &TestApp) {
    let seconds = std::env::var("KOMMUNAL_PUT_BACK_S").map_or(0, |text| text.parse().expect("KOMMUNAL_PUT_BACK_S is a number"));
    let began = Instant::now();
    wave(app).await;
    while began.elapsed() < Duration::from_secs(seconds) {
        wave(app).await;
    }
}

async fn m13_a_database_put_back_under_load_leaves_no_money_unexplained(db: Database) {
    let dir = TempDir::new();
    let mut app = anchored(db, &dir).await;
    paid(&app, &app.new_home()).await;
    all_anchored(&app, &dir).await;
    let backed_up = async {
        crate::eventually!("some of them", (app.number("SELECT COUNT(*) FROM receipt").await > 4).then_some(()));
        backup(&app).await
    };
    let ((), before) = tokio::join!(load(&app), backed_up);
    all_anchored(&app, &dir).await;
    // Of these some are held, some captured and not anchored yet when the server dies.
    let late = all_at_once((0..6).map(|_| payer(&app, app.new_home(), true)));
    let _ = tokio::time::timeout(Duration::from_millis(900), late).await;
    app.crash().await;
    let until = app.count("payment").await;
    put_back(&app, &before).await;
    app.turn_clocks(60);

    let here: BTreeSet<String> = app.rows("SELECT id FROM payment").await.iter().map(|row| row.get(0)).collect();
    let gone: BTreeSet<String> = app.sandbox.books().orders.iter().map(reference).filter(|id| !here.contains(id)).collect();
    let report = app.audited().await;
    assert!(report.has(Kind::PutBack) && gone.is_subset(&named(&report)), "gone: {gone:#?}\n{report:#?}");

    let done = recovered(&app).await;
    app.start_again().await;
    app.settle().await;
    let told = every_order_is_explained(&app, &done).await;
    write_table(&app, [("payments at the backup", here.len()), ("when the server died", usize::try_from(until).unwrap())], &gone, &told);
    app.stop().await;
}

/// No hold is left; what was taken is on a receipt, or a person was called. Counts what `recover` did.
async fn every_order_is_explained(app: &TestApp, done: &RecoverReport) -> BTreeMap<String, usize> {
    let left: BTreeSet<&String> = done.done.iter().filter(|done| done.what == What::Alarm).map(|done| &done.payment).collect();
    for order in app.sandbox.books().orders {
        let id = reference(&order);
        assert_ne!(order.status, "Authorized", "{order:?}");
        let captured = app.number(&format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM receipt WHERE payment_id = '{id}'")).await;
        assert!(captured == order.cleared_minor || left.contains(&id), "{order:?} is {captured} here\n{done:#?}");
    }
    let report = app.audited().await;
    assert!(report.findings.iter().all(|found| found.payment.as_ref().is_some_and(|id| left.contains(id))), "{report:#?}\n{done:#?}");
    let mut told = BTreeMap::new();
    for one in &done.done {
        *told.entry(format!("recover: {:?}", one.what)).or_default() += 1;
    }
    told.insert("findings afterwards".to_owned(), report.findings.len());
    told
}

fn write_table(app: &TestApp, counts: [(&str, usize); 2], gone: &BTreeSet<String>, told: &BTreeMap<String, usize>) {
    let named = [("gone here, the bank has an order; all of them named by the audit", gone.len())];
    let told = told.iter().map(|(what, count)| (what.as_str(), *count));
    let mut text = "| | |\n|---|---|\n".to_owned();
    for (what, count) in counts.into_iter().chain(named).chain(told) {
        let _ = writeln!(text, "| {what} | {count} |");
    }
    let engine = app.db.url().split(':').next().unwrap_or_default();
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join(format!("put-back-{engine}.md"));
    std::fs::write(path, text).expect("a report");
}
