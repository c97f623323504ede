//! What must be true when all is over, by our own audit and by a second count that shares nothing with it.

use super::{ORDER_LIFE_S, TestApp};
use kommunal::app::audit::{AuditReport, audit};
use std::time::Duration;

/// Looks at the states this often.
const PAUSE: Duration = Duration::from_millis(25);
/// After so many looks the clocks are turned: somebody is still at the bank's page, or a pause has grown long.
const LOOKS_BEFORE_TURN: u32 = 40;
/// The same where all of them only wait for the bank.
const LOOKS_AT_BANK: u32 = 4;
const LOOKS_MAX: u32 = 800;

impl TestApp {
    /// Waits until every payment has ended, turning the clocks where only time can end one.
    pub async fn settle(&self) {
        self.sandbox.clear_faults();
        for look in 1..=LOOKS_MAX {
            let states = self.beside.store().payments_by_state().await.unwrap();
            let open: Vec<_> = states.iter().filter(|(state, count)| *count > 0 && state != "captured" && state != "closed").collect();
            let refunds = self.number("SELECT COUNT(*) FROM refund WHERE state IN ('requested', 'at_bank', 'reversing')").await;
            if open.is_empty() && refunds == 0 {
                return;
            }
            assert!(look < LOOKS_MAX, "payments do not end: {open:?}, {refunds} refunds");
            let waits = !open.is_empty() && open.iter().all(|(state, _)| state == "at_bank" || state == "abandoned");
            if look % (if waits { LOOKS_AT_BANK } else { LOOKS_BEFORE_TURN }) == 0 {
                self.turn_clocks(ORDER_LIFE_S);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    pub async fn audited(&self) -> AuditReport {
        audit(&self.beside, true).await.unwrap()
    }

    /// Every payment has ended and every book agrees.
    pub async fn check_books(&self) {
        self.settle().await;
        let report = self.audited().await;
        assert!(report.is_clean(), "{report:#?}");
        assert_eq!((report.open, report.unanswered), (0, 0), "{report:#?}");
        self.check_bank().await;
        self.check_billers().await;
        assert_eq!(self.number("SELECT COUNT(*) FROM lease WHERE payment_id IN (SELECT id FROM payment WHERE state = 'closed')").await, 0);
        assert_eq!(self.count("receipt").await, self.number("SELECT COUNT(*) FROM payment WHERE state = 'captured'").await);
    }

    /// Nothing stays held; what was taken less what was given back is what our ledger says the bank owes us.
    async fn check_bank(&self) {
        let books = self.sandbox.books();
        for order in &books.orders {
            assert_ne!(order.status, "Authorized", "a hold was left behind: {order:?}");
            assert!(order.cleared_minor <= order.authorized_minor && order.refunded_minor <= order.cleared_minor, "{order:?}");
        }
        let taken: i64 = books.orders.iter().map(|order| order.cleared_minor - order.refunded_minor).sum();
        assert_eq!(taken, self.balance("acquirer:kapital").await, "{:#?}", books.orders);
        let captured: i64 = books.orders.iter().map(|order| order.cleared_minor).sum();
        assert_eq!(captured, self.number("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM receipt").await);
    }

    /// Each biller has booked, less what it took back, exactly what we owe it; what it could not take back is our own cost.
    async fn check_billers(&self) {
        let books = self.sandbox.books();
        for biller in ["gas", "electricity"] {
            let booked = books.postings.iter().filter(|posting| posting.biller == biller && posting.status == "accepted");
            assert_eq!(-booked.map(|posting| posting.remaining_minor).sum::<i64>(), self.owed(biller).await);
        }
        for biller in ["telecom", "internet"] {
            let sql = format!(
                "SELECT CAST(COALESCE(SUM(amount), 0) - COALESCE((SELECT SUM(amount) FROM hosted_reversal WHERE biller = '{biller}'), 0) \
                 AS BIGINT) FROM hosted_posting WHERE status IN ('accepted', 'reversed') AND biller = '{biller}'"
            );
            assert_eq!(-self.number(&sql).await, self.owed(biller).await);
        }
    }

    /// What we owe a biller by the ledger, as a balance, less what it has still to take back or cannot.
    async fn owed(&self, biller: &str) -> i64 {
        assert_eq!(self.balance(&format!("recoverable:{biller}")).await, 0, "{biller} has not answered");
        self.balance(&format!("biller:{biller}")).await
    }

    /// An account's balance in the ledger.
    pub async fn balance(&self, account: &str) -> i64 {
        self.number(&format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM journal_posting WHERE account = '{account}'")).await
    }
}
