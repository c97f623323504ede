//! What of a request can be judged without asking anybody.

use crate::app::{App, AppError, find_bills};
use crate::config::CardConfig;
use shared::api::payments::StartPayment;
use shared::api::problem::FieldProblem;
use shared::contact::Email;
use shared::id::is_hex;
use shared::money::Money;
use shared::numbering::Landline;
use shared::payment::ITEMS_MAX;
use shared::validation::{Code, FieldError};
use std::collections::BTreeSet;

/// A request whose fields are right.
pub(super) struct Checked<'a> {
    /// The home's number; absent where subscriber codes alone say which home it is.
    pub(super) line: Option<Landline>,
    pub(super) card: &'a CardConfig,
    /// May be empty.
    pub(super) email: String,
}

/// # Errors
/// [`AppError::Invalid`] with every field that is wrong.
pub(super) fn fields<'a>(app: &'a App, request: &StartPayment) -> Result<Checked<'a>, AppError> {
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
        note("items".to_owned(), FieldError::with_limit(Code::TooMany, i64::try_from(ITEMS_MAX).unwrap_or(i64::MAX)));
    }
    check_items(app, request, &mut note);
    match (line, card, email) {
        (Ok(line), Some(card), Ok(email)) if wrong.is_empty() => Ok(Checked { line, card, email }),
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
