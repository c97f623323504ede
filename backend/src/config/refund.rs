//! `[refund]`: how money is given back.

use super::{AcquirerConfig, Config, ConfigError};
use serde::Deserialize;

/// `[refund]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RefundConfig {
    /// A payment of which more than this goes back, all its cases together, needs a second person's approval, in qəpik.
    pub second_person_above_minor: i64,
    /// A biller that does not answer for so long raises an alarm, in seconds; it is asked on.
    pub alarm_after_s: i64,
}

impl Default for RefundConfig {
    fn default() -> Self {
        Self { second_person_above_minor: 5_000, alarm_after_s: 3_600 }
    }
}

impl Config {
    /// A refund's alarm is for a bank or a biller that stays silent, not for one that may still be answering.
    pub(super) fn check_refund(&self) -> Result<(), ConfigError> {
        let banks = self.acquirer.iter().map(|AcquirerConfig::Kapital { settings, .. }| settings.timeout_ms);
        let billers = self.biller.iter().filter_map(|biller| biller.remote.as_ref()).map(|remote| remote.timeout_ms);
        let longest = i64::try_from(banks.chain(billers).max().unwrap_or(0)).unwrap_or(i64::MAX);
        let patience = longest.saturating_add(self.payment.settle_ms);
        if self.refund.alarm_after_s.saturating_mul(1000) > patience {
            return Ok(());
        }
        let words = "[refund] alarm_after_s must be longer than the longest timeout_ms of a bank or a biller and payment.settle_ms together: \
                     every refund would call a person";
        Err(ConfigError::Check(words.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::config::Config;

    #[test]
    fn m18_a_refunds_alarm_that_comes_before_any_answer_is_refused_by_name() {
        let demo = include_str!("../../../kommunal.demo.toml");
        let with = |seconds: i64| Config::parse(&format!("{demo}\n[refund]\nalarm_after_s = {seconds}\n"), |_| None);
        for seconds in [-1, 0, 9] {
            assert!(with(seconds).unwrap_err().to_string().contains("[refund] alarm_after_s"), "{seconds}");
        }
        assert_eq!(with(10).unwrap().refund.alarm_after_s, 10);
    }
}
