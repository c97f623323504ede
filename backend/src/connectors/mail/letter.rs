//! A letter as a MIME message: text and HTML as alternatives, then the attachment.

use super::Letter;
use crate::connectors::wire::is_line;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};

/// Longest line that a header may become, as RFC 5322 has it.
const HEADER_LENGTH_MAX: usize = 998;

/// Writes the message; the error is why none can be made of the letter.
pub(super) fn compose(from: &Mailbox, letter: &Letter) -> Result<Message, &'static str> {
    let to = letter.to.as_str().parse().map_err(|_| "the recipient's address cannot be used")?;
    if !is_line(&letter.subject, HEADER_LENGTH_MAX) {
        return Err("the subject cannot be a header");
    }
    // RFC 3834: out-of-office robots shall not answer.
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject.as_str())
        .message_id(Some(message_id(&letter.message_id)?))
        .raw_header(automatic)
        .multipart(body(letter)?)
        .map_err(|_| "the message cannot be written")
}

fn body(letter: &Letter) -> Result<MultiPart, &'static str> {
    let words = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    let Some((name, mime, bytes)) = &letter.attachment else { return Ok(words) };
    let kind = ContentType::parse(mime).map_err(|_| "the attachment's type cannot be used")?;
    if !is_line(name, 120) {
        return Err("the attachment's name cannot be used");
    }
    let file = Attachment::new(name.clone()).body(bytes.clone(), kind);
    Ok(MultiPart::mixed().multipart(words).singlepart(file))
}

/// `<left@right>`, whether or not the caller wrote the brackets.
fn message_id(text: &str) -> Result<String, &'static str> {
    let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let fine = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+'));
    match bare.split_once('@') {
        Some((left, right)) if fine(left) && fine(right) && bare.len() <= 200 => Ok(format!("<{bare}>")),
        _ => Err("the Message-ID is malformed"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use shared::contact::Email;

    fn letter() -> Letter {
        Letter {
            to: Email::parse("aysel@example.az").unwrap(),
            subject: "Ödəniş qəbzi № 1042 — 24,17 ₼".to_owned(),
            text: "Ödənildi: 24,17 AZN\n".to_owned(),
            html: "<p>Ödənildi: <b>24,17 AZN</b></p>".to_owned(),
            attachment: Some(("qəbz-1042.pdf".to_owned(), "application/pdf".to_owned(), b"%PDF-1.7\n".to_vec())),
            message_id: "receipt-1042@kommunal.example".to_owned(),
        }
    }

    fn written(letter: &Letter) -> Result<String, &'static str> {
        let from: Mailbox = "Kommunal <no-reply@kommunal.example>".parse().unwrap();
        compose(&from, letter).map(|message| String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn a_message_carries_both_forms_and_the_file_in_ascii() {
        let message = written(&letter()).unwrap();
        assert!(message.is_ascii());
        for part in [
            "Message-ID: <receipt-1042@kommunal.example>",
            "Auto-Submitted: auto-generated",
            "multipart/mixed",
            "multipart/alternative",
            "text/plain; charset=utf-8",
            "text/html; charset=utf-8",
            "application/pdf",
            "Date: ",
        ] {
            assert!(message.contains(part), "{part} in {message}");
        }
    }

    #[test]
    fn a_repetition_has_the_same_message_id() {
        let ids: Vec<String> = [letter(), Letter { message_id: "<receipt-1042@kommunal.example>".to_owned(), ..letter() }]
            .iter()
            .map(|letter| written(letter).unwrap().lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned())
            .collect();
        assert_eq!(ids[0], ids[1]);
    }

    #[test]
    fn a_line_break_cannot_become_a_header() {
        assert!(written(&Letter { subject: "a\r\nBcc: x@y.zz".to_owned(), ..letter() }).is_err());
        assert!(written(&Letter { message_id: "a@b>\r\nBcc: x@y.zz".to_owned(), ..letter() }).is_err());
        let attachment = Some(("a\r\nb".to_owned(), "application/pdf".to_owned(), vec![]));
        assert!(written(&Letter { attachment, ..letter() }).is_err());
        let attachment = Some(("a".to_owned(), "no type".to_owned(), vec![]));
        assert!(written(&Letter { attachment, ..letter() }).is_err());
    }
}
