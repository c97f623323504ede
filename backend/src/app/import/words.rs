//! Everything an import says to its operator, in English. The codes of the error file never change.

use super::judge::{COLUMNS, Reason, Rejected};
use super::{ImportError, Phase, Summary};
use shared::time::Timestamp;
use std::fmt;
use std::path::Path;

/// The stable code of a reason, for programs.
pub(super) const fn code(reason: Reason) -> &'static str {
    match reason {
        Reason::RowTooLong => "row_too_long",
        Reason::UnclosedQuote => "unclosed_quote",
        Reason::Columns => "columns",
        Reason::Utf8 => "utf8",
        Reason::ControlCharacter => "control_character",
        Reason::Phone => "phone",
        Reason::Account => "account",
        Reason::AccountDigits => "account_digits",
        Reason::Charge => "charge",
        Reason::Document => "document",
        Reason::Amount => "amount",
        Reason::Period => "period",
        Reason::Due => "due",
        Reason::Holder => "holder",
        Reason::Duplicate => "duplicate",
    }
}

const fn expected(reason: Reason) -> &'static str {
    match reason {
        Reason::RowTooLong => "a row has at most 4096 bytes",
        Reason::UnclosedQuote => "a quote is opened here and not closed on this line",
        Reason::Columns => "fields where 8 belong",
        Reason::Utf8 => "is not UTF-8",
        Reason::ControlCharacter => "holds a control character",
        Reason::Phone => "is not nine digits of a possible fixed line",
        Reason::Account => "is not 1–32 of A–Z 0–9 - /",
        Reason::AccountDigits => "has not as many digits as this biller's accounts (was a leading zero lost?)",
        Reason::Charge => "is not a charge of this biller",
        Reason::Document => "has more than 32 characters",
        Reason::Amount => "is not manat with a dot and two decimals, from -9999999.99 to 9999999.99",
        Reason::Period => "is not YYYY-MM",
        Reason::Due => "is not YYYY-MM-DD",
        Reason::Holder => "the name has more than 120 characters",
        Reason::Duplicate => "an earlier row has this account, charge and document",
    }
}

/// What is wrong with a row, for people.
pub(super) fn detail(rejected: &Rejected) -> String {
    let (shown, expected) = (&rejected.shown, expected(rejected.reason));
    match rejected.reason {
        Reason::RowTooLong | Reason::UnclosedQuote | Reason::Holder => expected.to_owned(),
        Reason::Columns | Reason::Utf8 | Reason::ControlCharacter => format!("{shown} {expected}"),
        Reason::Duplicate => format!("{expected}: {shown}"),
        _ => format!("\"{shown}\" {expected}"),
    }
}

/// What the bar says of a phase.
pub(super) const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Reading => "reading",
        Phase::Comparing => "comparing with the file before",
        Phase::Removing => "removing what was replaced",
    }
}

/// The last lines of an import.
pub(super) fn summary(summary: &Summary, errors: &Path) -> String {
    let as_of = shown_time(summary.as_of);
    if summary.unchanged {
        return format!("unchanged: this file is in force already (as of {as_of})");
    }
    let seconds = seconds_of(summary.elapsed_ms);
    let rate = summary.rows.saturating_mul(1000) / u64::try_from(summary.elapsed_ms.max(1)).unwrap_or(1);
    let mut text = format!(
        "in force: as of {as_of}\n{} rows in {seconds} s, {rate} rows/s: {} accepted, {} rejected\n",
        summary.rows, summary.accepted, summary.rejected
    );
    if summary.rejected > 0 {
        text += &format!("rejected rows are in {}; their accounts show unknown\n", errors.display());
    }
    if summary.carried_unknown > 0 {
        text += &format!("{} debts of the file before are not named in this one: they show unknown\n", summary.carried_unknown);
    }
    if summary.removed > 0 {
        text += &format!("{} replaced rows removed\n", summary.removed);
    }
    text.truncate(text.trim_end().len());
    text
}

/// Milliseconds as seconds with one decimal.
fn seconds_of(ms: i64) -> String {
    format!("{}.{}", ms / 1000, ms % 1000 / 100)
}

/// A line for a log that is no terminal.
pub(super) fn progress_line(text: &str, percent: u64, rows: u64) -> String {
    format!("{text}: {percent} %, {rows} rows")
}

fn shown_time(at: Timestamp) -> String {
    let civil = at.civil();
    let (y, m, d) = (civil.year, civil.month, civil.day);
    format!("{y:04}-{m:02}-{d:02}T{:02}:{:02}:{:02}+04:00", civil.hour, civil.minute, civil.second)
}

/// Why an import was refused or failed.
pub(super) fn why(error: &ImportError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        ImportError::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
        ImportError::NotAFile(path) => write!(f, "{} is not a file", path.display()),
        ImportError::ErrorsFile(path, error) => write!(f, "cannot write {}: {error}", path.display()),
        ImportError::ErrorsInPlaceOfFile => f.write_str("the file of rejected rows would replace the file itself"),
        ImportError::Utf16 => f.write_str("the file is UTF-16: save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"),
        ImportError::Spreadsheet => f.write_str("the file is a spreadsheet or a ZIP archive: save it as CSV in UTF-8"),
        ImportError::AsOfMissing => {
            f.write_str("the file does not say as of when it is: its first line should be `# as_of=2026-11-21T00:00:00+04:00`")
        }
        ImportError::HeadTime { line } => write!(f, "line {line}: expected a time as 2026-11-21T00:00:00+04:00"),
        ImportError::HeadTwice { line } => write!(f, "line {line}: said before"),
        ImportError::HeadSequence { line } => write!(f, "line {line}: expected the number of an entry of the payment registry"),
        ImportError::PaymentsBehind { .. } | ImportError::RegistryBehind { .. } | ImportError::RegistryAhead { .. } => {
            why_not_included(error, f)
        }
        ImportError::TrailerForm { .. }
        | ImportError::AfterTrailer { .. }
        | ImportError::Trailer { .. }
        | ImportError::TrailerMissing
        | ImportError::Unlike { .. } => why_not_whole(error, f),
        ImportError::NothingToUndo => {
            f.write_str("there is no file before: one is kept from the moment it is replaced until the next is put in force")
        }
        ImportError::Nobody => f.write_str("--by and --reason must say who does so and why, in a line each"),
        ImportError::PaymentsAfter => f.write_str("payments_until is later than as_of"),
        ImportError::Columns { found } if found.is_empty() => write!(f, "the file has no columns; expected {}", COLUMNS.join(",")),
        ImportError::Columns { found } => write!(f, "expected the columns {}, found {found}", COLUMNS.join(",")),
        ImportError::Future { as_of } => {
            write!(f, "the file is of the future (as of {}): it would block every file until then", shown_time(*as_of))
        }
        ImportError::Older { as_of, in_force } => {
            write!(f, "the file is as of {}, the one in force as of {}: an older one is refused", shown_time(*as_of), shown_time(*in_force))
        }
        ImportError::SameMoment { as_of } => {
            write!(f, "the file in force is as of {} too and its content differs: a corrected file needs a later as_of", shown_time(*as_of))
        }
        ImportError::Running { beat_ms, free_in_ms } => write!(
            f,
            "another import of this biller is running (its last sign of life was {} s ago); if it has ended, try again in {} s",
            beat_ms / 1000,
            (free_in_ms + 999) / 1000
        ),
        ImportError::TakenOver => f.write_str("another import of this biller took over; nothing was changed by this one"),
        ImportError::NothingAccepted { rejected: 0, .. } => f.write_str("the file has no rows; the one in force stays"),
        ImportError::NothingAccepted { rejected, errors } => {
            write!(f, "all {rejected} rows were rejected, see {}; the file in force stays", errors.display())
        }
        ImportError::Miscounted { accepted, stored } => write!(f, "{accepted} rows were staged and {stored} found: nothing was changed"),
        ImportError::Store(error) => write!(f, "{error}"),
    }
}

fn why_not_included(error: &ImportError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        ImportError::PaymentsBehind { in_force } => write!(
            f,
            "the file in force includes payments until {}, this one says less: payments since would be subtracted a second time",
            shown_time(*in_force)
        ),
        ImportError::RegistryBehind { in_force } => write!(
            f,
            "the file in force includes the payment registry until {in_force}, this one says less: payments since would be subtracted a second time"
        ),
        ImportError::RegistryAhead { last } => write!(f, "registry_until names an entry that there is not: the last is {last}"),
        _ => Ok(()),
    }
}

fn why_not_whole(error: &ImportError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        ImportError::TrailerForm { line } => write!(f, "line {line}: expected a trailer as `# rows=1424 sum=20518.40`"),
        ImportError::AfterTrailer { line } => write!(f, "line {line}: nothing may follow the trailer"),
        ImportError::Trailer { said, found } => {
            let sum = found.1.map_or_else(|| "not every amount can be read".to_owned(), |sum| format!("sum {}", decimal(sum)));
            write!(f, "the trailer says {} rows, sum {}; the file has {} rows, {sum}", said.0, decimal(said.1), found.0)
        }
        ImportError::TrailerMissing => f.write_str(
            "the file in force ended with a trailer and this one does not: it may be cut off (--force takes it in all the same)",
        ),
        ImportError::Unlike { accounts, kept, rows, percent_min } => {
            let likely = if *rows >= *accounts { "were leading zeros lost, is it another biller's?" } else { "is it cut off?" };
            write!(
                f,
                "of {accounts} accounts in force this file of {rows} good rows names {kept}, less than {percent_min} %: {likely} \
                 (--force takes it in all the same)"
            )
        }
        _ => Ok(()),
    }
}

/// Qəpik as manat.
fn decimal(minor: i64) -> String {
    shared::money::Money::from_minor(minor).to_decimal()
}

/// What is said of a file taken back.
pub(super) fn undone(undo: &super::Undo) -> String {
    format!("in force again: as of {} (the file as of {} was taken back)", shown_time(undo.as_of), shown_time(undo.undone))
}

/// A line of what persons did with a biller's files.
pub(super) fn change(change: &super::ChangeRow) -> String {
    let from = change.from.map_or_else(|| "none".to_owned(), shown_time);
    let super::Responsible { by, reason } = &change.responsible;
    format!("{}  {:7} as of {from} -> as of {}  by {by}: {reason}", change.at.rfc3339(), change.what, shown_time(change.to))
}
