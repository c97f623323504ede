//! Who kills the server: after a while of work, at once after its start, or just after a call went out.

use crate::portal::Portal;
use crate::server::Server;
use crate::world::World;
use kommunal::store::{Store, applications, payments};
use kommunal_sandbox::random::Stream;
use std::fmt;
use std::time::Duration;

/// Of a hundred kills so many come before the server is known to be ready.
const EARLY: u64 = 15;

/// What the kills met.
#[derive(Default)]
pub(crate) struct Killed {
    kills: u64,
    early: u64,
    looked: u64,
    amid_calls: u64,
    calls: u64,
    slowest_start: Duration,
}

impl fmt::Display for Killed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, early, looked, amid_calls, calls, slowest_start } = self;
        write!(
            f,
            "{} restarts, {early} kills before ready, of {looked} looked at {amid_calls} cut {calls} outside calls short, slowest start {} ms",
            kills,
            slowest_start.as_millis()
        )
    }
}

/// Kills the server so many times; it runs again afterwards.
pub(crate) async fn kill(world: &World, server: &mut Server, kills: u64, mut chance: Stream) -> Killed {
    let portal = Portal::new(world);
    let mut killed = Killed::default();
    for number in 0..kills {
        if chance.below(100) < EARLY {
            killed.early += 1;
            pause(&mut chance, 0, 150).await;
        } else {
            killed.slowest_start = killed.slowest_start.max(server.ready(world, &portal).await);
            pause(&mut chance, 50, 1_500).await;
        }
        assert!(server.kill(), "the server ended by itself:\n{}", world.log_tail());
        killed.kills += 1;
        // Looking opens the file: every other time the recovery is left to the server alone.
        if number % 2 == 0 {
            killed.looked += 1;
            let open = calls_cut_short(&world.database).await;
            killed.amid_calls += u64::from(open > 0);
            killed.calls += open;
        }
        pause(&mut chance, 0, 200).await;
        *server = Server::start(world);
    }
    server.ready(world, &portal).await;
    killed
}

async fn pause(chance: &mut Stream, least: i64, most: i64) {
    tokio::time::sleep(Duration::from_millis(chance.between(least, most).unsigned_abs())).await;
}

/// Claims that nobody holds any more.
async fn calls_cut_short(database: &str) -> u64 {
    let store = Store::connect(database).await.unwrap();
    let mut calls = 0;
    let mut after = String::new();
    loop {
        let page = payments::page_after(&mut store.read().await.unwrap(), &after, 200).await.unwrap();
        let Some(last) = page.last() else { break };
        last.id.as_str().clone_into(&mut after);
        calls += page.iter().map(|row| row.life.calls.in_flight.len() as u64).sum::<u64>();
    }
    let mut after = String::new();
    loop {
        let page = applications::page_after(&mut store.read().await.unwrap(), &after, true, 200).await.unwrap();
        let Some(last) = page.last() else { break };
        last.number.clone_into(&mut after);
        calls += page.iter().map(|row| row.life.in_flight.len() as u64).sum::<u64>();
    }
    store.close().await;
    calls
}
