//! What outlives a screen: who is signed in, the application in the making, what was asked for.

pub(crate) mod asked;
pub(crate) mod draft;
pub(crate) mod journey;
pub(crate) mod queue;
pub(crate) mod records;
pub(crate) mod remembered;
pub(crate) mod session;

use crate::api::{self, ApiError};
use crate::routes::Route;
use asked::{Asked, Standing};
use core::ops::Deref;
use draft::{Draft, Pending};
use frontend::state::Page;
use leptos::prelude::*;
use queue::Queue;
use session::{Gate, Session};
use shared::api::applications::{AnswerCorrection, ApplicationList, ApplicationView, DebtView, DocumentSet, FormOptions, Track};
use shared::api::identity::{CompanyRecord, PersonRecord};
use shared::application::Class;
use shared::application::journey::Step;
use std::sync::Mutex;

pub(crate) use frontend::app::Screens;
pub(crate) use frontend::state::drafts;

/// The app, as every screen and task is given it: a handle, so that a closure that keeps it keeps four bytes.
#[derive(Clone, Copy)]
pub(crate) struct App(&'static Signals);

impl Deref for App {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// The app's signals: its own and, through [`Page`], what every bundle has. Made once, never disposed of.
pub(crate) struct Signals {
    /// What every bundle has.
    pub(crate) page: Page,
    /// The screen.
    pub(crate) route: RwSignal<Route>,
    /// Who is signed in.
    pub(crate) session: Session,
    /// The application in the making.
    pub(crate) draft: Draft,
    /// Applications that wait to be sent.
    pub(crate) queue: Queue,
    /// What the form offers.
    pub(crate) form: Asked<FormOptions>,
    /// The register's record of the person signed in.
    pub(crate) person: Asked<PersonRecord>,
    /// The register's record of the company, and the VÖEN it is of.
    pub(crate) company: (RwSignal<String>, Asked<CompanyRecord>),
    /// The debt, and the class and code it is of.
    pub(crate) debt: (Mutex<Option<(Class, String)>>, Asked<DebtView>),
    /// **İrəli** was pressed while the debt was still being asked for: go on when it is clear.
    pub(crate) hurried: RwSignal<bool>,
    /// Something was pressed whose answer is awaited: a second press does nothing.
    pub(crate) busy: RwSignal<bool>,
    /// What a code is wished for, and the wish's idempotency key.
    pub(crate) wish: (RwSignal<String>, RwSignal<String>),
    /// What keeps the attempt from having an answer.
    pub(crate) trouble: RwSignal<Option<ApiError>>,
    /// One's own applications.
    pub(crate) list: Asked<ApplicationList>,
    /// One of them, and its number.
    pub(crate) one: (RwSignal<String>, Asked<ApplicationView>),
    /// The answer to its correction: key and what was typed.
    pub(crate) correcting: RwSignal<Option<(String, AnswerCorrection)>>,
    /// The application followed without signing in.
    pub(crate) tracker: Tracker,
    /// The documents behind a link, and its token.
    pub(crate) set: (RwSignal<String>, Asked<DocumentSet>),
    /// The device's clock, while something is counted down.
    pub(crate) clock: RwSignal<i64>,
}

/// The application followed without signing in. Nothing of it is kept on the device.
pub(crate) struct Tracker {
    /// Its number, as typed.
    pub(crate) number: RwSignal<String>,
    /// The mobile left in it, as typed.
    pub(crate) mobile: RwSignal<String>,
    /// A code is on its way.
    pub(crate) pending: RwSignal<Option<Pending>>,
    /// What was shown for it.
    pub(crate) found: RwSignal<Option<Track>>,
}

impl Deref for Signals {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl App {
    /// Nothing loaded, nowhere yet. Made inside `<Router>`.
    #[must_use]
    pub(crate) fn of_router() -> Self {
        let text = || RwSignal::new(String::new());
        let (pending, found) = (RwSignal::new(None), RwSignal::new(None));
        let page = Page::of_router();
        Self(Box::leak(Box::new(Signals {
            page,
            route: RwSignal::new(Route::Start),
            session: Session::new(),
            draft: Draft::new(page),
            queue: Queue::new(),
            form: Asked::new(),
            person: Asked::new(),
            company: (text(), Asked::new()),
            debt: (Mutex::new(None), Asked::new()),
            hurried: RwSignal::new(false),
            busy: RwSignal::new(false),
            wish: (text(), text()),
            trouble: RwSignal::new(None),
            list: Asked::new(),
            one: (text(), Asked::new()),
            correcting: RwSignal::new(None),
            tracker: Tracker { number: text(), mobile: text(), pending, found },
            set: (text(), Asked::new()),
            clock: RwSignal::new(0),
        })))
    }

    /// What the form offers; nothing while it is not known.
    #[must_use]
    pub(crate) fn options(self) -> FormOptions {
        self.form.known().unwrap_or_default()
    }

    /// Asks for what the form offers, in the language of the screens.
    pub(crate) fn need_form(self) {
        let lang = self.lang.get_untracked();
        self.form.ask(self, move || api::form(lang), Screens::stay_or_move);
    }

    /// The purpose's name.
    #[must_use]
    pub(crate) fn purpose(self, id: &str) -> String {
        self.options().purposes.into_iter().find(|purpose| purpose.id == id).map_or_else(|| id.to_owned(), |purpose| purpose.name)
    }

    /// True when it can be judged which step is right.
    #[must_use]
    pub(crate) fn is_ready(self) -> bool {
        self.session.gate.with_untracked(Gate::lets_in) && self.form.course.standing.get_untracked() == Standing::Known
    }

    /// The furthest step that the answers allow.
    #[must_use]
    pub(crate) fn furthest(self) -> Step {
        self.draft.record.with_untracked(|record| journey::furthest(record, &self.options()))
    }

    /// From a step on.
    pub(crate) fn onward(self, from: Step) {
        let changes = matches!(self.route.get_untracked(), Route::Step(_, true));
        self.go(&journey::onward(from, changes, self.furthest()), None);
    }

    /// Another person, or the first: what belonged to whoever was here before goes.
    pub(crate) async fn owned_by(self, name: &str, fin: &str) {
        self.person.forget();
        self.company.1.forget();
        self.forget_debt();
        self.list.forget();
        self.one.1.forget();
        self.correcting.set(None);
        self.draft.open(name, fin).await;
    }

    /// Nothing is known of a debt.
    pub(crate) fn forget_debt(self) {
        self.debt_of(None);
        self.debt.1.forget();
    }

    /// The debt is of this class and code; true when it was of others.
    pub(crate) fn debt_of(self, of: Option<(Class, String)>) -> bool {
        let Ok(mut before) = self.debt.0.lock() else { return false };
        let other = *before != of;
        *before = of;
        other
    }

    /// The page's clock in seconds' steps, for as long as this screen is visited.
    pub(crate) fn tick(self) {
        let visit = self.visit.get_untracked();
        leptos::task::spawn_local(async move {
            while self.visit.get_untracked() == visit {
                self.clock.set(frontend::platform::even_ms());
                frontend::platform::sleep(1_000).await;
            }
        });
    }
}
