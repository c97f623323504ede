//! A signing key that does not answer, that cannot be read, or whose answer nobody was there to hear: one number, one
//! certificate.

use super::applications::CLEAR;
use super::trouble_applications::impatient;
use crate::app::{Browser, SESSION_COOKIE, TestApp, Wish, certificate_numbers, people};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::{App, Clock};
use kommunal::config::Config;
use serde_json::json;
use shared::api::path;
use shared::application::Stage;
use tokio::net::TcpListener;

both_engines!(
    a_key_that_does_not_sign_is_tried_again_under_the_same_number,
    a_crash_while_it_is_signed_issues_it_once,
    a_key_that_cannot_be_used_is_refused_at_the_start,
);

/// Past the claim on signing.
const SIGN_S: i64 = 33;

/// The authority for timestamps stands for the key: nothing is signed without it.
fn sign_at(config: &mut Config, authority: &str) {
    impatient(config);
    config.signing.as_mut().unwrap().tsa_url = Some(format!("http://{authority}"));
}

/// The same server with a key that answers, once the claims of before have lapsed.
async fn start_with_a_key(app: &mut TestApp) {
    app.config.signing.as_mut().unwrap().tsa_url = None;
    app.turn_our_clock(SIGN_S);
    app.start_again().await;
}

/// The same browser at the new server.
fn again<'a>(app: &'a TestApp, session: &str) -> Browser<'a> {
    let browser = app.browser();
    browser.set_cookie(SESSION_COOKIE, session);
    browser
}

/// One number set aside, used once, for one certificate that is as good as any.
async fn check_issued_once(app: &TestApp, aysel: &Browser<'_>, number: &str, aside: &[String]) {
    let issued = aysel.until_stage(number, Stage::Issued).await;
    let (numbers, certificates) = certificate_numbers(app).await;
    assert_eq!((numbers.as_slice(), certificates.as_slice()), (aside, aside));
    assert_eq!(issued.certificate.unwrap().number, aside[0]);
    let signed = format!("SELECT COUNT(*) FROM application_event WHERE application = '{number}' AND stage = 'issued'");
    assert_eq!(app.number(&signed).await, 1);
}

async fn a_key_that_does_not_sign_is_tried_again_under_the_same_number(db: Database) {
    // Nobody listens there any more.
    let nowhere = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let mut app = TestApp::start_with(db, |config| sign_at(config, &nowhere)).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502341005").await).await.number;
    nigar.take_and_approve(&number).await;
    let (aside, none) = crate::eventually!("a number", Some(certificate_numbers(&app).await).filter(|(aside, _)| !aside.is_empty()));
    assert!(none.is_empty());
    // It is too late to take it back, and no reason to give it up.
    let withdraw = path::APPLICATION_WITHDRAW.replace("{number}", &number);
    assert_eq!(aysel.post(&withdraw, &json!({})).await.verdict(), "409 not_now");
    // An operator is told once, however long it lasts; the answer that grows old is asked for again.
    for _ in 0..3 {
        crate::eventually!("an alarm", {
            app.turn_our_clock(700);
            (app.count("alarm").await == 1).then_some(())
        });
    }
    let stage = aysel.application(&number).await.track.stage;
    assert_eq!((stage, app.count("certificate").await), (Stage::Approved, 0));
    let session = aysel.cookie(SESSION_COOKIE).unwrap();
    app.crash().await;
    start_with_a_key(&mut app).await;
    app.turn_our_clock(301);
    let aysel = again(&app, &session);
    check_issued_once(&app, &aysel, &number, &aside).await;
    app.finish_after_alarms(1).await;
}

async fn a_crash_while_it_is_signed_issues_it_once(db: Database) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut app = TestApp::start_with(db, |config| sign_at(config, &silent.local_addr().unwrap().to_string())).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502341006").await).await.number;
    nigar.take_and_approve(&number).await;
    // Signed already, but for the time: whoever waits for it is gone from one moment to the next.
    let _asked = silent.accept().await.unwrap();
    let (aside, _) = certificate_numbers(&app).await;
    assert_eq!((aside.len(), app.count("certificate").await), (1, 0));
    let session = aysel.cookie(SESSION_COOKIE).unwrap();
    app.crash().await;
    start_with_a_key(&mut app).await;
    let aysel = again(&app, &session);
    check_issued_once(&app, &aysel, &number, &aside).await;
    app.finish().await;
}

async fn a_key_that_cannot_be_used_is_refused_at_the_start(db: Database) {
    let mut app = TestApp::start(db).await;
    let right = app.config.signing.clone().unwrap();
    let file = |name: &str, text: &str| {
        let path = app.db.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (garbage, absent) =
        (file("garbage.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), app.db.dir.path().join("absent.pem"));
    for (key, certificate, named) in [
        (&absent, &right.certificate, &absent),
        (&right.key, &absent, &absent),
        (&garbage, &right.certificate, &garbage),
        (&right.key, &garbage, &right.key),
        (&right.certificate, &right.key, &right.certificate),
    ] {
        let mut config = app.config.clone();
        let signing = config.signing.as_mut().unwrap();
        (signing.key, signing.certificate) = (key.clone(), certificate.clone());
        let Err(refused) = App::new(config, app.db.store().await, Clock::default()).await else { panic!("{key:?} was taken") };
        let said = refused.to_string();
        assert!(said.contains(&named.display().to_string()), "{said}");
        assert!(!said.contains("PRIVATE"), "{said}");
    }
    app.stop().await;
}
