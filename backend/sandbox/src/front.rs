//! The front page: what this is, the test cards, the published numbers.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::bank::cards::{Brand, CARDS, CODE};
use crate::html::{asset, escape, page};
use crate::identity::PIN;
use crate::money::decimal;
use crate::residents::{COMPANIES, FixedAccount, PERSONS};
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
        "<p>A stand-in for the outside world of Kommunal: a bank with its own card page, two billers (gas, electricity), the state \
         registers, an <a href=\"/identity/.well-known/openid-configuration\">identity provider</a>, an SMS centre and a mail server. They \
         speak the real protocols, no real money moves. Read what was sent in the <a href=\"/mail\">mailbox</a> and on the \
         <a href=\"/sms\">phones</a>; make trouble and see the books at <a href=\"/control\">control</a>.</p>\
         <h2>Test cards</h2><p>Any future expiry, any three-digit CVV (but <code>000</code> is a wrong one). The 3-D Secure \
         code is <code>{CODE}</code>. Any other number is declined.</p>\
         <div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>Number</th><th>Scheme</th><th>What happens</th></tr>\
         </thead><tbody>{cards}</tbody></table></div>\
         <h2>Published numbers</h2><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>Number</th>\
         <th>What happens</th></tr></thead><tbody><tr><td><code>{}</code></td><td>the guide's own example: electricity \
         owes 24.17, gas nothing</td></tr>{numbers}</tbody></table></div>{}",
        local(GUIDE_PHONE),
        residents(),
    );
    page("The outside world", &body)
}

/// The demonstration's people and companies with their accounts.
fn residents() -> String {
    let accounts = |accounts: &[FixedAccount]| {
        let one = |account: &FixedAccount| format!("<code>{}</code> {} {:?}", account.code, decimal(account.balance_minor), account.habit);
        accounts.iter().map(one).collect::<Vec<_>>().join("<br>")
    };
    let row = |id: &str, name: &str, note: &str, electricity: &str| {
        format!("<tr><td><code>{id}</code></td><td lang=\"az\">{}</td><td>{note}</td><td>{electricity}</td></tr>", escape(name))
    };
    let people = PERSONS.iter().map(|person| {
        let roles: Vec<String> = person.roles.iter().skip(1).map(|role| format!("{role:?}")).collect();
        row(person.fin, &person.full_name(), &roles.join(", "), &accounts(person.accounts))
    });
    let companies = COMPANIES
        .iter()
        .map(|company| row(company.voen, company.name, &format!("by {}", company.representatives.join(", ")), &accounts(company.accounts)));
    let rows: String = people.chain(companies).collect();
    format!(
        "<h2>People and companies</h2><p>Everybody's PIN is <code>{PIN}</code>.</p><div class=\"scroll\" tabindex=\"0\"><table><thead><tr>\
         <th>FIN or VÖEN</th><th>Name</th><th>Role, or who acts for it</th><th>Electricity: code, owed, habit</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>"
    )
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
