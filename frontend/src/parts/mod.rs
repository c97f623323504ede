//! Parts that know the domain and are used by more than one feature: the frame of a screen, the steps, the receipt.

pub(crate) mod frame;
pub(crate) mod receipt;
pub(crate) mod steps;

use crate::api::{ApiError, explain};
use crate::i18n::{keys, t};
use crate::platform;
use crate::state::App;
use crate::state::pay::Load;
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;

/// The page's heading, which also names the document. It takes the focus when its screen comes.
pub(crate) fn title(text: impl Into<String>) -> AnyView {
    let text = text.into();
    platform::set_title(&[&text, " — ", t(keys::SHELL_TITLE)].concat());
    view! { <h1 id="title" tabindex="-1">{text}</h1> }.into_any()
}

/// A failed call, in words that are spoken at once.
pub(crate) fn fault(error: RwSignal<Option<ApiError>>) -> AnyView {
    live(move || match error.get() {
        None => nothing(),
        Some(error) => view! { <div role="alert">{ui::notice(Tone::Bad, explain(&error), vec![])}</div> }.into_any(),
    })
}

/// What is fetched: bars while it is on its way, words and a way to try again when it does not come.
pub(crate) fn fetched(load: RwSignal<Load>, again: fn(App), app: App, show: impl Fn(App) -> AnyView + Send + 'static) -> AnyView {
    fetched_of(load, again, app, Box::new(show))
}

fn fetched_of(load: RwSignal<Load>, again: fn(App), app: App, show: Box<dyn Fn(App) -> AnyView + Send>) -> AnyView {
    live(move || match load.get() {
        Load::Waiting => ui::skeleton(t(keys::WAIT)),
        Load::Ready => show(app),
        Load::Failed(error) => {
            let retry = ui::button("btn ghost", t(keys::TRY_AGAIN), move || again(app));
            view! { <div role="alert">{ui::notice(Tone::Bad, explain(&error), vec![retry])}</div> }.into_any()
        }
    })
}

/// The symbol and colour of a kind of charge.
pub(crate) fn charge_icon(charge: &str) -> AnyView {
    let (class, symbol) = match charge {
        "internet" => ("ic internet", "#i-globe"),
        "gas" => ("ic gas", "#i-flame"),
        "electricity" => ("ic power", "#i-bolt"),
        _ if charge.starts_with("intercity") => ("ic intercity", "#i-talk"),
        _ => ("ic phone", "#i-phone"),
    };
    ui::icon(class, symbol)
}

/// `Bakı, Abşeron (12)`.
#[must_use]
pub(crate) fn city_name(city: &shared::api::catalogue::CityOption) -> String {
    [&city.name, " (", &city.area, ")"].concat()
}

/// What was typed as a number, as people write it: `421 23 72`; unchanged when it is not one.
#[must_use]
pub(crate) fn number_of(city: &shared::api::catalogue::CityOption, typed: &str) -> String {
    landline(city, typed).map_or_else(|_| typed.to_owned(), |line| line.display_local())
}

/// The domain's verdict on a number.
///
/// # Errors
/// See [`shared::numbering::Landline::parse`].
pub(crate) fn landline(
    city: &shared::api::catalogue::CityOption,
    typed: &str,
) -> Result<shared::numbering::Landline, shared::validation::FieldError> {
    let numbering = shared::numbering::City { id: &city.id, area: &city.area, prefixes: &city.prefixes };
    shared::numbering::Landline::parse(&numbering, typed)
}

/// Anything that has no screen.
pub(crate) fn not_found() -> AnyView {
    ui::group(
        "narrow",
        vec![title(t(keys::NOT_FOUND_TITLE)), ui::para("", t(keys::NOT_FOUND_TEXT)), ui::link("btn", "/".to_owned(), t(keys::TO_HOME))],
    )
}
