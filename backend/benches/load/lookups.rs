//! Look-ups of a number over HTTP with kept connections: how many a second beside a bare route, how long one takes.

use crate::database::Database;
use crate::figures::{Latencies, Table, grouped, middle, spread};
use crate::http::Connection;
use crate::server::Process;
use crate::{Plan, files};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const CONNECTIONS: usize = 8;
/// The bare route and ours take turns so many times.
const ROUNDS: usize = 3;

/// Latencies at the small size, to compare the large one with.
#[derive(Default)]
pub struct Seen {
    small: Option<(f64, f64)>,
}

pub async fn measure(database: &Database, accounts: u64, homes: &[String], plan: &Plan, seen: &mut Seen, table: &mut Table) {
    let config = files::config(database, None);
    let ours = Process::serve(database, &config).await;
    let answer = database.dir.join("answer.json");
    std::fs::write(&answer, typical(ours.port, homes).await).unwrap();
    let bare = Process::bare(&answer).await;
    let homes: Arc<[String]> = homes.into();
    let each = plan.length / (2 * ROUNDS as u32);
    let (mut ours_s, mut bare_s) = (vec![], vec![]);
    crowd(ours.port, &homes, each).await;
    for _ in 0..ROUNDS {
        bare_s.push(crowd(bare.port, &homes, each).await);
        ours_s.push(crowd(ours.port, &homes, each).await);
    }
    let name = format!("{} accounts", grouped(accounts as f64));
    let ratio = middle(&mut ours_s) / middle(&mut bare_s);
    let size = std::fs::metadata(&answer).unwrap().len();
    let figure = format!(
        "**{} look-ups/s**, bare route of the same {size} bytes {}: **ratio {ratio:.2}**; server at most {} MiB",
        spread(&mut ours_s),
        spread(&mut bare_s),
        grouped(ours.peak_mebibytes())
    );
    table.row(&format!("look-ups, {CONNECTIONS} connections, {name}"), database.engine, figure);
    one_after_another(database, &name, ours.port, &homes, plan, seen, table).await;
}

async fn one_after_another(database: &Database, name: &str, port: u16, homes: &[String], plan: &Plan, seen: &mut Seen, table: &mut Table) {
    let mut taken = ask(port, homes, 0, plan.length / 2).await;
    let (p50, p99) = (taken.percentile_ms(50), taken.percentile_ms(99));
    let ratio = seen.small.map(|(small50, small99)| format!("; **against the small one {:.2} and {:.2}**", p50 / small50, p99 / small99));
    seen.small.get_or_insert((p50, p99));
    let figure = format!("p50 {p50:.3} ms, p99 {p99:.3} ms over {} numbers{}", taken.count(), ratio.unwrap_or_default());
    table.row(&format!("look-up of one number, {name}"), database.engine, figure);
}

/// The answer whose length is the median of some.
async fn typical(port: u16, homes: &[String]) -> Vec<u8> {
    let mut connection = Connection::open(port).await.unwrap();
    let mut answers = vec![];
    for home in homes.iter().take(101) {
        let (status, body) = connection.send("POST", "/api/bills", "", home).await.unwrap();
        assert_eq!(status, 200);
        answers.push(body.to_vec());
    }
    answers.sort_by_key(Vec::len);
    answers.swap_remove(answers.len() / 2)
}

/// Answers a second.
async fn crowd(port: u16, homes: &Arc<[String]>, length: Duration) -> f64 {
    let began = Instant::now();
    let mut asking = JoinSet::new();
    for number in 0..CONNECTIONS {
        let homes = Arc::clone(homes);
        asking.spawn(async move { ask(port, &homes, number * 4_999, length).await.count() });
    }
    let answers: usize = asking.join_all().await.into_iter().sum();
    answers as f64 / began.elapsed().as_secs_f64()
}

/// One connection, one number after another, in a scattered order.
async fn ask(port: u16, homes: &[String], first: usize, length: Duration) -> Latencies {
    let mut connection = Connection::open(port).await.unwrap();
    let mut taken = Latencies::default();
    let (began, mut at) = (Instant::now(), first);
    while began.elapsed() < length {
        at = (at + 7_919) % homes.len();
        let sent = Instant::now();
        let (status, _) = connection.send("POST", "/api/bills", "", &homes[at]).await.unwrap();
        taken.note(sent.elapsed());
        assert_eq!(status, 200);
    }
    taken
}
