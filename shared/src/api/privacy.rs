//! What this installation keeps of people, and for how long: what the page `/privacy` says.

use serde::{Deserialize, Serialize};

/// GET privacy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Privacy {
    /// In the order to show; only what is offered here.
    pub kept: Vec<KeptFor>,
}

/// One kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptFor {
    /// A name of [`crate::retention::KINDS`].
    pub kind: String,
    /// Days.
    pub days: i64,
}
