//! Receipts: found by number and code, by e-mail, as PDF.

use super::json::{Json, object};
use super::payment::payment;
use super::{ApiError, call, decode, download};
use shared::api::payments::PaymentView;
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
use shared::api::{IDEMPOTENCY_KEY, path};

/// A receipt by its number and code.
///
/// # Errors
/// [`ApiError`].
pub async fn find(request: &ReceiptRequest) -> Result<PaymentView, ApiError> {
    decode(&call(path::RECEIPTS_FIND, &[], of_request(request).write()).await?, payment)
}

/// Sends a receipt by e-mail; `key` names this wish, so that trying again sends it once.
///
/// # Errors
/// [`ApiError`].
pub async fn email(key: &str, request: &EmailReceipt) -> Result<(), ApiError> {
    call(path::RECEIPTS_EMAIL, &[(IDEMPOTENCY_KEY, key)], of_email(request).write()).await.map(drop)
}

/// A receipt's PDF, into the reader's downloads.
///
/// # Errors
/// [`ApiError`].
pub async fn pdf(request: &ReceiptRequest) -> Result<(), ApiError> {
    let name = [&request.number, ".pdf"].concat();
    download(path::RECEIPTS_PDF, &[], &of_request(request).write(), "application/pdf", &name).await
}

fn of_request(request: &ReceiptRequest) -> Json {
    let (number, code) = ((&*request.number).into(), (&*request.code).into());
    object(vec![("number", number), ("code", code), ("lang", request.lang.tag().into())])
}

fn of_email(request: &EmailReceipt) -> Json {
    object(vec![
        ("number", (&*request.number).into()),
        ("code", (&*request.code).into()),
        ("email", (&*request.email).into()),
        ("lang", request.lang.tag().into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::format::Lang;

    #[test]
    fn the_server_reads_every_request_as_it_was_meant() {
        let request = ReceiptRequest { number: "KM \"".into(), code: "C".into(), lang: Lang::Ru };
        assert_eq!(serde_json::from_str::<ReceiptRequest>(&of_request(&request).write()).expect("the server reads it"), request);
        let request = EmailReceipt { number: "KM".into(), code: "C".into(), email: "a@b.az".into(), lang: Lang::En };
        assert_eq!(serde_json::from_str::<EmailReceipt>(&of_email(&request).write()).expect("the server reads it"), request);
    }
}
