//! The registry as CSV with documented columns. No value can hold a comma, a quote or a line break.

use super::file::Covered;
use crate::store::payment_registry::{Entry, EntryKind};
use shared::money::Money;
use std::io::{self, Write};

/// Columns, in their order; they never change.
const COLUMNS: &str = "sequence,kind,at,charge,account,amount,reference,posting,reversal";

pub(super) fn head(out: &mut (dyn Write + Send), covered: &Covered<'_>) -> io::Result<()> {
    writeln!(out, "# registry={} after={} until={}\n{COLUMNS}", covered.biller, covered.after, covered.until)
}

pub(super) fn row(out: &mut (dyn Write + Send), entry: &Entry) -> io::Result<()> {
    let (sign, reversal) = match entry.kind {
        EntryKind::Payment => (1, ""),
        EntryKind::Reversal => (-1, entry.id.as_str()),
    };
    let Entry { sequence, charge, account, reference, item, .. } = entry;
    let (kind, at, amount) = (entry.kind.as_str(), entry.at.rfc3339(), Money::from_minor(sign * entry.amount_minor).to_decimal());
    writeln!(out, "{sequence},{kind},{at},{charge},{account},{amount},{reference},{item},{reversal}")
}

pub(super) fn foot(out: &mut (dyn Write + Send), covered: &Covered<'_>) -> io::Result<()> {
    let sum = Money::from_minor(covered.totals.net_minor()).to_decimal();
    writeln!(out, "# rows={} sum={sum}", covered.totals.entries())
}
