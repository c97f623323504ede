//! Against implementations that are not ours: an identity provider (npm `oidc-provider`), an SMS centre (npm `smpp`) and a
//! mail server (npm `smtp-server`). What the sandbox misreads as we do would be found here.
#![allow(dead_code, unused_imports, clippy::unwrap_used, clippy::expect_used)]

#[path = "../app/mod.rs"]
mod app;
#[path = "../support/mod.rs"]
mod support;

mod mail;
mod peer;
mod sign_in;
mod sms;
