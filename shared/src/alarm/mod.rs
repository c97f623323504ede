//! An alarm case: somebody takes it, asks for a resolution, and another person approves it. The case is about a payment or
//! an application; what a resolution does to the payment is the payment machine's (`payment::machine_operator`).
//!
//! `apply(state, event)` is the whole machine. Its one effect is carried out in the transaction that stores the new state.

#![allow(missing_docs, reason = "fields whose name says it all")]

mod machine;

pub use machine::apply;

use crate::payment::Resolution;
use crate::time::Timestamp;

/// Most characters in a reason or a note.
pub const TEXT_LENGTH_MAX: usize = 500;

/// A person who acts on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Keyed digest of the FIN; at the command line made from the name.
    pub actor: String,
    pub name: String,
}

impl Who {
    /// True when nothing says that both are the same person: a name alone may be typed at the command line.
    #[must_use]
    pub fn is_another_than(&self, other: &Self) -> bool {
        let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.actor != other.actor && plain(&self.name) != plain(&other.name)
    }
}

/// A resolution that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub resolution: Resolution,
    pub by: Who,
    pub reason: String,
    pub at: Timestamp,
}

/// How far a case is. The only end is [`State::Resolved`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody has it.
    Open,
    Taken {
        by: Who,
    },
    /// Waits for a second person.
    Resolving {
        /// Who has it, also after the request was declined.
        taken_by: Who,
        request: Request,
    },
    Resolved {
        request: Request,
        approved_by: Who,
    },
}

impl State {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken { .. } => "taken",
            Self::Resolving { .. } => "resolving",
            Self::Resolved { .. } => "resolved",
        }
    }

    /// Who has it.
    #[must_use]
    pub const fn taken_by(&self) -> Option<&Who> {
        match self {
            Self::Taken { by } | Self::Resolving { taken_by: by, .. } => Some(by),
            Self::Open | Self::Resolved { .. } => None,
        }
    }

    /// The resolution that was asked for and not declined.
    #[must_use]
    pub const fn request(&self) -> Option<&Request> {
        match self {
            Self::Resolving { request, .. } | Self::Resolved { request, .. } => Some(request),
            Self::Open | Self::Taken { .. } => None,
        }
    }
}

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Taken { by: Who },
    Released { by: Who },
    ResolutionAsked(Request),
    Approved { by: Who },
    Declined { by: Who },
}

/// Told to the payment in the transaction that resolves the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarryOut(pub Resolution);

/// Why an event is refused. The case is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not in this state.
    NotNow,
    /// Another person has the case.
    NotTheirs,
    /// Nobody approves what they asked for themselves.
    SamePerson,
}
