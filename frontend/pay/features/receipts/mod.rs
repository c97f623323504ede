//! Receipts: found by number and code, and the last ones of this device.

pub(crate) mod find;
