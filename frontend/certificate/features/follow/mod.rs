//! Following: one's own applications, one of them, one followed by its number and mobile, the documents behind a link.

pub(crate) mod correct;
pub(crate) mod documents;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod track;
