//! What the jobs do for processes of a kind: wake what is due, and take over what a server that is gone left behind.

use super::schedule::{jittered, lease_until, schedule};
use super::{Input, Process, What, advance};
use crate::app::{App, AppError, random_id};
use crate::store::alarms::{Kind, Raised};
use crate::store::{StoreError, alarms, alarms_list};
use shared::id::Id;
use shared::payment::AlarmCause;
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;
use tokio::task::JoinSet;

/// Woken in one go.
const WAKE_BATCH: i64 = 64;
/// Read at once when leases are shortened.
const PAGE: i64 = 200;
/// What could not be moved is tried again after this long: it must not stand in the way of what waits behind it.
const FAILED_MS: Millis = 10_000;
/// What cannot be read is looked at again after this long; a newer server, or a person, may have mended it.
const UNREADABLE_MS: Millis = 3_600_000;

/// Wakes what is due, several at once: one silent counterparty must not keep the others waiting. Answers how many.
///
/// # Errors
/// The store's.
pub(crate) async fn wake_due<P: Process>(app: &App) -> Result<usize, AppError> {
    let mut connection = app.store().read().await?;
    let due = P::due(&mut connection, app.clock().now(), WAKE_BATCH).await?;
    drop(connection);
    let mut waking = JoinSet::new();
    for id in &due {
        let (app, id) = (app.clone(), id.clone());
        waking.spawn(async move {
            if let Err(error) = wake::<P>(&app, &id).await {
                put_off::<P>(&app, &id, error).await;
            }
        });
    }
    waking.join_all().await;
    Ok(due.len())
}

/// Lapsed leases become ambiguous outcomes; otherwise time has passed.
pub(in crate::app) async fn wake<P: Process>(app: &App, id: &Id) -> Result<(), AppError> {
    let now = app.clock().now();
    let mut connection = app.store().read().await?;
    let Some(row) = P::load(&mut connection, id).await? else { return Ok(()) };
    drop(connection);
    let in_flight = &P::calls(&row).in_flight;
    let lapsed: Vec<i64> = in_flight.iter().filter(|call| call.until <= now).map(|call| call.call).collect();
    for call in &lapsed {
        advance::<P>(app, id, Input { call: Some(*call), what: What::Lapsed }).await?;
    }
    if in_flight.is_empty() {
        advance::<P>(app, id, Input::tick()).await?;
    }
    Ok(())
}

/// It could not be moved. Whoever waits behind it is woken all the same.
async fn put_off<P: Process>(app: &App, id: &Id, error: AppError) {
    tracing::error!(kind = P::KIND, %id, %error, "a process could not be moved; it is tried again");
    let unreadable = matches!(error, AppError::Store(StoreError::Unreadable { .. } | StoreError::Corrupt(_)));
    let (pause, why, now, id) = (if unreadable { UNREADABLE_MS } else { FAILED_MS }, error.to_string(), app.clock().now(), id.clone());
    let until = now.plus_ms(jittered(pause));
    let put_off = app.store().write(move |connection| {
        let (id, why) = (id.clone(), why.clone());
        Box::pin(async move {
            if unreadable {
                set_aside::<P>(connection, &id, &why, now).await?;
            }
            P::postpone(connection, &id, until).await
        })
    });
    if let Err(error) = put_off.await {
        tracing::error!(kind = P::KIND, %error, "a process could not be put off");
    }
}

/// A person is told once.
async fn set_aside<P: Process>(connection: &mut AnyConnection, id: &Id, why: &str, now: Timestamp) -> Result<(), StoreError> {
    let cause = AlarmCause::Unreadable.as_str();
    if alarms_list::is_open_for(connection, id.as_str(), cause).await? {
        return Ok(());
    }
    metrics::counter!("kommunal_alarms_total").increment(1);
    let kind = Kind::of(P::KIND).unwrap_or(Kind::Payment);
    alarms::raise(connection, Raised { id: &random_id(), kind, about: id.as_str(), cause, reason: why }, now).await
}

/// At start. `alone_until`: this is the only server, so no call leased before is being performed any more and its lease
/// lapses then at the latest. A clock that was set back while nothing ran must not keep anything waiting either: what is
/// due later than anything this server would plan is planned anew. What cannot be read is left to [`wake_due`].
///
/// # Errors
/// The store's.
pub(crate) async fn recover<P: Process>(app: &App, alone_until: Option<Timestamp>) -> Result<(), AppError> {
    let mut after = String::new();
    loop {
        let mut connection = app.store().read().await?;
        let ids = P::open_after(&mut connection, &after, PAGE).await?;
        drop(connection);
        let Some(last) = ids.last() else { return Ok(()) };
        last.as_str().clone_into(&mut after);
        let app_ = app.clone();
        app.store()
            .write(move |connection| {
                let (app, ids) = (app_.clone(), ids.clone());
                Box::pin(async move {
                    for id in &ids {
                        take_over::<P>(&app, connection, id, alone_until).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
}

async fn take_over<P: Process>(
    app: &App,
    connection: &mut AnyConnection,
    id: &Id,
    alone_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let now = app.clock().now();
    let mut row = match P::load(connection, id).await {
        Ok(Some(row)) => row,
        Ok(None) => return Ok(()),
        Err(error @ (StoreError::Unreadable { .. } | StoreError::Corrupt(_))) => {
            tracing::error!(kind = P::KIND, %id, %error, "a process cannot be read; the others go on");
            return P::postpone(connection, id, now).await;
        }
        Err(error) => return Err(error),
    };
    let latest = P::next_wake(app, &row, now).map(|at| now.plus_ms(2 * at.ms_since(now).max(1)));
    let calls = P::calls_mut(&mut row);
    let before = calls.clone();
    for call in &mut calls.in_flight {
        let shortened = alone_until.filter(|_| P::ends_with_the_server(&call.effect));
        call.until = call.until.min(shortened.unwrap_or(lease_until::<P>(app, &call.effect, now)));
    }
    calls.quiet_until = calls.quiet_until.min(now.plus_ms(app.config().payment.settle_ms));
    let stays =
        *calls == before && (!calls.in_flight.is_empty() || P::wake_at(&row).is_none_or(|at| latest.is_some_and(|latest| at <= latest)));
    if stays {
        return Ok(());
    }
    schedule::<P>(app, &mut row, now);
    match P::save(connection, &mut row, None, now).await {
        // Another server moved it meanwhile.
        Err(StoreError::Stale) => Ok(()),
        saved => saved,
    }
}
