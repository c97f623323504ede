//! A subscriber code added by hand, where a biller does not know the number.

use super::look_up;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{fill, keys, t};
use crate::state::App;
use crate::ui::{self, nothing};
use leptos::prelude::*;
use shared::api::catalogue::BillerOption;
use shared::biller::Account;

/// The form, closed until it is wanted; nothing when no biller takes codes.
pub(super) fn by_code(app: App) -> AnyView {
    let billers: Vec<BillerOption> =
        app.offered.options.with(|o| o.billers.iter().filter(|b| b.account_digits.is_some()).cloned().collect());
    let Some(first) = billers.first() else { return nothing() };
    let biller = RwSignal::new(first.id.clone());
    let code = RwSignal::new(String::new());
    let choices = billers.iter().map(|biller| (biller.id.clone(), biller.name.clone())).collect();
    let field = TextField {
        id: "account".to_owned(),
        label: keys::ACCOUNT,
        hint: hint(first),
        value: String::new(),
        entry: ("text", "text", "off", "done"),
        class: "input",
    };
    let children = vec![
        forms::select_field(app.issues, ("account-biller", keys::BILLER), choices, &first.id, move |id| biller.set(id)),
        forms::text_field(app.issues, field, move |typed| code.set(typed)),
        view! { <button type="submit" class="btn ghost">{t(keys::ACCOUNT_ADD)}</button> }.into_any(),
    ];
    let form = ui::form(children, move || add(app, &biller.get_untracked(), &code.get_untracked()));
    ui::more("by-code", t(keys::ACCOUNT_ADD_TITLE), vec![form])
}

fn hint(biller: &BillerOption) -> String {
    match biller.account_digits {
        Some(digits @ 1..) => fill(keys::ACCOUNT_HINT_DIGITS, &[("n", &digits.to_string())]),
        _ => t(keys::ACCOUNT_HINT).to_owned(),
    }
}

fn add(app: App, biller: &str, typed: &str) {
    let digits = app.offered.biller(biller).and_then(|biller| biller.account_digits).unwrap_or(0);
    match Account::of_digits(typed, digits) {
        Ok(account) => {
            app.issues.set(Vec::new());
            look_up::ask_code(app, biller.to_owned(), account.as_str().to_owned());
        }
        Err(error) => {
            forms::refuse(app.issues, vec![Issue::new("account", keys::ACCOUNT, error)]);
        }
    }
}
