//! `/certificate/details`, *Müraciət məlumatları*: code and its debt, address, purpose, languages of copies.

use super::{back, debt, next};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{Key, fill, keys, t};
use crate::parts::{fault, names, title};
use crate::state::asked::Standing;
use crate::state::{App, journey};
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use shared::application::Class;
use shared::application::answers::{PURPOSE_LENGTH_MAX, PURPOSE_OTHER, address};
use shared::application::journey::Step;
use shared::format::Lang;

/// The code's element.
pub(super) const ACCOUNT: &str = "account";

/// The screen.
pub(crate) fn details(app: App) -> Vec<AnyView> {
    let mut children = vec![account(app), debt::debt(app), address_field(app), purpose(app), purpose_text(app), copies(app)];
    children.extend(next(app));
    vec![
        back(app, Step::Person),
        forms::summary(app.issues),
        fault(app.fault),
        title(t(keys::APPLY_STEP_DETAILS)),
        ui::form(children, move || go(app)),
    ]
}

fn account(app: App) -> AnyView {
    let answers = app.draft.answers();
    let options = app.options();
    let digits = match answers.class {
        Some(Class::NonResidential) => options.non_residential_digits,
        _ => options.residential_digits,
    };
    let hint = match digits {
        0 => t(keys::APPLY_ACCOUNT_HINT).to_owned(),
        digits => fill(keys::APPLY_ACCOUNT_HINT_DIGITS, &[("n", &digits.to_string())]),
    };
    let mode = if digits == 0 { "text" } else { "numeric" };
    let field = TextField {
        id: ACCOUNT.to_owned(),
        label: keys::APPLY_ACCOUNT,
        hint,
        value: answers.account,
        entry: ("text", mode, "off", "next"),
        class: "input account",
    };
    forms::text_field(app.issues, field, move |typed| {
        app.draft.change(|answers| answers.account = typed);
        app.issues.update(|all| all.retain(|issue| issue.id != ACCOUNT));
        debt::retyped(app);
    })
}

/// The register's address, of whom the certificate is about.
fn registered(app: App) -> Option<String> {
    let company = app.draft.answers().class == Some(Class::NonResidential);
    let address = if company { app.company.1.known()?.address } else { app.person.known()?.address };
    (!address.is_empty()).then_some(address)
}

fn address_field(app: App) -> AnyView {
    let filled = RwSignal::new(0);
    let field = live(move || {
        filled.track();
        let field = TextField {
            id: "address".to_owned(),
            label: keys::APPLY_ADDRESS,
            hint: t(keys::APPLY_ADDRESS_HINT).to_owned(),
            value: app.draft.answers().address,
            entry: ("text", "text", "address-line1", "next"),
            class: "input",
        };
        forms::text_field(app.issues, field, move |typed| app.draft.change(|answers| answers.address = typed))
    });
    let offer = live(move || {
        app.person.course.standing.track();
        app.company.1.course.standing.track();
        let Some(address) = registered(app) else { return nothing() };
        let take = move || {
            app.draft.change(|answers| answers.address.clone_from(&address));
            filled.update(|filled| *filled += 1);
            crate::platform::focus("address");
        };
        ui::button("btn quiet", t(keys::APPLY_ADDRESS_TAKE), take)
    });
    ui::group("with-offer", vec![field, offer])
}

fn purpose(app: App) -> AnyView {
    let mut choices = vec![(String::new(), t(keys::APPLY_CHOOSE).to_owned())];
    choices.extend(app.options().purposes.into_iter().map(|purpose| (purpose.id, purpose.name)));
    let chosen = app.draft.answers().purpose;
    forms::select_field(app.issues, ("purpose", keys::APPLY_PURPOSE), choices, &chosen, move |id| {
        app.draft.change(|answers| answers.purpose = id);
    })
}

/// In own words, for a purpose that is not in the list.
fn purpose_text(app: App) -> AnyView {
    let other = Memo::new(move |_| app.draft.record.with(|record| record.answers.purpose == PURPOSE_OTHER));
    live(move || {
        if !other.get() {
            return nothing();
        }
        let named = ("purpose_text", keys::APPLY_PURPOSE_TEXT, t(keys::APPLY_PURPOSE_TEXT_HINT).to_owned());
        let typed = app.draft.record.with_untracked(|record| record.answers.purpose_text.clone());
        forms::area_field(app.issues, named, typed, PURPOSE_LENGTH_MAX, move |typed| {
            app.draft.change(|answers| answers.purpose_text = typed);
        })
    })
}

fn copies(app: App) -> AnyView {
    let one = |id: &'static str, lang: Lang| {
        let there = app.draft.answers().copies.contains(&lang);
        forms::check_field_in(app.issues, (id, t(names::lang(lang)).to_owned(), Some(lang.tag())), there, move |wanted| {
            app.draft.change(|answers| {
                answers.copies.retain(|copy| *copy != lang);
                if wanted {
                    answers.copies.push(lang);
                }
            });
        })
    };
    let both = vec![one("copy-ru", Lang::Ru), one("copy-en", Lang::En)];
    view! {
        <fieldset class="choices copies"><legend>{t(keys::APPLY_COPIES)}</legend><p class="hint">{t(keys::APPLY_COPIES_HINT)}</p>{both}</fieldset>
    }
    .into_any()
}

/// **İrəli**. A debt that is being asked for is waited for; one that is owed or unknown is not passed by, but without a
/// network, when only the server can ask.
pub(super) fn go(app: App) {
    let answers = app.draft.answers();
    let Some(class) = answers.class else { return };
    let wrong: Vec<Issue> = journey::with_form(&app.options(), |form| {
        let issue = |(id, label): (&str, Key), error| Issue::new(id, label, error);
        let account = form.account(class, &answers.account).err().map(|error| issue((ACCOUNT, keys::APPLY_ACCOUNT), error));
        let address = address(&answers.address).err().map(|error| issue(("address", keys::APPLY_ADDRESS), error));
        let purpose = form.purpose(&answers.purpose, &answers.purpose_text).err().map(|(field, error)| {
            let label = if field == "purpose" { keys::APPLY_PURPOSE } else { keys::APPLY_PURPOSE_TEXT };
            issue((field, label), error)
        });
        account.or_else(|| debt::issue(app)).into_iter().chain(address).chain(purpose).collect()
    });
    if forms::refuse(app.issues, wrong) {
        return;
    }
    if debt::is_clear(app) {
        return app.onward(Step::Details);
    }
    debt::ask(app);
    if debt::is_unreachable(app) {
        app.draft.change(|answers| answers.unasked = answers.account.clone());
        return app.onward(Step::Details);
    }
    match app.debt.1.course.standing.get_untracked() {
        Standing::Asking => app.hurried.set(true),
        _ => crate::platform::focus(ACCOUNT),
    }
}
