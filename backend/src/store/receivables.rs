//! What a hosted biller's file in force says of a home. Taking files in lives in `receivables_feed` and
//! `receivables_rows`.

use super::StoreError;
use super::receivables_bills::{Found, FoundRow, Included, bills};
use shared::money::Money;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row, query};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Most rows read for one number; a home with more shows *unknown*.
pub(super) const ROWS_MAX: usize = 500;

/// An account's debt for one kind of charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedBill {
    /// The biller's subscriber code; empty when the file's row had none that could be read.
    pub account: String,
    /// Kind of charge.
    pub charge: String,
    /// False: the row was rejected, or the file in force does not name it. Shown as *unknown*, never as zero.
    pub known: bool,
    /// The file's sum less what was paid through us and is not included in it; zero and meaningless unless known.
    pub balance: Money,
    /// The holder's masked name.
    pub holder_masked: String,
    /// The newest month of its documents, `YYYY-MM` or empty.
    pub period: String,
    /// The earliest day of its documents that are owed, `YYYY-MM-DD` or empty.
    pub due: String,
    /// As in the file, in its order; payments do not change them.
    pub documents: Vec<HostedDocument>,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedDocument {
    /// Number of the bill or receipt; empty when it has none.
    pub number: String,
    /// As in the file.
    pub amount: Money,
    /// `YYYY-MM` or empty.
    pub period: String,
    /// `YYYY-MM-DD` or empty.
    pub due: String,
}

/// What is known of a number at a hosted biller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostedAnswer {
    /// No file was ever taken in: unknown.
    NoFile,
    /// The file in force has no account at this number.
    NoAccount,
    /// What it says, in the file's order.
    Bills(Vec<HostedBill>),
}

/// One statement, so that a switch between two of its parts cannot be seen. The accounts of the number first, then
/// everything of those accounts, wherever the file put it. The limit stands in the text: one more row for the feed's
/// own, one more to see that there are too many. As a parameter it would make SQLite plan the statement anew each time.
static OF_PHONE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
WITH feed AS (
  SELECT s.id, s.payments_until, s.registry_until FROM receivable_feed f JOIN receivable_snapshot s ON s.id = f.snapshot_id WHERE f.biller = $1
), mine AS (
  SELECT account FROM (
    SELECT r.account FROM feed CROSS JOIN receivable r WHERE r.snapshot_id = feed.id AND r.phone = $2 LIMIT {limit}) a
  UNION SELECT account FROM (
    SELECT d.account FROM feed CROSS JOIN receivable_doubt d WHERE d.snapshot_id = feed.id AND d.phone = $2 LIMIT {limit}) b
)
SELECT 'feed' AS kind, '' AS account, '' AS charge, '' AS document, payments_until AS amount, '' AS period, '' AS due, '' AS holder,
  registry_until AS line FROM feed
UNION ALL SELECT 'row', r.account, r.charge, r.document, r.amount, r.period, r.due, r.holder, r.line
  FROM feed CROSS JOIN mine CROSS JOIN receivable r WHERE r.snapshot_id = feed.id AND r.account = mine.account
UNION ALL SELECT 'doubt', d.account, d.charge, '', 0, '', '', '', 0
  FROM feed CROSS JOIN mine CROSS JOIN receivable_doubt d WHERE d.snapshot_id = feed.id AND d.account = mine.account
LIMIT {limit}",
        limit = ROWS_MAX + 2
    )
});

/// The bills of a fixed line (nine national digits) for the given kinds of charge. A number nobody has costs the
/// same two statements.
///
/// # Errors
/// The engine's, or [`StoreError::Corrupt`].
pub async fn bills_of_phone(
    connection: &mut AnyConnection,
    biller: &str,
    phone: &str,
    charges: &[&str],
) -> Result<HostedAnswer, StoreError> {
    let phone: i64 = phone.parse().map_err(|_| StoreError::Corrupt("phone"))?;
    let found = found(connection, biller, phone).await?;
    let included = found.as_ref().map(|found| found.included).unwrap_or_default();
    let accounts = found.as_ref().map(Found::accounts).unwrap_or_default();
    let paid = paid_beyond(connection, biller, included, &accounts).await?;
    let Some(found) = found else { return Ok(HostedAnswer::NoFile) };
    if found.rows.is_empty() && found.doubts.is_empty() {
        return Ok(HostedAnswer::NoAccount);
    }
    let mut bills = bills(found, charges);
    for bill in &mut bills {
        let paid = paid.get(&(bill.account.clone(), bill.charge.clone())).copied().unwrap_or(Money::ZERO);
        bill.balance = if bill.known { bill.balance.checked_sub(paid).ok_or(StoreError::Corrupt("balance"))? } else { Money::ZERO };
    }
    Ok(if bills.is_empty() { HostedAnswer::NoAccount } else { HostedAnswer::Bills(bills) })
}

async fn found(connection: &mut AnyConnection, biller: &str, phone: i64) -> Result<Option<Found>, StoreError> {
    let rows = query(OF_PHONE.as_str()).bind(biller).bind(phone).fetch_all(&mut *connection).await?;
    let mut found = Found { included: Included::default(), rows: Vec::new(), doubts: Vec::new(), too_many: rows.len() > ROWS_MAX + 1 };
    let mut has_file = false;
    for row in &rows {
        match row.try_get::<&str, _>("kind")? {
            "feed" => {
                has_file = true;
                found.included =
                    Included { payments_until: Timestamp::from_micros(row.try_get("amount")?), registry_until: row.try_get("line")? };
            }
            "row" => found.rows.push(read_row(row)?),
            _ => found.doubts.push((row.try_get("account")?, row.try_get("charge")?)),
        }
    }
    Ok(has_file.then_some(found))
}

fn read_row(row: &AnyRow) -> Result<FoundRow, StoreError> {
    Ok(FoundRow {
        line: row.try_get("line")?,
        account: row.try_get("account")?,
        charge: row.try_get("charge")?,
        holder: row.try_get("holder")?,
        document: HostedDocument {
            number: row.try_get("document")?,
            amount: Money::from_minor(row.try_get("amount")?),
            period: row.try_get("period")?,
            due: row.try_get("due")?,
        },
    })
}

/// What each account and charge was paid through us, less what was taken back, as far as the file does not include it,
/// in one query. A whole reversal without a row of its own leaves nothing of its posting. The number of places is
/// rounded up, so that few statements need preparing and an unknown number runs the one that most known ones do.
async fn paid_beyond(
    connection: &mut AnyConnection,
    biller: &str,
    included: Included,
    accounts: &[&str],
) -> Result<HashMap<(String, String), Money>, StoreError> {
    let places = [4, 32, ROWS_MAX + 2].into_iter().find(|places| accounts.len() <= *places).unwrap_or(accounts.len());
    let list: Vec<String> = (0..places).map(|place| format!("${}", place + 4)).collect();
    let sql = format!(
        "SELECT account, charge, CAST(SUM(amount) AS BIGINT) AS paid FROM ( \
           SELECT p.account, p.charge, p.amount FROM hosted_posting p \
           WHERE p.biller = $1 AND p.at > $2 AND p.account IN ({list}) AND (p.registry_sequence IS NULL OR p.registry_sequence > $3) \
             AND (p.status = 'accepted' OR p.status = 'reversed' AND EXISTS (SELECT 1 FROM hosted_reversal r WHERE r.item_id = p.item_id)) \
           UNION ALL SELECT r.account, r.charge, -r.amount FROM hosted_reversal r \
           WHERE r.biller = $1 AND r.at > $2 AND r.account IN ({list}) AND (r.registry_sequence IS NULL OR r.registry_sequence > $3) \
         ) AS beyond GROUP BY account, charge",
        list = list.join(", ")
    );
    let mut statement = query(AssertSqlSafe(sql)).bind(biller).bind(included.payments_until.micros()).bind(included.registry_until);
    for place in 0..places {
        statement = statement.bind(accounts.get(place).copied().unwrap_or(""));
    }
    let rows = statement.fetch_all(&mut *connection).await?;
    rows.iter().map(|row| Ok(((row.try_get("account")?, row.try_get("charge")?), Money::from_minor(row.try_get("paid")?)))).collect()
}
