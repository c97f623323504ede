//! What travels between the browser and the server: paths, bodies and problems. Plain data; the domain's types
//! are made from it by `TryFrom` or `parse`, so nothing unchecked goes further in.

pub mod bills;
pub mod catalogue;
pub mod payments;
pub mod problem;
pub mod receipts;

/// Header that names one attempt at creating something: 32 lower-case hex digits.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Header with the payer's proof of owning a payment.
pub const PAYMENT_SECRET: &str = "payment-secret";
/// Most bytes in a request's body.
pub const BODY_BYTES_MAX: usize = 32 * 1024;

/// Paths of the API.
pub mod path {
    /// GET `?lang=`: organisations and their services.
    pub const CATALOGUE: &str = "/api/catalogue";
    /// GET `?lang=`: what the forms offer.
    pub const OPTIONS: &str = "/api/options";
    /// POST: the bills of a number.
    pub const BILLS: &str = "/api/bills";
    /// POST: one remote biller's bills, asked card by card.
    pub const BILLS_ASK: &str = "/api/bills/ask";
    /// POST: start a payment.
    pub const PAYMENTS: &str = "/api/payments";
    /// GET: one payment.
    pub const PAYMENT: &str = "/api/payments/{reference}";
    /// POST: the payer cancels.
    pub const PAYMENT_CANCEL: &str = "/api/payments/{reference}/cancel";
    /// POST: find a receipt by number and code.
    pub const RECEIPTS_FIND: &str = "/api/receipts/find";
    /// POST: its PDF.
    pub const RECEIPTS_PDF: &str = "/api/receipts/pdf";
    /// POST: send it by e-mail.
    pub const RECEIPTS_EMAIL: &str = "/api/receipts/email";
}
