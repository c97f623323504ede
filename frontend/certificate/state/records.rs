//! Records of drafts as text, and back.

use super::draft::{DraftRecord, Pending};
use crate::api::json::{Json, object};
use crate::api::{read, write};
use crate::i18n::keys;
use frontend::api::problem;
use frontend::state::draft::Members;
use shared::api::applications::AnswerCorrection;
use shared::application::journey::CertificateDraft;
use shared::application::{Attachment, Class};
use shared::id::Id;

/// An application in the making.
pub(crate) fn of_draft(record: &DraftRecord) -> Json {
    let pending = record.pending.as_ref().map_or(Json::Null, of_pending);
    object(vec![
        ("answers", of_answers(&record.answers)),
        ("pending", pending),
        ("body", (&*record.body).into()),
        ("queued_ms", record.queued_ms.map_or(Json::Null, Json::Int)),
        ("tried", Json::Bool(record.tried)),
        ("refusal", record.refusal.as_ref().map_or(Json::Null, write::problem)),
    ])
}

/// See [`of_draft`]. What cannot be read is named.
pub(crate) fn draft(record: &mut Members<'_>) -> DraftRecord {
    let mut answers = answers(&mut record.within("answers"));
    let body = record.quietly("body", Json::text);
    // Without its body an attempt cannot be sent again; once it has a number it need not be.
    if answers.attempt.is_some() && answers.number.is_none() && body.is_empty() {
        record.lose(keys::APPLY_STEP_CHECK);
        answers.attempt = None;
    }
    DraftRecord {
        pending: record.quietly("pending", |json| pending(json).map(Some)),
        body,
        queued_ms: record.quietly("queued_ms", |json| json.int().map(Some)).filter(|_| answers.attempt.is_some()),
        tried: record.quietly("tried", Json::bool),
        refusal: record.quietly("refusal", |json| if *json == Json::Null { None } else { Some(Some(problem::read(json))) }),
        answers,
    }
}

fn of_answers(draft: &CertificateDraft) -> Json {
    let or_null = |text: Option<&str>| text.map_or(Json::Null, Json::from);
    let pair = |a: &str, b: &str| Json::List(vec![a.into(), b.into()]);
    object(vec![
        ("class", or_null(draft.class.map(Class::as_str))),
        ("voen", (&*draft.voen).into()),
        ("seen", draft.seen.as_ref().map_or(Json::Null, |(class, voen)| pair(class.as_str(), voen))),
        ("acts", Json::Bool(draft.acts)),
        ("attachments", write::attachments(&draft.attachments)),
        ("account", (&*draft.account).into()),
        ("clear", (&*draft.clear).into()),
        ("unasked", (&*draft.unasked).into()),
        ("address", (&*draft.address).into()),
        ("purpose", (&*draft.purpose).into()),
        ("purpose_text", (&*draft.purpose_text).into()),
        ("copies", write::langs(&draft.copies)),
        ("mobile", (&*draft.mobile).into()),
        ("proof", draft.proof.as_ref().map_or(Json::Null, |(id, number)| pair(id.as_str(), number))),
        ("more", write::texts(&draft.more)),
        ("email", (&*draft.email).into()),
        ("declared", Json::Bool(draft.declared)),
        ("attempt", or_null(draft.attempt.as_ref().map(Id::as_str))),
        ("number", or_null(draft.number.as_deref())),
    ])
}

fn answers(record: &mut Members<'_>) -> CertificateDraft {
    CertificateDraft {
        class: record.take("class", keys::APPLY_CLASS_IS, |json| read::class(json).map(Some)),
        voen: record.text("voen", keys::APPLY_VOEN),
        seen: record.quietly("seen", |json| {
            let [class, voen] = <[String; 2]>::try_from(read::texts(json)?).ok()?;
            Some(Some((read::class(&Json::Text(class))?, voen)))
        }),
        acts: record.quietly("acts", Json::bool),
        attachments: record.list("attachments", keys::APPLY_FILES, attachment),
        account: record.text("account", keys::APPLY_ACCOUNT),
        clear: record.quietly("clear", Json::text),
        unasked: record.quietly("unasked", Json::text),
        address: record.text("address", keys::APPLY_ADDRESS),
        purpose: record.text("purpose", keys::APPLY_PURPOSE),
        purpose_text: record.text("purpose_text", keys::APPLY_PURPOSE_TEXT),
        copies: record.take("copies", keys::APPLY_COPIES, read::langs),
        mobile: record.text("mobile", keys::APPLY_MOBILE),
        proof: record.take("proof", keys::APPLY_MOBILE, |json| {
            let [id, number] = <[String; 2]>::try_from(read::texts(json)?).ok()?;
            Some(Some((Id::parse(&id)?, number)))
        }),
        more: record.list("more", keys::APPLY_MORE, Json::text),
        email: record.text("email", keys::APPLY_EMAIL),
        declared: record.quietly("declared", Json::bool),
        attempt: record.take("attempt", keys::APPLY_STEP_CHECK, |json| id(json).map(Some)),
        number: record.take("number", keys::APPLY_NUMBER, |json| json.text().map(Some)),
    }
}

fn id(json: &Json) -> Option<Id> {
    Id::parse(&json.text()?)
}

fn attachment(json: &Json) -> Option<Attachment> {
    Some(Attachment { id: id(json.get("id"))?, name: json.get("name").text()? })
}

fn of_pending(pending: &Pending) -> Json {
    object(vec![
        ("id", (&*pending.id).into()),
        ("typed", (&*pending.typed).into()),
        ("display", (&*pending.display).into()),
        ("expires_ms", Json::Int(pending.expires_ms)),
        ("resend_ms", Json::Int(pending.resend_ms)),
        ("tries_left", Json::Int(pending.tries_left.into())),
    ])
}

fn pending(json: &Json) -> Option<Pending> {
    Some(Pending {
        id: json.get("id").text()?,
        typed: json.get("typed").text()?,
        display: json.get("display").text()?,
        expires_ms: json.get("expires_ms").int()?,
        resend_ms: json.get("resend_ms").int()?,
        tries_left: u32::try_from(json.get("tries_left").int()?).ok()?,
    })
}

/// A correction's answer in the making: its key and what was typed.
pub(crate) fn of_answer((key, answer): &(String, AnswerCorrection)) -> Json {
    object(vec![("key", (&**key).into()), ("answer", write::answer(answer))])
}

/// See [`of_answer`].
pub(crate) fn answer(json: &Json) -> Option<(String, AnswerCorrection)> {
    let kept = json.get("answer");
    let answer = AnswerCorrection {
        address: kept.get("address").text()?,
        purpose: kept.get("purpose").text()?,
        purpose_text: kept.get("purpose_text").text()?,
        attachments: kept.get("attachments").list(attachment)?,
        text: kept.get("text").text()?,
        version: kept.get("version").int()?,
    };
    Some((json.get("key").text()?, answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::problem::{FieldProblem, Problem, ProblemCode};
    use shared::format::Lang;
    use shared::validation::Code;

    fn filled() -> CertificateDraft {
        CertificateDraft {
            class: Some(Class::NonResidential),
            voen: "1401555071".into(),
            seen: Some((Class::NonResidential, "1401555071".into())),
            acts: true,
            attachments: vec![Attachment { id: Id::from_bytes([2; 16]), name: "etibarnamə.pdf".into() }],
            account: "QE-40".into(),
            clear: "QE-40".into(),
            unasked: "QE-41".into(),
            address: "Nizami küçəsi 12".into(),
            purpose: "other".into(),
            purpose_text: "\"satış\"".into(),
            copies: vec![Lang::Ru, Lang::En],
            mobile: "050 234 56 78".into(),
            proof: Some((Id::from_bytes([1; 16]), "050 234 56 78".into())),
            more: vec!["051".into()],
            email: "a@b.az".into(),
            declared: true,
            attempt: Some(Id::from_bytes([4; 16])),
            number: Some("M-2026-7K3M-9QXF".into()),
        }
    }

    #[test]
    fn a_draft_comes_back_as_it_was_kept() {
        let pending = Pending { id: "p".into(), display: "(50)".into(), expires_ms: 9, tries_left: 3, ..Pending::default() };
        let fields = vec![FieldProblem { field: "mobile".into(), code: Code::MobileUnproven, limit: 0 }];
        let refusal = Problem { code: ProblemCode::Invalid, fields, ..Problem::default() };
        for record in [
            DraftRecord::default(),
            DraftRecord { answers: filled(), body: "{}".into(), queued_ms: Some(7), tried: true, ..DraftRecord::default() },
            DraftRecord { refusal: Some(refusal), ..DraftRecord::default() },
            DraftRecord { pending: Some(pending), ..DraftRecord::default() },
        ] {
            assert_eq!(kept(&of_draft(&record).write()), (record, vec![]));
        }
        assert_eq!(kept("null"), (DraftRecord::default(), vec![]));
    }

    fn kept(text: &str) -> (DraftRecord, Vec<frontend::i18n::Key>) {
        let mut lost = Vec::new();
        let json = Json::parse(text).expect("JSON");
        (draft(&mut Members::of(&json, &mut lost)), lost)
    }

    #[test]
    fn of_a_torn_record_only_what_cannot_be_read_is_lost_and_named() {
        let text = r#"{"answers":{"class":"castle","account":"1","address":7,"more":["051",5],"attempt":"x"},"pending":{},"body":"","queued_ms":1}"#;
        let (record, lost) = kept(text);
        assert_eq!((&*record.answers.account, record.answers.more.len(), record.queued_ms), ("1", 1, None));
        assert_eq!(lost, [keys::APPLY_CLASS_IS, keys::APPLY_ADDRESS, keys::APPLY_MORE, keys::APPLY_STEP_CHECK]);
    }

    #[test]
    fn an_answer_comes_back_as_it_was_kept() {
        let typed = AnswerCorrection {
            address: "a".into(),
            purpose: "p".into(),
            purpose_text: String::new(),
            attachments: filled().attachments,
            text: "söz".into(),
            version: 7,
        };
        let kept = ("k".to_owned(), typed);
        assert_eq!(Json::parse(&of_answer(&kept).write()).as_ref().and_then(answer), Some(kept));
    }
}
