//! The screens: a folder each, a file a screen.

pub(crate) mod display;
pub(crate) mod drafts;
