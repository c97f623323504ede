//! What the server is asked, as its serde reads it.

use super::json::{Json, object};
use shared::api::applications::{AnswerCorrection, DebtRequest, ProveMobile, SendApplication, TrackRequest};
use shared::api::problem::{FieldProblem, Problem};
use shared::application::Attachment;
use shared::format::Lang;

pub(super) fn company(voen: &str) -> Json {
    object(vec![("voen", voen.into())])
}

pub(super) fn debt(request: &DebtRequest) -> Json {
    object(vec![("class", request.class.as_str().into()), ("account", (&*request.account).into())])
}

pub(super) fn prove(request: &ProveMobile) -> Json {
    object(vec![("mobile", (&*request.mobile).into()), ("lang", request.lang.tag().into())])
}

pub(super) fn code(typed: &str) -> Json {
    object(vec![("code", typed.into())])
}

pub(super) fn track(request: &TrackRequest) -> Json {
    object(vec![("number", (&*request.number).into()), ("mobile", (&*request.mobile).into()), ("lang", request.lang.tag().into())])
}

pub(super) fn documents(token: &str) -> Json {
    object(vec![("token", token.into())])
}

/// Also what a draft keeps of its files.
pub(crate) fn attachments(files: &[Attachment]) -> Json {
    let file = |file: &Attachment| object(vec![("id", file.id.as_str().into()), ("name", (&*file.name).into())]);
    Json::List(files.iter().map(file).collect())
}

/// Also what a draft keeps.
pub(crate) fn langs(langs: &[Lang]) -> Json {
    Json::List(langs.iter().map(|lang| lang.tag().into()).collect())
}

/// Also what a draft keeps.
pub(crate) fn texts(texts: &[String]) -> Json {
    Json::List(texts.iter().map(|text| (&**text).into()).collect())
}

/// What a draft keeps of a refusal; read as the server's own.
pub(crate) fn problem(problem: &Problem) -> Json {
    let field = |field: &FieldProblem| {
        let (code, limit) = (field.code.as_str().into(), Json::Int(field.limit));
        object(vec![("field", (&*field.field).into()), ("code", code), ("limit", limit)])
    };
    object(vec![("code", problem.code.as_str().into()), ("fields", Json::List(problem.fields.iter().map(field).collect()))])
}

/// The body of an application, as it is kept with the attempt.
pub(crate) fn application(request: &SendApplication) -> Json {
    object(vec![
        ("class", request.class.as_str().into()),
        ("voen", (&*request.voen).into()),
        ("account", (&*request.account).into()),
        ("address", (&*request.address).into()),
        ("purpose", (&*request.purpose).into()),
        ("purpose_text", (&*request.purpose_text).into()),
        ("copies", langs(&request.copies)),
        ("mobile", (&*request.mobile).into()),
        ("proof", (&*request.proof).into()),
        ("more", texts(&request.more)),
        ("email", (&*request.email).into()),
        ("attachments", attachments(&request.attachments)),
        ("declared", Json::Bool(request.declared)),
        ("lang", request.lang.tag().into()),
    ])
}

/// A correction's answer; also what is kept of one in the making.
pub(crate) fn answer(request: &AnswerCorrection) -> Json {
    object(vec![
        ("address", (&*request.address).into()),
        ("purpose", (&*request.purpose).into()),
        ("purpose_text", (&*request.purpose_text).into()),
        ("attachments", attachments(&request.attachments)),
        ("text", (&*request.text).into()),
        ("version", Json::Int(request.version)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;
    use shared::application::Class;
    use shared::id::Id;

    fn same<T: DeserializeOwned + PartialEq + core::fmt::Debug>(json: &Json, meant: T) {
        assert_eq!(serde_json::from_str::<T>(&json.write()).expect("the server reads it"), meant);
    }

    fn files() -> Vec<Attachment> {
        vec![Attachment { id: Id::from_bytes([3; 16]), name: "etibarnamə.pdf".into() }]
    }

    #[test]
    fn the_servers_serde_reads_what_is_written() {
        let request = DebtRequest { class: Class::NonResidential, account: "QE-40 \"1\"".into() };
        same(&debt(&request), request);
        let request = ProveMobile { mobile: "050".into(), lang: Lang::Ru };
        same(&prove(&request), request);
        let request = TrackRequest { number: "M".into(), mobile: "050".into(), lang: Lang::En };
        same(&track(&request), request);
        let request = AnswerCorrection {
            address: "a".into(),
            purpose: "p".into(),
            purpose_text: "t".into(),
            attachments: files(),
            text: "w".into(),
            version: 3,
        };
        same(&answer(&request), request);
    }

    #[test]
    fn an_application_is_read_whole() {
        let request = SendApplication {
            class: Class::Residential,
            voen: "v".into(),
            account: "a".into(),
            address: "b".into(),
            purpose: "p".into(),
            purpose_text: "t".into(),
            copies: vec![Lang::Ru, Lang::En],
            mobile: "m".into(),
            proof: "x".into(),
            more: vec!["n".into()],
            email: "e".into(),
            attachments: files(),
            declared: true,
            lang: Lang::En,
        };
        same(&application(&request), request);
    }
}
