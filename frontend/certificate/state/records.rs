//! Records of drafts as text, and back. A record of another form is nothing.

use super::draft::{DraftRecord, Pending};
use crate::api::json::{Json, object, perhaps};
use crate::api::{read, write};
use frontend::api::problem;
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

/// See [`of_draft`].
pub(crate) fn draft(json: &Json) -> Option<DraftRecord> {
    Some(DraftRecord {
        answers: answers(json.get("answers"))?,
        pending: perhaps(json.get("pending"), pending)?,
        body: json.get("body").text()?,
        queued_ms: json.get("queued_ms").int(),
        tried: json.get("tried").bool().unwrap_or(false),
        refusal: perhaps(json.get("refusal"), |json| Some(problem::read(json)))?,
    })
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

fn answers(json: &Json) -> Option<CertificateDraft> {
    Some(CertificateDraft {
        class: perhaps(json.get("class"), read::class)?,
        voen: json.get("voen").text()?,
        seen: perhaps(json.get("seen"), |json| {
            let [class, voen] = <[String; 2]>::try_from(read::texts(json)?).ok()?;
            Some((read::class(&Json::Text(class))?, voen))
        })?,
        acts: json.get("acts").bool()?,
        attachments: json.get("attachments").list(attachment)?,
        account: json.get("account").text()?,
        clear: json.get("clear").text()?,
        unasked: json.get("unasked").text().unwrap_or_default(),
        address: json.get("address").text()?,
        purpose: json.get("purpose").text()?,
        purpose_text: json.get("purpose_text").text()?,
        copies: read::langs(json.get("copies"))?,
        mobile: json.get("mobile").text()?,
        proof: perhaps(json.get("proof"), |json| {
            let [id, number] = <[String; 2]>::try_from(read::texts(json)?).ok()?;
            Some((Id::parse(&id)?, number))
        })?,
        more: read::texts(json.get("more"))?,
        email: json.get("email").text()?,
        declared: json.get("declared").bool()?,
        attempt: perhaps(json.get("attempt"), id)?,
        number: json.get("number").text(),
    })
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
            assert_eq!(Json::parse(&of_draft(&record).write()).as_ref().and_then(draft), Some(record));
        }
        assert_eq!(draft(&Json::Null), None);
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
