//! Checking a certificate, by anyone: its number, its QR code or its PDF file. What can be checked here is checked here,
//! with or without a network; the register adds what has happened since.
//!
//! `start` the three ways · `scan` the camera · `result` what it comes to, judged by `verdict` · `about` which account ·
//! `proof` signatures and hashes · `keys` whose signatures count · `register` the server's word.

mod about;
mod keys;
mod proof;
mod register;
mod result;
mod scan;
mod start;
mod verdict;

pub(crate) use proof::fragment;
pub(crate) use result::result;
pub(crate) use scan::{close, look, scan};
pub(crate) use start::start;

use crate::routes::Route;
use crate::state::App;
use frontend::app::Screens;
use frontend::platform::{self, camera};
use keys::Keys;
use leptos::prelude::*;
use leptos::task::spawn_local;
use scan::Camera;
use shared::api::problem::ProblemCode;
use shared::certificate::{CertificateNumber, StatementFault};
use verdict::{About, Doubt, Paper, Register, Way};

/// What outlives the screens of a check.
pub(crate) struct Verify {
    /// The number, as typed.
    number: RwSignal<String>,
    /// Whose signatures count.
    keys: RwSignal<Keys>,
    /// How the paper was given, and when; nothing before the first.
    given: RwSignal<Option<(Way, i64)>>,
    /// What its signature says; nothing while it is being computed.
    paper: RwSignal<Option<Result<Paper, Doubt>>>,
    /// What the register says.
    register: RwSignal<Register>,
    /// The account or holder, as typed.
    typed: RwSignal<String>,
    /// Whether the paper is about it.
    about: RwSignal<About>,
    /// What the camera does.
    camera: RwSignal<Camera>,
}

impl Verify {
    /// Nothing given yet.
    pub(crate) fn new() -> Self {
        Self {
            number: RwSignal::new(String::new()),
            keys: RwSignal::new(Keys::default()),
            given: RwSignal::new(None),
            paper: RwSignal::new(None),
            register: RwSignal::new(Register::default()),
            typed: RwSignal::new(String::new()),
            about: RwSignal::new(About::default()),
            camera: RwSignal::new(Camera::Opening),
        }
    }

    /// A paper is being checked, or was.
    pub(crate) fn has_paper(&self) -> bool {
        self.given.with_untracked(Option::is_some)
    }
}

/// The first screen: what a check without a network will need is fetched.
pub(crate) fn prepare(app: App) {
    spawn_local(async move {
        keys::refresh(app).await;
        camera::prepare().await;
    });
}

fn begin(app: App, way: Way) {
    let verify = &app.verify;
    verify.given.set(Some((way, platform::now_ms())));
    verify.paper.set(None);
    verify.register.set(Register::NotAsked);
    verify.typed.set(String::new());
    verify.about.set(About::Untried);
}

/// A scanned text, or an address with one.
pub(crate) fn by_code(app: App, text: String) {
    begin(app, Way::Code);
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        let paper = proof::of_text(app, &text).await;
        proven(app, visit, paper).await;
    });
}

/// A text that was read: shown under its own address, where it can be one.
fn read(app: App, text: &str) {
    if let Some(fragment) = fragment(text) {
        app.go(&Route::Code(fragment), None);
    } else {
        refuse(app, Way::Code, Doubt::Code(StatementFault::Shape));
    }
}

fn refuse(app: App, way: Way, doubt: Doubt) {
    begin(app, way);
    app.verify.paper.set(Some(Err(doubt)));
    app.go(&Route::Result, None);
}

/// A chosen file: the PDF, or a picture of its code.
fn by_file(app: App, input: &'static str) {
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        let chosen = camera::chosen(input).await;
        if app.visit.get_untracked() != visit {
            return;
        }
        match chosen {
            camera::Chosen::Nothing => {}
            camera::Chosen::Code(text) => read(app, &text),
            camera::Chosen::NoCode => refuse(app, Way::Code, Doubt::NoCode),
            camera::Chosen::TooLarge => refuse(app, Way::File, Doubt::TooLarge),
            camera::Chosen::Unreadable => refuse(app, Way::File, Doubt::Unreadable),
            camera::Chosen::Bytes(bytes) => {
                begin(app, Way::File);
                app.go(&Route::Result, None);
                let visit = app.visit.get_untracked();
                let paper = proof::of_file(app, bytes).await;
                proven(app, visit, paper).await;
            }
        }
    });
}

/// No paper at hand: the register gives the statement, which is checked like any other.
fn by_number(app: App, number: CertificateNumber) {
    begin(app, Way::Number);
    app.go(&Route::Result, None);
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        let answer = register::ask(&number).await;
        let (paper, said) = match answer {
            Err(error) => (Err(unanswered(error.code())), Register::Silent),
            Ok(said) => match proof::of_text(app, &said.statement).await {
                Ok(paper) if paper.statement.number != number => (Err(Doubt::Forged), Register::Other),
                paper => (paper, Register::Said(said)),
            },
        };
        if app.visit.get_untracked() == visit {
            app.verify.register.set(said);
            app.verify.paper.set(Some(paper));
        }
    });
}

const fn unanswered(code: Option<ProblemCode>) -> Doubt {
    match code {
        Some(ProblemCode::NotFound) => Doubt::NoSuchNumber,
        Some(ProblemCode::TooMany) => Doubt::TooMany,
        _ => Doubt::NoAnswer,
    }
}

/// The signature has been judged; the register is asked only about a paper that is genuine.
async fn proven(app: App, visit: u32, paper: Result<Paper, Doubt>) {
    if app.visit.get_untracked() != visit {
        return;
    }
    let genuine = paper.is_ok();
    if genuine && !app.offline.get_untracked() {
        app.verify.register.set(Register::Asking);
    }
    app.verify.paper.set(Some(paper));
    if genuine && !app.offline.get_untracked() {
        asked(app, visit).await;
    }
}

/// Asks the register, once more.
fn ask_again(app: App) {
    if app.verify.register.with_untracked(|register| *register == Register::Asking) {
        return;
    }
    app.verify.register.set(Register::Asking);
    let visit = app.visit.get_untracked();
    spawn_local(asked(app, visit));
}

async fn asked(app: App, visit: u32) {
    let Some(Ok(paper)) = app.verify.paper.get_untracked() else { return };
    let register = register::ask_about(&paper).await;
    if app.visit.get_untracked() == visit {
        app.verify.register.set(register);
    }
}
