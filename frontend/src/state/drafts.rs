//! Drafts: what is typed, kept on the device as it is typed. Encrypted in IndexedDB where the browser lets us; in the
//! tab's own session storage or in memory where it does not, and the page says which and why ([`Kept`]).
//!
//! A record has an identifier, a kind, the version of its form (schema), its JSON, the time it was saved and the time
//! it ends: 30 days later, by the server's clock. Card data never comes here.

use crate::api::json::Json;
use crate::platform;

/// The version of the records' forms. A change that an older reader would misunderstand raises it; a member that is new or
/// gone does not: readers take what they know ([`super::draft::Members`]).
const SCHEMA: u32 = 1;
/// Days after its last saving that a record is kept, as platform/drafts.js counts them.
pub const DAYS_KEPT: i64 = 30;

/// Why records are not kept on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Why {
    /// The browser does not let us, or its store is broken.
    #[default]
    Refused,
    /// There is no room.
    Full,
    /// It does not answer: another page keeps it busy.
    Busy,
    /// A newer version of the app has taken it over.
    Newer,
}

/// Where records are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kept {
    /// Encrypted on the device, until they end or are deleted; on a kiosk in memory, until the visit ends.
    #[default]
    Disk,
    /// In this tab, until it is closed; encrypted only where the store still gives the key.
    Session(Why),
    /// Nowhere: a reload loses them.
    Memory(Why),
}

impl Kept {
    fn of(words: &str) -> Self {
        let (place, why) = words.split_once(' ').unwrap_or((words, ""));
        let why = match why {
            "full" => Why::Full,
            "busy" => Why::Busy,
            "newer" => Why::Newer,
            _ => Why::Refused,
        };
        match place {
            "disk" => Self::Disk,
            "session" => Self::Session(why),
            _ => Self::Memory(why),
        }
    }
}

/// What is known of a record without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Identifier.
    pub id: String,
    /// What kind of form it is of.
    pub kind: String,
    /// When it was saved, in milliseconds since 1970.
    pub saved_ms: i64,
    /// When it ends.
    pub expires_ms: i64,
    /// There is nothing to go on with.
    pub ended: bool,
}

/// A record, opened.
#[derive(Debug, Clone)]
pub struct Record<T> {
    /// What was kept.
    pub value: T,
    /// When it was saved.
    pub saved_ms: i64,
}

/// What is found under an identifier.
#[derive(Debug, Clone)]
pub enum Found {
    /// No record.
    Nothing,
    /// A record that cannot be opened any more.
    Damaged,
    /// A record of a newer version of the app: it stays as it is.
    Newer,
    /// A record.
    There(Record<Json>),
}

/// Opens the store and says where records are kept.
pub async fn open() -> Kept {
    Kept::of(&platform::drafts_open().await)
}

/// Every record, the last saved first.
pub async fn list() -> Vec<Entry> {
    entries(platform::drafts_list().await)
}

fn entries(flat: Vec<String>) -> Vec<Entry> {
    let mut flat = flat.into_iter();
    let mut found = Vec::new();
    while let (Some(id), Some(kind), Some(saved), Some(expires), Some(ended)) =
        (flat.next(), flat.next(), flat.next(), flat.next(), flat.next())
    {
        found.push(Entry { id, kind, saved_ms: number(&saved), expires_ms: number(&expires), ended: !ended.is_empty() });
    }
    found
}

fn number(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

/// Opens a record.
pub async fn find(id: &str) -> Found {
    opened(&platform::drafts_get(id).await)
}

fn opened(parts: &[String]) -> Found {
    match parts {
        [] => Found::Nothing,
        [schema, ..] if schema.parse::<u32>().is_ok_and(|schema| schema > SCHEMA) => Found::Newer,
        [_, json, saved] => match Json::parse(json) {
            Some(value) => Found::There(Record { value, saved_ms: number(saved) }),
            None => Found::Damaged,
        },
        _ => Found::Damaged,
    }
}

/// Opens a record that is of use only whole.
pub async fn load<T>(id: &str, read: fn(&Json) -> Option<T>) -> Option<Record<T>> {
    let Found::There(record) = find(id).await else { return None };
    read(&record.value).map(|value| Record { value, saved_ms: record.saved_ms })
}

/// Keeps a record; when this returns it is as durable as [`Kept`] says. Answers also the time of saving.
pub async fn save(id: &str, kind: &str, value: &Json) -> (Kept, i64) {
    save_with(id, kind, value, false).await
}

/// The same, and whether there is something to go on with.
pub(super) async fn save_with(id: &str, kind: &str, value: &Json, ended: bool) -> (Kept, i64) {
    let answer = platform::drafts_put(id, kind, SCHEMA, &value.write(), ended).await;
    let [kept, saved] = answer.as_slice() else { return (Kept::Memory(Why::Refused), platform::now_ms()) };
    (Kept::of(kept), number(saved))
}

/// Keeps a record in this tab at once: the page may be gone before [`save`] is through.
pub fn stash(id: &str, kind: &str, value: &Json, ended: bool) {
    platform::drafts_stash(id, kind, SCHEMA, &value.write(), ended);
}

/// Removes a record; true when it is gone.
pub async fn delete(id: &str) -> bool {
    platform::drafts_delete(vec![id.to_owned()]).await
}

/// Removes every record; true when they are gone.
pub async fn delete_all() -> bool {
    let ids = list().await.into_iter().map(|entry| entry.id).collect();
    platform::drafts_delete(ids).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_torn_entry_is_left_out() {
        let flat = texts(&["a", "pay", "1", "9", "", "b", "paid", "2", "9", "ended", "c"]);
        let ids: Vec<String> = entries(flat).into_iter().map(|entry| entry.id).collect();
        assert_eq!(ids, ["a", "b"]);
    }

    #[test]
    fn what_cannot_be_opened_is_told_from_what_is_not_there() {
        assert!(matches!(opened(&[]), Found::Nothing));
        assert!(matches!(opened(&texts(&["damaged"])), Found::Damaged));
        assert!(matches!(opened(&texts(&["1", "{", "5"])), Found::Damaged));
        assert!(matches!(opened(&texts(&["2", "{}", "5"])), Found::Newer));
        assert!(matches!(opened(&texts(&["1", "{}", "5"])), Found::There(Record { saved_ms: 5, .. })));
    }

    #[test]
    fn where_and_why_are_read() {
        assert_eq!(Kept::of("disk"), Kept::Disk);
        assert_eq!(Kept::of("session full"), Kept::Session(Why::Full));
        assert_eq!(Kept::of("memory undefined"), Kept::Memory(Why::Refused));
    }
}
