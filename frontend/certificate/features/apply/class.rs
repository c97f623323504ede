//! `/certificate/class`: a home or an organisation, and whose VÖEN.

use super::next;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{Key, keys, t};
use crate::parts::{fault, title};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use shared::application::Class;
use shared::application::journey::Step;
use shared::person::Voen;
use shared::validation::Code;

/// The screen.
pub(crate) fn class(app: App) -> Vec<AnyView> {
    let chosen = Memo::new(move |_| app.draft.record.with(|record| record.answers.class));
    let voen = live(move || if chosen.get() == Some(Class::NonResidential) { voen(app) } else { nothing() });
    let mut children = vec![choices(app), voen];
    children.extend(next(app));
    vec![
        ui::link("back", Route::Start.path(), t(keys::BACK)),
        forms::summary(app.issues),
        fault(app.fault),
        title(t(keys::APPLY_CLASS_TITLE)),
        ui::form(children, move || go(app)),
    ]
}

fn choices(app: App) -> AnyView {
    let one = |class: Class, name: Key, about: Key| {
        let id = ["class-", class.as_str()].concat();
        let label_for = id.clone();
        let about_id = [&id, "-about"].concat();
        let described = about_id.clone();
        let checked = app.draft.answers().class == Some(class);
        let pick = move |_| {
            app.issues.set(Vec::new());
            app.draft.change(|answers| answers.class = Some(class));
        };
        view! {
            <div class="choice">
                <input type="radio" name="class" id=id prop:checked=checked aria-describedby=described on:change=pick />
                <label for=label_for>{t(name)}</label>
                <p class="hint" id=about_id>{t(about)}</p>
            </div>
        }
        .into_any()
    };
    let home = one(Class::Residential, keys::APPLY_RESIDENTIAL, keys::APPLY_RESIDENTIAL_ABOUT);
    let firm = one(Class::NonResidential, keys::APPLY_NON_RESIDENTIAL, keys::APPLY_NON_RESIDENTIAL_ABOUT);
    let wrong = move || app.issues.with(|all| all.iter().any(|issue| issue.id == FIRST));
    view! {
        <fieldset class=move || if wrong() { "choices wrong" } else { "choices" }>
            <legend>{t(keys::APPLY_CLASS)}</legend>{forms::message(app.issues, FIRST)}{home}{firm}
        </fieldset>
    }
    .into_any()
}

/// The element that the summary leads to.
const FIRST: &str = "class-residential";

fn voen(app: App) -> AnyView {
    let field = TextField {
        id: "voen".to_owned(),
        label: keys::APPLY_VOEN,
        hint: t(keys::APPLY_VOEN_HINT).to_owned(),
        value: app.draft.answers().voen,
        entry: ("text", "numeric", "off", "go"),
        class: "input voen",
    };
    // Another company's register has not been asked.
    forms::text_field(app.issues, field, move |typed| {
        app.draft.change(|answers| {
            answers.acts = false;
            answers.voen = typed;
        });
    })
}

fn go(app: App) {
    let answers = app.draft.answers();
    let wrong = match answers.class {
        None => vec![Issue::new(FIRST, keys::APPLY_STEP_CLASS, Code::ChoiceUnknown)],
        Some(Class::NonResidential) => match Voen::parse(&answers.voen) {
            Err(error) => vec![Issue::new("voen", keys::APPLY_VOEN, error)],
            Ok(_) => vec![],
        },
        Some(Class::Residential) => vec![],
    };
    if !forms::refuse(app.issues, wrong) {
        app.onward(Step::Class);
    }
}
