//! The payer at the bank's page: forms filled in as a browser would.

use crate::plan::AtBank;
use crate::world::now;
use reqwest::{Client, Response};

const FORM: &str = "application/x-www-form-urlencoded";

/// Does what was planned at the page. The bank is up all the time.
pub(crate) async fn visit(client: &Client, redirect: &str, plan: AtBank) {
    let (page, order) = redirect.split_once('?').expect("a page with its order");
    let shown = client.get(redirect).send().await.unwrap().text().await.unwrap();
    if !shown.contains("name=\"number\"") {
        // The order has run out meanwhile.
        return;
    }
    let fill = |fields: String| client.post(page).header("content-type", FORM).body(format!("{order}&{fields}")).send();
    match plan {
        AtBank::Leave => {}
        AtBank::Cancel => {
            fill("number=&expiry=&cvv=&action=cancel".to_owned()).await.unwrap();
        }
        AtBank::Pay { card, code } => {
            let next = fill(format!("number={card}&expiry=12/{}&cvv=123&action=pay", next_year())).await.unwrap();
            assert_ne!(next.status().as_u16(), 422, "the bank's form refuses what was typed");
            if asks_code(&next) {
                fill(format!("code={code}&action=confirm")).await.unwrap();
            }
        }
    }
}

fn next_year() -> i32 {
    now().civil().year + 1
}

fn asks_code(response: &Response) -> bool {
    let next = response.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
    next.starts_with("/bank/flex")
}
