//! Starting a payment: everything the browser said is checked again against the billers' own words, the bills are
//! leased, and the payment with its first intent is stored before the bank hears of it.

use super::advance::{self, new_life};
use super::digest::{random_id, sha256};
use super::find_bills::{self, Quote};
use super::{App, AppError};
use crate::config::{BillerConfig, CardConfig};
use crate::store::payments::{self, Facts, ItemRow, PaymentRow};
use crate::store::{StoreError, leases};
use shared::api::payments::{StartItem, StartPayment};
use shared::api::problem::FieldProblem;
use shared::bill::Standing;
use shared::biller::Account;
use shared::contact::Email;
use shared::id::{Id, is_hex};
use shared::money::Money;
use shared::numbering::Landline;
use shared::payment::ITEMS_MAX;
use shared::time::Timestamp;
use shared::validation::{Code, FieldError};
use std::collections::BTreeSet;

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
    match store_checked(app, key, request, from, &body_hash).await {
        Ok(row) => open_order(app, row).await,
        // The same key came twice at once and the other was quicker: its lease, or its row, is ours.
        Err(error) => existing(app, key, &body_hash).await?.ok_or(error),
    }
}

/// Checks the request and stores the payment with its first intent.
async fn store_checked(app: &App, key: &Id, request: &StartPayment, from: From<'_>, body_hash: &str) -> Result<PaymentRow, AppError> {
    let (line, card, email) = check_fields(app, request)?;
    let quotes = quote_items(app, request, line.as_ref()).await?;
    let items = plan_items(app, request, card, &quotes)?;
    let now = app.clock().now();
    let row = new_row(app, request, line.as_ref(), &email, card, &items, from, body_hash.to_owned(), now)?;
    store_new(app, key, &row, &items, now).await?;
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
    let body = serde_json::to_vec(request).map_err(|_| AppError::Internal("a request does not serialise"))?;
    Ok(sha256(&[&body]))
}

fn check_fields<'a>(app: &'a App, request: &StartPayment) -> Result<(Option<Landline>, &'a CardConfig, String), AppError> {
    let mut wrong = vec![];
    let mut note = |field: String, error: FieldError| wrong.push(FieldProblem::new(field, error));
    let by_accounts = !request.items.is_empty() && request.items.iter().all(|item| item.account.is_some());
    let line = find_bills::parse_place(&request.city, &request.number, by_accounts);
    let card = app.config().card(&request.card);
    if card.is_none() {
        note("card".to_owned(), Code::ChoiceUnknown.into());
    }
    let email =
        if request.email.trim().is_empty() { Ok(String::new()) } else { Email::parse(&request.email).map(|e| e.as_str().to_owned()) };
    if let Err(error) = &email {
        note("email".to_owned(), *error);
    }
    if !is_hex(&request.secret, 64) {
        note("secret".to_owned(), Code::Malformed.into());
    }
    if request.items.is_empty() {
        note("items".to_owned(), Code::NothingChosen.into());
    } else if request.items.len() > ITEMS_MAX {
        note("items".to_owned(), FieldError::with_limit(Code::TooMany, 20));
    }
    check_items(app, request, &mut note);
    match (line, card, email) {
        (Ok(line), Some(card), Ok(email)) if wrong.is_empty() => Ok((line, card, email)),
        (Err(AppError::Invalid(mut fields)), _, _) => {
            fields.append(&mut wrong);
            Err(AppError::Invalid(fields))
        }
        _ => Err(AppError::Invalid(wrong)),
    }
}

fn check_items(app: &App, request: &StartPayment, note: &mut impl FnMut(String, FieldError)) {
    let mut seen = BTreeSet::new();
    for (index, item) in request.items.iter().take(ITEMS_MAX).enumerate() {
        let mut at = |field: &str, error: FieldError| note(format!("items[{index}].{field}"), error);
        match (app.config().biller(&item.biller), &item.account) {
            (None, _) => at("biller", Code::ChoiceUnknown.into()),
            (Some(biller), Some(typed)) => {
                if let Err(error) = find_bills::parse_account(biller, typed) {
                    at("account", error);
                }
            }
            (Some(_), None) => {}
        }
        if !is_hex(&item.bill, 32) {
            at("bill", Code::Malformed.into());
        } else if !seen.insert(item.bill.as_str()) {
            at("bill", Code::Twice.into());
        }
        if item.amount_minor <= 0 {
            at("amount_minor", Code::AmountZero.into());
        } else if item.amount_minor > Money::LIMIT_MINOR {
            at("amount_minor", FieldError::with_limit(Code::AmountTooLarge, Money::LIMIT_MINOR));
        }
    }
}

/// Asks each biller involved once, together; what cannot be known now cannot be paid now.
async fn quote_items(app: &App, request: &StartPayment, line: Option<&Landline>) -> Result<Vec<Quote>, AppError> {
    let sources: BTreeSet<(&str, Option<&str>)> = request.items.iter().map(|i| (i.biller.as_str(), i.account.as_deref())).collect();
    let mut asked = tokio::task::JoinSet::new();
    for (biller, account) in sources {
        let (app, line, biller) = (app.clone(), line.cloned(), biller.to_owned());
        let account = account.and_then(|typed| Account::parse(typed).ok());
        asked.spawn(async move {
            let config = app.config().biller(&biller).ok_or(AppError::Internal("a checked biller is gone"))?;
            ask(&app, config, line.as_ref(), account.as_ref()).await
        });
    }
    let mut quotes = vec![];
    while let Some(joined) = asked.join_next().await {
        quotes.extend(joined.map_err(|_| AppError::Internal("asking a biller panicked"))??);
    }
    Ok(quotes)
}

/// A hosted biller is found by the number alone: without one it has nothing to be paid.
async fn ask(app: &App, biller: &BillerConfig, line: Option<&Landline>, account: Option<&Account>) -> Result<Vec<Quote>, AppError> {
    match (find_bills::asked_by(line, account), line) {
        (Some(by), _) if biller.remote.is_some() => find_bills::remote(app, biller, by).await,
        (_, Some(line)) if biller.remote.is_none() => Ok(find_bills::hosted(&mut *app.store().read().await?, biller, line).await?),
        _ => Ok(vec![]),
    }
}

/// Matches what was asked for with what the billers say now, and counts the fees.
fn plan_items(app: &App, request: &StartPayment, card: &CardConfig, quotes: &[Quote]) -> Result<Vec<ItemRow>, AppError> {
    let mut silent = vec![];
    let mut changed = vec![];
    let mut invalid = vec![];
    let mut items = vec![];
    for (index, wanted) in request.items.iter().enumerate() {
        let at = |field: &str, error: FieldError| FieldProblem::new(format!("items[{index}].{field}"), error);
        let quote = quotes.iter().find(|q| !q.account.is_empty() && app.digests().bill(&q.payable()) == wanted.bill);
        let unknown = quotes.iter().any(|q| q.biller == wanted.biller && q.standing == Standing::Unknown);
        match quote.filter(|q| q.standing != Standing::Unknown) {
            Some(quote) => match check_amount(app, wanted, quote) {
                Ok(()) => items.push(item_row(wanted, quote, card)),
                Err(error) => invalid.push(at("amount_minor", error)),
            },
            None if unknown => silent.push(at("biller", Code::ChoiceUnknown.into())),
            None => changed.push(at("bill", Code::ChoiceUnknown.into())),
        }
    }
    if !silent.is_empty() {
        return Err(AppError::BillerSilent(silent));
    }
    if !invalid.is_empty() {
        return Err(AppError::Invalid(invalid));
    }
    let total = Money::sum(items.iter().flat_map(|i: &ItemRow| [i.amount, i.fee]));
    if total.map(Money::minor) != Some(request.total_minor) && changed.is_empty() {
        changed.push(FieldProblem::new("total_minor", Code::Malformed.into()));
    }
    if changed.is_empty() { Ok(items) } else { Err(AppError::BillChanged(changed)) }
}

fn check_amount(app: &App, wanted: &StartItem, quote: &Quote) -> Result<(), FieldError> {
    let charge = app.config().biller(&quote.biller).and_then(|b| b.charge(&quote.charge)).ok_or(Code::ChoiceUnknown)?;
    charge.rule.check(Money::from_minor(wanted.amount_minor), quote.balance)
}

fn item_row(wanted: &StartItem, quote: &Quote, card: &CardConfig) -> ItemRow {
    let amount = Money::from_minor(wanted.amount_minor);
    ItemRow {
        id: random_id(),
        biller: quote.biller.clone(),
        charge: quote.charge.clone(),
        account: quote.account.clone(),
        amount,
        fee: card.fee.fee_of(amount),
    }
}

#[expect(clippy::too_many_arguments, reason = "a row has this many sources")]
fn new_row(
    app: &App,
    request: &StartPayment,
    line: Option<&Landline>,
    email: &str,
    card: &CardConfig,
    items: &[ItemRow],
    from: From<'_>,
    body_hash: String,
    now: Timestamp,
) -> Result<PaymentRow, AppError> {
    let life = new_life(app, items, now);
    let total = life.payment.total().ok_or(AppError::Internal("a total overflows"))?;
    let wake_at = life.in_flight.iter().map(|call| call.until).min();
    Ok(PaymentRow {
        id: random_id(),
        body_hash,
        secret_hash: sha256(&[request.secret.as_bytes()]),
        city: request.city.clone(),
        phone: line.map(|line| line.national().to_owned()).unwrap_or_default(),
        lang: request.lang.tag().to_owned(),
        email: email.to_owned(),
        card: card.id.clone(),
        acquirer: card.acquirer.clone(),
        address_digest: app.digests().address(from.address),
        public_url: from.public_url.to_owned(),
        total,
        state: payments::state_name(&life.payment).to_owned(),
        life,
        version: 1,
        facts: Facts::default(),
        created_at: now,
        wake_at,
    })
}

/// One unit of work: the leases, the payment, its shares.
async fn store_new(app: &App, key: &Id, row: &PaymentRow, items: &[ItemRow], now: Timestamp) -> Result<(), StoreError> {
    let until = row.life.payment.deadlines.pay_until;
    let (key, row, items) = (key.clone(), row.clone(), items.to_vec());
    app.store()
        .write(move |connection| {
            let (key, row, items) = (key.clone(), row.clone(), items.clone());
            Box::pin(async move {
                for item in &items {
                    let payable = find_bills::payable(&item.biller, &item.charge, &item.account);
                    if let Some(for_ms) = leases::must_wait(connection, &payable, &row.address_digest, now).await? {
                        return Err(StoreError::MustWait { for_ms });
                    }
                    if !leases::take(connection, &payable, &row.id, &row.address_digest, until, now).await? {
                        let for_ms = leases::live_for(connection, &payable, now).await?.unwrap_or(1);
                        return Err(StoreError::Leased { for_ms });
                    }
                }
                payments::insert(connection, &key, &row, &items).await
            })
        })
        .await
}

/// Performs the first intent and waits for its answer: the citizen is about to be sent to the bank.
async fn open_order(app: &App, row: PaymentRow) -> Result<PaymentRow, AppError> {
    let calls = row.life.in_flight.clone();
    advance::perform_and_wait(app, &row.id, calls).await;
    let mut connection = app.store().read().await?;
    payments::by_id(&mut connection, &row.id).await?.ok_or(AppError::Internal("a stored payment is gone"))
}
