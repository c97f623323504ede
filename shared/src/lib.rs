//! The domain of Kommunal, shared by the server and the browser: one verdict on both sides.
//!
//! Pure: no I/O, no clock, no randomness, no floats. Times and identifiers come in as values.
//! What does not live here: SQL, HTTP, anything that knows a bank's or a biller's wire format.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod alarm;
pub mod api;
pub mod application;
pub mod backoff;
pub mod bill;
pub mod biller;
pub mod bundle;
pub mod certificate;
pub mod contact;
pub mod format;
pub mod id;
pub mod ledger;
pub mod mobile;
pub mod money;
pub mod name;
pub mod numbering;
pub mod paper;
pub mod payment;
pub mod person;
pub mod receipt;
pub mod reference_number;
pub mod refund;
pub mod retention;
pub mod security;
pub mod time;
pub mod typed;
pub mod validation;
