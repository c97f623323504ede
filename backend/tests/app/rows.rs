//! The database from outside: counting, and spoiling.

use super::TestApp;
use kommunal_sandbox::OrderLine;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};

/// Tables that a request may write to. Not `payment_event`: the jobs look at payments of before, too.
const TABLES: [&str; 22] = [
    "payment",
    "payment_item",
    "payment_order",
    "lease",
    "lease_abandoned",
    "journal_entry",
    "journal_posting",
    "receipt",
    "outbox",
    "alarm",
    "hosted_posting",
    "application",
    "application_event",
    "application_key",
    "application_find",
    "application_note",
    "attachment",
    "certificate_number",
    "certificate",
    "certificate_file",
    "document_link",
    "transfer",
];

impl TestApp {
    async fn connection(&self) -> AnyConnection {
        AnyConnection::connect(self.db.url()).await.unwrap()
    }

    /// Runs one statement; answers how many rows it touched.
    pub async fn execute(&self, sql: &str) -> u64 {
        let mut connection = self.connection().await;
        let done = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }

    pub async fn rows(&self, sql: &str) -> Vec<AnyRow> {
        let mut connection = self.connection().await;
        let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        rows
    }

    pub async fn number(&self, sql: &str) -> i64 {
        self.rows(sql).await[0].try_get(0).unwrap()
    }

    pub async fn text(&self, sql: &str) -> String {
        self.rows(sql).await[0].try_get(0).unwrap()
    }

    pub async fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) FROM {table}")).await
    }

    /// How many rows each table has: the same before and after means that nothing was written.
    pub async fn counts(&self) -> Vec<(&'static str, i64)> {
        let mut counts = vec![];
        for table in TABLES {
            counts.push((table, self.count(table).await));
        }
        counts
    }

    /// The bank's orders of a payment.
    pub fn orders_of(&self, reference: &str) -> Vec<OrderLine> {
        self.sandbox.books().orders.into_iter().filter(|order| order.description.contains(reference)).collect()
    }

    /// Waits until a payment's state is this, without looking at it as its payer would.
    pub async fn until_state(&self, reference: &str, state: &str) {
        crate::eventually!(state, (self.state_of(reference).await == state).then_some(()));
    }

    /// The state of a payment, without looking at it as its payer would.
    pub async fn state_of(&self, reference: &str) -> String {
        self.text(&format!("SELECT state FROM payment WHERE id = '{reference}'")).await
    }
}
