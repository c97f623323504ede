//! Why a use case says no.

use crate::store::StoreError;
use shared::api::bills::Bill;
use shared::api::problem::FieldProblem;
use shared::validation::FieldError;
use thiserror::Error;

/// A use case's no. What outsiders see of it is decided in `http`; the inner context goes to the log there.
#[derive(Debug, Error)]
pub enum AppError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Invalid(Vec<FieldProblem>),
    /// Nothing there, or not the asker's.
    #[error("not found")]
    NotFound,
    /// The key was used with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// Somebody else is paying one of the bills.
    #[error("leased for {0} ms")]
    Leased(i64),
    /// Too often.
    #[error("too many, wait {0} ms")]
    TooMany(i64),
    /// What was shown is no longer so.
    #[error("the bills changed")]
    BillChanged {
        /// Which fields of the request.
        fields: Vec<FieldProblem>,
        /// The bills that are still there, as they are now.
        bills: Vec<Bill>,
    },
    /// A biller does not answer.
    #[error("a biller does not answer")]
    BillerSilent(Vec<FieldProblem>),
    /// Nobody is signed in, or the session is over.
    #[error("nobody is signed in")]
    SignIn,
    /// Signed in, but not for this.
    #[error("forbidden")]
    Forbidden,
    /// A state register does not answer.
    #[error("a state register does not answer")]
    RegistrySilent,
    /// The state register knows nobody of that number.
    #[error("the state register knows nobody of that number")]
    RegistryUnknown,
    /// Messages cannot be sent now.
    #[error("messages cannot be sent now")]
    SmsSilent,
    /// It changed since it was shown.
    #[error("it changed since it was shown")]
    Changed,
    /// The account owes money.
    #[error("the account owes money")]
    Owed,
    /// It cannot be done in this state.
    #[error("not in this state")]
    NotNow,
    /// Nobody decides on an application of their own, nor twice on the same one.
    #[error("an application of their own")]
    OwnApplication,
    /// Nobody approves what they asked for themselves.
    #[error("another person must approve it")]
    SecondPerson,
    /// Too late for this.
    #[error("too late")]
    TooLate,
    /// Somebody whom open payments wait for is not configured.
    #[error("{0}")]
    NotConfigured(String),
    /// The database.
    #[error("store: {0}")]
    Store(StoreError),
    /// A configuration or an invariant does not hold.
    #[error("{0}")]
    Internal(&'static str),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Leased { for_ms } => Self::Leased(for_ms),
            StoreError::MustWait { for_ms } => Self::TooMany(for_ms),
            other => Self::Store(other),
        }
    }
}

impl AppError {
    /// One field's verdict.
    #[must_use]
    pub fn field(field: &str, error: impl Into<FieldError>) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, error.into())])
    }
}
