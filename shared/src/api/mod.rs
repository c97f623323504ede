//! What travels between the browser and the server: paths, bodies and problems. Plain data; the domain's types
//! are made from it by `TryFrom` or `parse`, so nothing unchecked goes further in.

pub mod applications;
pub mod bills;
pub mod catalogue;
pub mod certificates;
pub mod events;
pub mod identity;
pub mod kiosks;
pub mod office;
pub mod operator;
pub mod payment_registry;
pub mod payments;
pub mod privacy;
pub mod problem;
pub mod receipts;
pub mod refunds;
pub mod transfers;

/// Header that names one attempt at creating something: 32 lower-case hex digits.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Header with the payer's proof of owning a payment.
pub const PAYMENT_SECRET: &str = "payment-secret";
/// Header with the version of the API that a client of ours speaks; others leave it out.
pub const CLIENT: &str = "kommunal-client";
/// The version that is spoken here. It rises with a change that older clients do not survive.
pub const CLIENT_VERSION: &str = "2";
/// The oldest version that is still served: an older client is told to load the new one. 1 did not say what its payer was
/// shown.
pub const CLIENT_OLDEST: u32 = 2;
/// Header of a page: the version of the application it belongs to. The service worker keeps no page of another.
pub const VERSION: &str = "kommunal-version";
/// Header with a file's name, percent-encoded UTF-8.
pub const FILE_NAME: &str = "file-name";
/// Header with the token of a link to documents.
pub const DOCUMENTS_TOKEN: &str = "documents-token";
/// Header with the sender's proof of owning a draft on its way.
pub const TRANSFER_TOKEN: &str = "transfer-token";
/// Most bytes in a request's body.
pub const BODY_BYTES_MAX: usize = 32 * 1024;

/// Paths of the API.
pub mod path {
    /// GET: the server answers; nothing more.
    pub const ALIVE: &str = "/api/alive";
    /// GET `?lang=`: organisations and their services.
    pub const CATALOGUE: &str = "/api/catalogue";
    /// GET `?lang=`: what the forms offer.
    pub const OPTIONS: &str = "/api/options";
    /// GET: what is kept of people, and for how long.
    pub const PRIVACY: &str = "/api/privacy";
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
    /// GET `?return=`: goes to the identity provider. A navigation.
    pub const SIGN_IN: &str = "/auth/sign-in";
    /// GET: the identity provider's return. A navigation.
    pub const CALLBACK: &str = "/auth/callback";
    /// GET: who is signed in. POST: prolong. DELETE: sign out.
    pub const SESSION: &str = "/api/session";
    /// GET: the register's record of the person signed in.
    pub const REGISTRY_PERSON: &str = "/api/registry/person";
    /// POST: a company's.
    pub const REGISTRY_COMPANY: &str = "/api/registry/company";
    /// GET `?lang=`: what the application form offers.
    pub const APPLICATION_FORM: &str = "/api/applications/form";
    /// POST: does an account owe anything?
    pub const APPLICATION_DEBT: &str = "/api/applications/debt";
    /// POST: send a code to a number.
    pub const MOBILES: &str = "/api/mobiles";
    /// POST: try a code.
    pub const MOBILE: &str = "/api/mobiles/{id}";
    /// POST: a file.
    pub const ATTACHMENTS: &str = "/api/attachments";
    /// GET: one's own file.
    pub const ATTACHMENT: &str = "/api/attachments/{id}";
    /// POST: send. GET `?after=`: one's own.
    pub const APPLICATIONS: &str = "/api/applications";
    /// GET `?lang=`: one's own.
    pub const APPLICATION: &str = "/api/applications/{number}";
    /// POST: answer a correction.
    pub const APPLICATION_ANSWER: &str = "/api/applications/{number}/answer";
    /// POST: take back.
    pub const APPLICATION_WITHDRAW: &str = "/api/applications/{number}/withdraw";
    /// GET `?lang=`: the application as sent, PDF.
    pub const APPLICATION_PDF: &str = "/api/applications/{number}/pdf";
    /// GET `?lang=`: its certificate, PDF.
    pub const APPLICATION_CERTIFICATE: &str = "/api/applications/{number}/certificate";
    /// POST: a code for following an application.
    pub const TRACKING: &str = "/api/tracking";
    /// POST: try the code, see the stages.
    pub const TRACKING_CODE: &str = "/api/tracking/{id}";
    /// POST: what a link leads to.
    pub const DOCUMENTS: &str = "/api/documents";
    /// GET, with the token in a header: one file of it.
    pub const DOCUMENT: &str = "/api/documents/{file}";
    /// POST: what a certificate is worth now.
    pub const CERTIFICATES_CHECK: &str = "/api/certificates/check";
    /// GET: whose signatures count.
    pub const CERTIFICATES_KEYS: &str = "/api/certificates/keys";
    /// POST: a draft sets out for another device.
    pub const TRANSFERS: &str = "/api/transfers";
    /// GET, with the sender's token in a header: was it read? DELETE: take it back.
    pub const TRANSFER: &str = "/api/transfers/{id}";
    /// POST: it arrives, once.
    pub const TRANSFER_TAKE: &str = "/api/transfers/{id}/take";
    /// GET `?after=&limit=`, signed by a hosted biller: its payments and reversals.
    pub const BILLER_REGISTRY: &str = "/api/billers/{id}/registry";
    /// POST, signed by it: they are booked.
    pub const BILLER_REGISTRY_ACK: &str = "/api/billers/{id}/registry/ack";
    /// GET: where kiosks stand.
    pub const KIOSKS: &str = "/api/kiosks";
    /// POST, by a device: a new session.
    pub const KIOSK_SESSIONS: &str = "/api/kiosk/sessions";
    /// GET, by its device: how it is. DELETE: end it.
    pub const KIOSK_SESSION_ID: &str = "/api/kiosk/sessions/{id}";
    /// POST, by a device: its printer's state.
    pub const KIOSK_PRINTER: &str = "/api/kiosk/printer";
    /// POST: a ticket for a kiosk's cookie.
    pub const KIOSK_ENTER: &str = "/api/kiosk/enter";
    /// GET: this browser's kiosk session.
    pub const KIOSK_SESSION: &str = "/api/kiosk/session";
    /// POST: the page is there.
    pub const KIOSK_HEARTBEAT: &str = "/api/kiosk/heartbeat";
    /// POST: ends it, and clears the browser.
    pub const KIOSK_FINISH: &str = "/api/kiosk/finish";
    /// POST: the officers' queue.
    pub const OFFICE_QUEUE: &str = "/api/office/queue";
    /// GET `?lang=`: templates.
    pub const OFFICE_OPTIONS: &str = "/api/office/options";
    /// GET `?days=`: figures.
    pub const OFFICE_DASHBOARD: &str = "/api/office/dashboard";
    /// GET `?lang=`: everything about one.
    pub const OFFICE_APPLICATION: &str = "/api/office/applications/{number}";
    /// GET: its live debt.
    pub const OFFICE_DEBT: &str = "/api/office/applications/{number}/debt";
    /// GET: one of its files.
    pub const OFFICE_ATTACHMENT: &str = "/api/office/applications/{number}/attachments/{id}";
    /// GET `?lang=`: its certificate, PDF.
    pub const OFFICE_CERTIFICATE: &str = "/api/office/applications/{number}/certificate";
    /// POST: a decision.
    pub const OFFICE_DECISION: &str = "/api/office/applications/{number}/{decision}";
    /// POST: what of a payment can still be given back. Operators.
    pub const OPERATOR_REFUNDABLE: &str = "/api/operator/refundable";
    /// GET `?show=&after=`: refund cases. POST: ask for one. Operators.
    pub const OPERATOR_REFUNDS: &str = "/api/operator/refunds";
    /// GET: one case.
    pub const OPERATOR_REFUND: &str = "/api/operator/refunds/{id}";
    /// POST: a second person approves it.
    pub const OPERATOR_REFUND_APPROVE: &str = "/api/operator/refunds/{id}/approve";
    /// POST: a second person rejects it.
    pub const OPERATOR_REFUND_REJECT: &str = "/api/operator/refunds/{id}/reject";
    /// GET: how the kiosks are.
    pub const OFFICE_KIOSKS: &str = "/api/office/kiosks";
    /// POST: revoke a certificate.
    pub const OFFICE_REVOKE: &str = "/api/office/certificates/{number}/revoke";
    /// POST: search security events.
    pub const AUDITOR_EVENTS: &str = "/api/auditor/events";
    /// GET: what is open, alarms, the last audit.
    pub const OPERATOR_SUMMARY: &str = "/api/operator/summary";
    /// POST: search payments.
    pub const OPERATOR_PAYMENTS: &str = "/api/operator/payments";
    /// GET: one payment's whole course.
    pub const OPERATOR_PAYMENT: &str = "/api/operator/payments/{reference}";
    /// POST: list alarm cases.
    pub const OPERATOR_ALARMS: &str = "/api/operator/alarms";
    /// GET: one alarm case.
    pub const OPERATOR_ALARM: &str = "/api/operator/alarms/{id}";
    /// POST: `take`, `release`, `note`, `resolve`, `approve` or `decline`.
    pub const OPERATOR_ALARM_ACTION: &str = "/api/operator/alarms/{id}/{action}";
}
