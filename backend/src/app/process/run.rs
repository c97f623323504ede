//! Moving a process: the transaction is tried again when its read was stale, and the calls it leased are made after it.

use super::{Input, Process, What, step};
use crate::app::{App, AppError};
use crate::store::StoreError;
use crate::store::process::InFlight;
use shared::id::Id;
use std::pin::Pin;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Most tries of one change against others' changes.
const TRIES_MAX: u32 = 16;
/// How often, and how far apart, what only a quiet process takes is tried.
const QUIET_TRIES: u32 = 20;
const QUIET_PAUSE: Duration = Duration::from_millis(250);

/// Takes an input. Answers the row and whether the input changed anything; the next calls are on their way.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub(in crate::app) async fn advance<P: Process>(app: &App, id: &Id, input: Input<P>) -> Result<(P::Row, bool), AppError> {
    let stepped = take_in(app, id, &input).await?;
    for call in stepped.calls {
        drop(spawn_call::<P>(app, id, call));
    }
    Ok((stepped.row, stepped.changed))
}

/// The same; the answers of the calls that follow are waited for. Whoever waits no longer loses nothing.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub(in crate::app) async fn advance_and_wait<P: Process>(app: &App, id: &Id, input: Input<P>) -> Result<JoinAll, AppError> {
    let stepped = take_in(app, id, &input).await?;
    Ok(JoinAll(stepped.calls.into_iter().map(|call| spawn_call::<P>(app, id, call)).collect()))
}

/// Calls under way.
pub(in crate::app) struct JoinAll(Vec<JoinHandle<()>>);

impl JoinAll {
    pub(in crate::app) async fn join(self) {
        for call in self.0 {
            let _ = call.await;
        }
    }
}

/// Makes calls that were leased when the row was stored, and waits for their answers to be taken in.
pub(in crate::app) async fn perform_and_wait<P: Process>(app: &App, id: &Id, calls: Vec<InFlight<P::Effect>>) {
    for call in calls {
        let _ = spawn_call::<P>(app, id, call).await;
    }
}

async fn take_in<P: Process>(app: &App, id: &Id, input: &Input<P>) -> Result<step::Stepped<P>, AppError> {
    for _ in 0..TRIES_MAX {
        match step::step(app, id, input).await {
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error.into()),
            Ok(None) => return Err(AppError::NotFound),
            Ok(Some(stepped)) => return Ok(stepped),
        }
    }
    Err(AppError::Store(StoreError::Stale))
}

/// In a task of its own: a browser that goes away must not drop the answer.
fn spawn_call<P: Process>(app: &App, id: &Id, call: InFlight<P::Effect>) -> JoinHandle<()> {
    let (app, id) = (app.clone(), id.clone());
    app.begin_call();
    tokio::spawn(async move {
        perform_one::<P>(&app, &id, call).await;
        app.end_call();
    })
}

/// Boxed: an answer leads to further calls.
fn perform_one<'a, P: Process>(app: &'a App, id: &'a Id, call: InFlight<P::Effect>) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
    Box::pin(async move {
        let result = match P::perform(app, id, &call).await {
            Ok(report) => advance::<P>(app, id, Input { call: Some(call.call), what: What::Report(report) }).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            // Nothing is lost: the lease lapses, and the jobs go on from there.
            tracing::error!(kind = P::KIND, %id, %error, "an answer could not be taken in");
        }
    })
}

/// A report that only a quiet process takes: tried anew for a while, until the call under way is answered. Answers whether
/// it changed anything.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub(in crate::app) async fn advance_once_quiet<P: Process>(app: &App, id: &Id, report: P::Report) -> Result<bool, AppError> {
    for _ in 0..QUIET_TRIES {
        if advance::<P>(app, id, Input::report(report.clone())).await?.1 {
            return Ok(true);
        }
        tokio::time::sleep(QUIET_PAUSE).await;
    }
    Ok(false)
}
