//! Fields: what was typed stays as it is, the verdict on it is the domain's own (`shared`), said at the field and once
//! more in a summary that leads to it.

use crate::i18n::{Key, fill, keys, t};
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use shared::api::problem::Problem;
use shared::validation::FieldError;

pub use crate::i18n::words::field as explain;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The field's element.
    pub id: String,
    /// What the field is called.
    pub label: Key,
    /// What is wrong.
    pub error: FieldError,
}

impl Issue {
    /// A verdict on a field.
    pub fn new(id: impl Into<String>, label: Key, error: impl Into<FieldError>) -> Self {
        Self { id: id.into(), label, error: error.into() }
    }
}

/// The server's verdicts, where their fields are on this screen: its name for a field, our element and label.
#[must_use]
pub fn issues_of(problem: &Problem, fields: &[(&str, &str, Key)]) -> Vec<Issue> {
    let ours = |name: &str| fields.iter().find(|(theirs, ..)| *theirs == name);
    let issue = |f: &shared::api::problem::FieldProblem| {
        ours(&f.field).map(|&(_, id, label)| Issue::new(id, label, FieldError { code: f.code, limit: f.limit }))
    };
    problem.fields.iter().filter_map(issue).collect()
}

/// A line of text to be typed.
pub struct TextField {
    /// Its element.
    pub id: String,
    /// What is asked.
    pub label: Key,
    /// How to answer; may be empty.
    pub hint: String,
    /// What is there already.
    pub value: String,
    /// The element's `type`, `inputmode`, `autocomplete` and `enterkeyhint`.
    pub entry: (&'static str, &'static str, &'static str, &'static str),
    /// Classes of the input.
    pub class: &'static str,
}

/// Shows a field; `typed` is told every change.
pub fn text_field(issues: RwSignal<Vec<Issue>>, field: TextField, typed: impl Fn(String) + Send + 'static) -> AnyView {
    text_field_of(issues, field, Box::new(typed))
}

fn text_field_of(issues: RwSignal<Vec<Issue>>, field: TextField, typed: Box<dyn Fn(String) + Send>) -> AnyView {
    let TextField { id, label, hint, value, entry: (kind, mode, complete, enter), class } = field;
    let described = describe(issues, &id, !hint.is_empty());
    let (wrong, around) = (is_wrong(issues, &id), is_wrong(issues, &id));
    let heard = once(value.clone(), typed);
    let input = view! {
        <input id=id.clone() class=class type=kind inputmode=mode autocomplete=complete enterkeyhint=enter prop:value=value
            maxlength="200"
            aria-describedby=described aria-invalid=move || if wrong() { "true" } else { "false" }
            on:input=heard />
    }
    .into_any();
    framed(around, label, &id, hint, message(issues, &id), input)
}

/// `snippet.js` has each field say its value before the page acts on a press, changed or not: only a change goes on.
fn once(mut last: String, tell: Box<dyn Fn(String) + Send>) -> Box<dyn FnMut(leptos::ev::Event) + Send> {
    Box::new(move |event| {
        let value = event_target_value(&event);
        if value != last {
            last.clone_from(&value);
            tell(value);
        }
    })
}

/// A choice from a list: value and text of each.
pub fn select_field(
    issues: RwSignal<Vec<Issue>>,
    (id, label): (&'static str, Key),
    choices: Vec<(String, String)>,
    chosen: &str,
    picked: impl Fn(String) + Send + 'static,
) -> AnyView {
    let option = |(value, text): (String, String)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }.into_any()
    };
    let options: Vec<AnyView> = choices.into_iter().map(option).collect();
    let described = describe(issues, id, false);
    let heard = once(chosen.to_owned(), Box::new(picked));
    let select = view! {
        <select id=id class="input" autocomplete="off" aria-describedby=described on:input=heard>
            {options}
        </select>
    }
    .into_any();
    framed(is_wrong(issues, id), label, id, String::new(), message(issues, id), select)
}

/// Some lines of text; `max` bounds what can be typed, in UTF-16 units.
pub fn area_field(
    issues: RwSignal<Vec<Issue>>,
    (id, label, hint): (&'static str, Key, String),
    value: String,
    max: usize,
    typed: impl Fn(String) + Send + 'static,
) -> AnyView {
    let heard = once(value.clone(), Box::new(typed));
    let described = describe(issues, id, !hint.is_empty());
    let wrong = is_wrong(issues, id);
    let area = view! {
        <textarea id=id class="input" rows="4" maxlength=max.to_string() autocomplete="off" autocapitalize="sentences" enterkeyhint="enter" spellcheck="true" prop:value=value
            aria-describedby=described aria-invalid=move || if wrong() { "true" } else { "false" }
            on:input=heard></textarea>
    }
    .into_any();
    framed(is_wrong(issues, id), label, id, hint, message(issues, id), area)
}

/// Something to confirm or not.
pub fn check_field(
    issues: RwSignal<Vec<Issue>>,
    (id, text): (&'static str, String),
    checked: bool,
    flipped: impl Fn(bool) + Send + 'static,
) -> AnyView {
    check_field_in(issues, (id, text, None), checked, flipped)
}

/// The same where the text is in another language than the page, by its tag.
pub fn check_field_in(
    issues: RwSignal<Vec<Issue>>,
    (id, text, lang): (&'static str, String, Option<&'static str>),
    checked: bool,
    flipped: impl Fn(bool) + Send + 'static,
) -> AnyView {
    let flipped: Box<dyn Fn(bool) + Send> = Box::new(flipped);
    let (wrong, around) = (is_wrong(issues, id), is_wrong(issues, id));
    let described = describe(issues, id, false);
    view! {
        <div class=move || if around() { "field wrong" } else { "field" }>
            {message(issues, id)}
            <label class="pick" for=id>
                <input type="checkbox" id=id prop:checked=checked aria-describedby=described
                    aria-invalid=move || if wrong() { "true" } else { "false" }
                    on:change=move |event| flipped(event_target_checked(&event)) />
                <span lang=lang>{text}</span>
            </label>
        </div>
    }
    .into_any()
}

type Wrong = Box<dyn Fn() -> bool + Send>;

fn framed(wrong: Wrong, label: Key, id: &str, hint: String, message: AnyView, input: AnyView) -> AnyView {
    let hint_id = [id, "-hint"].concat();
    let hint = if hint.is_empty() { nothing() } else { view! { <p class="hint" id=hint_id>{hint}</p> }.into_any() };
    view! {
        <div class=move || if wrong() { "field wrong" } else { "field" }>
            <label for=id.to_owned()>{t(label)}</label>{hint}{message}{input}
        </div>
    }
    .into_any()
}

/// The message at a field, there only when something is wrong.
pub fn message(issues: RwSignal<Vec<Issue>>, id: &str) -> AnyView {
    let id = id.to_owned();
    live(move || {
        let error = issues.with(|all| all.iter().find(|issue| issue.id == id).map(|issue| issue.error));
        let Some(error) = error else { return nothing() };
        let message_id = [&id, "-error"].concat();
        view! { <p class="message" id=message_id>{explain(error)}</p> }.into_any()
    })
}

fn is_wrong(issues: RwSignal<Vec<Issue>>, id: &str) -> Wrong {
    let id = id.to_owned();
    Box::new(move || issues.with(|all| all.iter().any(|issue| issue.id == id)))
}

fn describe(issues: RwSignal<Vec<Issue>>, id: &str, hint: bool) -> Box<dyn Fn() -> Option<String> + Send> {
    let wrong = is_wrong(issues, id);
    let (hint_id, error_id) = ([id, "-hint"].concat(), [id, "-error"].concat());
    Box::new(move || match (hint, wrong()) {
        (true, true) => Some([&hint_id, " ", &error_id].concat()),
        (true, false) => Some(hint_id.clone()),
        (false, true) => Some(error_id.clone()),
        (false, false) => None,
    })
}

/// Everything that is wrong with the form, each leading to its field. Takes the focus when it appears (see [`refuse`]), and
/// its words are its name: heard whole, and once. As an alert it was heard twice, as a description by Orca not at all.
pub fn summary(issues: RwSignal<Vec<Issue>>) -> AnyView {
    live(move || {
        let all = issues.get();
        if all.is_empty() {
            return nothing();
        }
        let entry = |issue: Issue| {
            let target = ["#", &issue.id].concat();
            ui::entry("", vec![ui::link("", target, [t(issue.label), ": ", &explain(issue.error)].concat())])
        };
        let count = all.len().to_string();
        let opening = fill(keys::FORM_WRONG, &[("n", &count)]);
        let entries = ui::list("wrongs", all.into_iter().map(entry).collect());
        view! {
            <div id="summary" tabindex="-1" role="group" aria-labelledby="summary-words">
                <div id="summary-words">{ui::notice(ui::Tone::Bad, opening, vec![entries])}</div>
            </div>
        }
        .into_any()
    })
}

/// Shows what is wrong; true when something is.
pub fn refuse(issues: RwSignal<Vec<Issue>>, found: Vec<Issue>) -> bool {
    let wrong = !found.is_empty();
    issues.set(found);
    if wrong {
        crate::platform::focus("summary");
    }
    wrong
}
