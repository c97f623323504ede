//! Who is signed in, and what the registers say of them.

use serde::{Deserialize, Serialize};

/// What somebody may do. From the identity provider's claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Applies for oneself or one's company. Everybody signed in is one.
    Citizen,
    /// Reviews applications.
    Officer,
    /// Also revokes certificates and frees what another officer has.
    Supervisor,
    /// Runs the installation; sees no application.
    Operator,
    /// Searches the security events; sees no application and no payment.
    Auditor,
}

/// GET session: answered alike whether or not somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SessionView {
    /// Absent: nobody is signed in.
    pub person: Option<SignedIn>,
    /// Sign-in is offered here.
    pub offered: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// Name, as the provider says it.
    pub name: String,
    /// `5•••••M`.
    pub fin: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// RFC 3339: the session ends then unless it is used or prolonged.
    pub ends_at: String,
    /// RFC 3339: it ends then in any case.
    pub ends_at_latest: String,
    /// The server's clock, RFC 3339: the page counts from it, not from the device's.
    pub now: String,
}

/// DELETE session: where to go to sign out at the provider too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedOut {
    /// The provider's own address for that; absent: it has none.
    pub redirect: Option<String>,
}

/// GET registry/person: the person signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonRecord {
    /// FIN.
    pub fin: String,
    /// Name.
    pub name: String,
    /// Surname.
    pub surname: String,
    /// Father's name; may be empty.
    pub patronymic: String,
    /// Identity document; may be empty.
    pub document: String,
    /// Registered address; may be empty.
    pub address: String,
    /// RFC 3339: the time of the register's answer.
    pub as_of: String,
}

/// POST registry/company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompanyRequest {
    /// As typed.
    pub voen: String,
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanyRecord {
    /// VÖEN.
    pub voen: String,
    /// Name.
    pub name: String,
    /// Registered address; may be empty.
    pub address: String,
    /// The register names the person signed in as one who acts for it.
    pub acts: bool,
    /// RFC 3339: the time of the register's answer.
    pub as_of: String,
}
