//! The card page over HTTP. Works without a script; every POST is answered with a redirect or the same form with errors.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::app::App;
use crate::bank::entry::{self, Typed};
use crate::bank::order::{Order, Step};
use crate::bank::payer::Pace;
use crate::bank::render;
use crate::clock::baku_month;
use crate::digest;
use crate::html::{asset, see_other};
use crate::world::World;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/bank/flex", get(show).post(act))
        .route("/bank/assets/bank.css", get(|| async { asset("text/css; charset=utf-8", include_str!("../../assets/bank.css")) }))
        .route("/bank/assets/bank.js", get(|| async { asset("text/javascript; charset=utf-8", include_str!("../../assets/bank.js")) }))
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    id: String,
    #[serde(default)]
    password: String,
}

#[derive(Deserialize)]
struct Posted {
    #[serde(flatten)]
    which: Which,
    #[serde(flatten)]
    typed: Typed,
    #[serde(default)]
    code: String,
    /// The button: `pay`, `confirm` or `cancel`.
    #[serde(default)]
    action: String,
}

async fn show(State(app): State<App>, Query(which): Query<Which>) -> Response {
    let mut world = app.world();
    match find(&mut world, &which) {
        Some(order) => render::order_page(order, &app.config().merchant, None),
        None => render::unknown(),
    }
}

async fn act(State(app): State<App>, Form(posted): Form<Posted>) -> Response {
    let mut world = app.world();
    let (now, merchant) = (world.now(), &app.config().merchant);
    let pace = Pace { late_approval_secs: app.config().late_approval_secs, odd_status_answers: app.config().odd_status_answers };
    let Some(order) = find(&mut world, &posted.which) else { return render::unknown() };
    let mut refused = None;
    match (posted.action.as_str(), order.step) {
        ("cancel", _) => order.cancelled_by_payer(now),
        (_, Step::Card) => match entry::check(&posted.typed, baku_month(now)) {
            Ok(entry) => order.card_typed(&entry, pace, now),
            Err(errors) => refused = Some(render::Refused::Card(&posted.typed, errors)),
        },
        // Only the code form confirms: a card form sent twice must not count as a wrong code.
        ("confirm", Step::Code { .. }) if !order.code_typed(&posted.code, pace, now) => {
            refused = Some(render::Refused::Code);
        }
        _ => {}
    }
    let response = match refused {
        Some(refused) => render::order_page(order, merchant, Some(refused)),
        None => onward(order, merchant),
    };
    let changed = order.clone();
    world.journal.order(&changed);
    response
}

/// Where the browser goes after a form was taken.
fn onward(order: &Order, merchant: &str) -> Response {
    match order.step {
        Step::Done => see_other(&order.return_url()),
        Step::Card | Step::Code { .. } => see_other(&format!("/bank/flex?id={}&password={}", order.id, order.password)),
        Step::Dead => render::order_page(order, merchant, None),
    }
}

fn find<'a>(world: &'a mut World, which: &Which) -> Option<&'a mut Order> {
    let now = world.now();
    let order = world.bank.find(which.id.parse().ok()?, now)?;
    digest::same(&order.password, &which.password).then_some(order)
}

/// Status of a page that shows a form again because of what was typed.
pub(crate) const CORRECT_IT: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
