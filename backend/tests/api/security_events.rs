//! S10: who did what. Looks, searches, decisions, refusals, limits and commands are found again by the auditor, and no person's
//! datum is in any of it.

use crate::app::{Browser, TestApp, Wish, people};
use crate::both_engines;
use crate::support::{Database, TempDir};
use kommunal::app::retention;
use serde_json::{Value, json};
use shared::api::events::{EventPage, EventRow};
use shared::api::path;
use sqlx::Row;
use std::process::Command;

both_engines!(
    what_staff_look_at_and_decide_is_found_by_who_and_about_what,
    refusals_limits_and_wrong_codes_are_counted_together,
    the_search_is_paged_and_judges_its_filters,
    old_events_are_removed,
    a_command_says_who_ran_it_and_why,
);

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

async fn search(auditor: &Browser<'_>, query: Value) -> EventPage {
    auditor.post(path::AUDITOR_EVENTS, &query).await.ok()
}

/// The rows of a search once there are some that fit; the job writes within a second.
async fn found(auditor: &Browser<'_>, query: Value, fits: impl Fn(&[EventRow]) -> bool) -> Vec<EventRow> {
    crate::eventually!(query, Some(search(auditor, query.clone()).await.rows).filter(|rows| fits(rows)))
}

fn kinds(rows: &[EventRow]) -> Vec<&str> {
    rows.iter().map(|row| row.kind.as_str()).collect()
}

fn has(rows: &[EventRow], kind: &str, detail: &str, subject: &str) -> bool {
    rows.iter().any(|row| (row.kind.as_str(), row.detail.as_str(), row.subject.as_str()) == (kind, detail, subject))
}

/// Every text of every event.
async fn everything(app: &TestApp) -> String {
    let columns = "id || ' ' || kind || ' ' || route || ' ' || client || ' ' || actor || ' ' || roles || ' ' || brand || ' ' || outcome \
                   || ' ' || subject || ' ' || detail || ' ' || reason";
    let rows = app.rows(&format!("SELECT {columns} AS text FROM security_event")).await;
    rows.iter().map(|row| row.try_get::<String, _>("text").unwrap()).collect::<Vec<_>>().join("\n")
}

async fn what_staff_look_at_and_decide_is_found_by_who_and_about_what(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, officer, auditor) =
        (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await, app.signed_in(people::AUDITOR).await);
    let file = citizen.attached("a.pdf").await;
    let wish = Wish::of_home(&citizen, super::applications::CLEAR, "+994502340030").await;
    let number = citizen.submit(&wish.with("attachments", json!([{ "id": file.id, "name": "a.pdf" }]))).await.number;
    officer.post(path::OFFICE_QUEUE, &json!({})).await.ok::<Value>();
    officer.post(path::OFFICE_QUEUE, &json!({ "find": people::AYSEL.to_lowercase() })).await.ok::<Value>();
    officer.decide(&number, "take", json!({})).await;
    let attachment = path::OFFICE_ATTACHMENT.replace("{number}", &number).replace("{id}", &file.id);
    assert_eq!(officer.get(&attachment).await.status, 200);
    let operator = app.signed_in(people::OPERATOR).await;
    operator.post(path::OPERATOR_PAYMENTS, &json!({ "phone": "+994 50 234 00 30" })).await.ok::<Value>();
    officer.delete(path::SESSION).await;

    let by_officer = found(&auditor, json!({ "who": people::OFFICER }), |rows| kinds(rows).contains(&"sign_out")).await;
    assert!(by_officer.iter().all(|row| row.actor == by_officer[0].actor && row.outcome == "ok"), "{by_officer:#?}");
    assert!(by_officer.iter().all(|row| row.client.len() == 32 && row.times == 1));
    for (kind, detail, subject) in [
        ("sign_in", "", ""),
        ("list_viewed", "", ""),
        ("record_viewed", "", number.as_str()),
        ("decision", "take", &number),
        ("download", "", &number),
        ("sign_out", "", ""),
    ] {
        assert!(has(&by_officer, kind, detail, subject), "{kind} {detail} {subject} in {by_officer:#?}");
    }
    assert!(by_officer.iter().all(|row| row.roles == "citizen officer"), "{by_officer:#?}");
    // Whom the officer looked for is found by that person's FIN, however it was typed.
    let about = search(&auditor, json!({ "about": people::AYSEL, "kind": "search" })).await.rows;
    assert_eq!((about.len(), about[0].detail.as_str(), &about[0].actor), (1, "fin", &by_officer[0].actor));
    let phone = found(&auditor, json!({ "about": "050-234-00-30" }), |rows| !rows.is_empty()).await;
    assert_eq!((kinds(&phone), phone[0].detail.as_str()), (vec!["search"], "phone"));
    let application = search(&auditor, json!({ "about": number.to_lowercase() })).await.rows;
    assert!(has(&application, "decision", "take", &number) && application.iter().all(|row| row.subject == number));
    // The auditor's own searches are events: about whom, and of whom.
    let own = found(&auditor, json!({ "who": people::AUDITOR }), |rows| rows.iter().any(|row| row.detail == "about")).await;
    assert!(has(&own, "events_searched", "who", &by_officer[0].actor), "{own:#?}");
    let all = everything(&app).await;
    for datum in [people::AYSEL, people::OFFICER, people::AUDITOR, "5xk2q7m", "502340030", "Aysel", "Nigar", "127.0.0.1", "a.pdf"] {
        assert!(!all.contains(datum), "{datum} in {all}");
    }
    app.finish().await;
}

async fn refusals_limits_and_wrong_codes_are_counted_together(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.receipts_per_address = 1).await;
    let (citizen, auditor) = (app.signed_in(people::AYSEL).await, app.signed_in(people::AUDITOR).await);
    let mut limited = 0;
    for _ in 0..30 {
        let wrong = json!({ "number": "AA000000000", "code": "0000" });
        limited += i64::from(app.browser().post(path::RECEIPTS_FIND, &wrong).await.status == 429);
    }
    assert!(limited > 1, "the limit is one a minute");
    for _ in 0..3 {
        assert_eq!(citizen.post(path::OFFICE_QUEUE, &json!({})).await.verdict(), "403 forbidden");
        assert_eq!(app.browser().get(&path::PAYMENT.replace("{reference}", &"0".repeat(32))).await.status, 404);
        let back = app.browser().come_back("http://localhost:8080/auth/callback?state=x&code=y").await;
        assert_eq!(back, "/signed-out?why=no_cookie");
    }
    let kinds = [
        ("limit_reached", "receipts_per_address", "too_many", limited),
        ("access_denied", "", "forbidden", 3),
        ("wrong_code", "", "not_found", 3),
        ("sign_in_refused", "", "no_cookie", 3),
    ];
    // The first of each at once, the others when their minute is over: two rows whatever the number.
    let counted = |rows: &[EventRow], detail: &str, outcome: &str| -> Vec<i64> {
        rows.iter().filter(|row| (row.detail.as_str(), row.outcome.as_str()) == (detail, outcome)).map(|row| row.times).collect()
    };
    for (kind, detail, outcome, _) in kinds {
        found(&auditor, json!({ "kind": kind }), |rows| counted(rows, detail, outcome) == [1]).await;
    }
    app.turn_our_clock(MINUTE);
    for (kind, detail, outcome, times) in kinds {
        found(&auditor, json!({ "kind": kind }), |rows| counted(rows, detail, outcome) == [times - 1, 1]).await;
    }
    let denied = search(&auditor, json!({ "kind": "access_denied" })).await.rows;
    assert_eq!(denied, search(&auditor, json!({ "kind": "access_denied", "who": people::AYSEL })).await.rows);
    assert_eq!(denied, search(&auditor, json!({ "kind": "access_denied", "client": denied[0].client })).await.rows);
    app.finish().await;
}

async fn the_search_is_paged_and_judges_its_filters(db: Database) {
    let app = TestApp::start(db).await;
    let auditor = app.signed_in(people::AUDITOR).await;
    for number in 0..60 {
        app.beside.events().command(of("Ann Lee", &format!("kiosk-{number}"))).await.unwrap();
    }
    let first = search(&auditor, json!({ "kind": "command", "who": " ann  LEE" })).await;
    let after = first.next.clone().unwrap();
    let second = search(&auditor, json!({ "kind": "command", "after": after })).await;
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (50, 10, None));
    let subjects: std::collections::BTreeSet<_> = first.rows.iter().chain(&second.rows).map(|row| row.subject.as_str()).collect();
    assert_eq!(subjects.len(), 60, "none twice, none left out");
    assert!(first.rows.is_sorted_by(|a, b| a.at >= b.at));
    let today = app.clock.now().civil();
    let today = format!("{:04}-{:02}-{:02}", today.year, today.month, today.day);
    assert!(!search(&auditor, json!({ "from": today })).await.rows.is_empty());
    assert!(search(&auditor, json!({ "to": "2020-01-01" })).await.rows.is_empty());
    for (field, value) in [("kind", "nothing"), ("from", "tomorrow"), ("to", "2026-02-30")] {
        let verdict = auditor.post(path::AUDITOR_EVENTS, &json!({ field: value })).await.verdict();
        assert!(verdict.starts_with(&format!("422 invalid {field}=")), "{verdict}");
    }
    app.finish().await;
}

fn of<'a>(by: &'a str, subject: &'a str) -> kommunal::app::security::Command<'a> {
    kommunal::app::security::Command { name: "kiosk add", by, reason: "a new hall", subject, done: true }
}

async fn old_events_are_removed(db: Database) {
    let app = TestApp::start(db).await;
    let events = app.beside.events();
    for subject in ["old-a", "old-b", "old-c"] {
        events.command(of("Ann", subject)).await.unwrap();
    }
    app.turn_our_clock(365 * DAY - MINUTE);
    events.command(of("Ann", "young")).await.unwrap();
    let left = || async { app.rows("SELECT subject FROM security_event WHERE kind = 'command'").await.len() };
    retention::run(&app.beside).await.unwrap();
    assert_eq!(left().await, 4, "not a minute too soon");
    app.turn_our_clock(2 * MINUTE);
    retention::run(&app.beside).await.unwrap();
    assert_eq!(left().await, 1);
    app.finish().await;
}

async fn a_command_says_who_ran_it_and_why(db: Database) {
    let app = TestApp::start(db).await;
    let folder = TempDir::new();
    let (file, settings) = (folder.path().join("security.jsonl"), folder.path().join("kommunal.toml"));
    let text = format!("{}\n[security_events]\nfile = {:?}\n", include_str!("../../../kommunal.demo.toml"), file.display().to_string());
    std::fs::write(&settings, text).unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kommunal"));
        command.args(words).args(["--database", app.db.url()]).arg("--config").arg(&settings).output().unwrap()
    };
    assert!(!run(&["kiosk", "add", "hall-9", "--place", "Bakı"]).status.success(), "nobody says who and why");
    assert!(!run(&["import", "--biller", "telecom", "none.csv"]).status.success());
    let reason = format!("for {}, tel. 0502340030", people::AYSEL);
    let who = ["--by", "Ann Lee", "--reason", &reason];
    let added = run(&[&["kiosk", "add", "hall-9", "--place", "Bakı"], &who[..]].concat());
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let failed = run(&[&["kiosk", "add", "hall-9", "--place", "Bakı"], &who[..]].concat());
    assert!(!failed.status.success(), "there is one already");
    assert!(!run(&[&["import", "--biller", "telecom", "none.csv"], &who[..]].concat()).status.success());

    let auditor = app.signed_in(people::AUDITOR).await;
    let rows = found(&auditor, json!({ "kind": "command", "who": "ann lee" }), |rows| rows.len() == 3).await;
    let seen: Vec<_> = rows.iter().rev().map(|row| [row.route.as_str(), &row.subject, &row.outcome, &row.reason]).collect();
    let reason = "for ••• tel. •••";
    assert_eq!(
        seen,
        [["kiosk add", "hall-9", "ok", reason], ["kiosk add", "hall-9", "failed", reason], ["import", "telecom", "failed", reason]]
    );
    let lines = std::fs::read_to_string(&file).unwrap();
    let objects: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        objects.iter().map(|line| line["id"].as_str().unwrap()).collect::<Vec<_>>(),
        rows.iter().rev().map(|row| row.id.as_str()).collect::<Vec<_>>()
    );
    assert!(!lines.contains("Ann") && !lines.contains(people::AYSEL), "{lines}");
    app.finish().await;
}
