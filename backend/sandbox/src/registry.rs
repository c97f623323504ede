//! The population's and the taxpayers' register, behind the contract of `docs/registry-contract.md`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::{Answer, App, Twist};
use crate::clock::rfc3339_utc;
use crate::residents::{self, Company, Person};
use crate::signature::Caller;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/registry/v1/persons/query", post(persons)).route("/registry/v1/companies/query", post(companies))
}

#[derive(Deserialize)]
struct ByFin {
    fin: String,
}

#[derive(Deserialize)]
struct ByVoen {
    voen: String,
}

async fn persons(State(app): State<App>, call: (Method, Uri, HeaderMap), body: Bytes) -> Response {
    let asked = serde_json::from_slice::<ByFin>(&body).ok().map(|asked| asked.fin);
    let found = |fin: &str| residents::person(fin).filter(|person| person.registered).map(person);
    look_up(&app, "person", "registry.persons", (&call, &body), asked, found).await
}

async fn companies(State(app): State<App>, call: (Method, Uri, HeaderMap), body: Bytes) -> Response {
    let asked = serde_json::from_slice::<ByVoen>(&body).ok().map(|asked| asked.voen);
    look_up(&app, "company", "registry.companies", (&call, &body), asked, |voen| residents::company(voen).map(company)).await
}

async fn look_up(
    app: &App,
    what: &str,
    surface: &str,
    ((method, uri, headers), body): (&(Method, Uri, HeaderMap), &[u8]),
    asked: Option<String>,
    found: impl Fn(&str) -> Option<Value> + Send + Sync,
) -> Response {
    let caller = match Caller::check(&app.config().registry_keys, headers, method.as_str(), uri.path(), body) {
        Ok(caller) => caller,
        Err(reason) => return problem(401, reason).into_response(),
    };
    let Some(asked) = asked else { return caller.signed(problem(400, "body_invalid")) };
    let work = |twist: &Twist| match (&twist.refuse, twist.odd_status()) {
        (Some(code), _) => problem(403, code),
        (None, Some(odd)) => stated(app, what, &json!(odd)),
        (None, None) => stated(app, what, &json!(found(&asked))),
    };
    app.meddle(surface, &[&asked], work, |answer| caller.signed(answer)).await
}

fn stated(app: &App, what: &str, answer: &Value) -> Answer {
    Answer::json(200, &json!({ "as_of": rfc3339_utc(app.world().now()), what: answer }))
}

fn person(person: &Person) -> Value {
    json!({
        "fin": person.fin,
        "name": person.name,
        "surname": person.surname,
        "patronymic": person.patronymic,
        "document": person.document,
        "address": person.address,
    })
}

fn company(company: &Company) -> Value {
    json!({
        "voen": company.voen,
        "name": company.name,
        "address": company.address,
        "representatives": company.representatives,
    })
}

fn problem(status: u16, code: &str) -> Answer {
    Answer::json(status, &json!({ "error": code }))
}
