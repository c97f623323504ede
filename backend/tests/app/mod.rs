//! The whole server as a citizen meets it: the sandbox around it, a database of its own, a clock to turn.
//!
//! `TestApp::start(db)` brings all of it up, [`TestApp::finish`] lets every payment end, audits the ledger against the
//! books of bank and billers, and stops. A test that forgets it fails.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

mod bank_page;
mod browser;
mod citizen;
mod invariants;
mod office;
mod plan;
mod receivables;
mod rows;
mod server;

pub use bank_page::cards;
pub use browser::{Browser, SESSION_COOKIE, SIGN_IN_COOKIE, people};
pub use citizen::{Citizen, Paying, Reply};
pub use office::{Wish, certificate_numbers};
pub use plan::{Plan, bill, fee};
pub use receivables::{GUIDE, home};

use crate::support::Database;
use kommunal::app::{App, Clock};
use kommunal::config::{AcquirerConfig, Config, LimitsConfig, PaymentConfig};
use kommunal::store::Store;
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::{Config as World, Running, Sandbox};
use server::Server;
use shared::biller::FeeRule;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;
use tokio::sync::Mutex;

/// Calls outside are given up after this long.
const CALL_MS: u64 = 1_000;
/// Past a claim on a call: its time-out and the margin.
pub const CLAIM_S: i64 = 4;
/// Past an order's life.
pub const ORDER_LIFE_S: i64 = 901;
/// Past the time that billers have to answer.
pub const POST_WINDOW_S: i64 = 61;
/// A limit that no test reaches by accident.
const UNLIMITED: u32 = 100_000;

/// Polls a condition; the bound is only there so that a failing test ends.
#[macro_export]
macro_rules! eventually {
    ($what:expr, $probe:expr) => {{
        let mut tries = 0;
        loop {
            if let Some(found) = $probe {
                break found;
            }
            tries += 1;
            assert!(tries < 800, "{} did not come to pass", $what);
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
    }};
}

/// Polls all of them together and answers in their order.
pub async fn all_at_once<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, done) in waiting.iter_mut().filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                *done = Some(output);
            }
        }
        let ready = waiting.iter().all(|(_, done)| done.is_some());
        if ready { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}

pub struct TestApp {
    pub sandbox: Running,
    pub db: Database,
    pub clock: Clock,
    pub config: Config,
    /// The same installation as commands see it, beside the server.
    pub beside: App,
    http: reqwest::Client,
    server: Mutex<Option<Server>>,
    homes: AtomicU32,
    finished: bool,
}

impl TestApp {
    pub async fn start(db: Database) -> Self {
        Self::start_with(db, |_| ()).await
    }

    /// Starts with other settings.
    pub async fn start_with(db: Database, change: impl FnOnce(&mut Config)) -> Self {
        let sandbox = Sandbox::start(World::for_tests()).await.unwrap();
        let mut config = quick_config(&sandbox);
        office::make_keys(&mut config, db.dir.path());
        change(&mut config);
        let clock = Clock::default();
        let store = Store::connect(db.url()).await.unwrap();
        receivables::import(&store, &db, &clock).await;
        let beside = App::new(config.clone(), store, clock.clone()).await.unwrap();
        let server = Server::start(&config, db.url(), &clock).await;
        Self {
            sandbox,
            db,
            clock,
            config,
            beside,
            http: citizen::client(),
            server: Mutex::new(Some(server)),
            homes: AtomicU32::new(0),
            finished: false,
        }
    }

    /// A citizen without a proxy in between.
    pub fn citizen(&self) -> Citizen<'_> {
        Citizen::new(self, None)
    }

    /// A citizen's browser with nobody signed in.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self.citizen())
    }

    /// A citizen whose address a proxy wrote down.
    pub fn citizen_at(&self, forwarded_for: &str) -> Citizen<'_> {
        Citizen::new(self, Some(forwarded_for.to_owned()))
    }

    /// The number of a home that no other part of the test uses: telephone 2.50, intercity 4.00, internet 15.00 owed.
    pub fn new_home(&self) -> String {
        home(self.homes.fetch_add(1, Ordering::SeqCst))
    }

    pub async fn base_url(&self) -> String {
        let server = self.server.lock().await;
        format!("http://{}", server.as_ref().expect("the server is down").address)
    }

    /// What is asked of the operations' listener.
    pub async fn operations(&self, path: &str) -> Reply {
        let address = self.server.lock().await.as_ref().expect("the server is down").operations;
        Reply::of(self.http.get(format!("http://{address}{path}")).send().await.unwrap()).await.unwrap()
    }

    pub fn fault(&self, surface: &str, mode: Mode, times: u32) {
        self.rule(Rule::new(surface, mode).times(times));
    }

    pub fn rule(&self, rule: Rule) {
        self.sandbox.set_fault(rule).unwrap();
    }

    /// The rules whose times are not used up.
    pub async fn rules_left(&self) -> Vec<Rule> {
        let reply = self.http.get(format!("{}/control/api/faults", self.sandbox.base_url())).send().await.unwrap();
        serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap()
    }

    /// Somebody at the bank gives a hold back without us.
    pub async fn void_by_hand(&self, order: &str) {
        let url = format!("{}/order/{order}/exec-tran", self.sandbox.bank_api_url());
        let body = r#"{"tran":{"phase":"Auth","voidKind":"Full"}}"#;
        let request = self.http.post(url).basic_auth("TerminalSys/kapital", Some("kapital123")).body(body);
        assert_eq!(request.send().await.unwrap().status().as_u16(), 200);
    }

    /// Somebody at the bank gives money back without us.
    pub async fn refund_by_hand(&self, order: &str, amount: &str) {
        let url = format!("{}/order/{order}/exec-tran", self.sandbox.bank_api_url());
        let body = format!(r#"{{"tran":{{"phase":"Single","type":"Refund","amount":"{amount}"}}}}"#);
        let request = self.http.post(url).basic_auth("TerminalSys/kapital", Some("kapital123")).body(body);
        assert_eq!(request.send().await.unwrap().status().as_u16(), 200);
    }

    /// Turns our own clock; the bank's stays.
    pub fn turn_our_clock(&self, seconds: i64) {
        self.clock.turn_ahead(seconds * 1000);
    }

    /// Turns everybody's clock.
    pub fn turn_clocks(&self, seconds: i64) {
        self.turn_our_clock(seconds);
        self.sandbox.advance_clock(seconds);
    }

    /// The server is gone in the middle of whatever it was doing.
    pub async fn crash(&self) {
        let server = self.server.lock().await.take().expect("the server is down already");
        server.crash().await;
    }

    pub async fn start_again(&self) {
        self.start_again_with(|_| ()).await;
    }

    /// Starts again with other settings, until the next start.
    pub async fn start_again_with(&self, change: impl FnOnce(&mut Config)) {
        let mut config = self.config.clone();
        change(&mut config);
        let server = Server::start(&config, self.db.url(), &self.clock).await;
        assert!(self.server.lock().await.replace(server).is_none(), "a server was running");
    }

    /// Crashes, and starts again when all claims of before have lapsed.
    pub async fn crash_and_start(&self) {
        self.crash().await;
        self.turn_our_clock(CLAIM_S);
        self.start_again().await;
    }

    /// Lets every payment end, checks every book, stops.
    pub async fn finish(self) {
        self.finish_after_alarms(0).await;
    }

    /// The same where a person was called for so many times.
    pub async fn finish_after_alarms(mut self, alarms: i64) {
        self.check_books().await;
        assert_eq!(self.count("alarm").await, alarms, "alarms");
        self.stop().await;
    }

    /// Stops without looking at the books: for tests that spoil them.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.lock().await.take() {
            server.stop().await;
        }
        self.beside.store().close().await;
        self.finished = true;
    }

    /// Waits for the answers of calls under way in commands beside the server.
    pub async fn wait_for_calls(&self) {
        self.beside.wait_for_calls(Duration::from_secs(10)).await;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "a test did not call finish()");
    }
}

/// The bank has a fee: 0.5 %, at least 5 and at most 200 qəpik a bill.
pub fn with_fee(config: &mut Config) {
    let AcquirerConfig::Kapital { fee, .. } = &mut config.acquirer[0];
    *fee = FeeRule { basis_points: 50, fixed_minor: 0, min_minor: 5, max_minor: 200 };
}

/// The demonstration's configuration with the sandbox's addresses, quick and without limits.
fn quick_config(sandbox: &Running) -> Config {
    let text = include_str!("../../../kommunal.demo.toml")
        .replace("127.0.0.1:8081", &sandbox.http_addr().to_string())
        .replace("127.0.0.1:8025", &sandbox.smtp_addr().unwrap().to_string());
    let mut config = Config::parse(&text, |_| None).unwrap();
    config.payment = PaymentConfig { settle_ms: 300, look_ms: 50, ..PaymentConfig::default() };
    config.limits = LimitsConfig {
        lookups_per_address: UNLIMITED,
        lookups_per_number: UNLIMITED,
        payments_per_address: UNLIMITED,
        receipts_per_address: UNLIMITED,
        emails_per_address: UNLIMITED,
        sign_ins_per_address: UNLIMITED,
        registers_per_person: UNLIMITED,
        sent_per_person: UNLIMITED,
        documents_per_address: UNLIMITED,
        checks_per_address: UNLIMITED,
        transfers_per_address: UNLIMITED,
        checks_per_number: UNLIMITED,
        kiosks_per_address: UNLIMITED,
        requests_per_address: UNLIMITED,
    };
    config.server.trusted_proxies = vec!["127.0.0.1".to_owned()];
    for acquirer in &mut config.acquirer {
        let AcquirerConfig::Kapital { settings, .. } = acquirer;
        settings.timeout_ms = CALL_MS;
    }
    for remote in config.biller.iter_mut().filter_map(|biller| biller.remote.as_mut()) {
        (remote.timeout_ms, remote.query_timeout_ms) = (CALL_MS, CALL_MS);
    }
    config
}
