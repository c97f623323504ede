//! The payment's part of the server's API, typed.

mod read;
mod write;

use frontend::api::payment::payment as read_payment;
use frontend::api::{call, decode, in_lang};
use shared::api::bills::{AskRequest, Bills, BillsRequest};
use shared::api::catalogue::Catalogue;
use shared::api::payments::PaymentView;
use shared::api::{IDEMPOTENCY_KEY, PAYMENT_SECRET, path};
use shared::format::Lang;

pub(crate) use frontend::api::{ApiError, explain, json};

fn of_payment(path: &str, reference: &str) -> String {
    path.replace("{reference}", reference)
}

/// Organisations and their services.
pub(crate) async fn catalogue(lang: Lang) -> Result<Catalogue, ApiError> {
    decode(&call(&in_lang(path::CATALOGUE, lang), &[], String::new()).await?, read::catalogue)
}

/// The bills of a number.
pub(crate) async fn bills(request: &BillsRequest) -> Result<Bills, ApiError> {
    decode(&call(path::BILLS, &[], write::bills(request).write()).await?, read::bills)
}

/// One remote biller's bills.
pub(crate) async fn ask(request: &AskRequest) -> Result<Bills, ApiError> {
    decode(&call(path::BILLS_ASK, &[], write::ask(request).write()).await?, read::bills)
}

/// Starts a payment: `body` is a `StartPayment` as it was kept with the attempt, the same for every try.
pub(crate) async fn start(key: &str, body: &str) -> Result<PaymentView, ApiError> {
    decode(&call(path::PAYMENTS, &[(IDEMPOTENCY_KEY, key)], body.to_owned()).await?, read_payment)
}

/// A payment, by its payer.
pub(crate) async fn payment(reference: &str, secret: &str) -> Result<Told, ApiError> {
    told(call(&of_payment(path::PAYMENT, reference), &[(PAYMENT_SECRET, secret)], String::new()).await?)
}

/// A payment, and the same as the server wrote it: to be kept.
pub(crate) type Told = (PaymentView, String);

fn told(text: String) -> Result<Told, ApiError> {
    Ok((decode(&text, read_payment)?, text))
}

/// A payment that was kept as the server wrote it.
pub(crate) fn kept_payment(text: &str) -> Option<PaymentView> {
    decode(text, read_payment).ok()
}

/// The payer cancels.
pub(crate) async fn cancel(reference: &str, secret: &str) -> Result<Told, ApiError> {
    let path = of_payment(path::PAYMENT_CANCEL, reference);
    told(call(&path, &[(PAYMENT_SECRET, secret)], "{}".to_owned()).await?)
}

/// The body of a payment's start, as it is kept with the attempt.
pub(crate) fn start_body(start: &shared::api::payments::StartPayment) -> String {
    write::start(start).write()
}
