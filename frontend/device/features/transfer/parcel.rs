//! What is sealed: a record, with what it is of. Pure.

use crate::records;
use frontend::api::json::{Json, object};
use frontend::state::drafts::{Entry, Found};

/// The version of a parcel's form.
const VERSION: i64 = 1;

/// A record on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parcel {
    /// Its identifier, on both devices.
    pub(super) id: String,
    /// Its kind.
    pub(super) kind: String,
    /// When it was saved there, in milliseconds since 1970.
    pub(super) saved_ms: i64,
    /// What it holds.
    pub(super) record: Json,
}

impl Parcel {
    /// As text.
    pub(super) fn write(&self) -> String {
        let members = vec![
            ("version", Json::Int(VERSION)),
            ("id", (&*self.id).into()),
            ("kind", (&*self.kind).into()),
            ("saved_ms", Json::Int(self.saved_ms)),
            ("record", self.record.clone()),
        ];
        object(members).write()
    }

    /// See [`Parcel::write`]. Of a newer version, or of a kind that does not travel: nothing.
    pub(super) fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text)?;
        let (id, kind) = (json.get("id").text()?, json.get("kind").text()?);
        let known = json.get("version").int()? <= VERSION && matches!(&*kind, "pay" | "certificate");
        let fine = id.len() <= 64 && id.starts_with(&*kind) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let saved_ms = json.get("saved_ms").int().unwrap_or(0);
        (known && fine).then(|| Self { id, kind, saved_ms, record: json.get("record").clone() })
    }

    /// Under which identifier it is kept here: its own, unless what has that must stay, because it was sent from here
    /// meanwhile or typed on. One more draft is a line in a list; one that is sent again is not.
    pub(super) fn id_beside(&self, found: &Found, random: &str) -> String {
        let gives_way = match found {
            Found::Nothing => true,
            Found::There(record) => record.saved_ms <= self.saved_ms && self.is_unsent(found),
            Found::Damaged | Found::Newer => false,
        };
        match self.id.rsplit_once('-') {
            Some((whose, _)) if !gives_way => [whose, "-", random].concat(),
            _ => self.id.clone(),
        }
    }

    fn is_unsent(&self, found: &Found) -> bool {
        let entry = Entry { id: self.id.clone(), kind: self.kind.clone(), saved_ms: 0, expires_ms: 0, ended: false };
        records::item(entry, found).is_some_and(|item| item.can_move())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use frontend::state::drafts::Record;

    #[test]
    fn a_parcel_arrives_as_it_was_sent_and_nothing_else_does() {
        let parcel = Parcel { id: "pay-0a".into(), kind: "pay".into(), saved_ms: 7, record: object(vec![("answers", Json::Null)]) };
        assert_eq!(Parcel::read(&parcel.write()), Some(parcel.clone()));
        for (id, kind) in [("paid-1", "paid"), ("pay-<b>", "pay"), ("certificate-1", "pay")] {
            assert_eq!(Parcel::read(&Parcel { id: id.into(), kind: kind.into(), ..parcel.clone() }.write()), None);
        }
        assert_eq!(Parcel::read("{}"), None);
    }

    #[test]
    fn what_was_sent_or_typed_on_here_meanwhile_stays_beside_what_arrives() {
        let parcel = Parcel { id: "certificate-ab-01".into(), kind: "certificate".into(), saved_ms: 7, record: Json::Null };
        let here = |text: &str, saved_ms| Found::There(Record { value: Json::parse(text).expect("JSON"), saved_ms });
        let (typed, sent) = (r#"{"answers":{"account":"1"}}"#, r#"{"answers":{"attempt":"k","number":"M-1"}}"#);
        for found in [Found::Nothing, here(typed, 6), here(typed, 7)] {
            assert_eq!(parcel.id_beside(&found, "ff"), parcel.id);
        }
        for found in [Found::Damaged, Found::Newer, here(typed, 8), here(sent, 6), here(r#"{"answers":{"attempt":"k"}}"#, 6)] {
            assert_eq!(parcel.id_beside(&found, "ff"), "certificate-ab-ff");
        }
    }
}
