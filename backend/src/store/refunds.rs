//! Refund cases: their state, their events, and what they take of a payment's items.

use super::StoreError;
use super::payments::id_of;
use super::process::{Calls, decode, encode};
use serde::{Deserialize, Serialize};
use shared::id::Id;
use shared::money::Money;
use shared::refund::machine::Effect;
use shared::refund::{Refund, State};
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// What the machine remembers, and its calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLife {
    /// The machine's memory.
    pub refund: Refund,
    /// Its calls.
    #[serde(flatten)]
    pub calls: Calls<Effect>,
}

/// Who decided about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Stands for the person.
    pub by: String,
    /// By name.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// A case's row.
#[derive(Debug, Clone)]
pub struct RefundRow {
    /// The key it was asked under.
    pub id: Id,
    /// Whose money.
    pub payment: Id,
    /// Digest of the request that made it.
    pub body_hash: String,
    /// Amounts and fees together.
    pub total: Money,
    /// Why.
    pub reason: String,
    /// Stands for the person who asked.
    pub requested_by: String,
    /// By name.
    pub requested_name: String,
    /// Who approved or rejected it.
    pub decided: Option<Decided>,
    /// What they noted.
    pub decision_note: String,
    /// The machine.
    pub life: RefundLife,
    /// Compared on every change.
    pub version: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the jobs look at it next; `None`: nothing to do.
    pub wake_at: Option<Timestamp>,
}

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// A second person has to decide.
    Approval,
    /// Not ended.
    Open,
    /// Every one.
    All,
}

/// The name of a state as the column holds it.
#[must_use]
pub const fn state_name(refund: &Refund) -> &'static str {
    match refund.state {
        State::AwaitingApproval => "awaiting_approval",
        State::Requested => "requested",
        State::AtBank => "at_bank",
        State::Reversing => "reversing",
        State::Done => "done",
        State::Rejected => "rejected",
        State::BankRefused => "bank_refused",
    }
}

/// Writes a new case with its shares.
///
/// # Errors
/// [`StoreError::Constraint`] when its key exists.
pub async fn insert(connection: &mut AnyConnection, row: &RefundRow) -> Result<(), StoreError> {
    query(
        "INSERT INTO refund (id, payment_id, body_hash, total, reason, requested_by, requested_name, decision_note, state, machine, \
         version, created_at, updated_at, wake_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11, $11, $12)",
    )
    .bind(row.id.as_str())
    .bind(row.payment.as_str())
    .bind(row.body_hash.as_str())
    .bind(row.total.minor())
    .bind(row.reason.as_str())
    .bind(row.requested_by.as_str())
    .bind(row.requested_name.as_str())
    .bind(state_name(&row.life.refund))
    .bind(encode("refund.machine", &row.life)?)
    .bind(row.version)
    .bind(row.created_at.micros())
    .bind(row.wake_at.map(Timestamp::micros))
    .execute(&mut *connection)
    .await?;
    for share in &row.life.refund.shares {
        query("INSERT INTO refund_share (id, refund_id, item_id, amount, fee) VALUES ($1, $2, $3, $4, $5)")
            .bind(share.id.as_str())
            .bind(row.id.as_str())
            .bind(share.item.as_str())
            .bind(share.amount.minor())
            .bind(share.fee.minor())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Lets one request after the other count what a payment's cases take: whoever comes second waits here until the first has
/// committed, and reads its case afterwards. SQLite has one writer anyway.
///
/// # Errors
/// The engine's.
pub async fn serialise(connection: &mut AnyConnection, payment: &Id) -> Result<(), StoreError> {
    query("UPDATE payment SET version = version WHERE id = $1").bind(payment.as_str()).execute(&mut *connection).await?;
    Ok(())
}

/// Takes a share of an item for a case; `most` is the whole item.
///
/// # Errors
/// [`StoreError::Constraint`] when that is more than is left of it.
pub async fn take(
    connection: &mut AnyConnection,
    item: &Id,
    most: (Money, Money),
    (amount, fee): (Money, Money),
) -> Result<(), StoreError> {
    query(
        "INSERT INTO refund_taken (item_id, amount_most, fee_most, amount, fee) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (item_id) DO UPDATE SET amount = refund_taken.amount + excluded.amount, fee = refund_taken.fee + excluded.fee",
    )
    .bind(item.as_str())
    .bind(most.0.minor())
    .bind(most.1.minor())
    .bind(amount.minor())
    .bind(fee.minor())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// What a case took is free again.
///
/// # Errors
/// The engine's.
pub async fn release(connection: &mut AnyConnection, refund: &Refund) -> Result<(), StoreError> {
    for share in &refund.shares {
        query("UPDATE refund_taken SET amount = amount - $1, fee = fee - $2 WHERE item_id = $3")
            .bind(share.amount.minor())
            .bind(share.fee.minor())
            .bind(share.item.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// What cases that are open or done take of an item: amount and fee.
///
/// # Errors
/// The engine's.
pub async fn taken(connection: &mut AnyConnection, item: &Id) -> Result<(Money, Money), StoreError> {
    let row = query("SELECT amount, fee FROM refund_taken WHERE item_id = $1").bind(item.as_str()).fetch_optional(&mut *connection).await?;
    row.map_or(Ok((Money::ZERO, Money::ZERO)), |row| {
        Ok((Money::from_minor(row.try_get("amount")?), Money::from_minor(row.try_get("fee")?)))
    })
}

/// Writes a changed case and the event that changed it; without one only leases changed.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else changed it since it was read.
pub async fn save(connection: &mut AnyConnection, row: &RefundRow, event: Option<&str>, at: Timestamp) -> Result<(), StoreError> {
    let decided = row.decided.as_ref();
    let changed = query(
        "UPDATE refund SET state = $1, machine = $2, version = $3, decided_by = $4, decided_name = $5, decided_at = $6, \
         decision_note = $7, updated_at = $8, wake_at = $9 WHERE id = $10 AND version = $11",
    )
    .bind(state_name(&row.life.refund))
    .bind(encode("refund.machine", &row.life)?)
    .bind(row.version + 1)
    .bind(decided.map(|d| d.by.as_str()))
    .bind(decided.map(|d| d.name.as_str()))
    .bind(decided.map(|d| d.at.micros()))
    .bind(row.decision_note.as_str())
    .bind(at.micros())
    .bind(row.wake_at.map(Timestamp::micros))
    .bind(row.id.as_str())
    .bind(row.version)
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    let Some(event) = event else { return Ok(()) };
    query("INSERT INTO refund_event (refund_id, version, event, at) VALUES ($1, $2, $3, $4)")
        .bind(row.id.as_str())
        .bind(row.version + 1)
        .bind(event)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

const COLUMNS: &str = "SELECT id, payment_id, body_hash, total, reason, requested_by, requested_name, decided_by, decided_name, \
                       decided_at, decision_note, machine, version, created_at, wake_at FROM refund";

/// A case by its identifier.
///
/// # Errors
/// The engine's.
pub async fn by_id(connection: &mut AnyConnection, id: &Id) -> Result<Option<RefundRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"));
    let row = query(sql).bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read_row).transpose()
}

/// The cases of a payment, oldest first.
///
/// # Errors
/// The engine's.
pub async fn of_payment(connection: &mut AnyConnection, payment: &Id) -> Result<Vec<RefundRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE payment_id = $1 ORDER BY created_at, id"));
    let rows = query(sql).bind(payment.as_str()).fetch_all(&mut *connection).await?;
    rows.iter().map(read_row).collect()
}

/// A page of cases, the newest first, before a given place.
///
/// # Errors
/// The engine's.
pub async fn page(
    connection: &mut AnyConnection,
    show: Show,
    before: Option<(Timestamp, String)>,
    limit: i64,
) -> Result<Vec<RefundRow>, StoreError> {
    let which = match show {
        Show::Approval => "state = 'awaiting_approval'",
        Show::Open => "state NOT IN ('done', 'rejected', 'bank_refused')",
        Show::All => "1 = 1",
    };
    let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.micros(), id));
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE {which} AND (created_at < $1 OR created_at = $1 AND id < $2) ORDER BY created_at DESC, id DESC LIMIT $3"
    ));
    let rows = query(sql).bind(at).bind(id.as_str()).bind(limit).fetch_all(&mut *connection).await?;
    rows.iter().map(read_row).collect()
}

/// How many wait for a second person. The first condition is the index's.
///
/// # Errors
/// The engine's.
pub async fn waiting(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM refund WHERE state NOT IN ('done', 'rejected', 'bank_refused') AND state = 'awaiting_approval'";
    Ok(query(sql).fetch_one(&mut *connection).await?.try_get("n")?)
}

/// Cases the jobs should look at now, the longest waiting first.
///
/// # Errors
/// The engine's.
pub async fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> Result<Vec<Id>, StoreError> {
    let rows = query("SELECT id FROM refund WHERE wake_at IS NOT NULL AND wake_at <= $1 ORDER BY wake_at LIMIT $2")
        .bind(now.micros())
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| id_of(&row.try_get::<String, _>("id")?)).collect()
}

/// A page of cases that wait for something, after a given one.
///
/// # Errors
/// The engine's.
pub async fn open_ids_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<Id>, StoreError> {
    let rows = query("SELECT id FROM refund WHERE wake_at IS NOT NULL AND id > $1 ORDER BY id LIMIT $2")
        .bind(after)
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| id_of(&row.try_get::<String, _>("id")?)).collect()
}

/// The jobs look at a case no sooner than `until`, whatever its state says.
///
/// # Errors
/// The engine's.
pub async fn postpone(connection: &mut AnyConnection, id: &Id, until: Timestamp) -> Result<(), StoreError> {
    query("UPDATE refund SET wake_at = $1 WHERE id = $2 AND wake_at IS NOT NULL")
        .bind(until.micros())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

fn read_row(row: &AnyRow) -> Result<RefundRow, StoreError> {
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let decided = match row.try_get::<Option<String>, _>("decided_by")? {
        Some(by) => Some(Decided { by, name: text("decided_name")?, at: Timestamp::from_micros(row.try_get("decided_at")?) }),
        None => None,
    };
    Ok(RefundRow {
        id: id_of(&text("id")?)?,
        payment: id_of(&text("payment_id")?)?,
        body_hash: text("body_hash")?,
        total: Money::from_minor(row.try_get("total")?),
        reason: text("reason")?,
        requested_by: text("requested_by")?,
        requested_name: text("requested_name")?,
        decided,
        decision_note: text("decision_note")?,
        life: decode("refund.machine", &text("machine")?)?,
        version: row.try_get("version")?,
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
        wake_at: row.try_get::<Option<i64>, _>("wake_at")?.map(Timestamp::from_micros),
    })
}
