//! The places for connections: so many in all, so many from one address.

use super::address::{Client, Proxies};
use crate::config::ConnectionsConfig;
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What of the descriptors is left to the database, the connectors and files.
const DESCRIPTORS_KEPT: u64 = 256;
/// However often it happens, the log hears of it once in this time, with a count.
const LOG_PAUSE: Duration = Duration::from_secs(60);

type Clients = Arc<Mutex<HashMap<String, usize>>>;

pub(super) struct Slots {
    places: Arc<Semaphore>,
    clients: Clients,
    per_client_max: usize,
    proxies: Arc<Proxies>,
    refused: Told,
    failed: Told,
}

/// A connection's place; given back when it is dropped.
pub(super) struct Slot {
    _place: OwnedSemaphorePermit,
    /// Absent: a proxy's, which is not counted.
    client: Option<(Clients, String)>,
}

impl Slots {
    pub(super) fn new(bounds: ConnectionsConfig, proxies: Arc<Proxies>) -> Self {
        let most = most(bounds.max);
        if most < bounds.max {
            tracing::warn!(wanted = bounds.max, most, "fewer connections than server.connections.max: raise the limit of open files");
        }
        Self {
            places: Arc::new(Semaphore::new(most)),
            clients: Clients::default(),
            per_client_max: bounds.per_client_max,
            proxies,
            refused: Told::default(),
            failed: Told::default(),
        }
    }

    /// Waits until a connection has ended where as many as may be are there.
    pub(super) async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if self.places.available_permits() == 0 {
            metrics::counter!("kommunal_connections_full_total").increment(1);
        }
        self.places.clone().acquire_owned().await.ok()
    }

    /// `None`: this address has its share already, and the connection is closed.
    pub(super) fn take(&self, place: Option<OwnedSemaphorePermit>, peer: IpAddr) -> Option<Slot> {
        let place = place?;
        let peer = peer.to_canonical();
        if self.proxies.trusts(peer) {
            return Some(Slot { _place: place, client: None });
        }
        let client = Client::of(peer).line;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let held = clients.entry(client.clone()).or_default();
        if *held >= self.per_client_max {
            drop(clients);
            metrics::counter!("kommunal_connections_refused_total").increment(1);
            self.refused.tell(|times| tracing::warn!(times, most = self.per_client_max, "connections refused: one address has its share"));
            return None;
        }
        *held += 1;
        Some(Slot { _place: place, client: Some((Arc::clone(&self.clients), client)) })
    }

    pub(super) fn note_accept_error(&self, error: &io::Error) {
        metrics::counter!("kommunal_accept_errors_total").increment(1);
        self.failed.tell(|times| tracing::error!(times, %error, "a connection could not be accepted"));
    }
}

impl Slot {
    pub(super) const fn is_a_proxys(&self) -> bool {
        self.client.is_none()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some((clients, client)) = self.client.take() else { return };
        let mut clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = clients.get_mut(&client) {
            *held -= 1;
            if *held == 0 {
                clients.remove(&client);
            }
        }
    }
}

/// What the descriptors leave of what was asked for.
fn most(wanted: usize) -> usize {
    let Ok((now, _)) = rlimit::getrlimit(rlimit::Resource::NOFILE) else { return wanted };
    let left = usize::try_from(now.saturating_sub(DESCRIPTORS_KEPT)).unwrap_or(usize::MAX);
    wanted.min(left.max(1))
}

/// Something that may happen a thousand times a second, and is told once in [`LOG_PAUSE`].
#[derive(Default)]
struct Told {
    since: AtomicU64,
    last: Mutex<Option<Instant>>,
}

impl Told {
    fn tell(&self, tell: impl FnOnce(u64)) {
        let times = self.since.fetch_add(1, Ordering::Relaxed) + 1;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= LOG_PAUSE) {
            *last = Some(Instant::now());
            self.since.store(0, Ordering::Relaxed);
            tell(times);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn slots(max: usize, per_client_max: usize) -> Slots {
        let proxies = Arc::new(Proxies::parse(&["127.0.0.1".to_owned()]).unwrap());
        Slots::new(ConnectionsConfig { max, per_client_max, ..ConnectionsConfig::default() }, proxies)
    }

    async fn take(slots: &Slots, peer: &str) -> Option<Slot> {
        slots.take(slots.place().await, peer.parse().unwrap())
    }

    #[tokio::test]
    async fn s2_an_address_has_its_share_and_a_proxy_is_none() {
        let slots = slots(64, 2);
        let (first, _second) = (take(&slots, "192.0.2.1").await.unwrap(), take(&slots, "192.0.2.1").await.unwrap());
        assert!(take(&slots, "::ffff:192.0.2.1").await.is_none(), "the same address, written otherwise");
        assert!(take(&slots, "192.0.2.2").await.is_some());
        drop(first);
        let _third = take(&slots, "192.0.2.1").await.unwrap();
        let home = [take(&slots, "2001:db8::1").await, take(&slots, "2001:db8::2").await];
        assert!(home.iter().all(Option::is_some) && take(&slots, "2001:db8::3").await.is_none(), "one /64");
        let proxy: Vec<_> =
            (0..8).map(|_| slots.take(slots.places.clone().try_acquire_owned().ok(), "127.0.0.1".parse().unwrap())).collect();
        assert!(proxy.iter().all(Option::is_some));
        drop((proxy, home));
        assert_eq!(slots.clients.lock().unwrap().len(), 1, "who holds nothing is forgotten");
    }

    #[tokio::test]
    async fn s2_the_last_place_is_waited_for() {
        let slots = slots(1, 8);
        let held = take(&slots, "192.0.2.1").await.unwrap();
        assert!(slots.places.clone().try_acquire_owned().is_err());
        drop(held);
        assert!(take(&slots, "192.0.2.2").await.is_some());
    }
}
