//! The screens, a folder for each feature, a file for each screen. Features do not know each other: one reaches another
//! by its address.

pub(crate) mod catalogue;
pub(crate) mod pay;
