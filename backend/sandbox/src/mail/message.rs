//! One message: what the envelope said, and what its MIME parts hold.

use mail_parser::{MessageParser, MimeHeaders, PartType};
use serde::Serialize;

use crate::clock::rfc3339_utc;

/// Who a message was handed over from and for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Envelope {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
}

/// A message as tests and the inbox see it.
#[derive(Debug, Clone, Serialize)]
pub struct MessageView {
    /// Counts up from 1.
    pub id: u64,
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Its Message-ID: a repeated delivery carries the same.
    pub message_id: String,
    /// Decoded subject.
    pub subject: String,
    /// Decoded `From` header.
    pub from_header: String,
    /// The plain text body, or the HTML body as text.
    pub text: String,
    /// Whether there is an HTML body, at `/mail/{id}/html`.
    pub has_html: bool,
    /// Attachments in order; the nth is at `/mail/api/messages/{id}/attachments/{n}`, n from 0.
    pub attachments: Vec<AttachmentView>,
    /// RFC 3339, UTC.
    pub received_at: String,
}

/// An attachment without its bytes.
#[derive(Debug, Clone, Serialize)]
pub struct AttachmentView {
    /// Decoded file name.
    pub name: String,
    /// `type/subtype`
    pub content_type: String,
    /// Bytes after decoding.
    pub size: usize,
}

/// A stored message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) view: MessageView,
    pub(crate) raw: Vec<u8>,
}

impl Message {
    pub(crate) fn new(id: u64, envelope: Envelope, raw: Vec<u8>, now: i64) -> Self {
        let mut view = MessageView {
            id,
            from: envelope.from,
            to: envelope.to,
            message_id: String::new(),
            subject: String::new(),
            from_header: String::new(),
            text: String::new(),
            has_html: false,
            attachments: Vec::new(),
            received_at: rfc3339_utc(now),
        };
        match MessageParser::default().parse(&raw) {
            Some(parsed) => fill(&mut view, &parsed),
            None => view.text = String::from_utf8_lossy(&raw).into_owned(),
        }
        Self { view, raw }
    }

    /// The HTML body as it came.
    pub(crate) fn html(&self) -> Option<String> {
        let parsed = MessageParser::default().parse(&self.raw)?;
        parsed.parts.iter().find_map(|part| match &part.body {
            PartType::Html(html) => Some(html.clone().into_owned()),
            _ => None,
        })
    }

    /// The nth attachment: name, type, bytes.
    pub(crate) fn attachment(&self, index: usize) -> Option<(String, String, Vec<u8>)> {
        let parsed = MessageParser::default().parse(&self.raw)?;
        let part = parsed.attachments().nth(index)?;
        let view = self.view.attachments.get(index)?;
        Some((view.name.clone(), view.content_type.clone(), part.contents().to_vec()))
    }
}

fn fill(view: &mut MessageView, parsed: &mail_parser::Message<'_>) {
    view.message_id = parsed.message_id().unwrap_or_default().to_owned();
    view.subject = parsed.subject().unwrap_or_default().to_owned();
    view.from_header = parsed.from().and_then(|from| from.first()).map(sender).unwrap_or_default();
    view.text = parsed.body_text(0).unwrap_or_default().into_owned();
    view.has_html = parsed.parts.iter().any(|part| matches!(part.body, PartType::Html(_)));
    view.attachments = parsed
        .attachments()
        .enumerate()
        .map(|(index, part)| AttachmentView {
            name: part.attachment_name().map_or_else(|| format!("attachment-{index}"), str::to_owned),
            content_type: part.content_type().map_or_else(
                || "application/octet-stream".to_owned(),
                |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")),
            ),
            size: part.contents().len(),
        })
        .collect();
}

fn sender(address: &mail_parser::Addr<'_>) -> String {
    match (address.name(), address.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    }
}
