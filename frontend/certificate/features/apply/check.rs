//! `/certificate/check`: everything once more, the declaration, **Müraciəti göndər**.

use super::{back, send};
use crate::forms::{self, Issue};
use crate::i18n::{Key, fill, keys, t};
use crate::parts::{fault, names, shown, title, waiting};
use crate::routes::Route;
use crate::state::{App, Screens};
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use frontend::parts::steps;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::application::Class;
use shared::application::answers::PURPOSE_OTHER;
use shared::application::journey::{CertificateDraft, Step};
use shared::mobile::Mobile;
use shared::validation::Code;

/// The declaration's element.
pub(super) const DECLARED: &str = "declared";

/// The screen.
pub(crate) fn check(app: App) -> Vec<AnyView> {
    vec![
        back(app, Step::Contact),
        forms::summary(app.issues),
        refused_meanwhile(app),
        send::verdict(app),
        fault(app.fault),
        title(t(keys::APPLY_CHECK_TITLE)),
        live(move || sections(app, &app.draft.record.with(|record| record.answers.clone()))),
        live(move || if is_waiting(app) { waits(app) } else { form(app) }),
    ]
}

fn form(app: App) -> AnyView {
    ui::form(vec![declaration(app), action(app), steps::saved(app.draft.saved)], move || go(app))
}

/// The queue's answer leads to where it can be mended, also while this page is open.
fn refused_meanwhile(app: App) -> AnyView {
    live(move || {
        if app.draft.record.with(|record| record.refusal.is_some()) {
            send::go_on(app);
        }
        nothing()
    })
}

fn is_waiting(app: App) -> bool {
    app.draft.record.with(|record| record.is_under_way() && record.queued_ms.is_some())
}

/// It is in the queue. What the server may have already is not changed any more.
fn waits(app: App) -> AnyView {
    let tried = app.draft.record.with_untracked(|record| record.tried);
    let about = ui::para("", t(if tried { keys::QUEUE_TRIED } else { keys::QUEUE_ABOUT }));
    let mut actions = vec![ui::button("btn", t(keys::QUEUE_NOW), move || app.queue.wake())];
    if !tried {
        actions.push(ui::button("btn ghost", t(keys::QUEUE_TAKE_BACK), move || send::take_back(app)));
    }
    let another = move || {
        spawn_local(async move {
            app.draft.anew().await;
            app.go(&Route::Step(Step::Class, false), None);
        });
    };
    actions.push(ui::button("btn quiet", t(keys::QUEUE_ANOTHER), another));
    let why = live(move || ui::para("", waiting::why(app)));
    let notice = ui::notice(Tone::Calm, t(keys::QUEUE_WAITS), vec![about, why, ui::group("row", actions)]);
    view! { <div id="waits" aria-live="polite" tabindex="-1">{notice}</div> }.into_any()
}

fn section(head: Key, step: Step, lines: Vec<(Key, Vec<String>)>) -> AnyView {
    let lines = lines.into_iter().filter(|(_, values)| values.iter().any(|value| !value.is_empty()));
    let lines = lines.map(|(what, values)| ui::line(t(what), values, nothing())).collect();
    section_of(head, step, ui::lines(lines))
}

fn section_of(head: Key, step: Step, body: AnyView) -> AnyView {
    let change = ui::link_with("", Route::Step(step, true).path(), t(keys::CHANGE), t(head).to_owned());
    view! { <section class="checked"><div class="checked-head"><h2>{t(head)}</h2>{change}</div>{body}</section> }.into_any()
}

fn sections(app: App, answers: &CertificateDraft) -> AnyView {
    let class = answers.class.unwrap_or_default();
    let voen = if class == Class::NonResidential { answers.voen.clone() } else { String::new() };
    let one = |text: String| vec![text];
    let files = answers.attachments.iter().map(|file| file.name.clone()).collect();
    let purpose = if answers.purpose == PURPOSE_OTHER { answers.purpose_text.clone() } else { app.purpose(&answers.purpose) };
    let copies = answers.copies.iter().map(|lang| t(names::lang(*lang)).to_owned()).collect();
    let mobile = |typed: &String| Mobile::parse(typed).map_or_else(|_| typed.clone(), |mobile| mobile.display());
    ui::parts(vec![
        section(
            keys::APPLY_STEP_CLASS,
            Step::Class,
            vec![(keys::APPLY_CLASS_IS, one(t(names::class(class)).to_owned())), (keys::APPLY_VOEN, one(voen))],
        ),
        section_of(keys::APPLY_STEP_PERSON, Step::Person, person(app, files)),
        section(
            keys::APPLY_STEP_DETAILS,
            Step::Details,
            vec![
                (keys::APPLY_ACCOUNT, one(answers.account.clone())),
                (keys::APPLY_ADDRESS, one(answers.address.clone())),
                (keys::APPLY_PURPOSE, one(purpose)),
                (keys::APPLY_COPIES, copies),
            ],
        ),
        section(
            keys::APPLY_STEP_CONTACT,
            Step::Contact,
            vec![
                (keys::APPLY_MOBILE, one(mobile(&answers.mobile))),
                (keys::APPLY_MORE, answers.more.iter().map(mobile).collect()),
                (keys::EMAIL, one(answers.email.trim().to_owned())),
            ],
        ),
    ])
}

fn person(app: App, files: Vec<String>) -> AnyView {
    let again = |app: App| {
        app.person.forget();
        super::person::need(app);
    };
    if untrack(|| super::person::is_unreachable(app)) {
        return ui::para("hint", t(keys::APPLY_PERSON_LATER));
    }
    shown(app.person, app, again, move |app, record| {
        let name = [&*record.surname, &*record.name, &*record.patronymic].join(" ");
        let mut lines = vec![
            ui::line(t(keys::APPLY_APPLICANT), vec![name.trim().to_owned()], nothing()),
            ui::line(t(keys::APPLY_FIN), vec![record.fin.clone()], nothing()),
        ];
        let company = app.company.1.known().filter(|_| app.draft.answers().class == Some(Class::NonResidential));
        if let Some(company) = company {
            lines.push(ui::line(t(keys::APPLY_COMPANY), vec![company.name], nothing()));
        }
        if !files.is_empty() {
            lines.push(ui::line(t(keys::APPLY_FILES), files.clone(), nothing()));
        }
        ui::lines(lines)
    })
}

fn declaration(app: App) -> AnyView {
    let text = fill(keys::APPLY_DECLARATION, &[("issuer", &app.options().issuer)]);
    let there = app.draft.answers().declared;
    let field = forms::check_field(app.issues, (DECLARED, text), there, move |declared| {
        app.draft.change(|answers| answers.declared = declared);
    });
    ui::group("declaration", vec![field])
}

fn action(app: App) -> AnyView {
    let words = live(move || {
        let busy = app.busy.get();
        let text = if busy { keys::APPLY_SENDING } else { keys::APPLY_SEND };
        let state = if busy { "true" } else { "false" };
        view! { <button type="submit" class="btn" id="send" aria-disabled=state>{t(text)}</button> }.into_any()
    });
    ui::group("row", vec![words])
}

fn go(app: App) {
    let declared = app.draft.answers().declared;
    let wrong = if declared { vec![] } else { vec![Issue::new(DECLARED, keys::APPLY_DECLARED, Code::NotDeclared)] };
    if !forms::refuse(app.issues, wrong) {
        send::send(app);
    }
}
