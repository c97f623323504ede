//! Somebody signed in, once and for all: the session must outlive every restart. The same request is sent again until it
//! is answered.

use crate::portal::{Said, ask};
use crate::world::World;
use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::problem::ProblemCode;
use shared::api::{IDEMPOTENCY_KEY, path};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const AGAIN: Duration = Duration::from_millis(60);
const FORM: &str = "application/x-www-form-urlencoded";

/// Requests that were sent again, by everybody.
pub(crate) static REPEATED: AtomicU64 = AtomicU64::new(0);

pub(crate) struct Desk {
    client: Client,
    base: String,
    cookie: String,
}

impl Desk {
    /// Signs in on a calm day.
    pub(crate) async fn sign_in(world: &World, fin: &str) -> Self {
        let client = kommunal::connectors::http_client(10_000, 2_000).unwrap();
        let base = world.base_url();
        let begun = client.get(format!("{base}{}?return=%2Fcertificate", path::SIGN_IN)).send().await.unwrap();
        let cookie = cookie_of(begun.headers());
        let page = Url::parse(&location(begun.headers())).unwrap();
        let mut form = Url::parse("form:").unwrap();
        form.query_pairs_mut().extend_pairs(page.query_pairs()).append_pair("person", fin);
        let request = client.post(page.join("/identity/sign-in").unwrap()).header("content-type", FORM);
        let signed = request.body(form.query().unwrap().to_owned()).send().await.unwrap();
        let back = Url::parse(&location(signed.headers())).unwrap();
        let request = client.get(format!("{base}{}?{}", back.path(), back.query().unwrap())).header("cookie", cookie);
        let done = request.send().await.unwrap();
        assert_eq!(location(done.headers()), "/certificate", "{fin} is not signed in");
        Self { client, base, cookie: cookie_of(done.headers()) }
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ProblemCode> {
        self.until_answered(Method::GET, path, None, &()).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, key: Option<&str>, body: &impl Serialize) -> Result<T, ProblemCode> {
        self.until_answered(Method::POST, path, key, body).await
    }

    async fn until_answered<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, ProblemCode> {
        loop {
            let mut request = self.client.request(method.clone(), format!("{}{path}", self.base)).header("cookie", &self.cookie);
            if method == Method::POST {
                request = request.json(body);
            }
            if let Some(key) = key {
                request = request.header(IDEMPOTENCY_KEY, key);
            }
            match ask(request).await {
                Said::Yes(answer) => return Ok(answer),
                Said::No(ProblemCode::SignIn) => panic!("a session is lost"),
                Said::No(code) => return Err(code),
                Said::Down => REPEATED.fetch_add(1, Ordering::Relaxed),
            };
            tokio::time::sleep(AGAIN).await;
        }
    }
}

fn location(headers: &HeaderMap) -> String {
    headers.get(LOCATION).expect("a redirect").to_str().unwrap().to_owned()
}

/// The cookies that are set, but not those that are taken away.
fn cookie_of(headers: &HeaderMap) -> String {
    let set = headers.get_all(SET_COOKIE).iter().map(|set| set.to_str().unwrap());
    let kept = set.filter(|set| !set.contains("Max-Age=0")).filter_map(|set| set.split(';').next());
    kept.collect::<Vec<_>>().join("; ")
}
