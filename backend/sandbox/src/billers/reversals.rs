//! Taking a posting back in parts, each under a key of its own.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;

use crate::app::{Answer, App, Twist};
use crate::billers::api::{account_of, is_id};
use crate::billers::book::{Posting, Reversal};
use crate::billers::call::{Call, problem};
use crate::clock::rfc3339_utc;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/billers/{biller}/v1/postings/{id}/reversals/{reversal}", get(status).put(put))
}

type Names = (String, String, String);

#[derive(Deserialize)]
struct Asked {
    amount_minor: i64,
}

async fn put(
    State(app): State<App>,
    Path((biller, id, reversal)): Path<Names>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    let asked = serde_json::from_slice::<Asked>(&body).ok().filter(|_| is_id(&id) && is_id(&reversal));
    let Some(Asked { amount_minor }) = asked else { return call.signed(problem(400, "body_invalid")) };
    let work = |twist: &Twist| take_back(&call, &id, &reversal, amount_minor, twist);
    call.answer("reversal", &[&account_of(&call, &id), &id], work).await
}

/// Once: a key that is known answers what became of it.
fn take_back(call: &Call, id: &str, reversal: &str, amount_minor: i64, twist: &Twist) -> Answer {
    let mut world = call.app.world();
    let now = world.now();
    let biller = world.billers.get(call.kind);
    let Some(posting) = biller.posting(id) else { return Answer::json(404, &json!({ "status": "not_found" })) };
    if let Some(known) = found(posting, reversal) {
        return match known.amount_minor == amount_minor {
            true => told(posting, known, twist),
            false => Answer::json(409, &json!({ "status": "conflict" })),
        };
    }
    let posting = posting.with_reversal(reversal, amount_minor, twist.refuse.as_deref(), now);
    biller.put(posting.clone());
    world.journal.posting(call.kind.name(), &posting);
    match found(&posting, reversal) {
        Some(made) => told(&posting, made, twist),
        None => problem(500, "no_reversal"),
    }
}

async fn status(
    State(app): State<App>,
    Path((biller, id, reversal)): Path<Names>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let call = match Call::check(app, &biller, &method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(answer) => return answer.into_response(),
    };
    let work = |twist: &Twist| {
        let mut world = call.app.world();
        let posting = world.billers.get(call.kind).posting(&id);
        match (posting.and_then(|p| found(p, &reversal).map(|r| (p, r))), &twist.refuse) {
            (_, Some(code)) => problem(400, code),
            (Some((posting, known)), None) => told(posting, known, twist),
            (None, None) => Answer::json(404, &json!({ "status": twist.odd_status().unwrap_or("not_found") })),
        }
    };
    call.answer("reversal_status", &[&account_of(&call, &id), &id], work).await
}

fn found<'a>(posting: &'a Posting, reversal: &str) -> Option<&'a Reversal> {
    posting.reversals.iter().find(|known| known.id == reversal)
}

fn told(posting: &Posting, reversal: &Reversal, twist: &Twist) -> Answer {
    let body = match (twist.odd_status(), &reversal.refused) {
        (Some(odd), _) => json!({ "status": odd }),
        (None, Some(code)) => json!({ "status": "refused", "code": code }),
        (None, None) => {
            json!({ "status": "reversed", "at": rfc3339_utc(reversal.at), "remaining_minor": posting.booked_minor() })
        }
    };
    Answer::json(200, &body)
}
