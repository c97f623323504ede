//! Which snapshot of a biller is in force and which is being staged. A claim is a lease that each staged batch
//! renews: a second import is refused while it lives, and one that was thought dead finds its claim gone.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// The snapshot in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its number.
    pub snapshot: i64,
    /// The moment its file shows.
    pub as_of: Timestamp,
    /// SHA-256 of its file, hex.
    pub digest: String,
}

/// A wish to stage a file.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Whose file.
    pub biller: String,
    /// The moment it shows.
    pub as_of: Timestamp,
    /// Payments up to here are in its amounts.
    pub payments_until: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// A claim without a sign of life since this moment is dead.
    pub dead_before: Timestamp,
}

/// Whether a file may be staged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// Yes, under this number.
    Yes {
        /// The new snapshot.
        snapshot: i64,
        /// The one in force.
        previous: Option<i64>,
    },
    /// No: another import of the biller is under way.
    Running {
        /// Its last sign of life.
        beat_at: Timestamp,
    },
    /// No: the one in force shows this moment or a later one.
    NotNewer {
        /// The moment it shows.
        in_force: Timestamp,
    },
}

/// A staged snapshot, as its owner names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// Whose.
    pub biller: String,
    /// Its number.
    pub snapshot: i64,
}

/// The snapshot in force, if there is one.
///
/// # Errors
/// The engine's.
pub async fn in_force(connection: &mut AnyConnection, biller: &str) -> Result<Option<InForce>, StoreError> {
    let row = query(
        "SELECT s.id, s.as_of, COALESCE(s.digest, '') AS digest \
         FROM receivable_feed f JOIN receivable_snapshot s ON s.id = f.snapshot_id WHERE f.biller = $1",
    )
    .bind(biller)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(InForce { snapshot: row.try_get("id")?, as_of: Timestamp::from_micros(row.try_get("as_of")?), digest: row.try_get("digest")? }))
}

/// Claims the staging of a biller.
///
/// # Errors
/// The engine's.
pub async fn claim(connection: &mut AnyConnection, wish: &Wish) -> Result<Claimed, StoreError> {
    // First, so that on PostgreSQL claims wait here for one another and read what the one before them wrote.
    let sequence = query("UPDATE receivable_sequence SET last = last + 1 WHERE id = 1 RETURNING last").fetch_one(&mut *connection).await?;
    let snapshot: i64 = sequence.try_get("last")?;
    query("INSERT INTO receivable_feed (biller) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(wish.biller.as_str())
        .execute(&mut *connection)
        .await?;
    let feed = query(
        "SELECT f.snapshot_id, f.staging_id, f.staging_beat_at, s.as_of \
         FROM receivable_feed f LEFT JOIN receivable_snapshot s ON s.id = f.snapshot_id WHERE f.biller = $1",
    )
    .bind(wish.biller.as_str())
    .fetch_one(&mut *connection)
    .await?;
    let time = |column: &'static str| feed.try_get::<Option<i64>, _>(column).map(|at| at.map(Timestamp::from_micros));
    if let (Some(_), Some(beat_at)) = (feed.try_get::<Option<i64>, _>("staging_id")?, time("staging_beat_at")?)
        && beat_at >= wish.dead_before
    {
        return Ok(Claimed::Running { beat_at });
    }
    if let Some(in_force) = time("as_of")?.filter(|in_force| *in_force >= wish.as_of) {
        return Ok(Claimed::NotNewer { in_force });
    }
    begin(connection, wish, snapshot).await?;
    Ok(Claimed::Yes { snapshot, previous: feed.try_get("snapshot_id")? })
}

async fn begin(connection: &mut AnyConnection, wish: &Wish, snapshot: i64) -> Result<(), StoreError> {
    query("UPDATE receivable_feed SET staging_id = $2, staging_beat_at = $3 WHERE biller = $1")
        .bind(wish.biller.as_str())
        .bind(snapshot)
        .bind(wish.now.micros())
        .execute(&mut *connection)
        .await?;
    query("INSERT INTO receivable_snapshot (id, biller, as_of, payments_until, started_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(snapshot)
        .bind(wish.biller.as_str())
        .bind(wish.as_of.micros())
        .bind(wish.payments_until.micros())
        .bind(wish.now.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Shows that the import lives; part of every batch, so that a lost claim writes nothing more.
///
/// # Errors
/// [`StoreError::Stale`] when another import took over.
pub async fn beat(connection: &mut AnyConnection, staged: &Staged, now: Timestamp) -> Result<(), StoreError> {
    let done = query("UPDATE receivable_feed SET staging_beat_at = $3 WHERE biller = $1 AND staging_id = $2")
        .bind(staged.biller.as_str())
        .bind(staged.snapshot)
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Puts the staged snapshot in force: from one moment to the next, every look-up reads it.
///
/// # Errors
/// [`StoreError::Stale`] when another import took over.
pub async fn switch(connection: &mut AnyConnection, staged: &Staged, digest: &str) -> Result<(), StoreError> {
    query("UPDATE receivable_snapshot SET digest = $2 WHERE id = $1").bind(staged.snapshot).bind(digest).execute(&mut *connection).await?;
    let done = query(
        "UPDATE receivable_feed SET snapshot_id = staging_id, staging_id = NULL, staging_beat_at = NULL \
         WHERE biller = $1 AND staging_id = $2",
    )
    .bind(staged.biller.as_str())
    .bind(staged.snapshot)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Gives a claim up; what it staged is then a leftover.
///
/// # Errors
/// The engine's.
pub async fn release(connection: &mut AnyConnection, staged: &Staged) -> Result<(), StoreError> {
    query("UPDATE receivable_feed SET staging_id = NULL, staging_beat_at = NULL WHERE biller = $1 AND staging_id = $2")
        .bind(staged.biller.as_str())
        .bind(staged.snapshot)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// A snapshot of the biller that is neither in force nor being staged: replaced, given up or left by a crash.
///
/// # Errors
/// The engine's.
pub async fn leftover(connection: &mut AnyConnection, biller: &str) -> Result<Option<i64>, StoreError> {
    let row = query(
        "SELECT s.id FROM receivable_snapshot s JOIN receivable_feed f ON f.biller = s.biller WHERE s.biller = $1 \
         AND s.id <> COALESCE(f.snapshot_id, 0) AND s.id <> COALESCE(f.staging_id, 0) ORDER BY s.id LIMIT 1",
    )
    .bind(biller)
    .fetch_optional(&mut *connection)
    .await?;
    row.map(|row| Ok(row.try_get("id")?)).transpose()
}
