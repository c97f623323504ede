//! The pages of those who look after payments: what is open, one payment's whole course, refund cases, alarm cases.
//!
//! `routes` addresses · `app` which screen an address shows · `state` what outlives a screen · `features` the screens ·
//! `words` codes in the operator's words · `api` the server. What all bundles have in common is the library's.

mod api;
mod app;
mod features;
mod parts;
mod routes;
mod state;
mod words;

use frontend::{forms, platform, ui};

/// The texts: the common ones, those of everybody with a role, and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::{Key, clock, counted, date_time, fill, money, staff, t};

    /// Every key of `common.json` and `operator.json`, as a constant.
    pub(crate) mod keys {
        use super::Key;
        pub(crate) use frontend::i18n::keys::*;
        include!(concat!(env!("OUT_DIR"), "/operator.rs"));
    }
}

fn main() {
    frontend::app::begin::<state::App>(i18n::keys::COUNT, words::WORDS);
}
