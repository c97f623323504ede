//! Whether a row is a row: every column against its form. What can be read of a rejected one says whose debt is unknown.

use super::frames::{Frame, Frames};
use crate::store::receivables_rows::{NewDoubt, NewRow, phone_number};
use shared::biller::Account;
use shared::money::Money;
use shared::numbering::Landline;
use shared::person::mask_name;
use shared::time::{is_iso_date, is_iso_month};
use std::io::Read;
use std::sync::Arc;

/// Columns of the form, in their order.
pub(super) const COLUMNS: [&str; 8] = ["phone", "account", "charge", "document", "amount", "period", "due", "holder"];
/// Longest number of a document, in characters.
const DOCUMENT_MAX: usize = 32;
/// Longest name, in characters.
const HOLDER_MAX: usize = 120;
/// How much of a wrong value is repeated in the error file, in characters.
const SHOWN_MAX: usize = 40;

/// Why a row is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Longer than a row may be.
    RowTooLong,
    /// A quote was opened and not closed on its line.
    UnclosedQuote,
    /// Not eight fields.
    Columns,
    /// Bytes that are no UTF-8.
    Utf8,
    /// A control character.
    ControlCharacter,
    /// Not a possible number.
    Phone,
    /// Not a subscriber code.
    Account,
    /// Not as many digits as this biller's codes have.
    AccountDigits,
    /// Not a charge of this biller.
    Charge,
    /// Too long.
    Document,
    /// Not a sum.
    Amount,
    /// Not a month.
    Period,
    /// Not a day.
    Due,
    /// Too long.
    Holder,
    /// An earlier row has its account, charge and document.
    Duplicate,
}

/// A rejected row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejected {
    /// Its first line in the file.
    pub(super) line: i64,
    pub(super) reason: Reason,
    /// The value that was wrong, shortened; empty when it need not be shown.
    pub(super) shown: String,
}

/// Judges rows.
pub(super) struct Judge {
    charges: Vec<Arc<str>>,
    /// Digits of a code, where they are always as many.
    account_digits: Option<usize>,
    /// The rows of a home follow one another: its number is parsed once.
    last_phone: Option<Landline>,
}

impl Judge {
    pub(super) fn new(charges: &[String], account_digits: Option<u8>) -> Self {
        Self {
            charges: charges.iter().map(|charge| charge.as_str().into()).collect(),
            account_digits: account_digits.filter(|digits| *digits > 0).map(usize::from),
            last_phone: None,
        }
    }

    /// A row, or why it is none and what is in doubt because of it.
    pub(super) fn judge(&mut self, frame: &Frame<'_>) -> Result<NewRow, (Rejected, Option<NewDoubt>)> {
        self.row(frame).map_err(|(reason, shown)| {
            let text = |index: usize| frame.field(index).and_then(|bytes| std::str::from_utf8(bytes).ok());
            let phone = text(0).and_then(Landline::from_national);
            // A code in small letters is nobody else's.
            let account = text(1).and_then(|text| Account::parse(text).ok());
            let charge = text(2).and_then(|text| self.charge(text));
            (Rejected { line: frame.line, reason, shown }, NewDoubt::of(phone.as_ref(), account.as_ref(), charge.as_deref()))
        })
    }

    fn row(&mut self, frame: &Frame<'_>) -> Result<NewRow, (Reason, String)> {
        if let Some(fault) = frame.fault {
            return Err((fault, String::new()));
        }
        if frame.len() != COLUMNS.len() {
            return Err((Reason::Columns, frame.len().to_string()));
        }
        let [phone, account, charge, document, amount, period, due, holder] = texts(frame)?;
        let wrong = |reason, text: &str| (reason, shown(text));
        Ok(NewRow {
            line: frame.line,
            phone: self.phone(phone).ok_or_else(|| wrong(Reason::Phone, phone))?,
            account: self.account(account).map_err(|reason| wrong(reason, account))?,
            charge: self.charge(charge).ok_or_else(|| wrong(Reason::Charge, charge))?,
            document: within(document, DOCUMENT_MAX).ok_or_else(|| wrong(Reason::Document, document))?.to_owned(),
            amount: amount_of(amount).ok_or_else(|| wrong(Reason::Amount, amount))?,
            period: when(period, is_iso_month).ok_or_else(|| wrong(Reason::Period, period))?,
            due: when(due, is_iso_date).ok_or_else(|| wrong(Reason::Due, due))?,
            // A name is not repeated anywhere.
            holder_masked: mask_name(within(holder, HOLDER_MAX).ok_or((Reason::Holder, String::new()))?),
        })
    }

    fn phone(&mut self, text: &str) -> Option<i64> {
        if self.last_phone.as_ref().is_none_or(|last| last.national() != text) {
            self.last_phone = Some(Landline::from_national(text)?);
        }
        self.last_phone.as_ref().map(phone_number)
    }

    fn account(&self, text: &str) -> Result<Account, Reason> {
        let account = Account::parse(text).ok().filter(|account| account.as_str() == text).ok_or(Reason::Account)?;
        match self.account_digits {
            Some(digits) if text.len() != digits || !text.bytes().all(|b| b.is_ascii_digit()) => Err(Reason::AccountDigits),
            _ => Ok(account),
        }
    }

    fn charge(&self, text: &str) -> Option<Arc<str>> {
        self.charges.iter().find(|charge| charge.as_ref() == text).cloned()
    }
}

/// The sum that a row states, if it can be read, whatever else is wrong with it.
pub(super) fn amount_in(frame: &Frame<'_>) -> Option<Money> {
    let text = std::str::from_utf8(frame.field(4)?).ok()?;
    amount_of(text).filter(|_| frame.fault.is_none() && frame.len() == COLUMNS.len())
}

/// Every field as text that a database can hold.
fn texts<'a>(frame: &Frame<'a>) -> Result<[&'a str; COLUMNS.len()], (Reason, String)> {
    let mut texts = [""; COLUMNS.len()];
    for (index, text) in texts.iter_mut().enumerate() {
        let bytes = frame.field(index).unwrap_or_default();
        *text = std::str::from_utf8(bytes).map_err(|_| (Reason::Utf8, COLUMNS[index].to_owned()))?;
        if text.chars().any(char::is_control) {
            return Err((Reason::ControlCharacter, COLUMNS[index].to_owned()));
        }
    }
    Ok(texts)
}

/// Manat, a dot and two decimals.
fn amount_of(text: &str) -> Option<Money> {
    let dot = text.len().checked_sub(3)?;
    (text.as_bytes()[dot] == b'.').then(|| Money::from_decimal(text))?
}

fn within(text: &str, length_max: usize) -> Option<&str> {
    (text.chars().count() <= length_max).then_some(text)
}

fn when(text: &str, form: impl Fn(&str) -> bool) -> Option<String> {
    (text.is_empty() || form(text)).then(|| text.to_owned())
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN_MAX).collect()
}

/// True when the next row names the columns of the form; otherwise what stands there.
pub(super) fn header<R: Read>(frames: &mut Frames<R>) -> std::io::Result<Result<(), String>> {
    let Some(frame) = frames.next()? else { return Ok(Err(String::new())) };
    let field = |index| String::from_utf8_lossy(frame.field(index).unwrap_or_default());
    if frame.fault.is_none() && frame.len() == COLUMNS.len() && (0..COLUMNS.len()).all(|index| field(index) == COLUMNS[index]) {
        return Ok(Ok(()));
    }
    let found: Vec<String> = (0..frame.len().min(12)).map(|index| shown(&field(index)).escape_default().to_string()).collect();
    Ok(Err(found.join(",")))
}
