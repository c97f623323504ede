//! Starting a payment: its bills are leased, everything the browser said is checked again against the billers' own words,
//! and the payment with its first intent is stored before the bank hears of it.

mod attempt;
mod check;
mod plan;

use super::advance::{self, new_life};
use super::digest::{random_id, sha256};
use super::{App, AppError, find_bills};
use crate::store::leases;
use crate::store::payments::{self, Facts, ItemRow, PaymentRow};
use attempt::{Attempt, Taken};
use check::Checked;
use shared::api::payments::StartPayment;
use shared::id::Id;

/// Who starts it, and from where.
#[derive(Debug, Clone, Copy)]
pub struct From<'a> {
    /// The payer's network address, as limits count it.
    pub address: &'a str,
    /// The address of ours that the payer's browser is at, without a slash at its end.
    pub public_url: &'a str,
}

/// Starts a payment, or answers what became of the attempt of this key.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::BillChanged`], [`AppError::BillerSilent`], [`AppError::Leased`],
/// [`AppError::TooMany`], [`AppError::KeyReused`] or the store's. Nothing is written then.
pub async fn start_payment(app: &App, key: &Id, request: &StartPayment, from: From<'_>) -> Result<PaymentRow, AppError> {
    let body_hash = body_hash(request)?;
    if let Some(row) = existing(app, key, &body_hash).await? {
        return Ok(row);
    }
    match begin(app, key, request, from, &body_hash).await {
        Ok(Begun::New(row)) => open_order(app, *row).await,
        Ok(Begun::Before(row)) => Ok(*row),
        // The same key came twice at once and the other was quicker: its lease, or its row, is ours.
        Err(error) => existing(app, key, &body_hash).await?.ok_or(error),
    }
}

enum Begun {
    New(Box<PaymentRow>),
    /// By the same attempt, sent twice at once.
    Before(Box<PaymentRow>),
}

async fn begin(app: &App, key: &Id, request: &StartPayment, from: From<'_>, body_hash: &str) -> Result<Begun, AppError> {
    let checked = check::fields(app, request)?;
    let address = app.digests().address(from.address);
    let mut attempt = match attempt::take(app, key, request, &address, body_hash).await? {
        Taken::Attempt(attempt) => attempt,
        Taken::Stored(row) => return Ok(Begun::Before(row)),
    };
    match within(app, key, request, &checked, from, body_hash, &mut attempt).await {
        Ok(row) => Ok(Begun::New(Box::new(row))),
        Err(error) => {
            attempt.give_back().await;
            Err(error)
        }
    }
}

/// Inside the attempt's leases: the billers are asked, and the payment is stored with its first intent.
async fn within(
    app: &App,
    key: &Id,
    request: &StartPayment,
    checked: &Checked<'_>,
    from: From<'_>,
    body_hash: &str,
    attempt: &mut Attempt,
) -> Result<PaymentRow, AppError> {
    let quotes = plan::quotes(app, request, checked.line.as_ref()).await?;
    let items = plan::items(app, request, checked.card, &quotes)?;
    let row = new_row(app, request, checked, &items, from, body_hash)?;
    attempt.store(key, &row, &items).await?;
    Ok(row)
}

/// The payment that this key made; another body under the same key is refused.
async fn existing(app: &App, key: &Id, body_hash: &str) -> Result<Option<PaymentRow>, AppError> {
    let mut connection = app.store().read().await?;
    match payments::by_key(&mut connection, key).await? {
        Some(row) if row.body_hash == body_hash => Ok(Some(row)),
        Some(_) => Err(AppError::KeyReused),
        None => Ok(None),
    }
}

fn body_hash(request: &StartPayment) -> Result<String, AppError> {
    let body = serde_json::to_vec(request).map_err(|error| {
        tracing::error!(%error, "a request does not serialise");
        AppError::Internal("a request does not serialise")
    })?;
    Ok(sha256(&[&body]))
}

fn new_row(
    app: &App,
    request: &StartPayment,
    checked: &Checked<'_>,
    items: &[ItemRow],
    from: From<'_>,
    body_hash: &str,
) -> Result<PaymentRow, AppError> {
    let now = app.clock().now();
    let life = new_life(app, items, now);
    let total = life.payment.total().ok_or(AppError::Internal("a total overflows"))?;
    let wake_at = life.calls.lapses_at();
    Ok(PaymentRow {
        id: random_id(),
        body_hash: body_hash.to_owned(),
        secret_hash: sha256(&[request.secret.as_bytes()]),
        city: request.city.clone(),
        phone: checked.line.as_ref().map(|line| line.national().to_owned()).unwrap_or_default(),
        lang: request.lang.tag().to_owned(),
        email: checked.email.clone(),
        card: checked.card.id.clone(),
        acquirer: checked.card.acquirer.clone(),
        address_digest: app.digests().address(from.address),
        public_url: from.public_url.to_owned(),
        total,
        fee_rule: Some(app.config().fee(checked.card)),
        state: payments::state_name(&life.payment).to_owned(),
        life,
        version: 1,
        facts: Facts::default(),
        created_at: now,
        wake_at,
    })
}

/// Performs the first intent and waits for its answer: the citizen is about to be sent to the bank.
async fn open_order(app: &App, row: PaymentRow) -> Result<PaymentRow, AppError> {
    let calls = row.life.calls.in_flight.clone();
    advance::perform_and_wait(app, &row.id, calls).await;
    let mut connection = app.store().read().await?;
    payments::by_id(&mut connection, &row.id).await?.ok_or(AppError::Internal("a stored payment is gone"))
}

/// Leases of before went by biller, charge and account in clear: they get their names of now, so that a bill that is being
/// paid while the server is renewed is not paid twice.
///
/// # Errors
/// The store's.
pub async fn rename_leases(app: &App) -> Result<(), AppError> {
    for before in leases::named_in_clear(&mut *app.store().read().await?).await? {
        let [biller, charge, account] = before.splitn(3, '|').collect::<Vec<_>>()[..] else { continue };
        let now = find_bills::payable(app, biller, charge, account);
        let renamed = app.store().write(move |connection| {
            let (before, now) = (before.clone(), now.clone());
            Box::pin(async move { leases::rename(connection, &before, &now).await })
        });
        renamed.await?;
    }
    Ok(())
}
