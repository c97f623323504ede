//! One application: what is known of it, and what an officer is typing about it. Texts are kept on the device until they
//! are sent: a session that ends, a lost connection or a conflict costs nobody a sentence.

use super::App;
use crate::api::{self, ApiError};
use crate::logic::changes::{Change, changes};
use frontend::api::json::{Json, object};
use frontend::state::{Load, drafts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::office::{LiveDebt, OfficeApplication};
use shared::api::problem::ProblemCode;
use shared::application::Stage;

/// The kind of the drafts' records.
pub(crate) const KIND: &str = "office";

/// How often an approved application is looked at until its certificate is there, and the pause between.
const PAPER_LOOKS: u32 = 8;
const PAPER_PAUSE_MS: u32 = 2_000;

/// What an officer may do about an application. Notes have a form of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// To have it.
    Take,
    /// To put it back.
    Release,
    /// To take it from another.
    Free,
    /// To ask for a correction.
    Ask,
    /// To approve.
    Approve,
    /// To reject.
    Reject,
    /// To revoke the certificate.
    Revoke,
}

impl Act {
    /// In the order to show.
    pub(crate) const EACH: [Self; 7] = [Self::Take, Self::Approve, Self::Ask, Self::Reject, Self::Release, Self::Free, Self::Revoke];

    /// The text form in `may` and in paths.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Release => "release",
            Self::Free => "free",
            Self::Ask => "ask",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Revoke => "revoke",
        }
    }

    /// It says something.
    #[must_use]
    pub(crate) const fn has_words(self) -> bool {
        matches!(self, Self::Ask | Self::Reject | Self::Revoke)
    }

    /// It is done at once: it can be undone.
    #[must_use]
    pub(crate) const fn is_light(self) -> bool {
        matches!(self, Self::Take | Self::Release)
    }
}

/// A template and own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Words {
    /// The template.
    pub(crate) reason: String,
    /// Own words.
    pub(crate) text: String,
}

/// What is typed and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Typed {
    /// For `ask`, `reject` and `revoke`.
    pub(crate) words: [Words; 3],
    /// A note.
    pub(crate) note: String,
}

impl Typed {
    /// Which of the texts.
    pub(crate) const fn place(act: Act) -> usize {
        match act {
            Act::Ask => 0,
            Act::Reject => 1,
            _ => 2,
        }
    }

    fn to_json(&self, who: &str) -> Json {
        let words = |words: &Words| object(vec![("reason", words.reason.as_str().into()), ("text", words.text.as_str().into())]);
        let list = Json::List(self.words.iter().map(words).collect());
        object(vec![("who", who.into()), ("words", list), ("note", self.note.as_str().into())])
    }
}

/// A record: whose it is, and what was typed.
fn read(json: &Json) -> Option<(String, Typed)> {
    let words = |json: &Json| Some(Words { reason: json.get("reason").text()?, text: json.get("text").text()? });
    let words = json.get("words").list(words)?.try_into().ok()?;
    Some((json.get("who").text()?, Typed { words, note: json.get("note").text()? }))
}

/// The biller's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Debt {
    /// On its way.
    Asking,
    /// There; it may say *unknown*.
    Said(LiveDebt),
    /// It did not come.
    Failed(ApiError),
}

/// The decision being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Panel {
    /// None.
    #[default]
    Closed,
    /// Words are typed.
    Write(Act),
    /// The last question before it is sent.
    Confirm(Act),
}

impl Panel {
    /// Which.
    #[must_use]
    pub(crate) const fn act(self) -> Option<Act> {
        match self {
            Self::Closed => None,
            Self::Write(act) | Self::Confirm(act) => Some(act),
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// It is done.
    Done(Act),
    /// A note is added.
    Noted,
    /// It was not done: the application is another than was shown.
    Changed(Vec<Change>),
}

/// The application's signals.
pub(crate) struct One {
    /// Which.
    pub(crate) number: RwSignal<String>,
    /// On its way.
    pub(crate) load: RwSignal<Load>,
    /// What is known.
    pub(crate) view: RwSignal<Option<OfficeApplication>>,
    /// What the biller says.
    pub(crate) debt: RwSignal<Debt>,
    /// What is typed.
    pub(crate) typed: RwSignal<Typed>,
    /// The decision being made.
    pub(crate) panel: RwSignal<Panel>,
    /// A decision is on its way.
    pub(crate) busy: RwSignal<bool>,
    /// What came of the last one.
    pub(crate) said: RwSignal<Option<Said>>,
    /// The attempt's request and its key: the same wish sent again is the same attempt.
    pub(crate) attempt: RwSignal<(String, String)>,
    dirty: RwSignal<bool>,
}

impl One {
    pub(super) fn new() -> Self {
        Self {
            number: RwSignal::new(String::new()),
            load: RwSignal::new(Load::Waiting),
            view: RwSignal::new(None),
            debt: RwSignal::new(Debt::Asking),
            typed: RwSignal::new(Typed::default()),
            panel: RwSignal::new(Panel::Closed),
            busy: RwSignal::new(false),
            said: RwSignal::new(None),
            attempt: RwSignal::new(Default::default()),
            dirty: RwSignal::new(false),
        }
    }
}

impl App {
    /// An application is visited.
    pub(crate) fn need_one(self, number: &str) {
        self.one.number.set(number.to_owned());
        self.one.view.set(None);
        self.one.load.set(Load::Waiting);
        self.one.panel.set(Panel::Closed);
        self.one.said.set(None);
        self.one.typed.set(Typed::default());
        self.one.dirty.set(false);
        let number = number.to_owned();
        spawn_local(async move {
            // What was typed comes before the form that it is typed into.
            if let Some(record) = drafts::load(&draft_id(&number), read).await
                && self.one.number.get_untracked() == number
                && record.value.0 == self.session.who()
            {
                self.one.typed.set(record.value.1);
            }
            self.one_again();
        });
        self.ask_debt();
    }

    /// The same application once more; what is shown stays until the answer is there.
    pub(crate) fn one_again(self) {
        if self.one.view.with_untracked(Option::is_none) {
            self.one.load.set(Load::Waiting);
        }
        spawn_local(async move { drop(self.look().await) });
    }

    /// Asks for the application; answers what changed since it was last seen.
    async fn look(self) -> Vec<Change> {
        let number = self.one.number.get_untracked();
        let answer = self.heard(api::application(&number, self.lang.get_untracked()).await);
        if self.one.number.get_untracked() != number {
            return Vec::new();
        }
        match answer {
            Ok(view) => {
                let found = self.one.view.with_untracked(|before| before.as_ref().map(|before| changes(before, &view)));
                self.one.view.set(Some(view));
                // Said again it would make the whole page anew, and the focus would be lost with it.
                if self.one.load.with_untracked(|load| !matches!(load, Load::Ready)) {
                    self.one.load.set(Load::Ready);
                }
                found.unwrap_or_default()
            }
            Err(error) if self.one.view.with_untracked(Option::is_none) => {
                self.one.load.set(Load::Failed(error));
                Vec::new()
            }
            Err(error) => {
                self.fault.set(Some(error));
                Vec::new()
            }
        }
    }

    /// Asks the biller.
    pub(crate) fn ask_debt(self) {
        let number = self.one.number.get_untracked();
        self.one.debt.set(Debt::Asking);
        spawn_local(async move {
            let answer = self.heard(api::debt(&number).await);
            if self.one.number.get_untracked() == number {
                self.one.debt.set(answer.map_or_else(Debt::Failed, Debt::Said));
            }
        });
    }

    /// Something is typed.
    pub(crate) fn type_in(self, change: impl FnOnce(&mut Typed)) {
        self.one.typed.update(change);
        self.one.dirty.set(true);
    }

    /// Keeps what is typed, if it is not kept yet.
    pub(crate) async fn save_typed(self) {
        if !self.one.dirty.get_untracked() {
            return;
        }
        self.one.dirty.set(false);
        let (id, typed) = (draft_id(&self.one.number.get_untracked()), self.one.typed.get_untracked());
        if typed == Typed::default() {
            drafts::delete(&id).await;
        } else {
            drafts::save(&id, KIND, &typed.to_json(&self.session.who())).await;
        }
    }

    /// What is typed is not to be kept any more.
    pub(crate) fn forget_typed(self) {
        self.one.typed.set(Typed::default());
        self.one.dirty.set(false);
    }

    /// Sends a request under its key; afterwards the application is looked at anew. `done` is told when it was done.
    pub(crate) fn send(self, path: String, body: String, done: impl FnOnce() + 'static) {
        if self.one.busy.get_untracked() {
            return;
        }
        self.one.busy.set(true);
        self.one.said.set(None);
        self.fault.set(None);
        let wish = [&path, "\n", &body].concat();
        if self.one.attempt.with_untracked(|(of, _)| *of != wish) {
            self.one.attempt.set((wish, frontend::platform::random_hex(16)));
        }
        let key = self.one.attempt.with_untracked(|(_, key)| key.clone());
        spawn_local(async move {
            let answer = self.heard(api::decide(&path, &key, body).await);
            self.settle(answer, Box::new(done)).await;
            self.one.busy.set(false);
        });
    }

    /// An approved application becomes a certificate in a moment: it is looked at until then, a few times.
    fn await_paper(self) {
        let number = self.one.number.get_untracked();
        let here = move || self.one.number.with_untracked(|at| *at == number);
        spawn_local(async move {
            for _ in 0..PAPER_LOOKS {
                let making = |view: &Option<OfficeApplication>| view.as_ref().is_some_and(|view| view.track.stage == Stage::Approved);
                if !self.one.view.with_untracked(making) {
                    return;
                }
                frontend::platform::pause(0, PAPER_PAUSE_MS, PAPER_PAUSE_MS).await;
                if !here() {
                    return;
                }
                drop(self.look().await);
            }
        });
    }

    async fn settle(self, answer: api::Answer<()>, done: Box<dyn FnOnce()>) {
        let is_settled = !answer.as_ref().is_err_and(ApiError::is_passing);
        if is_settled {
            self.one.attempt.set(Default::default()); // the next wish is another attempt
        }
        match answer {
            Ok(()) => {
                done();
                self.save_typed().await;
                drop(self.look().await);
                self.await_paper();
            }
            Err(error) if matches!(error.code(), Some(ProblemCode::Changed | ProblemCode::NotNow)) => {
                let found = self.look().await;
                if let Some(act) = self.one.panel.get_untracked().act().filter(|act| act.has_words()) {
                    self.one.panel.set(Panel::Write(act));
                }
                if found.is_empty() {
                    self.fault.set(Some(error));
                } else {
                    self.one.said.set(Some(Said::Changed(found)));
                }
                frontend::platform::focus("said");
            }
            Err(error) => {
                self.fault.set(Some(error));
                frontend::platform::focus("said");
            }
        }
    }
}

fn draft_id(number: &str) -> String {
    ["office-", number].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_kept_and_read_again_with_its_owner() {
        let words = |reason: &str, text: &str| Words { reason: reason.to_owned(), text: text.to_owned() };
        let typed =
            Typed { words: [words("address", "Ünvan\nuyğun deyil"), Words::default(), Words::default()], note: "zəng".to_owned() };
        let kept = Json::parse(&typed.to_json("5•••••M Rauf").write()).as_ref().and_then(read);
        assert_eq!(kept, Some(("5•••••M Rauf".to_owned(), typed)));
        assert_eq!(Json::parse("{}").as_ref().and_then(read), None);
    }

    #[test]
    fn every_act_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = Act::EACH.iter().map(|act| act.as_str()).collect();
        assert_eq!(names.len(), Act::EACH.len());
    }
}
