//! What the rows of a snapshot come to: their number, their sum, and a digest that no order of reading changes. Taken
//! before the snapshot is switched to; the audit counts again.

use super::StoreError;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// Rows read at once.
const PAGE_ROWS: usize = 5_000;

const LIMIT: i64 = 5_000;

/// What a snapshot's rows come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many rows.
    pub rows: i64,
    /// Their sum in qəpik.
    pub sum: i64,
    digest: u128,
}

impl Tally {
    /// Over every row and every doubt, hex.
    #[must_use]
    pub fn digest(&self) -> String {
        format!("{:032x}", self.digest)
    }

    /// Added up, so that the order does not count.
    fn add(&mut self, text: &str) {
        let hash = Sha256::digest(text.as_bytes());
        let half: [u8; 16] = std::array::from_fn(|at| hash[at]);
        self.digest = self.digest.wrapping_add(u128::from_be_bytes(half));
    }

    fn add_row(&mut self, row: &AnyRow) -> Result<(String, String, String), StoreError> {
        let text = |column: &'static str| row.try_get::<String, _>(column);
        let key = (text("account")?, text("charge")?, text("document")?);
        let (phone, amount, line): (i64, i64, i64) = (row.try_get("phone")?, row.try_get("amount")?, row.try_get("line")?);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(amount);
        self.add(&format!("{}|{}|{}|{phone}|{amount}|{}|{}|{line}", key.0, key.1, key.2, text("period")?, text("due")?));
        Ok(key)
    }
}

/// A snapshot in force with what it was when it was taken in; `None` in one of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Whose.
    pub biller: String,
    /// Its number.
    pub snapshot: i64,
    /// Rows, sum and digest.
    pub taken_in: Option<(i64, i64, String)>,
}

/// Counts a snapshot's rows and doubts.
///
/// # Errors
/// The engine's.
pub async fn tally(connection: &mut AnyConnection, snapshot: i64) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let mut after = (String::new(), String::new(), String::new());
    loop {
        let rows = query(
            "SELECT account, charge, document, phone, amount, period, due, line FROM receivable \
             WHERE snapshot_id = $1 AND (account, charge, document) > ($2, $3, $4) ORDER BY account, charge, document LIMIT $5",
        )
        .bind(snapshot)
        .bind(after.0.as_str())
        .bind(after.1.as_str())
        .bind(after.2.as_str())
        .bind(LIMIT)
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            after = tally.add_row(row)?;
        }
        if rows.len() < PAGE_ROWS {
            break;
        }
    }
    add_doubts(connection, snapshot, &mut tally).await?;
    Ok(tally)
}

/// What a snapshot cannot vouch for counts as well: without its doubt a debt would seem known.
async fn add_doubts(connection: &mut AnyConnection, snapshot: i64, tally: &mut Tally) -> Result<(), StoreError> {
    let mut after = (i64::MIN, String::new(), String::new());
    loop {
        let rows = query(
            "SELECT phone, account, charge FROM receivable_doubt WHERE snapshot_id = $1 AND (phone, account, charge) > ($2, $3, $4) \
             ORDER BY phone, account, charge LIMIT $5",
        )
        .bind(snapshot)
        .bind(after.0)
        .bind(after.1.as_str())
        .bind(after.2.as_str())
        .bind(LIMIT)
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            after = (row.try_get("phone")?, row.try_get("account")?, row.try_get("charge")?);
            tally.add(&format!("?{}|{}|{}", after.0, after.1, after.2));
        }
        if rows.len() < PAGE_ROWS {
            return Ok(());
        }
    }
}

/// Notes what a snapshot's rows come to.
///
/// # Errors
/// The engine's.
pub async fn note(connection: &mut AnyConnection, snapshot: i64, tally: &Tally) -> Result<(), StoreError> {
    query("UPDATE receivable_snapshot SET rows_count = $2, rows_sum = $3, rows_digest = $4 WHERE id = $1")
        .bind(snapshot)
        .bind(tally.rows)
        .bind(tally.sum)
        .bind(tally.digest())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Every snapshot in force.
///
/// # Errors
/// The engine's.
pub async fn feeds(connection: &mut AnyConnection) -> Result<Vec<Feed>, StoreError> {
    let rows = query(
        "SELECT f.biller, s.id, s.rows_count, s.rows_sum, s.rows_digest FROM receivable_feed f \
         JOIN receivable_snapshot s ON s.id = f.snapshot_id ORDER BY f.biller",
    )
    .fetch_all(&mut *connection)
    .await?;
    let read = |row: &AnyRow| {
        let sums: (Option<i64>, Option<i64>) = (row.try_get("rows_count")?, row.try_get("rows_sum")?);
        let digest: Option<String> = row.try_get("rows_digest")?;
        let taken_in = sums.0.zip(sums.1).zip(digest).map(|((rows, sum), digest)| (rows, sum, digest));
        Ok(Feed { biller: row.try_get("biller")?, snapshot: row.try_get("id")?, taken_in })
    };
    rows.iter().map(read).collect()
}
