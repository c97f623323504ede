//! Something that is asked for: on its way, there, silent or refused. Where silence passes by itself (a register, a biller)
//! it is asked again, more and more slowly, while the screen is there; and when it works again, that is said.
//!
//! What was answered lies beside the signal, not in it: a signal, a task and a view for each kind of answer would be a
//! tenth of the download.

use super::App;
use crate::api::{Answer, ApiError};
use core::ops::Deref;
use frontend::platform;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::problem::ProblemCode;
use std::sync::Mutex;

/// The bound of the first pause before asking again; each next is twice as long, up to [`PAUSE_MS_MAX`].
const PAUSE_MS: u32 = 5_000;
const PAUSE_MS_MAX: u32 = 60_000;

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not asked for.
    Idle,
    /// On its way.
    Asking,
    /// There.
    Known,
    /// No answer; it is being asked again.
    Silent(ApiError),
    /// No, and asking again changes nothing by itself.
    Refused(ApiError),
}

/// How something stands: a handle of its signals.
#[derive(Clone, Copy)]
pub(crate) struct Course(&'static CourseSignals);

/// Signals of something asked for.
pub(crate) struct CourseSignals {
    /// How it stands.
    pub(crate) standing: RwSignal<Standing>,
    /// It was silent before it answered.
    pub(crate) came_back: RwSignal<bool>,
    turn: RwSignal<u32>,
}

impl Deref for Course {
    type Target = CourseSignals;

    fn deref(&self) -> &CourseSignals {
        self.0
    }
}

/// Asks once; true when something new was answered.
type Once = Box<dyn Fn() -> Answer<bool>>;

impl Course {
    fn next_turn(self) -> u32 {
        self.turn.update(|turn| *turn += 1);
        self.turn.get_untracked()
    }

    fn is_known(self) -> bool {
        self.standing.get_untracked() == Standing::Known
    }

    async fn go_on(self, app: App, turn: u32, once: Once, then: fn(App)) {
        let visit = app.visit.get_untracked();
        for attempt in 0u32.. {
            let answer = app.heard(once().await);
            if self.turn.get_untracked() != turn {
                return;
            }
            let silent = matches!(&answer, Err(error) if is_silence(error));
            match answer {
                Ok(new) if new || !self.is_known() => self.standing.set(Standing::Known),
                Ok(_) => {}
                Err(error) if silent => self.standing.set(Standing::Silent(error)),
                Err(error) => self.standing.set(Standing::Refused(error)),
            }
            then(app);
            if !silent {
                return;
            }
            platform::pause(attempt, PAUSE_MS, PAUSE_MS_MAX).await;
            if self.turn.get_untracked() != turn || app.visit.get_untracked() != visit {
                return;
            }
            self.came_back.set(true);
        }
    }
}

/// True for what passes by itself: nobody has decided anything.
fn is_silence(error: &ApiError) -> bool {
    error.is_passing() || matches!(error.code(), Some(ProblemCode::RegistrySilent | ProblemCode::BillerSilent))
}

/// Something asked for: how it stands, and what was answered.
pub(crate) struct Asked<T: 'static> {
    /// How it stands.
    pub(crate) course: Course,
    answered: &'static Mutex<Option<T>>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T: Clone + PartialEq + Send + 'static> Asked<T> {
    /// Not asked for yet.
    #[must_use]
    pub(crate) fn new() -> Self {
        let (standing, came_back, turn) = (RwSignal::new(Standing::Idle), RwSignal::new(false), RwSignal::new(0));
        let course = Course(Box::leak(Box::new(CourseSignals { standing, came_back, turn })));
        Self { course, answered: Box::leak(Box::new(Mutex::new(None))) }
    }

    /// Forgets it; an answer under way is dropped.
    pub(crate) fn forget(self) {
        self.course.next_turn();
        self.put(None);
        self.course.standing.set(Standing::Idle);
        self.course.came_back.set(false);
    }

    /// What is there.
    #[must_use]
    pub(crate) fn known(self) -> Option<T> {
        self.answered.lock().ok()?.clone()
    }

    /// Takes what another call has brought.
    pub(crate) fn take(self, known: T) {
        self.course.next_turn();
        self.put(Some(known));
        self.course.standing.set(Standing::Known);
    }

    /// True when it is something new.
    fn put(self, new: Option<T>) -> bool {
        let Ok(mut answered) = self.answered.lock() else { return false };
        let changed = *answered != new;
        *answered = new;
        changed
    }

    /// Asks; `then` runs at every answer. What is there already stays on the screen meanwhile.
    pub(crate) fn ask(self, app: App, call: impl Fn() -> Answer<T> + 'static, then: fn(App)) {
        let course = self.course;
        let turn = course.next_turn();
        if !course.is_known() {
            course.standing.set(Standing::Asking);
        }
        course.came_back.set(false);
        let once: Once = Box::new(move || {
            let answer = call();
            Box::pin(async move {
                let answered = answer.await?;
                // An answer that was overtaken changes nothing.
                Ok(course.turn.get_untracked() == turn && self.put(Some(answered)))
            })
        });
        spawn_local(course.go_on(app, turn, once, then));
    }
}
