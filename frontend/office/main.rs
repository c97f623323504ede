//! The officers' pages: the queue of applications and what is decided about each.
//!
//! `routes` addresses · `app` which screen an address shows · `state` what outlives a screen · `features` the screens ·
//! `logic` what needs no browser · `words` codes in the officer's words · `api` the server. What all bundles have in common
//! is the library's.

mod api;
mod app;
mod features;
mod logic;
mod parts;
mod routes;
mod state;
mod words;

use frontend::{forms, platform, ui};

/// The texts: the common ones and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::{Key, clock, counted, date_time, fill, money, staff, t};

    /// Every key of `common.json` and `office.json`, as a constant.
    pub(crate) mod keys {
        use super::Key;
        pub(crate) use frontend::i18n::keys::*;
        include!(concat!(env!("OUT_DIR"), "/office.rs"));
    }
}

fn main() {
    frontend::app::begin::<state::App>(i18n::keys::COUNT, words::WORDS);
}
