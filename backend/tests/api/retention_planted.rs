//! S12: after retention and erasure of made-up people nothing planted with them is in a file of the database, in a backup
//! made afterwards, in a log or a metric; and the audit is clean. `KOMMUNAL_PERSONS`: how many (4; `make proof`: 200).

use super::applications::CLEAR;
use crate::app::{TestApp, Wish, bill, cards, people};
use crate::both_engines;
use crate::planted::{Planted, Search, clone_person};
use crate::support::Database;
use kommunal::app::audit::audit;
use kommunal::app::person::erase;
use kommunal::app::retention::{count, run};
use serde_json::json;
use std::io::{Result, Write};
use std::sync::{Arc, Mutex};

both_engines!(s12_nothing_planted_with_a_person_is_left_anywhere);

const DAY_S: i64 = 86_400;
const MOBILE: &str = "502340071";

/// What the log said.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// The person that the others are made after: an issued certificate, a file, a note, a payment that was declined.
async fn template(app: &TestApp) -> Planted {
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let file = aysel.attached("kiraye-muqavile.pdf").await;
    let wish = Wish::of_home(&aysel, CLEAR, &format!("+994{MOBILE}")).await;
    let wish = wish.with("attachments", json!([{ "id": file.id, "name": file.name }])).with("email", json!("aysel@plain.example"));
    let wish =
        wish.with("purpose", json!("other")).with("purpose_text", json!("Kirayə üçün sənəd")).with("address", json!("Bakı, Sahil 3"));
    let number = aysel.submit(&wish).await.number;
    nigar.decide(&number, "note", json!({ "reason": "", "text": "Zəng edildi" })).await;
    nigar.take_and_approve(&number).await;
    let issued = aysel.until_stage(&number, shared::application::Stage::Issued).await;
    let (citizen, home) = (app.citizen(), app.new_home());
    let bills = citizen.bills(&home).await;
    let plan = crate::app::Plan::new(&home).pay(bill(&bills, "internet"), 1500).with_email("payer@plain.example");
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::DECLINED).await;
    paying.end().await;
    crate::eventually!("messages sent", (app.number("SELECT COUNT(*) FROM outbox WHERE next_at IS NOT NULL").await == 0).then_some(()));
    // The declined order is asked about once more.
    app.turn_clocks(2 * DAY_S);
    crate::eventually!("the watch", (app.number("SELECT COUNT(*) FROM payment WHERE wake_at IS NOT NULL").await == 0).then_some(()));
    let payment = paying.reference.clone();
    let column = async |sql: String| app.text(&sql).await;
    Planted {
        number: number.clone(),
        certificate: issued.certificate.unwrap().number,
        actor: column(format!("SELECT applicant FROM application WHERE number = '{number}'")).await,
        item: column(format!("SELECT id FROM payment_item WHERE payment_id = '{payment}'")).await,
        order: column(format!("SELECT order_ref FROM payment WHERE id = '{payment}'")).await,
        values: vec![
            people::AYSEL.to_owned(),
            "Quliyeva Aysel Rauf qızı".to_owned(),
            MOBILE.to_owned(),
            "aysel@plain.example".to_owned(),
            "Bakı, Sahil 3".to_owned(),
            "Bakı şəhəri, Nizami küçəsi 12, mənzil 5".to_owned(),
            "AA1234567".to_owned(),
            CLEAR.to_owned(),
            "Kirayə üçün sənəd".to_owned(),
            file.name,
            "Zəng edildi".to_owned(),
            "payer@plain.example".to_owned(),
            column(format!("SELECT phone FROM payment WHERE id = '{payment}'")).await,
            column(format!("SELECT account FROM payment_item WHERE payment_id = '{payment}'")).await,
            "made up".to_owned(),
        ],
        payment,
    }
}

async fn s12_nothing_planted_with_a_person_is_left_anywhere(db: Database) {
    let wanted = std::env::var("KOMMUNAL_PERSONS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    // Whole days pass in one leap: nobody is called for because the bank was asked late.
    let mut app = TestApp::start_with(db, |config| {
        config.payment.alarm_after_s = 30 * DAY_S;
        let session = &mut config.identity.as_mut().unwrap().session;
        (session.idle_s, session.absolute_s) = (10 * DAY_S, 10 * DAY_S);
        (config.retention.batch_rows, config.retention.pause_ms) = (20, 0);
    })
    .await;
    let template = template(&app).await;
    let mut persons = vec![];
    for n in 0..wanted {
        persons.push(clone_person(&app, &template, n).await);
    }
    let search = Search::of(persons.iter().flat_map(|person| &person.values));
    let all = persons.iter().map(|person| person.values.len()).sum::<usize>();
    assert_eq!(search.found(&app.everything("before").await).len(), all, "what is planted is found");
    let log = Log::default();
    let said = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).with_writer(move || said.clone());
    let listening = tracing::subscriber::set_default(subscriber.finish());
    for person in persons.iter().step_by(2) {
        let erased = erase(&app.beside, &person.values[0], "Kamran", "asked in writing").await.unwrap();
        assert_eq!((erased.applications, erased.certificates), (1, 1));
    }
    app.turn_clocks(1_100 * DAY_S);
    run(&app.beside).await.unwrap();
    drop(listening);
    // The jobs of a server that starts end sessions, too.
    app.crash_and_start().await;
    crate::eventually!("the jobs", (app.count("session").await == 0).then_some(()));
    assert!(count(&app.beside).await.unwrap().iter().all(|one| one.rows == 0));
    let metrics = app.operations("/metrics").await.text();
    assert!(metrics.contains("kommunal_retention_removed_total"));
    let log = log.0.lock().unwrap().clone();
    assert!(String::from_utf8_lossy(&log).contains("a person was erased"));
    for (what, bytes) in [("log", &log), ("metrics", &metrics.into_bytes())] {
        assert_eq!(search.found(bytes), Vec::<String>::new(), "{what}");
    }
    let report = audit(&app.beside, false).await.unwrap();
    assert!(report.is_clean(), "{report:#?}");
    assert_eq!(
        app.number("SELECT COUNT(*) FROM certificate WHERE statement <> '' AND account = ''").await,
        i64::try_from(wanted).unwrap() + 1
    );
    app.stop().await;
    let left = search.found(&app.everything("after").await);
    assert_eq!(left, Vec::<String>::new(), "of {all} values");
}
