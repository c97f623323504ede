//! The configuration file. Every setting is documented in `kommunal.example.toml`.
//!
//! Any text value of the form `env:NAME` is taken from that environment variable, so that secrets need not be in the file.

mod acquirer;
mod audit;
mod bounds;
mod brand;
mod certificate;
mod connections;
mod help;
mod identity;
mod kiosk;
mod offered;
mod operations;
mod refund;
mod retention;
mod security;
mod transport;

pub use acquirer::{AcquirerConfig, CardConfig};
pub use audit::AuditConfig;
pub use brand::{BrandConfig, Colour, ColoursConfig};
pub use certificate::{CertificateConfig, Choice, OfficeConfig, PUBLIC_URL_LENGTH_MAX, SigningConfig};
pub use connections::ConnectionsConfig;
pub use help::{HelpConfig, PhoneConfig, PlaceConfig, PlaceKind};
pub use identity::{ClaimsConfig, IdentityConfig, RolesConfig, SessionConfig};
pub use kiosk::KioskConfig;
pub use offered::{
    BillerConfig, BillerRegistryConfig, ChargeConfig, Names, OrganisationConfig, ReceivablesConfig, RegistryFormat, ServiceConfig,
};
pub use operations::OperationsConfig;
pub use refund::RefundConfig;
pub use retention::RetentionConfig;
pub use security::SecurityEventsConfig;
pub(crate) use transport::is_here;

use crate::connectors::mail::MailConfig;
use crate::connectors::registry::RegistryConfig;
use crate::connectors::sms::SmsConfig;
use serde::Deserialize;
use shared::biller::is_key;
use std::collections::BTreeSet;
use thiserror::Error;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where and as whom to serve.
    pub server: ServerConfig,
    /// Where whoever runs it looks.
    #[serde(default)]
    pub operations: OperationsConfig,
    /// Times of a payment.
    #[serde(default)]
    pub payment: PaymentConfig,
    /// Openness without abuse.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// Where the chain's head is anchored.
    #[serde(default)]
    pub audit: AuditConfig,
    /// Who did what: where it is written, and for how long.
    #[serde(default)]
    pub security_events: SecurityEventsConfig,
    /// Outgoing mail; absent: receipts cannot be e-mailed.
    pub mail: Option<MailConfig>,
    /// Who signs people in; absent: nobody can sign in.
    pub identity: Option<IdentityConfig>,
    /// The state registers; absent: they count as silent.
    pub registry: Option<RegistryConfig>,
    /// Outgoing text messages; absent: no number can be proven.
    pub sms: Option<SmsConfig>,
    /// Banks.
    #[serde(default)]
    pub acquirer: Vec<AcquirerConfig>,
    /// Card types.
    #[serde(default)]
    pub card: Vec<CardConfig>,
    /// Who is owed.
    #[serde(default)]
    pub biller: Vec<BillerConfig>,
    /// Files of hosted billers.
    #[serde(default)]
    pub receivables: ReceivablesConfig,
    /// The no-debt certificate; absent: it is not offered here.
    pub certificate: Option<CertificateConfig>,
    /// How kiosks work.
    #[serde(default)]
    pub kiosk: KioskConfig,
    /// How money is given back.
    #[serde(default)]
    pub refund: RefundConfig,
    /// How long what is kept of people is kept.
    #[serde(default)]
    pub retention: RetentionConfig,
    /// How the office works.
    #[serde(default)]
    pub office: OfficeConfig,
    /// The issuer's key.
    pub signing: Option<SigningConfig>,
    /// The catalogue.
    #[serde(default)]
    pub organisation: Vec<OrganisationConfig>,
    /// Whom to call and where to go without the application.
    #[serde(default)]
    pub help: HelpConfig,
    /// Other names the same application has, each with its look and its organisation's services.
    #[serde(default)]
    pub brand: Vec<BrandConfig>,
}

/// `[server]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// The address citizens open, without a slash at its end.
    pub public_url: String,
    /// Who runs this installation; printed on receipts.
    pub issuer: Names,
    /// Addresses or networks (`10.0.0.0/8`) of the proxies whose `X-Forwarded-For` is believed.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// What one client, and all of them, can keep waiting.
    #[serde(default)]
    pub connections: ConnectionsConfig,
}

/// `[payment]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaymentConfig {
    /// Life of a bank's order, as the bank has it, in seconds.
    pub order_life_s: i64,
    /// Billers have this long after the hold, in seconds.
    pub post_window_s: i64,
    /// From the hold, in seconds: what was accepted is taken, and an item whose biller has not even confirmed the cancel is
    /// chased beside it. Longer than `post_window_s`.
    pub silent_after_s: i64,
    /// So many definite refusals of a capture, past `alarm_after_s`, and everything is given back.
    pub capture_refusals_max: u8,
    /// A captured payment's order is asked about once more after this long, in seconds; 0: it is not.
    pub recheck_after_s: i64,
    /// A late hold is looked for this long, in seconds.
    pub watch_s: i64,
    /// A held payment that has not ended raises an alarm after this long, in seconds.
    pub alarm_after_s: i64,
    /// After a lost answer to a capture, void or refund the bank is asked no sooner than this, in milliseconds: longer
    /// than the bank's longest processing, or a status could be of before and the money be taken twice.
    pub settle_ms: i64,
    /// Shortest pause between two looks at a waiting payment, in milliseconds; grows while nothing changes.
    pub look_ms: i64,
}

impl Default for PaymentConfig {
    fn default() -> Self {
        Self {
            order_life_s: 900,
            post_window_s: 60,
            silent_after_s: 180,
            capture_refusals_max: 5,
            recheck_after_s: 86_400,
            watch_s: 86_400,
            alarm_after_s: 600,
            settle_ms: 60_000,
            look_ms: 2_000,
        }
    }
}

/// `[limits]`: each a number in a minute, and as many at once.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Look-ups from one address.
    pub lookups_per_address: u32,
    /// Look-ups of one number.
    pub lookups_per_number: u32,
    /// Payments started from one address.
    pub payments_per_address: u32,
    /// Tries to find a receipt from one address.
    pub receipts_per_address: u32,
    /// E-mails sent from one address.
    pub emails_per_address: u32,
    /// Sign-ins begun from one address.
    pub sign_ins_per_address: u32,
    /// Look-ups in the state registers by one person.
    pub registers_per_person: u32,
    /// Debts asked, applications and files sent, each by one person.
    pub sent_per_person: u32,
    /// Documents behind links, and tries to follow an application, each from one address.
    pub documents_per_address: u32,
    /// Certificates checked from one address.
    pub checks_per_address: u32,
    /// Checks of one certificate.
    pub checks_per_number: u32,
    /// Drafts sent to another device, and tries to take one, from one address.
    pub transfers_per_address: u32,
    /// Kiosk sessions begun, and tickets tried, each from one address.
    pub kiosks_per_address: u32,
    /// Any other request from one address.
    pub requests_per_address: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            lookups_per_address: 60,
            lookups_per_number: 240,
            payments_per_address: 20,
            receipts_per_address: 20,
            emails_per_address: 6,
            sign_ins_per_address: 20,
            registers_per_person: 30,
            sent_per_person: 30,
            documents_per_address: 30,
            checks_per_address: 30,
            checks_per_number: 120,
            transfers_per_address: 20,
            kiosks_per_address: 60,
            requests_per_address: 600,
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("configuration file {0}: {1}")]
    Read(String, std::io::Error),
    /// It is not the TOML that is expected.
    #[error("configuration: {0}")]
    Parse(#[from] toml::de::Error),
    /// `env:NAME` names a variable that is not set.
    #[error("configuration: the environment variable {0} is not set")]
    Env(String),
    /// Two parts contradict each other.
    #[error("configuration: {0}")]
    Check(String),
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(path: &str) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|e| ConfigError::Read(path.to_owned(), e))?;
        Self::parse(&text, |name| std::env::var(name).ok())
    }

    /// Parses and checks; `env` looks variables up.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn parse(text: &str, env: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        Self::of_value(toml::from_str(text)?, env)
    }

    fn of_value(mut value: toml::Value, env: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        fill_from_env(&mut value, &env)?;
        // By the file's own words: later a number that does not fit its type has no name any more.
        bounds::check(&value).map_err(ConfigError::Check)?;
        acquirer::refuse_fees_of_cards(&value).map_err(ConfigError::Check)?;
        transport::check(&mut value).map_err(ConfigError::Check)?;
        let config: Self = value.try_into()?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let fail = |text: String| Err(ConfigError::Check(text));
        if !self.server.public_url.starts_with("http") || self.server.public_url.ends_with('/') {
            return fail("server.public_url must be an address without a slash at its end".to_owned());
        }
        let acquirers: BTreeSet<&str> = self.acquirer.iter().map(AcquirerConfig::id).collect();
        if acquirers.len() != self.acquirer.len() {
            return fail("two acquirers have the same id".to_owned());
        }
        for card in &self.card {
            if !acquirers.contains(card.acquirer.as_str()) {
                return fail(format!("card {} names the unknown acquirer {}", card.id, card.acquirer));
            }
        }
        let charges = self.biller.iter().flat_map(|b| b.charge.iter().map(|c| c.id.as_str()));
        let keys =
            acquirers.iter().copied().chain(self.card.iter().map(|c| c.id.as_str())).chain(self.biller.iter().map(|b| b.id.as_str()));
        if let Some(wrong) = keys.chain(charges).find(|key| !is_key(key)) {
            return fail(format!("identifier {wrong:?} must be a–z, 0–9 and -, at most 32"));
        }
        let billers: BTreeSet<&str> = self.biller.iter().map(|b| b.id.as_str()).collect();
        if billers.len() != self.biller.len() {
            return fail("two billers have the same id".to_owned());
        }
        self.biller.iter().try_for_each(BillerConfig::check_registry).map_err(ConfigError::Check)?;
        self.check_pairs().map_err(ConfigError::Check)?;
        self.check_brands().map_err(ConfigError::Check)?;
        self.check_help().map_err(ConfigError::Check)?;
        self.kiosk.check().map_err(ConfigError::Check)?;
        self.check_audit()?;
        self.check_refund()?;
        self.check_retention()?;
        self.check_certificate()
    }

    /// A biller by its identifier.
    #[must_use]
    pub fn biller(&self, id: &str) -> Option<&BillerConfig> {
        self.biller.iter().find(|b| b.id == id)
    }

    /// A card type by its identifier.
    #[must_use]
    pub fn card(&self, id: &str) -> Option<&CardConfig> {
        self.card.iter().find(|c| c.id == id)
    }
}

fn fill_from_env(value: &mut toml::Value, env: &impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
    match value {
        toml::Value::String(text) => {
            if let Some(name) = text.strip_prefix("env:") {
                *text = env(name).ok_or_else(|| ConfigError::Env(name.to_owned()))?;
            }
            Ok(())
        }
        toml::Value::Array(items) => items.iter_mut().try_for_each(|item| fill_from_env(item, env)),
        toml::Value::Table(table) => table.iter_mut().try_for_each(|(_, item)| fill_from_env(item, env)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_example_and_the_demonstration_are_valid() {
        let env = |name: &str| Some(if name.ends_with("URL") { "smtp://127.0.0.1:25".to_owned() } else { "x".to_owned() });
        assert_eq!(Config::parse(include_str!("../../../kommunal.example.toml"), env).unwrap().card.len(), 1);
        assert_eq!(Config::parse(include_str!("../../../kommunal.demo.toml"), |_| None).unwrap().biller.len(), 4);
    }

    #[test]
    fn a_missing_variable_and_a_misspelt_setting_are_named() {
        let text = include_str!("../../../kommunal.example.toml");
        assert!(matches!(Config::parse(text, |_| None), Err(ConfigError::Env(_))));
        let misspelt = include_str!("../../../kommunal.demo.toml").replace("settle_ms", "setle_ms");
        assert!(Config::parse(&misspelt, |_| None).unwrap_err().to_string().contains("setle_ms"));
    }
}
