//! Which account the paper is about. It does not say; whoever knows the number can ask whether it is this one. Computed
//! here: what is typed is sent to nobody.

use super::proof;
use super::verdict::About;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{keys, t};
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::certificate::Hidden;
use shared::validation::Code;

/// The field.
const TYPED: &str = "about";

/// The question and its answer.
pub(super) fn about(app: App) -> AnyView {
    let field = TextField {
        id: TYPED.to_owned(),
        label: keys::VERIFY_ABOUT_LABEL,
        hint: t(keys::VERIFY_ABOUT_HINT).to_owned(),
        value: app.verify.typed.get_untracked(),
        entry: ("text", "text", "off", "go"),
        class: "input capitals",
    };
    let typed = move |typed| {
        app.verify.typed.set(typed);
        // What was answered was about another number.
        app.verify.about.set(About::Untried);
    };
    let send = view! { <button type="submit" class="btn ghost">{t(keys::VERIFY_ABOUT_ASK)}</button> }.into_any();
    let form = ui::form(vec![forms::text_field(app.issues, field, typed), send], move || submit(app));
    view! {
        <section class="panel about-account"><h2>{t(keys::VERIFY_ABOUT)}</h2>{form}{answer(app)}</section>
    }
    .into_any()
}

fn answer(app: App) -> AnyView {
    let words = live(move || match app.verify.about.get() {
        About::Untried => nothing(),
        About::Trying => ui::para("asking", t(keys::VERIFY_ABOUT_TRYING)),
        About::Is(Hidden::SubscriberCode) => ui::notice(Tone::Good, t(keys::VERIFY_ABOUT_CODE), vec![]),
        About::Is(Hidden::Holder) => ui::notice(Tone::Good, t(keys::VERIFY_ABOUT_HOLDER), vec![]),
        About::Not => ui::notice(Tone::Bad, t(keys::VERIFY_ABOUT_NOT), vec![ui::para("", t(keys::VERIFY_ABOUT_NOT_WORDS))]),
        About::Unable => ui::notice(Tone::Warn, t(keys::VERIFY_UNABLE), vec![]),
    });
    view! { <div role="status">{words}</div> }.into_any()
}

fn submit(app: App) {
    let typed = app.verify.typed.get_untracked();
    let readings = proof::readings(&typed);
    if readings.is_empty() {
        let code = if typed.trim().is_empty() { Code::Empty } else { Code::Characters };
        forms::refuse(app.issues, vec![Issue::new(TYPED, keys::VERIFY_ABOUT_LABEL, code)]);
        return;
    }
    forms::refuse(app.issues, vec![]);
    let Some(Ok(paper)) = app.verify.paper.get_untracked() else { return };
    if app.verify.about.get_untracked() == About::Trying {
        return;
    }
    app.verify.about.set(About::Trying);
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        let answer = proof::about(&paper.statement, &readings).await;
        // Still the same paper, and still the same number in the field.
        if app.visit.get_untracked() == visit && app.verify.typed.get_untracked() == typed {
            app.verify.about.set(answer);
        }
    });
}
