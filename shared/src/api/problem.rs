//! Problems (RFC 9457) with a closed list of codes.

use crate::api::bills::Bill;
use crate::validation::{Code, FieldError};
use serde::{Deserialize, Serialize};

/// What went wrong with a request. The text form is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// Fields are wrong; see `fields`.
    Invalid,
    /// The body is not the JSON that is expected here.
    Malformed,
    /// The body is larger than the bound.
    TooLarge,
    /// Nothing there, or not yours.
    NotFound,
    /// The method is not for this path.
    Method,
    /// The body is not JSON by its content type.
    MediaType,
    /// The request comes from another site.
    Origin,
    /// The key was used with another body.
    KeyReused,
    /// Another payment of these bills is under way; see `retry_after_ms`.
    Leased,
    /// The bills changed since they were shown; see `fields`, and `bills` for what they are now.
    BillChanged,
    /// A biller does not answer; see `fields`.
    BillerSilent,
    /// The bank does not answer.
    BankUnavailable,
    /// Too late for this.
    TooLate,
    /// Too many requests; see `retry_after_ms`.
    TooMany,
    /// Nobody is signed in, or the session has ended.
    SignIn,
    /// Signed in, but not for this.
    Forbidden,
    /// A state register does not answer.
    RegistrySilent,
    /// The state register knows nobody of that FIN or VÖEN.
    RegistryUnknown,
    /// Messages cannot be sent now.
    SmsSilent,
    /// It changed since it was shown: look again.
    Changed,
    /// The account owes money: nothing is issued.
    Owed,
    /// It cannot be done in this state.
    NotNow,
    /// Nobody decides on an application of their own, nor twice on the same one.
    OwnApplication,
    /// Nobody approves what they asked for themselves.
    SecondPerson,
    /// The client is older than what is served here: its page is to be loaded anew.
    UpdateNeeded,
    /// Our fault.
    #[default]
    #[serde(other)]
    Internal,
}

impl ProblemCode {
    /// The stable text form, also the last part of the problem's `type`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::NotFound => "not_found",
            Self::Method => "method",
            Self::MediaType => "media_type",
            Self::Origin => "origin",
            Self::KeyReused => "key_reused",
            Self::Leased => "leased",
            Self::BillChanged => "bill_changed",
            Self::BillerSilent => "biller_silent",
            Self::BankUnavailable => "bank_unavailable",
            Self::TooLate => "too_late",
            Self::TooMany => "too_many",
            Self::SignIn => "sign_in",
            Self::Forbidden => "forbidden",
            Self::RegistrySilent => "registry_silent",
            Self::RegistryUnknown => "registry_unknown",
            Self::SmsSilent => "sms_silent",
            Self::Changed => "changed",
            Self::Owed => "owed",
            Self::NotNow => "not_now",
            Self::OwnApplication => "own_application",
            Self::SecondPerson => "second_person",
            Self::UpdateNeeded => "update_needed",
            Self::Internal => "internal",
        }
    }
}

/// A problem document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Problem {
    /// `urn:kommunal:problem:{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// HTTP status.
    pub status: u16,
    /// The code to act on.
    pub code: ProblemCode,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// When to try again, where that helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<i64>,
    /// The bills that are no longer what was shown, as they are now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bills: Vec<Bill>,
}

/// One field's verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Path in the body: `number`, `items[0].amount_minor`.
    pub field: String,
    /// What is wrong.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub code: Code,
    /// The limit or count that the code names; zero when it names none.
    #[serde(default)]
    pub limit: i64,
}

impl FieldProblem {
    /// A verdict on a field.
    #[must_use]
    pub fn new(field: impl Into<String>, error: FieldError) -> Self {
        Self { field: field.into(), code: error.code, limit: error.limit }
    }
}
