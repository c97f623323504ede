//! S12: data ends, each kind after its time, and the books stay whole.

use super::applications::CLEAR;
use crate::app::{Browser, ORDER_LIFE_S, Plan, TestApp, Wish, bill, cards, people};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::App;
use kommunal::app::audit::Kind as Finding;
use kommunal::app::person::{PersonError, erase, export};
use kommunal::app::retention::{count, run};
use kommunal::config::RetentionConfig;
use serde_json::json;
use shared::api::certificates::{CertificateCheck, CertificateState, StillTrue};
use shared::api::office::Queue;
use shared::api::path;
use shared::api::privacy::{KeptFor, Privacy};
use shared::application::Stage;
use shared::payment::Outcome;
use shared::retention::Kind;

both_engines!(
    s12_an_unpaid_payment_is_emptied_and_money_is_left_whole,
    s12_each_kind_ends_after_its_own_time,
    s12_a_person_is_exported_and_erased,
    s12_an_application_that_runs_blocks_the_erasure,
    s12_the_privacy_page_is_told_the_settings,
);

const DAY_S: i64 = 86_400;

/// Rows of a kind that a run removed, or would.
async fn rows(app: &TestApp, kind: Kind, dry: bool) -> u64 {
    let ended = if dry { count(&app.beside).await } else { run(&app.beside).await }.unwrap();
    ended.iter().find(|one| one.kind == kind).unwrap().rows
}

/// Signed in for years: no provider's clock is turned with ours.
async fn start(db: Database) -> TestApp {
    TestApp::start_with(db, |config| {
        let session = &mut config.identity.as_mut().unwrap().session;
        (session.idle_s, session.absolute_s) = (4_000 * DAY_S, 4_000 * DAY_S);
        // The server's own job would be quicker than the test, which runs it by hand.
        config.retention = far();
    })
    .await
}

/// Nothing ends, but for what a test sets.
fn far() -> RetentionConfig {
    shared::retention::KINDS.iter().fold(RetentionConfig::default(), |config, row| config.with_days(row.kind, row.range.1))
}

async fn s12_an_unpaid_payment_is_emptied_and_money_is_left_whole(db: Database) {
    // Whole days pass in one leap: nobody is called for because the bank was asked late.
    let app = TestApp::start_with(db, |config| config.payment.alarm_after_s = 30 * DAY_S).await;
    let citizen = app.citizen();
    let email = "planted@example.az";
    let mut unpaid = vec![];
    for card in [cards::DECLINED, cards::NO_FUNDS] {
        let paying = citizen.begin(&citizen.telephone(&app.new_home()).await.with_email(email)).await;
        paying.pay(card).await;
        paying.end().await;
        unpaid.push(paying.reference.clone());
    }
    let cancelled = citizen.begin(&citizen.telephone(&app.new_home()).await.with_email(email)).await;
    assert_eq!(cancelled.cancel().await.status, 200);
    let expired = citizen.begin(&citizen.telephone(&app.new_home()).await.with_email(email)).await;
    unpaid.extend([cancelled.reference.clone(), expired.reference.clone()]);
    app.turn_clocks(ORDER_LIFE_S);
    expired.is_not_paid(Outcome::Expired).await;
    // Money: one is paid, one was held and given back.
    let paid = citizen.begin(&citizen.telephone(&app.new_home()).await.with_email(email)).await;
    paid.pay(cards::VISA_AT_ONCE).await;
    paid.is_paid().await;
    let number = app.new_home();
    let bills = citizen.bills(&number).await;
    let held = citizen.begin(&Plan::new(&number).pay(bill(&bills, "internet"), 1500).with_email(email)).await;
    let page = held.page().await;
    assert_eq!(held.cancel().await.status, 200);
    page.pay(cards::VISA_AT_ONCE).await;
    app.settle().await;
    // Late holds are looked for until the watch has ended.
    app.turn_clocks(2 * DAY_S);
    crate::eventually!(
        "the watch",
        (app.number("SELECT COUNT(*) FROM payment WHERE state = 'closed' AND wake_at IS NOT NULL").await == 0).then_some(())
    );
    app.turn_clocks(87 * DAY_S);
    assert_eq!(rows(&app, Kind::UnpaidPayments, true).await, 0, "too early");
    app.turn_clocks(4 * DAY_S);
    assert_eq!(rows(&app, Kind::UnpaidPayments, true).await, 4);
    run(&app.beside).await.unwrap();
    for reference in &unpaid {
        let emptied = format!("SELECT phone || email || address_digest || secret_hash || body_hash FROM payment WHERE id = '{reference}'");
        assert_eq!(app.text(&emptied).await, "");
        assert_eq!(app.text(&format!("SELECT account FROM payment_item WHERE payment_id = '{reference}'")).await, "");
    }
    assert_eq!(app.number(&format!("SELECT COUNT(*) FROM payment WHERE email = '{email}'")).await, 2);
    assert_eq!((cancelled.look().await.status, rows(&app, Kind::UnpaidPayments, false).await), (404, 0));
    app.check_books().await;
    // Whoever empties what money was held on is found.
    app.execute(&format!("UPDATE payment SET erased_at = 1, phone = '' WHERE id = '{}'", paid.reference)).await;
    let report = app.audited().await;
    assert!(report.findings.iter().any(|found| found.kind == Finding::PaymentDiffers), "{report:#?}");
    app.execute("UPDATE payment SET erased_at = NULL WHERE state = 'captured'").await;
    app.finish().await;
}

/// The installation with one kind's days, one row in a batch.
async fn with_days(app: &TestApp, kind: Kind, days: i64) -> App {
    let mut config = app.config.clone();
    config.retention = far().with_days(kind, days);
    (config.retention.batch_rows, config.retention.pause_ms) = (1, 0);
    App::new(config, app.db.store().await, app.clock.clone()).await.unwrap()
}

async fn s12_each_kind_ends_after_its_own_time(db: Database) {
    let app = start(db).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    for _ in 0..2 {
        aysel.attached("loose.pdf").await;
    }
    let wish = with_file(&aysel, "+994502340061").await;
    let (number, _) = app.issued(&aysel, &nigar, &wish).await;
    crate::eventually!("messages sent", (app.number("SELECT COUNT(*) FROM outbox WHERE next_at IS NOT NULL").await == 0).then_some(()));
    let letters = u64::try_from(app.count("outbox").await).unwrap();
    app.turn_our_clock(40 * DAY_S);
    let wanted =
        [(Kind::MobileProofs, 1), (Kind::LooseAttachments, 2), (Kind::Letters, letters), (Kind::Attachments, 1), (Kind::Applications, 1)];
    for (kind, rows) in wanted {
        let found =
            async |app: &App| count(app).await.unwrap().iter().map(|one| (one.kind, one.rows)).filter(|(_, n)| *n > 0).collect::<Vec<_>>();
        assert_eq!(found(&with_days(&app, kind, 41).await).await, [], "{kind:?} a day too early");
        let due = with_days(&app, kind, 39).await;
        assert_eq!(found(&due).await, [(kind, rows)]);
        assert_eq!(aysel.application(&number).await.track.stage, Stage::Issued, "{kind:?} ended nothing else");
        let removed = run(&due).await.unwrap();
        assert_eq!(removed.iter().find(|one| one.kind == kind).unwrap().rows, rows, "{kind:?}");
        assert_eq!(found(&due).await, []);
    }
    for table in ["mobile_proof", "attachment", "certificate_file", "document_link", "application_note", "application_find", "outbox"] {
        assert_eq!(app.count(table).await, 0, "{table}");
    }
    assert_eq!(aysel.get(&path::APPLICATION.replace("{number}", &number)).await.status, 404);
    assert_eq!(app.text("SELECT answers || register || said || machine || applicant FROM application").await, "");
    app.finish().await;
}

/// For a home, with a file added.
async fn with_file(citizen: &Browser<'_>, mobile: &str) -> Wish {
    let file = citizen.attached("papers.pdf").await;
    Wish::of_home(citizen, CLEAR, mobile).await.with("attachments", json!([{ "id": file.id, "name": file.name }]))
}

async fn s12_a_person_is_exported_and_erased(db: Database) {
    let app = start(db).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    aysel.attached("loose.pdf").await;
    let wish = with_file(&aysel, "+994502340062").await.with("email", json!("a@example.az"));
    let (number, certificate) = app.issued(&aysel, &nigar, &wish).await;
    let kept = export(&app.beside, people::AYSEL).await.unwrap();
    assert_eq!(
        (kept["applications"][0]["number"].as_str(), kept["certificates"][0]["number"].as_str()),
        (Some(&*number), Some(&*certificate))
    );
    assert_eq!(kept["applications"][0]["answers"]["contact"]["email"], "a@example.az");
    assert_eq!((kept["attachments"].as_array().unwrap().len(), kept["sessions"].as_array().unwrap().len()), (2, 1));
    assert!(kept["messages"].as_array().unwrap().len() >= 4 && !kept["looked_at"].as_array().unwrap().is_empty(), "{kept:#}");
    assert_eq!(kept["mobile_proofs"].as_array().unwrap().len(), 1);
    assert_eq!(export(&app.beside, people::RESHAD).await.unwrap()["applications"], json!([]), "another person");
    let erased = erase(&app.beside, people::AYSEL, "Kamran", "asked in writing, 14").await.unwrap();
    assert_eq!((erased.applications, erased.certificates, erased.files), (1, 1, 1));
    let kept = export(&app.beside, people::AYSEL).await.unwrap();
    for table in ["applications", "events", "attachments", "certificates", "document_links", "messages", "sessions", "mobile_proofs"] {
        assert_eq!(kept[table], json!([]), "{table}");
    }
    assert!(aysel.session().await.person.is_none());
    // Whoever has the paper can still ask about it; nobody sees who it was about.
    let check: CertificateCheck = app.browser().post(path::CERTIFICATES_CHECK, &json!({ "number": certificate })).await.ok();
    assert_eq!((check.state, check.still_true), (CertificateState::Valid, StillTrue::Unknown));
    assert!(shared::certificate::parse_qr(&check.statement).is_ok());
    let queue: Queue = nigar.post(path::OFFICE_QUEUE, &json!({})).await.ok();
    assert_eq!((queue.rows.len(), queue.counts.ended), (0, 0));
    assert_eq!(nigar.get(&path::OFFICE_APPLICATION.replace("{number}", &number)).await.status, 404);
    assert_eq!(app.text("SELECT by_name || ': ' || reason FROM erasure").await, "Kamran: asked in writing, 14");
    // The person begins anew, under a number of its own.
    let aysel = app.signed_in(people::AYSEL).await;
    let again = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502340063").await).await;
    assert_ne!(again.number, number);
    assert_eq!(erase(&app.beside, people::RESHAD, "Kamran", "nothing is there").await.unwrap().applications, 0);
    app.finish().await;
}

async fn s12_an_application_that_runs_blocks_the_erasure(db: Database) {
    let app = start(db).await;
    let aysel = app.signed_in(people::AYSEL).await;
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502340064").await).await.number;
    let before = app.counts().await;
    let said = erase(&app.beside, people::AYSEL, "Kamran", "asked in writing").await.unwrap_err();
    assert!(matches!(&said, PersonError::Running(numbers) if *numbers == [number.clone()]) && said.to_string().contains(&number));
    assert_eq!(app.counts().await, before);
    assert!(aysel.session().await.person.is_some(), "nothing was touched");
    assert!(matches!(erase(&app.beside, "x", "Kamran", "y").await, Err(PersonError::Fin)));
    assert!(matches!(erase(&app.beside, people::AYSEL, " ", "y").await, Err(PersonError::Words(_))));
    assert!(matches!(erase(&app.beside, people::AYSEL, "Kamran", "").await, Err(PersonError::Words(_))));
    let version = aysel.application(&number).await.version;
    let withdraw = path::APPLICATION_WITHDRAW.replace("{number}", &number);
    let key = kommunal::app::random_id();
    let _: shared::api::applications::ApplicationView =
        aysel.post_with(&withdraw, &[("idempotency-key", key.as_str())], &json!({ "version": version })).await.ok();
    assert_eq!(aysel.application(&number).await.track.stage, Stage::Withdrawn);
    assert_eq!(erase(&app.beside, people::AYSEL, "Kamran", "asked in writing").await.unwrap().applications, 1);
    app.finish().await;
}

async fn s12_the_privacy_page_is_told_the_settings(db: Database) {
    let days = |kind| Some(KeptFor { kind: Kind::row(kind).name.to_owned(), days: 77 });
    let wanted = |kinds: &[Kind]| Privacy { kept: kinds.iter().filter_map(|kind| days(*kind)).collect() };
    let app = TestApp::start_with(db, |config| {
        config.retention = shared::retention::KINDS.iter().fold(RetentionConfig::default(), |config, row| config.with_days(row.kind, 77));
    })
    .await;
    let told: Privacy = app.citizen().get(path::PRIVACY).await.ok();
    assert_eq!(told, wanted(&shared::retention::KINDS.map(|row| row.kind)));
    app.crash().await;
    app.start_again_with(|config| config.certificate = None).await;
    let told: Privacy = app.citizen().get(path::PRIVACY).await.ok();
    assert_eq!(
        told,
        wanted(&[Kind::UnpaidPayments, Kind::Letters, Kind::SecurityEvents]),
        "where there are no certificates nothing of one is named"
    );
    app.finish().await;
}
