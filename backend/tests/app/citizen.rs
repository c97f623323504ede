//! Somebody with a browser, without its pages.

use super::TestApp;
use super::bank_page::CardPage;
use super::plan::{Plan, bill};
use kommunal::connectors::install_tls;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::bills::{AskRequest, Bills, BillsRequest};
use shared::api::payments::{PaymentView, Stage};
use shared::api::problem::Problem;
use shared::api::{IDEMPOTENCY_KEY, PAYMENT_SECRET, path};
use std::time::Duration;

/// Longer than any answer may take here.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections are not kept: the server may be another one next time.
pub(super) fn client() -> Client {
    install_tls();
    let builder = Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(PATIENCE);
    builder.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub(super) async fn of(reply: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        Ok(Self { status, headers, body: reply.bytes().await?.to_vec() })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Enough of an answer to tell which it is.
    fn beginning(&self) -> String {
        format!("{} {:.300}", self.status, self.text())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of an answer that says yes.
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        assert!(matches!(self.status, 200 | 202), "{}", self.beginning());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem of an answer that says no; every one of them has the same form.
    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.beginning());
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status);
        assert_eq!(problem.kind, format!("urn:kommunal:problem:{}", problem.code.as_str()));
        assert_eq!(self.header("cache-control"), "no-store");
        problem
    }

    /// Status, code, and the fields with their codes: `422 invalid number=empty`.
    pub fn verdict(&self) -> String {
        let problem = self.problem();
        let fields = problem.fields.iter().map(|field| format!(" {}={}", field.field, field.code.as_str()));
        format!("{} {}{}", self.status, problem.code.as_str(), fields.collect::<String>())
    }
}

/// A citizen, perhaps behind a proxy that wrote the address down.
#[derive(Clone)]
pub struct Citizen<'a> {
    pub app: &'a TestApp,
    forwarded_for: Option<String>,
}

impl<'a> Citizen<'a> {
    pub(super) fn new(app: &'a TestApp, forwarded_for: Option<String>) -> Self {
        Self { app, forwarded_for }
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        self.try_send(method, path, headers, body).await.unwrap()
    }

    /// An error: the server went away.
    async fn try_send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> reqwest::Result<Reply> {
        let mut request = self.app.http.request(method, format!("{}{path}", self.app.base_url().await)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(address) = &self.forwarded_for {
            request = request.header("x-forwarded-for", address);
        }
        Reply::of(request.send().await?).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], vec![]).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        self.post_with(path, &[], body).await
    }

    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &impl Serialize) -> Reply {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        self.send(Method::POST, path, &headers, serde_json::to_vec(body).unwrap()).await
    }

    pub async fn bills(&self, number: &str) -> Bills {
        let body = BillsRequest { city: "12".to_owned(), number: number.to_owned() };
        self.post(path::BILLS, &body).await.ok()
    }

    pub async fn ask(&self, number: &str, biller: &str) -> Bills {
        self.ask_account(number, biller, None).await
    }

    pub async fn ask_account(&self, number: &str, biller: &str, account: Option<&str>) -> Bills {
        let account = account.map(str::to_owned);
        let city = if number.is_empty() { "" } else { "12" };
        let body = AskRequest { city: city.to_owned(), number: number.to_owned(), biller: biller.to_owned(), account };
        self.post(path::BILLS_ASK, &body).await.ok()
    }

    /// A plan to pay the telephone's 2.50.
    pub async fn telephone(&self, number: &str) -> Plan {
        let bills = self.bills(number).await;
        Plan::new(number).pay(bill(&bills, "subscription"), 250)
    }

    pub async fn start(&self, plan: &Plan) -> Reply {
        self.post_with(path::PAYMENTS, &[(IDEMPOTENCY_KEY, &plan.key)], &plan.body).await
    }

    /// Starts a payment on a server that may go away before it answers.
    pub async fn try_start(&self, plan: &Plan) -> reqwest::Result<Reply> {
        let headers = [(IDEMPOTENCY_KEY, plan.key.as_str()), ("content-type", "application/json")];
        self.try_send(Method::POST, path::PAYMENTS, &headers, serde_json::to_vec(&plan.body).unwrap()).await
    }

    /// Starts a payment and waits for the bank's page.
    pub async fn begin(&self, plan: &Plan) -> Paying<'a> {
        let view: PaymentView = self.start(plan).await.ok();
        let paying = self.paying(&view.reference, &plan.body.secret);
        paying.until("the bank's page", |view| view.stage == Stage::AtBank).await;
        paying
    }

    pub fn paying(&self, reference: &str, secret: &str) -> Paying<'a> {
        Paying { citizen: self.clone(), reference: reference.to_owned(), secret: secret.to_owned() }
    }
}

/// A payment that was started, in its payer's hands.
pub struct Paying<'a> {
    citizen: Citizen<'a>,
    pub reference: String,
    pub secret: String,
}

impl Paying<'_> {
    pub async fn look(&self) -> Reply {
        let path = format!("{}/{}", path::PAYMENTS, self.reference);
        self.citizen.send(Method::GET, &path, &[(PAYMENT_SECRET, &self.secret)], vec![]).await
    }

    pub async fn view(&self) -> PaymentView {
        self.look().await.ok()
    }

    pub async fn until(&self, what: &str, reached: impl Fn(&PaymentView) -> bool) -> PaymentView {
        crate::eventually!(what, Some(self.view().await).filter(|view| reached(view)))
    }

    pub async fn page(&self) -> CardPage {
        CardPage::of(&self.view().await.redirect.expect("the bank's page"))
    }

    pub async fn pay(&self, card: &str) {
        self.page().await.pay(card).await;
    }

    pub async fn cancel(&self) -> Reply {
        let path = format!("{}/{}/cancel", path::PAYMENTS, self.reference);
        self.citizen.send(Method::POST, &path, &[(PAYMENT_SECRET, &self.secret)], vec![]).await
    }

    /// How it ended, as the payer sees it.
    pub async fn end(&self) -> PaymentView {
        let over = [Stage::Paid, Stage::PartlyPaid, Stage::NotPaid, Stage::Refunded];
        self.until("an end", |view| over.contains(&view.stage)).await
    }

    pub async fn is_paid(&self) -> PaymentView {
        let view = self.end().await;
        assert_eq!(view.stage, Stage::Paid, "{view:?}");
        view
    }

    pub async fn is_not_paid(&self, why: shared::payment::Outcome) -> PaymentView {
        let view = self.end().await;
        assert_eq!((view.stage, view.outcome, view.captured_minor), (Stage::NotPaid, Some(why), 0), "{view:?}");
        assert!(view.receipt.is_none() && view.redirect.is_none());
        view
    }
}
