//! The search of payments.

use super::{ROWS_AND_ONE, cursor, cut, masked_phone, place};
use crate::app::view::money_taken;
use crate::app::{App, AppError};
use crate::store::payments::{PaymentRow, STATES};
use crate::store::payments_open::{self, Search};
use crate::store::{alarms_list, receipts};
use shared::api::operator::{self, PaymentPage, PaymentQuery};
use shared::id::Id;
use shared::receipt::ReceiptNumber;
use shared::time::Timestamp;
use shared::typed::cleaned;
use shared::validation::Code;
use sqlx::AnyConnection;

/// Digits of a national number.
const PHONE_DIGITS: usize = 9;

/// A page of payments, the newest first.
///
/// # Errors
/// [`AppError::Invalid`] for a filter that cannot be, or the store's.
pub async fn page(app: &App, query: &PaymentQuery) -> Result<PaymentPage, AppError> {
    let mut connection = app.store().read().await?;
    let Some(search) = search(&mut connection, query).await? else { return Ok(PaymentPage::default()) };
    let mut rows = payments_open::search(&mut connection, &search, ROWS_AND_ONE).await?;
    let more = cut(&mut rows);
    let mut page = PaymentPage { next: rows.last().filter(|_| more).map(|row| cursor(row.created_at, row.id.as_str())), rows: vec![] };
    for row in &rows {
        let alarm = alarms_list::is_open(&mut connection, row.id.as_str()).await?;
        page.rows.push(shown(row, alarm));
    }
    Ok(page)
}

/// `None`: nothing can be found by what was typed.
async fn search(connection: &mut AnyConnection, query: &PaymentQuery) -> Result<Option<Search>, AppError> {
    let mut search = Search {
        order: cleaned(&query.order),
        state: query.state.clone(),
        from: time("from", &query.from)?,
        to: time("to", &query.to)?,
        after: place(&query.after),
        ..Search::default()
    };
    if !search.state.is_empty() && search.state != "open" && !STATES.contains(&search.state.as_str()) {
        return Err(AppError::field("state", Code::ChoiceUnknown));
    }
    if !query.phone.trim().is_empty() {
        let digits: String = cleaned(&query.phone).chars().filter(char::is_ascii_digit).collect();
        let Some(start) = digits.len().checked_sub(PHONE_DIGITS) else { return Err(AppError::field("phone", Code::NumberLength)) };
        digits[start..].clone_into(&mut search.phone);
    }
    if !query.reference.trim().is_empty() {
        let Some(id) = Id::parse(&cleaned(&query.reference)) else { return Ok(None) };
        search.id = Some(id);
    }
    if !query.receipt.trim().is_empty() {
        let Ok(number) = ReceiptNumber::parse(&query.receipt) else { return Ok(None) };
        let Some(receipt) = receipts::by_number(connection, number.as_str()).await? else { return Ok(None) };
        if search.id.replace(receipt.payment.clone()).is_some_and(|other| other != receipt.payment) {
            return Ok(None);
        }
    }
    Ok(Some(search))
}

fn time(field: &str, typed: &str) -> Result<Option<Timestamp>, AppError> {
    if typed.is_empty() {
        return Ok(None);
    }
    Timestamp::from_rfc3339(typed).map(Some).ok_or_else(|| AppError::field(field, Code::Characters))
}

fn shown(row: &PaymentRow, alarm: bool) -> operator::PaymentRow {
    let (captured, refunded) = money_taken(&row.life.payment);
    operator::PaymentRow {
        reference: row.id.as_str().to_owned(),
        state: row.state.clone(),
        created_at: row.created_at.rfc3339(),
        total_minor: row.total.minor(),
        captured_minor: captured.minor(),
        refunded_minor: refunded.minor(),
        phone: masked_phone(&row.phone),
        billers: row.life.payment.items.iter().map(|item| item.biller.clone()).collect(),
        alarm,
    }
}
