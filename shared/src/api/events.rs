//! The auditor's search of security events. `Role::Auditor` only. People and addresses are keyed digests throughout.

#![allow(missing_docs, reason = "fields whose name says it all; the others say their unit or source")]
use serde::{Deserialize, Serialize};

/// POST auditor/events: every filter may be left out, those given must all hold. A body, not a query: a FIN may be in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EventQuery {
    /// First day, `2026-03-01`, Baku's.
    pub from: String,
    /// Last day, included.
    pub to: String,
    /// A kind's text form.
    pub kind: String,
    /// Who did it: a FIN, the name given to a command with `--by`, or a digest from an answer.
    pub who: String,
    /// What or whom it was about: an application's or certificate's number, a payment's or case's identifier, a FIN, a phone
    /// number, a biller, or a digest from an answer.
    pub about: String,
    /// A client's digest from an answer.
    pub client: String,
    /// From the answer before.
    pub after: String,
}

/// A page of events, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPage {
    /// At most fifty.
    pub rows: Vec<EventRow>,
    /// Give it as `after` for more.
    pub next: Option<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventRow {
    pub id: String,
    /// RFC 3339; of events that were counted together, the last.
    pub at: String,
    /// The text form of `EventKind`.
    pub kind: String,
    /// Method and route, or a command.
    pub route: String,
    /// Keyed digest of the client's address; empty for commands.
    pub client: String,
    /// Keyed digest of who did it; empty: nobody was signed in.
    pub actor: String,
    /// Of whoever did it, separated by spaces; nobody's is empty.
    pub roles: String,
    /// The brand asked under; empty: the portal itself.
    pub brand: String,
    /// `ok`, or a problem's code, or why a sign-in failed.
    pub outcome: String,
    /// What it was about: a number of ours, or a keyed digest.
    pub subject: String,
    /// A limit's name, a decision, what was searched by.
    pub detail: String,
    /// A command's `--reason`.
    pub reason: String,
    /// How many events within a minute this row stands for.
    pub times: i64,
}
