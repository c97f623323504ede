//! Finding a receipt again: on the screen, as PDF, by e-mail.

use super::catalogue::city_name;
use super::digest::{same, sha256};
use super::record::{RECEIPT, ReceiptLetter};
use super::refunds::{self, Returned};
use super::view::{compose, item_outcome, returned_of};
use super::{App, AppError};
use crate::documents::{LetterText, PaperItem, ReceiptPaper, receipt_letter, receipt_pdf};
use crate::store::payments::{self, ItemRow, PaymentRow};
use crate::store::receipts::{self, ReceiptRow};
use crate::store::{letter_counts, outbox};
use shared::api::payments::{ItemOutcome, PaymentView};
use shared::api::problem::FieldProblem;
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
use shared::contact::Email;
use shared::format::Lang;
use shared::id::Id;
use shared::money::Money;
use shared::numbering::{self, Landline};
use shared::payment::{Posting, State};
use shared::person::mask_account;
use shared::receipt::{ReceiptCode, ReceiptNumber};

/// Letters with one receipt that are asked for in a day (UTC): whoever is written to need not be who asks.
const OF_A_RECEIPT_MAX: i64 = 5;
/// Letters to one address that are asked for in a day, whatever the receipt.
const TO_AN_ADDRESS_MAX: i64 = 10;

/// A receipt with its payment.
struct Found {
    receipt: ReceiptRow,
    payment: PaymentRow,
    items: Vec<ItemRow>,
    returned: Vec<Returned>,
    /// `(12) 421 23 72`.
    line: String,
}

/// The payment of a receipt, for whoever has number and code.
///
/// # Errors
/// [`AppError::Invalid`] for the fields, [`AppError::NotFound`], or the store's.
pub async fn find(app: &App, request: &ReceiptRequest) -> Result<PaymentView, AppError> {
    let found = prove(app, &request.number, &request.code).await?;
    Ok(compose(&found.payment, &found.items, Some(&found.receipt), &found.returned))
}

/// Its PDF, and the number to name the file by.
///
/// # Errors
/// As [`find`].
pub async fn pdf(app: &App, request: &ReceiptRequest) -> Result<(String, Vec<u8>), AppError> {
    let found = prove(app, &request.number, &request.code).await?;
    let bytes = receipt_pdf(&paper(app, &found, request.lang)?).map_err(|_| AppError::Internal("a receipt could not be drawn"))?;
    Ok((found.receipt.number, bytes))
}

/// Puts a message with the receipt into the outbox; the same key again puts none.
///
/// # Errors
/// As [`find`], [`AppError::KeyReused`] when the key was used for another message, and [`AppError::TooMany`] when enough of
/// this receipt, or to this address, were asked for today.
pub async fn email(app: &App, key: &Id, request: &EmailReceipt) -> Result<(), AppError> {
    let email = Email::parse(&request.email).map_err(|e| AppError::field("email", e))?;
    let found = prove(app, &request.number, &request.code).await?;
    let letter = ReceiptLetter { number: found.receipt.number, email: email.as_str().to_owned(), lang: request.lang.tag().to_owned() };
    let payload = serde_json::to_string(&letter).map_err(|_| AppError::Internal("a letter does not serialise"))?;
    let (now, cause) = (app.clock().now(), format!("email:{key}:{}", sha256(&[payload.as_bytes()])));
    let digest = |text: &str| app.digests().keyed("letter", text);
    let counted = [(digest(&letter.number), OF_A_RECEIPT_MAX), (digest(&letter.email), TO_AN_ADDRESS_MAX)];
    let key = key.clone();
    let is_ours = app
        .store()
        .write(move |connection| {
            let (key, payload, cause, counted) = (key.clone(), payload.clone(), cause.clone(), counted.clone());
            Box::pin(async move {
                if outbox::enqueue(connection, &key, RECEIPT, &cause, &payload, now).await? {
                    for (about, most) in &counted {
                        letter_counts::count(connection, about, *most, now).await?;
                    }
                }
                Ok(outbox::cause_of(connection, &key).await? == Some(cause))
            })
        })
        .await?;
    if is_ours { Ok(()) } else { Err(AppError::KeyReused) }
}

/// The letter that carries a receipt: its text, and the PDF with its name.
pub(super) async fn letter(app: &App, number: &str, lang: Lang) -> Result<(LetterText, String, Vec<u8>), AppError> {
    let found = load(app, number).await?.ok_or(AppError::NotFound)?;
    let paper = paper(app, &found, lang)?;
    let bytes = receipt_pdf(&paper).map_err(|_| AppError::Internal("a receipt could not be drawn"))?;
    Ok((receipt_letter(&paper), format!("{number}.pdf"), bytes))
}

/// Number and code together; a wrong code is not told apart from a wrong number.
async fn prove(app: &App, number: &str, code: &str) -> Result<Found, AppError> {
    let (number, code) = match (ReceiptNumber::parse(number), ReceiptCode::parse(code)) {
        (Ok(number), Ok(code)) => (number, code),
        (number, code) => {
            let number = number.err().map(|e| FieldProblem::new("number", e));
            let code = code.err().map(|e| FieldProblem::new("code", e));
            return Err(AppError::Invalid(number.into_iter().chain(code).collect()));
        }
    };
    let found = load(app, number.as_str()).await?.ok_or(AppError::NotFound)?;
    if same(&found.receipt.code, code.reveal()) { Ok(found) } else { Err(AppError::NotFound) }
}

async fn load(app: &App, number: &str) -> Result<Option<Found>, AppError> {
    let mut connection = app.store().read().await?;
    let Some(receipt) = receipts::by_number(&mut connection, number).await? else { return Ok(None) };
    let payment = payments::by_id(&mut connection, &receipt.payment).await?.ok_or(AppError::Internal("a receipt without a payment"))?;
    let items = payments::items(&mut connection, &receipt.payment).await?;
    let returned = refunds::returned(&mut connection, &receipt.payment).await?;
    let line = Landline::from_national(&payment.phone).map(|l| l.display()).unwrap_or_default();
    Ok(Some(Found { receipt, payment, items, returned, line }))
}

fn paper<'a>(app: &'a App, found: &'a Found, lang: Lang) -> Result<ReceiptPaper<'a>, AppError> {
    let (row, receipt) = (&found.payment, &found.receipt);
    let payment = &row.life.payment;
    let (State::Captured { amount, refunded } | State::Refunding { amount, refunded, .. }) = payment.state else {
        return Err(AppError::Internal("a receipt of a payment that was not captured"));
    };
    let (Some(held_at), Some(captured_at)) = (payment.held_at, payment.captured_at) else {
        return Err(AppError::Internal("a captured payment without its times"));
    };
    let items: Vec<PaperItem> = found.items.iter().map(|item| paper_item(app, found, item, lang)).collect();
    let fee = Money::sum(items.iter().filter(|i| i.outcome == ItemOutcome::Accepted).map(|i| i.fee)).unwrap_or_default();
    let card = row.facts.card_used.clone().or_else(|| app.config().card(&row.card).map(|c| c.name.clone())).unwrap_or_default();
    Ok(ReceiptPaper {
        lang,
        number: &receipt.number,
        code: &receipt.code,
        city: numbering::city(&row.city).map_or("", |c| city_name(&c, lang)),
        line: &found.line,
        items,
        total_captured: amount,
        fee,
        fee_rule: row.fee_rule,
        card,
        order: row.facts.order.clone().unwrap_or_default(),
        approval: row.facts.approval.clone(),
        held_at,
        captured_at,
        refunded,
        check_url: format!("{}/receipts#{};{}", app.config().server.public_url, receipt.number, receipt.code),
        issuer: app.config().server.issuer.get(lang),
    })
}

fn paper_item(app: &App, found: &Found, item: &ItemRow, lang: Lang) -> PaperItem {
    let posting = found.payment.life.payment.items.iter().find(|i| i.id == item.id).map(|i| &i.posting);
    let biller = app.config().biller(&item.biller);
    let (reference, at) = match posting {
        Some(Posting::Accepted { reference, at }) => (Some(reference.clone()), Some(*at)),
        _ => (None, None),
    };
    PaperItem {
        charge: biller.and_then(|b| b.charge(&item.charge)).map_or(&*item.charge, |c| c.name.get(lang)).to_owned(),
        biller: biller.map_or(&*item.biller, |b| b.name.get(lang)).to_owned(),
        account: mask_account(&item.account),
        amount: item.amount,
        fee: item.fee,
        outcome: posting.map_or(ItemOutcome::Waiting, item_outcome),
        reference,
        at,
        returned: returned_of(item, &found.returned),
    }
}
