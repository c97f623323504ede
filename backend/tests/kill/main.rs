//! The real server, killed with SIGKILL again and again while citizens pay, and while they apply and officers decide:
//! afterwards nothing is lost, nothing is doubled, everything has ended as it should and the audit is clean. On both engines.
//!
//! `KOMMUNAL_KILLS` says how often it is killed (8 when absent; `make proof` kills 200 times), `KOMMUNAL_KILL_SEED` draws
//! another course. The bank, the billers and the mailbox are the sandbox: it survives, and misbehaves by chance.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod applicant;
mod applications;
mod bank_page;
mod books;
mod citizen;
mod counter;
mod desk;
#[path = "../documents_support/mod.rs"]
mod documents_support;
#[cfg(target_os = "linux")]
mod fault;
mod killer;
mod notes;
mod office;
mod papers;
mod plan;
mod portal;
mod server;
mod settle;
#[path = "../support/mod.rs"]
mod support;
mod weather;
mod world;

use kommunal_sandbox::faults::SURFACES;
use kommunal_sandbox::random::Stream;
use notes::Notes;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use support::Database;
use tokio::task::JoinSet;
use world::World;

/// Citizens paying at the same time.
const CITIZENS: u64 = 6;

both_engines!(nothing_is_lost_and_nothing_doubled_however_often_the_server_is_killed);

async fn nothing_is_lost_and_nothing_doubled_however_often_the_server_is_killed(db: Database) {
    let (kills, seed) = (number("KOMMUNAL_KILLS", 8), number("KOMMUNAL_KILL_SEED", 1));
    let began = Instant::now();
    let world = Arc::new(World::new(&db, seed, 24_000).await);
    let notes = Arc::new(Notes::default());
    let mut server = server::Server::start(&world);

    let stop = Arc::new(AtomicBool::new(false));
    let citizens = pay_in_crowds(&world, &notes, &stop);
    let weather = tokio::spawn(weather::change(Arc::clone(&world), SURFACES, Stream::of(seed, 2, 0)));
    let killed = killer::kill(&world, &mut server, kills, Stream::of(seed, 3, 0)).await;
    weather.abort();
    let _ = weather.await;
    world.sandbox.clear_faults();
    stop.store(true, Ordering::SeqCst);
    citizens.join_all().await;
    let killing = began.elapsed();

    let (ended, settled) = settle::wait(&world, &mut server).await;
    settle::every_citizen_finds_what_was_promised(&world, &notes).await;
    server.stop();
    let counted = books::check(&world, &notes).await;
    world.audit_is_clean();
    // Past the test harness, which keeps what a passing test prints.
    let _ = writeln!(
        std::io::stderr(),
        "{}: {kills} kills (seed {seed}): {killed}; {counted}; {}; killing took {} s, afterwards all payments had ended in {} s and all letters in {} s",
        world.engine(),
        notes.summary(),
        killing.as_secs(),
        ended.as_secs(),
        settled.as_secs()
    );
}

fn pay_in_crowds(world: &Arc<World>, notes: &Arc<Notes>, stop: &Arc<AtomicBool>) -> JoinSet<()> {
    let mut citizens = JoinSet::new();
    for number in 0..CITIZENS {
        let citizen = citizen::Citizen::new(Arc::clone(world), Arc::clone(notes), number);
        citizens.spawn(citizen.pay_until(Arc::clone(stop)));
    }
    citizens
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}
