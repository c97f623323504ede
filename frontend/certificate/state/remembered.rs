//! Who was signed in last, encrypted on this device: without a network a form goes on for the same person. It ends with the
//! session's last end, with signing out, and when the server says that nobody is signed in.

use frontend::api::json::{Json, object};
use frontend::platform;
use frontend::state::drafts;

/// The record's identifier and kind.
const ID: &str = "person";

/// Ends nearer than this are one: each answer of the server takes another while to come.
const NEAR_MS: u64 = 60_000;

/// A person as the server named them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remembered {
    /// Name.
    pub(crate) name: String,
    /// `5•••••M`.
    pub(crate) fin: String,
    /// The session's last end by the device's clock, in milliseconds since 1970.
    pub(crate) until_ms: i64,
}

/// Remembers.
pub(crate) async fn save(person: &Remembered) {
    let same =
        |kept: Remembered| (&kept.name, &kept.fin) == (&person.name, &person.fin) && kept.until_ms.abs_diff(person.until_ms) < NEAR_MS;
    if !load().await.is_some_and(same) {
        drafts::save(ID, ID, &write(person)).await;
    }
}

/// Who it was, while the session can still be there.
pub(crate) async fn load() -> Option<Remembered> {
    let person = drafts::load(ID, read).await?.value;
    (person.until_ms > platform::now_ms()).then_some(person)
}

/// Forgets.
pub(crate) async fn forget() {
    drafts::delete(ID).await;
}

fn write(person: &Remembered) -> Json {
    object(vec![("name", (&*person.name).into()), ("fin", (&*person.fin).into()), ("until_ms", Json::Int(person.until_ms))])
}

fn read(json: &Json) -> Option<Remembered> {
    Some(Remembered { name: json.get("name").text()?, fin: json.get("fin").text()?, until_ms: json.get("until_ms").int()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_comes_back_as_remembered() {
        let person = Remembered { name: "Aysel".into(), fin: "5\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}M".into(), until_ms: 5 };
        assert_eq!(read(&write(&person)), Some(person));
        assert_eq!(read(&Json::Null), None);
    }
}
