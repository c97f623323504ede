//! The machine's words: the facts it is told, the intents it answers with.

use super::{Actor, Application, Stage};
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the biller says of the account, asked at the moment of issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "seen")]
pub enum Seen {
    /// Nothing owed, or paid ahead.
    Clear {
        /// The time the answer is of.
        as_of: Timestamp,
    },
    /// Owed.
    Owed {
        /// How much.
        amount: Money,
    },
    /// No answer, or the biller no longer knows the account: *don't know*.
    Unknown,
}

/// A fact. Texts that officers wrote are kept beside the events, not in the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// An officer takes it.
    Taken {
        /// Who.
        by: Actor,
    },
    /// The officer puts it back.
    Released {
        /// Who.
        by: Actor,
    },
    /// A supervisor takes it from whoever has it and puts it back; from the biller, too, when it does not answer: then
    /// officers look at it anew.
    Freed {
        /// Who.
        by: Actor,
    },
    /// An officer asks for a correction.
    CorrectionAsked {
        /// Who.
        by: Actor,
    },
    /// The citizen answered it.
    Answered,
    /// An officer approves.
    Approved {
        /// Who.
        by: Actor,
    },
    /// An officer rejects.
    Rejected {
        /// Who.
        by: Actor,
    },
    /// The citizen takes it back.
    Withdrawn,
    /// The biller's answer to [`Effect::AskDebt`].
    Debt {
        /// What it says.
        seen: Seen,
        /// A fresh number, taken up when none was set aside before.
        number: String,
        /// When the biller was asked, by our clock. An answer to an older question changes nothing.
        asked_at: Timestamp,
    },
    /// The answer to [`Effect::Sign`]: the signed certificate is there, to be stored in this unit of work.
    Signed {
        /// Its number.
        number: String,
        /// The time of the biller's answer it was made on: the effect's.
        as_of: Timestamp,
    },
    /// It could not be signed now.
    NotSigned {
        /// The number it was for.
        number: String,
    },
    /// Time passed and no effect of this application is stored, claimed or on its way.
    Tick,
}

/// An intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
pub enum Effect {
    /// Ask the biller whether the account owes anything.
    AskDebt,
    /// Make and sign the certificate.
    Sign {
        /// Under this number.
        number: String,
        /// The time the biller's answer is of.
        as_of: Timestamp,
    },
    /// In the same unit of work: store the certificate, and mark what it replaces. Without this nothing is stored.
    RecordCertificate {
        /// Its number.
        number: String,
    },
    /// In the same unit of work: a message to the citizen.
    Notify {
        /// Of what.
        stage: Stage,
    },
    /// In the same unit of work: tell the operator.
    Alarm,
}

impl Effect {
    /// True for an effect on our own records, written with the new state and never performed later.
    #[must_use]
    pub const fn is_record(&self) -> bool {
        matches!(self, Self::RecordCertificate { .. } | Self::Notify { .. } | Self::Alarm)
    }
}

/// Why an event changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitionError {
    /// The state has no use for it: late, doubled or out of order. Safe to drop.
    NotExpected,
    /// Somebody else has it.
    NotYours,
    /// Nobody decides on an application of their own, nor twice on the same one.
    OwnApplication,
}

/// The application after an event, and what is to be done. An error changes nothing.
pub type Applied = Result<(Application, Vec<Effect>), TransitionError>;
