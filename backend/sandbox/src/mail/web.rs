//! The inbox over HTTP: pages for people, JSON for tests.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use crate::app::App;
use crate::html::guarded;
use crate::mail::{MessageView, render};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/mail", get(inbox))
        .route("/mail/{id}", get(view))
        .route("/mail/{id}/html", get(html))
        .route("/mail/api/messages", get(list).delete(clear))
        .route("/mail/api/messages/{id}", get(one))
        .route("/mail/api/messages/{id}/attachments/{index}", get(attachment))
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

async fn list(State(app): State<App>, Query(filter): Query<Filter>) -> Json<Vec<MessageView>> {
    let mut views = app.world().mailbox.views();
    if let Some(to) = filter.to {
        views.retain(|view| view.to.iter().any(|recipient| recipient.eq_ignore_ascii_case(&to)));
    }
    Json(views)
}

async fn one(State(app): State<App>, Path(id): Path<u64>) -> Response {
    match app.world().mailbox.find(id) {
        Some(message) => Json(message.view.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn clear(State(app): State<App>) -> StatusCode {
    app.world().mailbox.clear();
    StatusCode::NO_CONTENT
}

async fn attachment(State(app): State<App>, Path((id, index)): Path<(u64, usize)>) -> Response {
    let found = app.world().mailbox.find(id).and_then(|message| message.attachment(index));
    let Some((name, content_type, bytes)) = found else { return StatusCode::NOT_FOUND.into_response() };
    // What a stranger sent is never shown in our origin, only saved.
    let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{safe}\"");
    let value = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, value(&content_type)),
        (header::CONTENT_DISPOSITION, value(&disposition)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, bytes).into_response()
}

async fn inbox(State(app): State<App>) -> Response {
    let views = app.world().mailbox.views();
    render::inbox(&views)
}

async fn view(State(app): State<App>, Path(id): Path<u64>) -> Response {
    match app.world().mailbox.find(id) {
        Some(message) => render::message(&message.view),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn html(State(app): State<App>, Path(id): Path<u64>) -> Response {
    let Some(body) = app.world().mailbox.find(id).and_then(crate::mail::Message::html) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // Sandboxed without scripts, forms or an origin; only what the letter itself carries is shown.
    let csp = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    guarded(StatusCode::OK, "text/html; charset=utf-8", csp, body)
}
