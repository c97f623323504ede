//! Refund cases: asked for by one person, above a limit approved by another, carried to the bank by the payment's own
//! machine, then to each biller, and told to the payer. `docs/refunds.md` tells a case's life.

pub mod cli;
mod decide;
mod perform;
mod process;
mod record;
mod request;
mod view;

pub(super) use decide::resolve;
pub use decide::{approve, reject};
pub(crate) use process::Refunds;
pub(super) use record::{case_of, entry_of, hear, was_given_back};
pub use request::{find, request};
pub use view::{Listed, list, one};
pub(super) use view::{Returned, returned};

use super::AppError;
use super::identity::Person;
use shared::api::refunds::REASON_LENGTH_MAX;
use shared::validation::{Code, FieldError};

/// Who asks or decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Stands for the person: two persons have two.
    pub actor: String,
    /// By name.
    pub name: String,
}

impl From<&Person> for Who {
    fn from(person: &Person) -> Self {
        Self { actor: person.actor.clone(), name: person.name.clone() }
    }
}

impl Who {
    /// The command line proves nobody: there a second person is one of another name.
    fn is(&self, actor: &str, name: &str) -> bool {
        self.actor == actor || self.name.to_lowercase() == name.to_lowercase()
    }
}

/// A reason or a note: one to so many characters, no control characters.
fn words(field: &str, text: &str, least: usize) -> Result<String, AppError> {
    let text = text.trim();
    let length = text.chars().count();
    if length < least {
        return Err(AppError::field(field, Code::Empty));
    }
    if length > REASON_LENGTH_MAX {
        return Err(AppError::field(field, FieldError::with_limit(Code::TooLong, REASON_LENGTH_MAX as i64)));
    }
    if text.chars().any(char::is_control) {
        return Err(AppError::field(field, Code::Characters));
    }
    Ok(text.to_owned())
}
