//! What the database and the operator are told of kiosks.

use super::kiosks::{COOKIE, Device, at, beat, enter};
use crate::app::{TestApp, people};
use crate::both_engines;
use crate::support::Database;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use kommunal::app::kiosk::devices;
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::api::kiosks::{KioskSession, KioskSessionState, Kiosks, OfficeKiosks};
use shared::api::path;
use shared::id::hex;

both_engines!(
    the_database_alone_opens_no_seal,
    secrets_are_stored_hashed_and_keys_are_gone_after_the_end,
    the_operator_sees_how_each_kiosk_is,
    a_page_that_hangs_is_told_from_a_kiosk_that_is_gone,
);

async fn the_database_alone_opens_no_seal(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (_, browser) = device.visitor().await;
    let key = async || browser.get(path::KIOSK_SESSION).await.ok::<KioskSession>().key;
    let first = key().await;
    assert_eq!(key().await, first, "the same for as long as the session lives");
    let columns = "id || ' ' || kiosk || ' ' || token_hash || ' ' || seal_salt";
    let row = app.text(&format!("SELECT {columns} FROM kiosk_session")).await;
    let bytes = BASE64_STANDARD.decode(&first).unwrap();
    assert!(!row.contains(&first) && !row.contains(&hex(&bytes)), "{row}");
    for word in row.split(' ') {
        assert_ne!(Sha256::digest(word.as_bytes()).as_slice(), bytes, "nor is it a digest of what stands there");
    }
    // The same row under another token gives another key.
    let other = "b".repeat(64);
    app.execute(&format!("UPDATE kiosk_session SET token_hash = '{}'", hex(&Sha256::digest(other.as_bytes())))).await;
    browser.set_cookie(COOKIE, &other);
    assert_ne!(key().await, first);
    app.finish().await;
}

async fn secrets_are_stored_hashed_and_keys_are_gone_after_the_end(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (session, browser) = device.visitor().await;
    let unused = Device::new(&app, "hall-2").await;
    let waiting = unused.begin().await;
    let rows = app.text("SELECT STRING_AGG(secret_hash, ' ') FROM kiosk").await
        + &app.text("SELECT STRING_AGG(COALESCE(ticket_hash, '') || ' ' || COALESCE(token_hash, ''), ' ') FROM kiosk_session").await;
    let cookie = browser.cookie(COOKIE).unwrap();
    for secret in [&device.secret, &unused.secret, &session.ticket, &waiting.ticket, &cookie] {
        assert!(secret.len() == 64 && !rows.contains(secret.as_str()));
    }
    assert_eq!(app.count("kiosk_session").await, 2);
    assert_eq!(browser.post(path::KIOSK_FINISH, &json!({})).await.status, 204);
    unused.send(Method::DELETE, &at(&waiting.id), &json!({})).await;
    assert_eq!(app.count("kiosk_session").await, 0);
    assert!(devices::add(app.beside.store(), "hall-1", "elsewhere", app.clock.now()).await.unwrap().is_none());
    app.finish().await;
}

async fn the_operator_sees_how_each_kiosk_is(db: Database) {
    let app = TestApp::start(db).await;
    let (one, _two) = (Device::new(&app, "hall-1").await, Device::new(&app, "hall-2").await);
    let operator = app.browser();
    operator.sign_in(people::OPERATOR).await;
    let seen = async || operator.get(path::OFFICE_KIOSKS).await.ok::<OfficeKiosks>().kiosks;
    let brief = |all: &[shared::api::kiosks::OfficeKiosk]| {
        all.iter().map(|one| (one.name.clone(), one.alive, one.in_use, one.screen.clone())).collect::<Vec<_>>()
    };
    let never = ("hall-2".to_owned(), false, false, String::new());
    let (_, browser) = one.visitor().await;
    assert_eq!(beat(&browser, "attract", "").await, 204);
    assert_eq!(brief(&seen().await), [("hall-1".to_owned(), true, false, "attract".to_owned()), never.clone()]);
    assert_eq!(beat(&browser, "certificate", "paper-out").await, 204);
    assert_eq!(beat(&browser, "certificate", "").await, 204);
    assert_eq!(one.send(Method::POST, path::KIOSK_PRINTER, &json!({ "state": "disabled" })).await.status, 204);
    let all = seen().await;
    assert_eq!(brief(&all), [("hall-1".to_owned(), true, true, "certificate".to_owned()), never]);
    assert_eq!((all[0].version.as_str(), all[0].printing.as_str(), all[0].printer.as_str()), ("0.1.0+3f2a", "paper-out", "disabled"));
    assert!(all[0].printing_at.is_some() && all[1].heard_at.is_none());
    // What somebody typed is no word for a screen.
    assert_eq!((beat(&browser, "4212372", "").await, beat(&browser, "pay", "5XK2Q7M").await), (422, 422));
    app.turn_our_clock(121);
    assert!(!operator.get(path::OFFICE_KIOSKS).await.ok::<OfficeKiosks>().kiosks[0].alive);
    let places: Kiosks = app.citizen().get(path::KIOSKS).await.ok();
    assert_eq!(places.kiosks.iter().map(|one| one.place.as_str()).collect::<Vec<_>>(), ["Nizami küçəsi 1"; 2]);
    app.finish().await;
}

/// The launcher's looks say nothing of the page.
async fn a_page_that_hangs_is_told_from_a_kiosk_that_is_gone(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let operator = app.browser();
    operator.sign_in(people::OPERATOR).await;
    let seen = async || operator.get(path::OFFICE_KIOSKS).await.ok::<OfficeKiosks>().kiosks.remove(0);
    let session = device.begin().await;
    let one = seen().await;
    assert_eq!((one.alive, one.heard_at, one.launcher), (false, None, true), "the launcher alone");
    let browser = app.browser();
    assert_eq!(enter(&browser, &session.ticket).await, "204");
    assert!(!browser.get(path::KIOSK_SESSION).await.ok::<KioskSession>().used);
    assert_eq!(beat(&browser, "attract", "").await, 204);
    assert!(!browser.get(path::KIOSK_SESSION).await.ok::<KioskSession>().used, "it still invites");
    let heard = seen().await.heard_at;
    app.turn_our_clock(121);
    assert_eq!(device.state(&session).await, KioskSessionState { ended: false, heard_s: Some(121), away: false });
    let one = seen().await;
    assert_eq!((one.alive, one.launcher, one.heard_at.clone()), (false, true, heard), "the page hangs");
    // A page that has left for the bank's is not there by its own word, until it is back.
    assert_eq!(beat(&browser, "away", "").await, 204);
    assert!(browser.get(path::KIOSK_SESSION).await.ok::<KioskSession>().used);
    app.turn_our_clock(121);
    assert_eq!(device.state(&session).await, KioskSessionState { ended: false, heard_s: Some(121), away: true });
    assert_eq!((seen().await.in_use, seen().await.screen.as_str()), (true, "away"));
    assert_eq!(beat(&browser, "pay", "").await, 204);
    assert!(!device.state(&session).await.away);
    app.turn_our_clock(121);
    let one = seen().await;
    assert_eq!((one.alive, one.launcher), (false, false), "the kiosk is gone");
    app.finish().await;
}
