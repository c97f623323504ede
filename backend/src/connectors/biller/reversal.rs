//! What became of a reversal: a booked posting taken back, in part or whole, under a key of its own.

use super::posting::code_of;
use crate::connectors::wire::Reply;
use serde::Deserialize;
use shared::refund::machine::ReversalAnswer;
use shared::time::Timestamp;

#[derive(Deserialize)]
struct Body {
    status: String,
    code: Option<String>,
    at: Option<String>,
}

/// Reads a verified answer; the error is why it settles nothing. `asked`: it answers an inquiry.
pub(super) fn read(asked: bool, reply: &Reply) -> Result<ReversalAnswer, &'static str> {
    match reply.status {
        200 => {}
        // Only an inquiry can find nothing; and nothing found is not a no.
        404 if asked => return not_found(reply),
        409 => return Err("409: the same reversal was asked with another amount"),
        _ => return Err("an HTTP status outside the contract"),
    }
    let body: Body = serde_json::from_slice(&reply.body).map_err(|_| "the answer cannot be read")?;
    match body.status.as_str() {
        "reversed" => {
            let at = body.at.as_deref().and_then(Timestamp::from_rfc3339).ok_or("reversed without its time")?;
            Ok(ReversalAnswer::Reversed { at })
        }
        "refused" => {
            let code = body.code.as_deref().ok_or("a refusal without its code")?;
            Ok(ReversalAnswer::Refused { code: code_of(code) })
        }
        _ => Err("a status outside the contract"),
    }
}

fn not_found(reply: &Reply) -> Result<ReversalAnswer, &'static str> {
    match serde_json::from_slice::<Body>(&reply.body) {
        Ok(body) if body.status == "not_found" => Ok(ReversalAnswer::NotFound),
        _ => Err("404 that does not say not_found"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderMap;

    fn said(asked: bool, status: u16, body: &str) -> Result<ReversalAnswer, &'static str> {
        read(asked, &Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() })
    }

    #[test]
    fn the_contracts_answers_are_read() {
        let at = Timestamp::from_rfc3339("2026-11-21T09:05:11Z").unwrap_or_default();
        for asked in [false, true] {
            let reversed = r#"{"status":"reversed","at":"2026-11-21T09:05:11Z","remaining_minor":0,"more":1}"#;
            assert_eq!(said(asked, 200, reversed), Ok(ReversalAnswer::Reversed { at }));
            let refused = said(asked, 200, r#"{"status":"refused","code":"not_reversible"}"#);
            assert_eq!(refused, Ok(ReversalAnswer::Refused { code: "not_reversible".to_owned() }));
        }
        assert_eq!(said(true, 404, r#"{"status":"not_found"}"#), Ok(ReversalAnswer::NotFound));
    }

    #[test]
    fn what_is_outside_the_contract_settles_nothing() {
        assert!(said(false, 404, r#"{"status":"not_found"}"#).is_err(), "not the answer to a reversal");
        for asked in [false, true] {
            for (status, body) in [
                (200, ""),
                (200, r#"{"status":"reversed"}"#),
                (200, r#"{"status":"reversed","at":"yesterday"}"#),
                (200, r#"{"status":"refused"}"#),
                (200, r#"{"status":"accepted"}"#),
                (404, "<html>Not Found</html>"),
                (409, r#"{"status":"conflict"}"#),
                (500, r#"{"status":"refused","code":"not_reversible"}"#),
            ] {
                assert!(said(asked, status, body).is_err(), "{asked} {status} {body}");
            }
        }
    }
}
