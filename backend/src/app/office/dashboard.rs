//! How many, how long, by stage.

use crate::app::{App, AppError};
use crate::store::applications_figures as figures;
use shared::api::office::{Dashboard, DashboardDay, HoursBand, StageCount};
use shared::application::Stage;
use shared::certificate::Day;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// Most days looked back.
pub const DAYS_MAX: u32 = 92;
/// Days looked back unless asked otherwise.
pub const DAYS: u32 = 30;
/// Upper bounds of the bands, in hours.
const BANDS: [i64; 7] = [1, 4, 8, 24, 48, 72, 120];
const HOUR_MS: i64 = 3_600_000;

/// The figures of so many civil days, today among them.
///
/// # Errors
/// The store's.
pub async fn figures(app: &App, days: u32) -> Result<Dashboard, AppError> {
    let days = u16::try_from(days.clamp(1, DAYS_MAX)).unwrap_or(1);
    let today = Day::of(app.clock().now());
    let first = Day::from_number(today.number().saturating_sub(days - 1));
    let since = first.begins();
    let mut connection = app.store().read().await?;
    let (ended, late) = figures::ended(&mut connection, since).await?;
    let counted = figures::by_stage(&mut connection).await?;
    let count_of = |stage: &Stage| counted.iter().find(|(known, _)| known == stage).map_or(0, |(_, count)| *count);
    Ok(Dashboard {
        days: by_day(&mut connection, first, days).await?,
        stages: Stage::ALL.iter().map(|stage| StageCount { stage: *stage, count: count_of(stage) }).collect(),
        hours: hours(&mut connection, since).await?,
        median_minutes: minutes_at(&mut connection, since, ended, ended / 2).await?,
        p90_minutes: minutes_at(&mut connection, since, ended, (ended * 9 + 9) / 10 - 1).await?,
        late,
    })
}

async fn by_day(connection: &mut AnyConnection, first: Day, days: u16) -> Result<Vec<DashboardDay>, AppError> {
    let counted = figures::by_day(connection, first.begins()).await?;
    let of = |day: Day, stage: Stage| {
        let found = counted.iter().find(|(number, known, _)| *number == i64::from(day.number()) && *known == stage);
        found.map_or(0, |(_, _, count)| *count)
    };
    let each = (0..days).map(|ahead| first.plus(ahead));
    Ok(each
        .map(|day| DashboardDay {
            day: day.iso(),
            sent: of(day, Stage::Registered),
            issued: of(day, Stage::Issued),
            rejected: of(day, Stage::Rejected),
        })
        .collect())
}

async fn hours(connection: &mut AnyConnection, since: Timestamp) -> Result<Vec<HoursBand>, AppError> {
    let mut bands = vec![];
    let mut above = -1;
    for up_to in BANDS {
        bands.push(HoursBand { up_to, count: figures::took(connection, since, above, up_to * HOUR_MS).await? });
        above = up_to * HOUR_MS;
    }
    bands.push(HoursBand { up_to: 0, count: figures::took(connection, since, above, i64::MAX).await? });
    Ok(bands)
}

async fn minutes_at(connection: &mut AnyConnection, since: Timestamp, ended: i64, place: i64) -> Result<Option<i64>, AppError> {
    if ended == 0 {
        return Ok(None);
    }
    let took_ms = figures::took_at(connection, since, place.clamp(0, ended - 1)).await?;
    Ok(took_ms.map(|ms| ms / 60_000))
}
