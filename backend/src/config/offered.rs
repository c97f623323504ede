//! What this installation offers: billers with their charges, organisations with their services, names in three languages.

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
    /// Digits of a subscriber code that can be typed by hand (0: any form); absent: it cannot.
    pub account_digits: Option<u8>,
    /// What it charges for, in the order to show.
    pub charge: Vec<ChargeConfig>,
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
    /// A kind of charge by its identifier.
    #[must_use]
    pub fn charge(&self, id: &str) -> Option<&ChargeConfig> {
        self.charge.iter().find(|c| c.id == id)
    }
}
