//! The run over applications: citizens apply, officers decide, the server is killed; then all is looked through.

use crate::applicant::{Applicant, CITIZENS};
use crate::desk::REPEATED;
use crate::office::{OFFICERS, Officer};
use crate::papers::Files;
use crate::portal::Portal;
use crate::support::Database;
use crate::world::World;
use crate::{killer, number, server, settle, weather};
use kommunal_sandbox::random::Stream;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;

/// What an application has to do with.
const SURFACES: &[&str] = &["biller.electricity.query", "registry.persons", "registry.companies", "sms.http", "smtp"];

crate::both_engines!(every_application_ends_as_it_was_decided_however_often_the_server_is_killed);

async fn every_application_ends_as_it_was_decided_however_often_the_server_is_killed(db: Database) {
    let (kills, seed) = (number("KOMMUNAL_KILLS", 8), number("KOMMUNAL_KILL_SEED", 1));
    let world = Arc::new(World::new(&db, seed, 24_001).await);
    let files = Arc::new(Files::default());
    let mut server = server::Server::start(&world);
    server.ready(&world, &Portal::new(&world)).await;
    let (stop, shut) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (mut citizens, mut officers) = (JoinSet::new(), JoinSet::new());
    for index in 0..CITIZENS.len() {
        let citizen = Applicant::new(Arc::clone(&world), Arc::clone(&files), index).await;
        citizens.spawn(citizen.apply_until(Arc::clone(&stop)));
    }
    for index in 0..OFFICERS.len() {
        let officer = Officer::new(&world, Arc::clone(&files), index).await;
        officers.spawn(officer.work_until(Arc::clone(&shut)));
    }

    let began = Instant::now();
    let weather = tokio::spawn(weather::change(Arc::clone(&world), SURFACES, Stream::of(seed, 13, 0)));
    let killed = killer::kill(&world, &mut server, kills, Stream::of(seed, 14, 0)).await;
    weather.abort();
    let _ = weather.await;
    world.sandbox.clear_faults();
    stop.store(true, Ordering::SeqCst);
    let killing = began.elapsed();
    citizens.join_all().await;
    let ended = began.elapsed() - killing;
    shut.store(true, Ordering::SeqCst);
    officers.join_all().await;

    let (_, settled) = settle::wait(&world, &mut server).await;
    let keys = crate::papers::published_keys(&world).await;
    server.stop();
    let counted = crate::papers::check(&world, &files, &keys).await;
    // Past the test harness, which keeps what a passing test prints.
    let _ = writeln!(
        std::io::stderr(),
        "{}: {kills} kills (seed {seed}) amid applications: {killed}; {counted}; requests repeated {}; killing took {} s, afterwards all had ended in {} s and all messages were out in {} s more",
        world.engine(),
        REPEATED.load(Ordering::Relaxed),
        killing.as_secs(),
        ended.as_secs(),
        settled.as_secs()
    );
}
