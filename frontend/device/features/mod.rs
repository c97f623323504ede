//! The screens: a folder or a file each.

pub(crate) mod display;
pub(crate) mod drafts;
mod kept;
pub(crate) mod privacy;
pub(crate) mod receipts;
pub(crate) mod transfer;
