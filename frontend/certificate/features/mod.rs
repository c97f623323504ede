//! The screens, a folder for each feature, a file for each screen. Features do not know each other: one reaches another
//! by its address.

pub(crate) mod apply;
pub(crate) mod follow;
pub(crate) mod signed_out;
pub(crate) mod start;
