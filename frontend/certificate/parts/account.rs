//! Who is signed in, in the bar on top; and, near the session's end, the question whether to stay.

use crate::i18n::{fill, keys, t};
use crate::platform;
use crate::state::App;
use crate::ui::{self, live, nothing};
use leptos::prelude::*;

/// The bar's part.
pub(crate) fn account(app: App) -> AnyView {
    live(move || match app.session.who.get() {
        Some(person) => signed_in(app, &person.name),
        None => nothing(),
    })
}

fn signed_in(app: App, name: &str) -> AnyView {
    let name = name.to_owned();
    let mine = ui::link("who-name", "/applications".to_owned(), name);
    let out = ui::button("who-out", t(keys::SESSION_SIGN_OUT), move || app.sign_out());
    view! { <div class="who">{mine}{out}</div> }.into_any()
}

/// The dialogue holds the focus; Escape means to stay.
pub(crate) fn warning(app: App) -> AnyView {
    let near = Memo::new(move |_| app.session.left_s.get().is_some());
    live(move || {
        if !near.get() {
            return nothing();
        }
        platform::dialog_open("session-end");
        let left = live(move || ui::para("countdown", time_left(app.session.left_s.get().unwrap_or(0))));
        let (about, stay) = match app.session.prolongable.get_untracked() {
            true => (keys::SESSION_WARN_ABOUT, ui::button("btn", t(keys::SESSION_STAY), move || app.stay())),
            false => (keys::SESSION_WARN_LAST, nothing()),
        };
        let out = ui::button("btn ghost", t(keys::SESSION_SIGN_OUT), move || app.sign_out());
        view! {
            <dialog id="session-end" class="dialog" role="alertdialog" aria-labelledby="session-end-title" aria-describedby="session-end-about"
                on:cancel=move |event: leptos::ev::Event| { event.prevent_default(); app.stay(); }>
                <h2 id="session-end-title">{t(keys::SESSION_WARN)}</h2>
                <p id="session-end-about">{t(about)}</p>
                {left}
                <div class="row">{stay}{out}</div>
            </dialog>
        }
        .into_any()
    })
}

/// `1:05`.
fn time_left(seconds: i64) -> String {
    fill(keys::SESSION_LEFT, &[("time", &minutes(seconds))])
}

/// Minutes and seconds as a clock has them.
pub(crate) fn minutes(seconds: i64) -> String {
    let (minutes, seconds) = (seconds.max(0) / 60, seconds.max(0) % 60);
    let zero = if seconds < 10 { "0" } else { "" };
    [&minutes.to_string(), ":", zero, &seconds.to_string()].concat()
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn a_countdown_reads_as_a_clock() {
        assert_eq!((minutes(65), minutes(9), minutes(-3)), ("1:05".to_owned(), "0:09".to_owned(), "0:00".to_owned()));
    }
}
