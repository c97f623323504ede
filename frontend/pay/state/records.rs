//! Records of drafts as text, and back. A record of another form is nothing.

use super::pay::{PaidRecord, PayRecord};
use crate::api::json::{Json, object};
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

/// See [`of_pay`].
pub(crate) fn pay(json: &Json) -> Option<PayRecord> {
    Some(PayRecord {
        answers: answers(json.get("answers"))?,
        by_hand: json.get("by_hand").list(pair)?,
        back: json.get("back").text().unwrap_or_default(),
        body: json.get("body").text()?,
        done: json.get("done").bool()?,
        paid: json.get("paid").bool()?,
    })
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

fn answers(json: &Json) -> Option<PayDraft> {
    let attempt = match json.get("attempt") {
        Json::Null => None,
        json => Some(Attempt {
            key: Id::parse(&json.get("key").text()?)?,
            secret: json.get("secret").text()?,
            reference: json.get("reference").text(),
        }),
    };
    Some(PayDraft {
        city: json.get("city").text()?,
        number: json.get("number").text()?,
        accounts: json.get("accounts").list(pair)?,
        chosen: json.get("chosen").list(chosen)?,
        card: json.get("card").text()?,
        email: json.get("email").text()?,
        attempt,
    })
}

fn of_chosen(chosen: &Chosen) -> Json {
    object(vec![
        ("bill", (&*chosen.bill).into()),
        ("charge", (&*chosen.charge).into()),
        ("biller", (&*chosen.biller).into()),
        ("account", (&*chosen.account).into()),
        ("amount_minor", Json::Int(chosen.amount_minor)),
    ])
}

fn chosen(json: &Json) -> Option<Chosen> {
    Some(Chosen {
        bill: json.get("bill").text()?,
        charge: json.get("charge").text()?,
        biller: json.get("biller").text()?,
        account: json.get("account").text()?,
        amount_minor: json.get("amount_minor").int()?,
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
                chosen: vec![Chosen { bill: "b".into(), amount_minor: 250, ..Chosen::default() }],
                card: "visa".into(),
                email: "a@b.az".into(),
                attempt,
            };
            let body = "{\"a\":\"ə\"}".to_owned();
            let (by_hand, back) = (vec![("b".into(), "c".into())], "/certificate/details".to_owned());
            let kept = PayRecord { answers, by_hand, back, body, done: true, paid: false };
            assert_eq!(Json::parse(&of_pay(&kept).write()).as_ref().and_then(pay), Some(kept));
        }
        let kept = PaidRecord { reference: "r".into(), total_minor: 5, view: "{\"stage\":\"paid\"}".into(), ..PaidRecord::default() };
        assert_eq!(Json::parse(&of_paid(&kept).write()).as_ref().and_then(paid), Some(kept));
        assert_eq!(pay(&Json::Null), None);
    }

    /// As certificate/parts/pay_here.rs writes it.
    #[test]
    fn a_code_handed_over_begins_a_payment_that_leads_back() {
        let text = r#"{"answers":{"city":"","number":"","accounts":[["power","0312"]],"chosen":[],"card":"","email":""},
            "by_hand":[],"back":"/certificate/details","body":"","done":false,"paid":false}"#;
        let begun = Json::parse(text).as_ref().and_then(pay).expect("a record");
        assert_eq!((begun.answers.accounts.len(), &*begun.back), (1, "/certificate/details"));
    }
}
