//! What the tests share: a running sandbox, a bare HTTP client, a signer written apart from the sandbox's own.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, unreachable_pub)]

use std::io;
use std::net::SocketAddr;

use hmac::{Hmac, KeyInit, Mac};
use kommunal_sandbox::{Config, Running, Sandbox};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// `TerminalSys/kapital:kapital123`
pub const BASIC: &str = "Basic VGVybWluYWxTeXMva2FwaXRhbDprYXBpdGFsMTIz";

pub async fn start() -> Running {
    Sandbox::start(Config::for_tests()).await.unwrap()
}

pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// One request on a connection of its own; an answer that never came is an error.
pub async fn send(addr: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(addr).await?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(k, v)| (k.to_lowercase(), v.to_owned())).collect();
    Ok(Reply { status, headers, body: body.to_owned() })
}

pub async fn get(running: &Running, path: &str) -> Reply {
    send(running.http_addr(), "GET", path, &[], "").await.unwrap()
}

pub async fn post_json(running: &Running, method: &str, path: &str, body: &Value) -> Reply {
    let headers = [("content-type", "application/json")];
    send(running.http_addr(), method, path, &headers, &body.to_string()).await.unwrap()
}

// ---- the bank

pub struct BankOrder {
    pub id: u64,
    pub password: String,
}

pub async fn bank(running: &Running, method: &str, path: &str, body: &str) -> io::Result<Reply> {
    let headers = [("authorization", BASIC), ("content-type", "application/json")];
    send(running.http_addr(), method, &format!("/bank/api{path}"), &headers, body).await
}

pub fn order_body(kind: &str, amount: &str, language: &str) -> String {
    json!({ "order": {
        "typeRid": kind, "amount": amount, "currency": "AZN", "language": language, "description": "KM-000001",
        "hppRedirectUrl": "http://localhost:8080/return?p=1", "hppCofCapturePurposes": ["Cit"],
    }})
    .to_string()
}

pub async fn order(running: &Running, kind: &str, amount: &str) -> BankOrder {
    let reply = bank(running, "POST", "/order", &order_body(kind, amount, "en")).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.body);
    let order = &reply.json()["order"];
    BankOrder { id: order["id"].as_u64().unwrap(), password: order["password"].as_str().unwrap().to_owned() }
}

pub async fn status_text(running: &Running, order: &BankOrder) -> String {
    bank(running, "GET", &format!("/order/{}?tranDetailLevel=2", order.id), "").await.unwrap().body
}

pub async fn status(running: &Running, order: &BankOrder) -> String {
    let body: Value = serde_json::from_str(&status_text(running, order).await).unwrap();
    body["order"]["status"].as_str().unwrap().to_owned()
}

pub async fn exec(running: &Running, order: &BankOrder, tran: Value) -> Reply {
    bank(running, "POST", &format!("/order/{}/exec-tran", order.id), &json!({ "tran": tran }).to_string()).await.unwrap()
}

pub async fn flex(running: &Running, order: &BankOrder, fields: &str) -> Reply {
    let body = format!("id={}&password={}&{fields}", order.id, order.password);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send(running.http_addr(), "POST", "/bank/flex", &headers, &body).await.unwrap()
}

pub async fn flex_page(running: &Running, order: &BankOrder) -> Reply {
    get(running, &format!("/bank/flex?id={}&password={}", order.id, order.password)).await
}

pub async fn pay(running: &Running, order: &BankOrder, number: &str) -> Reply {
    flex(running, order, &format!("number={number}&expiry=12/30&cvv=123&action=pay")).await
}

/// An order held by the frictionless card.
pub async fn held(running: &Running, amount: &str) -> BankOrder {
    let order = order(running, "Order_DMS", amount).await;
    assert_eq!(pay(running, &order, "4242424242424242").await.status, 303);
    order
}

// ---- the billers

pub const ID: &str = "0123456789abcdef0123456789abcdef";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub fn sha256(body: &str) -> String {
    hex(&Sha256::digest(body))
}

pub fn mac(message: &str) -> String {
    mac_with(b"demo-biller-secret", message)
}

pub fn mac_with(secret: &[u8], message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(message.as_bytes());
    hex(&mac.finalize().into_bytes())
}

pub fn unix_now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

pub fn signature(time: u64, method: &str, path: &str, body: &str) -> String {
    mac(&format!("{time}\n{method}\n{path}\n{}", hex(&Sha256::digest(body))))
}

/// A signed call; the answer's signature is checked as well.
pub async fn biller(running: &Running, biller: &str, method: &str, path: &str, body: &str) -> io::Result<Reply> {
    let path = format!("/billers/{biller}/v1/{path}");
    let time = unix_now();
    let signed = signature(time, method, &path, body);
    let time = time.to_string();
    let headers = [("kommunal-key", "demo"), ("kommunal-time", time.as_str()), ("kommunal-signature", signed.as_str())];
    let reply = send(running.http_addr(), method, &path, &headers, body).await?;
    let expected = mac(&format!("{signed}\n{}\n{}", reply.status, hex(&Sha256::digest(&reply.body))));
    if reply.header("kommunal-signature") != expected {
        return Err(io::Error::other(format!("not signed: {} {}", reply.status, reply.body)));
    }
    Ok(reply)
}

pub fn posting(account: &str, charge: &str, amount_minor: i64) -> String {
    json!({ "account": account, "charge": charge, "amount_minor": amount_minor, "currency": "AZN",
            "paid_at": "2026-11-21T09:05:12Z" })
    .to_string()
}

pub async fn query(running: &Running, name: &str, phone: &str) -> Value {
    biller(running, name, "POST", "accounts/query", &json!({ "phone": phone }).to_string()).await.unwrap().json()
}
