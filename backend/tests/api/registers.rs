//! The state registers, and mobile numbers proven by a code.

use crate::app::{Browser, TestApp, people};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::random_id;
use kommunal_sandbox::faults::{Mode, Rule};
use serde_json::json;
use shared::api::applications::ProofView;
use shared::api::identity::{CompanyRecord, CompanyRequest, PersonRecord};
use shared::api::path;

both_engines!(
    the_registers_answer_for_the_person_signed_in,
    silence_is_told_apart_from_nobody,
    a_number_is_proven_by_its_code,
    a_code_cannot_be_guessed_or_used_by_another,
    codes_are_sent_at_a_measured_pace,
    a_centre_that_does_not_answer_is_told,
);

/// A made-up number; another for each `n`.
fn mobile(n: u32) -> String {
    format!("+99450234{n:04}")
}

async fn send_code(browser: &Browser<'_>, key: &str, mobile: &str, lang: &str) -> crate::app::Reply {
    browser.post_with(path::MOBILES, &[("idempotency-key", key)], &json!({ "mobile": mobile, "lang": lang })).await
}

async fn new_code(browser: &Browser<'_>, mobile: &str) -> crate::app::Reply {
    send_code(browser, random_id().as_str(), mobile, "az").await
}

async fn try_code(browser: &Browser<'_>, id: &str, code: &str) -> crate::app::Reply {
    browser.post(&path::MOBILE.replace("{id}", id), &json!({ "code": code })).await
}

/// The codes that arrived at a phone, newest first.
fn codes(app: &TestApp, mobile: &str) -> Vec<String> {
    let to_it = app.sandbox.sms().into_iter().filter(|sms| sms.to == mobile);
    to_it.map(|sms| sms.text.chars().filter(char::is_ascii_digit).collect()).collect()
}

async fn the_registers_answer_for_the_person_signed_in(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    let company = CompanyRequest { voen: "1401555071".to_owned() };
    assert_eq!(browser.get(path::REGISTRY_PERSON).await.verdict(), "401 sign_in");
    assert_eq!(browser.post(path::REGISTRY_COMPANY, &company).await.verdict(), "401 sign_in");
    browser.sign_in(people::AYSEL).await;
    let person: PersonRecord = browser.get(path::REGISTRY_PERSON).await.ok();
    assert_eq!((person.fin.as_str(), person.name.as_str(), person.surname.as_str()), (people::AYSEL, "Aysel", "Quliyeva"));
    assert!(!person.as_of.is_empty() && !person.address.is_empty());
    let own: CompanyRecord = browser.post(path::REGISTRY_COMPANY, &company).await.ok();
    assert!(own.acts, "{own:?}");
    let other: CompanyRecord = browser.post(path::REGISTRY_COMPANY, &json!({ "voen": " 1700 881 261 " })).await.ok();
    assert!(!other.acts && other.voen == "1700881261", "{other:?}");
    for (typed, verdict) in [("", "empty"), ("140155507", "voen_format"), ("1401555081", "voen_check")] {
        let reply = browser.post(path::REGISTRY_COMPANY, &json!({ "voen": typed })).await;
        assert_eq!(reply.verdict(), format!("422 invalid voen={verdict}"));
    }
    app.finish().await;
}

async fn silence_is_told_apart_from_nobody(db: Database) {
    let app = TestApp::start_with(db, |config| config.registry.as_mut().unwrap().timeout_ms = 500).await;
    let browser = app.browser();
    browser.sign_in(people::UNREGISTERED).await;
    assert_eq!(browser.get(path::REGISTRY_PERSON).await.verdict(), "409 registry_unknown");
    assert_eq!(browser.post(path::REGISTRY_COMPANY, &json!({ "voen": "9900000011" })).await.verdict(), "409 registry_unknown");
    for mode in [Mode::Silent, Mode::Error500, Mode::Html502, Mode::LostAnswer, Mode::Refuse, Mode::BadSignature] {
        app.fault("registry.persons", mode, 1);
        assert_eq!(browser.get(path::REGISTRY_PERSON).await.verdict(), "409 registry_silent", "{mode:?}");
        app.fault("registry.companies", mode, 1);
        let reply = browser.post(path::REGISTRY_COMPANY, &json!({ "voen": "1401555071" })).await;
        assert_eq!(reply.verdict(), "409 registry_silent", "{mode:?}");
    }
    app.finish().await;
}

async fn a_number_is_proven_by_its_code(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    assert_eq!(new_code(&browser, &mobile(2001)).await.verdict(), "401 sign_in");
    browser.sign_in(people::AYSEL).await;
    for (n, lang, word) in [(2001, "az", "təsdiq"), (2002, "ru", "подтверждения"), (2003, "en", "confirm")] {
        let key = random_id();
        let sent: ProofView = send_code(&browser, key.as_str(), &mobile(n), lang).await.ok();
        assert_eq!((sent.proven, sent.tries_left), (false, 5));
        // The same attempt again sends nothing more; for another number it is refused.
        let again: ProofView = send_code(&browser, key.as_str(), &mobile(n), lang).await.ok();
        assert_eq!(again.id, sent.id);
        assert_eq!(send_code(&browser, key.as_str(), &mobile(2999), lang).await.verdict(), "422 key_reused");
        let arrived = app.sandbox.sms().into_iter().filter(|sms| sms.to == mobile(n)).collect::<Vec<_>>();
        assert_eq!((arrived.len(), arrived[0].parts), (1, 1));
        assert!(arrived[0].text.contains(word), "{}", arrived[0].text);
        let code = codes(&app, &mobile(n)).remove(0);
        let proven: ProofView = try_code(&browser, &sent.id, &format!(" {} {} ", &code[..3], &code[3..])).await.ok();
        assert!(proven.proven);
        assert!(try_code(&browser, &sent.id, &code).await.ok::<ProofView>().proven);
    }
    for (typed, verdict) in [("", "empty"), ("0124212372", "mobile_fixed"), ("12", "mobile_format")] {
        assert_eq!(new_code(&browser, typed).await.verdict(), format!("422 invalid mobile={verdict}"));
    }
    app.finish().await;
}

async fn a_code_cannot_be_guessed_or_used_by_another(db: Database) {
    let app = TestApp::start(db).await;
    let (browser, other) = (app.browser(), app.browser());
    browser.sign_in(people::AYSEL).await;
    other.sign_in(people::RESHAD).await;
    let sent: ProofView = new_code(&browser, &mobile(3001)).await.ok();
    let code = codes(&app, &mobile(3001)).remove(0);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(try_code(&other, &sent.id, &code).await.verdict(), "404 not_found");
    for typed in ["", "12345", "abcdef"] {
        assert!(try_code(&browser, &sent.id, typed).await.verdict().starts_with("422 invalid code="));
    }
    for left in (1..5).rev() {
        let reply = try_code(&browser, &sent.id, wrong).await;
        assert_eq!((reply.verdict().as_str(), reply.problem().fields[0].limit), ("422 invalid code=code_wrong", left));
    }
    assert_eq!(try_code(&browser, &sent.id, wrong).await.verdict(), "422 invalid code=code_over");
    assert_eq!(try_code(&browser, &sent.id, &code).await.verdict(), "422 invalid code=code_over");
    // All tries at once are not more than five.
    let sent: ProofView = new_code(&browser, &mobile(3002)).await.ok();
    let wrong = if codes(&app, &mobile(3002))[0] == "000000" { "000001" } else { "000000" };
    let replies = crate::app::all_at_once((0..12).map(|_| try_code(&browser, &sent.id, wrong))).await;
    let counted = replies.iter().filter(|reply| reply.verdict() == "422 invalid code=code_wrong").count();
    assert_eq!(counted, 4, "the fifth says that it was the last");
    // Too old, and replaced by a newer one.
    let old: ProofView = new_code(&browser, &mobile(3003)).await.ok();
    let old_code = codes(&app, &mobile(3003)).remove(0);
    app.turn_our_clock(61);
    let new: ProofView = new_code(&browser, &mobile(3003)).await.ok();
    let new_code = codes(&app, &mobile(3003)).into_iter().find(|code| *code != old_code).unwrap();
    assert_eq!(try_code(&browser, &old.id, &old_code).await.verdict(), "422 invalid code=code_over");
    app.turn_our_clock(600);
    assert_eq!(try_code(&browser, &new.id, &new_code).await.verdict(), "422 invalid code=code_over");
    assert_eq!(try_code(&browser, "x", &new_code).await.verdict(), "404 not_found");
    app.finish().await;
}

async fn codes_are_sent_at_a_measured_pace(db: Database) {
    let app = TestApp::start_with(db, |config| config.identity.as_mut().unwrap().session.idle_s = 7_200).await;
    let browser = app.browser();
    browser.sign_in(people::AYSEL).await;
    let sent: ProofView = new_code(&browser, &mobile(4001)).await.ok();
    assert!(sent.resend_in_ms > 55_000 && sent.resend_in_ms <= 60_000);
    let too_early = new_code(&browser, &mobile(4001)).await;
    assert_eq!(too_early.verdict(), "429 too_many");
    assert!(too_early.problem().retry_after_ms.unwrap() <= 60_000);
    // Five an hour for one person, whatever the number.
    for n in 4002..4006 {
        new_code(&browser, &mobile(n)).await.ok::<ProofView>();
    }
    app.turn_our_clock(61);
    assert_eq!(new_code(&browser, &mobile(4006)).await.verdict(), "429 too_many");
    // Five an hour to one number, but for the first two of each person; at the same time too.
    let others = [app.browser(), app.browser(), app.browser(), app.browser(), app.browser(), app.browser()];
    for (other, fin) in others.iter().zip(["2RT8W4A", "7LM3S9D", "1EC6V5B", "4GN7M2C", "8VQ5Y3E", "3XY4U8F"]) {
        other.sign_in(fin).await;
    }
    let target = mobile(4007);
    let sent = async || {
        let replies = crate::app::all_at_once(others.iter().map(|other| new_code(other, &target))).await;
        replies.iter().filter(|reply| reply.status == 200).count()
    };
    assert_eq!(sent().await, 6);
    app.turn_our_clock(61);
    assert_eq!(sent().await, 6);
    app.turn_our_clock(61);
    assert_eq!(sent().await, 0);
    assert_eq!(codes(&app, &target).len(), 12);
    // S1: whatever the others asked for, the owner's own two go out. (Theirs of before have left the window.)
    app.turn_our_clock(3_380);
    for _ in 0..2 {
        app.turn_our_clock(61);
        new_code(&browser, &target).await.ok::<ProofView>();
    }
    app.finish().await;
}

async fn a_centre_that_does_not_answer_is_told(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    browser.sign_in(people::AYSEL).await;
    let key = random_id();
    app.rule(Rule::new("sms.http", Mode::Refuse).times(1));
    assert_eq!(send_code(&browser, key.as_str(), &mobile(5001), "az").await.verdict(), "409 sms_silent");
    // Nothing was sent: the same attempt may go on at once.
    let sent: ProofView = send_code(&browser, key.as_str(), &mobile(5001), "az").await.ok();
    let code = codes(&app, &mobile(5001)).remove(0);
    assert!(try_code(&browser, &sent.id, &code).await.ok::<ProofView>().proven);
    // It may have arrived: then it counts.
    app.fault("sms.http", Mode::LostAnswer, 1);
    let sent: ProofView = new_code(&browser, &mobile(5002)).await.ok();
    let code = codes(&app, &mobile(5002)).remove(0);
    assert!(try_code(&browser, &sent.id, &code).await.ok::<ProofView>().proven);
    app.finish().await;
}
