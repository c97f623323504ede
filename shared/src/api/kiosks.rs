//! Kiosks: what device, page and operator tell the server and are told.

use serde::{Deserialize, Serialize};

/// GET kiosks: where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Kiosks {
    /// By name.
    pub kiosks: Vec<KioskPlace>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KioskPlace {
    /// Name.
    pub name: String,
    /// Where it stands.
    pub place: String,
}

/// POST kiosk/sessions: a new session of a device; its earlier one is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewKioskSession {
    /// Identifier.
    pub id: String,
    /// Lets one browser in, once.
    pub ticket: String,
    /// For so many seconds.
    pub ticket_s: i64,
}

/// POST kiosk/enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KioskTicket {
    /// As the launcher was given it.
    pub ticket: String,
}

/// GET kiosk/session: this browser's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KioskSession {
    /// What drafts are sealed with in this browser: 32 bytes, base64. Derived of its token, which is not kept; gone when
    /// the session is over.
    pub key: String,
    /// Somebody has begun: this browser is not to invite anybody else.
    pub used: bool,
    /// Without a touch for this long the visitor is asked.
    pub idle_s: i64,
    /// And has this long to answer.
    pub countdown_s: i64,
    /// The kiosk's name.
    pub name: String,
    /// Where it stands.
    pub place: String,
}

/// GET kiosk/sessions/{id}.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KioskSessionState {
    /// Over, or never there.
    pub ended: bool,
    /// Its page was heard so many seconds ago; absent: never.
    pub heard_s: Option<i64>,
    /// It left for somebody else's page, the bank's or the provider's: its silence is no fault.
    pub away: bool,
}

/// POST kiosk/heartbeat. Short words without anybody's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KioskHeartbeat {
    /// Of the application.
    pub version: String,
    /// Which screen: `attract` is the one that invites, where nobody has begun yet; `away`: the page leaves.
    pub screen: String,
    /// Trouble with printing; empty: none.
    #[serde(default)]
    pub printing: String,
}

/// POST kiosk/printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KioskPrinter {
    /// A short word: `idle`, `printing`, `disabled`, `none`.
    pub state: String,
}

/// GET office/kiosks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeKiosks {
    /// By name.
    pub kiosks: Vec<OfficeKiosk>,
}

/// One of them, as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeKiosk {
    /// Name.
    pub name: String,
    /// Where it stands.
    pub place: String,
    /// Its page was heard a short while ago.
    pub alive: bool,
    /// RFC 3339: when its page was heard last; absent: never.
    pub heard_at: Option<String>,
    /// Its launcher was heard a short while ago.
    pub launcher: bool,
    /// RFC 3339: when its launcher was heard last; absent: never.
    pub launcher_at: Option<String>,
    /// Somebody is using it.
    pub in_use: bool,
    /// Of the application; may be empty.
    pub version: String,
    /// Which screen; may be empty.
    pub screen: String,
    /// Its last trouble with printing; empty: none yet.
    pub printing: String,
    /// RFC 3339: when that was.
    pub printing_at: Option<String>,
    /// Its printer's state; may be empty.
    pub printer: String,
}
