//! Openness without abuse: so many requests a minute from one address, so many look-ups of one number.

use super::address::{self, Client, WIDER_COUNT};
use super::error::ApiProblem;
use super::{Web, kiosks};
use crate::config::LimitsConfig;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use shared::api::path;
use shared::api::problem::ProblemCode;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// Keys are looked through for stale ones after this many checks.
const TIDY_AFTER: u32 = 4096;

/// One keyed limit.
pub(super) struct Limit {
    /// As the setting that bounds it is called; security events say it.
    name: &'static str,
    limiter: DefaultKeyedRateLimiter<String>,
    checks: AtomicU32,
}

impl Limit {
    fn per_minute(name: &'static str, count: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Self { name, limiter: RateLimiter::keyed(quota), checks: AtomicU32::new(0) }
    }

    /// Lets one more through, or says how long to wait.
    pub(super) fn check(&self, key: &str) -> Result<(), ApiProblem> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % TIDY_AFTER == TIDY_AFTER - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key.to_owned()).map_err(|until| {
            metrics::counter!("kommunal_limited_total").increment(1);
            let wait = until.wait_time_from(DefaultClock::default().now()).as_millis();
            let wait = i64::try_from(wait).unwrap_or(i64::MAX);
            ApiProblem::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooMany).retry_after(wait).by_limit(self.name)
        })
    }
}

/// How many /64 a wider network (`address::Client`) may fill: a home's /56 has 256 of them and uses a few, a site's /48 is a
/// school's or a company's.
const LINES_OF: [u32; WIDER_COUNT] = [4, 16];

/// A limit that an address has, and in IPv6 each network around it.
pub(super) struct AddressLimit {
    line: Limit,
    wider: [Limit; WIDER_COUNT],
}

impl AddressLimit {
    fn per_minute(name: &'static str, count: u32) -> Self {
        let wider = LINES_OF.map(|lines| Limit::per_minute(name, count.saturating_mul(lines)));
        Self { line: Limit::per_minute(name, count), wider }
    }

    /// Lets one more through, or says how long to wait.
    pub(super) fn check(&self, client: &Client) -> Result<(), ApiProblem> {
        self.line.check(&client.line)?;
        let Some(networks) = &client.wider else { return Ok(()) };
        self.wider.iter().zip(networks).try_for_each(|(limit, network)| limit.check(network))
    }
}

/// All limits.
pub(super) struct Limits {
    pub(super) lookups: AddressLimit,
    pub(super) numbers: Limit,
    pub(super) payments: AddressLimit,
    pub(super) receipts: AddressLimit,
    pub(super) emails: AddressLimit,
    pub(super) sign_ins: AddressLimit,
    pub(super) sign_in_returns: AddressLimit,
    pub(super) registers: Limit,
    pub(super) debts: Limit,
    pub(super) applications: Limit,
    pub(super) attachments: Limit,
    pub(super) documents: AddressLimit,
    pub(super) tracking: AddressLimit,
    pub(super) checks: AddressLimit,
    pub(super) check_numbers: Limit,
    pub(super) transfers: AddressLimit,
    pub(super) kiosks: AddressLimit,
    requests: AddressLimit,
}

impl Limits {
    pub(super) fn new(config: LimitsConfig) -> Self {
        Self {
            lookups: AddressLimit::per_minute("lookups_per_address", config.lookups_per_address),
            numbers: Limit::per_minute("lookups_per_number", config.lookups_per_number),
            payments: AddressLimit::per_minute("payments_per_address", config.payments_per_address),
            receipts: AddressLimit::per_minute("receipts_per_address", config.receipts_per_address),
            emails: AddressLimit::per_minute("emails_per_address", config.emails_per_address),
            sign_ins: AddressLimit::per_minute("sign_ins_per_address", config.sign_ins_per_address),
            // Apart, so that nobody who was let go to the provider is stopped on the way back.
            sign_in_returns: AddressLimit::per_minute("sign_ins_per_address", config.sign_ins_per_address),
            registers: Limit::per_minute("registers_per_person", config.registers_per_person),
            debts: Limit::per_minute("sent_per_person", config.sent_per_person),
            applications: Limit::per_minute("sent_per_person", config.sent_per_person),
            attachments: Limit::per_minute("sent_per_person", config.sent_per_person),
            documents: AddressLimit::per_minute("documents_per_address", config.documents_per_address),
            tracking: AddressLimit::per_minute("documents_per_address", config.documents_per_address),
            checks: AddressLimit::per_minute("checks_per_address", config.checks_per_address),
            check_numbers: Limit::per_minute("checks_per_number", config.checks_per_number),
            transfers: AddressLimit::per_minute("transfers_per_address", config.transfers_per_address),
            kiosks: AddressLimit::per_minute("kiosks_per_address", config.kiosks_per_address),
            requests: AddressLimit::per_minute("requests_per_address", config.requests_per_address),
        }
    }
}

/// Every request that may reach the database counts against its address, before it does.
pub(super) async fn every_request(State(web): State<Web>, request: Request, next: Next) -> Response {
    // Whether we answer must never depend on how often that was asked.
    let is_api = request.uri().path().starts_with("/api/") && request.uri().path() != path::ALIVE;
    // A navigation reads nothing, unless it says that a kiosk's session is over.
    if !is_api && !kiosks::says_over(request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let client = Client::of(address::of_parts(&parts, &web));
    match web.limits.requests.check(&client) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const COUNT: u32 = 5;

    /// How many of so many lines of a /48 are let through, each asking as often as a line may: `line` makes the fourth group.
    fn passed(limit: &AddressLimit, lines: u32, line: impl Fn(u32) -> u32) -> usize {
        let asked = (0..lines * COUNT).map(|n| {
            let address = format!("2001:db8:1:{:x}::{:x}", line(n / COUNT), n % COUNT);
            limit.check(&Client::of(address.parse().unwrap()))
        });
        asked.filter(Result::is_ok).count()
    }

    #[test]
    fn s5_wider_networks_have_budgets_too() {
        let of_a_home = AddressLimit::per_minute("count", COUNT);
        assert_eq!(passed(&of_a_home, 256, |line| line), 4 * COUNT as usize, "256 lines of one /56");
        let of_a_site = AddressLimit::per_minute("count", COUNT);
        assert_eq!(passed(&of_a_site, 256, |line| line << 8), 16 * COUNT as usize, "a line in each /56 of one /48");
        assert!(of_a_site.check(&Client::of("2001:db8:2::1".parse().unwrap())).is_ok());
        assert!(of_a_site.check(&Client::of("203.0.113.9".parse().unwrap())).is_ok());
    }
}
