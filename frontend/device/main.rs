//! This device: what is kept on it, and how pages look on it.
//!
//! `routes` addresses · `app` which screen an address shows · `state` what outlives a screen · `features` the screens.

mod app;
mod features;
mod routes;
mod state;

use frontend::ui;

/// The texts: the common ones and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::{clock, fill, money, t};

    /// Every key of `common.json` and `device.json`, as a constant.
    pub(crate) mod keys {
        use frontend::i18n::Key;
        pub(crate) use frontend::i18n::keys::*;
        include!(concat!(env!("OUT_DIR"), "/device.rs"));
    }
}

fn main() {
    frontend::app::begin::<state::App>(i18n::keys::COUNT, frontend::i18n::words::NONE);
}
