//! The SMS connector and an SMS centre that drops, is slow, refuses and throttles: every message arrives once.

use super::peer::Peer;
use kommunal::app::random_id;
use kommunal::connectors::Secret;
use kommunal::connectors::sms::{Sent, SmppConfig, Sms, SmsConfig};
use serde_json::{Value, json};
use shared::id::Id;
use shared::mobile::Mobile;

fn sms(peer: &Peer, password: &str) -> Sms {
    let config = SmppConfig {
        address: format!("127.0.0.1:{}", peer.port),
        system_id: "kommunal".to_owned(),
        password: Secret::new(password),
        source: "Kommunal".to_owned(),
        tls: false,
        replace: true,
        timeout_ms: 600,
    };
    Sms::new(&SmsConfig::Smpp(config)).unwrap()
}

fn phone() -> Mobile {
    Mobile::parse("+994502340001").unwrap()
}

/// Sends until it is settled, as an outbox does. Answers what each try said.
async fn send(sms: &Sms, id: &Id, text: &str) -> Vec<Sent> {
    let mut said = vec![];
    for _ in 0..8 {
        said.push(sms.send(id, &phone(), text).await);
        if matches!(said.last(), Some(Sent::Yes | Sent::No { .. })) {
            return said;
        }
    }
    panic!("never settled: {said:?}");
}

/// The texts that wait for the phone, parts put together.
fn texts(seen: &Value) -> Vec<String> {
    let waiting = seen["waiting"].as_array().unwrap();
    let mut whole: Vec<(Value, Vec<(u64, String)>)> = vec![];
    for message in waiting {
        let text = message["text"].as_str().unwrap().to_owned();
        let part = message["part"].as_array();
        let key = part.map_or_else(|| json!([message["service_type"]]), |part| part[0].clone());
        let number = part.map_or(1, |part| part[2].as_u64().unwrap());
        match whole.iter_mut().find(|(known, _)| *known == key) {
            Some((_, parts)) => parts.push((number, text)),
            None => whole.push((key, vec![(number, text)])),
        }
    }
    let joined = whole.into_iter().map(|(_, mut parts)| {
        parts.sort();
        parts.into_iter().map(|(_, text)| text).collect()
    });
    joined.collect()
}

#[tokio::test]
async fn every_alphabet_arrives_as_it_was_written() {
    let peer = Peer::start("smsc").await;
    let sms = sms(&peer, "sms-demo");
    let long =
        "Müraciətiniz qeydə alındı: M-2026-7K3M-9QXF. Cavab 5 iş günü ərzində veriləcək. Gedişatı portalda izləyə bilərsiniz. ".repeat(3);
    let all = ["Təsdiq kodu: 123456. ƏəŞşĞğİı", "Код: 123456 ёЁ", "Code: 123456 @ {a} [b] ~ €", &long, &"plain ".repeat(60)];
    for text in all {
        assert_eq!(sms.send(&random_id(), &phone(), text).await, Sent::Yes, "{text}");
    }
    let seen = peer.seen().await;
    assert_eq!(texts(&seen), all);
    assert_eq!(seen["sessions"], 1, "one session is kept");
    for message in seen["waiting"].as_array().unwrap() {
        assert_eq!((message["to"].as_str(), message["from"].as_str()), (Some("994502340001"), Some("Kommunal")));
        assert_eq!(message["receipts"], 0);
        assert!(message["reference"].is_u64() || message["reference"].is_i64());
    }
}

#[tokio::test]
async fn whatever_happens_on_the_way_a_message_arrives_once() {
    let peer = Peer::start("smsc").await;
    let sms = sms(&peer, "sms-demo");
    let mut expected = vec![];
    for (n, plan) in [
        json!([{ "do": "drop_before" }]),
        json!([{ "do": "drop_after" }]),
        json!([{ "do": "silent_after" }]),
        json!([{ "do": "slow", "ms": 200 }]),
        // The answer comes when nobody waits for it any more.
        json!([{ "do": "slow", "ms": 900 }, { "do": "drop_after" }]),
        json!([{ "do": "refuse", "status": "ESME_RTHROTTLED" }, { "do": "refuse", "status": "ESME_RMSGQFUL" }]),
        json!([{ "do": "refuse", "status": "ESME_RSYSERR" }, { "do": "drop_after" }, { "do": "drop_before" }]),
    ]
    .into_iter()
    .enumerate()
    {
        peer.tell(plan.clone()).await;
        let text = format!("Müraciət {n}: cavab hazırdır, sənədi portaldan götürün.");
        assert_eq!(send(&sms, &random_id(), &text).await.last(), Some(&Sent::Yes), "{plan}");
        expected.push(text);
    }
    // A long one, broken in its second part.
    peer.tell(json!([{ "do": "take" }, { "do": "drop_after" }])).await;
    let long = "Uzun bildiriş: müraciətinizə baxılır, əlavə sənəd tələb olunur. ".repeat(3);
    let said = send(&sms, &random_id(), &long).await;
    assert!(matches!(said.as_slice(), [Sent::Unknown { .. }, Sent::Yes]), "{said:?}");
    expected.push(long);
    assert_eq!(texts(&peer.seen().await), expected);
}

#[tokio::test]
async fn a_no_is_told_apart_from_not_now_and_from_silence() {
    let peer = Peer::start("smsc").await;
    let sms = sms(&peer, "sms-demo");
    peer.tell(
        json!([{ "do": "refuse", "status": "ESME_RINVDSTADR" }, { "do": "refuse", "status": "ESME_RTHROTTLED" }, { "do": "silent_after" }]),
    )
    .await;
    assert!(matches!(sms.send(&random_id(), &phone(), "a").await, Sent::No { .. }));
    assert!(matches!(sms.send(&random_id(), &phone(), "b").await, Sent::Later { .. }));
    assert!(matches!(sms.send(&random_id(), &phone(), "c").await, Sent::Unknown { .. }));
    assert_eq!(peer.seen().await["submits"], 3);
    // Nobody is let in with another password, and nothing is handed over.
    let stranger = self::sms(&peer, "another");
    assert!(matches!(stranger.send(&random_id(), &phone(), "d").await, Sent::Later { .. }));
    assert_eq!(peer.seen().await["submits"], 3);
    let away = self::sms(&peer, "sms-demo");
    drop(peer);
    assert!(matches!(away.send(&random_id(), &phone(), "e").await, Sent::Later { .. }));
}

#[tokio::test]
async fn a_lost_session_is_begun_anew() {
    let peer = Peer::start("smsc").await;
    let sms = sms(&peer, "sms-demo");
    assert_eq!(sms.send(&random_id(), &phone(), "one").await, Sent::Yes);
    peer.tell(json!([{ "do": "drop_after" }])).await;
    send(&sms, &random_id(), "two").await;
    assert_eq!(sms.send(&random_id(), &phone(), "three").await, Sent::Yes);
    let seen = peer.seen().await;
    assert_eq!((texts(&seen), &seen["sessions"]), (vec!["one".to_owned(), "two".to_owned(), "three".to_owned()], &json!(2)));
}
