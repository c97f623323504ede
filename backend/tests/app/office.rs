//! Somebody who applies for a certificate, and the office that answers.

use super::{Browser, Reply, TestApp};
use kommunal::app::certificates::issuer_key;
use kommunal::app::{Clock, random_id};
use kommunal::config::Config;
use serde_json::{Value, json};
use shared::api::applications::{ApplicationView, AttachmentView, ProofView};
use shared::api::office::OfficeApplication;
use shared::api::{IDEMPOTENCY_KEY, path};
use shared::application::Stage;
use sqlx::Row;
use std::path::Path;

/// A key of this test's own.
pub(super) fn make_keys(config: &mut Config, folder: &Path) {
    let wanted = issuer_key::Wanted { country: "AZ", organisation: "Test", name: "Test", years: 3 };
    let made = issuer_key::make(&folder.join("issuer"), &wanted, Clock::default().now());
    if let (Some(signing), Ok((key, certificate))) = (config.signing.as_mut(), made) {
        (signing.key, signing.certificate) = (key, certificate);
    }
}

/// What is applied for.
#[derive(Debug, Clone)]
pub struct Wish {
    pub body: Value,
    pub key: String,
}

impl Wish {
    /// For a home, with a proven mobile.
    pub async fn of_home(browser: &Browser<'_>, account: &str, mobile: &str) -> Self {
        let body = json!({
            "class": "residential", "account": account, "address": "Bakı, Nizami küçəsi 12, mənzil 5", "purpose": "sale",
            "mobile": mobile, "proof": browser.prove(mobile).await, "declared": true, "lang": "en",
        });
        Self { body, key: random_id().as_str().to_owned() }
    }

    /// The same with one answer changed.
    pub fn with(&self, field: &str, value: Value) -> Self {
        let mut other = self.clone();
        other.body[field] = value;
        other
    }

    /// The same as another attempt.
    pub fn anew(&self) -> Self {
        Self { key: random_id().as_str().to_owned(), ..self.clone() }
    }
}

impl Browser<'_> {
    /// Proves a number by the code that its phone gets.
    pub async fn prove(&self, mobile: &str) -> String {
        let key = random_id();
        let proof: ProofView = self.post_with(path::MOBILES, &[(IDEMPOTENCY_KEY, key.as_str())], &json!({ "mobile": mobile })).await.ok();
        let app = self.app();
        let code = crate::eventually!("the code", app.sms_to(mobile).into_iter().find_map(|text| code_in(&text)));
        let proven: ProofView = self.post(&path::MOBILE.replace("{id}", &proof.id), &json!({ "code": code })).await.ok();
        assert!(proven.proven);
        proof.id
    }

    pub async fn try_submit(&self, wish: &Wish) -> Reply {
        self.post_with(path::APPLICATIONS, &[(IDEMPOTENCY_KEY, &wish.key)], &wish.body).await
    }

    pub async fn submit(&self, wish: &Wish) -> ApplicationView {
        self.try_submit(wish).await.ok()
    }

    pub async fn attach(&self, name: &str, bytes: &[u8]) -> Reply {
        self.send(
            reqwest::Method::POST,
            path::ATTACHMENTS,
            &[("file-name", name), ("content-type", "application/octet-stream")],
            bytes.to_vec(),
        )
        .await
    }

    pub async fn attached(&self, name: &str) -> AttachmentView {
        self.attach(name, b"%PDF-1.7 made up").await.ok()
    }

    pub async fn application(&self, number: &str) -> ApplicationView {
        self.get(&path::APPLICATION.replace("{number}", number)).await.ok()
    }

    pub async fn until_stage(&self, number: &str, stage: Stage) -> ApplicationView {
        crate::eventually!(stage.as_str(), Some(self.application(number).await).filter(|view| view.track.stage == stage))
    }

    pub async fn review(&self, number: &str) -> OfficeApplication {
        self.get(&path::OFFICE_APPLICATION.replace("{number}", number)).await.ok()
    }

    pub async fn try_decide(&self, number: &str, decision: &str, body: Value) -> Reply {
        let address = path::OFFICE_DECISION.replace("{number}", number).replace("{decision}", decision);
        self.post_with(&address, &[(IDEMPOTENCY_KEY, random_id().as_str())], &body).await
    }

    /// Decides on what is shown now.
    pub async fn decide(&self, number: &str, decision: &str, mut body: Value) -> OfficeApplication {
        body["version"] = json!(self.review(number).await.version);
        self.try_decide(number, decision, body).await.ok()
    }

    pub async fn take_and_approve(&self, number: &str) {
        self.decide(number, "take", json!({})).await;
        self.decide(number, "approve", json!({})).await;
    }
}

/// Six digits in a row.
fn code_in(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).map(str::to_owned)
}

impl TestApp {
    /// What a phone received, newest first.
    pub fn sms_to(&self, mobile: &str) -> Vec<String> {
        self.sandbox.sms().into_iter().filter(|sms| sms.to == mobile).map(|sms| sms.text).collect()
    }

    /// Waits for an SMS that holds a text.
    pub async fn sms_with(&self, mobile: &str, text: &str) -> String {
        crate::eventually!(text, self.sms_to(mobile).into_iter().find(|sms| sms.contains(text)))
    }

    /// A browser in which somebody is signed in.
    pub async fn signed_in(&self, fin: &str) -> Browser<'_> {
        let browser = self.browser();
        browser.sign_in(fin).await;
        browser
    }

    /// Somebody's application, issued. Answers its number and the certificate's.
    pub async fn issued(&self, citizen: &Browser<'_>, officer: &Browser<'_>, wish: &Wish) -> (String, String) {
        let number = citizen.submit(wish).await.number;
        officer.take_and_approve(&number).await;
        let view = citizen.until_stage(&number, Stage::Issued).await;
        (number, view.certificate.unwrap().number)
    }
}

/// Every number ever set aside, and every certificate's.
pub async fn certificate_numbers(app: &TestApp) -> (Vec<String>, Vec<String>) {
    let column = |rows: Vec<sqlx::any::AnyRow>| rows.iter().map(|row| row.try_get::<String, _>(0).unwrap()).collect();
    let aside = column(app.rows("SELECT number FROM certificate_number ORDER BY number").await);
    (aside, column(app.rows("SELECT number FROM certificate ORDER BY number").await))
}
