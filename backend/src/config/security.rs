//! `[security_events]`: where it is written who did what, and for how long it is kept.

use serde::Deserialize;
use std::path::PathBuf;

/// `[security_events]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecurityEventsConfig {
    /// One JSON object a line is appended; absent: the log, target `kommunal::security`.
    pub file: Option<PathBuf>,
    /// Events in the database are deleted after so many days.
    pub keep_days: i64,
}

impl Default for SecurityEventsConfig {
    fn default() -> Self {
        Self { file: None, keep_days: 365 }
    }
}
