//! The course of a payment: the start, sent again until there is an answer, and the watch until the end. The tasks write
//! only signals of the app, and stop when another screen is visited.

use super::changed;
use crate::api::{self, ApiError};
use crate::platform;
use crate::routes::Route;
use crate::state::drafts;
use crate::state::journey::furthest;
use crate::state::pay::{PayRecord, keep_paid, paid_id};
use crate::state::records;
use crate::state::{App, Screens};
use frontend::state::Load;
use frontend::state::draft::{self, Form};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::payments::{PaymentView, Stage};
use shared::api::problem::ProblemCode;

/// The record that the certificate's form leaves.
const HAND_OVER: &str = "hand-over";
/// Tries at an answer before the citizen is asked whether to go on.
const TRIES: u32 = 6;
/// The bound of the pause after the first try; each next is twice as long, up to [`PAUSE_MS_MAX`].
const PAUSE_MS: u32 = 1_500;
const PAUSE_MS_MAX: u32 = 6_000;
/// Polling starts at this bound and slows down to [`PAUSE_MS_MAX`].
const POLL_MS: u32 = 1_200;

/// Begins the payment of a subscriber code that another form hands over; one that is under way goes on first.
pub(crate) async fn take_over(app: App) {
    let under_way = app.pay.record.with_untracked(|record| record.answers.attempt.is_some() && !record.done);
    let kept = if under_way { None } else { draft::read(drafts::find(HAND_OVER).await).1 };
    if let Some(kept) = kept {
        app.pay.begin(kept.value);
        app.pay.save().await;
        drafts::delete(HAND_OVER).await;
    }
    app.swap(&furthest(&app.pay.answers()));
}

/// To the payment's own page, in place of the form that started it: Back must not lead to a second payment.
pub(super) fn to_payment(app: App) {
    app.swap(&furthest(&app.pay.answers()));
}

/// Sends the attempt that is kept, the same each time, until there is an answer.
pub(crate) fn start(app: App) {
    let (Some(attempt), body) = app.pay.record.with_untracked(|r| (r.answers.attempt.clone(), r.body.clone())) else { return };
    let visit = app.visit.get_untracked();
    app.pay.trouble.set(None);
    spawn_local(async move {
        for tried in 1..=TRIES {
            let answer = api::start(attempt.key.as_str(), &body).await;
            match answer {
                Ok(view) => return started(app, &attempt.secret, view).await,
                Err(error) if error.is_passing() => app.pay.trouble.set(Some(error)),
                Err(error) => return refused(app, error).await,
            }
            if app.visit.get_untracked() != visit {
                return;
            }
            if tried < TRIES {
                platform::pause(tried - 1, PAUSE_MS, PAUSE_MS_MAX).await;
            }
        }
        app.pay.busy.set(false);
    });
    app.pay.busy.set(true);
}

async fn started(app: App, secret: &str, view: PaymentView) {
    let reference = view.reference.clone();
    app.pay.record.update(|record| {
        if let Some(attempt) = record.answers.attempt.as_mut().filter(|attempt| attempt.secret == secret) {
            attempt.reference = Some(reference.clone());
        }
    });
    app.pay.save().await;
    app.pay.busy.set(false);
    if app.route.get_untracked() != Route::Start {
        return;
    }
    let gone = go_to_bank(app, &view);
    app.pay.view.set(Some(view));
    if !gone {
        app.swap(&Route::Payment(reference));
    }
}

/// The server has decided against it and nothing was written: the answers stay, the attempt goes.
async fn refused(app: App, error: ApiError) {
    app.pay.drop_attempt();
    let bills = if let ApiError::Problem(problem) = &error { &problem.bills[..] } else { &[] };
    changed::follow(app, bills);
    app.pay.save().await;
    app.pay.busy.set(false);
    app.pay.to_bank.set(false);
    if app.route.get_untracked() != Route::Start {
        return;
    }
    // Nothing left to pay: back to the bills.
    app.swap(&furthest(&app.pay.answers()));
    if bills.is_empty() {
        // A fee may be another than was shown.
        if error.code() == Some(ProblemCode::BillChanged) {
            app.offered.load.set(Load::Waiting);
            app.need_options();
        }
        app.fault.set(Some(error));
    }
}

/// Leaves for the bank's page, once, right after the confirmation. Back from there leads to the payment's page.
fn go_to_bank(app: App, view: &PaymentView) -> bool {
    let Some(redirect) = view.redirect.as_ref().filter(|_| app.pay.to_bank.get_untracked()) else { return false };
    app.pay.to_bank.set(false);
    app.rename(&Route::Payment(view.reference.clone()));
    platform::leave(redirect);
    true
}

/// Follows a payment until its end.
pub(crate) fn watch(app: App, reference: String) {
    let visit = app.visit.get_untracked();
    if app.pay.view.with_untracked(|view| view.as_ref().is_some_and(|view| view.reference != reference)) {
        app.pay.view.set(None);
    }
    app.pay.trouble.set(None);
    spawn_local(async move {
        let Some(secret) = secret_of(app, &reference).await else {
            return app.pay.trouble.set(Some(ApiError::Problem(not_ours())));
        };
        let mut pause_ms = POLL_MS;
        loop {
            let answer = api::payment(&reference, &secret).await;
            if app.visit.get_untracked() != visit {
                return;
            }
            match answer {
                Ok(told) => {
                    app.pay.trouble.set(None);
                    if saw(app, told).await {
                        return;
                    }
                }
                Err(error) if error.code() == Some(ProblemCode::NotFound) => return app.pay.trouble.set(Some(error)),
                Err(error) => {
                    app.pay.trouble.set(Some(error));
                    show_kept(app, &reference).await;
                }
            }
            platform::pause(0, pause_ms, pause_ms).await;
            pause_ms = (pause_ms + POLL_MS / 2).min(PAUSE_MS_MAX);
            if app.visit.get_untracked() != visit {
                return;
            }
        }
    });
}

fn not_ours() -> shared::api::problem::Problem {
    shared::api::problem::Problem { code: ProblemCode::NotFound, ..Default::default() }
}

/// The payer's proof: in the draft, or with the payments kept on this device.
async fn secret_of(app: App, reference: &str) -> Option<String> {
    let attempt = app.pay.answers().attempt.filter(|attempt| attempt.reference.as_deref() == Some(reference));
    if let Some(attempt) = attempt {
        return Some(attempt.secret);
    }
    if let Some(paid) = drafts::load(&paid_id(reference), records::paid).await {
        return Some(paid.value.secret);
    }
    // The bank may have led back into another tab than the one that left.
    let id = platform::drafts_seek(PayRecord::KIND, reference).await;
    if id.is_empty() {
        return None;
    }
    app.pay.draft.go_to(&id).await;
    app.pay.unknown();
    app.pay.answers().attempt.filter(|attempt| attempt.reference.as_deref() == Some(reference)).map(|attempt| attempt.secret)
}

/// Without a network a paid one is shown as it was when it was seen last.
async fn show_kept(app: App, reference: &str) {
    if app.pay.view.with_untracked(Option::is_some) {
        return;
    }
    let kept = drafts::load(&paid_id(reference), records::paid).await;
    if let Some(view) = kept.and_then(|kept| api::kept_payment(&kept.value.view)) {
        app.pay.view.set(Some(view));
        platform::focus("title");
    }
}

/// Shows what the server says now; true at the end.
pub(super) async fn saw(app: App, (view, said): api::Told) -> bool {
    let before = app.pay.view.with_untracked(|old| old.as_ref().map(|old| old.stage));
    let stage = view.stage;
    if go_to_bank(app, &view) {
        return true;
    }
    let ended = matches!(stage, Stage::Paid | Stage::PartlyPaid | Stage::NotPaid | Stage::Refunded);
    let ours = app.pay.answers().attempt.is_some_and(|a| a.reference.as_deref() == Some(&view.reference));
    if ended && ours && !app.pay.record.with_untracked(|record| record.done) {
        app.pay.ended(view.receipt.is_some()).await;
    }
    if let Some(secret) = secret_of(app, &view.reference).await.filter(|_| ended) {
        keep_paid(&view, secret, said).await;
    }
    if app.pay.view.with_untracked(|old| old.as_ref() != Some(&view)) {
        if stage == Stage::Processing && before == Some(stage) {
            app.pay.view.update_untracked(|old| *old = Some(view));
            app.pay.moved.update(|moved| *moved += 1);
        } else {
            app.pay.view.set(Some(view));
        }
    }
    // The heading is another now, also after the first answer: the one that had the focus is gone.
    if before != Some(stage) {
        platform::focus("title");
    }
    ended
}

/// The page is seen again, or another tab has saved: what is kept decides which screen is right.
pub(crate) fn revisit(app: App) {
    spawn_local(async move {
        if app.pay.draft.load().await {
            app.page.redraw();
        }
        let route = app.route.get_untracked();
        match &route {
            Route::Payment(reference) => {
                app.visit.update(|visit| *visit += 1);
                watch(app, reference.clone());
            }
            _ => app.stay_or_move(),
        }
    });
}
