//! `/receipts`: number and code, or one of the payments kept on this device.

use crate::api;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{date_time, fill, keys, money, t};
use crate::parts::receipt::receipt;
use crate::parts::{fault, title};
use crate::platform;
use crate::routes::Route;
use crate::state::App;
use crate::state::drafts;
use crate::state::pay::{PAID, PaidRecord};
use crate::state::records;
use crate::ui::{self, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::payments::ReceiptRef;
use shared::api::problem::ProblemCode;
use shared::api::receipts::ReceiptRequest;
use shared::receipt::{ReceiptCode, ReceiptNumber};

/// Most of this device's payments that are listed.
const KEPT_MAX: usize = 20;

/// The screen.
pub(crate) fn find(app: App) -> AnyView {
    let number = TextField {
        id: "receipt-number".to_owned(),
        label: keys::RECEIPT_NUMBER,
        hint: t(keys::RECEIPT_NUMBER_HINT).to_owned(),
        value: app.finder.number.get_untracked(),
        entry: ("text", "text", "off", "next"),
        class: "input capitals",
    };
    let code = TextField {
        id: "receipt-code".to_owned(),
        label: keys::RECEIPT_CODE,
        hint: t(keys::RECEIPT_CODE_HINT).to_owned(),
        value: app.finder.code.get_untracked(),
        entry: ("text", "text", "off", "search"),
        class: "input capitals",
    };
    let form = ui::form(
        vec![
            forms::text_field(app.issues, number, move |typed| app.finder.number.set(typed)),
            forms::text_field(app.issues, code, move |typed| app.finder.code.set(typed)),
            ui::submit(t(keys::RECEIPT_FIND)),
        ],
        move || seek(app),
    );
    let search = ui::group(
        "narrow",
        vec![forms::summary(app.issues), fault(app.fault), title(t(keys::RECEIPTS_TITLE)), ui::para("lead", t(keys::RECEIPTS_LEAD)), form],
    );
    ui::parts(vec![search, found(app), kept(app)])
}

fn seek(app: App) {
    let (number, code) = (app.finder.number.get_untracked(), app.finder.code.get_untracked());
    let mut wrong = Vec::new();
    if let Err(error) = ReceiptNumber::parse(&number) {
        wrong.push(Issue::new("receipt-number", keys::RECEIPT_NUMBER, error));
    }
    if let Err(error) = ReceiptCode::parse(&code) {
        wrong.push(Issue::new("receipt-code", keys::RECEIPT_CODE, error));
    }
    app.fault.set(None);
    if forms::refuse(app.issues, wrong) {
        return;
    }
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        let answer = api::find_receipt(&ReceiptRequest { number, code, lang: app.lang.get_untracked() }).await;
        if app.visit.get_untracked() != visit {
            return;
        }
        match answer {
            Ok(view) => {
                app.finder.found.set(Some(view));
                platform::focus("found");
            }
            Err(error) => {
                app.finder.found.set(None);
                refused(app, error);
            }
        }
    });
}

fn refused(app: App, error: api::ApiError) {
    if let api::ApiError::Problem(problem) = &error {
        let issues =
            forms::issues_of(problem, &[("number", "receipt-number", keys::RECEIPT_NUMBER), ("code", "receipt-code", keys::RECEIPT_CODE)]);
        if forms::refuse(app.issues, issues) {
            return;
        }
        if problem.code == ProblemCode::NotFound {
            forms::refuse(app.issues, vec![Issue::new("receipt-code", keys::RECEIPT_CODE, shared::validation::Code::ReceiptCode)]);
            return;
        }
    }
    app.fault.set(Some(error));
}

fn found(app: App) -> AnyView {
    live(move || {
        let Some(view) = app.finder.found.get() else { return nothing() };
        let typed = || {
            let number = ReceiptNumber::parse(&app.finder.number.get_untracked()).ok()?.as_str().to_owned();
            let code = ReceiptCode::parse(&app.finder.code.get_untracked()).ok()?.reveal().to_owned();
            Some(ReceiptRef { number, code })
        };
        let reference = view.receipt.clone().or_else(typed);
        view! {
            <section class="found" id="found" tabindex="-1" aria-label=t(keys::RECEIPT_FOUND)>{receipt(app, &view, reference.as_ref())}</section>
        }
        .into_any()
    })
}

/// Reads this device's payments.
pub(crate) fn need_kept(app: App) {
    spawn_local(async move {
        let mut kept = Vec::new();
        for entry in drafts::list().await.into_iter().filter(|entry| entry.kind == PAID).take(KEPT_MAX) {
            if let Some(record) = drafts::load(&entry.id, records::paid).await {
                kept.push(record.value);
            }
        }
        app.finder.kept.set(kept);
    });
}

fn kept(app: App) -> AnyView {
    live(move || {
        let kept = app.finder.kept.get();
        if kept.is_empty() {
            return nothing();
        }
        let row = |paid: PaidRecord| {
            let words = fill(keys::RECEIPT_ROW, &[("sum", &money(paid.total_minor)), ("number", &paid.number)]);
            let href = Route::Payment(paid.reference.clone()).path();
            ui::entry("row-link", vec![ui::link("", href, words), ui::para("about", date_time(&paid.at))])
        };
        let rows = kept.into_iter().map(row).collect();
        ui::group(
            "narrow kept",
            vec![ui::heading(t(keys::RECEIPTS_KEPT)), ui::para("hint", t(keys::RECEIPTS_KEPT_ABOUT)), ui::list("rows", rows)],
        )
    })
}
