//! Ports to the outside world and their adapters. Every call that changes something has three answers: yes, no, *don't know*.

pub mod acquirer;
pub mod biller;
pub mod mail;
