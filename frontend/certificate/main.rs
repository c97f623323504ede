//! The no-debt certificate: applying for it, following the application.
//!
//! `routes` addresses · `app` which screen an address shows · `state` what outlives a screen · `features` the screens ·
//! `parts` what they share · `api` its part of the server's API. What all bundles have in common is the library's.

mod api;
mod app;
mod features;
mod parts;
mod routes;
mod state;
mod words;

use frontend::{forms, platform, ui};

/// The texts: the common ones and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::{Key, clock, date_time, fill, money, month, t};

    /// Every key of `common.json` and `certificate.json`, as a constant.
    pub(crate) mod keys {
        use super::Key;
        pub(crate) use frontend::i18n::keys::*;
        include!(concat!(env!("OUT_DIR"), "/certificate.rs"));
    }
}

fn main() {
    frontend::app::begin::<state::App>(i18n::keys::COUNT, words::WORDS);
}
