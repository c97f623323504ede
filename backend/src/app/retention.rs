//! Data ends: removes what is kept no longer than `[retention]` says, a batch at a time, and says what it removed.

use super::{App, AppError};
use crate::config::Config;
use crate::store::retention::{count_due, due, remove};
use shared::api::privacy::{KeptFor, Privacy};
use shared::retention::{KINDS, Kind};
use shared::time::{Millis, Timestamp};
use std::time::Duration;

const DAY_MS: Millis = 86_400_000;

/// Rows of a kind, removed or due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Which kind.
    pub kind: Kind,
    /// Days it is kept.
    pub days: i64,
    /// How many.
    pub rows: u64,
}

/// What changed last before this is not kept any more.
fn before(app: &App, kind: Kind, now: Timestamp) -> Timestamp {
    now.plus_ms(-app.config().retention.days(kind).saturating_mul(DAY_MS))
}

/// What the page `/privacy` says. Where no certificate is offered nothing of one is kept.
#[must_use]
pub fn told(config: &Config) -> Privacy {
    let is_here = |kind: &Kind| config.certificate.is_some() || matches!(kind, Kind::UnpaidPayments | Kind::Letters | Kind::SecurityEvents);
    let kinds = KINDS.iter().map(|row| row.kind).filter(is_here);
    Privacy { kept: kinds.map(|kind| KeptFor { kind: kind.row().name.to_owned(), days: config.retention.days(kind) }).collect() }
}

/// How many rows of each kind a run would remove now.
///
/// # Errors
/// The store's.
pub async fn count(app: &App) -> Result<Vec<Ended>, AppError> {
    let (now, mut counted) = (app.clock().now(), vec![]);
    let mut connection = app.store().read().await?;
    for kind in KINDS.iter().map(|row| row.kind) {
        let rows = count_due(&mut connection, kind, before(app, kind, now)).await?;
        counted.push(Ended { kind, days: app.config().retention.days(kind), rows: u64::try_from(rows).unwrap_or(0) });
    }
    Ok(counted)
}

/// Removes every row that is due. Answers how many of each kind.
///
/// # Errors
/// The store's; what was removed until then stays removed.
pub async fn run(app: &App) -> Result<Vec<Ended>, AppError> {
    let mut ended = vec![];
    for kind in KINDS.iter().map(|row| row.kind) {
        let rows = run_kind(app, kind).await?;
        let days = app.config().retention.days(kind);
        if rows > 0 {
            tracing::info!(kind = kind.row().name, days, rows, "removed what is kept no longer");
            metrics::counter!("kommunal_retention_removed_total", "kind" => kind.row().name).increment(rows);
        }
        ended.push(Ended { kind, days, rows });
    }
    if ended.iter().any(|one| one.rows > 0) {
        app.store().forget_deleted();
    }
    Ok(ended)
}

async fn run_kind(app: &App, kind: Kind) -> Result<u64, AppError> {
    let settings = &app.config().retention;
    let pause = Duration::from_millis(u64::try_from(settings.pause_ms).unwrap_or(0));
    let mut removed = 0;
    loop {
        let now = app.clock().now();
        let before = before(app, kind, now);
        let ids = due(&mut *app.store().read().await?, kind, before, settings.batch_rows).await?;
        if ids.is_empty() {
            return Ok(removed);
        }
        let work = app.store().write(move |connection| {
            let ids = ids.clone();
            Box::pin(async move { remove(connection, kind, &ids, before, now).await })
        });
        removed += work.await?;
        tokio::time::sleep(pause).await;
    }
}
