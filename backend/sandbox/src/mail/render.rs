//! The inbox's pages.

use axum::response::Response;

use crate::html::{escape, page};
use crate::mail::MessageView;

pub(crate) fn inbox(views: &[MessageView]) -> Response {
    if views.is_empty() {
        return page("Mailbox", "<p>No message yet. Whatever the portal sends by e-mail arrives here.</p>");
    }
    let rows: String = views.iter().map(row).collect();
    page(
        "Mailbox",
        &format!(
            "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>Subject</th><th>To</th><th>From</th>\
             <th>Received (UTC)</th></tr></thead><tbody>{rows}</tbody></table></div>"
        ),
    )
}

fn row(view: &MessageView) -> String {
    let subject = if view.subject.is_empty() { "(no subject)" } else { &view.subject };
    let clip = if view.attachments.is_empty() { "" } else { " <span class=\"tag\">attachment</span>" };
    format!(
        "<tr><td><a href=\"/mail/{}\">{}</a>{clip}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        view.id,
        escape(subject),
        escape(&view.to.join(", ")),
        escape(&view.from),
        escape(&view.received_at),
    )
}

pub(crate) fn message(view: &MessageView) -> Response {
    let attachments: String = view
        .attachments
        .iter()
        .enumerate()
        .map(|(index, attachment)| {
            format!(
                "<li><a href=\"/mail/api/messages/{}/attachments/{index}\" download>{}</a> ({}, {} bytes)</li>",
                view.id,
                escape(&attachment.name),
                escape(&attachment.content_type),
                attachment.size,
            )
        })
        .collect();
    let attachments = if attachments.is_empty() { String::new() } else { format!("<h2>Attachments</h2><ul>{attachments}</ul>") };
    let html = if view.has_html {
        format!("<h2>HTML</h2><iframe class=\"letter\" sandbox src=\"/mail/{}/html\" title=\"HTML body\"></iframe>", view.id)
    } else {
        String::new()
    };
    let body = format!(
        "<dl><dt>From</dt><dd>{}</dd><dt>To</dt><dd>{}</dd><dt>Received</dt><dd>{}</dd></dl>{attachments}\
         <h2>Text</h2><pre class=\"letter\" tabindex=\"0\">{}</pre>{html}",
        escape(if view.from_header.is_empty() { &view.from } else { &view.from_header }),
        escape(&view.to.join(", ")),
        escape(&view.received_at),
        escape(&view.text),
    );
    page(if view.subject.is_empty() { "(no subject)" } else { &view.subject }, &body)
}
