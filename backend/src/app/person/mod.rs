//! One person's data, at the command line: everything that is kept of them, and its end before its time (docs/retention.md).
//!
//! Payments name no person: whoever pays says a telephone number, not who they are. They are in neither.

mod erase;
mod export;

pub use erase::{Erased, erase};
pub use export::export;

use super::{App, AppError};
use crate::app::refunds::cli::by;
use shared::person::Fin;
use thiserror::Error;

/// Why a person's data was not read or not erased.
#[derive(Debug, Error)]
pub enum PersonError {
    /// It is no FIN.
    #[error("a FIN has seven letters and digits")]
    Fin,
    /// Who erases, or why, is not said.
    #[error("{0}")]
    Words(String),
    /// Applications have not ended. Nothing was erased.
    #[error("not erased: {} has not ended. The person withdraws it, or the office decides on it; then erase again", .0.join(", "))]
    Running(Vec<String>),
    /// Something is erased, and its old pages are still in the database's log: somebody reads from it for long.
    #[error("erased, but the database's log could not be truncated: run it again")]
    Log,
    /// The store.
    #[error("{0}")]
    App(#[from] AppError),
}

/// What a security event about a person has as its subject: the digest that their own events have as actor. Empty for what is
/// no FIN.
#[must_use]
pub fn subject(app: &App, fin: &str) -> String {
    actor(app, fin).unwrap_or_default()
}

/// Stands for the person in every row.
fn actor(app: &App, fin: &str) -> Result<String, PersonError> {
    let fin = Fin::parse(fin).map_err(|_| PersonError::Fin)?;
    Ok(app.digests().actor(fin.reveal()))
}

/// Longest reason, in characters.
const REASON_MAX: usize = 500;

fn words(app: &App, name: &str, reason: &str) -> Result<(String, String), PersonError> {
    let name = by(app, name).map_err(PersonError::Words)?.name;
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() || reason.chars().count() > REASON_MAX || reason.chars().any(char::is_control) {
        return Err(PersonError::Words(format!("--reason must say why, in at most {REASON_MAX} characters")));
    }
    Ok((name, reason))
}
