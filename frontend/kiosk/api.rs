//! What the layer asks the server.

use crate::state::Session;
use frontend::api::json::{Json, object};
use frontend::api::{ApiError, call, decode};
use frontend::platform;
use shared::api::problem::ProblemCode;

/// The session of this browser.
pub(crate) async fn session() -> Result<Session, ApiError> {
    decode(&call("/api/kiosk/session", &[], String::new()).await?, read)
}

fn read(json: &Json) -> Option<Session> {
    Some(Session {
        used: json.get("used").bool().unwrap_or(true),
        idle_s: json.get("idle_s").int().filter(|s| *s > 0)?,
        countdown_s: json.get("countdown_s").int().filter(|s| *s > 0)?,
        name: json.get("name").text().unwrap_or_default(),
        place: json.get("place").text().unwrap_or_default(),
    })
}

/// Enters with the launcher's ticket.
pub(crate) async fn enter(ticket: &str) -> Result<(), ApiError> {
    send("/api/kiosk/enter", vec![("ticket", ticket.into())]).await
}

const HEARTBEAT: &str = "/api/kiosk/heartbeat";

/// Says that this kiosk is alive, what it runs and how it prints.
pub(crate) async fn heartbeat(version: &str, screen: &str, printing: &str) -> Result<(), ApiError> {
    send(HEARTBEAT, state(version, screen, printing)).await
}

/// Will say, when this page is left, that it is; the bank's and the sign-in's say nothing.
pub(crate) fn say_leaving(version: &str) {
    platform::kiosk::say_leaving(HEARTBEAT, &object(state(version, "away", "")).write());
}

fn state(version: &str, screen: &str, printing: &str) -> Vec<(&'static str, Json)> {
    vec![("version", version.into()), ("screen", screen.into()), ("printing", printing.into())]
}

/// Ends the session: the server destroys its key and asks the browser to forget all.
pub(crate) async fn finish() -> Result<(), ApiError> {
    send("/api/kiosk/finish", vec![]).await
}

async fn send(path: &str, members: Vec<(&str, Json)>) -> Result<(), ApiError> {
    call(path, &[], object(members).write()).await.map(|_| ())
}

/// True when the server says that there is no such session any more; no answer says nothing.
pub(crate) fn is_over(error: &ApiError) -> bool {
    match error {
        ApiError::NoAnswer => false,
        ApiError::Problem(problem) => problem.code == ProblemCode::NotFound || matches!(problem.status, 401 | 403 | 404),
    }
}
