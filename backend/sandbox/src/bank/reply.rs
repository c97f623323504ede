//! The bank's answers as JSON: amounts are bare numbers written from integers.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::app::Answer;
use crate::bank::operations::Refusal;
use crate::bank::order::{Order, Status, Tran};
use crate::clock::baku_text;
use crate::money::{decimal, json_number, shortest};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created<'a> {
    id: u64,
    password: &'a str,
    hpp_url: &'a str,
    status: &'a str,
    cvv2_auth_status: &'static str,
    secret: &'static str,
}

/// Answer to `POST /order`.
pub(crate) fn created(order: &Order, hpp_url: &str, status: Option<&str>) -> Answer {
    let order = Created {
        id: order.id,
        password: &order.password,
        hpp_url,
        status: status.unwrap_or(order.status.name()),
        cvv2_auth_status: "Required",
        secret: "",
    };
    Answer::json(200, &serde_json::json!({ "order": order }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    id: u64,
    type_rid: &'a str,
    status: &'a str,
    prev_status: Option<&'a str>,
    amount: Box<RawValue>,
    currency: &'a str,
    create_time: String,
    finish_time: Option<String>,
    title: &'a str,
    description: &'a str,
    hpp_redirect_url: &'a str,
    authorized_charge_amount: Box<RawValue>,
    cleared_charge_amount: Box<RawValue>,
    cleared_refund_amount: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    src_token: Option<ShownToken<'a>>,
    trans: Vec<ShownTran<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownToken<'a> {
    payment_method: &'static str,
    display_name: &'a str,
    card: ShownCard<'a>,
}

#[derive(Serialize)]
struct ShownCard<'a> {
    brand: &'a str,
    expiration: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownTran<'a> {
    action_id: &'a str,
    phase: &'a str,
    r#type: &'a str,
    amount: Box<RawValue>,
    pmo_result_code: &'a str,
    reg_time: String,
}

#[derive(Serialize)]
struct Envelope<'a> {
    order: Shown<'a>,
}

#[derive(Serialize)]
struct Page<'a> {
    orders: Vec<Shown<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Answer to `GET /orders`: each order as its own status shows it, without its operations.
pub(crate) fn listed(orders: &[&Order], more: bool) -> Answer {
    let next = orders.last().filter(|_| more).map(|last| last.id.to_string());
    let orders = orders.iter().map(|order| Shown { trans: Vec::new(), ..as_shown(order, None) }).collect();
    Answer::json(200, &Page { orders, next })
}

/// Answer to `GET /order/{id}`.
pub(crate) fn shown(order: &Order, status: Option<&str>) -> Answer {
    // Not through `serde_json::Value`: that would turn the bare numbers into floats.
    Answer::json(200, &Envelope { order: as_shown(order, status) })
}

fn as_shown<'a>(order: &'a Order, status: Option<&'a str>) -> Shown<'a> {
    // A voided hold is no authorised charge any more.
    let authorized = if order.status == Status::Voided { 0 } else { order.authorized_minor };
    Shown {
        id: order.id,
        type_rid: order.kind.rid(),
        status: status.unwrap_or(order.status.name()),
        prev_status: order.prev_status.map(Status::name),
        amount: json_number(shortest(order.amount_minor)),
        currency: &order.currency,
        create_time: baku_text(order.created_at),
        finish_time: order.finished_at.map(baku_text),
        title: "",
        description: &order.description,
        hpp_redirect_url: &order.redirect_url,
        authorized_charge_amount: json_number(decimal(authorized)),
        cleared_charge_amount: json_number(decimal(order.cleared_minor)),
        cleared_refund_amount: json_number(decimal(order.refunded_minor)),
        src_token: order.card.as_ref().map(|card| ShownToken {
            payment_method: "Card",
            display_name: &card.display_name,
            card: ShownCard { brand: card.brand.name(), expiration: &card.expiration },
        }),
        trans: order.trans.iter().map(shown_tran).collect(),
    }
}

fn shown_tran(tran: &Tran) -> ShownTran<'_> {
    ShownTran {
        action_id: &tran.action_id,
        phase: &tran.phase,
        r#type: &tran.kind,
        amount: json_number(decimal(tran.amount_minor)),
        pmo_result_code: &tran.result_code,
        reg_time: baku_text(tran.at),
    }
}

/// Answer to a done `exec-tran`.
pub(crate) fn executed(order: &Order, action_id: &str, result_code: &str) -> Answer {
    let tran = serde_json::json!({
        "match": { "tranActionId": action_id, "ridByPmo": format!("P{action_id}") },
        "pmoResultCode": result_code,
        "approvalCode": format!("{:06}", order.id % 1_000_000),
    });
    Answer::json(200, &serde_json::json!({ "tran": tran }))
}

/// An answer that says no.
pub(crate) fn error(status: u16, code: &str, description: &str) -> Answer {
    let body = serde_json::json!({ "errorCode": code, "errorDescription": description, "errorDetails": [] });
    Answer::json(status, &body)
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::InvalidOrderState => error(400, "InvalidOrderState", "The order's state does not allow this operation"),
            Refusal::InvalidAmt => error(400, "InvalidAmt", "The amount is not allowed"),
        }
    }
}
