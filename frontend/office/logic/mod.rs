//! What needs no browser: deadlines and ages, what changed between two looks, the geometry of plots. Tested where it stands.

pub(crate) mod changes;
pub(crate) mod deadline;
pub(crate) mod plot;
pub(crate) mod rows;
