//! `[operations]`: where metrics, readiness and the API's description are answered, apart from citizens.

use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr};

/// `[operations]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OperationsConfig {
    /// Whoever reaches this address reads how much is paid: loopback, or a network that citizens are not in. Port 0: a free
    /// one, which the log names.
    pub listen: SocketAddr,
}

impl Default for OperationsConfig {
    fn default() -> Self {
        // Not 9090: there Prometheus itself listens.
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 9464)) }
    }
}
