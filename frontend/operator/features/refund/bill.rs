//! One bill of the refund form: in or not, whole or a part of it, with its fee or without.

use super::share::{amount_id, field, has_left, is_part, with_fee};
use crate::forms::{self, TextField};
use crate::i18n::{fill, keys, money, t};
use crate::state::App;
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use shared::api::refunds::RefundableShare;

/// The bill's card.
pub(super) fn bill(app: App, index: usize, share: &RefundableShare) -> AnyView {
    let name = app.offered.charge_name(&share.biller, &share.charge);
    let taken = fill(keys::BILL_TAKEN, &[("sum", &money(share.amount_minor)), ("fee", &money(share.fee_minor))]);
    let about = [share.account.clone(), taken].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    if !has_left(share) {
        let none = ui::para("hint", t(keys::BILL_NOTHING_LEFT));
        return view! { <div class="back-bill"><p class="back-name">{name}</p><p class="hint">{ui::words(&about)}</p>{none}</div> }
            .into_any();
    }
    let id = field("bill", index);
    let (about_id, key) = ([&id, "-about"].concat(), id.clone());
    let checked = app.form.peek(&id) == "yes";
    let share = share.clone();
    let is_in = Memo::new({
        let id = id.clone();
        move |_| app.form.get(&id) == "yes"
    });
    let more = live(move || if is_in.get() { detail(app, index, &share) } else { nothing() });
    view! {
        <div class="back-bill">
            <label class="pick" for=id.clone()>
                <input type="checkbox" id=id.clone() prop:checked=checked aria-describedby=about_id.clone()
                    on:change=move |event| app.form.set(&key, flag(event_target_checked(&event), "")) />
                <span class="back-name">{name}</span>
            </label>
            <p class="hint" id=about_id>{ui::words(&about)}</p>
            {more}
        </div>
    }
    .into_any()
}

fn flag(yes: bool, no: &str) -> String {
    if yes { "yes".to_owned() } else { no.to_owned() }
}

fn detail(app: App, index: usize, share: &RefundableShare) -> AnyView {
    let part = Memo::new(move |_| is_part(app, index));
    let left = share.left_minor;
    let amount = live(move || if part.get() { amount(app, index, left) } else { nothing() });
    let how = match left {
        0 => nothing(),
        _ => {
            let whole = way(app, index, "whole", fill(keys::BILL_WHOLE, &[("sum", &money(left))]));
            view! { {whole}{way(app, index, "part", t(keys::BILL_PART).to_owned())}{amount} }.into_any()
        }
    };
    ui::group("back-detail", vec![how, fee(app, index, share)])
}

fn way(app: App, index: usize, value: &'static str, text: String) -> AnyView {
    let (name, id) = (field("how", index), field(value, index));
    let key = name.clone();
    let checked = untrack(|| is_part(app, index)) == (value == "part");
    view! {
        <label class="pick" for=id.clone()>
            <input type="radio" name=name id=id.clone() prop:checked=checked on:change=move |_| app.form.set(&key, value.to_owned()) />
            <span>{text}</span>
        </label>
    }
    .into_any()
}

fn amount(app: App, index: usize, left: i64) -> AnyView {
    let id = amount_id(index);
    let key = id.clone();
    let field = TextField {
        value: app.form.peek(&id),
        id,
        label: keys::AMOUNT_AZN,
        hint: fill(keys::AMOUNT_MOST, &[("sum", &money(left))]),
        entry: ("text", "decimal", "off", "next"),
        class: "input amount",
    };
    forms::text_field(app.issues, field, move |typed| app.form.set(&key, typed))
}

fn fee(app: App, index: usize, share: &RefundableShare) -> AnyView {
    if share.left_fee_minor == 0 {
        return nothing();
    }
    let id = field("fee", index);
    let key = id.clone();
    let checked = untrack(|| with_fee(app, index));
    view! {
        <label class="pick" for=id.clone()>
            <input type="checkbox" id=id.clone() prop:checked=checked on:change=move |event| app.form.set(&key, flag(event_target_checked(&event), "no")) />
            <span>{fill(keys::BILL_FEE, &[("sum", &money(share.left_fee_minor))])}</span>
        </label>
    }
    .into_any()
}
