//! `/pay`: city and number.

use super::give_up;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{keys, t};
use crate::parts::{city_name, fault, fetched, landline, steps, title};
use crate::routes::Route;
use crate::state::{App, Screens};
use crate::ui;
use leptos::prelude::*;
use shared::payment::journey::PayDraft;
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
            fetched(app.offered.load, App::need_options, app, form),
        ],
    )
}

fn form(app: App) -> AnyView {
    let answers = app.pay.answers();
    let city = if answers.city.is_empty() { CITY_FIRST } else { &answers.city };
    let cities = app.offered.options.with(|options| options.cities.iter().map(|city| (city.id.clone(), city_name(city))).collect());
    let number = TextField {
        id: "number".to_owned(),
        label: keys::NUMBER,
        hint: t(keys::NUMBER_HINT).to_owned(),
        value: answers.number.clone(),
        entry: ("tel", "tel", "tel-local", "go"),
        class: "input number",
    };
    let children = vec![
        forms::select_field(app.issues, ("city", keys::CITY), cities, city, move |id| retype(app, |a| a.city = id)),
        forms::text_field(app.issues, number, move |typed| retype(app, |a| a.number = typed)),
        ui::group("row", vec![ui::submit(t(keys::NEXT)), ui::button("btn quiet", t(keys::GIVE_UP), move || give_up(app))]),
        steps::saved(app.pay),
    ];
    ui::form(children, move || next(app))
}

/// Another home's choices do not stay. A field tells only what has changed.
fn retype(app: App, retype: impl FnOnce(&mut PayDraft)) {
    app.pay.change(|answers| {
        retype(answers);
        answers.chosen.clear();
    });
}

fn next(app: App) {
    let mut answers = app.pay.answers();
    if answers.city.is_empty() {
        CITY_FIRST.clone_into(&mut answers.city);
    }
    let Some(city) = app.offered.city(&answers.city) else {
        forms::refuse(app.issues, vec![Issue::new("city", keys::CITY, Code::CityUnknown)]);
        return;
    };
    if let Err(error) = landline(&city, &answers.number) {
        forms::refuse(app.issues, vec![Issue::new("number", keys::NUMBER, error)]);
        return;
    }
    // Through `change`, so that the city nobody touched is saved too: a reload of the next step needs it.
    app.pay.change(|a| a.city = answers.city);
    app.go(&Route::Bills, None);
}
