//! `kommunal audit`: checks the whole ledger again, from what is stored and from what the bank and the billers have in
//! their books, and says what it checked. It writes nothing.

mod books;
mod chain;
mod payment;

use super::{App, AppError};
use crate::store::{journal, payments};

/// Payments read at once.
const PAGE: i64 = 200;
/// Findings kept in words; the rest is counted.
const FINDINGS_MAX: usize = 200;

/// What was checked, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditReport {
    /// Journal entries whose sums and chain were checked.
    pub entries: u64,
    /// Entries not sealed yet (their sums were checked, their chain cannot be).
    pub unsealed: u64,
    /// Payments compared with their entries and receipts.
    pub payments: u64,
    /// Of them, captured.
    pub captured: u64,
    /// Of them, not ended yet.
    pub open: u64,
    /// Qəpik taken less given back, by the payments.
    pub taken_minor: i64,
    /// Orders compared with the bank's book.
    pub orders: u64,
    /// Postings compared with the billers' books.
    pub postings: u64,
    /// Questions to banks and billers that were not answered: not compared.
    pub unanswered: u64,
    /// How many findings there are.
    pub found: u64,
    /// The first of them, in words.
    pub findings: Vec<String>,
}

impl AuditReport {
    /// True when nothing was found.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.found == 0
    }

    fn find(&mut self, finding: String) {
        self.found += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }
}

/// Checks everything. With `ask_outside` also the bank's and the billers' books.
///
/// # Errors
/// The store's.
pub async fn audit(app: &App, ask_outside: bool) -> Result<AuditReport, AppError> {
    let mut report = AuditReport::default();
    chain::check(app, &mut report).await?;
    let mut after = String::new();
    loop {
        let mut connection = app.store().read().await?;
        let page = payments::page_after(&mut connection, &after, PAGE).await?;
        drop(connection);
        let Some(last) = page.last() else { break };
        last.id.as_str().clone_into(&mut after);
        for row in &page {
            payment::check(app, row, &mut report).await?;
            if ask_outside {
                books::check(app, row, &mut report).await?;
            }
        }
    }
    check_totals(app, &mut report).await?;
    Ok(report)
}

/// All accounts together are zero, and what the banks owe us is what the payments say was taken.
async fn check_totals(app: &App, report: &mut AuditReport) -> Result<(), AppError> {
    let mut connection = app.store().read().await?;
    let balances = journal::balances(&mut connection).await?;
    let sum: i64 = balances.iter().map(|(_, balance)| balance).sum();
    if sum != 0 {
        report.find(format!("the accounts together are {sum} qəpik, not zero"));
    }
    let banks: i64 = balances.iter().filter(|(account, _)| account.starts_with("acquirer:")).map(|(_, balance)| balance).sum();
    if banks != report.taken_minor {
        report.find(format!("the banks owe {banks} qəpik by the journal, {} by the payments", report.taken_minor));
    }
    Ok(())
}
