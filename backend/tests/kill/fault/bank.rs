//! The second bank on the wire: TXPG over HTTP/1.1 by hand, so that it can break off wherever it likes. While it
//! misbehaves, three of ten requests go wrong.

use super::book::{Book, Operation, Order, Status};
use kommunal_sandbox::random::Stream;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Of a hundred requests so many go wrong.
const WRONG: u64 = 30;
/// Longer than the portal waits for an answer.
const TOO_LATE_MS: u64 = 2_200;
/// A call whose answer was lost takes effect this much later at the most; the portal's `settle_ms` covers it.
const LATE_EFFECT_MS: i64 = 300;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wrong {
    Refused,
    RefusedByCode,
    Delayed,
    AnsweredTooLate,
    CutBefore,
    AnswerLost,
    LateEffect,
    Error500Before,
    Error500After,
    Html502,
    OtherAmount,
    UnknownOrder,
    OddWord,
}

const KINDS: [Wrong; 13] = [
    Wrong::Refused,
    Wrong::RefusedByCode,
    Wrong::Delayed,
    Wrong::AnsweredTooLate,
    Wrong::CutBefore,
    Wrong::AnswerLost,
    Wrong::LateEffect,
    Wrong::Error500Before,
    Wrong::Error500After,
    Wrong::Html502,
    Wrong::OtherAmount,
    Wrong::UnknownOrder,
    Wrong::OddWord,
];

pub(crate) struct Bank {
    book: Mutex<Book>,
    chance: Mutex<Stream>,
    misbehaves: AtomicBool,
    counted: Mutex<BTreeMap<Wrong, u64>>,
    requests: Mutex<u64>,
    address: String,
}

struct Request {
    method: String,
    path: String,
    query: String,
    body: String,
}

enum Answer {
    Cut,
    Json(u16, String),
    Html(u16, String),
    To(String),
}

impl Bank {
    pub(crate) async fn start(seed: u64, life: Duration) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bank = Arc::new(Self {
            book: Mutex::new(Book::new(life)),
            chance: Mutex::new(Stream::of(seed, 11, 0)),
            misbehaves: AtomicBool::new(true),
            counted: Mutex::default(),
            requests: Mutex::default(),
            address: listener.local_addr().unwrap().to_string(),
        });
        let serving = Arc::clone(&bank);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let bank = Arc::clone(&serving);
                tokio::spawn(async move { bank.serve(stream).await });
            }
        });
        bank
    }

    pub(crate) fn api(&self) -> String {
        format!("http://{}/api", self.address)
    }

    pub(crate) fn calm(&self) {
        self.misbehaves.store(false, Ordering::SeqCst);
    }

    pub(crate) fn orders(&self) -> BTreeMap<u64, Order> {
        self.book.lock().unwrap().orders.clone()
    }

    /// How many of the merchant's requests there were until it was calm, and what went wrong with them.
    pub(crate) fn counted(&self) -> (u64, BTreeMap<Wrong, u64>) {
        (*self.requests.lock().unwrap(), self.counted.lock().unwrap().clone())
    }

    async fn serve(&self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream).await else { return };
        let answer = if request.path == "/flex" { self.page(&request) } else { self.meddled(&request).await };
        let text = match answer {
            Answer::Cut => return,
            Answer::Json(status, body) => whole(status, "application/json", "", &body),
            Answer::Html(status, body) => whole(status, "text/html", "", &body),
            Answer::To(address) => whole(303, "text/html", &format!("location: {address}\r\n"), ""),
        };
        let _ = stream.write_all(text.as_bytes()).await;
        let _ = stream.shutdown().await;
    }

    fn draw(&self) -> Option<Wrong> {
        if !self.misbehaves.load(Ordering::SeqCst) {
            return None;
        }
        *self.requests.lock().unwrap() += 1;
        let mut chance = self.chance.lock().unwrap();
        let hit = chance.below(100) < WRONG;
        let wrong = hit.then(|| KINDS[usize::try_from(chance.below(KINDS.len() as u64)).unwrap()])?;
        *self.counted.lock().unwrap().entry(wrong).or_default() += 1;
        Some(wrong)
    }

    fn between(&self, least: i64, most: i64) -> i64 {
        self.chance.lock().unwrap().between(least, most)
    }

    async fn meddled(&self, request: &Request) -> Answer {
        let wrong = self.draw();
        match wrong {
            Some(Wrong::Refused) => return error(400, if request.method == "GET" { "InvalidRequest" } else { "OperationProhibited" }),
            Some(Wrong::RefusedByCode) if request.path.ends_with("/exec-tran") => return executed("59"),
            Some(Wrong::CutBefore) => return Answer::Cut,
            Some(Wrong::Error500Before) => return error(500, "InternalError"),
            Some(Wrong::UnknownOrder) => return error(404, "InvalidRequest"),
            Some(Wrong::LateEffect) => pause(self.between(20, LATE_EFFECT_MS)).await,
            _ => {}
        }
        let off = if wrong == Some(Wrong::OtherAmount) { [100, -1][usize::try_from(self.between(0, 1)).unwrap()] } else { 0 };
        let answer = self.answer(request, off, (wrong == Some(Wrong::OddWord)).then_some("BeingVerified"));
        match wrong {
            Some(Wrong::Delayed) => pause(self.between(50, 900)).await,
            Some(Wrong::AnsweredTooLate) => tokio::time::sleep(Duration::from_millis(TOO_LATE_MS)).await,
            Some(Wrong::AnswerLost | Wrong::LateEffect) => return Answer::Cut,
            Some(Wrong::Error500After) => return error(500, "InternalError"),
            Some(Wrong::Html502) => return Answer::Html(502, "<h1>Bad Gateway</h1>".to_owned()),
            _ => {}
        }
        answer
    }

    fn answer(&self, request: &Request, off: i64, odd: Option<&str>) -> Answer {
        let mut book = self.book.lock().unwrap();
        let body = || serde_json::from_str::<Value>(&request.body).unwrap_or_default();
        let mut parts = request.path.trim_start_matches("/api/order").trim_start_matches('/').split('/');
        let id: Option<u64> = parts.next().and_then(|text| text.parse().ok());
        match (request.method.as_str(), id, parts.next()) {
            ("POST", None, None) => match book.open(&body()) {
                Some(order) => Answer::Json(200, opened(order, &self.address, odd)),
                None => error(400, "InvalidRequest"),
            },
            ("GET", Some(id), None) => match book.find(id) {
                Some(order) => Answer::Json(200, order.shown(off, odd)),
                None => error(404, "InvalidRequest"),
            },
            ("POST", Some(id), Some("exec-tran")) => match Operation::read(&body()) {
                Some(operation) if book.execute(id, operation) => executed(if odd.is_some() { "999" } else { "1" }),
                Some(_) => error(400, "InvalidOrderState"),
                None => error(400, "InvalidTran"),
            },
            _ => error(404, "InvalidRequest"),
        }
    }

    /// The payer's page; it works always.
    fn page(&self, request: &Request) -> Answer {
        let mut book = self.book.lock().unwrap();
        let fields: BTreeMap<&str, &str> =
            request.query.split('&').chain(request.body.split('&')).filter_map(|pair| pair.split_once('=')).collect();
        let field = |name: &str| fields.get(name).copied().unwrap_or_default();
        let id = field("id").parse().unwrap_or(0);
        let Some(order) = book.find(id).filter(|order| order.password == field("password")) else {
            return Answer::Html(404, "no such order".to_owned());
        };
        let back = format!("{}?ID={id}", order.back);
        if order.status != Status::Preparing {
            return Answer::Html(200, "this order is over".to_owned());
        }
        match (request.method.as_str(), field("action")) {
            ("POST", "pay") => book.pay(id, field("number")),
            ("POST", "cancel") => book.cancel(id),
            _ => return Answer::Html(200, "<form method=\"post\"><input name=\"number\"></form>".to_owned()),
        }
        Answer::To(back)
    }
}

fn opened(order: &Order, address: &str, odd: Option<&str>) -> String {
    let status = odd.unwrap_or("Preparing");
    let (id, password) = (order.id, &order.password);
    format!(r#"{{"order":{{"id":{id},"password":"{password}","hppUrl":"http://{address}/flex","status":"{status}"}}}}"#)
}

fn executed(code: &str) -> Answer {
    Answer::Json(200, format!(r#"{{"tran":{{"pmoResultCode":"{code}","approvalCode":"A00001"}}}}"#))
}

fn error(status: u16, code: &str) -> Answer {
    Answer::Json(status, format!(r#"{{"errorCode":"{code}","errorDescription":"","errorDetails":[]}}"#))
}

async fn pause(ms: i64) {
    tokio::time::sleep(Duration::from_millis(ms.unsigned_abs())).await;
}

fn whole(status: u16, kind: &str, more: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} .\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n{more}connection: close\r\n\r\n{body}", body.len())
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = vec![];
    let head_end = loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    while bytes.len() < head_end + 4 + length {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    }
    let mut line = head.split(' ');
    let (method, target) = (line.next()?.to_owned(), line.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = String::from_utf8_lossy(&bytes[head_end + 4..]).into_owned();
    Some(Request { method, path: path.to_owned(), query: query.to_owned(), body })
}
