//! The SMS centre: SMPP as its octets are written in the standard, the HTTP gateway, the phones.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io;
use std::time::Duration;

use common::{Reply, get, post_json, send, start};
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::sms::Coding;
use kommunal_sandbox::{Config, Running, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TO: &str = "994501234567";
const BIND_TRANSMITTER: u32 = 2;
const SUBMIT: u32 = 4;
const UNBIND: u32 = 6;
const BIND_TRANSCEIVER: u32 = 9;
const ENQUIRE: u32 = 0x15;
const RESPONSE: u32 = 0x8000_0000;

/// An SMPP client of forty lines, written from the standard alone.
struct Client {
    stream: TcpStream,
    sequence: u32,
}

/// Status and body of an answer.
type Said = (u32, Vec<u8>);

impl Client {
    async fn open(running: &Running) -> Self {
        Self { stream: TcpStream::connect(running.smpp_addr().unwrap()).await.unwrap(), sequence: 0 }
    }

    async fn bound(running: &Running) -> Self {
        let mut client = Self::open(running).await;
        assert_eq!(client.bind(BIND_TRANSCEIVER, "kommunal", "sms-demo").await.unwrap().0, 0);
        client
    }

    async fn bind(&mut self, command: u32, system: &str, password: &str) -> io::Result<Said> {
        let body = [system.as_bytes(), b"\0", password.as_bytes(), b"\0\0\x34\0\0\0"].concat();
        self.ask(command, &body).await
    }

    async fn ask(&mut self, command: u32, body: &[u8]) -> io::Result<Said> {
        self.sequence += 1;
        let length = u32::try_from(16 + body.len()).unwrap();
        let head = [length, command, 0, self.sequence].map(u32::to_be_bytes).concat();
        self.stream.write_all(&[&head, body].concat()).await?;
        let length = self.stream.read_u32().await?;
        let answered = self.stream.read_u32().await?;
        let status = self.stream.read_u32().await?;
        assert_eq!(self.stream.read_u32().await?, self.sequence);
        let mut body = vec![0; usize::try_from(length).unwrap() - 16];
        self.stream.read_exact(&mut body).await?;
        assert!(answered == command | RESPONSE || (answered == RESPONSE && status != 0), "{answered:x}");
        Ok((status, body))
    }

    async fn submit(&mut self, message: &Submit<'_>) -> io::Result<Said> {
        self.ask(SUBMIT, &message.octets()).await
    }
}

struct Submit<'a> {
    to: &'a str,
    esm_class: u8,
    replace: u8,
    coding: u8,
    message: Vec<u8>,
    /// Tag and value.
    tlvs: Vec<(u16, Vec<u8>)>,
}

impl Submit<'_> {
    fn new(coding: u8, message: &[u8]) -> Self {
        Self { to: TO, esm_class: 0, replace: 0, coding, message: message.to_vec(), tlvs: vec![] }
    }

    fn octets(&self) -> Vec<u8> {
        let mut octets = [b"\0\x05\0Kommunal\0\x01\x01", self.to.as_bytes(), b"\0"].concat();
        octets.extend([self.esm_class, 0, 0, 0, 0, 0, self.replace, self.coding, 0, u8::try_from(self.message.len()).unwrap()]);
        octets.extend(&self.message);
        for (tag, value) in &self.tlvs {
            octets.extend(tag.to_be_bytes());
            octets.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
            octets.extend(value);
        }
        octets
    }
}

fn ucs2(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn texts(running: &Running) -> Vec<String> {
    running.sms().into_iter().map(|sms| sms.text).collect()
}

#[tokio::test]
async fn a_session_is_bound_probed_and_ended() {
    let running = start().await;
    let mut client = Client::open(&running).await;
    assert_eq!(client.submit(&Submit::new(0, b"early")).await.unwrap().0, 4);
    assert_eq!(client.bind(BIND_TRANSMITTER, "other", "sms-demo").await.unwrap().0, 0x0f);
    assert_eq!(client.bind(BIND_TRANSMITTER, "kommunal", "wrong").await.unwrap().0, 0x0e);
    let (status, body) = client.bind(BIND_TRANSMITTER, "kommunal", "sms-demo").await.unwrap();
    assert!(status == 0 && body.starts_with(b"sandbox\0"));
    assert_eq!(client.bind(BIND_TRANSMITTER, "kommunal", "sms-demo").await.unwrap().0, 5);
    assert_eq!(client.ask(ENQUIRE, b"").await.unwrap(), (0, vec![]));
    assert_eq!(client.ask(0x103, b"").await.unwrap().0, 3);
    let (status, id) = client.submit(&Submit::new(0, b"Kod: 123\x1b\x65")).await.unwrap();
    assert!(status == 0 && id.len() > 1 && id.ends_with(b"\0"));
    assert_eq!(client.ask(UNBIND, b"").await.unwrap().0, 0);
    let sms = &running.sms()[0];
    assert_eq!((sms.text.as_str(), sms.to.as_str(), sms.from.as_str()), ("Kod: 123€", "+994501234567", "Kommunal"));
    assert_eq!((sms.parts, sms.coding, sms.over), (1, Coding::Gsm7, "smpp"));
}

#[tokio::test]
async fn long_messages_are_put_together_however_they_are_told() {
    let running = start().await;
    let mut client = Client::bound(&running).await;
    let text = "Müraciətiniz qəbul edildi. ".repeat(8);
    let bytes = ucs2(&text);
    let parts: Vec<&[u8]> = bytes.chunks(134).collect();
    let total = u8::try_from(parts.len()).unwrap();
    // The last part first: a network promises no order.
    for (at, part) in parts.iter().enumerate().rev() {
        let place = u8::try_from(at + 1).unwrap();
        let header = [&[5, 0, 3, 77, total, place], *part].concat();
        let submit = Submit { esm_class: 0x40, ..Submit::new(8, &header) };
        assert_eq!(client.submit(&submit).await.unwrap().0, 0);
    }
    for (at, part) in parts.iter().enumerate() {
        let place = u8::try_from(at + 1).unwrap();
        let tlvs = vec![(0x20c, vec![0, 9]), (0x20e, vec![total]), (0x20f, vec![place])];
        assert_eq!(client.submit(&Submit { tlvs, ..Submit::new(8, part) }).await.unwrap().0, 0);
    }
    let payload = Submit { tlvs: vec![(0x424, bytes.clone())], ..Submit::new(8, b"") };
    assert_eq!(client.submit(&payload).await.unwrap().0, 0);
    assert_eq!(texts(&running), [text.as_str(); 3]);
    assert!(running.sms().iter().all(|sms| sms.parts == parts.len()));
}

#[tokio::test]
async fn what_cannot_be_delivered_is_refused() {
    let running = start().await;
    let mut client = Client::bound(&running).await;
    for (submit, status) in [
        (Submit { to: "994501230000", ..Submit::new(0, b"x") }, 0x0b),
        (Submit { to: "0501234567", ..Submit::new(0, b"x") }, 0x0b),
        (Submit::new(4, b"x"), 0x104),
        (Submit::new(8, b"odd"), 0x104),
        (Submit::new(0, b""), 1),
        (Submit::new(0, &[b'a'; 161]), 1),
        (Submit::new(8, &ucs2(&"ə".repeat(71))), 1),
        (Submit { esm_class: 0x40, ..Submit::new(8, &[200, 0]) }, 0x43),
    ] {
        assert_eq!(client.submit(&submit).await.unwrap().0, status, "{:?}", submit.octets());
    }
    assert!(running.sms().is_empty());
    // A length no command has ends the session, after it was said so.
    client.stream.write_all(&8u32.to_be_bytes()).await.unwrap();
    let mut rest = Vec::new();
    client.stream.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, [16, RESPONSE, 2, 0].map(u32::to_be_bytes).concat());
}

#[tokio::test]
async fn a_message_sent_again_under_its_reference_arrives_once() {
    let running = start().await;
    let mut client = Client::bound(&running).await;
    let named = |text: &[u8], replace| Submit { replace, tlvs: vec![(0x204, vec![1, 2])], ..Submit::new(0, text) };
    let first = client.submit(&named(b"kod 1", 1)).await.unwrap();
    let mut other = Client::bound(&running).await;
    assert_eq!(other.submit(&named(b"kod 1", 1)).await.unwrap(), first);
    assert_eq!(texts(&running), ["kod 1"]);
    client.submit(&named(b"kod 2", 1)).await.unwrap();
    client.submit(&named(b"kod 1", 0)).await.unwrap();
    assert_eq!(texts(&running), ["kod 1", "kod 2", "kod 1"]);
    // Parts: the answer to the second was lost, everything is sent again under another reference of concatenation.
    running.reset();
    for reference in [7, 8] {
        for (place, text) in [(1, b"alpha "), (2, b"beta !")] {
            let tlvs = vec![(0x20c, vec![0, reference]), (0x20e, vec![2]), (0x20f, vec![place]), (0x204, vec![3, 4])];
            client.submit(&Submit { replace: 1, tlvs, ..Submit::new(0, text) }).await.unwrap();
            if (reference, place) == (7, 1) {
                break;
            }
        }
    }
    assert_eq!(texts(&running), ["alpha beta !"]);
}

#[tokio::test]
async fn smpp_misbehaves_on_request() {
    let running = start().await;
    for (rule, answer, kept) in [
        (Rule::new("sms.smpp", Mode::Error500), Some(8), 0),
        (Rule::new("sms.smpp", Mode::Refuse), Some(0x45), 0),
        (Rule::new("sms.smpp", Mode::Refuse).code("88"), Some(0x58), 0),
        (Rule::new("sms.smpp", Mode::Html502), None, 0),
        (Rule::new("sms.smpp", Mode::LostAnswer), None, 1),
        (Rule::new("sms.smpp", Mode::Slow).ms(30), Some(0), 1),
        (Rule::new("sms.smpp", Mode::UnknownStatus), Some(0x4aa), 1),
        (Rule::new("sms.smpp", Mode::Duplicate), Some(0), 2),
        (Rule { account: Some("+994500000001".into()), ..Rule::new("sms.*", Mode::Error500) }, Some(0), 1),
    ] {
        running.reset();
        let mut client = Client::bound(&running).await;
        running.set_fault(rule.clone()).unwrap();
        let said = client.submit(&Submit::new(0, b"x")).await.ok().map(|(status, _)| status);
        assert_eq!((said, running.sms().len()), (answer, kept), "{rule:?}");
    }
    running.reset();
    running.set_fault(Rule::new("sms.smpp", Mode::Silent).times(1)).unwrap();
    let mut client = Client::bound(&running).await;
    assert!(tokio::time::timeout(Duration::from_millis(100), client.submit(&Submit::new(0, b"x"))).await.is_err());
    // The session itself lives on.
    assert_eq!(client.ask(ENQUIRE, b"").await.unwrap().0, 0);
    running.set_fault(Rule::new("sms.bind", Mode::Refuse)).unwrap();
    assert_eq!(Client::open(&running).await.bind(BIND_TRANSCEIVER, "kommunal", "sms-demo").await.unwrap().0, 0x0d);
}

fn message(id: &str, to: &str, text: &str) -> Value {
    json!({ "id": id, "to": to, "from": "Kommunal", "text": text })
}

async fn post(running: &Running, body: &Value) -> io::Result<Reply> {
    let headers = [("authorization", "Bearer demo-sms-token"), ("content-type", "application/json")];
    send(running.http_addr(), "POST", "/sms/api/messages", &headers, &body.to_string()).await
}

async fn asked(running: &Running, id: &str) -> Reply {
    let headers = [("authorization", "Bearer demo-sms-token")];
    send(running.http_addr(), "GET", &format!("/sms/api/messages/{id}"), &headers, "").await.unwrap()
}

#[tokio::test]
async fn the_gateway_takes_a_message_once() {
    let running = start().await;
    let body = message("m-1", "+994501234567", "Kodunuz: 123456, ərizə");
    for _ in 0..2 {
        let reply = post(&running, &body).await.unwrap();
        assert_eq!((reply.status, reply.json()), (202, json!({ "id": "m-1", "status": "accepted" })));
    }
    let sms = running.sms();
    assert_eq!((sms.len(), sms[0].text.as_str(), sms[0].coding), (1, "Kodunuz: 123456, ərizə", Coding::Ucs2));
    assert_eq!(post(&running, &message("m-1", "+994501234567", "other")).await.unwrap().status, 409);
    assert_eq!(asked(&running, "m-1").await.json()["status"], "accepted");
    assert_eq!(asked(&running, "m-2").await.status, 404);
    for (body, code) in [
        (message("m-3", "+994501230000", "x"), "subscriber_unknown"),
        (message("m-3", "0501234567", "x"), "number_invalid"),
        (message("m-3", "+994501234567", ""), "body_invalid"),
        (message("m-3", "+994501234567", &"ə".repeat(671)), "text_too_long"),
        (json!({}), "body_invalid"),
    ] {
        let reply = post(&running, &body).await.unwrap();
        assert_eq!((reply.status, reply.json()), (400, json!({ "status": "refused", "code": code })));
    }
    assert_eq!(post_json(&running, "POST", "/sms/api/messages", &body).await.status, 401);
    running.set_fault(Rule::new("sms.http", Mode::LostAnswer).times(1)).unwrap();
    assert!(post(&running, &message("m-4", "+994501234567", "y")).await.is_err());
    assert_eq!(asked(&running, "m-4").await.status, 200);
    running.set_fault(Rule::new("sms.http", Mode::Refuse).code("quota").times(1)).unwrap();
    assert_eq!(post(&running, &message("m-5", "+994501234567", "z")).await.unwrap().json()["code"], "quota");
    assert_eq!(texts(&running).len(), 2);
}

#[tokio::test]
async fn the_phones_show_what_arrived() {
    let running = start().await;
    for (id, to, text) in [("1", "+994501234567", "<b>first</b>"), ("2", "+994551112233", "Sənəd: https://k.az/documents#abc")] {
        post(&running, &message(id, to, text)).await.unwrap();
    }
    let page = get(&running, "/sms").await.body;
    assert!(page.find("+994551112233").unwrap() < page.find("+994501234567").unwrap());
    assert!(page.contains("&lt;b&gt;first") && page.contains("<a href=\"https://k.az/documents#abc\""));
    assert!(!get(&running, "/sms?to=501234567").await.body.contains("+994551112233"));
    for path in ["/control/sms?to=+994551112233", "/control/api/sms?to=994551112233"] {
        let list = get(&running, path).await.json();
        assert_eq!((list.as_array().unwrap().len(), &list[0]["parts"]), (1, &json!(1)));
    }
    assert_eq!(post_json(&running, "DELETE", "/control/sms", &json!({})).await.status, 204);
    assert!(running.sms().is_empty());
}

#[tokio::test]
async fn the_phones_keep_only_so_many() {
    let running = Sandbox::start(Config { sms_kept_max: 2, ..Config::for_tests() }).await.unwrap();
    for id in ["1", "2", "3"] {
        post(&running, &message(id, "+994501234567", id)).await.unwrap();
    }
    assert_eq!(texts(&running), ["3", "2"]);
}
