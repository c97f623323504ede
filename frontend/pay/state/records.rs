//! Records of drafts as text, and back.

use super::pay::{PaidRecord, PayRecord};
use crate::api::json::{Json, object};
use crate::i18n::keys;
use frontend::state::draft::Members;
use shared::id::Id;
use shared::payment::journey::{Attempt, Chosen, PayDraft};

/// A kept payment in the making.
pub(crate) fn of_pay(record: &PayRecord) -> Json {
    object(vec![
        ("answers", of_answers(&record.answers)),
        ("by_hand", of_pairs(&record.by_hand)),
        ("back", (&*record.back).into()),
        ("body", (&*record.body).into()),
        ("done", Json::Bool(record.done)),
        ("paid", Json::Bool(record.paid)),
    ])
}

/// See [`of_pay`]. What cannot be read is named.
pub(crate) fn pay(record: &mut Members<'_>) -> PayRecord {
    let mut answers = answers(&mut record.within("answers"));
    let body = record.quietly("body", Json::text);
    // Without its body an attempt cannot be sent again; with a reference it need not be.
    if answers.attempt.as_ref().is_some_and(|attempt| attempt.reference.is_none()) && body.is_empty() {
        record.lose(keys::STEP_PAYMENT);
        answers.attempt = None;
    }
    PayRecord {
        by_hand: record.list("by_hand", keys::ACCOUNT, pair),
        back: record.quietly("back", Json::text),
        body,
        done: record.quietly("done", Json::bool),
        paid: record.quietly("paid", Json::bool),
        answers,
    }
}

fn of_answers(answers: &PayDraft) -> Json {
    let attempt = answers.attempt.as_ref().map_or(Json::Null, |attempt| {
        object(vec![
            ("key", attempt.key.as_str().into()),
            ("secret", (&*attempt.secret).into()),
            ("reference", attempt.reference.as_deref().map_or(Json::Null, Json::from)),
        ])
    });
    object(vec![
        ("city", (&*answers.city).into()),
        ("number", (&*answers.number).into()),
        ("accounts", of_pairs(&answers.accounts)),
        ("chosen", Json::List(answers.chosen.iter().map(of_chosen).collect())),
        ("card", (&*answers.card).into()),
        ("email", (&*answers.email).into()),
        ("attempt", attempt),
    ])
}

fn answers(record: &mut Members<'_>) -> PayDraft {
    PayDraft {
        city: record.text("city", keys::CITY),
        number: record.text("number", keys::NUMBER),
        accounts: record.list("accounts", keys::ACCOUNT, pair),
        chosen: record.list("chosen", keys::SERVICE, chosen),
        card: record.text("card", keys::CARD_TYPE),
        email: record.text("email", keys::EMAIL),
        attempt: record.take("attempt", keys::STEP_PAYMENT, attempt),
    }
}

fn attempt(json: &Json) -> Option<Option<Attempt>> {
    let (key, secret) = (Id::parse(&json.get("key").text()?)?, json.get("secret").text()?);
    Some(Some(Attempt { key, secret, reference: json.get("reference").text() }))
}

fn of_chosen(chosen: &Chosen) -> Json {
    object(vec![
        ("bill", (&*chosen.bill).into()),
        ("charge", (&*chosen.charge).into()),
        ("biller", (&*chosen.biller).into()),
        ("account", (&*chosen.account).into()),
        ("amount_minor", Json::Int(chosen.amount_minor)),
        ("shown_minor", Json::Int(chosen.shown_minor)),
    ])
}

/// A draft of before does not say what was shown: the whole bill is the likeliest, and the server says if it is not.
fn chosen(json: &Json) -> Option<Chosen> {
    let amount_minor = json.get("amount_minor").int()?;
    Some(Chosen {
        bill: json.get("bill").text()?,
        charge: json.get("charge").text()?,
        biller: json.get("biller").text()?,
        account: json.get("account").text()?,
        amount_minor,
        shown_minor: json.get("shown_minor").int().unwrap_or(amount_minor),
    })
}

fn of_pairs(pairs: &[(String, String)]) -> Json {
    Json::List(pairs.iter().map(|(a, b)| Json::List(vec![(&**a).into(), (&**b).into()])).collect())
}

fn pair(json: &Json) -> Option<(String, String)> {
    let [a, b] = <[String; 2]>::try_from(json.list(Json::text)?).ok()?;
    Some((a, b))
}

/// A payment that was paid.
pub(crate) fn of_paid(record: &PaidRecord) -> Json {
    object(vec![
        ("reference", (&*record.reference).into()),
        ("secret", (&*record.secret).into()),
        ("number", (&*record.number).into()),
        ("code", (&*record.code).into()),
        ("total_minor", Json::Int(record.total_minor)),
        ("at", (&*record.at).into()),
        ("view", (&*record.view).into()),
    ])
}

/// See [`of_paid`].
pub(crate) fn paid(json: &Json) -> Option<PaidRecord> {
    Some(PaidRecord {
        reference: json.get("reference").text()?,
        secret: json.get("secret").text()?,
        number: json.get("number").text()?,
        code: json.get("code").text()?,
        total_minor: json.get("total_minor").int()?,
        at: json.get("at").text()?,
        view: json.get("view").text().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_was_kept() {
        let attempt = |reference| Attempt { key: Id::from_bytes([7; 16]), secret: "s".into(), reference };
        for attempt in [None, Some(attempt(None)), Some(attempt(Some("r".into())))] {
            let answers = PayDraft {
                city: "12".into(),
                number: "421 23 72".into(),
                accounts: vec![("gas".into(), "0312".into())],
                chosen: vec![Chosen { bill: "b".into(), amount_minor: 250, shown_minor: -30, ..Chosen::default() }],
                card: "visa".into(),
                email: "a@b.az".into(),
                attempt,
            };
            let body = "{\"a\":\"ə\"}".to_owned();
            let (by_hand, back) = (vec![("b".into(), "c".into())], "/certificate/details".to_owned());
            let kept = PayRecord { answers, by_hand, back, body, done: true, paid: false };
            assert_eq!(read(&of_pay(&kept).write()), (kept, vec![]));
        }
        let kept = PaidRecord { reference: "r".into(), total_minor: 5, view: "{\"stage\":\"paid\"}".into(), ..PaidRecord::default() };
        assert_eq!(Json::parse(&of_paid(&kept).write()).as_ref().and_then(paid), Some(kept));
    }

    fn read(text: &str) -> (PayRecord, Vec<frontend::i18n::Key>) {
        let mut lost = Vec::new();
        let json = Json::parse(text).expect("JSON");
        (pay(&mut Members::of(&json, &mut lost)), lost)
    }

    #[test]
    fn of_a_torn_record_only_what_cannot_be_read_is_lost_and_named() {
        let text = r#"{"answers":{"city":12,"number":"4212372","chosen":[{"bill":"b","charge":"c","biller":"d","account":"e","amount_minor":250},{"bill":"b"}],
            "card":"visa","attempt":{"key":"no"}},"body":"{}","new":true}"#;
        let (kept, lost) = read(text);
        assert_eq!((&*kept.answers.number, kept.answers.chosen.len(), &*kept.answers.card), ("4212372", 1, "visa"));
        assert_eq!(lost, [keys::CITY, keys::SERVICE, keys::STEP_PAYMENT]);
        assert_eq!(kept.answers.chosen[0].shown_minor, 250, "as before bills said what was shown");
        assert_eq!(read("null"), (PayRecord::default(), vec![]));
        assert_eq!(read(r#"{"answers":{}}"#), (PayRecord::default(), vec![]));
    }

    /// As certificate/parts/pay_here.rs writes it.
    #[test]
    fn a_code_handed_over_begins_a_payment_that_leads_back() {
        let text = r#"{"answers":{"city":"","number":"","accounts":[["power","0312"]],"chosen":[],"card":"","email":""},
            "by_hand":[],"back":"/certificate/details","body":"","done":false,"paid":false}"#;
        let (begun, lost) = read(text);
        assert_eq!(lost, []);
        assert_eq!((begun.answers.accounts.len(), &*begun.back), (1, "/certificate/details"));
    }
}
