//! `[identity]`: who signs people in, what its claims are called, how long a session lasts.

use crate::connectors::Secret;
use serde::Deserialize;
use shared::api::identity::Role;

/// `[identity]`; absent: nobody can sign in here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityConfig {
    /// The provider's issuer, as its tokens write it. `/.well-known/openid-configuration` is read below it.
    pub issuer: String,
    /// As whom we are registered there.
    pub client_id: String,
    /// Absent: a public client, PKCE alone.
    pub client_secret: Option<Secret>,
    /// What is asked for; `openid` is always.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Algorithms of ID tokens that are believed.
    #[serde(default = "algorithms")]
    pub algorithms: Vec<String>,
    /// For one call to the provider.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
    /// Names of claims.
    #[serde(default)]
    pub claims: ClaimsConfig,
    /// Which values of the roles claim mean which role.
    #[serde(default)]
    pub roles: RolesConfig,
    /// Life of a session.
    #[serde(default)]
    pub session: SessionConfig,
}

fn scopes() -> Vec<String> {
    vec!["openid".to_owned(), "profile".to_owned()]
}

fn algorithms() -> Vec<String> {
    ["RS256", "ES256", "PS256"].map(str::to_owned).to_vec()
}

const fn timeout_ms() -> u64 {
    8_000
}

/// `[identity.claims]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimsConfig {
    /// FIN.
    pub fin: String,
    /// Name.
    pub name: String,
    /// Roles: a text or a list of texts.
    pub roles: String,
}

impl Default for ClaimsConfig {
    fn default() -> Self {
        Self { fin: "fin".to_owned(), name: "name".to_owned(), roles: "roles".to_owned() }
    }
}

/// `[identity.roles]`. Everybody signed in is a citizen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RolesConfig {
    /// Values that make an officer.
    pub officer: Vec<String>,
    /// Values that make a supervisor.
    pub supervisor: Vec<String>,
    /// Values that make an operator.
    pub operator: Vec<String>,
    /// Values that make an auditor.
    pub auditor: Vec<String>,
}

impl Default for RolesConfig {
    fn default() -> Self {
        let one = |name: &str| vec![name.to_owned()];
        Self { officer: one("officer"), supervisor: one("supervisor"), operator: one("operator"), auditor: one("auditor") }
    }
}

impl RolesConfig {
    /// The roles of somebody with these values.
    #[must_use]
    pub fn of(&self, values: &[String]) -> Vec<Role> {
        let given = |names: &[String]| names.iter().any(|name| values.contains(name));
        let named = [
            (Role::Officer, &self.officer),
            (Role::Supervisor, &self.supervisor),
            (Role::Operator, &self.operator),
            (Role::Auditor, &self.auditor),
        ];
        let more = named.into_iter().filter(|(_, names)| given(names)).map(|(role, _)| role);
        std::iter::once(Role::Citizen).chain(more).collect()
    }
}

/// `[identity.session]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// Ends after so many seconds without use.
    pub idle_s: i64,
    /// Ends after so many seconds in any case.
    pub absolute_s: i64,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self { idle_s: 1_200, absolute_s: 28_800 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_come_only_from_the_values_that_mean_them() {
        let config = RolesConfig { officer: vec!["case-worker".to_owned()], ..RolesConfig::default() };
        let of = |values: &[&str]| config.of(&values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[]), [Role::Citizen]);
        assert_eq!(of(&["officer", "Supervisor", ""]), [Role::Citizen]);
        assert_eq!(of(&["supervisor", "case-worker"]), [Role::Citizen, Role::Officer, Role::Supervisor]);
    }
}
