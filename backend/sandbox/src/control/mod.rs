//! The switches and the books: `/control` for people, `/control/api` for tests and audits.

mod page;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::faults::{Mode, Rule};
use crate::html::see_other;
use crate::world::Books;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/control", get(show).post(set_by_form))
        .route("/control/clear", post(clear_by_form))
        .route("/control/reset", post(reset_by_form))
        .route("/control/api/faults", get(list).post(add).put(replace).delete(clear))
        .route("/control/api/books", get(books))
        .route("/control/api/reset", post(reset))
        .route("/control/api/clock", get(clock).post(advance))
}

async fn list(State(app): State<App>) -> Json<Vec<Rule>> {
    Json(app.world().faults.rules().to_vec())
}

/// One rule, or several, on top of those in force.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Rule>),
    One(Box<Rule>),
}

async fn add(State(app): State<App>, Json(body): Json<Value>) -> Response {
    put(&app, body, false)
}

async fn replace(State(app): State<App>, Json(body): Json<Value>) -> Response {
    put(&app, body, true)
}

fn put(app: &App, body: Value, replace: bool) -> Response {
    let rules = match serde_json::from_value(body) {
        Ok(OneOrMany::One(rule)) => vec![*rule],
        Ok(OneOrMany::Many(rules)) => rules,
        Err(_) => return refused("a rule is {\"surface\", \"mode\", ms?, code?, times?, probability?, account?, order?}"),
    };
    if let Some(problem) = rules.iter().find_map(Rule::problem) {
        return refused(&problem);
    }
    let mut world = app.world();
    if replace {
        world.faults.clear();
    }
    for rule in rules {
        world.faults.set(rule);
    }
    Json(world.faults.rules().to_vec()).into_response()
}

fn refused(reason: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": reason }))).into_response()
}

async fn clear(State(app): State<App>) -> StatusCode {
    app.world().faults.clear();
    StatusCode::NO_CONTENT
}

async fn books(State(app): State<App>) -> Json<Books> {
    Json(app.world().books())
}

async fn reset(State(app): State<App>) -> StatusCode {
    app.world().reset();
    StatusCode::NO_CONTENT
}

async fn clock(State(app): State<App>) -> Json<Value> {
    Json(json!({ "now": crate::clock::rfc3339_utc(app.world().now()) }))
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: i64,
}

async fn advance(State(app): State<App>, Json(by): Json<Advance>) -> Json<Value> {
    app.world().advance(by.advance_seconds);
    clock(State(app)).await
}

async fn show(State(app): State<App>) -> Response {
    let mut world = app.world();
    let books = world.books();
    page::control(world.faults.rules(), &books, None)
}

/// The form's fields: empty texts stand for "not given".
#[derive(Deserialize)]
struct RuleForm {
    surface: String,
    mode: Mode,
    #[serde(default)]
    ms: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    times: String,
    #[serde(default)]
    only: String,
}

async fn set_by_form(State(app): State<App>, Form(form): Form<RuleForm>) -> Response {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    // One field for both filters: the bank's surfaces know orders, the others accounts.
    let (order, account) = match filled(&form.only) {
        only if form.surface.starts_with("bank.") => (only, None),
        only => (None, only),
    };
    let rule = Rule {
        ms: form.ms.trim().parse().ok(),
        code: filled(&form.code),
        times: form.times.trim().parse().ok(),
        account,
        order,
        ..Rule::new(&form.surface, form.mode)
    };
    let mut world = app.world();
    if let Some(problem) = rule.problem() {
        let books = world.books();
        return page::control(world.faults.rules(), &books, Some(&problem));
    }
    world.faults.set(rule);
    see_other("/control")
}

async fn clear_by_form(State(app): State<App>) -> Response {
    app.world().faults.clear();
    see_other("/control")
}

async fn reset_by_form(State(app): State<App>) -> Response {
    app.world().reset();
    see_other("/control")
}
