//! Hosted billers' programs: the registry with a cursor, and its acknowledgement. Signed both ways.

use super::Web;
use super::error::ApiProblem;
use super::extract::{Named, Params};
use crate::app::AppError;
use crate::app::payment_registry::{self, AckError, AckWish, Caller, Entry, EntryKind, PAGE_MAX, Signed};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use shared::api::path;
use shared::api::payment_registry::{RegistryAck, RegistryAcked, RegistryEntry, RegistryPage};

/// As text, so that a wrong one is answered under the caller's signature.
#[derive(Deserialize)]
pub(super) struct Cursor {
    after: Option<String>,
    limit: Option<String>,
}

/// The entries after one.
#[utoipa::path(
    get, path = path::BILLER_REGISTRY,
    params(("id" = String, Path), ("after" = Option<i64>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = RegistryPage), (status = 400, body = RegistryAcked), (status = 401), (status = 409, body = RegistryAcked))
)]
pub(super) async fn get_registry(
    State(web): State<Web>,
    Named(id): Named,
    uri: Uri,
    headers: HeaderMap,
    Params(cursor): Params<Cursor>,
) -> Result<Response, ApiProblem> {
    let caller = caller(&web, &id, &headers, (&Method::GET, uri.path(), b""))?;
    let number = |text: Option<String>, absent: i64| text.map_or(Some(absent), |text| text.parse().ok()).filter(|n| *n >= 0);
    let (Some(after), Some(limit)) = (number(cursor.after, 0), number(cursor.limit, PAGE_MAX)) else {
        return answer(&caller, StatusCode::BAD_REQUEST, &refused("malformed", 0));
    };
    let page = payment_registry::page(web.app.store(), &id, after, limit).await.map_err(AppError::from)?;
    if after > page.last {
        return answer(&caller, StatusCode::CONFLICT, &refused("ahead", page.acknowledged));
    }
    let next = page.entries.last().map_or(after, |entry| entry.sequence);
    let body = RegistryPage {
        after,
        count: page.totals.entries(),
        sum_minor: page.totals.net_minor(),
        next,
        last: page.last,
        acknowledged: page.acknowledged,
        entries: page.entries.into_iter().map(entry).collect(),
    };
    answer(&caller, StatusCode::OK, &body)
}

fn entry(entry: Entry) -> RegistryEntry {
    let is_reversal = entry.kind == EntryKind::Reversal;
    RegistryEntry {
        sequence: entry.sequence,
        kind: entry.kind.as_str().to_owned(),
        at: entry.at.rfc3339(),
        charge: entry.charge,
        account: entry.account,
        amount_minor: if is_reversal { -entry.amount_minor } else { entry.amount_minor },
        reference: entry.reference,
        posting: entry.item,
        reversal: is_reversal.then_some(entry.id),
    }
}

/// Everything up to an entry is booked.
#[utoipa::path(
    post, path = path::BILLER_REGISTRY_ACK, request_body = RegistryAck, params(("id" = String, Path)),
    responses((status = 200, body = RegistryAcked), (status = 400, body = RegistryAcked), (status = 401), (status = 409, body = RegistryAcked))
)]
pub(super) async fn post_ack(
    State(web): State<Web>,
    Named(id): Named,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiProblem> {
    let caller = caller(&web, &id, &headers, (&Method::POST, uri.path(), &body))?;
    let Ok(RegistryAck { until, count, sum_minor }) = serde_json::from_slice(&body) else {
        return answer(&caller, StatusCode::BAD_REQUEST, &refused("malformed", 0));
    };
    let wish = AckWish { biller: id, until, entries: count, total_minor: sum_minor, by: caller.key.clone() };
    let (status, told) = match payment_registry::acknowledge(web.app.store(), wish, web.app.clock().now()).await {
        Ok(ack) => (
            StatusCode::OK,
            RegistryAcked {
                status: "acknowledged".to_owned(),
                code: None,
                acknowledged: ack.until,
                count: Some(ack.entries),
                sum_minor: Some(ack.total_minor),
            },
        ),
        Err(AckError::Differs { from, entries, total_minor }) => {
            let told = refused("differs", from);
            (StatusCode::CONFLICT, RegistryAcked { count: Some(entries), sum_minor: Some(total_minor), ..told })
        }
        Err(AckError::Behind(acknowledged)) => (StatusCode::CONFLICT, refused("behind", acknowledged)),
        Err(AckError::Ahead(_)) => (StatusCode::CONFLICT, refused("ahead", 0)),
        Err(AckError::AtOnce) => (StatusCode::CONFLICT, refused("try_again", 0)),
        Err(AckError::By) => (StatusCode::BAD_REQUEST, refused("malformed", 0)),
        Err(AckError::Store(error)) => return Err(AppError::from(error).into()),
    };
    answer(&caller, status, &told)
}

fn refused(code: &str, acknowledged: i64) -> RegistryAcked {
    RegistryAcked { status: "refused".to_owned(), code: Some(code.to_owned()), acknowledged, count: None, sum_minor: None }
}

fn caller(web: &Web, biller: &str, headers: &HeaderMap, (method, path, body): (&Method, &str, &[u8])) -> Result<Caller, ApiProblem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (key, time, signature) = (text("kommunal-key"), text("kommunal-time"), text("kommunal-signature"));
    let signed = Signed { key, time, signature, method: method.as_str(), path, body };
    Ok(payment_registry::verified(&web.app, biller, &signed)?)
}

fn answer<T: Serialize>(caller: &Caller, status: StatusCode, body: &T) -> Result<Response, ApiProblem> {
    let unwritten = |_| ApiProblem::from(AppError::Internal("an answer cannot be written"));
    let body = serde_json::to_vec(body).map_err(unwritten)?;
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .header("kommunal-signature", caller.sign(status.as_u16(), &body))
        .body(Body::from(body))
        .map_err(|_| ApiProblem::from(AppError::Internal("an answer cannot be built")))
}
