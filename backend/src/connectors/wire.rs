//! One HTTP exchange, bounded in time by the client and in size here.

use reqwest::header::HeaderMap;
use reqwest::{Client, Request};

/// Most of a body that is read; longer answers are *don't know*.
pub(super) const BODY_BYTES_MAX: usize = 256 * 1024;

/// A complete answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Sends and reads the answer whole. The error is a fixed text for the operator's log: addresses and bodies stay out.
pub(super) async fn send(client: &Client, request: Request) -> Result<Reply, &'static str> {
    let mut response = client.execute(request).await.map_err(|error| reason(&error))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        if body.len() + chunk.len() > BODY_BYTES_MAX {
            return Err("the answer is too long");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, headers, body })
}

fn reason(error: &reqwest::Error) -> &'static str {
    match error {
        e if e.is_connect() && e.is_timeout() => "no connection in time, nothing was sent",
        e if e.is_connect() => "no connection, nothing was sent",
        e if e.is_timeout() => "no answer in time",
        _ => "the connection broke before the answer was complete",
    }
}

/// A text fit for a log: a short word, not a row of digits that could be a card's, or a placeholder.
pub(super) fn loggable(text: &str) -> &str {
    let word = text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if word && digits <= 6 { text } else { "(unprintable)" }
}

/// True for a text of 1–`max` characters without control characters.
pub(super) fn is_line(text: &str, max: usize) -> bool {
    !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
}
