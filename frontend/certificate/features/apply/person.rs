//! `/certificate/person`, *Əsas məlumatlar*: what the state registers say, not to be typed over; and the paper that shows
//! who acts for a company, where its register does not.

use super::{back, next};
use crate::api;
use crate::forms::{self, Issue};
use crate::i18n::{fill, keys, t};
use crate::parts::files::{self, FILE, Shelf};
use crate::parts::{came_back, fault, names, shown, title};
use crate::routes::Route;
use crate::state::App;
use crate::state::asked::Standing;
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::identity::{CompanyRecord, PersonRecord};
use shared::api::problem::ProblemCode;
use shared::application::Class;
use shared::application::journey::Step;
use shared::validation::Code;

/// The paper that shows who acts for a company.
const PAPER: Shelf = Shelf {
    label: keys::APPLY_PAPER,
    get: |app| app.draft.record.with(|record| record.answers.attachments.clone()),
    change: |app, change| app.draft.change(|answers| change(&mut answers.attachments)),
};

/// Asks the registers, unless they have answered.
pub(super) fn need(app: App) {
    if app.person.known().is_none() {
        app.person.ask(app, api::person, |_| ());
    }
    need_company(app);
}

fn need_company(app: App) {
    let answers = app.draft.answers();
    let (of, company) = app.company;
    if answers.class != Some(Class::NonResidential) {
        return;
    }
    let voen = answers.voen;
    if company.known().is_some() && of.get_untracked() == voen {
        return;
    }
    company.forget();
    of.set(voen.clone());
    company.ask(
        app,
        move || api::company(&voen),
        |app| {
            let acts = app.company.1.known().is_some_and(|record| record.acts);
            if acts != app.draft.answers().acts {
                app.draft.change(|answers| answers.acts = acts);
            }
        },
    );
}

/// The screen.
pub(crate) fn person(app: App) -> Vec<AnyView> {
    let again = |app: App| {
        app.person.forget();
        need(app);
    };
    let mut parts = vec![
        back(app, Step::Class),
        forms::summary(app.issues),
        fault(app.fault),
        title(t(keys::APPLY_STEP_PERSON)),
        ui::para("lead", t(keys::APPLY_PERSON_ABOUT)),
        came_back(app.person.course, keys::APPLY_REGISTRY_BACK),
        ui::heading(t(keys::APPLY_PERSON_YOU)),
        person_of(app, again),
    ];
    if app.draft.answers().class == Some(Class::NonResidential) {
        parts.extend(company(app));
    }
    parts.push(ui::form(next(app), move || go(app)));
    parts
}

/// What the register says; without a network, that the server will ask it.
fn person_of(app: App, again: fn(App)) -> AnyView {
    live(move || match is_unreachable(app) {
        true => ui::notice(Tone::Calm, t(keys::APPLY_PERSON_LATER), vec![]),
        false => shown(app.person, app, again, |_, record| lines_of(record)),
    })
}

/// No network, and the register has not answered yet: for a home nothing hangs on it before the application goes.
pub(super) fn is_unreachable(app: App) -> bool {
    app.person.course.standing.track();
    app.offline.get() && app.person.known().is_none() && app.draft.answers().class == Some(Class::Residential)
}

fn company(app: App) -> Vec<AnyView> {
    let again = |app: App| {
        app.company.1.forget();
        need(app);
    };
    let record = app.company.1;
    // A VÖEN that the register does not know was mistyped: it leads back to where it was typed.
    let unknown = move || {
        record
            .course
            .standing
            .with(|standing| matches!(standing, Standing::Refused(error) if error.code() == Some(ProblemCode::RegistryUnknown)))
    };
    let body = live(move || {
        if !unknown() {
            return shown(record, app, again, company_of);
        }
        let change = ui::link("btn ghost", Route::Step(Step::Class, false).path(), t(keys::APPLY_VOEN_CHANGE));
        let opening = fill(keys::APPLY_VOEN_UNKNOWN, &[("voen", &app.draft.answers().voen)]);
        view! { <div role="alert">{ui::notice(Tone::Bad, opening, vec![change])}</div> }.into_any()
    });
    vec![ui::heading(t(keys::APPLY_COMPANY)), came_back(record.course, keys::APPLY_REGISTRY_BACK), body]
}

fn line(what: crate::i18n::Key, value: &str) -> AnyView {
    if value.is_empty() { nothing() } else { ui::line(t(what), vec![value.to_owned()], nothing()) }
}

fn as_of(at: &str) -> AnyView {
    ui::para("saved", fill(keys::APPLY_REGISTRY_AT, &[("time", &names::moment(at))]))
}

fn lines_of(record: &PersonRecord) -> AnyView {
    let lines = vec![
        line(keys::APPLY_SURNAME, &record.surname),
        line(keys::APPLY_NAME, &record.name),
        line(keys::APPLY_PATRONYMIC, &record.patronymic),
        line(keys::APPLY_FIN, &record.fin),
        line(keys::APPLY_DOCUMENT, &record.document),
        line(keys::APPLY_REGISTERED_ADDRESS, &record.address),
    ];
    ui::group("register", vec![ui::lines(lines), as_of(&record.as_of)])
}

fn company_of(app: App, record: &CompanyRecord) -> AnyView {
    let lines = vec![
        line(keys::APPLY_COMPANY_NAME, &record.name),
        line(keys::APPLY_VOEN, &record.voen),
        line(keys::APPLY_REGISTERED_ADDRESS, &record.address),
    ];
    let acts = if record.acts {
        ui::notice(Tone::Good, t(keys::APPLY_ACTS), vec![])
    } else {
        ui::parts(vec![ui::notice(Tone::Calm, t(keys::APPLY_ACTS_NOT), vec![]), files::field(app, PAPER)])
    };
    ui::parts(vec![ui::group("register", vec![ui::lines(lines), as_of(&record.as_of)]), acts])
}

/// **İrəli**: what was shown was seen.
fn go(app: App) {
    let answers = app.draft.answers();
    let company = answers.class == Some(Class::NonResidential);
    let answered = app.person.known().is_some() && (!company || app.company.1.known().is_some());
    if !answered && !untrack(|| is_unreachable(app)) {
        return crate::platform::focus("title");
    }
    let paper = !company || answers.acts || !answers.attachments.is_empty();
    let wrong = if paper { vec![] } else { vec![Issue::new(FILE, keys::APPLY_PAPER, Code::FileMissing)] };
    if forms::refuse(app.issues, wrong) {
        return;
    }
    app.draft.change(|answers| answers.seen = answers.class.map(|class| (class, answers.voen_of(class))));
    app.onward(Step::Person);
}
