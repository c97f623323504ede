//! One transaction: read the row, make the event of what came in, apply it, write what follows.

use super::{Input, Process, What, schedule};
use crate::app::App;
use crate::store::StoreError;
use crate::store::process::InFlight;
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// What a transaction did.
pub(in crate::app) struct Stepped<P: Process> {
    pub(super) row: P::Row,
    pub(in crate::app) changed: bool,
    pub(super) calls: Vec<InFlight<P::Effect>>,
}

/// `None`: no such row.
pub(super) async fn step<P: Process>(app: &App, id: &Id, input: &Input<P>) -> Result<Option<Stepped<P>>, StoreError> {
    let (app_, id, input) = (app.clone(), id.clone(), input.clone());
    app.store()
        .write(move |connection| {
            let (app, id, input) = (app_.clone(), id.clone(), input.clone());
            Box::pin(async move { take_in::<P>(&app, connection, &id, input).await })
        })
        .await
}

/// The same inside a transaction of the caller's, for one process that moves another. The caller makes the calls.
pub(in crate::app) async fn take_in<P: Process>(
    app: &App,
    connection: &mut AnyConnection,
    id: &Id,
    input: Input<P>,
) -> Result<Option<Stepped<P>>, StoreError> {
    let now = app.clock().now();
    let Some(mut row) = P::load(connection, id).await? else { return Ok(None) };
    let lease = input.call.and_then(|call| P::calls_mut(&mut row).release(call));
    let event = match (&input.what, &lease) {
        (What::Report(report), lease) => P::event_of(app, connection, &mut row, report, lease.as_ref(), now).await?,
        (What::Lapsed, lease) => lease.as_ref().map(|call| P::timeout_event(&call.effect)),
        (What::Tick, _) => P::tick().filter(|_| is_quiet::<P>(&row, now)),
    };
    let Some(event) = event else {
        if lease.is_some() {
            schedule::schedule::<P>(app, &mut row, now);
            P::save(connection, &mut row, None, now).await?;
        }
        return Ok(Some(Stepped { row, changed: false, calls: vec![] }));
    };
    apply(app, connection, row, &event, &input, now).await.map(Some)
}

/// A tick means that nothing is in flight and no call made before can still take effect.
pub(in crate::app) fn is_quiet<P: Process>(row: &P::Row, now: Timestamp) -> bool {
    let calls = P::calls(row);
    calls.in_flight.is_empty() && now >= calls.quiet_until
}

async fn apply<P: Process>(
    app: &App,
    connection: &mut AnyConnection,
    mut row: P::Row,
    event: &P::Event,
    input: &Input<P>,
    now: Timestamp,
) -> Result<Stepped<P>, StoreError> {
    let before = row.clone();
    let effects = P::apply(&mut row, event, now);
    let changed = effects.is_some();
    if !changed && input.call.is_none() {
        return Ok(Stepped { row, changed, calls: vec![] });
    }
    count_ticks::<P>(&before, &mut row, changed, input);
    let report = if let What::Report(report) = &input.what { Some(report) } else { None };
    if changed {
        P::changed(app, connection, &before, &mut row, report, now).await?;
    }
    let quiet = P::quiet_ms(app, event);
    if quiet > 0 {
        P::calls_mut(&mut row).quiet_until = now.plus_ms(quiet);
    }
    let mut noted = changed && !P::is_unchanged(&before, &row);
    let mut calls = vec![];
    for effect in effects.unwrap_or_default() {
        if P::is_record(&effect) {
            noted = true;
            P::record(app, connection, &mut row, &effect, report, now).await?;
        } else {
            calls.extend(schedule::lease::<P>(app, &mut row, effect, now));
        }
    }
    schedule::schedule::<P>(app, &mut row, now);
    let text = noted.then(|| serde_json::to_string(event)).transpose();
    let text = text.map_err(|error| StoreError::Unreadable { what: P::KIND, why: error.to_string() })?;
    P::save(connection, &mut row, text.as_deref(), now).await?;
    Ok(Stepped { row, changed, calls })
}

fn count_ticks<P: Process>(before: &P::Row, row: &mut P::Row, changed: bool, input: &Input<P>) {
    if !changed {
        return;
    }
    if !P::same_state(before, row) {
        P::calls_mut(row).ticks = 0;
    } else if matches!(input.what, What::Tick) {
        let calls = P::calls_mut(row);
        calls.ticks = calls.ticks.saturating_add(1);
    }
}
