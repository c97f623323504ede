//! Parts that know payments and are used by more than one feature: the steps, names.

pub(crate) mod steps;

use crate::ui;
use leptos::prelude::*;

pub(crate) use frontend::parts::{fault, fetched, title, title_as, told};
pub(crate) use frontend::state::offered::city_name;

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
    frontend::parts::not_found("/")
}
