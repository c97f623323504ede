//! Finding a receipt again, its paper and its letter.

use crate::app::{Paying, TestApp, cards};
use crate::both_engines;
use crate::support::Database;
use shared::api::path;
use shared::api::payments::{PaymentView, ReceiptRef};
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
use shared::format::Lang;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

both_engines!(
    a_receipt_is_found_by_number_and_code_however_they_are_typed,
    a_wrong_code_is_not_told_apart_from_an_unknown_number,
    the_paper_is_a_pdf_in_each_language,
    the_same_letter_twice_is_sent_once,
    letters_are_counted_for_the_receipt_and_for_whom_they_go_to,
    a_key_used_for_another_letter_is_refused,
);

async fn receipt_of(paying: &Paying<'_>) -> ReceiptRef {
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await.receipt.unwrap()
}

fn request(number: &str, code: &str) -> ReceiptRequest {
    ReceiptRequest { number: number.to_owned(), code: code.to_owned(), lang: Lang::Az }
}

async fn a_receipt_is_found_by_number_and_code_however_they_are_typed(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    let receipt = receipt_of(&paying).await;
    for (number, code) in [
        (receipt.number.clone(), receipt.code.clone()),
        (receipt.number.to_lowercase(), receipt.code.to_lowercase()),
        (format!(" {} ", receipt.number.replace('-', " ")), format!("{}-{}", &receipt.code[..5], &receipt.code[5..])),
    ] {
        let found: PaymentView = citizen.post(path::RECEIPTS_FIND, &request(&number, &code)).await.ok();
        assert_eq!(found, paying.view().await);
    }
    app.finish().await;
}

async fn a_wrong_code_is_not_told_apart_from_an_unknown_number(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let first = receipt_of(&citizen.begin(&citizen.telephone(&app.new_home()).await).await).await;
    let second = receipt_of(&citizen.begin(&citizen.telephone(&app.new_home()).await).await).await;
    let (number, code) = (first.number.as_str(), first.code.as_str());
    for path in [path::RECEIPTS_FIND, path::RECEIPTS_PDF] {
        let unknown = citizen.post(path, &request("KM-2026-ZZZZZZZZ", code)).await;
        assert_eq!(unknown.verdict(), "404 not_found");
        for wrong in [second.code.as_str(), "0000000000"] {
            assert_eq!(citizen.post(path, &request(number, wrong)).await.body, unknown.body);
        }
        assert_eq!(citizen.post(path, &request("", "")).await.verdict(), "422 invalid number=empty code=empty");
        assert_eq!(citizen.post(path, &request("KM-26-1", "short")).await.verdict(), "422 invalid number=receipt_number code=receipt_code");
    }
    let letter = EmailReceipt { number: number.to_owned(), code: second.code, email: "a@example.az".to_owned(), lang: Lang::Az };
    let key = [("idempotency-key", "00112233445566778899aabbccddeeff")];
    assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &key, &letter).await.verdict(), "404 not_found");
    let no_address = EmailReceipt { email: "nobody".to_owned(), ..letter };
    assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &key, &no_address).await.verdict(), "422 invalid email=email_format");
    assert_eq!(app.count("outbox").await, 0);
    app.finish().await;
}

async fn the_paper_is_a_pdf_in_each_language(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let receipt = receipt_of(&citizen.begin(&citizen.telephone(&app.new_home()).await).await).await;
    let mut papers = vec![];
    for lang in [Lang::Az, Lang::Ru, Lang::En] {
        let reply = citizen.post(path::RECEIPTS_PDF, &ReceiptRequest { lang, ..request(&receipt.number, &receipt.code) }).await;
        assert_eq!((reply.status, reply.header("content-type"), reply.header("cache-control")), (200, "application/pdf", "no-store"));
        assert_eq!(reply.header("content-disposition"), format!("attachment; filename=\"{}.pdf\"", receipt.number));
        assert!(reply.body.starts_with(b"%PDF-") && reply.body.len() > 5_000);
        papers.push(reply.body);
    }
    papers.dedup();
    assert_eq!(papers.len(), 3);
    app.finish().await;
}

async fn sent(app: &TestApp, count: i64) {
    let sql = "SELECT COUNT(*) FROM outbox WHERE ended = 'sent'";
    crate::eventually!("the letters", (app.number(sql).await == count).then_some(()));
}

async fn the_same_letter_twice_is_sent_once(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let receipt = receipt_of(&citizen.begin(&citizen.telephone(&app.new_home()).await).await).await;
    let letter = EmailReceipt { number: receipt.number, code: receipt.code, email: "aysel@example.az".to_owned(), lang: Lang::Ru };
    let key = [("idempotency-key", "00112233445566778899aabbccddeeff")];
    let replies = crate::app::all_at_once((0..10).map(|_| citizen.post_with(path::RECEIPTS_EMAIL, &key, &letter))).await;
    assert!(replies.iter().all(|reply| reply.status == 202));
    sent(&app, 1).await;
    assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &key, &letter).await.status, 202);
    let another = [("idempotency-key", "ffeeddccbbaa99887766554433221100")];
    assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &another, &letter).await.status, 202);
    sent(&app, 2).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let letters = app.sandbox.messages();
    assert_eq!(letters.len(), 2);
    assert!(letters.iter().all(|letter| letter.to == ["aysel@example.az"] && letter.attachments.len() == 1));
    assert_eq!(citizen.post(path::RECEIPTS_EMAIL, &letter).await.verdict(), "400 malformed");
    app.finish().await;
}

/// S4: a receipt pays for a few letters, and nobody gets more than a few from strangers.
async fn letters_are_counted_for_the_receipt_and_for_whom_they_go_to(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let mut receipts = Vec::new();
    for _ in 0..3 {
        receipts.push(receipt_of(&citizen.begin(&citizen.telephone(&app.new_home()).await).await).await);
    }
    // A day begins.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    app.turn_our_clock(i64::try_from(86_400 - now % 86_400).unwrap());
    let ask = async |receipt: &ReceiptRef, email: &str| {
        let (number, code) = (receipt.number.clone(), receipt.code.clone());
        let letter = EmailReceipt { number, code, email: email.to_owned(), lang: Lang::Az };
        let key = kommunal::app::random_id();
        citizen.post_with(path::RECEIPTS_EMAIL, &[("idempotency-key", key.as_str())], &letter).await
    };
    for receipt in &receipts[..2] {
        for _ in 0..5 {
            assert_eq!(ask(receipt, "aysel@example.az").await.status, 202);
        }
        let over = ask(receipt, "other@example.az").await;
        assert_eq!(over.verdict(), "429 too_many");
        assert!(over.problem().retry_after_ms.unwrap() <= 86_400_000);
    }
    // Ten to one address; the third receipt still goes to another.
    assert_eq!(ask(&receipts[2], "aysel@example.az").await.verdict(), "429 too_many");
    assert_eq!(ask(&receipts[2], "other@example.az").await.status, 202);
    assert_eq!(app.count("outbox").await, 11);
    app.turn_our_clock(86_400);
    assert_eq!(ask(&receipts[0], "aysel@example.az").await.status, 202);
    app.finish().await;
}

async fn a_key_used_for_another_letter_is_refused(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let receipt = receipt_of(&citizen.begin(&citizen.telephone(&app.new_home()).await).await).await;
    let letter = EmailReceipt { number: receipt.number, code: receipt.code, email: "aysel@example.az".to_owned(), lang: Lang::Ru };
    let key = [("idempotency-key", "00112233445566778899aabbccddeeff")];
    assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &key, &letter).await.status, 202);
    let elsewhere = EmailReceipt { email: "other@example.az".to_owned(), ..letter.clone() };
    let otherwise = EmailReceipt { lang: Lang::En, ..letter };
    for other in [&elsewhere, &otherwise] {
        assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &key, other).await.verdict(), "422 key_reused");
    }
    sent(&app, 1).await;
    // Also once the first has gone and its words are forgotten.
    assert_eq!(citizen.post_with(path::RECEIPTS_EMAIL, &key, &elsewhere).await.verdict(), "422 key_reused");
    assert_eq!(app.count("outbox").await, 1);
    app.finish().await;
}
