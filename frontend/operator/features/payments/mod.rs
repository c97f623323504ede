//! `/operator/payments`: search by a number, or by state; the newest first.

use crate::forms::{self, TextField};
use crate::i18n::{Key, date_time, keys, money, t};
use crate::parts::table::{Cells, list, row_link};
use crate::parts::{self, fault, fetched, title};
use crate::routes::Route;
use crate::state::App;
use crate::state::lists::KINDS;
use crate::ui::{self, live, nothing};
use crate::words;
use frontend::app::{Address, Screens};
use leptos::prelude::*;
use shared::api::operator::PaymentRow;
use shared::typed::cleaned;

const COLUMNS: [Key; 6] = [keys::COL_PAYMENT, keys::COL_AT, keys::COL_STATE, keys::COL_SUM, keys::COL_PHONE, keys::COL_BILLERS];

/// The screen.
pub(crate) fn payments(app: App, state: &str) -> AnyView {
    ui::parts(vec![
        parts::ways(app, "/operator/payments"),
        title(t(keys::PAYMENTS_TITLE)),
        filters(app, state),
        found(app),
        fault(app.fault),
        fetched(app.payments.load, App::find_payments, app, |app| {
            list(app, app.payments, (keys::PAYMENTS_TITLE, &COLUMNS, keys::PAYMENTS_NONE), cells, |app| app.payments_ask(true))
        }),
    ])
}

fn kind_name(kind: &str) -> Key {
    match kind {
        "receipt" => keys::FIND_RECEIPT,
        "order" => keys::FIND_ORDER,
        "phone" => keys::FIND_PHONE,
        _ => keys::FIND_REFERENCE,
    }
}

fn filters(app: App, state: &str) -> AnyView {
    let kinds = KINDS.map(|kind| (kind.to_owned(), t(kind_name(kind)).to_owned())).to_vec();
    let kind = forms::select_field(app.issues, ("kind", keys::FIND_BY), kinds, &app.search.kind.get_untracked(), move |kind| {
        app.search.kind.set(kind);
    });
    let find = TextField {
        id: "find".to_owned(),
        label: keys::FIND,
        hint: t(keys::FIND_HINT).to_owned(),
        value: app.search.typed.get_untracked(),
        entry: ("search", "search", "off", "search"),
        class: "input",
    };
    let find = forms::text_field(app.issues, find, move |typed| app.search.typed.set(typed));
    let go = view! { <button type="submit" class="btn">{t(keys::FIND_GO)}</button> }.into_any();
    let search = ui::form(vec![kind, find, go], move || app.seek_payment(cleaned(&app.search.typed.get_untracked())));
    let states = ["", "open"].into_iter().chain(words::PAYMENT_STATES);
    let states = states.map(|state| (state.to_owned(), words::payment_filter(state))).collect();
    let state = forms::select_field(app.issues, ("state", keys::COL_STATE), states, state, move |state| {
        app.search.find.set(String::new());
        app.search.typed.set(String::new());
        app.go(&Route::Payments(state), None);
    });
    view! { <div class="filters seek" role="search">{search}<div class="filter">{state}</div></div> }.into_any()
}

/// What is shown, when it is one number's.
fn found(app: App) -> AnyView {
    live(move || {
        let find = app.search.find.get();
        if find.is_empty() {
            return nothing();
        }
        let clear = ui::button("btn quiet", t(keys::FIND_CLEAR), move || {
            app.search.typed.set(String::new());
            app.seek_payment(String::new());
            app.redraw();
        });
        ui::group("found-all", vec![ui::para("", t(keys::FIND_FOUND)), clear])
    })
}

fn cells(app: App, index: usize, row: &PaymentRow) -> Cells {
    let name = |id: &String| app.offered.biller(id).map_or_else(|| id.clone(), |biller| biller.name);
    let billers: Vec<String> = row.billers.iter().map(name).collect();
    let number = row_link(index, Route::Payment(row.reference.clone()).path(), parts::short(&row.reference));
    let alarm = if row.alarm { parts::tag(("tag bad", t(keys::HAS_ALARM).to_owned())) } else { nothing() };
    let state = ui::parts(vec![parts::tag(words::payment_state(&row.state)), alarm]);
    let back = if row.refunded_minor > 0 { ui::para("hint", words::given_back(row.refunded_minor)) } else { nothing() };
    let sum = ui::parts(vec![money(row.total_minor).into_any(), back]);
    vec![
        ("number", number),
        ("short", date_time(&row.created_at).into_any()),
        ("tags", state),
        ("sum-cell", sum),
        ("short", ui::words(&words::or_dash(&row.phone))),
        ("", billers.join(", ").into_any()),
    ]
}
