//! Which snapshot of a biller is in force and which is being staged. A claim is a lease that each staged batch
//! renews: a second import is refused while it lives, and one that was thought dead finds its claim gone.

use super::{StoreError, payment_registry, payment_registry_acks};
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
    /// Its file ended with a trailer.
    pub has_trailer: bool,
}

/// A wish to stage a file.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Whose file.
    pub biller: String,
    /// The moment it shows.
    pub as_of: Timestamp,
    /// Payments up to here are in its amounts, if it says so.
    pub payments_until: Option<Timestamp>,
    /// Entries of the payment registry up to here are in its amounts, if it says so.
    pub registry_until: Option<i64>,
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
    /// No: the one in force includes later payments, which would be subtracted a second time.
    PaymentsBehind {
        /// It includes them up to here.
        in_force: Timestamp,
    },
    /// No: the one in force includes more of the payment registry.
    RegistryBehind {
        /// It includes it up to here.
        in_force: i64,
    },
    /// No: the payment registry has not come that far.
    RegistryAhead {
        /// Its last entry; 0: none.
        last: i64,
    },
}

/// What became of a wish to put the snapshot before back in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// It is in force again.
    Yes {
        /// The moment it shows.
        as_of: Timestamp,
        /// The moment that the one taken out of force shows.
        undone: Timestamp,
        /// The snapshot taken out of force.
        undone_snapshot: Option<i64>,
    },
    /// There is none: no file was replaced since, or the last one was undone already.
    Nothing,
    /// An import of the biller is under way.
    Running {
        /// Its last sign of life.
        beat_at: Timestamp,
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
        "SELECT s.id, s.as_of, COALESCE(s.digest, '') AS digest, s.has_trailer \
         FROM receivable_feed f JOIN receivable_snapshot s ON s.id = f.snapshot_id WHERE f.biller = $1",
    )
    .bind(biller)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(InForce {
        snapshot: row.try_get("id")?,
        as_of: Timestamp::from_micros(row.try_get("as_of")?),
        digest: row.try_get("digest")?,
        has_trailer: row.try_get::<i64, _>("has_trailer")? != 0,
    }))
}

/// A biller's feed, as a claim or an undoing finds it.
struct Feed {
    in_force: Option<i64>,
    previous: Option<i64>,
    beat_at: Option<Timestamp>,
    as_of: Option<Timestamp>,
    payments_until: Timestamp,
    registry_until: i64,
}

/// Reads a biller's feed behind a lock: on PostgreSQL claims wait here for one another and read what the one before
/// them wrote. Answers a number for a new snapshot beside it.
async fn locked(connection: &mut AnyConnection, biller: &str) -> Result<(i64, Feed), StoreError> {
    let sequence = query("UPDATE receivable_sequence SET last = last + 1 WHERE id = 1 RETURNING last").fetch_one(&mut *connection).await?;
    query("INSERT INTO receivable_feed (biller) VALUES ($1) ON CONFLICT DO NOTHING").bind(biller).execute(&mut *connection).await?;
    let row = query(
        "SELECT f.snapshot_id, f.previous_id, f.staging_id, f.staging_beat_at, s.as_of, \
           COALESCE(s.payments_until, 0) AS payments_until, COALESCE(s.registry_until, 0) AS registry_until \
         FROM receivable_feed f LEFT JOIN receivable_snapshot s ON s.id = f.snapshot_id WHERE f.biller = $1",
    )
    .bind(biller)
    .fetch_one(&mut *connection)
    .await?;
    let time = |column: &'static str| row.try_get::<Option<i64>, _>(column).map(|at| at.map(Timestamp::from_micros));
    let is_staging = row.try_get::<Option<i64>, _>("staging_id")?.is_some();
    let feed = Feed {
        in_force: row.try_get("snapshot_id")?,
        previous: row.try_get("previous_id")?,
        beat_at: time("staging_beat_at")?.filter(|_| is_staging),
        as_of: time("as_of")?,
        payments_until: time("payments_until")?.unwrap_or_default(),
        registry_until: row.try_get("registry_until")?,
    };
    Ok((sequence.try_get("last")?, feed))
}

/// Claims the staging of a biller.
///
/// # Errors
/// The engine's.
pub async fn claim(connection: &mut AnyConnection, wish: &Wish) -> Result<Claimed, StoreError> {
    let (snapshot, feed) = locked(connection, &wish.biller).await?;
    if let Some(beat_at) = feed.beat_at.filter(|beat_at| *beat_at >= wish.dead_before) {
        return Ok(Claimed::Running { beat_at });
    }
    if let Some(in_force) = feed.as_of.filter(|in_force| *in_force >= wish.as_of) {
        return Ok(Claimed::NotNewer { in_force });
    }
    if wish.payments_until.is_some_and(|until| until < feed.payments_until) {
        return Ok(Claimed::PaymentsBehind { in_force: feed.payments_until });
    }
    if wish.registry_until.is_some_and(|until| until < feed.registry_until) {
        return Ok(Claimed::RegistryBehind { in_force: feed.registry_until });
    }
    let last = payment_registry::totals_of_all(connection, &wish.biller).await?.sequence;
    if wish.registry_until.is_some_and(|until| until > last) {
        return Ok(Claimed::RegistryAhead { last });
    }
    begin(connection, wish, snapshot, &feed).await?;
    Ok(Claimed::Yes { snapshot, previous: feed.in_force })
}

/// Puts the snapshot before back in force. What it replaced is then a leftover.
///
/// # Errors
/// The engine's.
pub async fn undo(connection: &mut AnyConnection, biller: &str, dead_before: Timestamp) -> Result<Undone, StoreError> {
    let (_, feed) = locked(connection, biller).await?;
    if let Some(beat_at) = feed.beat_at.filter(|beat_at| *beat_at >= dead_before) {
        return Ok(Undone::Running { beat_at });
    }
    let (Some(previous), Some(undone)) = (feed.previous, feed.as_of) else { return Ok(Undone::Nothing) };
    query(
        "UPDATE receivable_feed SET snapshot_id = previous_id, previous_id = NULL, staging_id = NULL, staging_beat_at = NULL \
         WHERE biller = $1",
    )
    .bind(biller)
    .execute(&mut *connection)
    .await?;
    let row = query("SELECT as_of FROM receivable_snapshot WHERE id = $1").bind(previous).fetch_one(&mut *connection).await?;
    Ok(Undone::Yes { as_of: Timestamp::from_micros(row.try_get("as_of")?), undone, undone_snapshot: feed.in_force })
}

/// What the file does not say of payments stays as the one in force had it, or as the biller acknowledged it before the
/// moment the file shows: never more, and never by `as_of` alone.
async fn begin(connection: &mut AnyConnection, wish: &Wish, snapshot: i64, feed: &Feed) -> Result<(), StoreError> {
    let acknowledged = payment_registry_acks::until_at(connection, &wish.biller, wish.as_of).await?;
    let registry_until = wish.registry_until.unwrap_or_else(|| feed.registry_until.max(acknowledged));
    query("UPDATE receivable_feed SET staging_id = $2, staging_beat_at = $3 WHERE biller = $1")
        .bind(wish.biller.as_str())
        .bind(snapshot)
        .bind(wish.now.micros())
        .execute(&mut *connection)
        .await?;
    query(
        "INSERT INTO receivable_snapshot (id, biller, as_of, payments_until, registry_until, started_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(snapshot)
    .bind(wish.biller.as_str())
    .bind(wish.as_of.micros())
    .bind(wish.payments_until.unwrap_or(feed.payments_until).micros())
    .bind(registry_until)
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
pub async fn switch(connection: &mut AnyConnection, staged: &Staged, digest: &str, has_trailer: bool) -> Result<(), StoreError> {
    query("UPDATE receivable_snapshot SET digest = $2, has_trailer = $3 WHERE id = $1")
        .bind(staged.snapshot)
        .bind(digest)
        .bind(i64::from(has_trailer))
        .execute(&mut *connection)
        .await?;
    let done = query(
        "UPDATE receivable_feed SET previous_id = snapshot_id, snapshot_id = staging_id, staging_id = NULL, staging_beat_at = NULL \
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

/// A snapshot of the biller that is neither in force, nor kept for undoing, nor being staged: replaced, undone, given up
/// or left by a crash.
///
/// # Errors
/// The engine's.
pub async fn leftover(connection: &mut AnyConnection, biller: &str) -> Result<Option<i64>, StoreError> {
    let row = query(
        "SELECT s.id FROM receivable_snapshot s JOIN receivable_feed f ON f.biller = s.biller WHERE s.biller = $1 \
         AND s.id <> COALESCE(f.snapshot_id, 0) AND s.id <> COALESCE(f.previous_id, 0) AND s.id <> COALESCE(f.staging_id, 0) ORDER BY s.id LIMIT 1",
    )
    .bind(biller)
    .fetch_optional(&mut *connection)
    .await?;
    row.map(|row| Ok(row.try_get("id")?)).transpose()
}
