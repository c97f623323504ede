//! A person's data ends before its time: what names them is emptied or removed, and that it was is written down.

use super::{PersonError, actor, words};
use crate::app::{App, AppError, random_id};
use crate::store::applications::ApplicationRow;
use crate::store::{StoreError, applications, person};
use std::time::Duration;

/// Tries to truncate the database's log, and the pause between two of them: readers come and go.
const LOG_TRIES: u32 = 100;
const LOG_PAUSE: Duration = Duration::from_millis(100);

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Applications emptied.
    pub applications: usize,
    /// Their certificates stay valid to their last day and can still be checked by number.
    pub certificates: usize,
    /// Files of no application.
    pub files: usize,
}

/// Erases a person. A second time it finds nothing, and is written down all the same.
///
/// # Errors
/// [`PersonError`]; only [`PersonError::Running`], [`PersonError::Fin`] and [`PersonError::Words`] say that nothing was erased.
pub async fn erase(app: &App, fin: &str, by: &str, reason: &str) -> Result<Erased, PersonError> {
    let actor = actor(app, fin)?;
    let said = words(app, by, reason)?;
    sign_out(app, &actor).await?;
    let mut erased = Erased { applications: 0, certificates: 0, files: 0 };
    for number in ended(app, &actor).await? {
        erased.certificates += usize::from(end_application(app, &number).await?);
        erased.applications += 1;
    }
    while end_file(app, &actor).await? {
        erased.files += 1;
    }
    note(app, &actor, erased.applications, said).await?;
    truncate(app).await?;
    let Erased { applications, certificates, files } = erased;
    tracing::info!(applications, certificates, files, "a person was erased");
    metrics::counter!("kommunal_persons_erased_total").increment(1);
    Ok(erased)
}

/// Nobody adds to what is being erased: whoever signs in again begins anew.
async fn sign_out(app: &App, actor: &str) -> Result<(), PersonError> {
    let actor = actor.to_owned();
    let work = app.store().write(move |connection| {
        let actor = actor.clone();
        Box::pin(async move { person::sign_out(connection, &actor).await })
    });
    let running = work.await.map_err(AppError::from)?;
    if running.is_empty() { Ok(()) } else { Err(PersonError::Running(running)) }
}

async fn ended(app: &App, actor: &str) -> Result<Vec<String>, AppError> {
    Ok(person::ended(&mut *app.store().read().await?, actor).await?)
}

/// True: it had a certificate.
async fn end_application(app: &App, number: &str) -> Result<bool, AppError> {
    let row = applications::by_number(&mut *app.store().read().await?, number).await;
    let row = match row {
        Ok(row) => row,
        // A row that cannot be read is emptied like any other.
        Err(StoreError::Corrupt(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let mobile = row.as_ref().map(|row: &ApplicationRow| row.answers.contact.mobile.national().to_owned());
    let (number, now) = (number.to_owned(), app.clock().now());
    let issued = row.is_some_and(|row| matches!(row.life.application.state, shared::application::State::Issued { .. }));
    let work = app.store().write(move |connection| {
        let (number, mobile) = (number.clone(), mobile.clone());
        Box::pin(async move { person::end_application(connection, &number, mobile.as_deref(), now).await })
    });
    work.await?;
    Ok(issued)
}

async fn end_file(app: &App, actor: &str) -> Result<bool, AppError> {
    let (actor, now) = (actor.to_owned(), app.clock().now());
    let work = app.store().write(move |connection| {
        let actor = actor.clone();
        Box::pin(async move { person::end_loose_file(connection, &actor, now).await })
    });
    Ok(work.await?)
}

async fn note(app: &App, actor: &str, applications: usize, said: (String, String)) -> Result<(), AppError> {
    let (id, actor, now) = (random_id(), actor.to_owned(), app.clock().now());
    let applications = i64::try_from(applications).unwrap_or(i64::MAX);
    let work = app.store().write(move |connection| {
        let (id, actor, said) = (id.clone(), actor.clone(), said.clone());
        Box::pin(async move { person::note_erasure(connection, &id, &actor, applications, (&said.0, &said.1), now).await })
    });
    Ok(work.await?)
}

async fn truncate(app: &App) -> Result<(), PersonError> {
    app.store().forget_deleted();
    for _ in 0..LOG_TRIES {
        if app.store().truncate_log().await.map_err(AppError::from)? {
            return Ok(());
        }
        tokio::time::sleep(LOG_PAUSE).await;
    }
    Err(PersonError::Log)
}
