//! The payment's part of the server's API, typed.

mod read;
mod write;

use frontend::api::{call, decode, download, in_lang};
use shared::api::bills::{AskRequest, Bills, BillsRequest};
use shared::api::catalogue::{Catalogue, Options};
use shared::api::payments::PaymentView;
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
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

/// What the forms offer.
pub(crate) async fn options(lang: Lang) -> Result<Options, ApiError> {
    decode(&call(&in_lang(path::OPTIONS, lang), &[], String::new()).await?, read::options)
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
    decode(&call(path::PAYMENTS, &[(IDEMPOTENCY_KEY, key)], body.to_owned()).await?, read::payment)
}

/// A payment, by its payer.
pub(crate) async fn payment(reference: &str, secret: &str) -> Result<Told, ApiError> {
    told(call(&of_payment(path::PAYMENT, reference), &[(PAYMENT_SECRET, secret)], String::new()).await?)
}

/// A payment, and the same as the server wrote it: to be kept.
pub(crate) type Told = (PaymentView, String);

fn told(text: String) -> Result<Told, ApiError> {
    Ok((decode(&text, read::payment)?, text))
}

/// A payment that was kept as the server wrote it.
pub(crate) fn kept_payment(text: &str) -> Option<PaymentView> {
    decode(text, read::payment).ok()
}

/// The payer cancels.
pub(crate) async fn cancel(reference: &str, secret: &str) -> Result<Told, ApiError> {
    let path = of_payment(path::PAYMENT_CANCEL, reference);
    told(call(&path, &[(PAYMENT_SECRET, secret)], "{}".to_owned()).await?)
}

/// A receipt by its number and code.
pub(crate) async fn find_receipt(request: &ReceiptRequest) -> Result<PaymentView, ApiError> {
    decode(&call(path::RECEIPTS_FIND, &[], write::receipt(request).write()).await?, read::payment)
}

/// Sends a receipt by e-mail; `key` names this wish, so that trying again sends it once.
pub(crate) async fn email_receipt(key: &str, request: &EmailReceipt) -> Result<(), ApiError> {
    call(path::RECEIPTS_EMAIL, &[(IDEMPOTENCY_KEY, key)], write::email(request).write()).await.map(|_| ())
}

/// A receipt's PDF, into the reader's downloads.
pub(crate) async fn receipt_pdf(request: &ReceiptRequest) -> Result<(), ApiError> {
    let name = [&request.number, ".pdf"].concat();
    download(path::RECEIPTS_PDF, &[], &write::receipt(request).write(), "application/pdf", &name).await
}

/// The body of a payment's start, as it is kept with the attempt.
pub(crate) fn start_body(start: &shared::api::payments::StartPayment) -> String {
    write::start(start).write()
}
