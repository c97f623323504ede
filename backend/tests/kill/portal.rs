//! The portal's API as a citizen's browser uses it. A server that is down is an answer like any other.

use crate::world::World;
use reqwest::{Client, Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::bills::{AskRequest, Bills, BillsRequest};
use shared::api::payments::{PaymentView, StartPayment};
use shared::api::problem::{Problem, ProblemCode};
use shared::api::{IDEMPOTENCY_KEY, PAYMENT_SECRET, path};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A browser's patience with one request.
const TIMEOUT_MS: u64 = 10_000;

pub(crate) enum Said<T> {
    Yes(T),
    No(ProblemCode),
    /// No connection, no whole answer, or the server's own fault: try the same again.
    Down,
}

#[derive(Clone)]
pub(crate) struct Portal {
    client: Client,
    bases: Vec<String>,
    turn: Arc<AtomicUsize>,
}

impl Portal {
    pub(crate) fn new(world: &World) -> Self {
        Self::at(world.addresses.iter().map(|address| format!("http://{address}")).collect())
    }

    /// Of several servers each request goes to the next.
    pub(crate) fn at(bases: Vec<String>) -> Self {
        Self { client: kommunal::connectors::http_client(TIMEOUT_MS, 2_000).unwrap(), bases, turn: Arc::default() }
    }

    fn base(&self) -> &str {
        &self.bases[self.turn.fetch_add(1, Ordering::Relaxed) % self.bases.len()]
    }

    pub(crate) async fn is_ready(&self) -> bool {
        let request = self.client.get(format!("{}/healthz", self.base())).timeout(Duration::from_secs(2));
        request.send().await.is_ok_and(|response| response.status().is_success())
    }

    pub(crate) async fn bills(&self, address: &str, request: &BillsRequest) -> Said<Bills> {
        ask(self.post(path::BILLS, request).header("x-forwarded-for", address)).await
    }

    pub(crate) async fn ask_biller(&self, address: &str, request: &AskRequest) -> Said<Bills> {
        ask(self.post(path::BILLS_ASK, request).header("x-forwarded-for", address)).await
    }

    pub(crate) async fn start(&self, address: &str, key: &str, request: &StartPayment) -> Said<PaymentView> {
        ask(self.post(path::PAYMENTS, request).header("x-forwarded-for", address).header(IDEMPOTENCY_KEY, key)).await
    }

    pub(crate) async fn payment(&self, reference: &str, secret: &str) -> Said<PaymentView> {
        let path = path::PAYMENT.replace("{reference}", reference);
        ask(self.request(Method::GET, &path).header(PAYMENT_SECRET, secret)).await
    }

    pub(crate) async fn cancel(&self, reference: &str, secret: &str) -> Said<PaymentView> {
        let path = path::PAYMENT_CANCEL.replace("{reference}", reference);
        ask(self.request(Method::POST, &path).header(PAYMENT_SECRET, secret)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base()))
    }

    fn post(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.request(Method::POST, path).json(body)
    }
}

pub(crate) async fn ask<T: DeserializeOwned>(request: RequestBuilder) -> Said<T> {
    let Ok(response) = request.send().await else { return Said::Down };
    let status = response.status();
    let Ok(bytes) = response.bytes().await else { return Said::Down };
    if status.is_success() {
        return Said::Yes(serde_json::from_slice(&bytes).expect("an answer of the API's shape"));
    }
    let problem: Problem = serde_json::from_slice(&bytes).expect("a problem document");
    assert_ne!(status.as_u16(), 500, "a handler panicked");
    if status.is_server_error() { Said::Down } else { Said::No(problem.code) }
}
