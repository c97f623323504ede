//! The draft that a page is at: changed as it is typed, saved a moment later, found again after a reload, the bank's page,
//! a closed tab. There may be several of a kind on a device; a tab is at one of them, and remembers which.

use super::Page;
use super::drafts::{self, Found, Kept, Record};
use crate::api::json::Json;
use crate::i18n::Key;
use crate::platform;
use core::ops::Deref;
use core::pin::Pin;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Something that takes a while. Boxed: compiled once, not into every task that waits for it.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// What is typed is saved so long after it.
const PAUSE_MS: u32 = 300;
/// Random bytes of an identifier.
const ID_BYTES: u32 = 8;

/// What a draft holds: a form's answers, and how far its sending is.
pub trait Form: Clone + PartialEq + Default + Send + Sync + 'static {
    /// The kind of its records.
    const KIND: &'static str;

    /// The record.
    fn write(&self) -> Json;

    /// Takes from a record what can be read of it.
    fn read(record: &mut Members<'_>) -> Self;

    /// It is being sent: what another tab kept of it counts, not what was typed here.
    fn is_begun(&self) -> bool;

    /// There is nothing to go on with.
    fn has_ended(&self) -> bool;
}

/// What could not be taken from what was kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Unkept {
    /// Everything was.
    #[default]
    Nothing,
    /// These answers are lost.
    Fields(Vec<Key>),
    /// A draft cannot be opened any more.
    Damaged,
    /// A draft was made with a newer version: it stays as it is.
    Newer,
}

/// A record's members, read one by one: an older form or a torn record costs the answers that cannot be read, by name.
pub struct Members<'a> {
    json: &'a Json,
    lost: &'a mut Vec<Key>,
}

impl<'a> Members<'a> {
    /// Of a record.
    pub fn of(json: &'a Json, lost: &'a mut Vec<Key>) -> Self {
        Self { json, lost }
    }

    /// Those of a member.
    pub fn within(&mut self, member: &str) -> Members<'_> {
        Members { json: self.json.get(member), lost: self.lost }
    }

    /// A member; one that is not there was not typed yet.
    pub fn take<T: Default>(&mut self, member: &str, name: Key, read: fn(&Json) -> Option<T>) -> T {
        let json = self.json.get(member);
        let read = read(json);
        if read.is_none() && *json != Json::Null {
            self.lose(name);
        }
        read.unwrap_or_default()
    }

    /// What was typed.
    pub fn text(&mut self, member: &str, name: Key) -> String {
        self.take(member, name, Json::text)
    }

    /// A list, each entry for itself.
    pub fn list<T>(&mut self, member: &str, name: Key, read: fn(&Json) -> Option<T>) -> Vec<T> {
        let json = self.json.get(member);
        let all = if let Json::List(all) = json { all.as_slice() } else { &[] };
        let read: Vec<T> = all.iter().filter_map(read).collect();
        if read.len() < all.len() || !matches!(json, Json::List(_) | Json::Null) {
            self.lose(name);
        }
        read
    }

    /// A member that nobody typed.
    pub fn quietly<T: Default>(&self, member: &str, read: fn(&Json) -> Option<T>) -> T {
        read(self.json.get(member)).unwrap_or_default()
    }

    /// An answer is lost.
    pub fn lose(&mut self, name: Key) {
        if !self.lost.contains(&name) {
            self.lost.push(name);
        }
    }
}

/// The draft: a handle of its signals.
pub struct Draft<F: Form>(&'static DraftSignals<F>);

impl<F: Form> Clone for Draft<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Form> Copy for Draft<F> {}

impl<F: Form> Deref for Draft<F> {
    type Target = DraftSignals<F>;

    fn deref(&self) -> &DraftSignals<F> {
        self.0
    }
}

/// Signals of a draft. They belong to the app, so a task may outlive its screen.
pub struct DraftSignals<F: Form> {
    /// What is kept.
    pub record: RwSignal<F>,
    /// Where it is kept, and since when.
    pub saved: RwSignal<(Kept, Option<i64>)>,
    /// Its identifier; empty: nothing of it is kept yet.
    pub id: RwSignal<String>,
    /// What the identifiers of the same person's drafts begin with; empty while nobody is known.
    whose: RwSignal<String>,
    /// Counts changes since the last saving.
    changes: RwSignal<u32>,
    /// A saving is coming.
    soon: RwSignal<bool>,
    unkept: RwSignal<Unkept>,
}

impl<F: Form> Draft<F> {
    /// Nothing yet, nobody's.
    #[must_use]
    pub fn new(page: Page) -> Self {
        let text = || RwSignal::new(String::new());
        Self(Box::leak(Box::new(DraftSignals {
            record: RwSignal::new(F::default()),
            saved: RwSignal::new((Kept::Disk, None)),
            id: text(),
            whose: text(),
            changes: RwSignal::new(0),
            soon: RwSignal::new(false),
            unkept: page.unkept,
        })))
    }

    /// Opens the draft this tab was at, or the one last saved that can be gone on with. Another person's stay closed.
    pub async fn open(self, whose: &str) {
        if self.whose.get_untracked() != whose {
            self.whose.set(whose.to_owned());
            self.put(&platform::drafts_tab(whose), F::default(), None);
        }
        if self.id.with_untracked(String::is_empty) {
            self.adopt().await;
        } else {
            self.load().await;
        }
    }

    /// True for a record of whoever this draft belongs to.
    #[must_use]
    pub fn is_of_same(self, id: &str) -> bool {
        self.whose.with_untracked(|whose| !whose.is_empty() && id.starts_with(whose))
    }

    /// Goes to the one last saved that can be gone on with; where there is none, to the last.
    pub fn adopt(self) -> Later<()> {
        Box::pin(async move {
            let whose = self.whose.get_untracked();
            let all = drafts::list().await;
            for ended in [false, true] {
                for entry in &all {
                    if entry.ended != ended || entry.kind != F::KIND || !entry.id.starts_with(&whose) {
                        continue;
                    }
                    self.go_to(&entry.id).await;
                    if self.saved.with_untracked(|saved| saved.1.is_some()) {
                        return;
                    }
                }
            }
        })
    }

    /// Goes to a draft that is kept.
    pub fn go_to(self, id: &str) -> Later<bool> {
        self.put(id, F::default(), None);
        self.load()
    }

    /// Goes to another one that is kept.
    pub async fn turn_to(self, id: &str) {
        self.flushed().await;
        self.put(id, F::default(), None);
        self.load().await;
    }

    /// Begins another draft with these answers; what is kept of this one stays.
    pub fn begin(self, record: F) {
        self.put(&new_id(&self.whose.get_untracked()), record, None);
    }

    fn put(self, id: &str, record: F, saved_ms: Option<i64>) {
        self.changes.set(0);
        self.id.set(id.to_owned());
        platform::drafts_tab_at(&self.whose.get_untracked(), id);
        self.record.set(record);
        self.saved.update(|saved| saved.1 = saved_ms);
    }

    /// Changes the record and saves it a moment later.
    pub fn update(self, change: impl FnOnce(&mut F)) {
        self.record.update(change);
        self.save_soon();
    }

    /// Something was changed.
    pub fn save_soon(self) {
        self.changes.update_untracked(|changes| *changes += 1);
        if self.soon.get_untracked() {
            return;
        }
        self.soon.set(true);
        spawn_local(async move {
            platform::sleep(PAUSE_MS).await;
            self.soon.set(false);
            if self.changes.get_untracked() > 0 {
                self.save().await;
            }
        });
    }

    /// Saves now what has not been saved yet; for a page that is about to go, perhaps before the saving is through.
    pub fn flush(self) {
        if self.changes.get_untracked() > 0 && self.has_id() {
            let (json, ended) = self.record.with_untracked(|record| (record.write(), record.has_ended()));
            drafts::stash(&self.id.get_untracked(), F::KIND, &json, ended);
            spawn_local(self.save());
        }
    }

    /// The same; it is saved when this ends.
    pub fn flushed(self) -> Later<()> {
        if self.changes.get_untracked() > 0 { self.save() } else { Box::pin(async {}) }
    }

    /// Gives it an identifier; false while nobody is known.
    fn has_id(self) -> bool {
        let whose = self.whose.get_untracked();
        if self.id.with_untracked(String::is_empty) && !whose.is_empty() {
            let id = new_id(&whose);
            platform::drafts_tab_at(&whose, &id);
            self.id.set(id);
        }
        !whose.is_empty()
    }

    /// Saves; when this returns the record is durable, or `saved` says that it is not.
    pub fn save(self) -> Later<()> {
        Box::pin(self.saving())
    }

    async fn saving(self) {
        if !self.has_id() {
            return;
        }
        let (id, changes) = (self.id.get_untracked(), self.changes.get_untracked());
        let (json, ended) = self.record.with_untracked(|record| (record.write(), record.has_ended()));
        let (kept, at_ms) = drafts::save_with(&id, F::KIND, &json, ended).await;
        if self.id.get_untracked() == id {
            if self.changes.get_untracked() == changes {
                self.changes.set(0);
            }
            self.saved.set((kept, Some(at_ms)));
        }
    }

    /// Takes what is kept, also by another tab. What was typed here since wins, unless there it is being sent already. True
    /// when something else was here: a form that shows it must be drawn anew.
    pub fn load(self) -> Later<bool> {
        Box::pin(self.loading())
    }

    async fn loading(self) -> bool {
        let id = self.id.get_untracked();
        let found = drafts::find(&id).await;
        if self.id.get_untracked() != id {
            return false;
        }
        // What cannot be opened is not written over either.
        if matches!(found, Found::Damaged | Found::Newer) {
            self.id.set(String::new());
        }
        let (unkept, kept) = read::<F>(found);
        if unkept != Unkept::Nothing {
            self.unkept.set(unkept);
        }
        let Some(kept) = kept else { return false };
        let newer_here = self.changes.get_untracked() > 0 && !kept.value.is_begun();
        let other = !newer_here && self.record.with_untracked(|mine| *mine != kept.value);
        if other {
            self.record.set(kept.value);
        }
        self.saved.update(|saved| saved.1 = Some(kept.saved_ms));
        other
    }

    /// Leaves nothing of it behind.
    pub async fn forget(self) {
        let id = self.id.get_untracked();
        self.put("", F::default(), None);
        drafts::delete(&id).await;
    }
}

fn new_id(whose: &str) -> String {
    [whose, "-", &platform::random_hex(ID_BYTES)].concat()
}

/// Reads what was found, and says what of it could not be read.
pub fn read<F: Form>(found: Found) -> (Unkept, Option<Record<F>>) {
    match found {
        Found::Nothing => (Unkept::Nothing, None),
        Found::Damaged => (Unkept::Damaged, None),
        Found::Newer => (Unkept::Newer, None),
        Found::There(record) => {
            let mut lost = Vec::new();
            let value = F::read(&mut Members::of(&record.value, &mut lost));
            let unkept = if lost.is_empty() { Unkept::Nothing } else { Unkept::Fields(lost) };
            (unkept, Some(Record { value, saved_ms: record.saved_ms }))
        }
    }
}
