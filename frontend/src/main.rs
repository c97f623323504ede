//! The citizen's single-page app. It renders on the client only: index.html paints a useful shell before it, in the
//! reader's language, and carries that language's texts.
//!
//! `routes` addresses · `state` what outlives a screen · `features` the screens · `parts` what they share · `forms` and
//! `ui` what they are made of · `api` the server · `platform` the browser · `i18n` the texts.

mod api;
mod app;
mod features;
mod forms;
mod i18n;
mod parts;
mod platform;
mod routes;
mod state;
mod ui;

use shared::format::Lang;

fn main() {
    let lang = Lang::from_tag(&platform::page_lang()).unwrap_or_default();
    i18n::set(lang, api::inline_texts().unwrap_or_default());
    app::begin();
}
