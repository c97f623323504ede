//! What can be set. Every value has a default that makes a working demo.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// A client of the identity provider.
#[derive(Debug, Clone)]
pub struct IdentityClient {
    /// `client_id`
    pub id: String,
    /// `client_secret`, sent by HTTP Basic.
    pub secret: String,
    /// Where a sign-in may return to, compared whole. A sign-out may return anywhere on the same origins.
    pub redirect_uris: Vec<String>,
}

/// Settings of one sandbox.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where HTTP listens: everything but the mail server and SMPP. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the mail server listens. Port 0 takes a free one; `None` starts no mail server.
    pub smtp: Option<SocketAddr>,
    /// Where the SMS centre listens for SMPP. Port 0 takes a free one; `None` starts none.
    pub smpp: Option<SocketAddr>,
    /// The address browsers reach us under, without a slash at the end; `http://{listen}` when absent.
    pub public_url: Option<String>,
    /// File that remembers orders and postings over a restart.
    pub state: Option<PathBuf>,
    /// Seed of the billers' population and of chance in faults.
    pub seed: u64,
    /// User of the bank's HTTP Basic authentication.
    pub bank_user: String,
    /// Password of the bank's HTTP Basic authentication.
    pub bank_password: String,
    /// The shop's name on the card page.
    pub merchant: String,
    /// Life of an order whose card page nobody finished, in seconds.
    pub order_lifetime_secs: i64,
    /// How long the late-approval card takes to be held, in seconds.
    pub late_approval_secs: i64,
    /// How many status answers of the odd-status card carry an undocumented status first.
    pub odd_status_answers: u32,
    /// Shared keys of the billers: key id → secret. Every biller takes every key.
    pub biller_keys: BTreeMap<String, String>,
    /// Shared keys of the state registers: key id → secret.
    pub registry_keys: BTreeMap<String, String>,
    /// Who may send people to the identity provider.
    pub identity_clients: Vec<IdentityClient>,
    /// Lets every client return to `/auth/callback` on any port of the local machine: for tests on free ports.
    pub identity_any_loopback: bool,
    /// Who may bind to the SMS centre.
    pub smpp_system_id: String,
    /// Its password, eight characters at most.
    pub smpp_password: String,
    /// The bearer token of the HTTP gateway.
    pub sms_token: String,
    /// How many messages the phones keep; the oldest make room.
    pub sms_kept_max: usize,
    /// How slow the special "slow" account is, in milliseconds.
    pub slow_account_ms: u64,
    /// Largest message the mail server takes, in bytes.
    pub mail_bytes_max: usize,
    /// How many messages the inbox keeps; the oldest make room.
    pub mail_kept_max: usize,
}

impl Default for Config {
    fn default() -> Self {
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self {
            listen: local(8081),
            smtp: Some(local(8025)),
            smpp: Some(local(8085)),
            public_url: None,
            state: None,
            seed: 1,
            bank_user: "TerminalSys/kapital".to_owned(),
            bank_password: "kapital123".to_owned(),
            merchant: "Kommunal".to_owned(),
            order_lifetime_secs: 15 * 60,
            late_approval_secs: 5,
            odd_status_answers: 2,
            biller_keys: BTreeMap::from([("demo".to_owned(), "demo-biller-secret".to_owned())]),
            registry_keys: BTreeMap::from([("demo".to_owned(), "demo-registry-secret".to_owned())]),
            identity_clients: vec![IdentityClient {
                id: "kommunal".to_owned(),
                secret: "kommunal-demo".to_owned(),
                redirect_uris: vec![
                    "http://localhost:8080/auth/callback".to_owned(),
                    "http://azerishiq.localhost:8080/auth/callback".to_owned(),
                ],
            }],
            identity_any_loopback: false,
            smpp_system_id: "kommunal".to_owned(),
            smpp_password: "sms-demo".to_owned(),
            sms_token: "demo-sms-token".to_owned(),
            sms_kept_max: 2000,
            slow_account_ms: 3000,
            mail_bytes_max: 10 * 1024 * 1024,
            mail_kept_max: 2000,
        }
    }
}

impl Config {
    /// The defaults on free ports of the local machine, for tests.
    #[must_use]
    pub fn for_tests() -> Self {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: free,
            smtp: Some(free),
            smpp: Some(free),
            identity_any_loopback: true,
            late_approval_secs: 60,
            slow_account_ms: 300,
            ..Self::default()
        }
    }
}
