//! Checking a no-debt certificate, by anyone: a small program of its own, for notaries and officials who come for nothing
//! else, and the only page that may use the camera.
//!
//! `routes` addresses · `app` which screen an address shows · `state` what outlives a screen · `features` the screens, and
//! what a check is made of.

mod app;
mod features;
mod routes;
mod state;

use frontend::{forms, ui};

/// The texts: the common ones and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::{Key, date_time, fill, t};

    /// Every key of `common.json` and `verify.json`, as a constant.
    pub(crate) mod keys {
        use super::Key;
        pub(crate) use frontend::i18n::keys::*;
        include!(concat!(env!("OUT_DIR"), "/verify.rs"));
    }

    use frontend::i18n::words::{NONE, Words};
    use shared::validation::Code;

    /// This bundle's own words for codes.
    pub(crate) const WORDS: Words = Words {
        field: |code| match code {
            Code::CertificateNumber => Some(keys::FIELD_CERTIFICATE_NUMBER),
            _ => None,
        },
        problem: |_| None,
        ..NONE
    };
}

fn main() {
    frontend::app::begin::<state::App>(i18n::keys::COUNT, i18n::WORDS);
}
