//! The bills of a home. Hosted billers are read at once; remote ones are asked card by card, so that a slow one
//! costs its own card only.

use super::{App, AppError};
use crate::config::BillerConfig;
use crate::connectors::biller::{AccountReport, Queried};
use crate::store::receivables::{HostedAnswer, HostedBill, bills_of_phone};
use crate::store::{StoreError, leases};
use shared::api::bills::{AskRequest, Bill, Bills, BillsRequest, Document};
use shared::bill::Standing;
use shared::biller::Account;
use shared::money::Money;
use shared::numbering::{self, Landline};
use shared::person::{mask_account, mask_name};
use shared::validation::{Code, FieldError};
use sqlx::AnyConnection;

/// A payable with what is known of it: inside the server the account is in clear.
#[derive(Debug, Clone)]
pub(super) struct Quote {
    pub(super) biller: String,
    pub(super) charge: String,
    pub(super) account: String,
    pub(super) standing: Standing,
    pub(super) balance: Money,
    pub(super) holder: String,
    pub(super) period: String,
    pub(super) due: String,
    pub(super) documents: Vec<Document>,
}

impl Quote {
    /// One live payment per payable: biller, kind of charge, account. It goes by its bill's identifier.
    pub(super) fn payable(&self, app: &App) -> String {
        payable(app, &self.biller, &self.charge, &self.account)
    }
}

/// The key of a payable, also the identifier by which a payment names it as a bill.
pub(super) fn payable(app: &App, biller: &str, charge: &str, account: &str) -> String {
    app.digests().bill(&in_clear(biller, charge, account))
}

/// What a payable's key is a digest of, and was itself before.
pub(super) fn in_clear(biller: &str, charge: &str, account: &str) -> String {
    format!("{biller}|{charge}|{account}")
}

/// POST bills: every hosted bill of a number; each remote biller as a card still to be asked.
///
/// # Errors
/// [`AppError::Invalid`] for the fields, or the store's.
pub async fn find_bills(app: &App, request: &BillsRequest) -> Result<Bills, AppError> {
    let line = parse_line(&request.city, &request.number)?;
    let mut connection = app.store().read().await?;
    let mut quotes = Vec::new();
    for biller in &app.config().biller {
        if biller.remote.is_some() {
            quotes.extend(biller.charge.iter().map(|charge| bare(biller, &charge.id, Standing::Ask)));
        } else {
            quotes.extend(hosted(&mut connection, biller, &line).await?);
        }
    }
    answer(app, &mut connection, Some(&line), quotes).await
}

/// POST bills/ask: one remote biller, by the number or by a code typed by hand.
///
/// # Errors
/// [`AppError::Invalid`] for the fields, or the store's. A silent biller is not an error: its card says so.
pub async fn ask_biller(app: &App, request: &AskRequest) -> Result<Bills, AppError> {
    let line = parse_place(&request.city, &request.number, request.account.is_some())?;
    let biller = app.config().biller(&request.biller).filter(|b| b.remote.is_some());
    let biller = biller.ok_or_else(|| AppError::field("biller", Code::ChoiceUnknown))?;
    let account = request.account.as_deref().map(|typed| parse_account(biller, typed)).transpose();
    let account = account.map_err(|e| AppError::field("account", e))?;
    let quotes = match asked_by(line.as_ref(), account.as_ref()) {
        Some(by) => remote(app, biller, by).await?,
        None => return Err(AppError::field("number", Code::Empty)),
    };
    answer(app, &mut *app.store().read().await?, line.as_ref(), quotes).await
}

/// City and number together; both may be left out where a subscriber code says which home it is.
pub(super) fn parse_place(city: &str, number: &str, by_account: bool) -> Result<Option<Landline>, AppError> {
    if by_account && city.is_empty() && number.is_empty() {
        return Ok(None);
    }
    parse_line(city, number).map(Some)
}

/// How a remote biller is asked.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    Line(&'a Landline),
    Account(&'a Account),
}

/// By the code, when there is one.
pub(super) fn asked_by<'a>(line: Option<&'a Landline>, account: Option<&'a Account>) -> Option<By<'a>> {
    account.map(By::Account).or(line.map(By::Line))
}

/// City and number together.
pub(super) fn parse_line(city: &str, number: &str) -> Result<Landline, AppError> {
    let row = numbering::city(city).ok_or_else(|| AppError::field("city", Code::CityUnknown))?;
    Landline::parse(&row.city, number).map_err(|e| AppError::field("number", e))
}

/// The subscriber code of a look-up, for what is counted by code; nothing where it is none of its biller's.
#[must_use]
pub fn account_of(app: &App, request: &AskRequest) -> Option<Account> {
    parse_account(app.config().biller(&request.biller)?, request.account.as_deref()?).ok()
}

/// A subscriber code typed by hand.
pub(super) fn parse_account(biller: &BillerConfig, typed: &str) -> Result<Account, FieldError> {
    Account::of_digits(typed, biller.account_digits.ok_or(Code::ChoiceUnknown)?)
}

/// What a biller's own file says.
pub(super) async fn hosted(connection: &mut AnyConnection, biller: &BillerConfig, line: &Landline) -> Result<Vec<Quote>, StoreError> {
    let charges: Vec<&str> = biller.charge.iter().map(|c| c.id.as_str()).collect();
    let found = match bills_of_phone(connection, &biller.id, line.national(), &charges).await? {
        HostedAnswer::NoFile => return Ok(every_charge(biller, Standing::Unknown)),
        HostedAnswer::NoAccount => return Ok(every_charge(biller, Standing::NoAccount)),
        HostedAnswer::Bills(bills) => bills,
    };
    let mut quotes = Vec::new();
    for charge in &biller.charge {
        let before = quotes.len();
        quotes.extend(found.iter().filter(|bill| bill.charge == charge.id).map(|bill| from_hosted(biller, bill)));
        if quotes.len() == before {
            // The number is the biller's, this charge is not in its file: not a debt of zero.
            quotes.push(bare(biller, &charge.id, Standing::NoAccount));
        }
    }
    Ok(quotes)
}

/// What a remote biller says. Silence is *unknown*.
pub(super) async fn remote(app: &App, biller: &BillerConfig, by: By<'_>) -> Result<Vec<Quote>, AppError> {
    let port = app.remote(&biller.id).ok_or(AppError::Internal("a remote biller has no connector"))?;
    let queried = match by {
        By::Account(account) => port.query_account(account).await,
        By::Line(line) => port.query_phone(line).await,
    };
    let accounts = match queried {
        Queried::Accounts(accounts) => accounts,
        Queried::Unknown { why } => {
            tracing::warn!(biller = biller.id, why, "a biller does not answer");
            return Ok(every_charge(biller, Standing::Unknown));
        }
    };
    if accounts.is_empty() {
        return Ok(every_charge(biller, Standing::NoAccount));
    }
    Ok(accounts.iter().flat_map(|report| from_remote(biller, report)).collect())
}

fn every_charge(biller: &BillerConfig, standing: Standing) -> Vec<Quote> {
    biller.charge.iter().map(|charge| bare(biller, &charge.id, standing)).collect()
}

fn bare(biller: &BillerConfig, charge: &str, standing: Standing) -> Quote {
    Quote {
        biller: biller.id.clone(),
        charge: charge.to_owned(),
        account: String::new(),
        standing,
        balance: Money::ZERO,
        holder: String::new(),
        period: String::new(),
        due: String::new(),
        documents: vec![],
    }
}

fn from_hosted(biller: &BillerConfig, bill: &HostedBill) -> Quote {
    Quote {
        account: bill.account.clone(),
        standing: if bill.known { Standing::of_balance(bill.balance) } else { Standing::Unknown },
        balance: if bill.known { bill.balance } else { Money::ZERO },
        holder: bill.holder_masked.clone(),
        period: bill.period.clone(),
        due: bill.due.clone(),
        documents: bill
            .documents
            .iter()
            .filter(|d| !d.number.is_empty())
            .map(|d| Document { number: d.number.clone(), amount_minor: d.amount.minor(), period: d.period.clone(), due: d.due.clone() })
            .collect(),
        ..bare(biller, &bill.charge, Standing::Unknown)
    }
}

pub(super) fn from_remote(biller: &BillerConfig, report: &AccountReport) -> Vec<Quote> {
    let known = report.charges.iter().filter(|charge| biller.charge(&charge.charge).is_some());
    known
        .map(|charge| {
            let first = charge.documents.first();
            Quote {
                account: report.account.as_str().to_owned(),
                standing: Standing::of_balance(charge.balance),
                balance: charge.balance,
                holder: mask_name(&report.holder),
                period: first.map(|d| d.period.clone()).unwrap_or_default(),
                due: first.map(|d| d.due.clone()).unwrap_or_default(),
                documents: charge
                    .documents
                    .iter()
                    .filter(|d| !d.number.is_empty())
                    .map(|d| Document {
                        number: d.number.clone(),
                        amount_minor: d.amount.minor(),
                        period: d.period.clone(),
                        due: d.due.clone(),
                    })
                    .collect(),
                ..bare(biller, &charge.charge, Standing::Unknown)
            }
        })
        .collect()
}

/// Quotes as bills to be paid as they are.
pub(super) async fn to_bills(app: &App, quotes: Vec<Quote>) -> Result<Vec<Bill>, AppError> {
    let payables: Vec<String> = quotes.iter().map(|quote| quote.payable(app)).collect();
    let leased = leases::live_for_each(&mut *app.store().read().await?, &payables, app.clock().now()).await?;
    let each = quotes.into_iter().zip(payables.into_iter().zip(leased));
    Ok(each.map(|(quote, (payable, leased_ms))| to_bill(quote, payable, leased_ms)).collect())
}

async fn answer(app: &App, connection: &mut AnyConnection, line: Option<&Landline>, quotes: Vec<Quote>) -> Result<Bills, AppError> {
    let holder = quotes.iter().map(|q| q.holder.clone()).find(|h| !h.is_empty()).unwrap_or_default();
    // Bills without an account are asked for too: the answer's time tells less.
    let payables: Vec<String> = quotes.iter().map(|quote| quote.payable(app)).collect();
    let leased = leases::live_for_each(connection, &payables, app.clock().now()).await?;
    let each = quotes.into_iter().zip(payables.into_iter().zip(leased));
    let bills = each.map(|(quote, (payable, leased_ms))| to_bill(quote, payable, leased_ms)).collect();
    Ok(Bills { display: line.map(Landline::display).unwrap_or_default(), holder, bills })
}

/// `payable` is the quote's own.
pub(super) fn to_bill(quote: Quote, payable: String, leased_ms: i64) -> Bill {
    let can_be_paid = matches!(quote.standing, Standing::Owed | Standing::NothingOwed | Standing::PaidAhead);
    Bill {
        id: if can_be_paid { payable } else { String::new() },
        account: if quote.account.is_empty() { String::new() } else { mask_account(&quote.account) },
        balance_minor: quote.balance.minor(),
        biller: quote.biller,
        charge: quote.charge,
        standing: quote.standing,
        period: quote.period,
        due: quote.due,
        documents: quote.documents,
        leased_ms,
    }
}
