//! The front page: what this is, the test cards, the published numbers.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::bank::cards::{Brand, CARDS, CODE};
use crate::html::{asset, page};
use crate::special::{GUIDE_PHONE, SPECIAL_PHONES};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(show))
        .route("/healthz", get(|| async { "ok" }))
        .route("/assets/sandbox.css", get(|| async { asset("text/css; charset=utf-8", include_str!("../assets/sandbox.css")) }))
}

async fn show() -> Response {
    let cards: String = CARDS
        .iter()
        .map(|card| {
            let brand = Brand::of(card.number).map_or("", Brand::name);
            format!("<tr><td><code>{}</code></td><td>{brand}</td><td>{}</td></tr>", grouped(card.number), card.about)
        })
        .collect();
    let numbers: String = SPECIAL_PHONES
        .iter()
        .map(|special| format!("<tr><td><code>{}</code></td><td>{}</td></tr>", local(special.phone), special.about))
        .collect();
    let body = format!(
        "<p>A stand-in for the outside world of Kommunal: a bank with its own card page, two billers (gas, electricity) and \
         a mail server. They speak the real protocols, no real money moves. Read what was sent in the \
         <a href=\"/mail\">mailbox</a>; make trouble and see the books at <a href=\"/control\">control</a>.</p>\
         <h2>Test cards</h2><p>Any future expiry, any three-digit CVV (but <code>000</code> is a wrong one). The 3-D Secure \
         code is <code>{CODE}</code>. Any other number is declined.</p>\
         <div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>Number</th><th>Scheme</th><th>What happens</th></tr>\
         </thead><tbody>{cards}</tbody></table></div>\
         <h2>Published numbers</h2><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>Number</th>\
         <th>What happens</th></tr></thead><tbody><tr><td><code>{}</code></td><td>the guide's own example: electricity \
         owes 24.17, gas nothing</td></tr>{numbers}</tbody></table></div>",
        local(GUIDE_PHONE),
    );
    page("The outside world", &body)
}

fn grouped(number: &str) -> String {
    let mut text = String::with_capacity(number.len() + 4);
    for (at, digit) in number.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

fn local(phone: &str) -> String {
    phone.split_at_checked(2).map_or_else(|| phone.to_owned(), |(area, number)| format!("({area}) {number}"))
}
