//! What the application form offers.

use super::settings;
use crate::app::{App, AppError};
use shared::api::applications::{FormOptions, PurposeOption};
use shared::format::Lang;

/// Codes, purposes and times.
///
/// # Errors
/// [`AppError::NotFound`] where no certificate is offered.
pub fn options(app: &App, lang: Lang) -> Result<FormOptions, AppError> {
    let certificate = settings(app.config())?;
    let purpose = |choice: &crate::config::Choice| PurposeOption { id: choice.id.clone(), name: choice.name.get(lang).to_owned() };
    Ok(FormOptions {
        issuer: certificate.issuer.get(lang).to_owned(),
        biller: certificate.biller.clone(),
        residential_digits: certificate.residential_digits,
        non_residential_digits: certificate.non_residential_digits,
        purposes: certificate.purposes.iter().map(purpose).collect(),
        review_days: app.config().office.review_days,
        valid_days: u32::from(certificate.valid_days),
    })
}
