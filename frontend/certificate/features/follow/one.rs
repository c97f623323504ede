//! `/applications/{number}`: how far it is, what was sent, what it has become.

use super::correct;
use crate::api::{self, ApiError};
use crate::i18n::{Key, fill, keys, t};
use crate::parts::course::course;
use crate::parts::{fault, names, news, shown};
use crate::platform;
use crate::routes::Route;
use crate::state::App;
use crate::state::asked::Standing;
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{ApplicationView, AttachmentView, CertificateRef, SentAnswers};
use shared::api::problem::ProblemCode;
use shared::application::Stage;
use shared::format::{Lang, iso_date};

/// Looked at again after at most so many milliseconds while the screen is there and nothing has ended.
const LOOK_MS: u32 = 25_000;

/// Asks for it, and again from time to time.
pub(crate) fn watch(app: App, number: &str) {
    if app.one.0.get_untracked() != number {
        app.one.1.forget();
        app.one.0.set(number.to_owned());
        app.correcting.set(None);
    }
    need(app);
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        loop {
            platform::pause(0, LOOK_MS, LOOK_MS).await;
            let ended = app.one.1.known().is_some_and(|view| is_ended(view.track.stage));
            if app.visit.get_untracked() != visit || ended {
                return;
            }
            if !app.busy.get_untracked() {
                look(app).await;
            }
        }
    });
}

/// Asks for it, in the language of the screens.
pub(crate) fn need(app: App) {
    let (number, lang) = (app.one.0.get_untracked(), app.lang.get_untracked());
    app.one.1.ask(app, move || api::application(&number, lang), correct::begin);
}

/// A look that fails changes nothing.
async fn look(app: App) {
    let number = app.one.0.get_untracked();
    if let Ok(view) = app.heard(api::application(&number, app.lang.get_untracked()).await)
        && app.one.0.get_untracked() == number
    {
        if app.one.1.known().as_ref() != Some(&view) {
            app.one.1.take(view);
        }
        correct::begin(app);
    }
}

const fn is_ended(stage: Stage) -> bool {
    matches!(stage, Stage::Issued | Stage::Rejected | Stage::Withdrawn)
}

/// The screen.
pub(crate) fn one(app: App) -> AnyView {
    let number = app.one.0.get_untracked();
    let not_there =
        move || app.one.1.course.standing.with(|s| matches!(s, Standing::Refused(error) if error.code() == Some(ProblemCode::NotFound)));
    let body = live(move || {
        if not_there() {
            return ui::notice(Tone::Calm, t(keys::TRACK_NOT_YOURS), vec![]);
        }
        shown(app.one.1, app, need, whole)
    });
    let back = ui::link("back", Route::Applications.path(), t(keys::TRACK_MINE));
    let head = title_of(&number);
    ui::group("one", vec![back, news(app), crate::forms::summary(app.issues), fault(app.fault), head, stage(app), body])
}

/// How far it is, in a place that stands: heard when it changes.
fn stage(app: App) -> AnyView {
    let words = live(move || {
        let is_known = app.one.1.course.standing.get() == Standing::Known;
        app.one.1.known().filter(|_| is_known).map_or_else(nothing, |view| {
            let stage = view.track.stage;
            view! { <p class=[names::tag(stage), " stage"].concat()>{t(names::stage(stage))}</p> }.into_any()
        })
    });
    view! { <div aria-live="polite">{words}</div> }.into_any()
}

/// A number that is not broken at its dashes.
fn title_of(number: &str) -> AnyView {
    platform::set_title(&[&fill(keys::TRACK_ONE, &[("number", number)]), " — ", t(keys::SHELL_TITLE)].concat());
    let number = number.to_owned();
    frontend::parts::heading(view! { {t(keys::TRACK_ONE_SHORT)}" "<span class="number">{number}</span> }.into_any())
}

fn whole(app: App, view: &ApplicationView) -> AnyView {
    // On a phone in this order: what is to be done, how far it is, what was sent.
    let certificate = view.certificate.as_ref().map(|certificate| issued(app, &view.number, certificate));
    let correction = view.correction.as_ref().map(|correction| correct::correction(app, view, correction));
    let first: Vec<AnyView> = correction.into_iter().chain(certificate).collect();
    let right = vec![
        ui::heading(t(keys::TRACK_STAGES)),
        course(&view.track),
        paper(app, &view.number),
        ui::button("btn ghost", t(keys::TRACK_PRINT), platform::print),
        withdraw(app, view),
    ];
    let columns = view! {
        <div class="two one-columns"><div>{first}</div><aside class="paper actions printed">{right}</aside>{sent(app, &view.sent)}</div>
    };
    columns.into_any()
}

/// A file into the downloads, with words when it does not come.
fn download(app: App, class: &'static str, text: String, get: impl Fn() -> crate::api::Answer<()> + Send + 'static) -> AnyView {
    let act = move || {
        let answer = get();
        app.fault.set(None);
        spawn_local(async move {
            if let Err(error) = app.heard(answer.await) {
                said(app, error);
            }
        });
    };
    ui::button(class, text, act)
}

fn said(app: App, error: ApiError) {
    app.fault.set(Some(error));
    platform::to_top();
}

fn paper(app: App, number: &str) -> AnyView {
    let number = number.to_owned();
    download(app, "btn ghost", t(keys::TRACK_APPLICATION_PDF).to_owned(), move || {
        let (number, lang) = (number.clone(), app.lang.get_untracked());
        Box::pin(async move { api::application_pdf(&number, lang).await })
    })
}

/// The certificate: each language's file, its number, the way to check it.
fn issued(app: App, application: &str, certificate: &CertificateRef) -> AnyView {
    let one = |(index, lang): (usize, Lang)| {
        let (application, number) = (application.to_owned(), certificate.number.clone());
        let text = fill(keys::TRACK_CERTIFICATE_PDF, &[("lang", t(names::lang(lang)))]);
        download(app, if index == 0 { "btn" } else { "btn ghost" }, text, move || {
            let (application, number) = (application.clone(), number.clone());
            Box::pin(async move { api::certificate_pdf(&application, &number, lang).await })
        })
    };
    let files = certificate.languages.iter().copied().enumerate().map(one).collect();
    let revoked = if certificate.revoked { ui::notice(Tone::Bad, t(keys::TRACK_REVOKED), vec![]) } else { nothing() };
    let lines = vec![
        ui::line(t(keys::TRACK_CERTIFICATE), vec![certificate.number.clone()], nothing()),
        ui::line(t(keys::TRACK_ISSUED_AT), vec![names::moment(&certificate.issued_at)], nothing()),
        ui::line(t(keys::TRACK_VALID_UNTIL), vec![iso_date(&certificate.valid_until)], nothing()),
    ];
    let verify = ui::link("more", "/verify".to_owned(), t(keys::TRACK_VERIFY));
    let body = vec![ui::heading(t(keys::TRACK_READY)), revoked, ui::lines(lines), ui::group("row", files), verify];
    ui::group("paper certificate printed", body)
}

fn sent(app: App, sent: &SentAnswers) -> AnyView {
    let one = |text: &String| vec![text.clone()];
    let lines: Vec<(Key, Vec<String>)> = vec![
        (keys::APPLY_CLASS_IS, vec![t(names::class(sent.class)).to_owned()]),
        (keys::APPLY_APPLICANT, one(&sent.applicant)),
        (keys::APPLY_FIN, one(&sent.fin)),
        (keys::APPLY_COMPANY, one(&sent.company)),
        (keys::APPLY_VOEN, one(&sent.voen)),
        (keys::APPLY_ACCOUNT, one(&sent.account)),
        (keys::APPLY_ADDRESS, one(&sent.address)),
        (keys::APPLY_PURPOSE, one(&sent.purpose_name)),
        (keys::APPLY_COPIES, sent.copies.iter().map(|lang| t(names::lang(*lang)).to_owned()).collect()),
        (keys::APPLY_MOBILE, one(&sent.mobile)),
        (keys::APPLY_MORE, sent.more.clone()),
        (keys::EMAIL, one(&sent.email)),
    ];
    let lines = lines.into_iter().filter(|(_, values)| values.iter().any(|value| !value.is_empty()));
    let mut lines: Vec<AnyView> = lines.map(|(what, values)| ui::line(t(what), values, nothing())).collect();
    lines.extend(sent.attachments.iter().map(|file| attached(app, file)));
    ui::group("what-sent printed", vec![ui::heading(t(keys::TRACK_SENT)), ui::lines(lines)])
}

fn attached(app: App, file: &AttachmentView) -> AnyView {
    let (file, name) = (file.clone(), file.name.clone());
    let get = download(app, "btn quiet", t(keys::TRACK_DOWNLOAD).to_owned(), move || {
        let file = file.clone();
        Box::pin(async move { api::attachment(&file).await })
    });
    ui::line(t(keys::APPLY_FILES), vec![name], get)
}

/// Taking it back, asked twice.
fn withdraw(app: App, view: &ApplicationView) -> AnyView {
    if !view.can_withdraw {
        return nothing();
    }
    let asking = RwSignal::new(false);
    let number = view.number.clone();
    live(move || {
        if !asking.get() {
            let ask = move || {
                asking.set(true);
                platform::focus("withdraw-sure");
            };
            return ui::button("btn quiet", t(keys::TRACK_WITHDRAW), ask);
        }
        let number = number.clone();
        let yes = ui::button("btn danger", t(keys::TRACK_WITHDRAW_YES), move || spawn_local(take_back(app, number.clone())));
        let no = ui::button("btn quiet", t(keys::TRACK_WITHDRAW_NO), move || asking.set(false));
        let notice = ui::notice(
            Tone::Warn,
            t(keys::TRACK_WITHDRAW_SURE),
            vec![ui::para("", t(keys::TRACK_WITHDRAW_ABOUT)), ui::group("row", vec![yes, no])],
        );
        view! { <div id="withdraw-sure" tabindex="-1">{notice}</div> }.into_any()
    })
}

async fn take_back(app: App, number: String) {
    if app.busy.get_untracked() {
        return;
    }
    app.busy.set(true);
    match app.heard(api::withdraw(&number, app.lang.get_untracked()).await) {
        Ok(view) => {
            app.one.1.take(view);
            app.news.set(Some(keys::TRACK_WITHDRAWN_NOW));
            platform::focus("title");
        }
        Err(error) => {
            said(app, error);
            look(app).await;
        }
    }
    app.busy.set(false);
}
