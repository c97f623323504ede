//! A browser without pages: it keeps cookies, and goes to the identity provider and back when its citizen signs in.

use super::citizen::{Citizen, Reply, client};
use reqwest::header::{LOCATION, SET_COOKIE};
use reqwest::{Method, Url};
use serde::Serialize;
use shared::api::identity::SessionView;
use shared::api::path;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Somebody of the sandbox's residents.
pub mod people {
    pub const AYSEL: &str = "5XK2Q7M";
    pub const RESHAD: &str = "2RT8W4A";
    pub const UNREGISTERED: &str = "7CU4Z2L";
    pub const OFFICER: &str = "2NG8S5M";
    pub const SECOND_OFFICER: &str = "4TR6B9N";
    pub const SUPERVISOR: &str = "8SB3W1P";
    pub const OPERATOR: &str = "6ZQ7E4R";
    pub const AUDITOR: &str = "3HD8K5V";
}

pub const SESSION_COOKIE: &str = "__Host-kommunal-session";
pub const SIGN_IN_COOKIE: &str = "__Host-kommunal-sign-in";

pub struct Browser<'a> {
    citizen: Citizen<'a>,
    jar: Mutex<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub fn new(citizen: Citizen<'a>) -> Self {
        Self { citizen, jar: Mutex::default() }
    }

    pub fn app(&self) -> &super::TestApp {
        self.citizen.app
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let cookies = self.jar.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        let reply = self.citizen.send(method, path, &headers, body).await;
        self.keep(&reply);
        reply
    }

    /// Cookies are kept as a browser keeps them: what a `__Host-` cookie must be is checked here.
    fn keep(&self, reply: &Reply) {
        for set in reply.headers.get_all(SET_COOKIE) {
            let text = set.to_str().unwrap();
            for wanted in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
                assert!(text.contains(wanted), "{wanted} in {text}");
            }
            assert!(!text.contains("Domain"), "{text}");
            // The twin that goes beside it on the demonstration's address, for WebKit, is not kept: nothing may need it.
            if text.starts_with("kommunal-") {
                continue;
            }
            assert!(text.starts_with("__Host-") && text.contains("; Secure"), "{text}");
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            let mut jar = self.jar.lock().unwrap();
            if text.contains("Max-Age=0") {
                jar.remove(name)
            } else {
                jar.insert(name.to_owned(), value.to_owned())
            };
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], vec![]).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, &[], vec![]).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        self.post_with(path, &[], body).await
    }

    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &impl Serialize) -> Reply {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        self.send(Method::POST, path, &headers, serde_json::to_vec(body).unwrap()).await
    }

    pub async fn session(&self) -> SessionView {
        self.get(path::SESSION).await.ok()
    }

    /// Where a sign-in leads first.
    pub async fn begin_sign_in(&self, return_to: &str) -> String {
        let mut url = Url::parse("path:").unwrap();
        url.query_pairs_mut().append_pair("return", return_to);
        let reply = self.get(&format!("{}?{}", path::SIGN_IN, url.query().unwrap())).await;
        assert_eq!(reply.status, 303);
        reply.header("location").to_owned()
    }

    /// On the provider's page somebody signs in. Answers the address the provider sends the browser to.
    pub async fn at_provider(&self, page: &str, fin: &str) -> String {
        let page = Url::parse(page).unwrap();
        let mut form = Url::parse("form:").unwrap();
        form.query_pairs_mut().extend_pairs(page.query_pairs()).append_pair("person", fin);
        let request = client().post(page.join("/identity/sign-in").unwrap()).header("content-type", "application/x-www-form-urlencoded");
        let reply = request.body(form.query().unwrap().to_owned()).send().await.unwrap();
        assert_eq!(reply.status().as_u16(), 303, "the provider's page");
        reply.headers().get(LOCATION).unwrap().to_str().unwrap().to_owned()
    }

    /// Comes back to us. Answers where we send the browser.
    pub async fn come_back(&self, address: &str) -> String {
        let address = Url::parse(address).unwrap();
        assert_eq!(address.path(), path::CALLBACK);
        let reply = self.get(&format!("{}?{}", address.path(), address.query().unwrap_or(""))).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        reply.header("location").to_owned()
    }

    /// The whole way, to the page `/certificate`.
    pub async fn sign_in(&self, fin: &str) {
        assert_eq!(self.try_sign_in(fin).await, "/certificate");
    }

    pub async fn try_sign_in(&self, fin: &str) -> String {
        let page = self.begin_sign_in("/certificate").await;
        if page.starts_with('/') {
            return page;
        }
        let back = self.at_provider(&page, fin).await;
        self.come_back(&back).await
    }
}
