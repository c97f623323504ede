//! A line of the list: what it is, how far it is, until when it is kept, and what can be done with it.

use super::asking;
use crate::i18n::{date_time, fill, keys, money, t};
use crate::records::{About, Item, Standing};
use crate::routes::Route;
use crate::state::App;
use crate::ui;
use frontend::app::Address;
use frontend::platform;
use leptos::prelude::*;
use shared::format::{self, Lang};
use shared::time::Timestamp;

/// The line.
pub(super) fn row(app: App, item: &Item) -> AnyView {
    let name = name(item);
    let (class, state) = state(item);
    let tag = view! { <span class=class>{state}</span> }.into_any();
    let about = about(item).map_or_else(ui::nothing, |words| ui::para("hint", words));
    let mut acts = Vec::new();
    if let Some((way, whose)) = item.way() {
        let (id, words) =
            (item.entry.id.clone(), if item.standing == Standing::Unfinished { keys::DRAFTS_OPEN } else { keys::DRAFTS_LOOK });
        acts.push(ui::button_with("btn ghost", t(words), name.clone(), move || {
            if let Some(whose) = &whose {
                platform::drafts_tab_at(whose, &id);
            }
            platform::leave(&way);
        }));
    }
    if item.can_move() {
        acts.push(ui::link_with("btn quiet", Route::Move(item.entry.id.clone()).path(), t(keys::DRAFTS_MOVE), name.clone()));
    }
    acts.push(asking(app, &item.entry.id, keys::DRAFTS_DELETE, keys::DRAFTS_DELETE_SURE, name.clone()));
    let head = ui::group("draft-head", vec![view! { <h3>{ui::words(&name)}</h3> }.into_any(), tag]);
    ui::entry("draft", vec![head, ui::para("meta", times(item)), about, ui::group("draft-acts", acts)])
}

/// What it is, in words: `Payment, Bakı, Abşeron (12) •••2372`.
fn name(item: &Item) -> String {
    match &item.about {
        About::Pay(city, number, _) if !number.is_empty() => fill(keys::DRAFTS_PAY_OF, &[("home", &home(city, number))]),
        About::Pay(_, _, code) if !code.is_empty() => fill(keys::DRAFTS_PAY_CODE, &[("code", code)]),
        About::Pay(..) => t(keys::DRAFTS_PAY).to_owned(),
        About::Certificate(code) if !code.is_empty() => fill(keys::DRAFTS_CERTIFICATE_OF, &[("code", code)]),
        About::Certificate(_) => t(keys::DRAFTS_CERTIFICATE).to_owned(),
        About::Answer(number) => fill(keys::DRAFTS_ANSWER_OF, &[("number", number)]),
        About::Paid(_, number, sum, _) => fill(keys::DRAFTS_PAID_OF, &[("sum", &money(*sum)), ("number", number)]),
        About::Damaged | About::Newer => t(keys::DRAFTS_CLOSED).to_owned(),
    }
}

/// `Bakı, Abşeron (12) •••2372`.
fn home(city: &str, number: &str) -> String {
    let number = ["•••", number].concat();
    let Some(city) = shared::numbering::city(city) else { return number };
    let name = match crate::i18n::lang() {
        Lang::Az => city.az,
        Lang::Ru => city.ru,
        Lang::En => city.en,
    };
    [name, " (", city.city.area, ") ", &number].concat()
}

fn state(item: &Item) -> (&'static str, &'static str) {
    let (class, key) = match (&item.about, item.standing) {
        (About::Damaged, _) => ("tag bad", keys::DRAFTS_IS_DAMAGED),
        (About::Newer, _) => ("tag warn", keys::DRAFTS_IS_NEWER),
        (_, Standing::Unfinished) => ("tag calm", keys::DRAFTS_IS_UNFINISHED),
        (_, Standing::UnderWay) => ("tag warn", keys::DRAFTS_IS_UNDER_WAY),
        (_, Standing::Waiting) => ("tag warn", keys::DRAFTS_IS_WAITING),
        (_, Standing::Sent) => ("tag", keys::DRAFTS_IS_SENT),
        (_, Standing::NotPaid) => ("tag calm", keys::DRAFTS_IS_NOT_PAID),
        (_, Standing::Paid) => ("tag", keys::DRAFTS_IS_PAID),
    };
    (class, t(key))
}

/// What is to be known of it besides.
fn about(item: &Item) -> Option<&'static str> {
    Some(t(match (&item.about, item.standing) {
        (About::Damaged, _) => keys::DRAFTS_DAMAGED_ABOUT,
        (About::Newer, _) => keys::DRAFTS_NEWER_ABOUT,
        (About::Pay(..), Standing::UnderWay) => keys::DRAFTS_PAY_UNDER_WAY,
        (About::Certificate(_), Standing::Unfinished) => keys::DRAFTS_PERSONAL,
        (About::Certificate(_), Standing::Waiting) => keys::DRAFTS_WAITING_ABOUT,
        (About::Certificate(_), Standing::UnderWay) => keys::DRAFTS_SENT_UNDER_WAY,
        _ => return None,
    }))
}

fn times(item: &Item) -> String {
    let day = |ms: i64| format::date(Timestamp::from_micros(ms.saturating_mul(1000)));
    let saved = match &item.about {
        About::Paid(_, _, _, at) => date_time(at).get(..16).unwrap_or(at).to_owned(),
        _ => format::date_time(Timestamp::from_micros(item.entry.saved_ms.saturating_mul(1000))).get(..16).unwrap_or("").to_owned(),
    };
    let words = if item.standing == Standing::Paid { keys::DRAFTS_TIMES_PAID } else { keys::DRAFTS_TIMES };
    fill(words, &[("saved", &saved), ("until", &day(item.entry.expires_ms))])
}
