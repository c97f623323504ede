//! Kiosks: a ticket counts once and briefly, a session ends whole, and nothing a passer-by has makes a browser a kiosk.

use crate::app::{Browser, Reply, SESSION_COOKIE, TestApp, people};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::kiosk::devices;
use kommunal::store::kiosk_sessions;
use reqwest::Method;
use serde_json::json;
use shared::api::kiosks::{KioskSession, KioskSessionState, NewKioskSession};
use shared::api::path;

both_engines!(
    a_ticket_counts_once_and_briefly,
    a_new_session_ends_the_earlier_one_and_its_key,
    nothing_a_passer_by_has_makes_a_browser_a_kiosk,
    finishing_clears_the_browser_and_ends_whoever_had_signed_in,
    a_session_grows_old_from_its_first_use,
    a_late_beat_does_not_undo_the_first_use,
    who_signs_in_too_late_is_not_signed_in,
    what_ended_without_a_network_ends_before_the_next_page,
    tickets_are_limited_by_address,
);

pub(super) const COOKIE: &str = "__Host-kommunal-kiosk";
pub(super) const MINUTE: i64 = 60;

/// A device and its launcher.
pub(super) struct Device<'a> {
    app: &'a TestApp,
    pub(super) secret: String,
}

impl<'a> Device<'a> {
    pub(super) async fn new(app: &'a TestApp, name: &str) -> Self {
        let now = app.clock.now();
        let secret = devices::add(app.beside.store(), name, "Nizami küçəsi 1", now).await.unwrap().expect("the name is free");
        Self { app, secret }
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: &serde_json::Value) -> Reply {
        let bearer = format!("Bearer {}", self.secret);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let body = if method == Method::POST { serde_json::to_vec(body).unwrap() } else { vec![] };
        self.app.citizen().send(method, path, &headers, body).await
    }

    pub(super) async fn begin(&self) -> NewKioskSession {
        self.send(Method::POST, path::KIOSK_SESSIONS, &json!({})).await.ok()
    }

    pub(super) async fn state(&self, session: &NewKioskSession) -> KioskSessionState {
        self.send(Method::GET, &at(&session.id), &json!({})).await.ok()
    }

    /// A browser in a new session.
    pub(super) async fn visitor(&self) -> (NewKioskSession, Browser<'a>) {
        let (session, browser) = (self.begin().await, self.app.browser());
        assert_eq!(enter(&browser, &session.ticket).await, "204");
        (session, browser)
    }
}

pub(super) fn at(id: &str) -> String {
    path::KIOSK_SESSION_ID.replace("{id}", id)
}

pub(super) async fn enter(browser: &Browser<'_>, ticket: &str) -> String {
    let reply = browser.post(path::KIOSK_ENTER, &json!({ "ticket": ticket })).await;
    if reply.status == 204 { "204".to_owned() } else { reply.verdict() }
}

pub(super) async fn beat(browser: &Browser<'_>, screen: &str, printing: &str) -> u16 {
    let body = json!({ "version": "0.1.0+3f2a", "screen": screen, "printing": printing });
    browser.post(path::KIOSK_HEARTBEAT, &body).await.status
}

async fn is_kiosk(browser: &Browser<'_>) -> bool {
    match browser.get(path::KIOSK_SESSION).await {
        reply if reply.status == 200 => true,
        reply => {
            assert_eq!(reply.verdict(), "404 not_found");
            false
        }
    }
}

async fn a_ticket_counts_once_and_briefly(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let session = device.begin().await;
    assert_eq!((session.ticket.len(), session.ticket_s), (64, 60));
    let (first, second) = (app.browser(), app.browser());
    assert_eq!(enter(&first, &session.ticket).await, "204");
    assert_eq!(enter(&second, &session.ticket).await, "404 not_found");
    assert_eq!((is_kiosk(&first).await, is_kiosk(&second).await), (true, false));
    let view: KioskSession = first.get(path::KIOSK_SESSION).await.ok();
    assert_eq!((view.key.len(), view.idle_s, view.countdown_s, view.name.as_str()), (44, 90, 30, "hall-1"));
    // Too late.
    let late = device.begin().await;
    app.turn_our_clock(61);
    assert_eq!(enter(&second, &late.ticket).await, "404 not_found");
    // Of two at once one is in.
    let raced = device.begin().await;
    let browsers: Vec<Browser<'_>> = (0..8).map(|_| app.browser()).collect();
    let entered = crate::app::all_at_once(browsers.iter().map(|browser| enter(browser, &raced.ticket))).await;
    assert_eq!(entered.iter().filter(|one| *one == "204").count(), 1);
    app.finish().await;
}

async fn a_new_session_ends_the_earlier_one_and_its_key(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (before, browser) = device.visitor().await;
    let key = browser.get(path::KIOSK_SESSION).await.ok::<KioskSession>().key;
    assert_eq!(device.state(&before).await, KioskSessionState { ended: false, heard_s: Some(0), away: false });
    let (now, next) = device.visitor().await;
    assert!(!is_kiosk(&browser).await && beat(&browser, "pay", "").await == 404);
    assert!(device.state(&before).await.ended && !device.state(&now).await.ended);
    assert_ne!(next.get(path::KIOSK_SESSION).await.ok::<KioskSession>().key, key);
    // Another device's session is nobody else's to look at or to end.
    let other = Device::new(&app, "hall-2").await;
    assert!(other.state(&now).await.ended);
    other.send(Method::DELETE, &at(&now.id), &json!({})).await;
    assert!(is_kiosk(&next).await);
    // A browser that crashed is ended by its launcher; again, and nothing more happens.
    for _ in 0..2 {
        assert!(device.send(Method::DELETE, &at(&now.id), &json!({})).await.ok::<KioskSessionState>().ended);
    }
    assert!(!is_kiosk(&next).await);
    // A device that was removed.
    let (_, last) = other.visitor().await;
    assert!(devices::remove(app.beside.store(), "hall-2").await.unwrap());
    assert!(!is_kiosk(&last).await);
    assert_eq!(other.send(Method::POST, path::KIOSK_SESSIONS, &json!({})).await.verdict(), "401 sign_in");
    app.finish().await;
}

async fn nothing_a_passer_by_has_makes_a_browser_a_kiosk(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (session, kiosk) = device.visitor().await;
    let passer_by = app.browser();
    // The address that launchers open, tickets that were used or made up, an identifier, a secret of another form.
    for ticket in [session.ticket.as_str(), &"a".repeat(64), "", "x", &session.id, &device.secret] {
        assert_eq!(enter(&passer_by, ticket).await, "404 not_found", "{ticket}");
    }
    for bearer in ["", "Bearer", "Bearer x", &format!("Bearer {}", "a".repeat(64)), &format!("Basic {}", device.secret)] {
        let reply = passer_by.send(Method::POST, path::KIOSK_SESSIONS, &[("authorization", bearer)], vec![]).await;
        assert_eq!(reply.verdict(), "401 sign_in", "{bearer}");
    }
    for cookie in ["a".repeat(64), session.id.clone(), session.ticket.clone(), "x".to_owned()] {
        passer_by.set_cookie(COOKIE, &cookie);
        assert!(!is_kiosk(&passer_by).await);
        // Who plants the cookie in a browser of their own gets pages that keep nothing, and no session.
        check_page(&passer_by, "/", true).await;
        check_page(&passer_by, "/certificate", true).await;
    }
    assert_eq!(enter_from_elsewhere(&passer_by, &device.begin().await.ticket).await, "403 origin");
    // Its own browser has the kiosk's pages, also when its session is over.
    let (_, live) = device.visitor().await;
    for path in ["/", "/pay", "/certificate", "/drafts", "/kiosk"] {
        check_page(&live, path, true).await;
    }
    let page = app.browser().get("/kiosk").await;
    assert!([404, 503].contains(&page.status) && !page.text().contains("data-kiosk"), "{}", page.status);
    check_page(&kiosk, "/pay", true).await;
    app.finish().await;
}

async fn enter_from_elsewhere(browser: &Browser<'_>, ticket: &str) -> String {
    let headers = [("origin", "https://evil.example"), ("content-type", "application/json")];
    let body = serde_json::to_vec(&json!({ "ticket": ticket })).unwrap();
    browser.send(Method::POST, path::KIOSK_ENTER, &headers, body).await.verdict()
}

/// A server built without its pages has none to look at.
async fn check_page(browser: &Browser<'_>, path: &str, kiosk: bool) {
    let page = browser.get(path).await;
    if page.status == 503 {
        return;
    }
    let cached = if kiosk { "no-store" } else { "no-cache" };
    assert_eq!((page.status, page.header("cache-control")), (200, cached), "{path}");
    assert_eq!(page.text().contains("<html data-kiosk "), kiosk, "{path}");
    assert!(page.header("vary").contains("cookie"));
}

async fn finishing_clears_the_browser_and_ends_whoever_had_signed_in(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (session, browser) = device.visitor().await;
    browser.sign_in(people::AYSEL).await;
    let (kiosk, person) = (browser.cookie(COOKIE).unwrap(), browser.cookie(SESSION_COOKIE).unwrap());
    let reply = browser.post(path::KIOSK_FINISH, &json!({})).await;
    assert_eq!((reply.status, reply.header("clear-site-data")), (204, "\"cache\", \"cookies\", \"storage\""));
    assert!(device.state(&session).await.ended);
    assert_eq!((app.count("session").await, app.count("kiosk_session").await), (0, 0));
    let thief = app.browser();
    thief.set_cookie(SESSION_COOKIE, &person);
    assert_eq!(thief.session().await.person, None);
    // A browser that does not know that header loses its cookies by name.
    assert_eq!((browser.cookie(COOKIE), browser.cookie(SESSION_COOKIE)), (None, None));
    // An answer that was lost is asked for again; somebody's own browser is not cleared.
    browser.set_cookie(COOKIE, &kiosk);
    assert!(!browser.post(path::KIOSK_FINISH, &json!({})).await.header("clear-site-data").is_empty());
    let home = app.browser();
    home.sign_in(people::RESHAD).await;
    let reply = home.post(path::KIOSK_FINISH, &json!({})).await;
    assert_eq!((reply.verdict().as_str(), reply.header("clear-site-data")), ("404 not_found", ""));
    assert!(home.session().await.person.is_some());
    // Whichever way a session ends, whoever had signed in there is out; elsewhere they stay.
    let (_, crashed) = device.visitor().await;
    crashed.sign_in(people::RESHAD).await;
    device.begin().await;
    assert_eq!(crashed.session().await.person, None);
    assert!(home.session().await.person.is_some());
    let (_, forgotten) = device.visitor().await;
    forgotten.sign_in(people::AYSEL).await;
    assert_eq!((beat(&forgotten, "certificate", "").await, app.count("session").await), (204, 2));
    app.turn_our_clock(30 * MINUTE + 1);
    crate::eventually!("the job", (app.count("session").await == 1).then_some(()));
    app.finish().await;
}

async fn a_session_grows_old_from_its_first_use(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (session, browser) = device.visitor().await;
    for _ in 0..4 {
        app.turn_our_clock(29 * MINUTE);
        assert_eq!(beat(&browser, "attract", "").await, 204);
    }
    assert_eq!(beat(&browser, "pay", "").await, 204);
    // Neither more use nor the first screen again makes it longer.
    app.turn_our_clock(15 * MINUTE);
    assert_eq!((beat(&browser, "certificate", "").await, beat(&browser, "attract", "").await), (204, 204));
    app.turn_our_clock(15 * MINUTE + 1);
    assert_eq!(beat(&browser, "pay", "").await, 404);
    assert!(device.state(&session).await.ended);
    crate::eventually!("the job", (app.count("kiosk_session").await == 0).then_some(()));
    app.finish().await;
}

/// It had read the session before somebody began.
async fn a_late_beat_does_not_undo_the_first_use(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (_, browser) = device.visitor().await;
    let store = app.beside.store();
    let now = app.clock.now();
    let mut late = kiosk_sessions::of_kiosk(&mut store.read().await.unwrap(), "hall-1", now).await.unwrap().unwrap();
    assert_eq!((late.used_at, beat(&browser, "pay", "").await), (None, 204));
    late.ends_at = now.plus_ms(120 * MINUTE * 1000);
    let work = store.write(move |connection| {
        let late = late.clone();
        Box::pin(async move { kiosk_sessions::heard(connection, &late).await })
    });
    work.await.unwrap();
    assert!(browser.get(path::KIOSK_SESSION).await.ok::<KioskSession>().used);
    app.turn_our_clock(30 * MINUTE + 1);
    assert!(!is_kiosk(&browser).await);
    app.finish().await;
}

async fn who_signs_in_too_late_is_not_signed_in(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    let (_, browser) = device.visitor().await;
    let page = browser.begin_sign_in("/certificate").await;
    let back = browser.at_provider(&page, people::AYSEL).await;
    device.begin().await;
    browser.come_back(&back).await;
    assert_eq!((browser.session().await.person, app.count("session").await), (None, 0));
    app.finish().await;
}

/// No script reaches the cookies; the page's own mark says that the visit was over.
async fn what_ended_without_a_network_ends_before_the_next_page(db: Database) {
    let app = TestApp::start(db).await;
    let device = Device::new(&app, "hall-1").await;
    for page in ["/certificate", "/kiosk"] {
        let (session, browser) = device.visitor().await;
        browser.sign_in(people::AYSEL).await;
        let before = [COOKIE, SESSION_COOKIE].map(|name| browser.cookie(name).unwrap());
        browser.set_cookie("__Host-kommunal-over", "1");
        let reply = browser.get(page).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/kiosk/begin"), "{page}");
        assert_eq!(reply.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
        assert!([COOKIE, SESSION_COOKIE, "__Host-kommunal-over"].iter().all(|name| browser.cookie(name).is_none()));
        assert!(device.state(&session).await.ended);
        let thief = app.browser();
        thief.set_cookie(COOKIE, &before[0]);
        thief.set_cookie(SESSION_COOKIE, &before[1]);
        assert!(!is_kiosk(&thief).await && thief.session().await.person.is_none());
    }
    // At home the mark says nothing; and who enters with a ticket begins with nothing of before.
    let home = app.browser();
    home.sign_in(people::RESHAD).await;
    home.set_cookie("__Host-kommunal-over", "1");
    assert!(home.get("/certificate").await.header("clear-site-data").is_empty() && home.session().await.person.is_some());
    assert_eq!(enter(&home, &device.begin().await.ticket).await, "204");
    assert_eq!((home.cookie("__Host-kommunal-over"), home.cookie(SESSION_COOKIE)), (None, None));
    assert!(is_kiosk(&home).await);
    app.finish().await;
}

async fn tickets_are_limited_by_address(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.kiosks_per_address = 5).await;
    let browser = app.browser();
    let mut verdicts = vec![];
    for _ in 0..6 {
        verdicts.push(enter(&browser, &"a".repeat(64)).await);
    }
    assert_eq!((verdicts[4].as_str(), verdicts[5].as_str()), ("404 not_found", "429 too_many"));
    app.finish().await;
}
