//! Answers to opening an order and to its operations.

use super::{KapitalConfig, is_order};
use crate::connectors::acquirer::{Done, OpenAnswer};
use crate::connectors::wire::{Reply, is_line, loggable};
use reqwest::Url;
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::money::Money;
use shared::payment::machine::Answer;

/// Codes under which no order was made.
const OPEN_REFUSALS: [&str; 4] = ["InvalidAmt", "InvalidRequest", "InvalidLogin", "OperationProhibited"];
/// Codes under which an operation was not done.
const TRAN_REFUSALS: [&str; 6] = ["InvalidAmt", "InvalidOrderState", "InvalidTran", "InvalidTranLink", "OperationProhibited", "PmoDecline"];

#[derive(Deserialize)]
struct ErrorBody {
    #[serde(rename = "errorCode")]
    error_code: String,
}

#[derive(Deserialize)]
struct OpenBody {
    order: OpenOrder,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenOrder {
    id: Box<RawValue>,
    password: String,
    hpp_url: String,
}

#[derive(Deserialize)]
struct TranBody {
    tran: Tran,
}

/// `tran` of an operation's answer, and an element of `order.trans`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tran {
    pmo_result_code: Option<Box<RawValue>>,
    approval_code: Option<Box<RawValue>>,
}

impl Tran {
    pub(super) fn result_code(&self) -> Option<String> {
        word(self.pmo_result_code.as_deref()?)
    }

    pub(super) fn approval(&self) -> Option<String> {
        let code = word(self.approval_code.as_deref()?)?;
        let fine = (1..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
        fine.then_some(code)
    }
}

/// A JSON string's content or a JSON number's text.
pub(super) fn word(raw: &RawValue) -> Option<String> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str(text).ok(),
        b'-' | b'0'..=b'9' => Some(text.to_owned()),
        _ => None,
    }
}

/// An amount from its text, never through a float.
pub(super) fn money(raw: &RawValue) -> Option<Money> {
    Money::from_decimal(&word(raw)?)
}

/// The error code of an answer that is not a success, or why it has none.
pub(super) fn error_code(reply: &Reply) -> Result<String, String> {
    match serde_json::from_slice::<ErrorBody>(&reply.body) {
        Ok(body) => Ok(body.error_code),
        Err(_) => Err(format!("HTTP {} without an error code", reply.status)),
    }
}

/// Reads the answer to `POST /order`. `secure`: the page must be https, as our own connection is.
pub(super) fn opened(reply: &Reply, secure: bool) -> OpenAnswer {
    let unknown = |why: String| OpenAnswer::Unknown { why };
    if reply.status != 200 && reply.status != 201 {
        return match error_code(reply) {
            Ok(code) if (400..500).contains(&reply.status) && OPEN_REFUSALS.contains(&code.as_str()) => OpenAnswer::Refused { code },
            Ok(code) => unknown(format!("HTTP {} {}", reply.status, loggable(&code))),
            Err(why) => unknown(why),
        };
    }
    let Ok(OpenBody { order }) = serde_json::from_slice(&reply.body) else {
        return unknown("the opened order cannot be read".to_owned());
    };
    let Some(id) = word(&order.id).filter(|id| is_order(id)) else {
        return unknown("the opened order's id cannot be read".to_owned());
    };
    match redirect(&order.hpp_url, &id, &order.password, secure) {
        Some(redirect) => OpenAnswer::Opened { order: id, redirect },
        None => unknown(format!("order {id} has no usable page address")),
    }
}

/// `{hppUrl}?id={id}&password={urlencoded}`.
fn redirect(hpp_url: &str, id: &str, password: &str, secure: bool) -> Option<String> {
    let mut url = Url::parse(hpp_url).ok()?;
    let scheme_ok = url.scheme() == "https" || (url.scheme() == "http" && !secure);
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if !scheme_ok || !plain || !url.has_host() || !is_line(password, 200) {
        return None;
    }
    url.query_pairs_mut().append_pair("id", id).append_pair("password", password);
    Some(url.into())
}

/// Reads the answer to `exec-tran`. A result code that nobody has documented is *don't know*: processors have codes for
/// "done" beside 1, and a refund taken for refused would be paid twice.
pub(super) fn executed(reply: &Reply, config: &KapitalConfig) -> Done {
    let done = |answer, approval, why| Done { answer, approval, why };
    let unknown = |why: String| done(Answer::Unknown, None, Some(why));
    if reply.status >= 400 {
        return match error_code(reply) {
            Ok(code) if TRAN_REFUSALS.contains(&code.as_str()) => done(Answer::No, None, Some(code)),
            Ok(code) => unknown(format!("HTTP {} {}", reply.status, loggable(&code))),
            Err(why) => unknown(why),
        };
    }
    if reply.status != 200 {
        return unknown(format!("HTTP {}", reply.status));
    }
    let Ok(TranBody { tran }) = serde_json::from_slice(&reply.body) else {
        return unknown("the operation's answer cannot be read".to_owned());
    };
    match tran.result_code().as_deref() {
        Some("1") => done(Answer::Yes, tran.approval(), None),
        Some(code) if config.decline_of(code).is_some() => done(Answer::No, None, Some(format!("result code {}", loggable(code)))),
        Some(code) => unknown(format!("undocumented result code {}", loggable(code))),
        None => unknown("the operation's answer has no result code".to_owned()),
    }
}
