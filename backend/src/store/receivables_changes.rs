//! Files that a person took in against the checks, or took back: who, why and when.

use super::StoreError;
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// Most changes that are listed.
const LISTED_MAX: i64 = 100;

/// Who answers for a change, and why it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsible {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// A file was taken in with `--force`.
    Forced,
    /// The file before was put back in force.
    Undone,
}

impl ChangeKind {
    /// Stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Forced => "forced",
            Self::Undone => "undone",
        }
    }
}

/// A change as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// `forced` or `undone`.
    pub what: String,
    /// What the file shows that was in force before; `None`: there was none.
    pub from: Option<Timestamp>,
    /// What the one shows that was in force afterwards.
    pub to: Timestamp,
    /// Who, and why.
    pub responsible: Responsible,
    /// When.
    pub at: Timestamp,
}

/// Writes a change down, once the biller's feed is changed. `from`: the snapshot that was in force before.
///
/// # Errors
/// The engine's.
pub async fn note(
    connection: &mut AnyConnection,
    id: &Id,
    biller: &str,
    (what, from): (ChangeKind, Option<i64>),
    responsible: &Responsible,
    at: Timestamp,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO receivable_change (id, biller, what, from_snapshot, from_as_of, to_snapshot, to_as_of, by_name, reason, at) \
         SELECT $1, f.biller, $3, b.id, b.as_of, s.id, s.as_of, $5, $6, $7 FROM receivable_feed f \
         JOIN receivable_snapshot s ON s.id = f.snapshot_id LEFT JOIN receivable_snapshot b ON b.id = $4 WHERE f.biller = $2",
    )
    .bind(id.as_str())
    .bind(biller)
    .bind(what.as_str())
    .bind(from)
    .bind(responsible.by.as_str())
    .bind(responsible.reason.as_str())
    .bind(at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// A biller's changes, the newest first.
///
/// # Errors
/// The engine's.
pub async fn of_biller(connection: &mut AnyConnection, biller: &str) -> Result<Vec<ChangeRow>, StoreError> {
    let rows = query(
        "SELECT what, from_as_of, to_as_of, by_name, reason, at FROM receivable_change WHERE biller = $1 ORDER BY at DESC, id LIMIT $2",
    )
    .bind(biller)
    .bind(LISTED_MAX)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<ChangeRow, StoreError> {
    Ok(ChangeRow {
        what: row.try_get("what")?,
        from: row.try_get::<Option<i64>, _>("from_as_of")?.map(Timestamp::from_micros),
        to: Timestamp::from_micros(row.try_get("to_as_of")?),
        responsible: Responsible { by: row.try_get("by_name")?, reason: row.try_get("reason")? },
        at: Timestamp::from_micros(row.try_get("at")?),
    })
}
