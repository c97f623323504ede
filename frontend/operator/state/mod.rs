//! What outlives a screen.

pub(crate) mod events;
pub(crate) mod fetched;
pub(crate) mod form;
pub(crate) mod lists;
pub(crate) mod session;

use crate::api;
use crate::i18n::keys;
use crate::platform;
use crate::routes::Route;
use core::ops::Deref;
use fetched::{Remote, Rows};
use frontend::app::Screens;
use frontend::state::Page;
use frontend::state::offered::Offered;
use frontend::state::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::events::EventRow;
use shared::api::operator::{Alarm, AlarmRow, OperatorPayment, PaymentRow, Summary};
use shared::api::refunds::{RefundState, RefundView, RefundablePayment};

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
    pub(crate) route: RwSignal<Route>,
    pub(crate) session: Session,
    /// Names of billers and charges.
    pub(crate) offered: Offered,
    pub(crate) summary: Remote<Summary>,
    pub(crate) payments: Rows<PaymentRow>,
    pub(crate) search: lists::Search,
    pub(crate) payment: Remote<OperatorPayment>,
    /// The refund cases of the payment on the screen.
    pub(crate) cases_of: RwSignal<Vec<RefundView>>,
    pub(crate) refundable: Remote<RefundablePayment>,
    pub(crate) cases: Rows<RefundView>,
    pub(crate) case: Remote<RefundView>,
    pub(crate) alarms: Rows<AlarmRow>,
    pub(crate) alarm: Remote<Alarm>,
    pub(crate) events: Rows<EventRow>,
    pub(crate) sought: events::Sought,
    pub(crate) form: form::Form,
    /// The page is in front.
    pub(crate) seen: RwSignal<bool>,
    /// The device's clock when the screen was entered, in milliseconds since 1970.
    entered_ms: RwSignal<i64>,
}

impl Deref for Signals {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// A screen that was entered so long ago is not refreshed by itself: each question prolongs the session, and nobody may be
/// there.
const IDLE_MS: i64 = 5 * 60_000;

/// Looks at a case that moves, before the clock's own, and the pauses before them in milliseconds.
const FOLLOWED: u32 = 4;
const FOLLOW_MS: u32 = 700;
const FOLLOW_MS_MAX: u32 = 3_000;

impl App {
    /// Nothing loaded, nowhere yet. Made inside `<Router>`.
    #[must_use]
    pub(crate) fn of_router() -> Self {
        Self(Box::leak(Box::new(Signals {
            page: Page::of_router(),
            route: RwSignal::new(Route::Summary),
            session: Session::new(&session::ROLES),
            offered: Offered::unknown(),
            summary: Remote::new(),
            payments: Rows::new(),
            search: lists::Search::new(),
            payment: Remote::new(),
            cases_of: RwSignal::new(Vec::new()),
            refundable: Remote::new(),
            cases: Rows::new(),
            case: Remote::new(),
            alarms: Rows::new(),
            alarm: Remote::new(),
            events: Rows::new(),
            sought: events::Sought::new(),
            form: form::Form::new(),
            seen: RwSignal::new(true),
            entered_ms: RwSignal::new(0),
        })))
    }

    /// Whoever is signed in may see it.
    pub(crate) fn may(self, route: &Route) -> bool {
        if *route == Route::Events { self.audits() } else { self.operates() }
    }

    /// A screen is visited: what it shows is asked for.
    pub(crate) fn visit(self, route: &Route) {
        self.entered_ms.set(platform::now_ms());
        if !self.may(route) {
            return;
        }
        self.offered.need();
        match route {
            Route::Payments(_) => self.find_payments(),
            Route::Payment(_) => {
                self.payment.clear();
                self.cases_of.set(Vec::new());
            }
            Route::Refund(_) => self.refundable.clear(),
            Route::Cases(_) => self.cases_ask(false),
            Route::Case(_) => self.case.clear(),
            Route::Alarms(..) => self.alarms_ask(false),
            Route::Alarm(_) => self.alarm.clear(),
            Route::Events => self.events_ask(false),
            Route::Summary | Route::NotFound => {}
        }
        match route {
            Route::Refund(_) | Route::Case(_) | Route::Alarm(_) => self.open_form(route),
            _ => self.look(),
        }
        if matches!(route, Route::Case(_)) {
            self.follow_case();
        }
    }

    /// A case on its way to its end is looked at more often at first: bank and billers mostly answer within seconds.
    pub(crate) fn follow_case(self) {
        let visit = self.visit.get_untracked();
        spawn_local(async move {
            for look in 0..FOLLOWED {
                platform::pause(look, FOLLOW_MS, FOLLOW_MS_MAX).await;
                if self.visit.get_untracked() != visit || !self.case.value.with_untracked(Option::is_none) && !self.case_moves() {
                    return;
                }
                self.look();
            }
        });
    }

    /// Bank or billers are at it: it changes without anybody's doing.
    fn case_moves(self) -> bool {
        use RefundState::{AtBank, Requested, Reversing};
        self.case.value.with_untracked(|case| case.as_ref().is_some_and(|case| matches!(case.state, Requested | AtBank | Reversing)))
    }

    /// What is on the screen once more; it stays until the answer is there. Lists are asked for again by their own buttons.
    pub(crate) fn look(self) {
        let session = self.session;
        match self.route.get_untracked() {
            Route::Summary => self.summary.fill(session, api::summary()),
            Route::Payment(reference) => self.look_payment(reference),
            Route::Refund(reference) => self.look_refundable(reference),
            Route::Case(id) => self.case.fill(session, async move { api::refund(&id).await }),
            Route::Alarm(id) => self.alarm.fill(session, async move { api::alarm(&id).await }),
            _ => {}
        }
    }

    fn look_payment(self, reference: String) {
        self.payment.fill(self.session, async move {
            let payment = api::payment(&reference).await?;
            let mut cases = Vec::new();
            for id in &payment.refunds {
                cases.push(api::refund(id).await?);
            }
            // Another payment may be on the screen by now.
            if self.route.get_untracked() == Route::Payment(reference) {
                self.cases_of.set(cases);
            }
            Ok(payment)
        });
    }

    /// What can be given back; but a request whose answer was lost is a case already, under its key, and is gone on to.
    fn look_refundable(self, reference: String) {
        let (key, visit) = (self.unanswered(), self.visit.get_untracked());
        self.refundable.fill(self.session, async move {
            if !key.is_empty()
                && let Ok(case) = api::refund(&key).await
                && self.visit.get_untracked() == visit
            {
                self.was_done().await;
                self.go(&Route::Case(case.id), Some(keys::DONE_REQUEST));
            }
            api::refundable(&reference).await
        });
    }

    /// Time has passed: what changes by itself is looked at again.
    pub(crate) fn tick(self) {
        let used = platform::now_ms() - self.entered_ms.get_untracked() < IDLE_MS;
        if !used || !self.seen.get_untracked() || !self.may(&self.route.get_untracked()) {
            return;
        }
        match self.route.get_untracked() {
            Route::Summary => self.look(),
            Route::Case(_) if self.case.value.with_untracked(|case| case.as_ref().is_some_and(|case| case.ended_at.is_none())) => {
                self.look();
            }
            _ => {}
        }
    }
}
