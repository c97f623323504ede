//! The HTTP gateway for senders, the inbox for people, the list for tests.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::app::{Answer, App, Twist};
use crate::digest;
use crate::html::{escape, page};
use crate::sms::alphabet::{Coding, cheapest};
use crate::sms::{Piece, SmsView, Taken, subscriber};

/// Longest text taken, in parts.
const PARTS_MAX: usize = 10;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sms", get(inbox))
        .route("/sms/api/messages", post(send))
        .route("/sms/api/messages/{id}", get(status))
        .route("/control/sms", get(list).delete(clear))
        .route("/control/api/sms", get(list).delete(clear))
}

#[derive(Deserialize)]
struct Message {
    id: String,
    to: String,
    from: String,
    text: String,
}

fn refused(status: u16, code: &str) -> Answer {
    Answer::json(status, &json!({ "status": "refused", "code": code }))
}

fn authorised(app: &App, headers: &HeaderMap) -> bool {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    token.is_some_and(|token| digest::same(token, &app.config().sms_token))
}

async fn send(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    if !authorised(&app, &headers) {
        return refused(401, "token_wrong").into_response();
    }
    let Ok(message) = serde_json::from_slice::<Message>(&body) else { return refused(400, "body_invalid").into_response() };
    let work = |twist: &Twist| match &twist.refuse {
        Some(code) => refused(400, code),
        None => taken(&app, &message, twist),
    };
    app.meddle("sms.http", &[&message.to, &message.id], work, Answer::into_response).await
}

fn taken(app: &App, message: &Message, twist: &Twist) -> Answer {
    if message.id.is_empty() || message.from.is_empty() || message.text.is_empty() {
        return refused(400, "body_invalid");
    }
    let to = match subscriber(&message.to) {
        Ok(to) => to,
        Err(code) => return refused(400, code),
    };
    let (coding, bytes) = cheapest(&message.text);
    if coding.parts(bytes) > PARTS_MAX {
        return refused(400, "text_too_long");
    }
    let piece = Piece { from: message.from.clone(), to, key: Some(format!("http {}", message.id)), ..Piece::whole(&message.text, coding) };
    let mut world = app.world();
    let now = world.now();
    match world.phones.take(&piece, Some(&message.id), now) {
        Taken::As(id) => Answer::json(202, &json!({ "id": id, "status": twist.odd_status().unwrap_or("accepted") })),
        Taken::Conflict => refused(409, "id_taken"),
    }
}

/// What became of a message whose answer was lost. Not found is not a no: it may be under way.
async fn status(State(app): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if !authorised(&app, &headers) {
        return refused(401, "token_wrong").into_response();
    }
    let work = |twist: &Twist| {
        let world = app.world();
        match (&twist.refuse, world.phones.id_of(&format!("http {id}"))) {
            (Some(code), _) => refused(400, code),
            (None, Some(id)) => Answer::json(200, &json!({ "id": id, "status": twist.odd_status().unwrap_or("accepted") })),
            (None, None) => Answer::json(404, &json!({ "status": "not_found" })),
        }
    };
    app.meddle("sms.status", &[&id], work, Answer::into_response).await
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

/// Newest first; `to` may lack its plus, which a query turns into a blank.
fn chosen(app: &App, filter: &Filter) -> Vec<SmsView> {
    let mut views = app.world().phones.views();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if let Some(to) = filter.to.as_deref().map(digits).filter(|to| !to.is_empty()) {
        views.retain(|view| digits(&view.to).ends_with(&to));
    }
    views
}

async fn list(State(app): State<App>, Query(filter): Query<Filter>) -> Json<Vec<SmsView>> {
    Json(chosen(&app, &filter))
}

async fn clear(State(app): State<App>) -> StatusCode {
    app.world().phones.clear();
    StatusCode::NO_CONTENT
}

async fn inbox(State(app): State<App>, Query(filter): Query<Filter>) -> Response {
    let views = chosen(&app, &filter);
    let to = escape(filter.to.as_deref().unwrap_or_default());
    let form = format!(
        "<form class=\"grid\" method=\"get\" action=\"/sms\"><label>To this number <input id=\"to\" name=\"to\" value=\"{to}\" inputmode=\"tel\" \
         size=\"16\"></label><button>Show</button></form>"
    );
    let rows: String = views.iter().map(row).collect();
    let list = if rows.is_empty() {
        "<p>No message. Whatever the portal sends by SMS arrives here.</p>".to_owned()
    } else {
        format!(
            "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>To</th><th>From</th><th>Received (UTC)</th><th>Travelled</th>\
             <th>Text</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
    };
    page("Phones", &format!("{form}{list}"))
}

fn row(view: &SmsView) -> String {
    let parts = if view.parts == 1 { "1 part".to_owned() } else { format!("{} parts", view.parts) };
    format!(
        "<tr data-to=\"{to}\"><td>{to}</td><td>{}</td><td>{}</td><td>{}, {:?}, {parts}</td><td class=\"sms\">{}</td></tr>",
        escape(&view.from),
        escape(&view.received_at),
        view.over,
        view.coding,
        linked(&view.text),
        to = escape(&view.to),
    )
}

/// The text with its addresses as links.
fn linked(text: &str) -> String {
    let word = |word: &str| {
        let address = word.trim_end();
        if address.starts_with("http://") || address.starts_with("https://") {
            let safe = escape(address);
            format!("<a href=\"{safe}\" rel=\"noreferrer\">{safe}</a>{}", &word[address.len()..])
        } else {
            escape(word)
        }
    };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

impl Piece {
    fn whole(text: &str, coding: Coding) -> Self {
        // HTTP carries no bytes of the network's coding: they are made so that both ways are counted and read alike.
        let bytes = coding.encode(text);
        Self { from: String::new(), to: String::new(), bytes, coding, over: "http", key: None, part: None }
    }
}
