//! Letters about money that carry no receipt: a payment that ended without money taken, a refund that the bank refused.

use super::{App, AppError, random_id};
use crate::documents::{LetterText, NoticeItem, NoticeKind, NoticeLetter, notice_letter};
use crate::store::payments::{self, PaymentRow};
use crate::store::{StoreError, outbox, receipts};
use serde::{Deserialize, Serialize};
use shared::format::Lang;
use shared::id::Id;
use shared::money::Money;
use shared::numbering::Landline;
use shared::person::mask_account;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// The kind of such an outbox row.
pub(super) const NOTICE: &str = "notice";

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Notice {
    /// The hold was given back.
    Voided,
    /// The bank refused a refund.
    RefundRefused,
}

/// Payload of an outbox row of kind [`NOTICE`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct NoticeMessage {
    pub(super) payment: Id,
    pub(super) what: Notice,
    pub(super) sum_minor: i64,
    pub(super) email: String,
    pub(super) lang: String,
}

/// Tells the payer, whose address is known, once for each cause.
///
/// # Errors
/// The store's.
pub(super) async fn enqueue(
    connection: &mut AnyConnection,
    payment: &PaymentRow,
    what: Notice,
    cause: &str,
    sum: Money,
    now: Timestamp,
) -> Result<(), StoreError> {
    if payment.email.is_empty() {
        return Ok(());
    }
    let (email, lang) = (payment.email.clone(), payment.lang.clone());
    let message = NoticeMessage { payment: payment.id.clone(), what, sum_minor: sum.minor(), email, lang };
    let payload = serde_json::to_string(&message).map_err(|error| StoreError::Unreadable { what: NOTICE, why: error.to_string() })?;
    outbox::enqueue(connection, &random_id(), NOTICE, cause, &payload, now).await.map(|_| ())
}

/// What the letter says, put together when it is sent.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub(super) async fn letter(app: &App, message: &NoticeMessage) -> Result<LetterText, AppError> {
    let lang = Lang::from_tag(&message.lang).unwrap_or_default();
    let mut connection = app.store().read().await?;
    let payment = payments::by_id(&mut connection, &message.payment).await?.ok_or(AppError::NotFound)?;
    let items = payments::items(&mut connection, &message.payment).await?;
    let receipt = receipts::of_payment(&mut connection, &message.payment).await?;
    let items = items.iter().map(|item| {
        let biller = app.config().biller(&item.biller);
        NoticeItem {
            charge: biller.and_then(|b| b.charge(&item.charge)).map_or(&*item.charge, |c| c.name.get(lang)).to_owned(),
            account: mask_account(&item.account),
            amount: item.amount,
        }
    });
    Ok(notice_letter(&NoticeLetter {
        lang,
        kind: match message.what {
            Notice::Voided => NoticeKind::Voided,
            Notice::RefundRefused => NoticeKind::RefundRefused,
        },
        issuer: app.config().server.issuer.get(lang),
        sum: Money::from_minor(message.sum_minor),
        receipt: receipt.map(|r| r.number).unwrap_or_default(),
        line: Landline::from_national(&payment.phone).map(|l| l.display()).unwrap_or_default(),
        begun_at: payment.created_at,
        items: items.collect(),
    }))
}
