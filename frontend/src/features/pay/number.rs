//! `/pay`: city and number.

use super::give_up;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{keys, t};
use crate::parts::{city_name, fault, fetched, landline, steps, title};
use crate::routes::Route;
use crate::state::App;
use crate::ui;
use leptos::prelude::*;
use shared::validation::Code;

/// Where most people live.
const CITY_FIRST: &str = "12";

/// The screen.
pub(crate) fn number(app: App) -> AnyView {
    steps::wizard(
        1,
        vec![
            forms::summary(app.issues),
            fault(app.fault),
            title(t(keys::NUMBER_TITLE)),
            ui::para("lead", t(keys::SHELL_LEAD)),
            fetched(app.options_load, App::need_options, app, form),
        ],
    )
}

fn form(app: App) -> AnyView {
    let answers = app.pay.answers();
    let city = if answers.city.is_empty() { CITY_FIRST } else { &answers.city };
    let cities = app.options.with(|options| options.cities.iter().map(|city| (city.id.clone(), city_name(city))).collect());
    let number = TextField {
        id: "number".to_owned(),
        label: keys::NUMBER,
        hint: t(keys::NUMBER_HINT).to_owned(),
        value: answers.number.clone(),
        entry: ("tel", "tel", "tel-local"),
        class: "input number",
    };
    let children = vec![
        forms::select_field(app.issues, ("city", keys::CITY), cities, city, move |id| app.pay.change(|a| a.city = id)),
        forms::text_field(app.issues, number, move |typed| app.pay.change(|a| a.number = typed)),
        ui::group("row", vec![ui::submit(t(keys::NEXT)), ui::button("btn quiet", t(keys::GIVE_UP), move || give_up(app))]),
        steps::saved(app.pay),
    ];
    ui::form(children, move || next(app))
}

fn next(app: App) {
    let mut answers = app.pay.answers();
    if answers.city.is_empty() {
        CITY_FIRST.clone_into(&mut answers.city);
    }
    let Some(city) = app.city(&answers.city) else {
        forms::refuse(app.issues, vec![Issue::new("city", keys::CITY, Code::CityUnknown)]);
        return;
    };
    let line = match landline(&city, &answers.number) {
        Ok(line) => line,
        Err(error) => {
            forms::refuse(app.issues, vec![Issue::new("number", keys::NUMBER, error)]);
            return;
        }
    };
    // Another home's choices do not stay.
    let same = app.pay.shown_for.with_untracked(|(id, number)| *id == answers.city && *number == answers.number);
    let typed = answers.number.clone();
    app.pay.record.update(|record| {
        record.answers.city = answers.city;
        if !same && landline(&city, &typed).ok().as_ref() != Some(&line) {
            record.answers.chosen.clear();
        }
    });
    app.go(&Route::Bills, None);
}
