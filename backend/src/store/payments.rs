//! Payments: their life, their shares, their events, their orders.

use super::payments_open::Value;
use super::process::{Calls, decode, encode};
use super::{StoreError, payment_items};
use serde::{Deserialize, Serialize};
use shared::biller::FeeRule;
use shared::id::Id;
use shared::money::Money;
use shared::payment::Payment;
use shared::payment::machine::Effect;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

pub use super::payment_items::{BookedBy, Counterpart, ItemRow, counterparts, is_paid_by_another, items};

/// What the machine remembers, and which of its effects are on their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// The machine's memory.
    pub payment: Payment,
    /// Its calls.
    #[serde(flatten)]
    pub calls: Calls<Effect>,
}

/// What outsiders said of a payment, beside the machine's state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The acquirer's order.
    pub order: Option<String>,
    /// The bank's page.
    pub redirect: Option<String>,
    /// Brand and masked number really used.
    pub card_used: Option<String>,
    /// Approval code of the capture.
    pub approval: Option<String>,
}

/// A payment's row.
#[derive(Debug, Clone)]
pub struct PaymentRow {
    /// Its reference.
    pub id: Id,
    /// Digest of the request that made it.
    pub body_hash: String,
    /// Digest of the payer's secret.
    pub secret_hash: String,
    /// City's identifier.
    pub city: String,
    /// Nine national digits.
    pub phone: String,
    /// Language tag.
    pub lang: String,
    /// Where the receipt goes; may be empty.
    pub email: String,
    /// Card type.
    pub card: String,
    /// Which acquirer.
    pub acquirer: String,
    /// Digest of the payer's address.
    pub address_digest: String,
    /// The address it was begun under, without a slash at its end; empty in rows of before brands.
    pub public_url: String,
    /// Asked for, fees included.
    pub total: Money,
    /// The rule by which its fees were counted; absent in rows of before.
    pub fee_rule: Option<FeeRule>,
    /// The machine.
    pub life: Life,
    /// Name of the machine's state, for counting.
    pub state: String,
    /// Compared on every change.
    pub version: i64,
    /// What outsiders said.
    pub facts: Facts,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the jobs look at it next; `None` when it has ended.
    pub wake_at: Option<Timestamp>,
}

/// Writes a new payment with its shares.
///
/// # Errors
/// [`StoreError::Constraint`] when its key exists.
pub async fn insert(connection: &mut AnyConnection, key: &Id, row: &PaymentRow, items: &[ItemRow]) -> Result<(), StoreError> {
    query(
        "INSERT INTO payment (id, idempotency_key, body_hash, secret_hash, city, phone, lang, email, card, acquirer, \
         address_digest, total, state, machine, version, created_at, updated_at, wake_at, public_url, fee_rule) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18, $19)",
    )
    .bind(row.id.as_str())
    .bind(key.as_str())
    .bind(row.body_hash.as_str())
    .bind(row.secret_hash.as_str())
    .bind(row.city.as_str())
    .bind(row.phone.as_str())
    .bind(row.lang.as_str())
    .bind(row.email.as_str())
    .bind(row.card.as_str())
    .bind(row.acquirer.as_str())
    .bind(row.address_digest.as_str())
    .bind(row.total.minor())
    .bind(state_name(&row.life.payment))
    .bind(encode("payment.machine", &row.life)?)
    .bind(row.version)
    .bind(row.created_at.micros())
    .bind(row.wake_at.map(Timestamp::micros))
    .bind(row.public_url.as_str())
    .bind(row.fee_rule.as_ref().map(serde_json::to_string).transpose().map_err(|error| unreadable_rule(&error))?.unwrap_or_default())
    .execute(&mut *connection)
    .await?;
    for (position, item) in (0_i64..).zip(items) {
        payment_items::insert(connection, &row.id, position, item).await?;
    }
    Ok(())
}

/// Writes a changed payment and the event that changed it; without one only claims changed.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else changed it since it was read.
pub async fn save(connection: &mut AnyConnection, row: &PaymentRow, event: Option<&str>, at: Timestamp) -> Result<(), StoreError> {
    let changed = query(
        "UPDATE payment SET state = $1, machine = $2, version = $3, order_ref = $4, redirect = $5, card_used = $6, \
         approval = $7, updated_at = $8, wake_at = $9, asks = $10 WHERE id = $11 AND version = $12",
    )
    .bind(state_name(&row.life.payment))
    .bind(encode("payment.machine", &row.life)?)
    .bind(row.version + 1)
    .bind(row.facts.order.as_deref())
    .bind(row.facts.redirect.as_deref())
    .bind(row.facts.card_used.as_deref())
    .bind(row.facts.approval.as_deref())
    .bind(at.micros())
    .bind(row.wake_at.map(Timestamp::micros))
    .bind(i64::from(row.life.calls.ticks))
    .bind(row.id.as_str())
    .bind(row.version)
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    let Some(event) = event else { return Ok(()) };
    query("INSERT INTO payment_event (payment_id, version, event, at) VALUES ($1, $2, $3, $4)")
        .bind(row.id.as_str())
        .bind(row.version + 1)
        .bind(event)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Captured payments that only wait to be asked about once more are not read at every start.
pub(super) const FAR_US: i64 = 3_600_000_000;

/// A page of payments that have not ended, after a given reference. Their states are not read.
///
/// # Errors
/// The engine's.
pub async fn open_ids_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<Id>, StoreError> {
    let sql = "SELECT id FROM payment WHERE wake_at IS NOT NULL AND id > $1 AND (state <> 'captured' OR wake_at - updated_at < $3) \
               ORDER BY id LIMIT $2";
    let rows = query(sql).bind(after).bind(limit).bind(FAR_US).fetch_all(&mut *connection).await?;
    rows.iter().map(|row| id_of(&row.try_get::<String, _>("id")?)).collect()
}

/// The jobs look at a payment no sooner than `until`, whatever its state says.
///
/// # Errors
/// The engine's.
pub async fn postpone(connection: &mut AnyConnection, id: &Id, until: Timestamp) -> Result<(), StoreError> {
    query("UPDATE payment SET wake_at = $1 WHERE id = $2 AND wake_at IS NOT NULL")
        .bind(until.micros())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Notes an order of an attempt; without a number it is an orphan.
///
/// # Errors
/// The engine's.
pub async fn note_order(
    connection: &mut AnyConnection,
    payment: &Id,
    attempt: u8,
    order: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    query("INSERT INTO payment_order (payment_id, attempt, order_ref, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
        .bind(payment.as_str())
        .bind(i64::from(attempt))
        .bind(order)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

const COLUMNS: &str = "SELECT id, body_hash, secret_hash, city, phone, lang, email, card, acquirer, address_digest, public_url, total, state, \
                       machine, version, order_ref, fee_rule, redirect, card_used, approval, created_at, wake_at FROM payment";

/// A payment by its reference.
///
/// # Errors
/// The engine's.
pub async fn by_id(connection: &mut AnyConnection, id: &Id) -> Result<Option<PaymentRow>, StoreError> {
    one(connection, "id", id).await
}

/// A payment by the key of the attempt that made it.
///
/// # Errors
/// The engine's.
pub async fn by_key(connection: &mut AnyConnection, key: &Id) -> Result<Option<PaymentRow>, StoreError> {
    one(connection, "idempotency_key", key).await
}

async fn one(connection: &mut AnyConnection, column: &'static str, id: &Id) -> Result<Option<PaymentRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE {column} = $1"));
    let row = query(sql).bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read_row).transpose()
}

/// Payments the jobs should look at now, the longest waiting first.
///
/// # Errors
/// The engine's.
pub async fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> Result<Vec<Id>, StoreError> {
    let rows = query("SELECT id FROM payment WHERE wake_at IS NOT NULL AND wake_at <= $1 ORDER BY wake_at LIMIT $2")
        .bind(now.micros())
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| id_of(&row.try_get::<String, _>("id")?)).collect()
}

/// How many payments are in each state; none is said too.
///
/// # Errors
/// The engine's.
pub async fn count_by_state(connection: &mut AnyConnection) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = query("SELECT state, COUNT(*) AS n FROM payment GROUP BY state").fetch_all(&mut *connection).await?;
    let counted: Vec<(String, i64)> =
        rows.iter().map(|row| Ok((row.try_get("state")?, row.try_get("n")?))).collect::<Result<_, StoreError>>()?;
    let count_of = |state: &str| counted.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    Ok(STATES.iter().map(|state| ((*state).to_owned(), count_of(state))).collect())
}

/// A page of payments for the audit, after a given reference, in the references' byte order (hex sorts alike everywhere).
///
/// # Errors
/// The engine's.
pub async fn page_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<PaymentRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE id > $1 ORDER BY id LIMIT $2"));
    let rows = query(sql).bind(after).bind(limit).fetch_all(&mut *connection).await?;
    rows.iter().map(read_row).collect()
}

/// A page of payments for which `conditions` hold, the newest first.
///
/// # Errors
/// The engine's.
pub(super) async fn page_where(
    connection: &mut AnyConnection,
    conditions: &str,
    values: Vec<Value>,
    limit: i64,
) -> Result<Vec<PaymentRow>, StoreError> {
    let last = values.len() + 1;
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE {conditions} ORDER BY created_at DESC, id DESC LIMIT ${last}"));
    let asked = values.into_iter().fold(query(sql), |asked, value| match value {
        Value::Text(text) => asked.bind(text),
        Value::Number(number) => asked.bind(number),
    });
    asked.bind(limit).fetch_all(&mut *connection).await?.iter().map(read_row).collect()
}

/// Every name that [`state_name`] gives.
pub const STATES: [&str; 10] =
    ["opening", "at_bank", "abandoned", "posting", "capturing", "voiding", "unwinding", "captured", "refunding", "closed"];

/// The name of a state as the column holds it.
#[must_use]
pub fn state_name(payment: &Payment) -> &'static str {
    use shared::payment::State;
    match payment.state {
        State::Opening { .. } => "opening",
        State::AtBank => "at_bank",
        State::Abandoned { .. } => "abandoned",
        State::Posting => "posting",
        State::Capturing { .. } => "capturing",
        State::Voiding { .. } => "voiding",
        State::Unwinding => "unwinding",
        State::Captured { .. } => "captured",
        State::Refunding { .. } => "refunding",
        State::Closed { .. } => "closed",
    }
}

/// Reads a stored state.
///
/// # Errors
/// [`StoreError::Unreadable`].
pub fn life_of(machine: &str) -> Result<Life, StoreError> {
    decode("payment.machine", machine)
}

fn read_row(row: &AnyRow) -> Result<PaymentRow, StoreError> {
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let maybe = |column: &'static str| row.try_get::<Option<String>, _>(column);
    let life: Life = decode("payment.machine", &text("machine")?)?;
    Ok(PaymentRow {
        id: id_of(&text("id")?)?,
        body_hash: text("body_hash")?,
        secret_hash: text("secret_hash")?,
        city: text("city")?,
        phone: text("phone")?,
        lang: text("lang")?,
        email: text("email")?,
        card: text("card")?,
        acquirer: text("acquirer")?,
        address_digest: text("address_digest")?,
        public_url: text("public_url")?,
        total: Money::from_minor(row.try_get("total")?),
        fee_rule: fee_rule_of(&text("fee_rule")?)?,
        life,
        state: text("state")?,
        version: row.try_get("version")?,
        facts: Facts {
            order: maybe("order_ref")?,
            redirect: maybe("redirect")?,
            card_used: maybe("card_used")?,
            approval: maybe("approval")?,
        },
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
        wake_at: row.try_get::<Option<i64>, _>("wake_at")?.map(Timestamp::from_micros),
    })
}

fn fee_rule_of(stored: &str) -> Result<Option<FeeRule>, StoreError> {
    if stored.is_empty() { Ok(None) } else { serde_json::from_str(stored).map(Some).map_err(|error| unreadable_rule(&error)) }
}

fn unreadable_rule(error: &serde_json::Error) -> StoreError {
    StoreError::Unreadable { what: "payment.fee_rule", why: error.to_string() }
}

/// Parses a stored identifier again.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub(super) fn id_of(text: &str) -> Result<Id, StoreError> {
    Id::parse(text).ok_or(StoreError::Corrupt("identifier"))
}
