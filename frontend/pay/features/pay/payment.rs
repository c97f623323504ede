//! `/pay/start` and `/pay/{reference}`: the payment's own page, from the bank to the receipt.

use super::{course, outcome};
use crate::api::{self, ApiError, explain};
use crate::i18n::{fill, keys, money, t};
use crate::parts::{steps, title, told};
use crate::platform;
use crate::routes::Route;
use crate::state::{App, Screens};
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use frontend::parts::receipt::{receipt, trail};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::payments::{PaymentView, Stage};
use shared::api::problem::ProblemCode;
use shared::payment::Outcome;

/// An attempt whose answer has not come: the same question is asked until it has.
pub(crate) fn starting(app: App) -> AnyView {
    let trouble = live(move || {
        let Some(error) = app.pay.trouble.get() else { return ui::skeleton(t(keys::WAIT)) };
        if app.pay.busy.get() {
            return ui::notice(Tone::Warn, explain(&error), vec![ui::para("", t(keys::START_RETRYING))]);
        }
        let again = ui::button("btn", t(keys::TRY_AGAIN), move || course::start(app));
        ui::notice(Tone::Warn, explain(&error), vec![ui::para("", t(keys::START_UNKNOWN)), again])
    });
    let trouble = view! { <div aria-live="polite">{trouble}</div> }.into_any();
    steps::wizard(5, vec![title(t(keys::STAGE_OPENING)), ui::para("lead", t(keys::STAGE_OPENING_ABOUT)), trouble])
}

/// Whatever the payment's stage is.
pub(crate) fn payment(app: App) -> AnyView {
    live(move || match app.pay.view.get() {
        Some(view) => staged(app, &view),
        None => unknown(app),
    })
}

/// Nothing is known yet; or the payment is not this device's.
fn unknown(app: App) -> AnyView {
    match app.pay.trouble.get() {
        Some(error) if error.code() == Some(ProblemCode::NotFound) => ui::group(
            "narrow",
            vec![
                title(t(keys::PAYMENT_NOT_HERE)),
                ui::para("", t(keys::PAYMENT_NOT_HERE_ABOUT)),
                ui::link("btn", "/receipts".to_owned(), t(keys::HOME_RECEIPTS_GO)),
            ],
        ),
        error => {
            let words = error.map_or_else(|| ui::skeleton(t(keys::WAIT)), |error| lost(&error));
            steps::wizard(5, vec![title(t(keys::STAGE_ASKING)), words])
        }
    }
}

fn staged(app: App, view: &PaymentView) -> AnyView {
    match view.stage {
        Stage::Opening => steps::wizard(
            5,
            vec![
                title(t(keys::STAGE_OPENING)),
                ui::para("lead", t(keys::STAGE_OPENING_ABOUT)),
                ui::skeleton(t(keys::WAIT)),
                connection(app),
            ],
        ),
        Stage::AtBank => at_bank(app, view),
        Stage::Processing => processing(app),
        Stage::Paid | Stage::PartlyPaid | Stage::Refunded => paid(app, view),
        Stage::NotPaid => not_paid(app, view),
    }
}

fn at_bank(app: App, view: &PaymentView) -> AnyView {
    let redirect = view.redirect.clone().unwrap_or_default();
    let reference = view.reference.clone();
    steps::wizard(
        5,
        vec![
            title(t(keys::STAGE_AT_BANK)),
            ui::para("lead", fill(keys::STAGE_AT_BANK_ABOUT, &[("sum", &money(view.total_minor))])),
            connection(app),
            ui::group(
                "row",
                vec![
                    ui::button("btn", t(keys::TO_BANK), move || platform::leave(&redirect)),
                    ui::button("btn quiet", t(keys::CANCEL_PAYMENT), move || cancel(app, reference.clone())),
                ],
            ),
            ui::para("hint", t(keys::STAGE_AT_BANK_HINT)),
        ],
    )
}

fn cancel(app: App, reference: String) {
    let attempt = app.pay.answers().attempt.filter(|attempt| attempt.reference.as_deref() == Some(&reference));
    let Some(attempt) = attempt.filter(|_| !app.pay.busy.get_untracked()) else { return };
    app.pay.busy.set(true);
    spawn_local(async move {
        match api::cancel(&reference, &attempt.secret).await {
            Ok(told) => {
                course::saw(app, told).await;
            }
            // Too late for it, say: what the payment is now, the next look tells.
            Err(error) => app.pay.trouble.set(Some(error)),
        }
        app.pay.busy.set(false);
    });
}

/// The trail alone is made anew while it goes on: what is new in it is heard, the heading is not said again.
fn processing(app: App) -> AnyView {
    let course = live(move || {
        app.pay.moved.track();
        app.pay.view.with_untracked(|view| view.as_ref().map_or_else(nothing, |view| trail(app.offered, view)))
    });
    steps::wizard(
        5,
        vec![
            title(t(keys::STAGE_PROCESSING)),
            ui::notice(Tone::Warn, t(keys::STAGE_PROCESSING_DO_NOT), vec![ui::para("", t(keys::STAGE_PROCESSING_ABOUT))]),
            connection(app),
            view! { <div aria-live="polite" class="paper">{course}</div> }.into_any(),
        ],
    )
}

fn paid(app: App, view: &PaymentView) -> AnyView {
    let (head, tone, about) = match view.stage {
        Stage::Paid => (keys::STAGE_PAID, Tone::Good, keys::STAGE_PAID_ABOUT),
        Stage::Refunded => (keys::STAGE_REFUNDED, Tone::Calm, keys::STAGE_REFUNDED_ABOUT),
        _ => (keys::STAGE_PARTLY, Tone::Warn, keys::STAGE_PARTLY_ABOUT),
    };
    let sent = view.emailed_to.as_deref().map(|email| fill(keys::RECEIPT_SENT_TO, &[("email", email)]));
    let sums = [("sum", &*money(view.captured_minor)), ("asked", &*money(view.total_minor))];
    // Whoever came from another form came for its sake.
    let form = if is_ours(app, &view.reference) { super::to_form(app, "btn") } else { nothing() };
    let more = sent.into_iter().map(|text| ui::para("", text)).chain([form]).collect();
    let notice = told(ui::notice(tone, fill(about, &sums), more));
    let again = ui::link("btn quiet", Route::Home.path(), t(keys::TO_HOME));
    let paper = receipt(app.offered, view, view.receipt.as_ref(), app.pay.answers().email);
    steps::wizard(7, vec![title(t(head)), kept(app), notice, paper, ui::group("row", vec![again])])
}

/// Said of a receipt that is shown as the device kept it.
fn kept(app: App) -> AnyView {
    let words = live(move || if app.pay.trouble.get().is_some() { ui::notice(Tone::Warn, t(keys::PAID_KEPT), vec![]) } else { nothing() });
    view! { <div aria-live="polite">{words}</div> }.into_any()
}

fn not_paid(app: App, view: &PaymentView) -> AnyView {
    let (head, advice) = outcome::words(view.outcome.unwrap_or(Outcome::Declined));
    let ours = is_ours(app, &view.reference);
    let again = move || {
        spawn_local(async move {
            app.pay.drop_attempt();
            // What is owed may have changed meanwhile.
            app.pay.shown_for.set(<(String, String)>::default());
            app.pay.save().await;
            app.go(&Route::Check, None);
        });
    };
    let again = if ours { ui::button("btn", t(keys::TRY_AGAIN), again) } else { nothing() };
    steps::wizard(
        5,
        vec![
            title(t(head)),
            told(ui::notice(Tone::Bad, t(keys::NOT_PAID), vec![ui::para("", t(advice))])),
            ui::group(
                "row",
                vec![
                    again,
                    if ours { super::to_form(app, "btn ghost") } else { nothing() },
                    ui::link("btn quiet", Route::Home.path(), t(keys::TO_HOME)),
                ],
            ),
        ],
    )
}

/// True for the payment that the draft is about.
fn is_ours(app: App, reference: &str) -> bool {
    app.pay.answers().attempt.is_some_and(|attempt| attempt.reference.as_deref() == Some(reference))
}

/// A lost connection, calmly: it is tried again by itself.
fn connection(app: App) -> AnyView {
    let words = live(move || app.pay.trouble.get().map_or_else(nothing, |error| lost(&error)));
    view! { <div aria-live="polite">{words}</div> }.into_any()
}

fn lost(error: &ApiError) -> AnyView {
    let words = if error.is_passing() { t(keys::CONNECTION_LOST).to_owned() } else { explain(error) };
    ui::notice(Tone::Warn, words, vec![])
}
