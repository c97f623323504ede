//! S11: what somebody was called stays in no file of the database after they have left, and nobody else on the machine
//! reads those files. On PostgreSQL both are its own keeper's.

use super::kiosks::Device;
use crate::app::{SESSION_COOKIE, TestApp, people};
use crate::support::Database;
use kommunal::app::identity;
use reqwest::Method;
use shared::api::path;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// The database, its log and what else SQLite keeps beside it.
fn files(db: &Database) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(db.dir.path()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("test.db")).collect()
}

fn files_with(db: &Database, value: &str) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| bytes.windows(value.len()).any(|window| window == value.as_bytes());
    files(db).into_iter().filter(|path| holds(&std::fs::read(path).unwrap_or_default())).collect()
}

async fn nothing_is_left_of(app: &TestApp, values: &[String]) {
    for value in values {
        crate::eventually!(format!("{value} being gone"), files_with(&app.db, value).is_empty().then_some(()));
    }
}

/// FIN and name of whoever is signed in, and that they are found while they are there.
async fn signed_in_as(app: &TestApp) -> Vec<String> {
    let values = vec![app.text("SELECT fin FROM session").await, app.text("SELECT name FROM session").await];
    assert_eq!(values[0], people::AYSEL);
    for value in &values {
        assert!(!files_with(&app.db, value).is_empty(), "{value} would be found");
    }
    values
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_after_signing_out_no_file_has_fin_or_name() {
    let app = TestApp::start(Database::sqlite()).await;
    let browser = app.browser();
    browser.sign_in(people::AYSEL).await;
    let values = signed_in_as(&app).await;
    assert_eq!(browser.delete(path::SESSION).await.status, 200);
    nothing_is_left_of(&app, &values).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_after_a_kiosks_session_no_file_has_fin_name_or_salt() {
    let app = TestApp::start(Database::sqlite()).await;
    let device = Device::new(&app, "hall-1").await;
    // Finished by the visitor; and by nobody, when its time was up.
    for finished in [true, false] {
        let (_, browser) = device.visitor().await;
        browser.sign_in(people::AYSEL).await;
        let mut values = signed_in_as(&app).await;
        values.push(app.text("SELECT seal_salt FROM kiosk_session").await);
        values.extend(browser.cookie(SESSION_COOKIE));
        if finished {
            let nothing = [("content-type", "application/json")];
            assert_eq!(browser.send(Method::POST, path::KIOSK_FINISH, &nothing, b"{}".to_vec()).await.status, 204);
        } else {
            app.turn_our_clock(86_400);
        }
        nothing_is_left_of(&app, &values).await;
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_what_a_killed_server_left_in_its_log_goes_at_the_next_start() {
    let app = TestApp::start(Database::sqlite()).await;
    let browser = app.browser();
    browser.sign_in(people::AYSEL).await;
    let values = signed_in_as(&app).await;
    app.crash().await;
    // Signed out by a command beside, which truncates nothing.
    let token = browser.cookie(SESSION_COOKIE);
    identity::sign_out(&app.beside, "http://localhost", token.as_deref()).await.unwrap();
    app.start_again().await;
    nothing_is_left_of(&app, &values).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_nobody_else_reads_the_databases_files() {
    let db = Database::sqlite();
    // As a version before left it.
    let path = db.dir.path().join("test.db");
    std::fs::write(&path, "").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let app = TestApp::start(db).await;
    app.citizen().get(path::ALIVE).await;
    let modes: Vec<(PathBuf, u32)> =
        files(&app.db).into_iter().map(|path| (path.clone(), path.metadata().unwrap().permissions().mode())).collect();
    assert!(modes.len() > 2 && modes.iter().all(|(_, mode)| mode & 0o077 == 0), "{modes:?}");
    app.finish().await;
}
