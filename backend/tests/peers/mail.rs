//! The outbox and a mail server that drops, is slow and refuses: a letter is in the mailbox once.

use super::peer::Peer;
use crate::app::{TestApp, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::random_id;
use kommunal::connectors::Secret;
use serde_json::{Value, json};
use shared::api::IDEMPOTENCY_KEY;
use shared::api::path;
use shared::api::receipts::EmailReceipt;
use shared::format::Lang;
use std::collections::BTreeSet;

both_engines!(whatever_the_mail_server_does_a_letter_is_in_the_mailbox_once);

/// Past the longest pause that the first tries have between them.
const PAUSE_S: i64 = 200;

/// The letters to somebody, by Message-ID as mailboxes count them.
fn letters(seen: &Value, to: &str) -> BTreeSet<String> {
    let all = seen["letters"].as_array().unwrap().iter();
    all.filter(|letter| letter["to"][0] == *to).map(|letter| letter["id"].as_str().unwrap().to_owned()).collect()
}

/// Ended, or put off for longer than a claim lasts.
async fn is_settled(app: &TestApp, id: &str) -> bool {
    let later = app.clock.now().plus_ms(9_000).micros();
    app.number(&format!("SELECT COUNT(*) FROM outbox WHERE id = '{id}' AND (ended IS NOT NULL OR next_at > {later})")).await == 1
}

async fn whatever_the_mail_server_does_a_letter_is_in_the_mailbox_once(db: Database) {
    let peer = Peer::start("mailbox").await;
    let app = TestApp::start_with(db, |config| {
        let mail = config.mail.as_mut().unwrap();
        (mail.url, mail.timeout_ms) = (Secret::new(format!("smtp://127.0.0.1:{}", peer.port)), 800);
    })
    .await;
    let citizen = app.citizen();
    // Two: no receipt has so many letters a day.
    let mut receipts = Vec::new();
    for _ in 0..2 {
        let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
        paying.pay(cards::VISA_AT_ONCE).await;
        receipts.push(paying.is_paid().await.receipt.unwrap());
    }
    for (n, (plan, copies)) in [
        (json!([]), 1),
        (json!([{ "do": "drop_before" }]), 1),
        (json!([{ "do": "drop_after" }]), 1),
        (json!([{ "do": "slow", "ms": 1_500 }]), 1),
        (json!([{ "do": "refuse", "code": 451 }, { "do": "refuse", "code": 452 }]), 1),
        (json!([{ "do": "refuse", "code": 550 }]), 0),
    ]
    .into_iter()
    .enumerate()
    {
        let tries = plan.as_array().unwrap().len().max(1) + usize::from(copies == 1 && !plan.as_array().unwrap().is_empty());
        let before = peer.seen().await["tries"].as_u64().unwrap();
        peer.tell(plan.clone()).await;
        let (to, receipt) = (format!("aysel-{n}@example.az"), &receipts[n % 2]);
        let wanted = EmailReceipt { number: receipt.number.clone(), code: receipt.code.clone(), email: to.clone(), lang: Lang::Az };
        let key = random_id();
        assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &[(IDEMPOTENCY_KEY, key.as_str())], &wanted).await.status, 202);
        for tried in 1..=tries {
            let wanted = before + u64::try_from(tried).unwrap();
            crate::eventually!(format!("try {tried} of {plan}"), (peer.seen().await["tries"].as_u64().unwrap() >= wanted).then_some(()));
            crate::eventually!("the try being settled", is_settled(&app, key.as_str()).await.then_some(()));
            app.turn_our_clock(PAUSE_S);
        }
        let ended = format!("SELECT COUNT(*) FROM outbox WHERE id = '{key}' AND ended IS NOT NULL");
        assert_eq!(app.number(&ended).await, 1, "{plan}");
        assert_eq!(letters(&peer.seen().await, &to).len(), copies, "{plan}");
    }
    app.finish().await;
}
