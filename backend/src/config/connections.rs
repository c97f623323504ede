//! `[server.connections]`: how many connections are held, and how long one may keep us waiting.

use serde::Deserialize;
use std::time::Duration;

/// `[server.connections]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConnectionsConfig {
    /// Longest wait for a request's head, also for the next one on a connection kept alive, in seconds; a proxy's connection
    /// is kept for 90 at least.
    pub head_timeout_s: u64,
    /// Longest wait for a client that takes nothing of its answer, in seconds.
    pub write_timeout_s: u64,
    /// Most connections at once; more wait in the system's queue.
    pub max: usize,
    /// Most connections at once from one address (IPv6: one /64); a proxy of `trusted_proxies` is not counted.
    pub per_client_max: usize,
}

impl Default for ConnectionsConfig {
    fn default() -> Self {
        Self { head_timeout_s: 15, write_timeout_s: 60, max: 4096, per_client_max: 256 }
    }
}

impl ConnectionsConfig {
    pub(crate) const fn head_timeout(&self) -> Duration {
        Duration::from_secs(self.head_timeout_s)
    }

    pub(crate) const fn write_timeout(&self) -> Duration {
        Duration::from_secs(self.write_timeout_s)
    }
}
