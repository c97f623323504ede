//! `/receipts`: found by number and code; below, those of the payments made on this device.

use super::drafts;
use crate::forms::{self, Issue, TextField};
use crate::i18n::{keys, t};
use crate::state::App;
use crate::ui::{self, live, nothing};
use frontend::api::{ApiError, receipts as api};
use frontend::parts::receipt::receipt;
use frontend::parts::{fault, title};
use frontend::platform;
use frontend::state::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::payments::ReceiptRef;
use shared::api::problem::ProblemCode;
use shared::api::receipts::ReceiptRequest;
use shared::receipt::{ReceiptCode, ReceiptNumber};

/// The screen is visited; `number` and `code` are what a link or a QR code brought along.
pub(crate) fn enter(app: App, number: &str, code: &str) {
    app.offered.need();
    app.finder.found.set(None);
    if !number.is_empty() {
        app.finder.number.set(number.to_owned());
        app.finder.code.set(code.to_owned());
    }
    spawn_local(drafts::read(app));
}

/// Another tab may have paid; what did not come is asked for once more.
pub(crate) fn seen(app: App) {
    if app.offered.load.with_untracked(|load| matches!(load, Load::Failed(_))) {
        app.offered.need();
    }
    spawn_local(drafts::read(app));
}

/// The screen.
pub(crate) fn receipts(app: App) -> AnyView {
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
        vec![
            drafts::news(app),
            forms::summary(app.issues),
            fault(app.fault),
            title(t(keys::RECEIPTS_TITLE)),
            ui::para("lead", t(keys::RECEIPTS_LEAD)),
            form,
        ],
    );
    ui::parts(vec![search, found(app), drafts::receipts(app)])
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
        let answer = api::find(&ReceiptRequest { number, code, lang: app.lang.get_untracked() }).await;
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

fn refused(app: App, error: ApiError) {
    if let ApiError::Problem(problem) = &error {
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
            <section class="found" id="found" tabindex="-1" aria-label=t(keys::RECEIPT_FOUND)>{receipt(app.offered, &view, reference.as_ref(), String::new())}</section>
        }
        .into_any()
    })
}
