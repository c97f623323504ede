//! A draft's way to another device: read once, by who knows the PIN, in time; and nothing is learned on the way.

use crate::app::{Citizen, Reply, TestApp, all_at_once};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::transfers::{SEALED_LENGTH_MAX, TakenTransfer, Transfer, TransferView};
use shared::api::{TRANSFER_TOKEN, path};

both_engines!(
    a_draft_is_read_once_and_its_sender_hears_of_it,
    of_many_readers_at_once_one_gets_it,
    five_wrong_pins_end_it,
    of_many_tries_at_once_five_count,
    it_ends_after_a_quarter_of_an_hour_and_is_deleted,
    its_sender_alone_can_look_at_it_and_take_it_back,
    what_does_not_fit_is_refused,
    who_sends_or_tries_too_much_is_stopped,
);

const SEALED: &str = "c2VhbGVk";
const MINUTE_MS: i64 = 60_000;

fn proof(n: u8) -> String {
    format!("{n:02x}").repeat(32)
}

async fn begun(citizen: &Citizen<'_>) -> Transfer {
    citizen.post(path::TRANSFERS, &json!({ "sealed": SEALED, "proof": proof(7) })).await.ok()
}

async fn take(citizen: &Citizen<'_>, id: &str, proof: &str) -> Reply {
    citizen.post(&path::TRANSFER_TAKE.replace("{id}", id), &json!({ "proof": proof })).await
}

async fn look(citizen: &Citizen<'_>, transfer: &Transfer) -> Reply {
    let headers = [(TRANSFER_TOKEN, transfer.token.as_str())];
    citizen.send(Method::GET, &path::TRANSFER.replace("{id}", &transfer.id), &headers, vec![]).await
}

/// What the database holds of ciphertext.
async fn sealed(app: &TestApp) -> String {
    app.text("SELECT COALESCE(MAX(sealed), '') FROM transfer").await
}

async fn a_draft_is_read_once_and_its_sender_hears_of_it(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let transfer = begun(&citizen).await;
    assert_eq!(transfer.expires_in_ms, 15 * MINUTE_MS);
    let view: TransferView = look(&citizen, &transfer).await.ok();
    assert!(!view.taken && view.tries_left == 5 && view.expires_in_ms > 14 * MINUTE_MS);
    assert_eq!(sealed(&app).await, SEALED);
    assert_eq!(take(&citizen, &transfer.id, &proof(7)).await.ok::<TakenTransfer>().sealed, SEALED);
    assert_eq!(sealed(&app).await, "", "deleted at the first reading");
    assert_eq!(take(&citizen, &transfer.id, &proof(7)).await.verdict(), "404 not_found");
    assert!(look(&citizen, &transfer).await.ok::<TransferView>().taken);
    app.finish().await;
}

async fn of_many_readers_at_once_one_gets_it(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for _ in 0..5 {
        let transfer = begun(&citizen).await;
        let right = proof(7);
        let replies = all_at_once((0..8).map(|_| take(&citizen, &transfer.id, &right))).await;
        let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404, 404, 404, 404, 404, 404, 404]);
    }
    app.finish().await;
}

async fn five_wrong_pins_end_it(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let transfer = begun(&citizen).await;
    for left in (1..5).rev() {
        let reply = take(&citizen, &transfer.id, &proof(8)).await;
        assert_eq!(reply.verdict(), "422 invalid pin=code_wrong");
        assert_eq!(reply.problem().fields[0].limit, left);
    }
    // What cannot be a proof is a try like any other.
    assert_eq!(take(&citizen, &transfer.id, "x").await.verdict(), "422 invalid pin=code_over");
    assert_eq!(take(&citizen, &transfer.id, &proof(7)).await.verdict(), "404 not_found");
    assert_eq!(sealed(&app).await, "");
    let view: TransferView = look(&citizen, &transfer).await.ok();
    assert!(!view.taken && view.tries_left == 0);
    app.finish().await;
}

async fn of_many_tries_at_once_five_count(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let transfer = begun(&citizen).await;
    let wrong: Vec<String> = (10..30).map(proof).collect();
    let replies = all_at_once(wrong.iter().map(|wrong| take(&citizen, &transfer.id, wrong))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 422).count(), 5);
    assert_eq!(take(&citizen, &transfer.id, &proof(7)).await.status, 404);
    app.finish().await;
}

async fn it_ends_after_a_quarter_of_an_hour_and_is_deleted(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let transfer = begun(&citizen).await;
    app.clock.turn_ahead(15 * MINUTE_MS - 30_000);
    assert_eq!(look(&citizen, &transfer).await.status, 200);
    app.clock.turn_ahead(31_000);
    assert_eq!(take(&citizen, &transfer.id, &proof(7)).await.verdict(), "404 not_found");
    assert_eq!(look(&citizen, &transfer).await.verdict(), "404 not_found");
    assert_eq!(kommunal::app::transfers::forget_old(&app.beside).await.unwrap(), 1);
    assert_eq!(app.count("transfer").await, 0);
    app.finish().await;
}

async fn its_sender_alone_can_look_at_it_and_take_it_back(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let (mine, other) = (begun(&citizen).await, begun(&citizen).await);
    let forged = Transfer { token: other.token.clone(), ..mine.clone() };
    assert_eq!(look(&citizen, &forged).await.verdict(), "404 not_found");
    let address = path::TRANSFER.replace("{id}", &mine.id);
    let forged = citizen.send(Method::DELETE, &address, &[(TRANSFER_TOKEN, &other.token)], vec![]).await;
    assert_eq!(forged.verdict(), "404 not_found");
    let back = citizen.send(Method::DELETE, &address, &[(TRANSFER_TOKEN, &mine.token)], vec![]).await;
    assert_eq!(back.status, 204);
    assert_eq!(take(&citizen, &mine.id, &proof(7)).await.status, 404);
    assert_eq!(take(&citizen, &other.id, &proof(7)).await.status, 200);
    app.finish().await;
}

async fn what_does_not_fit_is_refused(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let begin = async |sealed: &str, proof: &str| citizen.post(path::TRANSFERS, &json!({ "sealed": sealed, "proof": proof })).await;
    let right = proof(7);
    assert_eq!(begin(&"a".repeat(SEALED_LENGTH_MAX), &right).await.status, 200);
    assert_eq!(begin(&"a".repeat(SEALED_LENGTH_MAX + 1), &right).await.verdict(), "422 invalid sealed=too_long");
    assert_eq!(begin(&"a".repeat(SEALED_LENGTH_MAX * 2), &right).await.verdict(), "413 too_large");
    assert_eq!(begin("", &right).await.verdict(), "422 invalid sealed=empty");
    assert_eq!(begin("ə", &right).await.verdict(), "422 invalid sealed=malformed");
    for wrong in ["", "7", &right.to_uppercase().replace('0', "A"), &format!("{right}0")] {
        assert_eq!(begin(SEALED, wrong).await.verdict(), "422 invalid proof=malformed", "{wrong}");
    }
    let more: Value = json!({ "sealed": SEALED, "proof": right, "pin": "123456" });
    assert_eq!(citizen.post(path::TRANSFERS, &more).await.verdict(), "400 malformed", "a PIN has no business here");
    app.finish().await;
}

async fn who_sends_or_tries_too_much_is_stopped(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.transfers_per_address = 5).await;
    let one = app.citizen_at("203.0.113.9");
    let transfer = begun(&one).await;
    for _ in 0..4 {
        assert_eq!(take(&one, &"0".repeat(32), &proof(7)).await.status, 404);
    }
    assert_eq!(take(&one, &transfer.id, &proof(7)).await.verdict(), "429 too_many");
    assert_eq!(take(&app.citizen_at("203.0.113.10"), &transfer.id, &proof(7)).await.status, 200);
    app.finish().await;
}
