//! Following an application by its number and a code to the mobile in it: for anyone, without signing in.

use super::view;
use crate::app::digest::random_id;
use crate::app::mobiles::{self, Purpose, Wanted};
use crate::app::{App, AppError};
use crate::store::applications;
use shared::api::applications::{ProofView, Track, TrackRequest};
use shared::api::problem::FieldProblem;
use shared::application::number::ApplicationNumber;
use shared::format::Lang;
use shared::mobile::Mobile;
use shared::reference_number::NumberFault;
use shared::validation::Code;

/// Sends a code to the mobile of an application. Everything is done and answered alike whether or not the two belong
/// together; only the message itself is not sent.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::TooMany`] or the store's.
pub async fn begin(app: &App, request: &TrackRequest) -> Result<ProofView, AppError> {
    let number = ApplicationNumber::parse(&request.number);
    let mobile = Mobile::parse(&request.mobile);
    let (number, mobile) = match (number, mobile) {
        (Ok(number), Ok(mobile)) => (number, mobile),
        (number, mobile) => {
            let code = |fault| if fault == NumberFault::Empty { Code::Empty } else { Code::ApplicationNumber };
            let number = number.err().map(|fault| FieldProblem::new("number", code(fault).into()));
            let mobile = mobile.err().map(|error| FieldProblem::new("mobile", error));
            return Err(AppError::Invalid(number.into_iter().chain(mobile).collect()));
        }
    };
    let row = applications::by_number(&mut *app.store().read().await?, number.as_str()).await?;
    let really = row.is_some_and(|row| row.answers.contact.mobile == mobile);
    let wanted = Wanted { purpose: Purpose::Tracking, subject: number.as_str(), key: random_id(), mobile: &mobile, lang: request.lang };
    mobiles::send_code_later(app, &wanted, really).await
}

/// Tries the code; the stages of the application.
///
/// # Errors
/// [`AppError::Invalid`] with `code`, [`AppError::NotFound`], or the store's.
pub async fn follow(app: &App, id: &str, typed: &str, lang: Lang) -> Result<Track, AppError> {
    let proven = mobiles::try_code(app, Purpose::Tracking, None, id, typed).await?;
    let mut connection = app.store().read().await?;
    let row = applications::by_number(&mut connection, &proven.subject).await?;
    // Whoever guessed a code that was never sent has proven nothing.
    let row = row.filter(|row| row.answers.contact.mobile == proven.mobile).ok_or(AppError::NotFound)?;
    view::track(app, &mut connection, &row, lang).await
}
