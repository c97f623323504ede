//! What needs no browser: deadlines, what changed between two looks. Tested where it stands.

pub(crate) mod changes;
pub(crate) mod deadline;
pub(crate) mod rows;
