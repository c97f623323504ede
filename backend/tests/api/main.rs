//! The whole server through its HTTP API, against the sandbox, on both engines.
//! One binary: linking it is what takes long.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../app/mod.rs"]
mod app;
#[path = "../support/mod.rs"]
mod support;

mod alarms;
mod applications;
mod applications_decided;
mod audit;
mod authorisation;
mod bad_input;
mod bad_payment;
mod bank_differences;
mod bank_return;
mod brands;
mod connections;
mod counterparts;
mod falsified;
mod falsified_kinds;
mod fees;
mod guide;
mod identity;
mod kept;
mod keys;
mod kiosks;
mod kiosks_told;
mod leases;
mod left_behind;
mod limits;
mod outcomes;
mod paid_once;
mod payment_registry;
mod planted;
mod put_back;
mod put_back_load;
mod put_back_refunds;
mod receipts;
mod refunds;
mod refunds_asked;
mod registers;
mod restart;
mod retention;
mod retention_planted;
mod security_events;
mod store;
mod stuck_payments;
mod surface;
mod transfers;
mod trouble_applications;
mod trouble_bank;
mod trouble_billers;
mod trouble_signing;
mod typed;
