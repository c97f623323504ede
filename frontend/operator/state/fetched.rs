//! What is fetched: one thing, or rows page by page.

use crate::api::{Answer, ApiError};
use crate::platform;
use core::future::Future;
use frontend::state::Load;
use frontend::state::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One thing, and whether it is there. What is shown stays while a newer answer is on its way.
pub(crate) struct Remote<T: Send + Sync + 'static> {
    pub(crate) load: RwSignal<Load>,
    pub(crate) value: RwSignal<Option<T>>,
    /// The device's clock at the last answer, in milliseconds since 1970.
    pub(crate) at_ms: RwSignal<i64>,
    turn: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Remote<T> {
    pub(super) fn new() -> Self {
        Self { load: RwSignal::new(Load::Waiting), value: RwSignal::new(None), at_ms: RwSignal::new(0), turn: RwSignal::new(0) }
    }

    /// Another one is to come: an answer about the one before is not taken any more.
    pub(crate) fn clear(self) {
        self.turn.update(|turn| *turn += 1);
        self.value.set(None);
        self.load.set(Load::Waiting);
    }

    /// Asks for it.
    pub(crate) fn fill(self, session: Session, call: impl Future<Output = Answer<T>> + 'static) {
        let turn = self.turn.get_untracked() + 1;
        self.turn.set(turn);
        if self.value.with_untracked(Option::is_none) {
            self.load.set(Load::Waiting);
        }
        spawn_local(async move {
            let answer = session.heard(call.await);
            if self.turn.get_untracked() != turn {
                return; // something else was asked for meanwhile
            }
            match answer {
                Ok(value) => self.take(value),
                Err(error) if self.value.with_untracked(Option::is_none) => self.load.set(Load::Failed(error)),
                // What is on the screen stays; the time of the last answer says how old it is.
                Err(_) => {}
            }
        });
    }

    /// Takes it; what has not changed is not drawn anew.
    pub(crate) fn take(self, value: T) {
        self.at_ms.set(platform::now_ms());
        if self.value.with_untracked(|old| old.as_ref() != Some(&value)) {
            self.value.set(Some(value));
        }
        if self.load.get_untracked() != Load::Ready {
            self.load.set(Load::Ready);
        }
    }
}

/// A page of rows and where more begin.
pub(crate) type Portion<T> = (Vec<T>, Option<String>);

/// Rows, page by page.
pub(crate) struct Rows<T: Send + Sync + 'static> {
    pub(crate) load: RwSignal<Load>,
    pub(crate) rows: RwSignal<Vec<T>>,
    pub(crate) next: RwSignal<Option<String>>,
    turn: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Rows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Rows<T> {}

impl<T: Clone + Send + Sync + 'static> Rows<T> {
    pub(super) fn new() -> Self {
        Self { load: RwSignal::new(Load::Waiting), rows: RwSignal::new(vec![]), next: RwSignal::new(None), turn: RwSignal::new(0) }
    }

    /// Asks for the first rows, or for those after them; a failure of the latter goes to `fault`, the rows stay.
    pub(crate) fn fill(
        self,
        session: Session,
        more: bool,
        fault: RwSignal<Option<ApiError>>,
        call: impl Future<Output = Answer<Portion<T>>> + 'static,
    ) {
        let turn = self.turn.get_untracked() + 1;
        self.turn.set(turn);
        fault.set(None);
        if !more {
            self.load.set(Load::Waiting);
        }
        spawn_local(async move {
            let answer = session.heard(call.await);
            if self.turn.get_untracked() != turn {
                return;
            }
            match answer {
                Ok((rows, next)) if more => {
                    let first = self.rows.with_untracked(Vec::len);
                    self.rows.update(|all| all.extend(rows));
                    self.next.set(next);
                    platform::focus(&row_id(first));
                }
                Ok((rows, next)) => {
                    self.rows.set(rows);
                    self.next.set(next);
                    self.load.set(Load::Ready);
                }
                Err(error) if more => fault.set(Some(error)),
                Err(error) => self.load.set(Load::Failed(error)),
            }
        });
    }
}

/// The element of a row's link: the first of those that were fetched takes the focus.
#[must_use]
pub(crate) fn row_id(index: usize) -> String {
    ["row-", &index.to_string()].concat()
}
