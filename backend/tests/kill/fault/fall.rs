//! Kills one of the servers now and then, spread over the payments of the run; the other goes on.

use crate::notes::Notes;
use crate::portal::Portal;
use crate::server::Server;
use crate::world::World;
use kommunal_sandbox::random::Stream;
use std::fmt;
use std::time::{Duration, Instant};

#[derive(Default)]
pub(crate) struct Falls {
    kills: u64,
    both_down: u64,
}

impl fmt::Display for Falls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (of them {} while the other server was down too)", self.kills, self.both_down)
    }
}

/// Until so many payments are acknowledged and all kills are done.
pub(crate) async fn fall(
    world: &World,
    servers: &mut [Server],
    notes: &Notes,
    wanted: u64,
    kills: u64,
    limit: Duration,
    mut chance: Stream,
) -> Falls {
    let (mut falls, began) = (Falls::default(), Instant::now());
    loop {
        let known = notes.acknowledged().len() as u64;
        if falls.kills < kills && known >= (falls.kills + 1) * wanted / (kills + 1) {
            kill(world, servers, &mut falls, &mut chance).await;
        } else if known >= wanted {
            break;
        }
        assert!(began.elapsed() < limit, "only {known} of {wanted} payments in {} s\n{}", limit.as_secs(), world.log_tail());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (server, address) in servers.iter_mut().zip(&world.addresses) {
        server.ready(world, &Portal::at(vec![format!("http://{address}")])).await;
    }
    falls
}

async fn kill(world: &World, servers: &mut [Server], falls: &mut Falls, chance: &mut Stream) {
    let first = usize::try_from(chance.below(servers.len() as u64)).unwrap();
    // Every fourth time the power of both goes.
    let both = chance.below(4) == 0;
    for (at, server) in servers.iter_mut().enumerate().filter(|(at, _)| *at == first || both) {
        assert!(server.kill(), "server {at} ended by itself:\n{}", world.log_tail());
        falls.kills += 1;
    }
    falls.both_down += u64::from(both);
    tokio::time::sleep(Duration::from_millis(chance.between(0, 1_500).unsigned_abs())).await;
    for (at, server) in servers.iter_mut().enumerate().filter(|(at, _)| *at == first || both) {
        *server = Server::start_at(world, &world.addresses[at]);
    }
}
