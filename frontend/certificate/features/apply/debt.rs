//! Does the code owe anything? Asked at once when it is whole, said beside it, asked again while the biller is silent; and
//! the way to pay right here.

use super::details::ACCOUNT;
use crate::api::{self, ApiError};
use crate::forms::{self, Issue};
use crate::i18n::{fill, keys, money, month, t};
use crate::parts::pay_here::hand_over;
use crate::parts::{came_back, names, silent};
use crate::platform;
use crate::routes::Route;
use crate::state::asked::Standing;
use crate::state::{App, journey};
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{DebtRequest, DebtView};
use shared::api::bills::Bill;
use shared::application::Class;
use shared::application::journey::Step;
use shared::format::iso_date;

/// Typing pauses this long before the biller is asked.
const PAUSE_MS: u32 = 600;

/// The class and code to ask for, once they are whole.
fn whole(app: App) -> Option<(Class, String)> {
    let answers = app.draft.answers();
    let class = answers.class?;
    let fine = journey::with_form(&app.options(), |form| form.account(class, &answers.account).is_ok());
    fine.then_some((class, answers.account))
}

/// The step is visited: what is owed may have been paid since.
pub(super) fn need(app: App) {
    app.forget_debt();
    ask(app);
}

/// Another code is typed.
pub(super) fn retyped(app: App) {
    app.forget_debt();
    let typed = app.draft.answers().account;
    spawn_local(async move {
        platform::sleep(PAUSE_MS).await;
        if app.draft.answers().account == typed && app.route.get_untracked() != Route::Start {
            ask(app);
        }
    });
}

/// Asks, unless this code is being asked for.
pub(super) fn ask(app: App) {
    let Some(of) = whole(app) else { return };
    if app.debt_of(Some(of.clone())) {
        ask_of(app, of);
    }
}

fn again(app: App) {
    if let Some(of) = whole(app) {
        app.debt.1.forget();
        ask_of(app, of);
    }
}

fn ask_of(app: App, of: (Class, String)) {
    let call = move || api::debt(&DebtRequest { class: of.0, account: of.1.clone() });
    app.debt.1.ask(app, call, settled);
}

/// An answer: a clear code opens the next step, any other closes it; silence leaves it as it was.
fn settled(app: App) {
    let hurried = app.hurried.get_untracked();
    match app.debt.1.course.standing.get_untracked() {
        Standing::Known => {
            let Some(view) = app.debt.1.known() else { return };
            let account = app.draft.answers().account;
            app.draft.change(|answers| answers.clear = if view.clear { account } else { String::new() });
            if view.clear && hurried && app.route.with_untracked(|route| matches!(route, Route::Step(Step::Details, _))) {
                super::details::go(app);
            }
        }
        Standing::Refused(ApiError::Problem(problem)) => {
            app.draft.change(|answers| answers.clear.clear());
            let issues = forms::issues_of(&problem, &[("account", ACCOUNT, keys::APPLY_ACCOUNT)]);
            app.issues.update(|all| {
                all.retain(|issue| issue.id != ACCOUNT);
                all.extend(issues);
            });
        }
        _ => {}
    }
    app.hurried.set(false);
}

/// True when it is known that nothing is owed, or was at the last look while the biller is silent now.
pub(super) fn is_clear(app: App) -> bool {
    let answers = app.draft.answers();
    !answers.account.is_empty() && answers.clear == answers.account
}

/// True without a network: the server asks when the application goes, and nothing is issued before the biller's yes.
pub(super) fn is_unreachable(app: App) -> bool {
    app.offline.get_untracked() && matches!(app.debt.1.course.standing.get_untracked(), Standing::Silent(_) | Standing::Asking)
}

/// The verdict on the code, if something is known to be wrong with it.
pub(super) fn issue(app: App) -> Option<Issue> {
    let owes = app.debt.1.known().is_some_and(|view| !view.clear);
    owes.then(|| Issue::new(ACCOUNT, keys::APPLY_ACCOUNT, shared::validation::Code::AccountOwes))
}

/// What is known, beside the code.
pub(super) fn debt(app: App) -> AnyView {
    let known = move || match app.debt.1.known() {
        Some(view) if view.clear => clear(&view),
        Some(view) => owed(app, &view),
        None => nothing(),
    };
    let body = live(move || match app.debt.1.course.standing.get() {
        Standing::Idle => nothing(),
        Standing::Asking => view! { <p class="tag calm asking">{t(keys::APPLY_DEBT_ASKING)}</p> }.into_any(),
        Standing::Known => known(),
        Standing::Silent(_) if app.offline.get() => ui::notice(Tone::Calm, t(keys::APPLY_DEBT_LATER), vec![]),
        Standing::Silent(error) => silent(app, &error, again),
        // A verdict on the code is said at its field.
        Standing::Refused(ApiError::Problem(problem)) if !problem.fields.is_empty() => nothing(),
        Standing::Refused(error) => {
            let retry = ui::button("btn ghost", t(keys::TRY_AGAIN), move || again(app));
            ui::notice(Tone::Bad, api::explain(&error), vec![retry])
        }
    });
    view! { <div class="debt" aria-live="polite">{came_back(app.debt.1.course, keys::APPLY_BILLER_BACK)}{body}</div> }.into_any()
}

fn holder(view: &DebtView) -> AnyView {
    if view.holder.is_empty() { nothing() } else { ui::para("meta", fill(keys::APPLY_HOLDER, &[("name", &view.holder)])) }
}

fn clear(view: &DebtView) -> AnyView {
    let at = ui::para("meta", fill(keys::APPLY_DEBT_AT, &[("time", &names::moment(&view.as_of))]));
    ui::notice(Tone::Good, t(keys::APPLY_DEBT_CLEAR), vec![holder(view), at])
}

fn owed(app: App, view: &DebtView) -> AnyView {
    let sum: i64 = view.bills.iter().map(|bill| bill.balance_minor.max(0)).fold(0, i64::saturating_add);
    let bills = view.bills.iter().map(bill).collect();
    let at = ui::para("meta", fill(keys::APPLY_DEBT_AT, &[("time", &names::moment(&view.as_of))]));
    let pay = ui::button("btn", t(keys::APPLY_PAY_HERE), move || spawn_local(pay_here(app)));
    let look = ui::button("btn quiet", t(keys::APPLY_DEBT_AGAIN), move || again(app));
    ui::notice(
        Tone::Warn,
        fill(keys::APPLY_DEBT_OWED, &[("sum", &money(sum))]),
        vec![holder(view), ui::list("owed", bills), ui::para("", t(keys::APPLY_PAY_ABOUT)), ui::group("row", vec![pay, look]), at],
    )
}

fn bill(bill: &Bill) -> AnyView {
    let due = if bill.due.is_empty() { String::new() } else { fill(keys::APPLY_BILL_DUE, &[("date", &iso_date(&bill.due))]) };
    let period = if bill.period.is_empty() { t(keys::APPLY_BILL).to_owned() } else { month(&bill.period) };
    let documents: Vec<String> = bill.documents.iter().map(|document| ["№ ", &document.number].concat()).collect();
    let details: Vec<String> = [due, documents.join(", ")].into_iter().filter(|part| !part.is_empty()).collect();
    let named = view! { <span>{period}<small>{ui::words(&details.join(" · "))}</small></span> }.into_any();
    let sum = view! { <span class="sum">{money(bill.balance_minor)}</span> }.into_any();
    ui::entry("", vec![named, sum])
}

/// Back from the payment the debt is asked for again.
async fn pay_here(app: App) {
    app.draft.save().await;
    hand_over(app, &app.draft.answers().account, &app.route.get_untracked().path()).await;
}
