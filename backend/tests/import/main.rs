//! Taking receivables files in, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bench;
mod paid;
mod replaced;
mod rows;
#[path = "../support/mod.rs"]
mod support;
