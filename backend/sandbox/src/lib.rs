//! The outside world of Kommunal, as a stand-in: a bank with its own card page, two billers, a mailbox, an
//! identity provider, the state registers and an SMS centre.
//!
//! Everything here speaks the *real* wire protocols, so that the portal cannot tell it from the real thing and needs no
//! special case for a demo or a test. It shares no code with the portal on purpose: an independent reading of the same
//! contracts catches the errors that two sides built from one source would agree on.
//!
//! | room | what lives there |
//! |---|---|
//! | [`bank`] | Kapital TXPG: orders, captures, reversals, refunds; the card page and its 3-D Secure step |
//! | [`billers`] | the remote biller's contract, with a population derived from a seed |
//! | [`mail`] | an SMTP server and an inbox to read what arrived |
//! | [`sms`] | an SMS centre over SMPP and HTTP, and the phones to read what arrived |
//! | [`identity`] | an OpenID Connect provider with its sign-in page |
//! | `registry` | the population's and the taxpayers' register |
//! | [`residents`] | the demonstration's people and companies |
//! | [`faults`] | trouble on request, for each surface |
//! | [`control`] | the switches and the books, over HTTP |
//! | [`generate`] | receivables files of any size |
//!
//! It is never linked into a production build.

mod app;
pub mod bank;
pub mod billers;
mod clock;
mod config;
pub mod control;
mod digest;
pub mod faults;
mod front;
pub mod generate;
mod html;
pub mod identity;
mod journal;
pub mod mail;
mod money;
mod people;
pub mod random;
mod registry;
pub mod residents;
mod server;
mod signature;
pub mod sms;
pub mod special;
mod texts;
mod world;

pub use config::{Config, IdentityClient};
pub use server::{Running, Sandbox, StartError};
pub use world::{Books, OrderLine, PostingLine};
