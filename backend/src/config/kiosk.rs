//! How kiosks work.

use serde::Deserialize;

/// WCAG 2.2.1: so long a warning must last at least.
const COUNTDOWN_S_MIN: i64 = 20;

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
        let Self { idle_s, countdown_s, session_max_s, silent_s } = *self;
        if [idle_s, countdown_s, session_max_s, silent_s].into_iter().any(|seconds| !(1..=86_400).contains(&seconds)) {
            return Err("kiosk: each time must be from 1 to 86400 seconds".to_owned());
        }
        if countdown_s < COUNTDOWN_S_MIN {
            return Err(format!("kiosk.countdown_s must be at least {COUNTDOWN_S_MIN}: nobody may be put out sooner (WCAG 2.2.1)"));
        }
        if session_max_s <= idle_s + countdown_s {
            return Err("kiosk.session_max_s must be longer than idle_s and countdown_s together".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::KioskConfig;

    #[test]
    fn whoever_is_asked_has_time_to_answer() {
        let with = |countdown_s| KioskConfig { countdown_s, ..KioskConfig::default() }.check();
        assert!(with(19).is_err_and(|why| why.contains("countdown_s")));
        assert_eq!((with(20), with(0).is_err()), (Ok(()), true));
    }
}
