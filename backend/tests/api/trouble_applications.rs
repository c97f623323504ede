//! Registers, biller, SMS centre or mail server out of order amid an application: nothing is lost, nothing is
//! done twice, and it goes on by itself.

use super::applications::CLEAR;
use crate::app::{Browser, Plan, TestApp, Wish, bill, cards, people};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::random_id;
use kommunal::config::Config;
use kommunal::connectors::biller::{PostingRequest, RemoteBiller};
use kommunal::connectors::sms::SmsConfig;
use kommunal_sandbox::faults::{Mode, Rule};
use serde_json::json;
use shared::api::applications::{ApplicationView, ProofView};
use shared::api::{IDEMPOTENCY_KEY, path};
use shared::application::Stage;
use shared::money::Money;

both_engines!(
    registers_and_biller_that_are_silent_lose_no_attempt,
    a_code_that_did_not_come_is_sent_again,
    messages_wait_for_the_centre_and_the_mail_server,
    a_message_whose_answer_was_lost_arrives_once,
    a_debt_that_was_not_paid_is_not_believed_to_be,
    a_debt_paid_through_us_goes_on_by_itself,
);

const OWED: &str = "039900000000224";
const SILENT: &str = "039900000000331";

/// Nobody is waited for long.
pub(super) fn impatient(config: &mut Config) {
    config.registry.as_mut().unwrap().timeout_ms = 500;
    config.mail.as_mut().unwrap().timeout_ms = 500;
    if let Some(SmsConfig::Http(gateway)) = &mut config.sms {
        gateway.timeout_ms = 500;
    }
    // Nobody signs in at a provider with another clock.
    let session = &mut config.identity.as_mut().unwrap().session;
    (session.idle_s, session.absolute_s) = (40 * 24 * 3600, 40 * 24 * 3600);
}

/// Somebody else's account stands for the same one with other debts: the biller's books are not ours to write in.
async fn becomes(app: &TestApp, number: &str, from: &str, to: &str) {
    let sql = format!("UPDATE application SET answers = REPLACE(answers, '{from}', '{to}') WHERE number = '{number}'");
    assert_eq!(app.execute(&sql).await, 1);
}

async fn registers_and_biller_that_are_silent_lose_no_attempt(db: Database) {
    let app = TestApp::start_with(db, impatient).await;
    let aysel = app.signed_in(people::AYSEL).await;
    let home = Wish::of_home(&aysel, CLEAR, "+994502341001").await;
    let company = home.with("class", json!("non_residential")).with("account", json!("080000000000112")).with("voen", json!("1401555071"));
    let before = app.counts().await;
    let mut sent = vec![];
    for (surface, wish, verdict) in [
        ("registry.persons", &home, "409 registry_silent"),
        ("biller.electricity.query", &home, "409 biller_silent account=malformed"),
        ("registry.companies", &company.anew(), "409 registry_silent"),
    ] {
        for mode in [Mode::Silent, Mode::Error500, Mode::Html502, Mode::LostAnswer, Mode::BadSignature] {
            app.fault(surface, mode, 1);
            assert_eq!(aysel.try_submit(wish).await.verdict(), verdict, "{surface} {mode:?}");
        }
        if sent.is_empty() {
            assert_eq!(app.counts().await, before, "{surface}");
        }
        // The same attempt goes through as soon as there is an answer, and is one.
        if surface != "registry.persons" {
            sent.push((aysel.submit(wish).await.number, aysel.submit(wish).await.number));
        }
    }
    assert!(sent.iter().all(|(one, two)| one == two) && sent[0].0 != sent[1].0, "{sent:?}");
    app.finish().await;
}

async fn a_code_that_did_not_come_is_sent_again(db: Database) {
    let app = TestApp::start_with(db, impatient).await;
    let (aysel, mobile) = (app.signed_in(people::AYSEL).await, "+994502341002");
    let ask = async || {
        let key = random_id();
        aysel.post_with(path::MOBILES, &[(IDEMPOTENCY_KEY, key.as_str())], &json!({ "mobile": mobile })).await
    };
    app.fault("sms.http", Mode::Silent, 1);
    // It may have arrived: its code could still be typed.
    let lost: ProofView = ask().await.ok();
    assert!(!lost.proven && lost.resend_in_ms > 0 && app.sms_to(mobile).is_empty(), "{lost:?}");
    assert_eq!(ask().await.verdict(), "429 too_many");
    app.turn_our_clock(61);
    aysel.prove(mobile).await;
    assert_eq!(app.sms_to(mobile).len(), 1);
    app.finish().await;
}

/// Turns the clock until the outbox is empty.
async fn until_all_is_out(app: &TestApp) {
    crate::eventually!("the outbox's end", {
        app.turn_our_clock(60);
        (app.number("SELECT COUNT(*) FROM outbox WHERE next_at IS NOT NULL").await == 0).then_some(())
    });
    assert_eq!(app.number("SELECT COUNT(*) FROM outbox WHERE ended <> 'sent'").await, 0);
}

/// Issued with a letter for each stage.
async fn issued_with_letters(aysel: &Browser<'_>, nigar: &Browser<'_>, mobile: &str, trouble: impl FnOnce()) -> String {
    let wish = Wish::of_home(aysel, CLEAR, mobile).await.with("email", json!("aysel@example.az"));
    trouble();
    let number = aysel.submit(&wish).await.number;
    nigar.take_and_approve(&number).await;
    aysel.until_stage(&number, Stage::Issued).await;
    number
}

async fn messages_wait_for_the_centre_and_the_mail_server(db: Database) {
    let app = TestApp::start_with(db, impatient).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let mobile = "+994502341003";
    issued_with_letters(&aysel, &nigar, mobile, || {
        app.rule(Rule::new("sms.http", Mode::Silent));
        app.rule(Rule::new("smtp", Mode::Error500));
    })
    .await;
    crate::eventually!("tries", (app.number("SELECT COUNT(*) FROM outbox WHERE tries > 0").await == 8).then_some(()));
    assert_eq!((app.sms_to(mobile).len(), app.sandbox.messages().len()), (1, 0), "the code only");
    app.sandbox.clear_faults();
    // One way is up again, the other is not: it holds nobody up.
    app.rule(Rule::new("smtp", Mode::Silent));
    crate::eventually!("the SMS", {
        app.turn_our_clock(60);
        (app.sms_to(mobile).len() == 5).then_some(())
    });
    app.sandbox.clear_faults();
    until_all_is_out(&app).await;
    assert_eq!((app.sms_to(mobile).len(), app.sandbox.messages().len()), (5, 4));
    app.finish().await;
}

async fn a_message_whose_answer_was_lost_arrives_once(db: Database) {
    let app = TestApp::start_with(db, impatient).await;
    let aysel = app.signed_in(people::AYSEL).await;
    let mobile = "+994502341004";
    let wish = Wish::of_home(&aysel, CLEAR, mobile).await;
    for (index, mode) in [Mode::LostAnswer, Mode::SilentAfter, Mode::Duplicate].into_iter().enumerate() {
        app.fault("sms.http", mode, 1);
        let number = aysel.submit(&wish.anew()).await.number;
        app.sms_with(mobile, &number).await;
        until_all_is_out(&app).await;
        let withdraw = path::APPLICATION_WITHDRAW.replace("{number}", &number);
        assert_eq!(aysel.post(&withdraw, &json!({})).await.status, 200);
        until_all_is_out(&app).await;
        assert_eq!(app.sms_to(mobile).len(), 1 + 2 * (index + 1), "{mode:?}");
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM outbox WHERE tries > 1").await, 2);
    app.finish().await;
}

async fn a_debt_that_was_not_paid_is_not_believed_to_be(db: Database) {
    let app = TestApp::start_with(db, impatient).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502341007").await).await.number;
    becomes(&app, &number, CLEAR, OWED).await;
    nigar.take_and_approve(&number).await;
    let asked = aysel.until_stage(&number, Stage::CorrectionAsked).await;
    let (address, key) = (path::APPLICATION_ANSWER.replace("{number}", &number), random_id());
    let answer = async |version: i64| {
        let body = json!({ "address": "", "purpose": "", "version": version });
        aysel.post_with(&address, &[(IDEMPOTENCY_KEY, key.as_str())], &body).await
    };
    let before = app.counts().await;
    assert_eq!(answer(asked.version).await.verdict(), "409 owed");
    assert_eq!(answer(asked.version - 1).await.verdict(), "409 changed");
    assert_eq!(app.counts().await, before);
    // A biller that says nothing keeps nobody waiting: it is asked until it answers.
    becomes(&app, &number, OWED, SILENT).await;
    let taken: ApplicationView = answer(asked.version).await.ok();
    assert_eq!(taken.track.stage, Stage::Approved);
    becomes(&app, &number, SILENT, CLEAR).await;
    let issued = aysel.until_stage(&number, Stage::Issued).await;
    // The answer was lost on its way and is given again, when nothing waits for it any more.
    assert_eq!(answer(asked.version).await.ok::<ApplicationView>().version, issued.version);
    app.finish().await;
}

async fn a_debt_paid_through_us_goes_on_by_itself(db: Database) {
    let app = TestApp::start_with(db, impatient).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    // At the biller's own counter it was paid, and is taken back while the application is under way.
    let counter = RemoteBiller::new(app.config.biller("electricity").and_then(|biller| biller.remote.clone()).unwrap()).unwrap();
    let (id, amount) = (random_id(), Money::from_minor(2417));
    let posting = PostingRequest { id: id.clone(), account: OWED, charge: "electricity", amount, paid_at: app.clock.now() };
    counter.post(&posting).await;
    let number = aysel.submit(&Wish::of_home(&aysel, OWED, "+994502341008").await).await.number;
    counter.reverse(&id, amount).await;
    nigar.take_and_approve(&number).await;
    let asked = aysel.until_stage(&number, Stage::CorrectionAsked).await;
    let (citizen, phone) = (app.citizen(), "4980002");
    let pay = async |amount_minor: i64| {
        let bills = citizen.ask(phone, "electricity").await;
        let paying = citizen.begin(&Plan::new(phone).pay(bill(&bills, "electricity"), amount_minor)).await;
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await;
    };
    // A part of it is no news: what is shown can still be answered.
    pay(1000).await;
    let looked = format!("SELECT COUNT(*) FROM application WHERE number = '{number}' AND wake_at > {}", app.clock.now().micros());
    crate::eventually!("a look", (app.number(&looked).await == 1).then_some(()));
    assert_eq!(aysel.application(&number).await.version, asked.version);
    pay(1417).await;
    aysel.until_stage(&number, Stage::Issued).await;
    app.finish().await;
}
