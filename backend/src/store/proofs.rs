//! Mobile numbers and the codes sent to them.

use super::StoreError;
use super::payments::id_of;
use shared::id::Id;
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A proof's row. No `Debug`: it has a number in clear.
#[derive(Clone)]
pub struct ProofRow {
    /// Identifier.
    pub id: Id,
    /// What it is for.
    pub purpose: String,
    /// Whom or what it is for.
    pub subject: String,
    /// Names the attempt.
    pub key: Id,
    /// Nine national digits.
    pub mobile: String,
    /// Keyed digest of the code.
    pub code_hash: String,
    /// Tries left.
    pub tries_left: i64,
    /// When the code was made.
    pub created_at: Timestamp,
    /// The code ends then.
    pub expires_at: Timestamp,
    /// When it was proven.
    pub proven_at: Option<Timestamp>,
}

/// How often codes may be sent. What others ask for must not use up what a person has a right to.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// To the same number for the same subject no sooner than this.
    pub resend_ms: Millis,
    /// Over this time…
    pub window_ms: Millis,
    /// …at most so many for one subject to one number.
    pub pair_max: i64,
    /// What else is counted; `None` where the subject is nobody who could be held to it.
    pub shared: Option<SharedPace>,
}

/// Limits over several numbers, and over several persons.
#[derive(Debug, Clone, Copy)]
pub struct SharedPace {
    /// At most so many for one subject, whatever the number.
    pub subject_max: i64,
    /// At most so many to one number, whoever asks…
    pub number_max: i64,
    /// …but for the first so many of each subject.
    pub own: i64,
}

const COLUMNS: &str = "id, purpose, subject, idempotency_key, mobile, code_hash, tries_left, created_at, expires_at, proven_at";

/// Writes a proof, unless its key has one: that one is answered then, and nothing is to be sent. A code of before for the
/// same subject and number ends.
///
/// # Errors
/// [`StoreError::MustWait`] when it is too early for another code, or the engine's.
pub async fn begin(connection: &mut AnyConnection, row: &ProofRow, pace: Pace) -> Result<Option<ProofRow>, StoreError> {
    for gate in gates(row, pace) {
        query("INSERT INTO mobile_gate (gate, at) VALUES ($1, $2) ON CONFLICT (gate) DO UPDATE SET at = excluded.at")
            .bind(gate)
            .bind(row.created_at.micros())
            .execute(&mut *connection)
            .await?;
    }
    if let Some(known) = by_key(connection, row).await? {
        return Ok(Some(known));
    }
    check_pace(connection, row, pace).await?;
    query("UPDATE mobile_proof SET tries_left = 0 WHERE purpose = $1 AND subject = $2 AND mobile = $3 AND proven_at IS NULL")
        .bind(row.purpose.as_str())
        .bind(row.subject.as_str())
        .bind(row.mobile.as_str())
        .execute(&mut *connection)
        .await?;
    query(
        "INSERT INTO mobile_proof (id, purpose, subject, idempotency_key, mobile, code_hash, tries_left, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id.as_str())
    .bind(row.purpose.as_str())
    .bind(row.subject.as_str())
    .bind(row.key.as_str())
    .bind(row.mobile.as_str())
    .bind(row.code_hash.as_str())
    .bind(row.tries_left)
    .bind(row.created_at.micros())
    .bind(row.expires_at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(None)
}

async fn by_key(connection: &mut AnyConnection, row: &ProofRow) -> Result<Option<ProofRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mobile_proof WHERE purpose = $1 AND subject = $2 AND idempotency_key = $3");
    let found = query(sqlx::AssertSqlSafe(sql))
        .bind(row.purpose.as_str())
        .bind(row.subject.as_str())
        .bind(row.key.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    found.as_ref().map(read).transpose()
}

/// Whoever comes at the same time for the same number or subject waits here; always in this order.
fn gates(row: &ProofRow, pace: Pace) -> Vec<String> {
    match pace.shared {
        Some(_) => vec![format!("mobile {}", row.mobile), format!("{} {}", row.purpose, row.subject)],
        None => vec![format!("{} {} {}", row.purpose, row.subject, row.mobile)],
    }
}

/// Codes of the window: how many, and when the first and the last were made.
#[derive(Default)]
struct Counted {
    count: i64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Counted {
    fn of(rows: &[(String, String, Timestamp)], is_counted: impl Fn(&str, &str) -> bool) -> Self {
        let times: Vec<Timestamp> = rows.iter().filter(|(subject, mobile, _)| is_counted(subject, mobile)).map(|row| row.2).collect();
        let count = i64::try_from(times.len()).unwrap_or(i64::MAX);
        Self { count, first: times.iter().min().copied(), last: times.iter().max().copied() }
    }

    /// Until one of them leaves the window, where no more than `max` may be in it.
    fn until_below(&self, max: i64, window_ms: Millis, now: Timestamp) -> Millis {
        let first = self.first.filter(|_| self.count >= max);
        first.map_or(0, |first| first.plus_ms(window_ms).ms_since(now))
    }
}

async fn check_pace(connection: &mut AnyConnection, row: &ProofRow, pace: Pace) -> Result<(), StoreError> {
    let now = row.created_at;
    let rows = in_window(connection, row, pace, now.plus_ms(-pace.window_ms)).await?;
    let until = |counted: &Counted, max| counted.until_below(max, pace.window_ms, now);
    let pair = Counted::of(&rows, |subject, mobile| subject == row.subject && mobile == row.mobile);
    let mut wait = pair.last.map_or(0, |last| last.plus_ms(pace.resend_ms).ms_since(now)).max(until(&pair, pace.pair_max));
    if let Some(shared) = pace.shared {
        wait = wait.max(until(&Counted::of(&rows, |subject, _| subject == row.subject), shared.subject_max));
        if pair.count >= shared.own {
            wait = wait.max(until(&Counted::of(&rows, |_, mobile| mobile == row.mobile), shared.number_max));
        }
    }
    if wait > 0 { Err(StoreError::MustWait { for_ms: wait }) } else { Ok(()) }
}

/// Subject, number and time of the codes that this one is counted with: those for its subject or to its number, or for the two
/// together. A few, for that is what is bounded.
async fn in_window(
    connection: &mut AnyConnection,
    row: &ProofRow,
    pace: Pace,
    since: Timestamp,
) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
    let which = if pace.shared.is_some() { "subject = $3 OR mobile = $4" } else { "subject = $3 AND mobile = $4" };
    let sql = format!("SELECT subject, mobile, created_at FROM mobile_proof WHERE purpose = $1 AND created_at > $2 AND ({which})");
    let found = query(sqlx::AssertSqlSafe(sql))
        .bind(row.purpose.as_str())
        .bind(since.micros())
        .bind(row.subject.as_str())
        .bind(row.mobile.as_str())
        .fetch_all(&mut *connection)
        .await?;
    found.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, Timestamp::from_micros(row.try_get(2)?)))).collect()
}

/// A proof by its identifier.
///
/// # Errors
/// The engine's.
pub async fn by_id(connection: &mut AnyConnection, id: &Id) -> Result<Option<ProofRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mobile_proof WHERE id = $1");
    let row = query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose()
}

/// Takes one try away before the code is looked at, so that no two tries count as one. False: none is left, or too late.
///
/// # Errors
/// The engine's.
pub async fn take_try(connection: &mut AnyConnection, id: &Id, now: Timestamp) -> Result<bool, StoreError> {
    let changed = query("UPDATE mobile_proof SET tries_left = tries_left - 1 WHERE id = $1 AND tries_left > 0 AND expires_at > $2")
        .bind(id.as_str())
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// The right code was tried: gives the try back and notes the first time.
///
/// # Errors
/// The engine's.
pub async fn prove(connection: &mut AnyConnection, id: &Id, now: Timestamp) -> Result<(), StoreError> {
    query("UPDATE mobile_proof SET tries_left = tries_left + 1, proven_at = COALESCE(proven_at, $1) WHERE id = $2")
        .bind(now.micros())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Takes a proof away whose code was surely not sent: it counts for nothing.
///
/// # Errors
/// The engine's.
pub async fn take_back(connection: &mut AnyConnection, id: &Id) -> Result<(), StoreError> {
    query("DELETE FROM mobile_proof WHERE id = $1 AND proven_at IS NULL").bind(id.as_str()).execute(&mut *connection).await?;
    Ok(())
}

/// Forgets by what codes sent before were counted one at a time. The codes go by `[retention]`.
///
/// # Errors
/// The engine's.
pub async fn forget_old(connection: &mut AnyConnection, before: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM mobile_gate WHERE at <= $1").bind(before.micros()).execute(&mut *connection).await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ProofRow, StoreError> {
    let id = |name: &str| -> Result<Id, StoreError> { id_of(&row.try_get::<String, _>(name)?) };
    Ok(ProofRow {
        id: id("id")?,
        purpose: row.try_get("purpose")?,
        subject: row.try_get("subject")?,
        key: id("idempotency_key")?,
        mobile: row.try_get("mobile")?,
        code_hash: row.try_get("code_hash")?,
        tries_left: row.try_get("tries_left")?,
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
        expires_at: Timestamp::from_micros(row.try_get("expires_at")?),
        proven_at: row.try_get::<Option<i64>, _>("proven_at")?.map(Timestamp::from_micros),
    })
}
