//! What this installation offers: billers with their charges, organisations with their services, names in three languages.

use crate::connectors::Secret;
use crate::connectors::biller::RemoteBillerConfig;
use serde::Deserialize;
use shared::biller::AmountRule;
use shared::format::Lang;

/// A name in the three languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Azerbaijani.
    pub az: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Names {
    /// The name in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Az => &self.az,
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

/// `[[biller]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillerConfig {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Names,
    /// Present: asked online. Absent: hosted, from its receivables files.
    pub remote: Option<RemoteBillerConfig>,
    /// How a hosted biller is handed its registry of payments; absent: as CSV by command only.
    pub registry: Option<BillerRegistryConfig>,
    /// Digits of a subscriber code that can be typed by hand (0: any form); absent: it cannot. In a hosted biller's files
    /// every account has as many.
    pub account_digits: Option<u8>,
    /// What it charges for, in the order to show.
    pub charge: Vec<ChargeConfig>,
}

/// `registry` of a hosted biller.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillerRegistryConfig {
    /// Name of the key that the biller signs its requests under.
    pub key: String,
    /// The shared secret.
    pub secret: Secret,
    /// What `kommunal registry` writes.
    #[serde(default)]
    pub format: RegistryFormat,
}

/// A form of the registry's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistryFormat {
    /// Documented columns.
    #[default]
    Csv,
    /// ISO 20022 camt.054.001.08.
    Camt054,
}

/// `[receivables]`: which files of hosted billers are taken in without `--force`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReceivablesConfig {
    /// Least share of the accounts in force that a file must name, in percent.
    pub accounts_percent_min: u8,
}

impl Default for ReceivablesConfig {
    fn default() -> Self {
        Self { accounts_percent_min: 70 }
    }
}

/// `[[biller.charge]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeConfig {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Names,
    /// What may be paid at once.
    pub rule: AmountRule,
}

/// `[[organisation]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationConfig {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Names,
    /// What it offers.
    #[serde(default)]
    pub service: Vec<ServiceConfig>,
}

/// `[[organisation.service]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceConfig {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Names,
    /// One sentence.
    pub about: Names,
    /// Where it starts inside the application; absent: not available here yet.
    pub start: Option<String>,
}

impl BillerConfig {
    /// A remote biller keeps its own book, and a key without secret lets everybody in.
    pub(super) fn check_registry(&self) -> Result<(), String> {
        let Some(registry) = &self.registry else { return Ok(()) };
        if self.remote.is_some() {
            return Err(format!("biller {} is remote: registry is for hosted billers", self.id));
        }
        if registry.key.is_empty() || registry.secret.expose().is_empty() {
            return Err(format!("registry.key and registry.secret of biller {} must not be empty", self.id));
        }
        Ok(())
    }

    /// A kind of charge by its identifier.
    #[must_use]
    pub fn charge(&self, id: &str) -> Option<&ChargeConfig> {
        self.charge.iter().find(|c| c.id == id)
    }
}
