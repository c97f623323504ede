//! What the bundles have in common: the citizen's payments (`pay/`), the certificate (`certificate/`), the officers' pages
//! (`office/`), what needs neither payment nor sign-in (`device/`) and a kiosk's layer (`kiosk/`), each a program of its own
//! with its own page, so that none weighs on another. They render on the client only: index.html paints a useful shell
//! before them, in the reader's language, and carries that language's texts.
//!
//! `app` from the page's start to its screens · `state` what outlives a screen · `parts` what screens share · `forms` and
//! `ui` what they are made of · `api` the server · `platform` the browser · `i18n` the texts.

pub mod api;
pub mod app;
pub mod forms;
pub mod i18n;
pub mod parts;
pub mod platform;
pub mod state;
pub mod ui;

/// Lighter by half a kilobyte than the allocator that comes with the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
