//! An application's life, done as a payment's is: facts in, the machine's answer and its claims stored in one unit of
//! work, calls made outside, their answers fed back. What the office does with one is in [`super::office`].

pub mod advance;
pub mod change;
mod checks;
pub mod debt;
pub mod documents;
pub mod files;
pub mod form;
pub mod letter;
pub(super) mod paid;
mod perform;
mod record;
pub mod submit;
pub mod tracking;
pub mod view;

pub(super) use record::Message;
pub(super) use record::{MAIL, SMS};

use super::AppError;
use crate::config::{CertificateConfig, Config};
use shared::application::number::ApplicationNumber;

/// The number in its written form, whatever was typed; nothing else names an application.
pub(super) fn number(typed: &str) -> Result<String, AppError> {
    ApplicationNumber::parse(typed).map(|number| number.as_str().to_owned()).map_err(|_| AppError::NotFound)
}

/// The certificate's settings; where it is not offered there is nothing to find.
pub(super) fn settings(config: &Config) -> Result<&CertificateConfig, AppError> {
    config.certificate.as_ref().ok_or(AppError::NotFound)
}

/// An officer's words, which may be left out.
pub(super) fn words(typed: &str) -> Result<String, AppError> {
    checks::optional_text(typed).map_err(|error| AppError::field("text", error))
}
