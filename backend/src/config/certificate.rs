//! The no-debt certificate: what it is about, how the office works, with which key it is signed.

use super::{ConfigError, Names};
use serde::Deserialize;
use shared::application::answers::PURPOSE_OTHER;
use shared::application::calendar::Calendar;
use shared::biller::is_key;
use std::path::PathBuf;

/// The longest address in an SMS: with it every message stays within two parts.
pub const PUBLIC_URL_LENGTH_MAX: usize = 48;

/// `[certificate]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateConfig {
    /// The remote biller whose account it is about.
    pub biller: String,
    /// Its kind of charge that counts.
    pub charge: String,
    /// Who issues it: the utility.
    pub issuer: Names,
    /// Digits of a residential subscriber code; zero: any form.
    #[serde(default = "residential_digits")]
    pub residential_digits: u8,
    /// Digits of a non-residential one.
    #[serde(default)]
    pub non_residential_digits: u8,
    /// Days a certificate is valid, the day of issue not counted.
    #[serde(default = "valid_days")]
    pub valid_days: u16,
    /// What one may be for, in the order to show; the last is `other`.
    pub purposes: Vec<Choice>,
}

const fn residential_digits() -> u8 {
    15
}

const fn valid_days() -> u16 {
    30
}

/// An identifier with its text in three languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Identifier.
    pub id: String,
    /// Text.
    pub name: Names,
}

/// `[office]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfficeConfig {
    /// Working days until the answer.
    pub review_days: u32,
    /// Days that a citizen has to answer a correction.
    pub answer_days: u32,
    /// A second person approves.
    pub second_person: bool,
    /// No debt and matching data are issued without a person.
    pub by_rule: bool,
    /// Non-working days beside weekends and the fixed holidays, `YYYY-MM-DD`.
    pub holidays: Vec<String>,
    /// Templates for asking for a correction.
    pub corrections: Vec<Choice>,
    /// Templates for rejecting.
    pub rejections: Vec<Choice>,
    /// Templates for revoking.
    pub revocations: Vec<Choice>,
}

impl Default for OfficeConfig {
    fn default() -> Self {
        Self {
            review_days: 3,
            answer_days: 10,
            second_person: false,
            by_rule: false,
            holidays: vec![],
            corrections: vec![],
            rejections: vec![],
            revocations: vec![],
        }
    }
}

impl OfficeConfig {
    /// The calendar of working days.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar::new(&self.holidays).unwrap_or_default()
    }
}

/// `[signing]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SigningConfig {
    /// The issuer's private key, PEM.
    pub key: PathBuf,
    /// Its X.509 certificate, PEM.
    pub certificate: PathBuf,
    /// Others of this machine may read the key.
    #[serde(default)]
    pub readable_keys: bool,
    /// A time-stamping authority (RFC 3161); absent: signatures carry no time of its.
    pub tsa_url: Option<String>,
    /// Certificates of keys used before: what they signed stays checkable.
    #[serde(default)]
    pub former: Vec<PathBuf>,
}

impl super::Config {
    pub(super) fn check_certificate(&self) -> Result<(), ConfigError> {
        let fail = |text: String| Err(ConfigError::Check(text));
        if Calendar::new(&self.office.holidays).is_none() {
            return fail("office.holidays holds something that is no date".to_owned());
        }
        let office = &self.office;
        let templates = office.corrections.iter().chain(&office.rejections).chain(&office.revocations);
        let purposes = self.certificate.iter().flat_map(|certificate| &certificate.purposes);
        if let Some(wrong) = templates.chain(purposes).find(|choice| !is_key(&choice.id)) {
            return fail(format!("identifier {:?} must be a–z, 0–9 and -, at most 32", wrong.id));
        }
        let Some(certificate) = &self.certificate else { return Ok(()) };
        if self.signing.is_none() {
            return fail("[certificate] needs [signing]".to_owned());
        }
        let biller = self.biller(&certificate.biller).filter(|biller| biller.remote.is_some());
        if biller.and_then(|biller| biller.charge(&certificate.charge)).is_none() {
            return fail("certificate.biller and certificate.charge must name a remote biller and one of its charges".to_owned());
        }
        if certificate.purposes.last().is_none_or(|last| last.id != PURPOSE_OTHER) {
            return fail(format!("the last of certificate.purposes must be {PURPOSE_OTHER:?}"));
        }
        let mut addresses = std::iter::once(&self.server.public_url).chain(self.brand.iter().map(|brand| &brand.public_url));
        if addresses.any(|address| address.len() > PUBLIC_URL_LENGTH_MAX) {
            return fail(format!("every public_url must have at most {PUBLIC_URL_LENGTH_MAX} characters: it goes into SMS"));
        }
        Ok(())
    }
}
