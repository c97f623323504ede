//! The fault run: two servers on one PostgreSQL, a second TXPG bank of which three of ten requests go wrong, troubled
//! billers and mail, refunds asked for and approved by operators, a clock that leaps by up to an hour, and `kill -9`.
//! Afterwards the bank's book, the journal and the billers' books agree to the qəpik, and every payment and every refund has
//! ended or is in an alarm case.
//!
//! `KOMMUNAL_FAULT_PAYMENTS` says how many payments there are (40 when absent; `make proof` makes 1,000),
//! `KOMMUNAL_KILL_SEED` draws another course. The table goes to `target/fault-run.md` as well.

mod bank;
mod book;
mod clock;
mod compare;
mod fall;
mod refunds;

use crate::notes::Notes;
use crate::portal::Portal;
use crate::server::Server;
use crate::support::Database;
use crate::weather;
use crate::world::{ORDER_LIFE_S, World};
use crate::{number, pay_in_crowds};
use bank::Bank;
use clock::LeapingClock;
use compare::Agreed;
use fall::Falls;
use kommunal_sandbox::random::Stream;
use refunds::Operators;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What is troubled beside the bank.
const SURFACES: &[&str] = &[
    "biller.electricity.query",
    "biller.electricity.post",
    "biller.electricity.status",
    "biller.electricity.cancel",
    "biller.electricity.reversal",
    "biller.electricity.reversal_status",
    "biller.gas.query",
    "biller.gas.post",
    "biller.gas.status",
    "biller.gas.cancel",
    "biller.gas.reversal",
    "biller.gas.reversal_status",
    "smtp",
];
const KILLS: u64 = 8;
/// Longest for one payment on an average, and for all to end afterwards.
const EACH: Duration = Duration::from_secs(20);
const SETTLE: Duration = Duration::from_secs(300);

struct Run {
    seed: u64,
    payments: u64,
    took: Duration,
    settled: Duration,
    falls: Falls,
    leaps: u64,
    asked: BTreeMap<&'static str, u64>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_books_agree_after_a_run_of_faults() {
    let (wanted, seed) = (number("KOMMUNAL_FAULT_PAYMENTS", 40), number("KOMMUNAL_KILL_SEED", 1));
    let db = Database::postgres().await;
    let bank = Bank::start(seed, Duration::from_secs(ORDER_LIFE_S.unsigned_abs())).await;
    let clock = LeapingClock::new(db.dir.path());
    let mut world = World::with_bank(&db, seed, &[24_002, 24_003], Some(&bank.api())).await;
    world.environment = clock.environment();
    let world = Arc::new(world);
    let notes = Arc::new(Notes::default());
    let mut servers: Vec<Server> = world.addresses.iter().map(|address| Server::start_at(&world, address)).collect();

    let (began, stop) = (Instant::now(), Arc::new(AtomicBool::new(false)));
    let citizens = pay_in_crowds(&world, &notes, &stop);
    let operators = Operators::new(&world).await;
    let beside = [
        tokio::spawn(Arc::clone(&operators).give_back_until_told(Arc::clone(&notes), Stream::of(seed, 13, 0))),
        tokio::spawn(weather::change(Arc::clone(&world), SURFACES, Stream::of(seed, 2, 0))),
        tokio::spawn(Arc::clone(&clock).leap(Stream::of(seed, 12, 0))),
    ];
    let limit = EACH * u32::try_from(wanted).unwrap();
    let falls = fall::fall(&world, &mut servers, &notes, wanted, KILLS, limit, Stream::of(seed, 3, 0)).await;
    for task in beside {
        task.abort();
        // That it was ended is expected, that it failed is not.
        if let Err(ended) = task.await {
            assert!(ended.is_cancelled(), "{ended}");
        }
    }
    world.sandbox.clear_faults();
    bank.calm();
    clock.set(0);
    stop.store(true, Ordering::SeqCst);
    citizens.join_all().await;
    let took = began.elapsed();

    operators.approve_the_rest().await;
    let settled = compare::settle(&world, &mut servers, SETTLE).await;
    everybody_finds_what_was_acknowledged(&world, &notes).await;
    servers.into_iter().for_each(Server::stop);
    let agreed = compare::books(&world, &bank).await;
    world.audit_is_clean_but_for(agreed.waiting);
    let asked = operators.counted();
    let run = Run { seed, payments: notes.acknowledged().len() as u64, took, settled, falls, leaps: clock.leaps(), asked };
    tell(&run, &agreed, &bank, &notes);
}

async fn everybody_finds_what_was_acknowledged(world: &World, notes: &Notes) {
    let portal = Portal::new(world);
    for known in notes.acknowledged() {
        let reference = &known.first.reference;
        let found = portal.payment(reference, &known.plan.secret).await;
        assert!(matches!(found, crate::portal::Said::Yes(_)), "payment {reference} is lost");
    }
}

/// The table, on the screen and in a file.
fn tell(run: &Run, agreed: &Agreed, bank: &Bank, notes: &Notes) {
    let text = table(run, agreed, bank, notes);
    // Past the test harness, which keeps what a passing test prints.
    let _ = writeln!(std::io::stderr(), "{text}");
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("fault-run.md");
    std::fs::write(file, text).unwrap();
}

fn table(run: &Run, agreed: &Agreed, bank: &Bank, notes: &Notes) -> String {
    let (requests, wrong) = bank.counted();
    let hit: u64 = wrong.values().sum();
    let mut text = format!("| fault run | seed {} |\n|---|---|\n", run.seed);
    let mut row = |what: &str, how: String| {
        let _ = writeln!(text, "| {what} | {how} |");
    };
    row("payments acknowledged", run.payments.to_string());
    row("ended as", list(agreed.outcomes.iter().map(|(name, count)| format!("{count} {name}"))));
    row("refunds asked for", list(run.asked.iter().map(|(kind, count)| format!("{count} {kind}"))));
    row("refunds ended as", list(agreed.refunds.iter().map(|(state, count)| format!("{count} {state}"))));
    row("alarm cases", list(agreed.alarms.iter().map(|(cause, count)| format!("{count} {cause}"))));
    row("payments that wait for a person", agreed.waiting.to_string());
    row("requests at the bank, of them gone wrong", format!("{requests}, {hit} ({} %)", 100 * hit / requests.max(1)));
    row("how", list(wrong.iter().map(|(kind, count)| format!("{count} {kind:?}"))));
    row("kills, leaps of the clock", format!("{}, {}", run.falls, run.leaps));
    row("of the citizens' side", notes.summary());
    row("bank's book = journal, minor units", format!("{} = {}", agreed.bank.0, agreed.bank.1));
    row("given back by the bank's book, minor units", agreed.given_back.to_string());
    for (biller, (theirs, ours)) in &agreed.billers {
        row(&format!("{biller}'s book = journal"), format!("{theirs} = {ours}"));
    }
    row("took, all ended after", format!("{} s, {} s", run.took.as_secs(), run.settled.as_secs()));
    text
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
