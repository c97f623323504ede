//! What became of a posting.

use crate::connectors::wire::{Reply, is_line};
use reqwest::Method;
use serde::Deserialize;
use shared::payment::machine::BillerAnswer;
use shared::time::Timestamp;

/// Longest reference of a biller.
const REFERENCE_LENGTH_MAX: usize = 64;

/// The contract's calls on a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Post,
    Status,
    Cancel,
    Reverse,
}

impl Call {
    pub(super) const fn method(self) -> Method {
        match self {
            Self::Post => Method::PUT,
            Self::Status => Method::GET,
            Self::Cancel | Self::Reverse => Method::POST,
        }
    }

    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Post | Self::Status => "",
            Self::Cancel => "/cancel",
            Self::Reverse => "/reverse",
        }
    }
}

#[derive(Deserialize)]
struct Body {
    status: String,
    reference: Option<String>,
    code: Option<String>,
    at: Option<String>,
}

/// Reads a verified answer; the error is why it settles nothing.
pub(super) fn read(call: Call, reply: &Reply) -> Result<BillerAnswer, &'static str> {
    match (reply.status, call) {
        (200, _) => {}
        // Only an inquiry can find nothing; and nothing found is not a no.
        (404, Call::Status) => return not_found(reply),
        (409, Call::Post) => return Err("409: the same id was posted with another body"),
        // Signed by the biller and final: the machine raises an alarm.
        (409, Call::Reverse) => return Ok(BillerAnswer::Refused { code: "nothing_to_reverse".to_owned() }),
        _ => return Err("an HTTP status outside the contract"),
    }
    let body: Body = serde_json::from_slice(&reply.body).map_err(|_| "the answer cannot be read")?;
    match (body.status.as_str(), call) {
        ("reversed", _) => Ok(BillerAnswer::Reversed),
        (_, Call::Reverse) => Err("a status that answers no reversal"),
        ("accepted", _) => accepted(&body),
        ("refused", _) => body.code.as_deref().map(refused).ok_or("a refusal without its code"),
        ("cancelled", _) => Ok(BillerAnswer::Tombstoned),
        _ => Err("a status outside the contract"),
    }
}

fn not_found(reply: &Reply) -> Result<BillerAnswer, &'static str> {
    match serde_json::from_slice::<Body>(&reply.body) {
        Ok(body) if body.status == "not_found" => Ok(BillerAnswer::NotFound),
        _ => Err("404 that does not say not_found"),
    }
}

fn accepted(body: &Body) -> Result<BillerAnswer, &'static str> {
    let reference = body.reference.as_deref().filter(|text| is_line(text, REFERENCE_LENGTH_MAX));
    let at = body.at.as_deref().and_then(Timestamp::from_rfc3339);
    match (reference, at) {
        (Some(reference), Some(at)) => Ok(BillerAnswer::Accepted { reference: reference.to_owned(), at }),
        _ => Err("accepted without reference or time"),
    }
}

fn refused(code: &str) -> BillerAnswer {
    BillerAnswer::Refused { code: code_of(code) }
}

/// Codes nobody has documented are tolerated; texts that are no code become `refused`.
pub(super) fn code_of(code: &str) -> String {
    let fine = (1..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if fine { code } else { "refused" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderMap;

    const CALLS: [Call; 4] = [Call::Post, Call::Status, Call::Cancel, Call::Reverse];

    fn said(call: Call, status: u16, body: &str) -> Result<BillerAnswer, &'static str> {
        read(call, &Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() })
    }

    #[test]
    fn the_contracts_answers_are_read() {
        let at = Timestamp::from_rfc3339("2026-11-21T09:05:11Z").unwrap_or_default();
        let accepted = r#"{"status":"accepted","reference":"88120034","at":"2026-11-21T09:05:11Z","more":1}"#;
        for call in [Call::Post, Call::Status, Call::Cancel] {
            assert_eq!(said(call, 200, accepted), Ok(BillerAnswer::Accepted { reference: "88120034".to_owned(), at }));
            assert_eq!(said(call, 200, r#"{"status":"cancelled"}"#), Ok(BillerAnswer::Tombstoned));
            let refused = said(call, 200, r#"{"status":"refused","code":"account_closed"}"#);
            assert_eq!(refused, Ok(BillerAnswer::Refused { code: "account_closed".to_owned() }));
        }
        assert_eq!(said(Call::Reverse, 200, r#"{"status":"reversed","at":"2026-11-21T09:05:11Z"}"#), Ok(BillerAnswer::Reversed));
        assert_eq!(said(Call::Status, 404, r#"{"status":"not_found"}"#), Ok(BillerAnswer::NotFound));
    }

    #[test]
    fn only_an_inquiry_can_find_nothing() {
        for call in [Call::Post, Call::Cancel, Call::Reverse] {
            assert!(said(call, 404, r#"{"status":"not_found"}"#).is_err());
        }
        assert!(said(Call::Status, 404, "<html>Not Found</html>").is_err());
        assert!(said(Call::Status, 200, r#"{"status":"not_found"}"#).is_err());
    }

    #[test]
    fn a_conflict_settles_no_posting_and_ends_a_reversal() {
        assert!(said(Call::Post, 409, "{}").is_err());
        assert!(said(Call::Status, 409, "{}").is_err());
        assert_eq!(said(Call::Reverse, 409, "{}"), Ok(BillerAnswer::Refused { code: "nothing_to_reverse".to_owned() }));
    }

    #[test]
    fn an_accepted_without_reference_or_time_is_not_accepted() {
        for body in [
            r#"{"status":"accepted"}"#,
            r#"{"status":"accepted","reference":"1"}"#,
            r#"{"status":"accepted","reference":"","at":"2026-11-21T09:05:11Z"}"#,
            r#"{"status":"accepted","reference":"a\u0000b","at":"2026-11-21T09:05:11Z"}"#,
            r#"{"status":"accepted","reference":"1","at":"yesterday"}"#,
            r#"{"status":"accepted","reference":12,"at":"2026-11-21T09:05:11Z"}"#,
        ] {
            assert!(said(Call::Post, 200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn what_is_outside_the_contract_settles_nothing() {
        for call in CALLS {
            for (status, body) in [
                (200, ""),
                (200, "[]"),
                (200, "null"),
                (200, r#"{"status":"Accepted"}"#),
                (200, r#"{"status":"UnderInvestigation"}"#),
                (200, r#"{"status":"refused"}"#),
                (201, r#"{"status":"cancelled"}"#),
                (401, r#"{"error":"time_off"}"#),
                (500, r#"{"status":"refused","code":"refused"}"#),
                (502, "<html>"),
            ] {
                assert!(said(call, status, body).is_err(), "{call:?} {status} {body}");
            }
        }
    }

    #[test]
    fn an_unprintable_code_is_only_a_refusal() {
        let answer = said(Call::Post, 200, r#"{"status":"refused","code":"<script>"}"#);
        assert_eq!(answer, Ok(BillerAnswer::Refused { code: "refused".to_owned() }));
    }
}
