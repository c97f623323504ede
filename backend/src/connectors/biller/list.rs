//! The biller's own list of postings.

use crate::connectors::wire::Reply;
use serde::Deserialize;
use shared::money::Money;

/// A posting as the biller lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPosting {
    /// Our item's id.
    pub id: String,
    /// Subscriber code; empty under a tombstone.
    pub account: String,
    /// Kind of charge; empty under a tombstone.
    pub charge: String,
    /// What was booked.
    pub amount: Money,
    /// What is left of it after reversals.
    pub remaining: Money,
    /// `accepted`, `refused`, `cancelled` or `reversed`.
    pub status: String,
    /// The biller's reference; empty where it booked nothing.
    pub reference: String,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Postings {
    /// The postings, and the cursor of the next page.
    Page {
        /// By the biller's own order.
        postings: Vec<ListedPosting>,
        /// `None`: this was the last.
        next: Option<String>,
    },
    /// The settings say that this biller has no list.
    NotOffered,
    /// *Don't know*.
    Unknown {
        /// For the operator's log.
        why: String,
    },
}

#[derive(Deserialize)]
struct Body {
    postings: Vec<Line>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    charge: String,
    amount_minor: i64,
    remaining_minor: i64,
    status: String,
    reference: Option<String>,
}

/// Reads a verified answer.
pub(super) fn read(reply: &Reply) -> Result<Postings, &'static str> {
    if reply.status != 200 {
        return Err("an HTTP status outside the contract");
    }
    let body: Body = serde_json::from_slice(&reply.body).map_err(|_| "the list cannot be read")?;
    let postings = body.postings.into_iter().map(|line| ListedPosting {
        id: line.id,
        account: line.account,
        charge: line.charge,
        amount: Money::from_minor(line.amount_minor),
        remaining: Money::from_minor(line.remaining_minor),
        status: line.status,
        reference: line.reference.unwrap_or_default(),
    });
    Ok(Postings::Page { postings: postings.collect(), next: body.next.filter(|next| !next.is_empty()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderMap;

    fn said(status: u16, body: &str) -> Result<Postings, &'static str> {
        read(&Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() })
    }

    #[test]
    fn a_page_names_amounts_and_where_the_next_begins() {
        let line = r#"{"id":"a","account":"1","charge":"gas","amount_minor":500,"remaining_minor":200,"status":"accepted","reference":"R","at":"x"}"#;
        let Ok(Postings::Page { postings, next }) = said(200, &format!(r#"{{"postings":[{line}],"next":"c"}}"#)) else {
            panic!("a page was expected");
        };
        assert_eq!((postings[0].amount.minor(), postings[0].remaining.minor(), next.as_deref()), (500, 200, Some("c")));
        let last = Postings::Page { postings: vec![], next: None };
        assert_eq!(said(200, r#"{"postings":[],"next":null}"#), Ok(last.clone()));
        assert_eq!(said(200, r#"{"postings":[],"next":""}"#), Ok(last));
    }

    #[test]
    fn what_is_no_list_is_unknown() {
        for (status, body) in [(200, "[]"), (200, r#"{"postings":[{"id":"a"}]}"#), (404, r#"{"postings":[]}"#), (500, "")] {
            assert!(said(status, body).is_err(), "{status} {body}");
        }
    }
}
