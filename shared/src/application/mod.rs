//! An application (*müraciət*) for a no-debt certificate: how far it has come, and the pure machine that moves it.

pub mod answers;
pub mod calendar;
mod event;
pub mod journey;
pub mod machine;
mod machine_issue;
pub mod number;

pub use answers::{Answers, Class, Contact, Form, Subject};
pub use event::{Applied, Effect, Event, Seen, TransitionError};

use crate::id::Id;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Who acted, as the journal of events keeps it: a keyed digest of the person's FIN, never the FIN.
pub type Actor = String;

/// A biller asked longer ago than this, in milliseconds, is asked again before a certificate is issued.
pub const DEBT_FRESH_MS: Millis = 10 * 60 * 1000;

/// An application's whole memory. Every change goes through [`machine::apply`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// How far it is.
    pub state: State,
    /// What holds for it; fixed when it was sent.
    pub rule: Rule,
    /// Who sent it.
    pub applicant: Actor,
    /// Until when an answer is promised. Stands still while a correction is asked for.
    pub due_at: Timestamp,
    /// Since when the citizen is asked for something: present exactly in [`State::CorrectionAsked`].
    pub paused_at: Option<Timestamp>,
    /// Who approved, once somebody has; taken back when officers must look anew.
    pub approved_by: Option<Approver>,
    /// The certificate's number, once one was set aside; whatever happens, never another.
    pub number: Option<String>,
    /// An alarm was raised for the stage it is in; one is enough.
    pub alarmed: bool,
}

/// What holds for an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// A second person approves.
    pub second_person: bool,
    /// Issued without a person: the rule is on, the registers answered for everything and the biller's holder is the applicant.
    pub by_rule: bool,
    /// A citizen has this long to answer a correction, in milliseconds.
    pub answer_within_ms: Millis,
    /// A debt that stays unknown, or a signature that fails, raises an alarm after this long, in milliseconds.
    pub alarm_after_ms: Millis,
}

/// Who approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "approver")]
pub enum Approver {
    /// Nobody: no debt, and all data matched.
    Rule,
    /// One officer.
    Officer {
        /// Who.
        by: Actor,
    },
    /// Two.
    Two {
        /// Who was first.
        first: Actor,
        /// Who was second.
        second: Actor,
    },
}

/// The state of the machine. Ends: [`State::Issued`], [`State::Rejected`], [`State::Withdrawn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Sent; nobody has taken it.
    Registered,
    /// An officer has it.
    UnderReview {
        /// Who.
        officer: Actor,
    },
    /// The citizen is asked to correct something.
    CorrectionAsked {
        /// Who asked and will read the answer; absent: the system, because a debt has arisen, or an officer from whom it
        /// was taken since. [`Application::waits_for_debt`] tells them apart.
        officer: Option<Actor>,
        /// Until when.
        until: Timestamp,
    },
    /// Approved once; a second person decides.
    SecondReview {
        /// Who has it for the second look; absent: nobody yet.
        officer: Option<Actor>,
    },
    /// Approved: the biller is asked once more.
    Checking {
        /// Since when it is being tried to issue it.
        since: Timestamp,
    },
    /// No debt: the certificate is being signed under a number that nothing else will ever have.
    Signing {
        /// Since when it is being tried to issue it.
        since: Timestamp,
        /// The certificate's number.
        number: String,
        /// The time the biller's answer is of.
        as_of: Timestamp,
        /// When the biller was asked: from then on the answer grows old.
        asked_at: Timestamp,
    },
    /// The certificate is there.
    Issued {
        /// Its number.
        number: String,
    },
    /// No.
    Rejected {
        /// Who; absent: nobody, the time to answer ran out.
        by: Option<Actor>,
    },
    /// Taken back by the citizen.
    Withdrawn,
}

/// What the citizen sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Registered.
    Registered,
    /// Being looked at.
    UnderReview,
    /// Something must be corrected.
    CorrectionAsked,
    /// Approved, the certificate is being made.
    Approved,
    /// The certificate is there.
    Issued,
    /// Rejected.
    Rejected,
    /// Taken back.
    Withdrawn,
}

impl Stage {
    /// All, in the order of a life.
    pub const ALL: [Self; 7] =
        [Self::Registered, Self::UnderReview, Self::CorrectionAsked, Self::Approved, Self::Issued, Self::Rejected, Self::Withdrawn];

    /// The stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::UnderReview => "under_review",
            Self::CorrectionAsked => "correction_asked",
            Self::Approved => "approved",
            Self::Issued => "issued",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Application {
    /// What the citizen sees of the state. A second look is still a look.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self.state {
            State::Registered => Stage::Registered,
            State::UnderReview { .. } | State::SecondReview { .. } => Stage::UnderReview,
            State::CorrectionAsked { .. } => Stage::CorrectionAsked,
            State::Checking { .. } | State::Signing { .. } => Stage::Approved,
            State::Issued { .. } => Stage::Issued,
            State::Rejected { .. } => Stage::Rejected,
            State::Withdrawn => Stage::Withdrawn,
        }
    }

    /// True when nothing more will happen.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.state, State::Issued { .. } | State::Rejected { .. } | State::Withdrawn)
    }

    /// Who has it.
    #[must_use]
    pub fn officer(&self) -> Option<&Actor> {
        match &self.state {
            State::UnderReview { officer } => Some(officer),
            State::SecondReview { officer } => officer.as_ref(),
            _ => None,
        }
    }

    /// True while the citizen is asked to pay what stands in the way of an approved application, and for nothing else.
    #[must_use]
    pub fn waits_for_debt(&self) -> bool {
        // An officer who asks for something takes every approval back.
        matches!(self.state, State::CorrectionAsked { officer: None, .. }) && self.approved_by.is_some()
    }

    /// True while it waits for an officer to take it.
    #[must_use]
    pub fn is_in_queue(&self) -> bool {
        matches!(self.state, State::Registered | State::SecondReview { officer: None })
    }
}

/// A file the citizen added: what it is called, and under what it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Under what it is kept.
    pub id: Id,
    /// Its name, as the citizen's device had it.
    pub name: String,
}
