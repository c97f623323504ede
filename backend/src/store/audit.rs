//! What the audit reads: every table that money rests on, a range of payments at a time, as it is stored. Nothing is
//! parsed here: a row that cannot be understood is a finding, not an error.

use super::journal::EntryRow;
use super::payments::BookedBy;
use super::{StoreError, audit_alarms, audit_refunds, audit_registry};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};
use std::collections::HashMap;

/// Above every identifier: those are lower-case hex.
pub const END: &str = "zzzzzzzz";

/// A payment's row.
#[derive(Debug, Clone)]
pub struct AuditPayment {
    /// Its reference.
    pub id: String,
    /// Which acquirer.
    pub acquirer: String,
    /// Where the receipt goes; may be empty.
    pub email: String,
    /// Asked for, fees included, in qəpik.
    pub total: i64,
    /// Name of the state.
    pub state: String,
    /// The stored state, JSON.
    pub machine: String,
    /// Compared on every change.
    pub version: i64,
    /// The acquirer's order.
    pub order: Option<String>,
    /// When it was made, in microseconds.
    pub created_at: i64,
    /// When it changed last, in microseconds.
    pub updated_at: i64,
    /// When the jobs look at it next.
    pub wake_at: Option<i64>,
    /// What was personal in it is emptied.
    pub erased: bool,
}

/// A share's row.
#[derive(Debug, Clone)]
pub struct AuditItem {
    /// The key under which the biller books it.
    pub id: String,
    /// Whom it goes to.
    pub biller: String,
    /// For what.
    pub charge: String,
    /// To which account.
    pub account: String,
    /// In qəpik.
    pub amount: i64,
    /// In qəpik.
    pub fee: i64,
    /// Whose book it goes into; `None`: a row of before, or one that cannot be read.
    pub booked_by: Option<BookedBy>,
}

/// An event's row.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// The version that it made.
    pub version: i64,
    /// JSON.
    pub event: String,
    /// In microseconds.
    pub at: i64,
}

/// An order's row.
#[derive(Debug, Clone)]
pub struct AuditOrder {
    /// Of which attempt.
    pub attempt: i64,
    /// The bank's number; without one the order is an orphan.
    pub order: Option<String>,
}

/// A receipt's row.
#[derive(Debug, Clone)]
pub struct AuditReceipt {
    /// Its number.
    pub number: String,
    /// In qəpik.
    pub amount: i64,
    /// In microseconds.
    pub issued_at: i64,
}

/// A lease's row.
#[derive(Debug, Clone)]
pub struct AuditLease {
    /// The bill's identifier.
    pub payable: String,
    /// In microseconds.
    pub expires_at: i64,
}

/// The row of a receipt's first letter.
#[derive(Debug, Clone)]
pub struct AuditLetter {
    /// `receipt`.
    pub kind: String,
    /// JSON; empty once it ended.
    pub payload: String,
}

/// A posting at a hosted biller, with what was taken back of it.
#[derive(Debug, Clone)]
pub struct AuditHosted {
    /// Its key.
    pub item: String,
    /// Whose book.
    pub biller: String,
    /// For what.
    pub charge: String,
    /// To which account.
    pub account: String,
    /// In qəpik.
    pub amount: i64,
    /// `accepted`, `cancelled` or `reversed`.
    pub status: String,
    /// The biller's reference.
    pub reference: String,
    /// In microseconds.
    pub at: i64,
    /// Σ of its reversals, in qəpik.
    pub reversed: i64,
    /// Its place in the biller's registry; `None`: not entered yet.
    pub registry: Option<i64>,
}

/// Everything stored under the payments of a range, by payment.
#[derive(Debug, Default)]
pub struct AuditRange {
    /// No payment comes after these.
    pub reaches_end: bool,
    /// In the order of their references.
    pub payments: Vec<AuditPayment>,
    /// In their order.
    pub items: HashMap<String, Vec<AuditItem>>,
    /// By version.
    pub events: HashMap<String, Vec<AuditEvent>>,
    /// By attempt.
    pub orders: HashMap<String, Vec<AuditOrder>>,
    /// By time.
    pub entries: HashMap<String, Vec<EntryRow>>,
    /// At most one each.
    pub receipts: HashMap<String, Vec<AuditReceipt>>,
    /// One for each payable.
    pub leases: HashMap<String, Vec<AuditLease>>,
    /// At most one each.
    pub letters: HashMap<String, Vec<AuditLetter>>,
    /// Of hosted billers.
    pub hosted: HashMap<String, Vec<AuditHosted>>,
    /// Refund cases, by time.
    pub refunds: HashMap<String, Vec<AuditRefund>>,
    /// What refund cases take of each item, as it is counted there.
    pub taken: HashMap<String, Vec<AuditTaken>>,
    /// Alarm cases about payments and their refunds, by time.
    pub alarms: Vec<AuditAlarm>,
    /// What hosted billers took back.
    pub reversals: HashMap<String, Vec<AuditReversal>>,
    /// Entries of the registries that hosted billers are handed.
    pub registry: HashMap<String, Vec<AuditRegistryEntry>>,
}

pub use super::audit_alarms::{AuditAlarm, AuditLine, others_after};
pub use super::audit_refunds::{AuditRefund, AuditShare, AuditTaken, refunds_of};
pub use super::audit_registry::{AuditRegistryEntry, AuditReversal, RegistryTotals, registry_gaps, registry_totals};
pub use super::audit_tables::{Stray, note_rules, read_rules_since, shared_orders, strays, touched_since};

/// A page of payments after a reference, in the references' byte order (hex sorts alike everywhere).
///
/// # Errors
/// The engine's.
pub async fn payments_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<AuditPayment>, StoreError> {
    let rows = query(
        "SELECT id, acquirer, email, total, state, machine, version, order_ref, created_at, updated_at, wake_at, erased_at \
         FROM payment WHERE id > $1 ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(read_payment).collect()
}

/// A payment and its shares.
///
/// # Errors
/// The engine's.
pub async fn payment_with_items(connection: &mut AnyConnection, id: &str) -> Result<Option<(AuditPayment, Vec<AuditItem>)>, StoreError> {
    let row = query(
        "SELECT id, acquirer, email, total, state, machine, version, order_ref, created_at, updated_at, wake_at, erased_at \
         FROM payment WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let items =
        query("SELECT id, biller, charge, account, amount, fee, booked_by FROM payment_item WHERE payment_id = $1 ORDER BY position")
            .bind(id)
            .fetch_all(&mut *connection)
            .await?;
    let items = items.iter().map(read_item).collect::<Result<Vec<_>, _>>()?;
    Ok(Some((read_payment(&row)?, items)))
}

/// The version of a payment; `None`: it is not here.
///
/// # Errors
/// The engine's.
pub async fn version_of(connection: &mut AnyConnection, id: &str) -> Result<Option<i64>, StoreError> {
    let row = query("SELECT version FROM payment WHERE id = $1").bind(id).fetch_optional(&mut *connection).await?;
    row.map(|row| Ok(row.try_get("version")?)).transpose()
}

/// How many payments there are.
///
/// # Errors
/// The engine's.
pub async fn count_payments(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let row = query("SELECT COUNT(*) AS n FROM payment").fetch_one(&mut *connection).await?;
    Ok(row.try_get("n")?)
}

/// True when a payment has this share.
///
/// # Errors
/// The engine's.
pub async fn has_item(connection: &mut AnyConnection, item: &str) -> Result<bool, StoreError> {
    Ok(query("SELECT id FROM payment_item WHERE id = $1").bind(item).fetch_optional(&mut *connection).await?.is_some())
}

/// When the oldest payment was made, in microseconds.
///
/// # Errors
/// The engine's.
pub async fn oldest_payment(connection: &mut AnyConnection) -> Result<Option<i64>, StoreError> {
    let row = query("SELECT created_at FROM payment ORDER BY created_at, id LIMIT 1").fetch_optional(&mut *connection).await?;
    row.map(|row| Ok(row.try_get("created_at")?)).transpose()
}

/// The range after a reference: at most `limit` payments. The last range reaches to the end of every table, so that
/// what belongs to no payment is read too.
///
/// # Errors
/// The engine's.
pub async fn range_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<AuditRange, StoreError> {
    let payments = payments_after(connection, after, limit).await?;
    let full = i64::try_from(payments.len()).is_ok_and(|read| read == limit);
    let until = payments.last().filter(|_| full).map_or(END, |last| last.id.as_str()).to_owned();
    let bounds = (after, until.as_str());
    Ok(AuditRange {
        reaches_end: !full,
        items: grouped(connection, ITEMS, bounds, read_item).await?,
        events: grouped(connection, EVENTS, bounds, read_event).await?,
        orders: grouped(connection, ORDERS, bounds, |row| {
            Ok(AuditOrder { attempt: row.try_get("attempt")?, order: row.try_get("order_ref")? })
        })
        .await?,
        entries: entries(connection, bounds).await?,
        receipts: grouped(connection, RECEIPTS, bounds, |row| {
            Ok(AuditReceipt { number: row.try_get("number")?, amount: row.try_get("amount")?, issued_at: row.try_get("issued_at")? })
        })
        .await?,
        leases: grouped(connection, LEASES, bounds, |row| {
            Ok(AuditLease { payable: row.try_get("payable")?, expires_at: row.try_get("expires_at")? })
        })
        .await?,
        letters: letters(connection, bounds).await?,
        hosted: grouped(connection, HOSTED, bounds, read_hosted).await?,
        refunds: audit_refunds::refunds(connection, bounds).await?,
        taken: audit_refunds::taken(connection, bounds).await?,
        alarms: audit_alarms::of_payments(connection, bounds).await?,
        reversals: audit_registry::reversals(connection, bounds).await?,
        registry: audit_registry::entries(connection, bounds).await?,
        payments,
    })
}

const ITEMS: &str = "SELECT payment_id, id, biller, charge, account, amount, fee, booked_by FROM payment_item \
                     WHERE payment_id > $1 AND payment_id <= $2 ORDER BY payment_id, position";
const EVENTS: &str = "SELECT payment_id, version, event, at FROM payment_event \
                      WHERE payment_id > $1 AND payment_id <= $2 ORDER BY payment_id, version";
const ORDERS: &str = "SELECT payment_id, attempt, order_ref FROM payment_order \
                      WHERE payment_id > $1 AND payment_id <= $2 ORDER BY payment_id, attempt";
const ENTRIES: &str = "SELECT payment_id, id, kind, cause, at, sequence, previous_hash, hash FROM journal_entry \
                       WHERE payment_id > $1 AND payment_id <= $2 ORDER BY payment_id, at, id";
const POSTINGS: &str = "SELECT p.entry_id AS payment_id, p.account, p.amount FROM journal_entry e \
                        JOIN journal_posting p ON p.entry_id = e.id WHERE e.payment_id > $1 AND e.payment_id <= $2";
const RECEIPTS: &str = "SELECT payment_id, number, amount, issued_at FROM receipt WHERE payment_id > $1 AND payment_id <= $2";
// What an attempt holds while its billers are asked is nobody's payment yet.
const LEASES: &str = "SELECT payment_id, payable, expires_at FROM lease \
                      WHERE payment_id > $1 AND payment_id <= $2 AND payment_id NOT LIKE 'attempt:%'";
const LETTERS: &str = "SELECT cause AS payment_id, kind, payload FROM outbox WHERE cause > $1 AND cause <= $2";
const HOSTED: &str = "SELECT i.payment_id, h.item_id, h.biller, h.charge, h.account, h.amount, h.status, h.reference, h.at, \
                      h.registry_sequence, CAST(COALESCE((SELECT SUM(r.amount) FROM hosted_reversal r WHERE r.item_id = h.item_id), 0) AS BIGINT) AS reversed \
                      FROM payment_item i JOIN hosted_posting h ON h.item_id = i.id WHERE i.payment_id > $1 AND i.payment_id <= $2";

pub(super) type Grouped<T> = HashMap<String, Vec<T>>;

pub(super) async fn grouped<T>(
    connection: &mut AnyConnection,
    sql: &'static str,
    (after, until): (&str, &str),
    read: impl Fn(&AnyRow) -> Result<T, sqlx::Error>,
) -> Result<Grouped<T>, StoreError> {
    let rows = query(sql).bind(after).bind(until).fetch_all(&mut *connection).await?;
    let mut groups: Grouped<T> = HashMap::new();
    for row in &rows {
        groups.entry(row.try_get("payment_id")?).or_default().push(read(row)?);
    }
    Ok(groups)
}

fn read_payment(row: &AnyRow) -> Result<AuditPayment, StoreError> {
    Ok(AuditPayment {
        id: row.try_get("id")?,
        acquirer: row.try_get("acquirer")?,
        email: row.try_get("email")?,
        total: row.try_get("total")?,
        state: row.try_get("state")?,
        machine: row.try_get("machine")?,
        version: row.try_get("version")?,
        order: row.try_get("order_ref")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        wake_at: row.try_get("wake_at")?,
        erased: row.try_get::<Option<i64>, _>("erased_at")?.is_some(),
    })
}

fn read_item(row: &AnyRow) -> Result<AuditItem, sqlx::Error> {
    Ok(AuditItem {
        id: row.try_get("id")?,
        biller: row.try_get("biller")?,
        charge: row.try_get("charge")?,
        account: row.try_get("account")?,
        amount: row.try_get("amount")?,
        fee: row.try_get("fee")?,
        booked_by: row.try_get::<Option<String>, _>("booked_by")?.and_then(|by| BookedBy::of(&by).ok()),
    })
}

pub(super) fn read_event(row: &AnyRow) -> Result<AuditEvent, sqlx::Error> {
    Ok(AuditEvent { version: row.try_get("version")?, event: row.try_get("event")?, at: row.try_get("at")? })
}

fn read_hosted(row: &AnyRow) -> Result<AuditHosted, sqlx::Error> {
    Ok(AuditHosted {
        item: row.try_get("item_id")?,
        biller: row.try_get("biller")?,
        charge: row.try_get("charge")?,
        account: row.try_get("account")?,
        amount: row.try_get("amount")?,
        status: row.try_get("status")?,
        reference: row.try_get("reference")?,
        at: row.try_get("at")?,
        reversed: row.try_get("reversed")?,
        registry: row.try_get("registry_sequence")?,
    })
}

async fn entries(connection: &mut AnyConnection, bounds: (&str, &str)) -> Result<Grouped<EntryRow>, StoreError> {
    let read = |row: &AnyRow| Ok((row.try_get::<String, _>("account")?, row.try_get::<i64, _>("amount")?));
    let mut postings = grouped(connection, POSTINGS, bounds, read).await?;
    let mut entries = grouped(connection, ENTRIES, bounds, |row| {
        Ok(EntryRow {
            id: row.try_get("id")?,
            payment: row.try_get("payment_id")?,
            kind: row.try_get("kind")?,
            cause: row.try_get("cause")?,
            at: row.try_get("at")?,
            sequence: row.try_get("sequence")?,
            previous_hash: row.try_get("previous_hash")?,
            hash: row.try_get("hash")?,
            postings: vec![],
        })
    })
    .await?;
    for entry in entries.values_mut().flatten() {
        entry.postings = postings.remove(&entry.id).unwrap_or_default();
        entry.postings.sort();
    }
    Ok(entries)
}

/// The cause of a receipt's first letter is `receipt:` and the payment; later copies have another.
async fn letters(connection: &mut AnyConnection, (after, until): (&str, &str)) -> Result<Grouped<AuditLetter>, StoreError> {
    const CAUSE: &str = "receipt:";
    let bounds = (format!("{CAUSE}{after}"), format!("{CAUSE}{until}"));
    let read = |row: &AnyRow| Ok(AuditLetter { kind: row.try_get("kind")?, payload: row.try_get("payload")? });
    let found = grouped(connection, LETTERS, (&bounds.0, &bounds.1), read).await?;
    Ok(found.into_iter().filter_map(|(cause, letters)| Some((cause.strip_prefix(CAUSE)?.to_owned(), letters))).collect())
}
