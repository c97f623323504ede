//! The shares of payments, as planned.

use super::StoreError;
use super::payments::id_of;
use shared::id::Id;
use shared::money::Money;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// Whose book a share is booked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookedBy {
    /// Ours, for a hosted biller.
    Hosted,
    /// The remote biller's own.
    Remote,
}

impl BookedBy {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hosted => "hosted",
            Self::Remote => "remote",
        }
    }

    pub(super) fn of(text: &str) -> Result<Self, StoreError> {
        let known = [Self::Hosted, Self::Remote].into_iter().find(|by| by.as_str() == text);
        known.ok_or(StoreError::Corrupt("payment_item.booked_by"))
    }
}

/// A share's row: what was planned.
#[derive(Debug, Clone)]
pub struct ItemRow {
    /// The key under which the biller books it.
    pub id: Id,
    /// Whom it goes to.
    pub biller: String,
    /// For what.
    pub charge: String,
    /// To which account.
    pub account: String,
    /// How much.
    pub amount: Money,
    /// On top.
    pub fee: Money,
    /// Whose book it is booked in, as it was when the payment was started; absent in rows of before.
    pub booked_by: Option<BookedBy>,
}

pub(super) async fn insert(connection: &mut AnyConnection, payment: &Id, position: i64, item: &ItemRow) -> Result<(), StoreError> {
    query(
        "INSERT INTO payment_item (id, payment_id, position, biller, charge, account, amount, fee, booked_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(item.id.as_str())
    .bind(payment.as_str())
    .bind(position)
    .bind(item.biller.as_str())
    .bind(item.charge.as_str())
    .bind(item.account.as_str())
    .bind(item.amount.minor())
    .bind(item.fee.minor())
    .bind(item.booked_by.map(BookedBy::as_str))
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// The shares of a payment, in order.
///
/// # Errors
/// The engine's.
pub async fn items(connection: &mut AnyConnection, payment: &Id) -> Result<Vec<ItemRow>, StoreError> {
    let sql = "SELECT id, biller, charge, account, amount, fee, booked_by FROM payment_item WHERE payment_id = $1 ORDER BY position";
    let rows = query(sql).bind(payment.as_str()).fetch_all(&mut *connection).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<ItemRow, StoreError> {
    Ok(ItemRow {
        id: id_of(&row.try_get::<String, _>("id")?)?,
        biller: row.try_get("biller")?,
        charge: row.try_get("charge")?,
        account: row.try_get("account")?,
        amount: Money::from_minor(row.try_get("amount")?),
        fee: Money::from_minor(row.try_get("fee")?),
        booked_by: row.try_get::<Option<String>, _>("booked_by")?.as_deref().map(BookedBy::of).transpose()?,
    })
}

/// True when another payment, begun since, has paid this share's bill or is about to.
///
/// # Errors
/// The engine's.
pub async fn is_paid_by_another(connection: &mut AnyConnection, id: &Id, item: &ItemRow, since: Timestamp) -> Result<bool, StoreError> {
    let row = query(
        "SELECT COUNT(*) AS n FROM payment_item JOIN payment ON payment.id = payment_item.payment_id \
         WHERE biller = $1 AND account = $2 AND charge = $3 AND payment.id <> $4 AND payment.created_at >= $5 \
         AND payment.state NOT IN ('closed', 'abandoned', 'voiding')",
    )
    .bind(item.biller.as_str())
    .bind(item.account.as_str())
    .bind(item.charge.as_str())
    .bind(id.as_str())
    .bind(since.micros())
    .fetch_one(&mut *connection)
    .await?;
    Ok(row.try_get::<i64, _>("n")? > 0)
}

/// Who must be asked about what is still open: an acquirer, or a biller with the book its share goes into.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counterpart {
    /// The acquirer of a payment that is open; absent where a biller's is told.
    pub acquirer: Option<String>,
    /// A biller, and whose book.
    pub biller: Option<(String, Option<String>)>,
    /// How many payments wait for it, or refund cases.
    pub count: i64,
}

/// Whom open payments and refund cases wait for. A captured payment that only waits to be asked about once more waits for
/// its acquirer.
///
/// # Errors
/// The engine's.
pub async fn counterparts(connection: &mut AnyConnection) -> Result<Vec<Counterpart>, StoreError> {
    let billers = "SELECT i.biller, i.booked_by, COUNT(DISTINCT p.id) AS n FROM payment p JOIN payment_item i ON i.payment_id = p.id \
                   WHERE p.wake_at IS NOT NULL AND (p.state <> 'captured' OR p.wake_at - p.updated_at < $1) GROUP BY i.biller, i.booked_by";
    let refunds = "SELECT i.biller, i.booked_by, COUNT(DISTINCT r.id) AS n FROM refund r JOIN refund_share s ON s.refund_id = r.id \
                   JOIN payment_item i ON i.id = s.item_id WHERE r.wake_at IS NOT NULL AND $1 > 0 GROUP BY i.biller, i.booked_by";
    let mut found = vec![];
    for sql in [billers, refunds] {
        for row in query(sql).bind(super::payments::FAR_US).fetch_all(&mut *connection).await? {
            let biller = Some((row.try_get("biller")?, row.try_get("booked_by")?));
            found.push(Counterpart { acquirer: None, biller, count: row.try_get("n")? });
        }
    }
    let acquirers = "SELECT acquirer, COUNT(*) AS n FROM payment WHERE wake_at IS NOT NULL GROUP BY acquirer";
    for row in query(acquirers).fetch_all(&mut *connection).await? {
        found.push(Counterpart { acquirer: Some(row.try_get("acquirer")?), biller: None, count: row.try_get("n")? });
    }
    Ok(found)
}
