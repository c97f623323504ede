//! `[retention]`: how long each kind of what is kept of people is kept. The kinds are those of [`shared::retention`].

use super::{Config, ConfigError};
use serde::Deserialize;
use shared::retention::{KINDS, Kind};
use std::collections::BTreeMap;

/// `[retention]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<String, i64>")]
pub struct RetentionConfig {
    /// Rows removed in one unit of work.
    pub batch_rows: i64,
    /// Between two of them, in milliseconds: others write meanwhile.
    pub pause_ms: i64,
    /// Days by kind; a kind that is not here has its default.
    days: BTreeMap<Kind, i64>,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        Self { batch_rows: 100, pause_ms: 100, days: BTreeMap::new() }
    }
}

impl RetentionConfig {
    /// Days that a kind is kept.
    #[must_use]
    pub fn days(&self, kind: Kind) -> i64 {
        self.days.get(&kind).copied().unwrap_or(kind.row().days)
    }

    /// The same with another number of days.
    #[must_use]
    pub fn with_days(mut self, kind: Kind, days: i64) -> Self {
        self.days.insert(kind, days);
        self
    }
}

impl TryFrom<BTreeMap<String, i64>> for RetentionConfig {
    type Error = String;

    fn try_from(settings: BTreeMap<String, i64>) -> Result<Self, String> {
        let mut config = Self::default();
        for (name, number) in settings {
            let kind = name.strip_suffix("_days").and_then(Kind::parse);
            match (name.as_str(), kind) {
                ("batch_rows", _) => config.batch_rows = number,
                ("pause_ms", _) => config.pause_ms = number,
                (_, Some(kind)) => config = config.with_days(kind, number),
                (_, None) => {
                    let known: Vec<_> = KINDS.iter().map(|row| format!("{}_days", row.name)).collect();
                    return Err(format!("[retention] {name} is not known: batch_rows, pause_ms, {}", known.join(", ")));
                }
            }
        }
        Ok(config)
    }
}

impl Config {
    /// What rests on an application is not kept longer than it, and a certificate in force has its application.
    pub(super) fn check_retention(&self) -> Result<(), ConfigError> {
        let days = |kind| self.retention.days(kind);
        if days(Kind::Attachments) > days(Kind::Applications) {
            let words = "[retention] attachments_days must not be more than applications_days";
            return Err(ConfigError::Check(words.to_owned()));
        }
        if let Some(certificate) = self.certificate.as_ref().filter(|c| i64::from(c.valid_days) >= days(Kind::Applications)) {
            let words = format!("[retention] applications_days must be more than [certificate] valid_days = {}", certificate.valid_days);
            return Err(ConfigError::Check(words));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const EXAMPLE: &str = include_str!("../../../kommunal.example.toml");

    fn with(from: &str, to: &str) -> Result<Config, ConfigError> {
        assert!(EXAMPLE.contains(from), "{from}");
        Config::parse(&EXAMPLE.replace(from, to), |_| Some("smtp://127.0.0.1:25".to_owned()))
    }

    #[test]
    fn the_example_names_every_kind_with_its_default() {
        let section = EXAMPLE.split_once("[retention]").unwrap().1.split_once("\n[").unwrap().0;
        for row in &KINDS {
            assert!(section.contains(&format!("\n{}_days = {}", row.name, row.days)), "{}", row.name);
        }
        assert_eq!(with("x", "x").unwrap().retention.batch_rows, RetentionConfig::default().batch_rows);
    }

    #[test]
    fn the_documentation_names_every_kind_with_its_default() {
        let table = include_str!("../../../docs/retention.md");
        for row in &KINDS {
            assert!(table.contains(&format!("\n| `{}_days` | {} |", row.name, row.days)), "{}", row.name);
        }
    }

    #[test]
    fn what_contradicts_itself_or_is_not_known_is_refused_by_name() {
        let said = |from, to| with(from, to).unwrap_err().to_string();
        assert!(said("attachments_days = 180", "attachments_days = 1096").contains("[retention] attachments_days"));
        assert!(said("valid_days = 30 ", "valid_days = 1095 ").contains("[retention] applications_days"));
        assert!(said("letters_days", "leters_days").contains("[retention] leters_days is not known"));
        assert_eq!(with("letters_days = 30", "letters_days = 7").unwrap().retention.days(Kind::Letters), 7);
    }
}
