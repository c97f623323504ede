//! Parts that several screens show.

pub(crate) mod session;

pub(crate) use frontend::parts::{fault, fetched, not_found, title};
