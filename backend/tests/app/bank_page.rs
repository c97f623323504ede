//! The bank's card page, filled by its forms as a browser would.

use super::citizen::client;
use reqwest::Url;
use reqwest::header::LOCATION;

/// Published test cards (`backend/sandbox/README.md`).
pub mod cards {
    pub const VISA: &str = "4111 1111 1111 1111";
    pub const VISA_AT_ONCE: &str = "4242424242424242";
    pub const MASTERCARD_AT_ONCE: &str = "5200828282828210";
    pub const DECLINED: &str = "4000000000000002";
    pub const NO_FUNDS: &str = "4000000000009995";
    pub const EXPIRED: &str = "4000000000000069";
    pub const WRONG_CVV: &str = "4000000000000127";
    pub const NOT_CONFIRMED: &str = "4000008400001629";
    pub const NEVER_RETURNS: &str = "4000000000000341";
    pub const LATE: &str = "4000000000000077";
    pub const ODD_STATUS: &str = "4000000000003055";
}

/// The page of one order.
pub struct CardPage {
    url: Url,
    /// The bank's order number.
    pub order: String,
    password: String,
}

impl CardPage {
    pub fn of(redirect: &str) -> Self {
        let mut url = Url::parse(redirect).unwrap();
        let find = |name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        let (order, password) = (find("id"), find("password"));
        url.set_query(None);
        Self { url, order, password }
    }

    /// Types the card, and the code where one is asked for. Answers where the browser is sent.
    pub async fn pay(&self, card: &str) -> String {
        let next = self.send(&[("number", card), ("expiry", "12/30"), ("cvv", "123"), ("action", "pay")]).await;
        if next.starts_with("/bank/flex") { self.send(&[("code", "111111"), ("action", "confirm")]).await } else { next }
    }

    pub async fn cancel(&self) {
        self.send(&[("action", "cancel")]).await;
    }

    async fn send(&self, fields: &[(&str, &str)]) -> String {
        let own = [("id", self.order.as_str()), ("password", self.password.as_str())];
        let mut form = Url::parse("form:").unwrap();
        form.query_pairs_mut().extend_pairs(own.iter().chain(fields));
        let request = client().post(self.url.clone()).header("content-type", "application/x-www-form-urlencoded");
        let reply = request.body(form.query().unwrap().to_owned()).send().await.unwrap();
        assert!(reply.status().as_u16() < 400, "the card page says {}", reply.status());
        reply.headers().get(LOCATION).map_or(String::new(), |to| to.to_str().unwrap().to_owned())
    }
}
