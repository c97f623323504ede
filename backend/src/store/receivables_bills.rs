//! From the rows found for a number to its bills. No SQL here: it is kept beside the look-up that feeds it.

use super::receivables::{HostedBill, HostedDocument, ROWS_MAX};
use shared::money::Money;
use shared::time::Timestamp;

/// Opens the account of a doubt whose row named a phone and no readable account.
pub(super) const NAMELESS: char = '?';

/// Which payments and reversals a file's amounts include: those that either bound covers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Included {
    pub(super) payments_until: Timestamp,
    /// Sequence in the biller's registry.
    pub(super) registry_until: i64,
}

/// What the file in force has under a number.
pub(super) struct Found {
    pub(super) included: Included,
    pub(super) rows: Vec<FoundRow>,
    /// Account and charge; an empty charge stands for every one.
    pub(super) doubts: Vec<(String, String)>,
    /// There was more than may be read: no sum can be trusted.
    pub(super) too_many: bool,
}

/// A row of the file.
pub(super) struct FoundRow {
    pub(super) line: i64,
    pub(super) account: String,
    pub(super) charge: String,
    pub(super) holder: String,
    pub(super) document: HostedDocument,
}

impl Found {
    /// Each account once, bounded by the rows read.
    pub(super) fn accounts(&self) -> Vec<&str> {
        let rows = self.rows.iter().map(|row| row.account.as_str());
        let mut accounts: Vec<&str> = rows.chain(self.doubts.iter().map(|(account, _)| account.as_str())).collect();
        accounts.retain(|account| !account.starts_with(NAMELESS));
        accounts.sort_unstable();
        accounts.dedup();
        accounts.truncate(ROWS_MAX + 2);
        accounts
    }
}

/// One bill for each account and charge, in the file's order; then those of which only doubt is known.
pub(super) fn bills(mut found: Found, charges: &[&str]) -> Vec<HostedBill> {
    found.rows.retain(|row| charges.contains(&row.charge.as_str()));
    found.rows.sort_by_key(|row| row.line);
    let mut bills: Vec<HostedBill> = Vec::new();
    for row in found.rows {
        let place = bills.iter().position(|bill| bill.account == row.account && bill.charge == row.charge);
        let place = place.unwrap_or_else(|| {
            bills.push(blank(&row.account, &row.charge, true));
            bills.len() - 1
        });
        take_in(&mut bills[place], row);
    }
    if found.too_many {
        found.doubts.push((NAMELESS.to_string(), String::new()));
    }
    // Those without an account last: they spare the accounts named before.
    found.doubts.sort_by(|a, b| (a.0.starts_with(NAMELESS), a).cmp(&(b.0.starts_with(NAMELESS), b)));
    for (account, charge) in &found.doubts {
        for asked in charges.iter().filter(|asked| charge.is_empty() || charge == *asked) {
            doubt(&mut bills, account, asked);
        }
    }
    for bill in bills.iter_mut().filter(|bill| !bill.known) {
        *bill = HostedBill { holder_masked: std::mem::take(&mut bill.holder_masked), ..blank(&bill.account, &bill.charge, false) };
    }
    bills
}

fn blank(account: &str, charge: &str, known: bool) -> HostedBill {
    HostedBill {
        account: account.to_owned(),
        charge: charge.to_owned(),
        known,
        balance: Money::ZERO,
        holder_masked: String::new(),
        period: String::new(),
        due: String::new(),
        documents: Vec::new(),
    }
}

fn take_in(bill: &mut HostedBill, row: FoundRow) {
    match bill.balance.checked_add(row.document.amount) {
        Some(sum) => bill.balance = sum,
        None => bill.known = false,
    }
    let HostedDocument { period, due, amount, .. } = &row.document;
    if *period > bill.period {
        bill.period.clone_from(period);
    }
    if amount.is_positive() && !due.is_empty() && (bill.due.is_empty() || *due < bill.due) {
        bill.due.clone_from(due);
    }
    if bill.holder_masked.is_empty() {
        bill.holder_masked = row.holder;
    }
    bill.documents.push(row.document);
}

/// A row without a readable account may belong to any account of the number.
fn doubt(bills: &mut Vec<HostedBill>, account: &str, charge: &str) {
    let nameless = account.starts_with(NAMELESS);
    let mut hit = false;
    for bill in bills.iter_mut().filter(|bill| bill.charge == charge && (nameless || bill.account == account)) {
        bill.known = false;
        hit = true;
    }
    if !hit {
        bills.push(blank(if nameless { "" } else { account }, charge, false));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn row(line: i64, account: &str, charge: &str, amount: i64, due: &str) -> FoundRow {
        let document = HostedDocument {
            number: format!("D{line}"),
            amount: Money::from_minor(amount),
            period: "2026-10".to_owned(),
            due: due.to_owned(),
        };
        FoundRow { line, account: account.to_owned(), charge: charge.to_owned(), holder: "E••••".to_owned(), document }
    }

    fn found(rows: Vec<FoundRow>, doubts: &[(&str, &str)]) -> Found {
        let doubts = doubts.iter().map(|(account, charge)| ((*account).to_owned(), (*charge).to_owned())).collect();
        Found { included: Included::default(), rows, doubts, too_many: false }
    }

    #[test]
    fn the_documents_of_a_charge_are_summed_and_stay_in_the_files_order() {
        let rows = vec![row(9, "1", "a", 50, "2026-12-01"), row(3, "1", "a", 200, "2026-11-01"), row(5, "1", "b", -10, "")];
        let bills = bills(found(rows, &[]), &["a", "b"]);
        assert_eq!(bills.len(), 2);
        assert_eq!((bills[0].balance.minor(), bills[0].due.as_str()), (250, "2026-11-01"));
        assert_eq!(bills[0].documents.iter().map(|d| d.number.as_str()).collect::<Vec<_>>(), ["D3", "D9"]);
        assert_eq!((bills[1].balance.minor(), bills[1].known), (-10, true));
    }

    #[test]
    fn a_doubted_charge_has_no_sum_to_show() {
        let bills = bills(found(vec![row(1, "1", "a", 200, ""), row(2, "1", "b", 5, "")], &[("1", "a"), ("2", "b")]), &["a", "b"]);
        assert_eq!((bills[0].known, bills[0].balance, bills[0].documents.len()), (false, Money::ZERO, 0));
        assert!(bills[1].known);
        assert_eq!((bills[2].account.as_str(), bills[2].known), ("2", false));
    }

    #[test]
    fn a_row_without_an_account_puts_every_account_of_the_number_in_doubt() {
        let rows = vec![row(1, "1", "a", 200, ""), row(2, "2", "a", 5, ""), row(3, "2", "b", 5, "")];
        let bills = bills(found(rows, &[("?124212372", "a"), ("?124212372", "c")]), &["a", "b", "c"]);
        let known: Vec<_> = bills.iter().map(|b| (b.account.as_str(), b.charge.as_str(), b.known)).collect();
        assert_eq!(known, [("1", "a", false), ("2", "a", false), ("2", "b", true), ("", "c", false)]);
    }

    #[test]
    fn more_rows_than_may_be_read_make_no_sum() {
        let many = Found { too_many: true, ..found(vec![row(1, "1", "a", 200, "")], &[]) };
        let bills = bills(many, &["a", "b"]);
        assert_eq!(bills.iter().map(|b| (b.charge.as_str(), b.known)).collect::<Vec<_>>(), [("a", false), ("b", false)]);
    }
}
