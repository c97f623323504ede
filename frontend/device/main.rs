//! What needs neither payment nor sign-in: what is kept on this device and how it goes to another, receipts found again,
//! how pages look.
//!
//! `routes` addresses · `app` which screen an address shows · `records` what records say to a list · `api` the calls ·
//! `state` what outlives a screen · `features` the screens.

mod api;
mod app;
mod features;
mod records;
mod routes;
mod state;

use frontend::{forms, ui};

/// The texts: the common ones and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::{Key, counted, date_time, fill, lang, money, t};

    /// Every key of `common.json`, `receipt.json` and `device.json`, as a constant.
    pub(crate) mod keys {
        use frontend::i18n::Key;
        pub(crate) use frontend::i18n::keys::*;
        pub(crate) use frontend::i18n::receipt::*;
        include!(concat!(env!("OUT_DIR"), "/device.rs"));
    }

    use frontend::i18n::words::{NONE, Words};
    use shared::validation::Code;

    /// This bundle's own words for codes.
    pub(crate) const WORDS: Words = Words {
        field: |code| match code {
            Code::CodeFormat => Some(keys::TAKE_PIN_FORMAT),
            Code::CodeWrong => Some(keys::TAKE_PIN_WRONG),
            Code::ReceiptNumber => Some(keys::FIELD_RECEIPT_NUMBER),
            Code::ReceiptCode => Some(keys::FIELD_RECEIPT_CODE),
            _ => None,
        },
        problem: |_| None,
        ..NONE
    };
}

fn main() {
    frontend::app::begin::<state::App>(i18n::keys::COUNT, i18n::WORDS);
}
