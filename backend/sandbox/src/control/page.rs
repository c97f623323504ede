//! The control page.

use axum::response::Response;

use crate::faults::{Rule, SURFACES};
use crate::html::{escape, page};
use crate::money::decimal;
use crate::world::{Books, OrderLine, PostingLine};

/// What the form offers: the word of the API and what it means.
const MODES: &[(&str, &str)] = &[
    ("error500", "error 500"),
    ("html502", "502 with an HTML page"),
    ("refuse", "refuse (with code)"),
    ("slow", "slow (with ms)"),
    ("silent", "silent: never answers, does nothing"),
    ("silent_after", "does the work, never answers"),
    ("lost_answer", "does the work, drops the connection"),
    ("unknown_status", "undocumented status"),
    ("duplicate", "receives the request twice"),
    ("bad_signature", "wrong signature (billers, registers)"),
    ("wrong_state", "another state (identity.authorize)"),
    ("wrong_nonce", "ID token: another nonce"),
    ("wrong_issuer", "ID token or discovery: another issuer"),
    ("wrong_audience", "ID token: another client"),
    ("wrong_subject", "ID token or userinfo: another person"),
    ("alg_none", "ID token: alg none"),
    ("alg_hmac", "ID token: HMAC with the public key"),
    ("wrong_key", "ID token: a key not published"),
    ("altered_token", "ID token: changed after signing"),
    ("expired_token", "ID token: expired"),
    ("none", "works (exempts what it names)"),
];

/// How many lines of the books the page shows; the API has all.
const SHOWN_MAX: usize = 50;

pub(crate) fn control(rules: &[Rule], books: &Books, problem: Option<&str>) -> Response {
    let problem = problem.map(|text| format!("<p class=\"problem\" role=\"alert\">{}</p>", escape(text))).unwrap_or_default();
    let body = format!("{problem}{}{}{}{}", in_force(rules), form(), orders(&books.orders), postings(&books.postings));
    page("Trouble and books", &body)
}

fn in_force(rules: &[Rule]) -> String {
    let items: String =
        rules.iter().map(|rule| format!("<li><code>{}</code></li>", escape(&serde_json::to_string(rule).unwrap_or_default()))).collect();
    let list = if items.is_empty() { "<p>Everything works.</p>".to_owned() } else { format!("<ul>{items}</ul>") };
    format!(
        "<section><h2>Rules in force</h2>{list}<form method=\"post\" action=\"/control/clear\"><button>Everything works \
         again</button></form></section>"
    )
}

fn form() -> String {
    let surfaces: String = SURFACES.iter().map(|surface| format!("<option>{surface}</option>")).collect();
    let modes: String = MODES.iter().map(|(word, text)| format!("<option value=\"{word}\">{text}</option>")).collect();
    format!(
        "<section><h2>Make trouble</h2><form class=\"grid\" method=\"post\" action=\"/control\">\
         <label>Surface <select name=\"surface\">{surfaces}</select></label>\
         <label>What happens <select name=\"mode\">{modes}</select></label>\
         <label>Milliseconds <input name=\"ms\" inputmode=\"numeric\" size=\"8\"></label>\
         <label>Code <input name=\"code\" size=\"16\"></label>\
         <label>How many times (empty: always) <input name=\"times\" inputmode=\"numeric\" size=\"8\"></label>\
         <label>Only this order, account, phone, recipient, FIN or VÖEN <input name=\"only\" size=\"24\"></label>\
         <button>Put in force</button></form></section>"
    )
}

fn table(title: &str, heads: &[&str], rows: &str) -> String {
    let heads: String = heads.iter().map(|head| format!("<th>{head}</th>")).collect();
    format!(
        "<section><h2>{title}</h2><div class=\"scroll\" tabindex=\"0\"><table><thead><tr>{heads}</tr></thead>\
         <tbody>{rows}</tbody></table></div></section>"
    )
}

fn orders(orders: &[OrderLine]) -> String {
    let row = |order: &OrderLine| {
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            order.id,
            order.status,
            decimal(order.amount_minor),
            decimal(order.authorized_minor),
            decimal(order.cleared_minor),
            decimal(order.refunded_minor),
            escape(&order.description),
        )
    };
    let rows: String = orders.iter().rev().take(SHOWN_MAX).map(row).collect();
    let heads = ["Order", "Status", "Amount", "Authorised", "Cleared", "Refunded", "Description"];
    table("The bank's newest orders", &heads, &rows)
}

fn postings(postings: &[PostingLine]) -> String {
    let row = |posting: &PostingLine| {
        format!(
            "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
            posting.biller,
            escape(&posting.id),
            escape(&posting.account),
            decimal(posting.amount_minor),
            posting.status,
        )
    };
    let rows: String = postings.iter().rev().take(SHOWN_MAX).map(row).collect();
    let reset = "<section><h2>Start over</h2><p>Forgets orders, postings, messages and rules.</p><form method=\"post\" \
                 action=\"/control/reset\"><button>Reset the sandbox</button></form></section>";
    table("The billers' postings", &["Biller", "Posting", "Account", "Amount", "Status"], &rows) + reset
}
