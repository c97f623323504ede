//! The registering office's pages. Officers and supervisors only.

use super::applications::{AttachmentView, CertificateRef, Correction, SentAnswers, Track};
use crate::application::{Class, Stage};
use crate::bill::Standing;
use crate::name::{Identity, NameDifference};
use serde::{Deserialize, Serialize};

/// POST office/queue: which ones. All filters may be left out. A body, not a query: a FIN never stands in an address, which logs keep.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct QueueQuery {
    /// `waiting`, `mine`, `asked` (a correction), `making` (approved, not issued yet), `ended`, `all`; default `waiting`.
    pub show: String,
    /// A stage's text form.
    pub stage: String,
    /// `residential` or `non_residential`.
    pub class: String,
    /// An application's or a certificate's number, a subscriber code, a FIN or VÖEN: whole, exact.
    pub find: String,
    /// From the answer before.
    pub after: String,
}

/// A page of the queue, the most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queue {
    /// At most fifty.
    pub rows: Vec<QueueRow>,
    /// Give it as `after` for more.
    pub next: Option<String>,
    /// How many each `show` has, at most 1000 counted.
    pub counts: QueueCounts,
    /// The server's clock, RFC 3339.
    pub now: String,
}

/// How many there are, each counted to at most 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueCounts {
    /// Nobody has them.
    pub waiting: i64,
    /// This officer has them.
    pub mine: i64,
    /// A correction is waited for.
    pub asked: i64,
    /// Approved, not issued yet.
    pub making: i64,
    /// Issued, rejected or taken back.
    #[serde(default)]
    pub ended: i64,
    /// Every one.
    #[serde(default)]
    pub all: i64,
    /// Overdue among those not ended.
    pub overdue: i64,
}

/// One of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueRow {
    /// `M-2026-…`.
    pub number: String,
    /// Where it is.
    pub stage: Stage,
    /// It waits for a second person.
    pub second: bool,
    /// For whom.
    pub class: Class,
    /// Applicant's full name, or the company's.
    pub name: String,
    /// Subscriber code.
    pub account: String,
    /// RFC 3339.
    pub sent_at: String,
    /// RFC 3339.
    pub due_at: String,
    /// Who has it; absent: nobody.
    pub officer: Option<String>,
    /// This officer has it.
    pub mine: bool,
}

/// Everything about one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeApplication {
    /// `M-2026-…`.
    pub number: String,
    /// How far.
    pub track: Track,
    /// It waits for a second person.
    pub second: bool,
    /// What was sent.
    pub sent: SentAnswers,
    /// What the registers said when it was sent.
    pub register: RegisterFacts,
    /// What is asked to be corrected.
    pub correction: Option<Correction>,
    /// The citizen's words of the last answer; may be empty.
    pub answer: String,
    /// Who has it.
    pub officer: Option<String>,
    /// This officer has it.
    pub mine: bool,
    /// What this person may do now: `take`, `release`, `free`, `ask`, `approve`, `reject`, `note`, `revoke`.
    pub may: Vec<String>,
    /// RFC 3339.
    pub sent_at: String,
    /// RFC 3339.
    pub due_at: String,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Everything that happened, oldest first.
    pub trail: Vec<TrailRow>,
    /// The certificate.
    pub certificate: Option<CertificateRef>,
    /// Grows with every change.
    pub version: i64,
}

/// What the registers and the biller said when the application was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterFacts {
    /// Identity document.
    pub document: String,
    /// Registered address.
    pub address: String,
    /// RFC 3339.
    pub as_of: String,
    /// The company's register names the applicant; true when residential.
    pub acts: bool,
    /// Whether the biller's holder has the applicant's FIN, or the company's VÖEN.
    pub identity: Identity,
    /// The holder's name as the biller has it; may be empty.
    pub holder: String,
    /// What in that name differs from the register's (`ours`); absent when it is the same.
    pub name_differs: Option<NameDifference>,
}

/// GET office/applications/{number}/debt: the biller, asked now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveDebt {
    /// What is known.
    pub standing: Standing,
    /// In qəpik; owed positive, paid ahead negative, zero when unknown.
    pub balance_minor: i64,
    /// The holder as the biller has it, in clear: the officer compares it.
    pub holder: String,
    /// RFC 3339.
    pub as_of: String,
}

/// An officer's note. Citizens never see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    /// Who.
    pub by: String,
    /// RFC 3339.
    pub at: String,
    /// What.
    pub text: String,
}

/// One line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrailRow {
    /// RFC 3339.
    pub at: String,
    /// The event's text form: `registered`, `taken`, `debt_clear`, `signed`, ….
    pub what: String,
    /// Who; absent: the citizen or the system.
    pub by: Option<String>,
    /// The reason's text and the officer's words; may be empty.
    pub text: String,
}

/// POST office/applications/{number}/{decision}, with an `Idempotency-Key`: `take`, `release`, `free`, `ask`, `approve`,
/// `reject`, `note`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    /// A template's identifier, for `ask` and `reject`.
    pub reason: String,
    /// The officer's own words; for `note` the note.
    pub text: String,
    /// The version that was shown: another is the problem `changed`.
    pub version: i64,
}

/// POST office/certificates/{number}/revoke: a supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// A template's identifier.
    pub reason: String,
    /// The supervisor's own words.
    #[serde(default)]
    pub text: String,
}

/// GET office/options: templates. Texts in the language asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeOptions {
    /// For `ask`.
    pub corrections: Vec<ReasonOption>,
    /// For `reject`.
    pub rejections: Vec<ReasonOption>,
    /// For `revoke`.
    pub revocations: Vec<ReasonOption>,
    /// Purposes' names.
    pub purposes: Vec<ReasonOption>,
    /// A second person approves.
    pub second_person: bool,
    /// No debt and matching data are issued without a person.
    pub by_rule: bool,
}

/// A template, or a purpose's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonOption {
    /// Identifier.
    pub id: String,
    /// Text.
    pub text: String,
}

/// GET office/dashboard `?days=`: how many, how long.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dashboard {
    /// By civil day, oldest first, days without anything among them.
    pub days: Vec<DashboardDay>,
    /// Now, by stage.
    pub stages: Vec<StageCount>,
    /// How long the applications issued or rejected in these days took, from sent to ended without the citizen's pauses.
    pub hours: Vec<HoursBand>,
    /// Median of the same, in minutes; absent: none ended.
    pub median_minutes: Option<i64>,
    /// Nine in ten ended within so many minutes.
    pub p90_minutes: Option<i64>,
    /// How many of those ended after the promised time.
    pub late: i64,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DashboardDay {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Sent.
    pub sent: i64,
    /// Issued.
    pub issued: i64,
    /// Rejected.
    pub rejected: i64,
}

/// How many are at a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageCount {
    /// Which.
    pub stage: Stage,
    /// How many.
    pub count: i64,
}

/// How many took so long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursBand {
    /// Up to so many hours; zero: longer than the last.
    pub up_to: i64,
    /// How many.
    pub count: i64,
}

/// A file that officers may open.
pub type OfficeAttachment = AttachmentView;
