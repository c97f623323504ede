//! Whole payments a second: start → the bank's page → hold → post → capture → receipt in the payer's hands. The bank and
//! the billers are the sandbox in this process; what it costs in processor time is said beside what the server costs.

use crate::database::Database;
use crate::figures::{Latencies, Table, grouped, spread};
use crate::http::Connection;
use crate::server::{Process, cpu_seconds};
use crate::{Plan, files};
use kommunal_sandbox::{Config, Running, Sandbox};
use shared::api::bills::{AskRequest, Bill, Bills, BillsRequest};
use shared::api::payments::{PaymentView, Stage, StartItem, StartPayment};
use shared::format::Lang;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Payers at once.
const PAYERS: usize = 32;
/// Payments made ready for one measurement.
const READY_MAX: usize = 4_000;
const RUNS: usize = 3;
/// Sum of each share, in qəpik.
const AMOUNT_MINOR: i64 = 250;

pub async fn measure(database: &Database, homes: &[String], plan: &Plan, table: &mut Table) {
    let sandbox = Sandbox::start(Config { smtp: None, ..Config::for_tests() }).await.unwrap();
    let server = Process::serve(database, &files::config(database, Some(&sandbox))).await;
    let (one, three) = homes.split_at(homes.len() / 2);
    run("telephone", &[], one, &server, &sandbox, database, plan, table).await;
    run("telephone, electricity and gas", &["electricity", "gas"], three, &server, &sandbox, database, plan, table).await;
    drop(server);
    sandbox.shutdown().await;
}

#[expect(clippy::too_many_arguments, reason = "a measurement has this many parts")]
async fn run(
    what: &str,
    remote: &[&str],
    homes: &[String],
    server: &Process,
    sandbox: &Running,
    database: &Database,
    plan: &Plan,
    table: &mut Table,
) {
    let ready: Arc<Vec<String>> = Arc::new(prepare(server.port, homes, remote).await);
    let next = Arc::new(AtomicUsize::new(0));
    let (server_cpu, our_cpu) = (server.cpu_seconds(), cpu_seconds(std::process::id()));
    let (mut rates, mut taken) = (vec![], Latencies::default());
    for _ in 0..RUNS {
        let began = Instant::now();
        let paid = crowd(server.port, sandbox.http_addr().port(), &ready, &next, plan.length / RUNS as u32).await;
        // Without homes left a run says nothing.
        if next.load(Ordering::SeqCst) <= ready.len() || rates.is_empty() {
            rates.push(paid.count() as f64 / began.elapsed().as_secs_f64());
        }
        taken.merge(paid);
    }
    let each = 1000.0 / taken.count() as f64;
    let figure = format!(
        "**{} payments/s**; one takes p50 {:.0} ms, p99 {:.0} ms; processor time of one: server {:.1} ms, sandbox and payers {:.1} ms",
        spread(&mut rates),
        taken.percentile_ms(50),
        taken.percentile_ms(99),
        (server.cpu_seconds() - server_cpu) * each,
        (cpu_seconds(std::process::id()) - our_cpu) * each
    );
    table.row(&format!("whole payments ({what}), {PAYERS} payers, {} made", grouped(taken.count() as f64)), database.engine, figure);
}

/// Requests to start a payment, each of another home.
async fn prepare(port: u16, homes: &[String], remote: &[&str]) -> Vec<String> {
    let mut connection = Connection::open(port).await.unwrap();
    let mut ready = vec![];
    for (number, home) in homes.iter().enumerate() {
        let wanted: BillsRequest = serde_json::from_str(home).unwrap();
        let mut bills = look_up(&mut connection, "/api/bills", home).await;
        bills.retain(|bill| bill.charge == "subscription" && !bill.id.is_empty());
        for biller in remote {
            let ask = AskRequest { city: wanted.city.clone(), number: wanted.number.clone(), biller: (*biller).to_owned(), account: None };
            let found = look_up(&mut connection, "/api/bills/ask", &serde_json::to_string(&ask).unwrap()).await;
            bills.extend(found.into_iter().find(|bill| !bill.id.is_empty()));
        }
        if bills.len() == remote.len() + 1 {
            ready.push(serde_json::to_string(&start(wanted, bills, number)).unwrap());
        }
        if ready.len() == READY_MAX {
            break;
        }
    }
    ready
}

async fn look_up(connection: &mut Connection, path: &str, body: &str) -> Vec<Bill> {
    let (status, answer) = connection.send("POST", path, "", body).await.unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(answer));
    serde_json::from_slice::<Bills>(answer).unwrap().bills
}

fn start(wanted: BillsRequest, bills: Vec<Bill>, number: usize) -> StartPayment {
    let total_minor = AMOUNT_MINOR * bills.len() as i64;
    let item = |bill: Bill| StartItem {
        bill: bill.id,
        biller: bill.biller,
        account: None,
        amount_minor: AMOUNT_MINOR,
        shown_minor: Some(bill.balance_minor),
        advance: AMOUNT_MINOR > bill.balance_minor.max(0),
    };
    StartPayment {
        city: wanted.city,
        number: wanted.number,
        items: bills.into_iter().map(item).collect(),
        card: "visa".to_owned(),
        email: String::new(),
        lang: Lang::Az,
        secret: format!("{number:064x}"),
        total_minor,
    }
}

/// Payers paying one after another until the time is over.
async fn crowd(port: u16, bank: u16, ready: &Arc<Vec<String>>, next: &Arc<AtomicUsize>, length: Duration) -> Latencies {
    let began = Instant::now();
    let mut paying = JoinSet::new();
    for _ in 0..PAYERS {
        let (ready, next) = (Arc::clone(ready), Arc::clone(next));
        paying.spawn(async move {
            let (mut portal, mut bank) = (Connection::open(port).await.unwrap(), Connection::open(bank).await.unwrap());
            let mut taken = Latencies::default();
            while began.elapsed() < length {
                let Some(request) = ready.get(next.fetch_add(1, Ordering::SeqCst)) else { break };
                let started = Instant::now();
                pay(&mut portal, &mut bank, request).await;
                taken.note(started.elapsed());
            }
            taken
        });
    }
    let mut all = Latencies::default();
    for taken in paying.join_all().await {
        all.merge(taken);
    }
    all
}

async fn pay(portal: &mut Connection, bank: &mut Connection, request: &str) {
    let key = kommunal::app::random_id();
    let secret = serde_json::from_str::<StartPayment>(request).unwrap().secret;
    let view = ask(portal, "POST", "/api/payments", &format!("idempotency-key: {key}\r\n"), request).await;
    let redirect = view.redirect.expect("the bank's page");
    let form = format!("{}&number=4242424242424242&expiry=12/{}&cvv=123&action=pay", redirect.split_once('?').unwrap().1, next_year());
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    assert_eq!(bank.send("POST", "/bank/flex", kind, &form).await.unwrap().0, 303);
    let path = format!("/api/payments/{}", view.reference);
    loop {
        let view = ask(portal, "GET", &path, &format!("payment-secret: {secret}\r\n"), "").await;
        match view.stage {
            Stage::Paid => return assert!(view.receipt.is_some()),
            Stage::AtBank | Stage::Processing => tokio::time::sleep(Duration::from_millis(20)).await,
            other => panic!("a payment ended as {other:?}"),
        }
    }
}

async fn ask(portal: &mut Connection, method: &str, path: &str, headers: &str, body: &str) -> PaymentView {
    let (status, answer) = portal.send(method, path, headers, body).await.unwrap();
    assert!(status < 300, "{status} {}", String::from_utf8_lossy(answer));
    serde_json::from_slice(answer).unwrap()
}

fn next_year() -> i32 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    shared::time::Timestamp::from_micros(since.as_micros() as i64).civil().year + 1
}
