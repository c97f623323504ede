//! The operations of the contract over HTTP. Taking back in parts is [`reversals`](super::reversals).

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query as Asking, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::{Answer, App, Twist, hang_up};
use crate::billers::book::{Asked, Fate, Posting};
use crate::billers::call::{Call, problem};
use crate::billers::population::{Account, Kind};
use crate::clock::{baku_month, rfc3339_utc};
use crate::special::Habit;

/// Postings on one page of the list.
const LIST_MAX: usize = 500;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/billers/{biller}/v1/accounts/query", post(query))
        .route("/billers/{biller}/v1/postings", get(list))
        .route("/billers/{biller}/v1/postings/{id}", get(status).put(put))
        .route("/billers/{biller}/v1/postings/{id}/cancel", post(cancel))
        .route("/billers/{biller}/v1/postings/{id}/reverse", post(reverse))
        .merge(super::reversals::routes())
}

#[derive(Deserialize)]
struct Query {
    phone: Option<String>,
    account: Option<String>,
}

async fn query(
    State(app): State<App>,
    Path(biller): Path<String>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    let asked = serde_json::from_slice::<Query>(&body).ok().and_then(|query| match (query.phone, query.account) {
        (Some(phone), None) => Some((true, phone)),
        (None, Some(account)) => Some((false, account)),
        _ => None,
    });
    let Some((by_phone, text)) = asked else { return call.signed(problem(400, "body_invalid")) };
    let accounts = || {
        let mut world = call.app.world();
        let biller = world.billers.get(call.kind);
        if by_phone { biller.by_phone(&text) } else { biller.by_account(&text).into_iter().collect() }
    };
    match call.habit_of(accounts().first()) {
        Habit::Slow => call.dawdle().await,
        Habit::SilentQuery => return call.app.silence().await,
        _ => {}
    }
    let work = |twist: &Twist| match &twist.refuse {
        Some(code) => problem(400, code),
        None => listed(&call, &accounts()),
    };
    call.answer("query", &[&text], work).await
}

fn listed(call: &Call, accounts: &[Account]) -> Answer {
    let now = call.app.world().now();
    let accounts: Vec<Value> = accounts.iter().map(|account| shown(account, call.kind, now)).collect();
    Answer::json(200, &json!({ "as_of": rfc3339_utc(now), "accounts": accounts }))
}

fn shown(account: &Account, kind: Kind, now: i64) -> Value {
    let (year, month) = baku_month(now);
    let tail = account.code.get(account.code.len().saturating_sub(6)..).unwrap_or_default();
    let document = json!({
        "number": format!("{year}{month:02}-{tail}"),
        "amount_minor": account.balance_minor,
        "period": format!("{year:04}-{month:02}"),
        "due": format!("{year:04}-{month:02}-25"),
    });
    let documents = if account.balance_minor > 0 { vec![document] } else { Vec::new() };
    json!({
        "account": account.code,
        "holder": account.holder,
        "holder_id": account.holder_id,
        "charges": [{ "charge": kind.name(), "balance_minor": account.balance_minor, "documents": documents }],
    })
}

async fn put(
    State(app): State<App>,
    Path((biller, id)): Path<(String, String)>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    let Some(asked) = serde_json::from_slice::<Asked>(&body).ok().filter(|_| is_id(&id)) else {
        return call.signed(problem(400, "body_invalid"));
    };
    let account = call.app.world().billers.get(call.kind).by_account(&asked.account);
    let habit = call.habit_of(account.as_ref());
    match habit {
        Habit::Slow => call.dawdle().await,
        Habit::SilentPost => return call.app.silence().await,
        _ => {}
    }
    let work = |twist: &Twist| book(&call, &id, &asked, twist);
    let response = call.answer("post", &[&asked.account, &id], work).await;
    if habit == Habit::LostPost { hang_up() } else { response }
}

/// Books once: an id that is known answers what became of it.
fn book(call: &Call, id: &str, asked: &Asked, twist: &Twist) -> Answer {
    let mut world = call.app.world();
    let now = world.now();
    let biller = world.billers.get(call.kind);
    if let Some(known) = biller.posting(id) {
        // A tombstone answers whatever is asked for; a decided posting only the same call.
        return match &known.asked {
            Some(before) if before != asked => Answer::json(409, &json!({ "status": "conflict" })),
            _ => told(known, twist),
        };
    }
    let decided = match &twist.refuse {
        Some(code) => Fate::Refused { code: code.clone() },
        None => biller.decide(asked, now),
    };
    let posting = Posting { id: id.to_owned(), asked: Some(asked.clone()), fate: decided, reversals: Vec::new() };
    biller.put(posting.clone());
    world.journal.posting(call.kind.name(), &posting);
    told(&posting, twist)
}

fn told(posting: &Posting, twist: &Twist) -> Answer {
    let amounts = posting.asked.as_ref().map(|asked| (asked.amount_minor, posting.booked_minor()));
    let (amount, remaining) = amounts.unwrap_or_default();
    let body = match (twist.odd_status(), &posting.fate) {
        (Some(odd), _) => json!({ "status": odd }),
        (None, Fate::Accepted { reference, at }) => json!({
            "status": "accepted", "reference": reference, "at": rfc3339_utc(*at), "amount_minor": amount, "remaining_minor": remaining
        }),
        (None, Fate::Refused { code }) => json!({ "status": "refused", "code": code }),
        (None, Fate::Cancelled) => json!({ "status": "cancelled" }),
        (None, Fate::Reversed { at, .. }) => {
            json!({ "status": "reversed", "at": rfc3339_utc(*at), "amount_minor": amount, "remaining_minor": 0 })
        }
    };
    Answer::json(200, &body)
}

async fn status(
    State(app): State<App>,
    Path((biller, id)): Path<(String, String)>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    let work = |twist: &Twist| {
        let mut world = call.app.world();
        match (world.billers.get(call.kind).posting(&id), &twist.refuse) {
            (_, Some(code)) => problem(400, code),
            (Some(known), None) => told(known, twist),
            (None, None) => Answer::json(404, &json!({ "status": twist.odd_status().unwrap_or("not_found") })),
        }
    };
    call.answer("status", &[&account_of(&call, &id), &id], work).await
}

/// A page of the list: what comes after a cursor.
#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    after: String,
    limit: Option<usize>,
}

async fn list(
    State(app): State<App>,
    Path(biller): Path<String>,
    Asking(page): Asking<Page>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    let work = |twist: &Twist| match &twist.refuse {
        Some(code) => problem(400, code),
        None => postings(&call, &page),
    };
    call.answer("list", &[], work).await
}

/// The cursor is the last key of the page before.
fn postings(call: &Call, page: &Page) -> Answer {
    let mut world = call.app.world();
    let limit = page.limit.unwrap_or(LIST_MAX).clamp(1, LIST_MAX);
    let found: Vec<&Posting> = world.billers.get(call.kind).after(&page.after).take(limit + 1).collect();
    let more = found.len() > limit;
    let shown = found.get(..limit).unwrap_or(&found);
    let next = shown.last().filter(|_| more).map(|last| last.id.clone());
    let lines: Vec<Value> = shown.iter().map(|posting| line(posting)).collect();
    Answer::json(200, &json!({ "postings": lines, "next": next }))
}

fn line(posting: &Posting) -> Value {
    let asked = posting.asked.as_ref();
    let at = match &posting.fate {
        Fate::Accepted { at, .. } | Fate::Reversed { at, .. } => Some(rfc3339_utc(*at)),
        Fate::Refused { .. } | Fate::Cancelled => None,
    };
    json!({
        "id": posting.id,
        "account": asked.map_or("", |asked| asked.account.as_str()),
        "charge": asked.map_or("", |asked| asked.charge.as_str()),
        "amount_minor": asked.map_or(0, |asked| asked.amount_minor),
        "remaining_minor": posting.booked_minor(),
        "status": posting.fate.name(),
        "reference": posting.fate.reference(),
        "at": at,
    })
}

async fn cancel(
    State(app): State<App>,
    Path((biller, id)): Path<(String, String)>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    if !is_id(&id) {
        return call.signed(problem(400, "id_invalid"));
    }
    let work = |twist: &Twist| {
        if let Some(code) = &twist.refuse {
            return problem(400, code);
        }
        let mut world = call.app.world();
        let biller = world.billers.get(call.kind);
        let posting = Posting::cancelled(biller.posting(&id), &id);
        biller.put(posting.clone());
        world.journal.posting(call.kind.name(), &posting);
        told(&posting, twist)
    };
    call.answer("cancel", &[&account_of(&call, &id), &id], work).await
}

#[derive(Deserialize)]
struct Reverse {
    amount_minor: i64,
}

async fn reverse(
    State(app): State<App>,
    Path((biller, id)): Path<(String, String)>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    let Ok(Reverse { amount_minor }) = serde_json::from_slice(&body) else {
        return call.signed(problem(400, "body_invalid"));
    };
    let work = |twist: &Twist| {
        let mut world = call.app.world();
        let now = world.now();
        let biller = world.billers.get(call.kind);
        let reversed = biller.posting(&id).and_then(|known| known.reversed(amount_minor, now));
        let Some(posting) = reversed.filter(|_| twist.refuse.is_none()) else {
            return Answer::json(409, &json!({ "status": "nothing_to_reverse" }));
        };
        biller.put(posting.clone());
        world.journal.posting(call.kind.name(), &posting);
        told(&posting, twist)
    };
    call.answer("reverse", &[&account_of(&call, &id), &id], work).await
}

pub(super) fn account_of(call: &Call, id: &str) -> String {
    let mut world = call.app.world();
    let known = world.billers.get(call.kind).posting(id);
    known.and_then(|posting| posting.asked.as_ref()).map_or_else(String::new, |asked| asked.account.clone())
}

/// 32 lower-case hex digits.
pub(super) fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
