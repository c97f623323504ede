//! The way to the payment's page and back, with what it needs: nothing is typed twice. What is handed over is a payment
//! begun, in the form of that page's own record (pay/state/records.rs, where a test holds it): so it needs no other reader.

use crate::platform;
use crate::state::{App, drafts};
use frontend::api::json::{Json, object};

/// The record that the payment's page reads and removes.
const HAND_OVER: &str = "hand-over";

/// Leaves for the payment of a code.
pub(crate) async fn hand_over(app: App, account: &str, back: &str) {
    drafts::save(HAND_OVER, HAND_OVER, &begun(&app.options().biller, account, back)).await;
    platform::leave("/pay/account");
}

fn begun(biller: &str, account: &str, back: &str) -> Json {
    let (empty, none) = (|| Json::from(""), || Json::List(Vec::new()));
    let accounts = Json::List(vec![Json::List(vec![biller.into(), account.into()])]);
    let answers = object(vec![
        ("city", empty()),
        ("number", empty()),
        ("accounts", accounts),
        ("chosen", none()),
        ("card", empty()),
        ("email", empty()),
    ]);
    let (done, paid) = (Json::Bool(false), Json::Bool(false));
    object(vec![("answers", answers), ("by_hand", none()), ("back", back.into()), ("body", empty()), ("done", done), ("paid", paid)])
}
