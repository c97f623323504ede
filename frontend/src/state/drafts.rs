//! Drafts: what is typed, kept on the device as it is typed. Encrypted in IndexedDB where the browser lets us; in the
//! tab's own session storage or in memory where it does not, and the page says which ([`Kept`]).
//!
//! A record has an identifier, a kind, the version of its form (schema), its JSON, the time it was saved and the time
//! it ends. One that is of a newer schema, or cannot be opened, counts as absent. Card data never comes here.

use crate::api::json::Json;
use crate::platform;

/// The version of the records' forms. A change that old records do not survive raises it.
const SCHEMA: u32 = 1;
/// Days after its last saving that a record is kept.
const DAYS_KEPT: i64 = 30;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Where records are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kept {
    /// Encrypted on the device, until they end or are deleted.
    #[default]
    Disk,
    /// In this tab, unencrypted, until it is closed.
    Session,
    /// Nowhere: a reload loses them.
    Memory,
}

impl Kept {
    fn of(word: &str) -> Self {
        match word {
            "disk" => Self::Disk,
            "session" => Self::Session,
            _ => Self::Memory,
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
}

/// A record, opened.
#[derive(Debug, Clone)]
pub struct Record<T> {
    /// What was kept.
    pub value: T,
    /// When it was saved.
    pub saved_ms: i64,
}

/// Opens the store, removes what has ended, and says where records are kept.
pub async fn open() -> Kept {
    let kept = Kept::of(&platform::drafts_open().await);
    let now_ms = platform::now_ms();
    let over: Vec<String> = list().await.into_iter().filter(|e| has_ended(e, now_ms)).map(|e| e.id).collect();
    if !over.is_empty() {
        platform::drafts_delete(over).await;
    }
    kept
}

/// A clock set years back makes a record look as if it came from the future: it is kept, its end only comes later.
fn has_ended(entry: &Entry, now_ms: i64) -> bool {
    entry.expires_ms <= now_ms
}

/// Every record, the last saved first.
pub async fn list() -> Vec<Entry> {
    entries(platform::drafts_list().await)
}

fn entries(flat: Vec<String>) -> Vec<Entry> {
    let mut flat = flat.into_iter();
    let mut found = Vec::new();
    while let (Some(id), Some(kind), Some(saved), Some(expires)) = (flat.next(), flat.next(), flat.next(), flat.next()) {
        let at = |text: String| text.parse().unwrap_or(0);
        found.push(Entry { id, kind, saved_ms: at(saved), expires_ms: at(expires) });
    }
    found
}

/// Opens a record.
pub async fn load<T>(id: &str, read: fn(&Json) -> Option<T>) -> Option<Record<T>> {
    let (json, saved_ms) = load_text(id).await?;
    read(&Json::parse(&json)?).map(|value| Record { value, saved_ms })
}

async fn load_text(id: &str) -> Option<(String, i64)> {
    let [schema, json, saved] = <[String; 3]>::try_from(platform::drafts_get(id).await).ok()?;
    let readable = schema.parse::<u32>().is_ok_and(|schema| schema <= SCHEMA);
    readable.then(|| (json, saved.parse().unwrap_or(0)))
}

/// Keeps a record; when this returns it is as durable as [`Kept`] says. Answers also the time of saving.
pub async fn save(id: &str, kind: &str, value: &Json) -> (Kept, i64) {
    let json = value.write();
    let now_ms = platform::now_ms();
    let kept = platform::drafts_put(id, kind, SCHEMA, &json, now_ms, now_ms + DAYS_KEPT * DAY_MS).await;
    (Kept::of(&kept), now_ms)
}

/// Removes a record.
pub async fn delete(id: &str) {
    platform::drafts_delete(vec![id.to_owned()]).await;
}

/// Removes every record.
pub async fn delete_all() {
    let ids = list().await.into_iter().map(|entry| entry.id).collect();
    platform::drafts_delete(ids).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_entry_is_left_out() {
        let flat = ["a", "pay", "1", "9", "b", "paid", "2", "9", "c"].map(str::to_owned).to_vec();
        let ids: Vec<String> = entries(flat).into_iter().map(|entry| entry.id).collect();
        assert_eq!(ids, ["a", "b"]);
    }

    #[test]
    fn a_record_ends_at_its_time() {
        let entry = Entry { id: String::new(), kind: String::new(), saved_ms: 0, expires_ms: 10 };
        assert!(!has_ended(&entry, 9) && has_ended(&entry, 10));
    }
}
