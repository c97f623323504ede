//! Parts that more than one bundle shows: the frame of a screen, its heading, the steps of a wizard, what is on its way,
//! a receipt, who is signed in.

pub mod age;
pub mod frame;
pub mod receipt;
pub mod session;
pub mod steps;

use crate::api::{ApiError, explain};
use crate::i18n::{keys, t};
use crate::platform;
use crate::state::Load;
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;

/// The page's heading, which also names the document. It takes the focus when its screen comes; a wizard's step
/// ([`steps::wizard`]) and what an outcome comes to ([`told`]) are heard after it.
pub fn title(text: impl Into<String>) -> AnyView {
    let text = text.into();
    title_as(&text, text.clone())
}

/// The same where the heading has somebody's number: the document's name stands in the browser's history, without it.
pub fn title_as(name: &str, text: String) -> AnyView {
    platform::set_title(&[name, " — ", t(keys::SHELL_TITLE)].concat());
    heading(text.into_any())
}

/// Its words are an element of their own for those who listen (an ARIA attribute, if only with its default, makes it one).
/// Orca goes, without a word, to the first words of a screen when what was pressed is gone; were these the heading itself, it
/// would take the focus that comes for no news.
pub fn heading(words: AnyView) -> AnyView {
    view! { <h1 id="title" tabindex="-1"><span aria-live="off">{words}</span></h1> }.into_any()
}

/// What an outcome comes to, heard after its heading.
pub fn told(notice: AnyView) -> AnyView {
    view! { <div id="told">{notice}</div> }.into_any()
}

/// A failed call, in words that are spoken at once.
pub fn fault(error: RwSignal<Option<ApiError>>) -> AnyView {
    live(move || match error.get() {
        None => nothing(),
        Some(error) => view! { <div role="alert">{ui::notice(Tone::Bad, explain(&error), vec![])}</div> }.into_any(),
    })
}

/// What is fetched: bars while it is on its way, words and a way to try again when it does not come.
pub fn fetched<A: Copy + Send + Sync + 'static>(
    load: RwSignal<Load>,
    again: fn(A),
    app: A,
    show: impl Fn(A) -> AnyView + Send + 'static,
) -> AnyView {
    fetched_of(load, again, app, Box::new(show))
}

/// One for each bundle, not for each screen.
fn fetched_of<A: Copy + Send + Sync + 'static>(
    load: RwSignal<Load>,
    again: fn(A),
    app: A,
    show: Box<dyn Fn(A) -> AnyView + Send>,
) -> AnyView {
    live(move || match load.get() {
        Load::Waiting => ui::skeleton(t(keys::WAIT)),
        Load::Ready => show(app),
        Load::Failed(error) => {
            let retry = ui::button("btn ghost", t(keys::TRY_AGAIN), move || again(app));
            view! { <div role="alert">{ui::notice(Tone::Bad, explain(&error), vec![retry])}</div> }.into_any()
        }
    })
}

/// Anything that has no screen; `home` is where the bundle begins.
pub fn not_found(home: &str) -> AnyView {
    ui::group(
        "narrow",
        vec![title(t(keys::NOT_FOUND_TITLE)), ui::para("", t(keys::NOT_FOUND_TEXT)), ui::link("btn", home.to_owned(), t(keys::TO_HOME))],
    )
}
