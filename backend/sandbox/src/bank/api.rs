//! The merchant's side: `POST /order`, `GET /order/{id}`, `POST /order/{id}/exec-tran`; and `GET /orders`, a list that
//! the published protocol has not: some banks offer one on request, and an audit can begin from it.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::app::{Answer, App, Twist};
use crate::bank::operations::Operation;
use crate::bank::order::{Kind, Order, Status, Step};
use crate::bank::reply;
use crate::config::Config;
use crate::digest;
use crate::money::{MAX_MINOR, parse_minor};
use crate::world::World;

/// Orders on one page of the list.
const LIST_MAX: usize = 200;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/bank/api/order", post(create))
        .route("/bank/api/orders", get(list))
        .route("/bank/api/order/{id}", get(status))
        .route("/bank/api/order/{id}/exec-tran", post(exec_tran))
}

#[derive(Deserialize)]
struct CreateBody {
    order: NewOrder,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewOrder {
    type_rid: String,
    amount: String,
    currency: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    description: String,
    hpp_redirect_url: String,
}

#[derive(Deserialize)]
struct TranBody {
    tran: NewTran,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewTran {
    phase: String,
    void_kind: Option<String>,
    r#type: Option<String>,
    amount: Option<String>,
}

async fn create(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(refusal) = authorise(&app, &headers) {
        return refusal.into_response();
    }
    let wanted = match serde_json::from_slice::<CreateBody>(&body) {
        Ok(body) => body.order,
        Err(error) => return reply::error(400, "InvalidRequest", &error.to_string()).into_response(),
    };
    let work = |twist: &Twist| place(&app, &wanted, twist);
    app.meddle("bank.create", &[&wanted.description], work, Answer::into_response).await
}

fn place(app: &App, wanted: &NewOrder, twist: &Twist) -> Answer {
    if let Some(code) = &twist.refuse {
        return reply::error(400, code, "Refused on request");
    }
    let mut world = app.world();
    let order = match new_order(app.config(), &world, wanted) {
        Ok(order) => order,
        Err(answer) => return answer,
    };
    let hpp_url = format!("{}/bank/flex", app.base_url());
    let answer = reply::created(&order, &hpp_url, twist.odd_status());
    world.journal.order(&order);
    world.bank.put(order);
    answer
}

fn new_order(config: &Config, world: &World, wanted: &NewOrder) -> Result<Order, Answer> {
    let Some(kind) = Kind::parse(&wanted.type_rid) else {
        return Err(reply::error(400, "OperationProhibited", "This terminal takes Order_SMS and Order_DMS"));
    };
    let amount = parse_minor(&wanted.amount).filter(|amount| (1..=MAX_MINOR).contains(amount));
    let Some(amount_minor) = amount else {
        return Err(reply::error(400, "InvalidAmt", "The amount is not allowed"));
    };
    let scheme_ok = ["http://", "https://"].iter().any(|scheme| wanted.hpp_redirect_url.starts_with(scheme));
    if wanted.currency != "AZN" || !scheme_ok || wanted.description.chars().count() > 500 {
        return Err(reply::error(400, "InvalidRequest", "currency, hppRedirectUrl or description is not allowed"));
    }
    let now = world.now();
    Ok(Order {
        id: world.bank.next_id(now),
        password: digest::hex(&rand::random::<[u8; 12]>()),
        kind,
        amount_minor,
        currency: wanted.currency.clone(),
        language: wanted.language.clone(),
        description: wanted.description.clone(),
        redirect_url: wanted.hpp_redirect_url.clone(),
        status: Status::Preparing,
        prev_status: None,
        created_at: now,
        expires_at: now.saturating_add(config.order_lifetime_secs),
        finished_at: None,
        authorized_minor: 0,
        cleared_minor: 0,
        refunded_minor: 0,
        card: None,
        trans: Vec::new(),
        step: Step::Card,
        hold_at: None,
        odd_answers_left: 0,
    })
}

async fn status(State(app): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Err(refusal) = authorise(&app, &headers) {
        return refusal.into_response();
    }
    let description = description_of(&app, &id);
    let work = |twist: &Twist| show(&app, &id, twist);
    app.meddle("bank.status", &[&id, &description], work, Answer::into_response).await
}

fn show(app: &App, id: &str, twist: &Twist) -> Answer {
    if let Some(code) = &twist.refuse {
        return reply::error(400, code, "Refused on request");
    }
    let mut world = app.world();
    let now = world.now();
    let Some(order) = find(&mut world.bank, id, now) else { return no_such_order() };
    if order.odd_answers_left > 0 {
        order.odd_answers_left -= 1;
        return reply::shown(order, Some("BeingVerified"));
    }
    reply::shown(order, twist.odd_status())
}

/// Orders made in a period, Unix seconds, both ends included; pages by id.
#[derive(Deserialize)]
struct Period {
    from: i64,
    to: i64,
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

async fn list(State(app): State<App>, headers: HeaderMap, period: Query<Period>) -> Response {
    if let Err(refusal) = authorise(&app, &headers) {
        return refusal.into_response();
    }
    let Query(period) = period;
    let work = |twist: &Twist| match &twist.refuse {
        Some(code) => reply::error(400, code, "Refused on request"),
        None => listed(&app, &period),
    };
    app.meddle("bank.orders", &[], work, Answer::into_response).await
}

fn listed(app: &App, period: &Period) -> Answer {
    let mut world = app.world();
    let now = world.now();
    let limit = period.limit.unwrap_or(LIST_MAX).clamp(1, LIST_MAX);
    let within = |order: &&Order| order.id > period.after && (period.from..=period.to).contains(&order.created_at);
    // One more than fits says whether there is a next page.
    let orders: Vec<&Order> = world.bank.all(now).filter(within).take(limit + 1).collect();
    reply::listed(orders.get(..limit).unwrap_or(&orders), orders.len() > limit)
}

async fn exec_tran(State(app): State<App>, headers: HeaderMap, Path(id): Path<String>, body: Bytes) -> Response {
    if let Err(refusal) = authorise(&app, &headers) {
        return refusal.into_response();
    }
    let operation = match serde_json::from_slice::<TranBody>(&body) {
        Ok(body) => operation(&body.tran),
        Err(error) => Err(reply::error(400, "InvalidRequest", &error.to_string())),
    };
    let operation = match operation {
        Ok(operation) => operation,
        Err(answer) => return answer.into_response(),
    };
    let surface = match operation {
        Operation::Capture(_) => "bank.capture",
        Operation::VoidFull | Operation::VoidPartial(_) => "bank.void",
        Operation::Refund(_) => "bank.refund",
    };
    let description = description_of(&app, &id);
    let work = |twist: &Twist| execute(&app, &id, operation, twist);
    app.meddle(surface, &[&id, &description], work, Answer::into_response).await
}

/// Which of the documented shapes this is.
fn operation(tran: &NewTran) -> Result<Operation, Answer> {
    let amount = match tran.amount.as_deref().map(parse_minor) {
        None => None,
        Some(Some(amount)) => Some(amount),
        Some(None) => return Err(reply::error(400, "InvalidAmt", "The amount is not allowed")),
    };
    match (tran.phase.as_str(), tran.void_kind.as_deref(), tran.r#type.as_deref(), amount) {
        ("Clearing", None, None, amount) => Ok(Operation::Capture(amount)),
        // One published package sends phase Single for a full reversal.
        ("Auth" | "Single", Some("Full"), None, None) => Ok(Operation::VoidFull),
        ("Single", Some("Partial"), None, Some(amount)) => Ok(Operation::VoidPartial(amount)),
        ("Single", None, Some("Refund"), amount) => Ok(Operation::Refund(amount)),
        _ => Err(reply::error(400, "InvalidTran", "No such operation")),
    }
}

fn execute(app: &App, id: &str, operation: Operation, twist: &Twist) -> Answer {
    let mut world = app.world();
    let now = world.now();
    let Some(order) = find(&mut world.bank, id, now) else { return no_such_order() };
    if let Some(code) = &twist.refuse {
        // A number is the processor's own "no" (59 …), a word the gateway's.
        return if code.bytes().all(|b| b.is_ascii_digit()) {
            reply::executed(order, "", code)
        } else {
            reply::error(400, code, "Refused on request")
        };
    }
    match order.execute(operation, now) {
        Ok(action_id) => {
            let answer = reply::executed(order, &action_id, twist.odd_status().map_or("1", |_| "999"));
            let order = order.clone();
            world.journal.order(&order);
            answer
        }
        Err(refusal) => refusal.into(),
    }
}

fn find<'a>(bank: &'a mut crate::bank::Bank, id: &str, now: i64) -> Option<&'a mut Order> {
    bank.find(id.parse().ok()?, now)
}

fn no_such_order() -> Answer {
    reply::error(404, "InvalidRequest", "No such order")
}

fn description_of(app: &App, id: &str) -> String {
    let mut world = app.world();
    let now = world.now();
    find(&mut world.bank, id, now).map_or_else(String::new, |order| order.description.clone())
}

fn authorise(app: &App, headers: &HeaderMap) -> Result<(), Answer> {
    let config = app.config();
    let credentials = digest::base64(format!("{}:{}", config.bank_user, config.bank_password).as_bytes());
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, given) = given.split_once(' ').unwrap_or_default();
    if scheme.eq_ignore_ascii_case("basic") && digest::same(given.trim(), &credentials) {
        return Ok(());
    }
    Err(reply::error(401, "InvalidLogin", "Invalid login or password"))
}
