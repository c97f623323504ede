//! The whole server through its HTTP API, against the sandbox, on both engines.
//! One binary: linking it is what takes long.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../app/mod.rs"]
mod app;
#[path = "../support/mod.rs"]
mod support;

mod applications;
mod applications_decided;
mod audit;
mod authorisation;
mod bad_input;
mod bad_payment;
mod brands;
mod guide;
mod identity;
mod kept;
mod keys;
mod kiosks;
mod kiosks_told;
mod leases;
mod limits;
mod outcomes;
mod receipts;
mod refunds;
mod registers;
mod restart;
mod store;
mod surface;
mod transfers;
mod trouble_applications;
mod trouble_bank;
mod trouble_billers;
mod trouble_signing;
