//! A supervisor takes a certificate back.

use crate::app::applications;
use crate::app::identity::Person;
use crate::app::office::decide;
use crate::app::{App, AppError};
use crate::store::applications::ApplicationRow;
use crate::store::{self, certificates};
use shared::api::office::Revoke;
use shared::certificate::CertificateNumber;

/// Revokes a certificate; said again it is the same wish. Answers its application.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::OwnApplication`], [`AppError::Invalid`] for the reason or the words, or the store's.
pub async fn revoke(app: &App, supervisor: &Person, typed: &str, request: &Revoke) -> Result<ApplicationRow, AppError> {
    let number = CertificateNumber::parse(typed).map_err(|_| AppError::NotFound)?.as_str().to_owned();
    let mut connection = app.store().read().await?;
    let certificate = certificates::by_number(&mut connection, &number).await?.ok_or(AppError::NotFound)?;
    let row = store::applications::by_number(&mut connection, &certificate.application).await?.ok_or(AppError::NotFound)?;
    drop(connection);
    if row.life.application.applicant == supervisor.actor {
        return Err(AppError::OwnApplication);
    }
    let reason = decide::template(&app.config().office.revocations, &request.reason)?;
    let words = applications::words(&request.text)?;
    let (by, now) = ((supervisor.actor.clone(), supervisor.name.clone()), app.clock().now());
    let work = app.store().write(move |connection| {
        let (number, by, reason, words) = (number.clone(), by.clone(), reason.clone(), words.clone());
        Box::pin(async move { certificates::revoke(connection, &number, &by, &reason, &words, now).await })
    });
    work.await?;
    Ok(row)
}
