//! What is sealed: a record, with what it is of. Pure.

use frontend::api::json::{Json, object};

/// The version of a parcel's form.
const VERSION: i64 = 1;

/// A record on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parcel {
    /// Its identifier, on both devices.
    pub(super) id: String,
    /// Its kind.
    pub(super) kind: String,
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
        (known && fine).then(|| Self { id, kind, record: json.get("record").clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_arrives_as_it_was_sent_and_nothing_else_does() {
        let parcel = Parcel { id: "pay-0a".into(), kind: "pay".into(), record: object(vec![("answers", Json::Null)]) };
        assert_eq!(Parcel::read(&parcel.write()), Some(parcel.clone()));
        for (id, kind) in [("paid-1", "paid"), ("pay-<b>", "pay"), ("certificate-1", "pay")] {
            assert_eq!(Parcel::read(&Parcel { id: id.into(), kind: kind.into(), ..parcel.clone() }.write()), None);
        }
        assert_eq!(Parcel::read("{}"), None);
    }
}
