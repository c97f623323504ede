//! How kiosks work.

use serde::Deserialize;

/// `[kiosk]`. All of it in seconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KioskConfig {
    /// Without a touch for this long, the visitor is asked.
    pub idle_s: i64,
    /// And has this long to answer, before everything is wiped: no less than 20 seconds (WCAG 2.2.1).
    pub countdown_s: i64,
    /// A session is over this long after its first use, in any case.
    pub session_max_s: i64,
    /// A kiosk's page, or its launcher, not heard for this long is shown as silent.
    pub silent_s: i64,
}

impl Default for KioskConfig {
    fn default() -> Self {
        Self { idle_s: 90, countdown_s: 30, session_max_s: 1800, silent_s: 120 }
    }
}

impl KioskConfig {
    pub(super) fn check(&self) -> Result<(), String> {
        let Self { idle_s, countdown_s, session_max_s, .. } = *self;
        if session_max_s <= idle_s + countdown_s {
            return Err("[kiosk] session_max_s must be longer than idle_s and countdown_s together".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::KioskConfig;

    #[test]
    fn a_session_lasts_longer_than_the_question_whether_to_go_on() {
        let with = |session_max_s| KioskConfig { session_max_s, ..KioskConfig::default() }.check();
        assert!(with(120).is_err_and(|why| why.contains("[kiosk] session_max_s")));
        assert_eq!(with(121), Ok(()));
    }
}
