//! Openness without abuse: so many requests a minute from one address, so many look-ups of one number.

use super::error::ApiProblem;
use super::{Web, address, kiosks};
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
    limiter: DefaultKeyedRateLimiter<String>,
    checks: AtomicU32,
}

impl Limit {
    fn per_minute(count: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Self { limiter: RateLimiter::keyed(quota), checks: AtomicU32::new(0) }
    }

    /// Lets one more through, or says how long to wait.
    pub(super) fn check(&self, key: &str) -> Result<(), ApiProblem> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % TIDY_AFTER == TIDY_AFTER - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key.to_owned()).map_err(|until| {
            metrics::counter!("kommunal_limited_total").increment(1);
            let wait = until.wait_time_from(DefaultClock::default().now()).as_millis();
            ApiProblem::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooMany).retry_after(i64::try_from(wait).unwrap_or(i64::MAX))
        })
    }
}

/// All limits.
pub(super) struct Limits {
    pub(super) lookups: Limit,
    pub(super) numbers: Limit,
    pub(super) payments: Limit,
    pub(super) receipts: Limit,
    pub(super) emails: Limit,
    pub(super) sign_ins: Limit,
    pub(super) sign_in_returns: Limit,
    pub(super) registers: Limit,
    pub(super) debts: Limit,
    pub(super) applications: Limit,
    pub(super) attachments: Limit,
    pub(super) documents: Limit,
    pub(super) tracking: Limit,
    pub(super) checks: Limit,
    pub(super) check_numbers: Limit,
    pub(super) transfers: Limit,
    pub(super) kiosks: Limit,
    requests: Limit,
}

impl Limits {
    pub(super) fn new(config: LimitsConfig) -> Self {
        Self {
            lookups: Limit::per_minute(config.lookups_per_address),
            numbers: Limit::per_minute(config.lookups_per_number),
            payments: Limit::per_minute(config.payments_per_address),
            receipts: Limit::per_minute(config.receipts_per_address),
            emails: Limit::per_minute(config.emails_per_address),
            sign_ins: Limit::per_minute(config.sign_ins_per_address),
            // Apart, so that nobody who was let go to the provider is stopped on the way back.
            sign_in_returns: Limit::per_minute(config.sign_ins_per_address),
            registers: Limit::per_minute(config.registers_per_person),
            debts: Limit::per_minute(config.sent_per_person),
            applications: Limit::per_minute(config.sent_per_person),
            attachments: Limit::per_minute(config.sent_per_person),
            documents: Limit::per_minute(config.documents_per_address),
            tracking: Limit::per_minute(config.documents_per_address),
            checks: Limit::per_minute(config.checks_per_address),
            check_numbers: Limit::per_minute(config.checks_per_number),
            transfers: Limit::per_minute(config.transfers_per_address),
            kiosks: Limit::per_minute(config.kiosks_per_address),
            requests: Limit::per_minute(config.requests_per_address),
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
    let client = address::counted(address::of_parts(&parts, &web));
    match web.limits.requests.check(&client) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}
