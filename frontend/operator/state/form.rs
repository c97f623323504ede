//! What is typed on the screens where something is decided: kept until it was done, under the key that it is sent with. A
//! session that ends, a lost connection or a second press costs nobody a sentence and makes nothing twice.

use super::App;
use crate::api::{self, Answer, ApiError};
use crate::i18n::Key;
use crate::platform;
use crate::routes::Route;
use core::future::Future;
use frontend::api::json::Json;
use frontend::app::Address;
use frontend::state::drafts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use shared::api::problem::ProblemCode;
use std::collections::BTreeMap;

/// The drafts' kind.
pub(crate) const KIND: &str = "operator";

/// What is typed on one screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Typed {
    /// By whom: another on this device does not see it.
    who: String,
    /// By the field's name.
    fields: BTreeMap<String, String>,
    /// What was sent last, and its key.
    sent: (String, String),
}

/// The screen's form.
pub(crate) struct Form {
    /// The draft's identifier: the screen's address.
    id: RwSignal<String>,
    typed: RwSignal<Typed>,
    pub(super) dirty: RwSignal<bool>,
    /// On its way.
    pub(crate) busy: RwSignal<bool>,
    /// What was done last, in words.
    pub(crate) said: RwSignal<Option<Key>>,
    /// The panel that is open: an action's name; empty: none.
    pub(crate) panel: RwSignal<&'static str>,
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            id: RwSignal::new(String::new()),
            typed: RwSignal::new(Typed::default()),
            dirty: RwSignal::new(false),
            busy: RwSignal::new(false),
            said: RwSignal::new(None),
            panel: RwSignal::new(""),
        }
    }

    /// What stands in a field; tracked.
    pub(crate) fn get(&self, name: &str) -> String {
        self.typed.with(|typed| typed.fields.get(name).cloned().unwrap_or_default())
    }

    /// The same, not tracked: for a field that is typed into.
    pub(crate) fn peek(&self, name: &str) -> String {
        self.typed.with_untracked(|typed| typed.fields.get(name).cloned().unwrap_or_default())
    }

    /// Nothing is typed, nothing is open, nothing is on its way.
    fn clear(&self) {
        self.typed.set(Typed::default());
        self.dirty.set(false);
        self.panel.set("");
        self.busy.set(false);
    }

    /// Something is typed.
    pub(crate) fn set(&self, name: &str, text: String) {
        self.typed.update(|typed| drop(typed.fields.insert(name.to_owned(), text)));
        self.dirty.set(true);
    }
}

fn read(json: &Json) -> Option<Typed> {
    serde_json::from_str(&json.write()).ok()
}

impl App {
    /// What was typed on a screen before comes first, then what it is typed about.
    pub(super) fn open_form(self, route: &Route) {
        let id = ["operator-", &route.path()].concat();
        self.form.id.set(id.clone());
        self.form.clear();
        spawn_local(async move {
            if let Some(record) = drafts::load(&id, read).await
                && self.form.id.get_untracked() == id
                && record.value.who == self.session.who()
            {
                self.form.typed.set(record.value);
            }
            if self.form.id.get_untracked() == id {
                self.look();
            }
        });
    }

    /// Keeps what is typed, if it is not kept yet. It is taken at once: the next screen may begin before it is written.
    pub(crate) fn save_typed(self) -> impl Future<Output = ()> + 'static {
        let typed = self.form.dirty.get_untracked().then(|| Typed { who: self.session.who(), ..self.form.typed.get_untracked() });
        self.form.dirty.set(false);
        let id = self.form.id.get_untracked();
        async move {
            let json = typed.and_then(|typed| serde_json::to_string(&typed).ok()).and_then(|text| Json::parse(&text));
            if let Some(json) = json {
                drafts::save(&id, KIND, &json).await;
            }
        }
    }

    /// Sends what is done once. The same path and words go under the same key, also after a reload: a second press, or a try
    /// after a lost answer, is the same case. `words` is the body without what was only looked at, such as a version. `done`
    /// is given the answer.
    pub(crate) fn send(self, path: String, body: Answer<String>, words: Answer<String>, done: impl FnOnce(&str) + 'static) {
        let (Ok(body), Ok(words)) = (body, words) else { return };
        if self.form.busy.get_untracked() {
            return;
        }
        self.form.busy.set(true);
        self.form.said.set(None);
        self.fault.set(None);
        let (id, visit) = (self.form.id.get_untracked(), self.visit.get_untracked());
        let wish = [&path, "\n", &words].concat();
        if self.form.typed.with_untracked(|typed| typed.sent.0 != wish) {
            self.form.typed.update(|typed| typed.sent = (wish, platform::random_hex(16)));
            self.form.dirty.set(true);
        }
        let key = self.form.typed.with_untracked(|typed| typed.sent.1.clone());
        spawn_local(async move {
            self.save_typed().await;
            let answer = self.session.heard(api::send(&path, &key, body).await);
            // Whoever went on to another screen meanwhile is left there, with what is typed there.
            let is_here = self.visit.get_untracked() == visit;
            if is_here {
                self.form.busy.set(false);
            }
            match answer {
                Ok(text) => {
                    if is_here {
                        self.form.clear();
                    }
                    drafts::delete(&id).await;
                    if is_here {
                        done(&text);
                    }
                }
                Err(error) if is_here => self.refused(error),
                Err(_) => {}
            }
        });
    }

    /// The key of what was sent from this screen and not answered; empty: there is none.
    pub(super) fn unanswered(self) -> String {
        self.form.typed.with_untracked(|typed| typed.sent.1.clone())
    }

    /// What was sent has been done, though its answer was lost.
    pub(super) async fn was_done(self) {
        let id = self.form.id.get_untracked();
        self.form.clear();
        drafts::delete(&id).await;
    }

    /// What stands on the screen may be old: it is looked at again, what was typed stays.
    fn refused(self, error: ApiError) {
        if matches!(error.code(), Some(ProblemCode::Changed | ProblemCode::NotNow | ProblemCode::Invalid)) {
            self.look();
        }
        self.fault.set(Some(error));
        platform::focus("said");
    }
}
