//! The result of a check: one large verdict, what the paper says, what was checked and what was not. Printed, it is a
//! record of the check.

use super::verdict::{About, Doubt, Paper, Register, Verdict, Way, Worth, verdict};
use super::{about, ask_again};
use crate::forms;
use crate::i18n::{Key, date_time, fill, keys, t};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live, nothing};
use frontend::app::Address;
use frontend::parts::title;
use frontend::platform;
use leptos::prelude::*;
use shared::api::certificates::{CertificateState, StillTrue};
use shared::certificate::{CustomerClass, Day};
use shared::format;
use shared::time::Timestamp;

/// The screen.
pub(crate) fn result(app: App) -> AnyView {
    let rest = live(move || match app.verify.paper.get() {
        Some(Ok(paper)) => genuine(app, &paper),
        _ => nothing(),
    });
    view! {
        <div class="verify result">
            <p class="overline">{title(t(keys::VERIFY_RESULT))}</p>
            {forms::summary(app.issues)}
            <div role="status" aria-atomic="true">{live(move || large(app))}</div>
            {rest}
            {record(app)}
            {actions(app)}
        </div>
    }
    .into_any()
}

fn large(app: App) -> AnyView {
    let Some(paper) = app.verify.paper.get() else {
        return block(Verdict { worth: Worth::Waiting, headline: keys::VERIFY_CHECKING, words: keys::VERIFY_CHECKING_WORDS });
    };
    let today = Day::of(now());
    block(app.verify.register.with(|register| verdict(&paper, register, app.verify.about.get(), today)))
}

fn now() -> Timestamp {
    Timestamp::from_micros(platform::now_ms().saturating_mul(1000))
}

fn block(Verdict { worth, headline, words }: Verdict) -> AnyView {
    let (class, drawing) = match worth {
        Worth::Good => ("verdict good", "M5 12.5l5 5L19 7"),
        Worth::Careful => ("verdict warn", "M12 6v8M12 17.5v.5"),
        Worth::Bad => ("verdict bad", "M7 7l10 10M17 7L7 17"),
        Worth::Waiting => ("verdict calm", "M7 12h.01M12 12h.01M17 12h.01"),
    };
    let word = match worth {
        Worth::Good => keys::VERIFY_WORTH_GOOD,
        Worth::Careful => keys::VERIFY_WORTH_CAREFUL,
        Worth::Bad => keys::VERIFY_WORTH_BAD,
        Worth::Waiting => keys::VERIFY_WORTH_WAITING,
    };
    view! {
        <div class=class>
            <svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><path d=drawing></path></svg>
            <p class="worth">{t(word)}</p>
            <p class="headline">{t(headline)}</p>
            <p class="why">{t(words)}</p>
        </div>
    }
    .into_any()
}

/// What a genuine paper says, what was checked of it, and the question which account it is about.
fn genuine(app: App, paper: &Paper) -> AnyView {
    let way = app.verify.given.get_untracked().map(|(way, _)| way);
    let compare = match way {
        Some(Way::File) | None => nothing(),
        Some(Way::Code | Way::Number) => ui::para("hint", t(keys::VERIFY_COMPARE)),
    };
    let says = vec![ui::heading(t(keys::VERIFY_SAYS)), facts(paper), compare];
    ui::parts(vec![ui::group("pair", vec![ui::group("panel", says), checks(app, way)]), about::about(app)])
}

fn facts(paper: &Paper) -> AnyView {
    let statement = &paper.statement;
    let class = match statement.class {
        CustomerClass::Residential => keys::VERIFY_RESIDENTIAL,
        CustomerClass::NonResidential => keys::VERIFY_NON_RESIDENTIAL,
    };
    let last = statement.valid_until;
    let mut until = vec![format::date(last.begins())];
    if last < Day::of(now()) {
        until.push(t(keys::VERIFY_BY_CLOCK).to_owned());
    }
    let line = |what: Key, values: Vec<String>| ui::line(t(what), values, nothing());
    ui::lines(vec![
        line(keys::VERIFY_NUMBER, vec![statement.number.as_str().to_owned()]),
        line(keys::VERIFY_STATES, vec![fill(keys::VERIFY_NO_DEBT, &[("time", &minute(statement.as_of))])]),
        line(keys::VERIFY_CLASS, vec![t(class).to_owned()]),
        line(keys::VERIFY_ISSUED, vec![minute(statement.issued_at)]),
        line(keys::VERIFY_UNTIL, until),
        line(keys::VERIFY_ISSUER, vec![paper.issuer.clone()]),
    ])
}

/// `21.11.2026 13:05`: a statement keeps no seconds.
fn minute(at: Timestamp) -> String {
    format::date_time(at).get(..16).unwrap_or_default().to_owned()
}

/// One thing that was checked, or was not.
fn check(worth: Option<Worth>, words: String) -> AnyView {
    let (class, sign, said) = match worth {
        Some(Worth::Good) => ("yes", "✓", keys::VERIFY_MARK_YES),
        Some(Worth::Bad) => ("no", "✕", keys::VERIFY_MARK_NO),
        Some(Worth::Careful) => ("warn", "!", keys::VERIFY_MARK_CAREFUL),
        Some(Worth::Waiting) | None => ("not", "–", keys::VERIFY_MARK_NOT),
    };
    view! {
        <li class=class><span class="mark" aria-hidden="true">{sign}</span><span class="unseen">{t(said)}": "</span><span>{words}</span></li>
    }
    .into_any()
}

fn checks(app: App, way: Option<Way>) -> AnyView {
    let list = live(move || {
        let mut all = vec![check(Some(Worth::Good), t(keys::VERIFY_CHECK_SIGNATURE).to_owned())];
        all.push(match way {
            Some(Way::File) => check(Some(Worth::Good), t(keys::VERIFY_CHECK_FILE).to_owned()),
            _ => check(None, t(keys::VERIFY_CHECK_NO_FILE).to_owned()),
        });
        all.extend(app.verify.register.with(by_register));
        all.push(match app.verify.about.get() {
            About::Is(_) => check(Some(Worth::Good), t(keys::VERIFY_CHECK_ABOUT).to_owned()),
            About::Not => check(Some(Worth::Bad), t(keys::VERIFY_ABOUT_NOT).to_owned()),
            _ => check(None, t(keys::VERIFY_CHECK_NO_ABOUT).to_owned()),
        });
        view! { <ul class="checks" role="list">{all}</ul> }.into_any()
    });
    view! { <div class="panel"><h2>{t(keys::VERIFY_CHECKED)}</h2>{list}{again(app)}</div> }.into_any()
}

fn by_register(register: &Register) -> Vec<AnyView> {
    let Register::Said(said) = register else {
        let words = match register {
            Register::Asking => keys::VERIFY_ASKING,
            Register::Unknown => keys::VERIFY_UNKNOWN,
            Register::Other => keys::VERIFY_DIFFERS,
            Register::Silent => keys::VERIFY_CHECK_SILENT,
            _ => keys::VERIFY_CHECK_NO_REGISTER,
        };
        let worth = matches!(register, Register::Unknown | Register::Other).then_some(Worth::Careful);
        return vec![check(worth, t(words).to_owned())];
    };
    let when = said.ended_at.as_deref().map(date_time).unwrap_or_default();
    let (worth, words) = match said.state {
        CertificateState::Valid => (Worth::Good, t(keys::VERIFY_CHECK_VALID).to_owned()),
        CertificateState::Expired => (Worth::Bad, t(keys::VERIFY_CHECK_EXPIRED).to_owned()),
        CertificateState::Revoked => (Worth::Bad, fill(keys::VERIFY_CHECK_REVOKED, &[("time", &when)])),
        CertificateState::Replaced => (Worth::Bad, fill(keys::VERIFY_CHECK_REPLACED, &[("time", &when)])),
    };
    let still = match said.still_true {
        StillTrue::Yes => check(Some(Worth::Good), t(keys::VERIFY_CHECK_STILL).to_owned()),
        StillTrue::No => check(Some(Worth::Careful), t(keys::VERIFY_CHECK_OWED).to_owned()),
        StillTrue::Unknown => check(None, t(keys::VERIFY_CHECK_DEBT_UNKNOWN).to_owned()),
    };
    vec![check(Some(worth), words), still]
}

/// The way to ask the register after all.
fn again(app: App) -> AnyView {
    live(move || {
        let unasked = app.verify.register.with(|register| matches!(register, Register::NotAsked | Register::Silent));
        if !unasked {
            nothing()
        } else if app.offline.get() {
            ui::para("hint", t(keys::VERIFY_WHEN_BACK))
        } else {
            ui::button("btn", t(keys::VERIFY_ASK), move || ask_again(app))
        }
    })
}

/// When and where: for the printed record.
fn record(app: App) -> AnyView {
    let Some((_, at_ms)) = app.verify.given.get_untracked() else { return nothing() };
    let time = format::date_time(Timestamp::from_micros(at_ms.saturating_mul(1000)));
    ui::para("hint record", fill(keys::VERIFY_RECORD, &[("time", &time), ("host", &platform::host())]))
}

fn actions(app: App) -> AnyView {
    let print = live(move || {
        let judged = app.verify.paper.with(|paper| !matches!(paper, None | Some(Err(Doubt::NoCode | Doubt::Unreadable | Doubt::NoAnswer))));
        if judged { ui::button("btn ghost", t(keys::VERIFY_PRINT), platform::print) } else { nothing() }
    });
    ui::group("row", vec![ui::link("btn", Route::Start.path(), t(keys::VERIFY_ANOTHER)), print])
}
