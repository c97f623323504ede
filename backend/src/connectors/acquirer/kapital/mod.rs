//! Kapital Bank e-commerce (TXPG): REST with HTTP Basic. Orders are always `Order_DMS`, hold then capture.
//!
//! The protocol has no idempotency key, so nothing here is repeated: after a lost answer the order is asked for.
//! [`request`] writes bodies, [`reply`] reads answers to calls, [`status`] reads an order.

mod reply;
mod request;
mod status;
#[cfg(test)]
mod tests;

use super::{Done, NewOrder, OpenAnswer, OrderReport, Orders};
use crate::connectors::{Secret, SetupError, base_url, http_client, wire};
use reqwest::{Client, Method};
use serde::Deserialize;
use shared::money::Money;
use shared::payment::Outcome;
use shared::payment::machine::Answer;
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// Of a call's time, what the connection may take.
const CONNECT_MS_MAX: u64 = 5_000;

/// Orders on one page of the list: well within the largest answer that is read.
const ORDERS_MAX: u32 = 100;

/// `phase` of a full reversal: the published packages differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VoidPhase {
    /// `Auth`, what most send.
    #[default]
    Auth,
    /// `Single`, what one of them sends.
    Single,
}

/// Settings of a terminal. The defaults are the bank's test system without credentials.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KapitalConfig {
    /// Base of the API, to which `/order` is added.
    pub base_url: String,
    /// User of HTTP Basic.
    pub user: String,
    /// Password of HTTP Basic.
    pub password: Secret,
    /// How a full reversal is asked for.
    pub void_phase: VoidPhase,
    /// For one call, from the connection to the last byte.
    pub timeout_ms: u64,
    /// The bank offers `GET /orders`. The published TXPG protocol has no such list: only where the bank set one up.
    pub orders_list: bool,
    /// Further result codes of the processor (`pmoResultCode`) that mean *declined*, and as what the payment ends.
    /// Known without a setting: 51 expired card, 59 insufficient funds, 81 bad CVV2.
    pub decline_codes: BTreeMap<String, Outcome>,
}

impl Default for KapitalConfig {
    fn default() -> Self {
        Self {
            base_url: "https://txpgtst.kapitalbank.az/api".to_owned(),
            user: String::new(),
            password: Secret::default(),
            void_phase: VoidPhase::default(),
            timeout_ms: 15_000,
            orders_list: false,
            decline_codes: BTreeMap::new(),
        }
    }
}

impl KapitalConfig {
    /// As what a result code ends a payment; `None` for a code that nobody has documented.
    fn decline_of(&self, code: &str) -> Option<Outcome> {
        let documented = match code {
            "51" => Some(Outcome::CardExpired),
            "59" => Some(Outcome::InsufficientFunds),
            "81" => Some(Outcome::Declined),
            _ => None,
        };
        self.decline_codes.get(code).copied().or(documented)
    }
}

/// The adapter; a clone shares its connections.
#[derive(Debug, Clone)]
pub struct Kapital {
    config: KapitalConfig,
    client: Client,
}

impl Kapital {
    /// Checks the settings; calls nobody.
    ///
    /// # Errors
    /// [`SetupError`] naming what cannot be used.
    pub fn new(config: KapitalConfig) -> Result<Self, SetupError> {
        let base_url = base_url("acquirer base_url", &config.base_url)?;
        let client = http_client(config.timeout_ms, config.timeout_ms.min(CONNECT_MS_MAX))?;
        Ok(Self { config: KapitalConfig { base_url, ..config }, client })
    }

    /// `POST /order`.
    pub(super) async fn open(&self, order: &NewOrder) -> OpenAnswer {
        let secure = self.config.base_url.starts_with("https:");
        match self.call(Method::POST, "/order", Some(request::open(order))).await {
            Ok(reply) => reply::opened(&reply, secure),
            Err(why) => OpenAnswer::Unknown { why: why.to_owned() },
        }
    }

    /// `GET /order/{id}`.
    pub(super) async fn status(&self, order: &str) -> OrderReport {
        if !is_order(order) {
            return status::unknown("not an order of this bank");
        }
        let path = format!("/order/{order}?tranDetailLevel=2&tokenDetailLevel=2&orderDetailLevel=2");
        match self.call(Method::GET, &path, None).await {
            Ok(reply) => status::report(&reply, order, &self.config),
            Err(why) => status::unknown(why),
        }
    }

    /// `GET /orders`, by Unix seconds, both ends included.
    pub(super) async fn orders(&self, from: Timestamp, to: Timestamp, cursor: Option<&str>) -> Orders {
        if !self.config.orders_list {
            return Orders::NotOffered;
        }
        let seconds = |at: Timestamp| at.micros().div_euclid(1_000_000);
        let after = cursor.filter(|cursor| is_order(cursor)).map(|cursor| format!("&after={cursor}")).unwrap_or_default();
        let path = format!("/orders?from={}&to={}&limit={ORDERS_MAX}{after}", seconds(from), seconds(to));
        match self.call(Method::GET, &path, None).await {
            Ok(reply) => status::listed(&reply, &self.config),
            Err(why) => Orders::Unknown { why: why.to_owned() },
        }
    }

    /// Clearing of `amount`, at most what is held.
    pub(super) async fn capture(&self, order: &str, amount: Money) -> Done {
        self.execute(order, request::capture(amount)).await
    }

    /// Full reversal of the hold.
    pub(super) async fn void(&self, order: &str) -> Done {
        self.execute(order, request::void(self.config.void_phase)).await
    }

    /// Refund of `amount`, at most what was cleared.
    pub(super) async fn refund(&self, order: &str, amount: Money) -> Done {
        self.execute(order, request::refund(amount)).await
    }

    /// `POST /order/{id}/exec-tran`.
    async fn execute(&self, order: &str, body: String) -> Done {
        if !is_order(order) {
            return Done { answer: Answer::Unknown, approval: None, why: Some("not an order of this bank".to_owned()) };
        }
        match self.call(Method::POST, &format!("/order/{order}/exec-tran"), Some(body)).await {
            Ok(reply) => reply::executed(&reply, &self.config),
            Err(why) => Done { answer: Answer::Unknown, approval: None, why: Some(why.to_owned()) },
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Result<wire::Reply, &'static str> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.config.base_url))
            .basic_auth(&self.config.user, Some(self.config.password.expose()))
            .header("accept", "application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let request = request.build().map_err(|_| "the request cannot be built, nothing was sent")?;
        wire::send(&self.client, request).await
    }
}

/// The bank's ids are numbers; anything else must not become part of a path.
fn is_order(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
