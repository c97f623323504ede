//! Asking the register of certificates: by number only. What it answers names nobody.

use super::verdict::{Paper, Register, Said};
use frontend::api::json::{Json, meaning, object, perhaps};
use frontend::api::{ApiError, call, decode};
use shared::api::certificates::{CertificateState, StillTrue};
use shared::api::path;
use shared::api::problem::ProblemCode;
use shared::certificate::{CertificateNumber, parse_qr};

/// What the register says of a number.
pub(super) async fn ask(number: &CertificateNumber) -> Result<Said, ApiError> {
    let body = object(vec![("number", number.as_str().into())]).write();
    decode(&call(path::CERTIFICATES_CHECK, &[], body).await?, read)
}

/// The same of a paper that is held.
pub(super) async fn ask_about(paper: &Paper) -> Register {
    match ask(&paper.statement.number).await {
        Ok(said) if is_same(paper, &said) => Register::Said(said),
        Ok(_) => Register::Other,
        Err(error) if error.code() == Some(ProblemCode::NotFound) => Register::Unknown,
        Err(_) => Register::Silent,
    }
}

/// One number, one statement; the signature may be another.
fn is_same(paper: &Paper, said: &Said) -> bool {
    parse_qr(&said.statement).is_ok_and(|theirs| theirs.statement == paper.statement)
}

fn read(json: &Json) -> Option<Said> {
    Some(Said {
        state: meaning(json.get("state"), &STATES)?,
        ended_at: perhaps(json.get("ended_at"), Json::text)?,
        still_true: meaning(json.get("still_true"), &STILL)?,
        statement: json.get("statement").text()?,
    })
}

const STATES: [(&str, CertificateState); 4] = [
    ("valid", CertificateState::Valid),
    ("expired", CertificateState::Expired),
    ("revoked", CertificateState::Revoked),
    ("replaced", CertificateState::Replaced),
];
const STILL: [(&str, StillTrue); 3] = [("yes", StillTrue::Yes), ("no", StillTrue::No), ("unknown", StillTrue::Unknown)];

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::certificates::CertificateCheck;
    use shared::application::Class;

    #[test]
    fn the_servers_answer_is_read() {
        for (_, state) in STATES {
            for (_, still_true) in STILL {
                let answer = CertificateCheck {
                    number: "A-2026-7K3M-9QXP".to_owned(),
                    state,
                    class: Class::Residential,
                    issued_at: "2026-11-21T09:05:00Z".to_owned(),
                    as_of: "2026-11-21T09:04:00Z".to_owned(),
                    valid_until: "2026-12-21".to_owned(),
                    ended_at: (state == CertificateState::Revoked).then(|| "2026-11-22T09:05:00Z".to_owned()),
                    still_true,
                    statement: "K1.a.b".to_owned(),
                };
                let json = Json::parse(&serde_json::to_string(&answer).expect("serialises")).expect("JSON");
                let said = Said { state, ended_at: answer.ended_at.clone(), still_true, statement: answer.statement.clone() };
                assert_eq!(read(&json), Some(said));
            }
        }
        assert_eq!(read(&object(vec![("state", "lost".into())])), None);
    }
}
