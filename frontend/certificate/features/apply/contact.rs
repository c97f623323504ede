//! `/certificate/contact`, *Əlaqə məlumatları*: a mobile proven by a code, further numbers, e-mail.

use super::{back, next};
use crate::api::{self, ApiError};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{Key, keys, t};
use crate::parts::code::{self, Acts};
use crate::parts::{fault, title};
use crate::platform;
use crate::state::App;
use crate::state::draft::Pending;
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{ProofView, ProveMobile};
use shared::application::answers::{MORE_MOBILES_MAX, contact as read_contact};
use shared::application::journey::Step;
use shared::id::Id;
use shared::mobile::Mobile;
use shared::validation::Code;

/// The mobile's element.
const MOBILE: &str = "mobile";

const ACTS: Acts = Acts {
    pending: |app| app.draft.record.with(|record| record.pending.clone()),
    send: send_code,
    attempt: try_code,
    change: |app| {
        app.draft.update(|record| record.pending = None);
        platform::focus(MOBILE);
    },
};

/// The screen: two forms, the number and then the rest.
pub(crate) fn contact(app: App) -> Vec<AnyView> {
    let proven = Memo::new(move |_| app.draft.record.with(|record| is_proven(&record.answers)));
    let number = live(move || if proven.get() { proven_number(app) } else { code::while_pending(app, ACTS, number_form) });
    let mut rest = vec![more(app), email(app)];
    rest.extend(next(app));
    vec![
        back(app, Step::Details),
        forms::summary(app.issues),
        fault(app.fault),
        title(t(keys::APPLY_STEP_CONTACT)),
        ui::para("lead", t(keys::APPLY_CONTACT_ABOUT)),
        view! { <section class="proof" aria-label=t(keys::APPLY_MOBILE)>{number}</section> }.into_any(),
        ui::form(rest, move || go(app)),
    ]
}

fn is_proven(answers: &shared::application::journey::CertificateDraft) -> bool {
    answers.proof.as_ref().is_some_and(|(_, number)| *number == answers.mobile)
}

fn number_form(app: App) -> AnyView {
    let field = TextField {
        id: MOBILE.to_owned(),
        label: keys::APPLY_MOBILE,
        hint: t(keys::APPLY_MOBILE_HINT).to_owned(),
        value: app.draft.record.with_untracked(|record| record.answers.mobile.clone()),
        entry: ("tel", "tel", "tel-national", "send"),
        class: "input number",
    };
    let send = view! { <button type="submit" class="btn">{t(keys::APPLY_CODE_SEND)}</button> }.into_any();
    let typed = move |typed| app.draft.change(|answers| answers.mobile = typed);
    ui::form(vec![forms::text_field(app.issues, field, typed), ui::group("row", vec![send])], move || send_code(app))
}

fn proven_number(app: App) -> AnyView {
    let typed = app.draft.record.with_untracked(|record| record.answers.mobile.clone());
    let shown = Mobile::parse(&typed).map_or(typed, |mobile| mobile.display());
    let change = move || {
        app.draft.update(|record| {
            record.answers.proof = None;
            record.pending = None;
        });
        platform::focus(MOBILE);
    };
    view! {
        <div class="proven" id="proven" tabindex="-1">
            <p><span class="label">{t(keys::APPLY_MOBILE)}</span><strong>{shown}</strong></p>
            <p class="tag">{t(keys::APPLY_MOBILE_PROVEN)}</p>
            {ui::button("btn quiet", t(keys::APPLY_MOBILE_CHANGE), change)}
        </div>
    }
    .into_any()
}

fn send_code(app: App) {
    let mobile = app.draft.answers().mobile;
    if let Err(error) = Mobile::parse(&mobile) {
        forms::refuse(app.issues, vec![Issue::new(MOBILE, keys::APPLY_MOBILE, error)]);
        return;
    }
    let call = |app: App, key| api::prove(key, &ProveMobile { mobile: app.draft.answers().mobile, lang: app.lang.get_untracked() });
    code::send(app, mobile, call, sent, not_sent);
}

fn sent(app: App, view: &ProofView) {
    let typed = app.draft.answers().mobile;
    app.draft.update(|record| record.pending = Some(code::pending_of(view, &typed)));
}

fn not_sent(app: App, error: ApiError) {
    if let ApiError::Problem(problem) = &error
        && forms::refuse(app.issues, forms::issues_of(problem, &[("mobile", MOBILE, keys::APPLY_MOBILE)]))
    {
        return;
    }
    app.fault.set(Some(error));
    platform::focus("title");
}

fn try_code(app: App, pending: Pending, typed: String) {
    if app.busy.get_untracked() {
        return;
    }
    app.busy.set(true);
    app.fault.set(None);
    spawn_local(async move {
        let answer = app.heard(api::try_code(&pending.id, &typed).await);
        app.busy.set(false);
        match answer {
            Ok(view) if view.proven => {
                app.issues.set(Vec::new());
                app.draft.update(|record| {
                    record.answers.proof = Id::parse(&view.id).map(|id| (id, record.answers.mobile.clone()));
                    record.pending = None;
                });
                platform::focus("proven");
                platform::say(t(keys::APPLY_MOBILE_PROVEN));
            }
            Ok(view) => app.draft.update(|record| record.pending = Some(code::pending_of(&view, &pending.typed))),
            Err(error) => {
                if let Some(left) = code::tries_left(&error) {
                    app.draft.update(|record| {
                        if let Some(pending) = record.pending.as_mut() {
                            pending.tries_left = left;
                        }
                    });
                }
                code::refused(app, error);
            }
        }
    });
}

fn more_id(index: usize) -> String {
    ["more-", &index.to_string()].concat()
}

fn more(app: App) -> AnyView {
    let count = Memo::new(move |_| app.draft.record.with(|record| record.answers.more.len()));
    let rows = live(move || {
        let typed = app.draft.record.with_untracked(|record| record.answers.more.clone());
        let row = |(index, value): (usize, String)| {
            let field = TextField {
                id: more_id(index),
                label: keys::APPLY_MORE,
                hint: String::new(),
                value,
                entry: ("tel", "tel", "off", "next"),
                class: "input number",
            };
            let typed = move |typed: String| {
                app.draft.change(|answers| {
                    if let Some(number) = answers.more.get_mut(index) {
                        *number = typed;
                    }
                });
            };
            let remove = move || {
                app.issues.set(Vec::new());
                app.draft.change(|answers| drop(answers.more.remove(index)));
                platform::focus("add-number");
            };
            let number = (index + 1).to_string();
            ui::group(
                "one-more",
                vec![forms::text_field(app.issues, field, typed), ui::button_with("btn quiet", t(keys::APPLY_FILE_REMOVE), number, remove)],
            )
        };
        _ = count.get();
        typed.into_iter().enumerate().map(row).collect::<Vec<_>>().into_any()
    });
    let add = live(move || {
        if count.get() >= MORE_MOBILES_MAX {
            return nothing();
        }
        let add = move |_| {
            let index = count.get_untracked();
            app.draft.change(|answers| answers.more.push(String::new()));
            platform::focus(&more_id(index));
        };
        view! { <p><button type="button" id="add-number" class="btn ghost" on:click=add>{t(keys::APPLY_MORE_ADD)}</button></p> }.into_any()
    });
    ui::group("more-numbers", vec![rows, add])
}

fn email(app: App) -> AnyView {
    let field = TextField {
        id: "email".to_owned(),
        label: keys::APPLY_EMAIL,
        hint: t(keys::APPLY_EMAIL_HINT).to_owned(),
        value: app.draft.answers().email,
        entry: ("email", "email", "email", "go"),
        class: "input",
    };
    forms::text_field(app.issues, field, move |typed| app.draft.change(|answers| answers.email = typed))
}

fn go(app: App) {
    // An empty line for a further number is no number.
    app.draft.change(|answers| answers.more.retain(|number| !number.trim().is_empty()));
    let answers = app.draft.answers();
    let mut wrong: Vec<Issue> = match read_contact(&answers.mobile, &answers.more, &answers.email) {
        Ok(_) => Vec::new(),
        Err(all) => all.into_iter().map(|(field, error)| Issue::new(element(&field), label(&field), error)).collect(),
    };
    let mobile_is_fine = wrong.iter().all(|issue| issue.id != MOBILE);
    if mobile_is_fine && !is_proven(&answers) {
        let at = if app.draft.record.with_untracked(|record| record.pending.is_some()) { code::CODE } else { MOBILE };
        wrong.insert(0, Issue::new(at, keys::APPLY_MOBILE, Code::MobileUnproven));
    }
    if !forms::refuse(app.issues, wrong) {
        app.onward(Step::Contact);
    }
}

/// `more[1]` → `more-1`.
fn element(field: &str) -> String {
    field.replace('[', "-").replace(']', "")
}

fn label(field: &str) -> Key {
    match field {
        "mobile" => keys::APPLY_MOBILE,
        "email" => keys::APPLY_EMAIL,
        _ => keys::APPLY_MORE,
    }
}

#[cfg(test)]
mod tests {
    use super::element;

    #[test]
    fn a_field_of_a_list_has_its_element() {
        assert_eq!((element("more[1]"), element("email")), ("more-1".to_owned(), "email".to_owned()));
    }
}
