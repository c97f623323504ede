//! How kiosks work.

use serde::Deserialize;

/// `[kiosk]`. All of it in seconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KioskConfig {
    /// Without a touch for this long, the visitor is asked.
    pub idle_s: i64,
    /// And has this long to answer, before everything is wiped.
    pub countdown_s: i64,
    /// A session is over this long after its first use, in any case.
    pub session_max_s: i64,
    /// A kiosk not heard for this long is shown as silent.
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
        if session_max_s <= idle_s + countdown_s {
            return Err("kiosk.session_max_s must be longer than idle_s and countdown_s together".to_owned());
        }
        Ok(())
    }
}
