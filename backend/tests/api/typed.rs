//! F7, F8, F15 behind the API: the thousand pasted forms that `shared/tests/pasted.rs` reads are taken here too, and the
//! thousand wrong ones are refused for the same reason.

#[path = "../../../shared/tests/common/pasted.rs"]
mod pasted;
#[path = "../../../shared/tests/common/rng.rs"]
mod rng;
#[path = "../../../shared/tests/common/wrong.rs"]
mod wrong;

use crate::app::people;
use crate::app::{Browser, TestApp};
use crate::both_engines;
use crate::support::Database;
use pasted::{Kind, Pasted};
use serde_json::{Value, json};
use shared::api::applications::ProofView;
use shared::api::path;
use shared::api::problem::ProblemCode;

both_engines!(f7_f8_f15_what_the_form_takes_the_server_takes, f7_f8_f15_what_is_wrong_is_refused_for_the_reason_that_is_true,);

const KEY: [(&str, &str); 1] = [("idempotency-key", "00112233445566778899aabbccddeeff")];

/// Where a kind is typed, the field it is there, and the body. An amount arrives as an integer and a FIN from the identity
/// provider: nobody types them at the server.
fn request(one: &Pasted, tracking: &str) -> Option<(String, &'static str, Value)> {
    let text = one.text.as_str();
    let receipt = |number: &str, code: &str| json!({ "number": number, "code": code, "lang": "az" });
    let (number, code) = ("KM-2026-00000000", "0000000000");
    Some(match one.kind {
        Kind::Landline => (path::BILLS.to_owned(), "number", json!({ "city": "12", "number": text })),
        Kind::Digits | Kind::Account => {
            let biller = if one.kind == Kind::Digits { "electricity" } else { "gas" };
            let body = json!({ "city": "", "number": "", "biller": biller, "account": text });
            (path::BILLS_ASK.to_owned(), "account", body)
        }
        Kind::Voen => (path::REGISTRY_COMPANY.to_owned(), "voen", json!({ "voen": text })),
        Kind::Receipt => (path::RECEIPTS_FIND.to_owned(), "number", receipt(text, code)),
        Kind::ReceiptCode => (path::RECEIPTS_FIND.to_owned(), "code", receipt(number, text)),
        Kind::Email => (path::RECEIPTS_EMAIL.to_owned(), "email", json!({ "number": number, "code": code, "email": text, "lang": "az" })),
        Kind::Application => (path::TRACKING.to_owned(), "number", json!({ "number": text, "mobile": "" })),
        Kind::Mobile => (path::TRACKING.to_owned(), "mobile", json!({ "number": "", "mobile": text })),
        Kind::Certificate => (path::CERTIFICATES_CHECK.to_owned(), "number", json!({ "number": text })),
        Kind::Sms => (path::TRACKING_CODE.replace("{id}", tracking), "code", json!({ "code": text })),
        Kind::Amount | Kind::Fin => return None,
    })
}

/// What the server says of the field; `None`: it took it.
async fn verdict(browser: &Browser<'_>, tracking: &str, one: &Pasted) -> Option<Option<(String, i64)>> {
    let (path, field, body) = request(one, tracking)?;
    let reply = browser.post_with(&path, &KEY, &body).await;
    assert!(reply.status < 500, "{} {one:?}", reply.status);
    if reply.status < 300 {
        return Some(None);
    }
    // A body that is not read says nothing of the field.
    assert_ne!(reply.problem().code, ProblemCode::Malformed, "{} {one:?}", reply.text());
    let found = reply.problem().fields.into_iter().find(|wrong| wrong.field == field);
    // A code that is read is another than the one sent, of which there is none.
    let found = found.filter(|wrong| !matches!(wrong.code.as_str(), "code_wrong" | "code_over"));
    Some(found.map(|wrong| (wrong.code.as_str().to_owned(), wrong.limit)))
}

async fn judged(db: Database, all: Vec<Pasted>) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    browser.sign_in(people::AYSEL).await;
    let body = json!({ "number": pasted::checked(Kind::Application, "M-2026-7K3M-9QX"), "mobile": "0502345678" });
    let tracking: ProofView = browser.post_with(path::TRACKING, &KEY, &body).await.ok();
    let (mut differ, mut asked) = (vec![], 0);
    for one in all {
        let Some(said) = verdict(&browser, &tracking.id, &one).await else { continue };
        asked += 1;
        if said != one.right.err().map(|(code, limit)| (code.as_str().to_owned(), limit)) {
            differ.push((one, said));
        }
    }
    assert!(differ.is_empty() && asked == 840, "{asked} {differ:#?}");
    app.finish().await;
}

async fn f7_f8_f15_what_the_form_takes_the_server_takes(db: Database) {
    judged(db, pasted::taken(7, 20)).await;
}

async fn f7_f8_f15_what_is_wrong_is_refused_for_the_reason_that_is_true(db: Database) {
    judged(db, pasted::refused(15, 20)).await;
}
