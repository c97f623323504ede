//! What the records of drafts say to a list: what they are about and how far they are. Pure. The forms themselves belong to
//! other bundles; here only what names them is read, and masked.

use frontend::api::json::Json;
use frontend::state::drafts::{Entry, Found};

/// Last characters of a number or a code that are shown.
const SHOWN: usize = 4;

/// What a record is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// A payment: city's identifier, number and subscriber code, masked.
    Pay(String, String, String),
    /// An application for a certificate: subscriber code, masked.
    Certificate(String),
    /// The answer to a correction of an application of this number.
    Answer(String),
    /// A payment that was paid: reference, receipt's number, sum, time.
    Paid(String, String, i64, String),
    /// It cannot be opened.
    Damaged,
    /// It was made with a newer version.
    Newer,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// To be gone on with.
    Unfinished,
    /// It is being paid or sent: whether it was is known elsewhere.
    UnderWay,
    /// Waits to be sent.
    Waiting,
    /// Sent.
    Sent,
    /// It ended without money.
    NotPaid,
    /// Paid.
    Paid,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// The record.
    pub(crate) entry: Entry,
    /// What it is about.
    pub(crate) about: About,
    /// How far it is.
    pub(crate) standing: Standing,
    /// How much it takes.
    pub(crate) bytes: usize,
}

impl Item {
    /// A form that nobody has sent: it can go to another device.
    pub(crate) fn can_move(&self) -> bool {
        self.standing == Standing::Unfinished && matches!(self.about, About::Pay(..) | About::Certificate(_))
    }

    /// Where it is gone on with, and what that page calls whose drafts these are; nothing where it cannot be opened.
    pub(crate) fn way(&self) -> Option<(String, Option<String>)> {
        Some(match &self.about {
            About::Pay(..) => (way_of(false).to_owned(), Some("pay".to_owned())),
            About::Certificate(_) => (way_of(true).to_owned(), Some(whose(&self.entry.id).to_owned())),
            About::Answer(number) => (["/applications/", number].concat(), None),
            About::Paid(reference, ..) => (["/pay/", reference].concat(), None),
            About::Damaged | About::Newer => return None,
        })
    }
}

/// Where a certificate's application or a payment goes on: the furthest step that its answers allow.
pub(crate) const fn way_of(certificate: bool) -> &'static str {
    if certificate { "/certificate/check" } else { "/pay/start" }
}

/// Whose a certificate's draft is: its identifier without its own last part (`certificate-{person}-{draft}`).
pub(crate) fn whose(id: &str) -> &str {
    match id.match_indices('-').nth(1) {
        Some((end, _)) => id.get(..end).unwrap_or(id),
        None => id,
    }
}

/// A record as the list shows it; nothing for what is no form of a citizen's, or shown already as its receipt.
pub(crate) fn item(entry: Entry, found: &Found) -> Option<Item> {
    let kind = Kind::of(&entry.kind)?;
    let (about, standing, bytes) = match found {
        Found::Nothing => return None,
        Found::Damaged => (About::Damaged, Standing::Unfinished, 0),
        Found::Newer => (About::Newer, Standing::Unfinished, 0),
        Found::There(record) => {
            let (about, standing) = kind.read(&record.value, &entry.id)?;
            (about, standing, record.value.write().len())
        }
    };
    Some(Item { entry, about, standing, bytes })
}

#[derive(Clone, Copy)]
enum Kind {
    Pay,
    Certificate,
    Answer,
    Paid,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "pay" => Self::Pay,
            "certificate" => Self::Certificate,
            "answer" => Self::Answer,
            "paid" => Self::Paid,
            _ => return None,
        })
    }

    fn read(self, json: &Json, id: &str) -> Option<(About, Standing)> {
        let answers = json.get("answers");
        let text = |member: &str| answers.get(member).text().unwrap_or_default();
        let is = |json: &Json| *json != Json::Null;
        Some(match self {
            Self::Pay => {
                let (done, paid) = (json.get("done").bool() == Some(true), json.get("paid").bool() == Some(true));
                if paid {
                    return None;
                }
                let standing = match is(answers.get("attempt")) {
                    _ if done => Standing::NotPaid,
                    true => Standing::UnderWay,
                    false => Standing::Unfinished,
                };
                let codes = answers.get("accounts").list(|pair| pair.list(Json::text)?.pop()).unwrap_or_default();
                let code = codes.first().map(|code| end_of(code)).unwrap_or_default();
                (About::Pay(text("city"), end_of(&text("number")), code), standing)
            }
            Self::Certificate => {
                let standing = match (is(answers.get("number")), is(json.get("queued_ms")), is(answers.get("attempt"))) {
                    (true, ..) => Standing::Sent,
                    (_, true, _) => Standing::Waiting,
                    (_, _, true) => Standing::UnderWay,
                    _ => Standing::Unfinished,
                };
                (About::Certificate(end_of(&text("account"))), standing)
            }
            Self::Answer => (About::Answer(id.strip_prefix("answer-")?.to_owned()), Standing::Unfinished),
            Self::Paid => {
                let (reference, number, at) = (json.get("reference").text()?, json.get("number").text()?, json.get("at").text()?);
                (About::Paid(reference, number, json.get("total_minor").int()?, at), Standing::Paid)
            }
        })
    }
}

/// The last characters of what was typed; whoever it belongs to knows the rest.
fn end_of(typed: &str) -> String {
    let bare: Vec<char> = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    bare.iter().skip(bare.len().saturating_sub(SHOWN)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use frontend::state::drafts::Record;

    fn read(kind: &str, id: &str, text: &str) -> Option<Item> {
        let entry = Entry { id: id.into(), kind: kind.into(), saved_ms: 1, expires_ms: 2, ended: false };
        item(entry, &Found::There(Record { value: Json::parse(text).expect("JSON"), saved_ms: 1 }))
    }

    #[test]
    fn a_payment_is_named_by_what_does_not_give_it_away() {
        let text = r#"{"answers":{"city":"12","number":"421 23 72","accounts":[["gas","0312 4455 6677 019"]]},"done":false,"paid":false}"#;
        let item = read("pay", "pay-1", text).expect("an item");
        assert_eq!((item.about.clone(), item.standing), (About::Pay("12".into(), "2372".into(), "7019".into()), Standing::Unfinished));
        assert!(item.can_move());
        let begun = read("pay", "pay-1", r#"{"answers":{"attempt":{"key":"k"}}}"#).expect("an item");
        assert!(begun.standing == Standing::UnderWay && !begun.can_move());
        assert_eq!(read("pay", "pay-1", r#"{"answers":{"attempt":{}},"done":true,"paid":true}"#), None, "its receipt is listed");
    }

    #[test]
    fn an_application_says_how_far_it_is_and_whose_it_is() {
        let standing = |text: &str| read("certificate", "certificate-ab-cd", text).expect("an item").standing;
        assert_eq!(standing(r#"{"answers":{"account":"1"}}"#), Standing::Unfinished);
        assert_eq!(standing(r#"{"answers":{"attempt":"k"},"queued_ms":5}"#), Standing::Waiting);
        assert_eq!(standing(r#"{"answers":{"attempt":"k","number":"M-1"},"queued_ms":5}"#), Standing::Sent);
        assert_eq!(whose("certificate-ab-cd"), "certificate-ab");
        assert_eq!(whose("certificate-ab"), "certificate-ab");
    }

    #[test]
    fn what_is_no_form_of_a_citizens_is_not_listed_and_what_is_damaged_is() {
        assert_eq!(read("office", "office-1", "{}"), None);
        let entry = Entry { id: "pay-1".into(), kind: "pay".into(), saved_ms: 1, expires_ms: 2, ended: false };
        let damaged = item(entry, &Found::Damaged).expect("an item");
        assert!(damaged.way().is_none() && !damaged.can_move());
    }
}
