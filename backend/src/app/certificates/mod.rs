//! Certificates: made and signed when an application is approved, checked by anyone, revoked by a supervisor.

pub mod check;
pub mod issue;
pub mod issuer_key;
pub mod keys;
pub mod revoke;

pub(super) use keys::Signing;
