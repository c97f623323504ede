//! `[security_events]`: where it is written who did what, beside the database.

use serde::Deserialize;
use std::path::PathBuf;

/// `[security_events]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecurityEventsConfig {
    /// One JSON object a line is appended; absent: the log, target `kommunal::security`.
    pub file: Option<PathBuf>,
}
