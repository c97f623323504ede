//! What the operator's pages ask the server. By serde, as the officers' do.

use frontend::api;
use frontend::state::place::encode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::events::{EventPage, EventQuery};
use shared::api::operator::{Alarm, AlarmPage, AlarmQuery, OperatorPayment, PaymentPage, PaymentQuery, Summary};
use shared::api::refunds::{FindRefundable, RefundView, RefundablePayment, RefundsPage};
use shared::api::{IDEMPOTENCY_KEY, path};

pub(crate) use frontend::api::{ApiError, explain};

/// An answer.
pub(crate) type Answer<T> = Result<T, ApiError>;

/// Reads an answer; one that is not ours counts as none.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|_| ApiError::NoAnswer)
}

/// Writes a body.
pub(crate) fn write<T: Serialize>(body: &T) -> Answer<String> {
    serde_json::to_string(body).map_err(|_| ApiError::NoAnswer)
}

async fn get<T: DeserializeOwned>(path: &str) -> Answer<T> {
    read(&api::call(path, &[], String::new()).await?)
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    read(&api::call(path, &[], write(body)?).await?)
}

/// A path with its one variable filled.
fn about(template: &str, variable: &str, value: &str) -> String {
    template.replace(variable, &encode(value))
}

pub(crate) async fn summary() -> Answer<Summary> {
    get(path::OPERATOR_SUMMARY).await
}

/// What is sought may be somebody's phone number: it travels in the body.
pub(crate) async fn payments(query: &PaymentQuery) -> Answer<PaymentPage> {
    post(path::OPERATOR_PAYMENTS, query).await
}

/// What is sought may be somebody's FIN: it travels in the body.
pub(crate) async fn events(query: &EventQuery) -> Answer<EventPage> {
    post(path::AUDITOR_EVENTS, query).await
}

pub(crate) async fn payment(reference: &str) -> Answer<OperatorPayment> {
    get(&about(path::OPERATOR_PAYMENT, "{reference}", reference)).await
}

pub(crate) async fn refundable(reference: &str) -> Answer<RefundablePayment> {
    post(path::OPERATOR_REFUNDABLE, &FindRefundable { payment: reference.to_owned() }).await
}

pub(crate) async fn refunds(show: &str, after: &str) -> Answer<RefundsPage> {
    get(&[path::OPERATOR_REFUNDS, "?show=", show, "&after=", &encode(after)].concat()).await
}

pub(crate) async fn refund(id: &str) -> Answer<RefundView> {
    get(&about(path::OPERATOR_REFUND, "{id}", id)).await
}

pub(crate) async fn alarms(query: &AlarmQuery) -> Answer<AlarmPage> {
    post(path::OPERATOR_ALARMS, query).await
}

pub(crate) async fn alarm(id: &str) -> Answer<Alarm> {
    get(&about(path::OPERATOR_ALARM, "{id}", id)).await
}

/// The address of a decision about a refund case: `approve` or `reject`.
#[must_use]
pub(crate) fn refund_path(id: &str, act: &str) -> String {
    about(if act == "approve" { path::OPERATOR_REFUND_APPROVE } else { path::OPERATOR_REFUND_REJECT }, "{id}", id)
}

/// The address of an action on an alarm case.
#[must_use]
pub(crate) fn alarm_path(id: &str, act: &str) -> String {
    about(path::OPERATOR_ALARM_ACTION, "{id}", id).replace("{action}", act)
}

/// Sends something that is done once, under its key.
pub(crate) async fn send(path: &str, key: &str, body: String) -> Answer<String> {
    api::call(path, &[(IDEMPOTENCY_KEY, key)], body).await
}
