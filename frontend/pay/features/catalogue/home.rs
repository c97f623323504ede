//! `/`: what would you like to do?

use crate::features::catalogue::services::services_of;
use crate::i18n::{Key, keys, t};
use crate::parts::title;
use crate::routes::Route;
use crate::state::journey::furthest;
use crate::state::pay::PayRecord;
use crate::state::{App, Screens};
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::payment::journey::PayDraft;

/// The screen.
pub(crate) fn home(app: App) -> AnyView {
    let lead = if app.only.is_some() { nothing() } else { ui::para("lead", t(keys::SHELL_LEAD)) };
    ui::parts(vec![news(app), title(t(keys::SHELL_HEADING)), lead, unfinished(app), offer(app)])
}

/// Everything; under a brand its own services.
fn offer(app: App) -> AnyView {
    if let Some(org) = app.only {
        return services_of(app, org);
    }
    let certificate = ui::link("btn", "/certificate".to_owned(), t(keys::HOME_CERTIFICATE_GO));
    let cards = vec![
        card("card big", keys::HOME_PAY, keys::HOME_PAY_ABOUT, ui::link("btn", "/pay".to_owned(), t(keys::START))),
        card("card big", keys::HOME_CERTIFICATE, keys::HOME_CERTIFICATE_ABOUT, certificate),
        card("card", keys::HOME_RECEIPTS, keys::HOME_RECEIPTS_ABOUT, to("/receipts", keys::HOME_RECEIPTS_GO)),
        card("card", keys::HOME_VERIFY, keys::HOME_VERIFY_ABOUT, to("/verify", keys::HOME_VERIFY_GO)),
        card("card", keys::NAV_SERVICES, keys::HOME_SERVICES_ABOUT, to("/services", keys::HOME_SERVICES_GO)),
    ];
    ui::group("cards", cards)
}

fn card(class: &'static str, name: Key, about: Key, action: AnyView) -> AnyView {
    ui::group(class, vec![ui::heading(t(name)), ui::para("", t(about)), action])
}

fn to(href: &str, words: Key) -> AnyView {
    ui::link("more", href.to_owned(), t(words))
}

/// Said once, by the screen that was left.
fn news(app: App) -> AnyView {
    let words = live(move || app.news.get().map_or_else(nothing, |key| ui::notice(Tone::Good, t(key), vec![])));
    view! { <div aria-live="polite">{words}</div> }.into_any()
}

/// A payment or a form that waits to be finished.
fn unfinished(app: App) -> AnyView {
    live(move || {
        let record = app.pay.record.get();
        let typed = record.answers != PayDraft { city: record.answers.city.clone(), ..PayDraft::default() };
        if record.done || !typed {
            return nothing();
        }
        let route = furthest(&record.answers).path();
        let (opening, go) = match record.answers.attempt {
            Some(_) => (keys::HOME_UNFINISHED_PAYMENT, keys::HOME_UNFINISHED_PAYMENT_GO),
            None => (keys::HOME_UNFINISHED_DRAFT, keys::CONTINUE_FORM),
        };
        let mut actions = vec![ui::link("btn ghost", route, t(go))];
        if record.answers.attempt.is_none() {
            let anew = move || {
                app.pay.begin(PayRecord::default());
                app.go(&Route::Number, None);
            };
            actions.push(ui::button("btn quiet", t(keys::HOME_ANEW), anew));
            actions.push(ui::button("btn quiet", t(keys::DRAFT_DELETE), move || spawn_local(app.pay.forget())));
        }
        actions.push(to("/drafts", keys::NAV_DRAFTS));
        ui::notice(Tone::Calm, t(opening), vec![ui::group("row", actions)])
    })
}
