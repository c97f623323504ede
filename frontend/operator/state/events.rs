//! What the auditor seeks, and the pages of it.

use super::App;
use super::lists::after;
use crate::api::{self, ApiError};
use crate::forms;
use crate::i18n::{Key, keys};
use leptos::prelude::*;
use shared::api::events::EventQuery;
use shared::api::identity::Role;

/// One filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    From,
    To,
    Kind,
    Who,
    About,
}

impl Field {
    /// Its element, and its name in a query.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::Kind => "kind",
            Self::Who => "who",
            Self::About => "about",
        }
    }
}

/// The fields that a query can be refused for.
const JUDGED: [(&str, &str, Key); 2] = [("from", "from", keys::LOG_FROM), ("to", "to", keys::LOG_TO)];

/// The filters as they are typed.
pub(crate) struct Sought(RwSignal<EventQuery>);

impl Sought {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(EventQuery::default()))
    }

    pub(crate) fn of(&self, field: Field) -> String {
        self.0.with_untracked(|query| {
            match field {
                Field::From => &query.from,
                Field::To => &query.to,
                Field::Kind => &query.kind,
                Field::Who => &query.who,
                Field::About => &query.about,
            }
            .clone()
        })
    }

    pub(crate) fn set(&self, field: Field, value: String) {
        self.0.update(|query| match field {
            Field::From => query.from = value,
            Field::To => query.to = value,
            Field::Kind => query.kind = value,
            Field::Who => query.who = value,
            Field::About => query.about = value,
        });
    }
}

impl App {
    /// Whoever is signed in searches security events.
    pub(crate) fn audits(self) -> bool {
        self.session.has(&[Role::Auditor])
    }

    /// Whoever is signed in looks after payments.
    pub(crate) fn operates(self) -> bool {
        self.session.has(&[Role::Operator])
    }

    pub(crate) fn events_ask(self, more: bool) {
        self.issues.set(Vec::new());
        let query = EventQuery { after: after(more, self.events.next), ..self.sought.0.get_untracked() };
        let issues = self.issues;
        self.events.fill(self.session, more, self.fault, async move {
            let answer = api::events(&query).await;
            if let Err(ApiError::Problem(problem)) = &answer {
                issues.set(forms::issues_of(problem, &JUDGED));
            }
            answer.map(|page| (page.rows, page.next))
        });
    }

    pub(crate) fn events_clear(self) {
        self.sought.0.set(EventQuery::default());
        self.redraw();
        self.events_ask(false);
    }
}
