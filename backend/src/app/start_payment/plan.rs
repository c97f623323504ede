//! What the billers say of the bills now, inside the attempt's leases, and what the payer was shown: only where both agree
//! is anything planned.

use super::attempt::quote_ms;
use crate::app::digest::random_id;
use crate::app::find_bills::{self, Quote};
use crate::app::{App, AppError};
use crate::config::{BillerConfig, CardConfig};
use crate::store::payments::{BookedBy, ItemRow};
use shared::api::bills::Bill;
use shared::api::payments::{StartItem, StartPayment};
use shared::api::problem::FieldProblem;
use shared::bill::Standing;
use shared::biller::Account;
use shared::money::Money;
use shared::numbering::Landline;
use shared::validation::{Code, FieldError};
use std::collections::BTreeSet;
use std::time::Duration;

/// Asks each biller involved once, together; what cannot be known now cannot be paid now.
///
/// # Errors
/// The store's. A silent biller is no error: its bills are unknown.
pub(super) async fn quotes(app: &App, request: &StartPayment, line: Option<&Landline>) -> Result<Vec<Quote>, AppError> {
    let longest = Duration::from_millis(u64::try_from(quote_ms(app.config())).unwrap_or(0));
    // Connectors have their own time-outs; beyond this one the leases would be nobody's.
    let asked = tokio::time::timeout(longest, ask_each(app, request, line)).await;
    asked.unwrap_or(Err(AppError::Internal("asking billers took longer than all of their time-outs")))
}

async fn ask_each(app: &App, request: &StartPayment, line: Option<&Landline>) -> Result<Vec<Quote>, AppError> {
    let sources: BTreeSet<(&str, Option<&str>)> = request.items.iter().map(|i| (i.biller.as_str(), i.account.as_deref())).collect();
    let mut asked = tokio::task::JoinSet::new();
    for (biller, account) in sources {
        let (app, line, biller, account) = (app.clone(), line.cloned(), biller.to_owned(), account.map(str::to_owned));
        asked.spawn(async move {
            let config = app.config().biller(&biller).ok_or(AppError::Internal("a checked biller is gone"))?;
            let account = account.and_then(|typed| find_bills::parse_account(config, &typed).ok());
            ask(&app, config, line.as_ref(), account.as_ref()).await
        });
    }
    let mut quotes = vec![];
    while let Some(joined) = asked.join_next().await {
        quotes.extend(joined.map_err(|error| {
            tracing::error!(%error, "asking a biller ended early");
            AppError::Internal("asking a biller panicked")
        })??);
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

/// What is wrong with the bills, each kind by itself.
#[derive(Default)]
struct Wrong {
    silent: Vec<FieldProblem>,
    changed: Vec<FieldProblem>,
    bills: Vec<Bill>,
    invalid: Vec<FieldProblem>,
}

/// Matches what was asked for, and shown, with what the billers say now, and counts the fees.
///
/// # Errors
/// [`AppError::BillerSilent`], [`AppError::BillChanged`] with the bills as they are now, or [`AppError::Invalid`].
pub(super) fn items(app: &App, request: &StartPayment, card: &CardConfig, quotes: &[Quote]) -> Result<Vec<ItemRow>, AppError> {
    let mut wrong = Wrong::default();
    let mut items = vec![];
    for (index, wanted) in request.items.iter().enumerate() {
        let at = |field: &str, error: FieldError| FieldProblem::new(format!("items[{index}].{field}"), error);
        let quote = quotes.iter().find(|q| !q.account.is_empty() && q.payable(app) == wanted.bill);
        let unknown = quotes.iter().any(|q| q.biller == wanted.biller && q.standing == Standing::Unknown);
        match quote.filter(|q| q.standing != Standing::Unknown) {
            Some(quote) => match (is_as_shown(wanted, quote), check_amount(app, wanted, quote)) {
                (Err(error), _) => {
                    wrong.changed.push(at("shown_minor", error));
                    wrong.bills.push(find_bills::to_bill(quote.clone(), wanted.bill.clone(), 0));
                }
                (Ok(()), Err(error)) => wrong.invalid.push(at("amount_minor", error)),
                (Ok(()), Ok(())) => items.push(item_row(app, wanted, quote, card)),
            },
            None if unknown => wrong.silent.push(at("biller", Code::ChoiceUnknown.into())),
            None => wrong.changed.push(at("bill", Code::ChoiceUnknown.into())),
        }
    }
    judge(wrong, request, items)
}

fn judge(mut wrong: Wrong, request: &StartPayment, items: Vec<ItemRow>) -> Result<Vec<ItemRow>, AppError> {
    if !wrong.silent.is_empty() {
        return Err(AppError::BillerSilent(wrong.silent));
    }
    if wrong.changed.is_empty() && !wrong.invalid.is_empty() {
        return Err(AppError::Invalid(wrong.invalid));
    }
    let total = Money::sum(items.iter().flat_map(|i: &ItemRow| [i.amount, i.fee]));
    if total.map(Money::minor) != Some(request.total_minor) && wrong.changed.is_empty() {
        wrong.changed.push(FieldProblem::new("total_minor", Code::Malformed.into()));
    }
    if wrong.changed.is_empty() { Ok(items) } else { Err(AppError::BillChanged { fields: wrong.changed, bills: wrong.bills }) }
}

/// Another balance than the payer was shown, or more than is owed without a word that it is meant, is not what the payer
/// agreed to.
fn is_as_shown(wanted: &StartItem, quote: &Quote) -> Result<(), FieldError> {
    let owed = quote.balance.minor().max(0);
    let ahead = wanted.amount_minor > owed;
    if wanted.shown_minor == Some(quote.balance.minor()) && (wanted.advance || !ahead) {
        return Ok(());
    }
    Err(FieldError::with_limit(if ahead { Code::AmountAdvance } else { Code::AmountPart }, owed))
}

fn check_amount(app: &App, wanted: &StartItem, quote: &Quote) -> Result<(), FieldError> {
    let charge = app.config().biller(&quote.biller).and_then(|b| b.charge(&quote.charge)).ok_or(Code::ChoiceUnknown)?;
    charge.rule.check(Money::from_minor(wanted.amount_minor), quote.balance)
}

fn item_row(app: &App, wanted: &StartItem, quote: &Quote, card: &CardConfig) -> ItemRow {
    let amount = Money::from_minor(wanted.amount_minor);
    let remote = app.config().biller(&quote.biller).is_some_and(|biller| biller.remote.is_some());
    ItemRow {
        id: random_id(),
        biller: quote.biller.clone(),
        charge: quote.charge.clone(),
        account: quote.account.clone(),
        amount,
        fee: app.config().fee(card).fee_of(amount),
        booked_by: Some(if remote { BookedBy::Remote } else { BookedBy::Hosted }),
    }
}
