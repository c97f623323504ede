//! What each biller said, and what happened when.

use crate::i18n::{Key, date_time, keys, money, t};
use crate::parts::table::table;
use crate::parts::{section, tag};
use crate::state::App;
use crate::ui::{self, nothing};
use crate::words;
use leptos::prelude::*;
use shared::api::operator::{OperatorPayment, PaymentEvent, PaymentItem};

const ITEMS: [Key; 5] = [keys::COL_BILL, keys::COL_ACCOUNT, keys::COL_SUM, keys::COL_FEE, keys::COL_BILLER_SAID];

/// The bills.
pub(super) fn items(app: App, view: &OperatorPayment) -> AnyView {
    let row = |item: &PaymentItem| {
        let said = [item.said.clone().unwrap_or_default(), item.booked_at.as_deref().map(date_time).unwrap_or_default()];
        let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let said = if said.is_empty() { nothing() } else { ui::para("hint", said.join(" · ")) };
        vec![
            ("number wraps", app.offered.charge_name(&item.biller, &item.charge).into_any()),
            ("short", ui::words(&item.account)),
            ("sum-cell", money(item.amount_minor).into_any()),
            ("sum-cell", money(item.fee_minor).into_any()),
            ("tags", ui::parts(vec![tag(words::posting(&item.posting)), said])),
        ]
    };
    section("items", keys::ITEMS_TITLE, vec![table(keys::ITEMS_TITLE, &ITEMS, view.items.iter().map(row).collect())])
}

/// The events, in time.
pub(super) fn events(view: &OperatorPayment) -> AnyView {
    let stop = |event: &PaymentEvent| {
        let words = words::event(&event.what);
        let details: Vec<String> = core::iter::once(date_time(&event.at)).chain(words::details(&event.detail)).collect();
        view! { <li>{words}<small>{ui::words(&details.join(" · "))}</small></li> }.into_any()
    };
    let stops: Vec<AnyView> = view.events.iter().map(stop).collect();
    let content = match stops.is_empty() {
        true => ui::para("hint", t(keys::EVENTS_NONE)),
        false => view! { <ol class="trail" role="list">{stops}</ol> }.into_any(),
    };
    section("events", keys::EVENTS_TITLE, vec![content])
}
