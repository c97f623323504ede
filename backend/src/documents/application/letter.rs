//! What is told of an application by e-mail: plain text and HTML that say the same. The HTML loads nothing from anywhere.

use crate::documents::html::escape;
use crate::documents::receipt::LetterText;
use crate::documents::texts::{fill, text};
use shared::application::Stage;
use shared::format::Lang;

/// Everything a letter says; texts are already in its language.
#[derive(Debug, Clone)]
pub struct ApplicationLetter<'a> {
    /// Language.
    pub lang: Lang,
    /// What it tells of.
    pub stage: Stage,
    /// Whose letter it is.
    pub issuer: &'a str,
    /// The application's number.
    pub number: &'a str,
    /// The certificate's; empty: none yet.
    pub certificate: &'a str,
    /// Its last day; empty: none yet.
    pub valid_until: &'a str,
    /// The day by which an answer is promised.
    pub due: &'a str,
    /// What the office says; may be empty.
    pub words: &'a str,
    /// Where the documents are.
    pub link: &'a str,
}

/// Subject and sentence of a stage.
const fn keys(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Registered => ("application.mail.registered.subject", "application.mail.registered.text"),
        Stage::UnderReview => ("application.mail.under_review.subject", "application.mail.under_review.text"),
        Stage::CorrectionAsked => ("application.mail.correction_asked.subject", "application.mail.correction_asked.text"),
        Stage::Approved => ("application.mail.approved.subject", "application.mail.approved.text"),
        Stage::Issued => ("application.mail.issued.subject", "application.mail.issued.text"),
        Stage::Rejected => ("application.mail.rejected.subject", "application.mail.rejected.text"),
        Stage::Withdrawn => ("application.mail.withdrawn.subject", "application.mail.withdrawn.text"),
    }
}

/// The letter of a stage.
#[must_use]
pub fn letter(facts: &ApplicationLetter) -> LetterText {
    let lang = facts.lang;
    let values = [("number", facts.number), ("certificate", facts.certificate), ("until", facts.valid_until), ("due", facts.due)];
    let (subject, body) = keys(facts.stage);
    let (subject, body) = (fill(lang, subject, &values), fill(lang, body, &values));
    let open = text(lang, "application.mail.open");
    let (keep, stray) = (text(lang, "application.mail.keep"), text(lang, "application.mail.stray"));
    let words = if facts.words.is_empty() { String::new() } else { format!("{}\n\n", facts.words) };
    let plain = format!("{}\n\n{body}\n\n{words}{open}:\n{}\n\n{keep}\n{stray}\n", facts.issuer, facts.link);
    LetterText { html: html(facts, &subject, &body), subject: one_line(&subject), text: plain }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn html(facts: &ApplicationLetter, subject: &str, body: &str) -> String {
    let lang = facts.lang;
    let small = |words: &str| format!(r#"<p style="margin:0 0 6px;font-size:14px;color:#4a6067">{}</p>"#, escape(words));
    let words = if facts.words.is_empty() {
        String::new()
    } else {
        format!(
            r#"<p style="margin:0 0 16px;padding:12px 16px;border-left:4px solid #0a5c63;background:#f4f7f6">{}</p>"#,
            escape(facts.words)
        )
    };
    let parts = [
        format!(r#"<p style="margin:0 0 20px;font-weight:600;color:#0a5c63">{}</p>"#, escape(facts.issuer)),
        format!(r#"<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">{}</h1>"#, escape(subject)),
        format!(r#"<p style="margin:0 0 16px">{}</p>"#, escape(body)),
        words,
        format!(
            r#"<p style="margin:24px 0"><a href="{}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:#0a5c63;color:#ffffff;font-weight:600;text-decoration:none">{}</a></p>"#,
            escape(facts.link),
            escape(text(lang, "application.mail.open")),
        ),
        small(text(lang, "application.mail.keep")),
        small(text(lang, "application.mail.stray")),
    ];
    format!(
        r#"<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title></head><body style="margin:0;padding:24px;background:#f4f7f6;color:#12262b;font:16px/1.5 'Noto Sans','Segoe UI',Roboto,Arial,sans-serif"><div style="max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-radius:12px">{}</div></body></html>"#,
        lang.tag(),
        escape(subject),
        parts.concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_text() {
        let letter = letter(&ApplicationLetter {
            lang: Lang::En,
            stage: Stage::Rejected,
            issuer: "A & B",
            number: "M-2026-7K3M-9QXF",
            certificate: "",
            valid_until: "",
            due: "",
            words: "<script>",
            link: "https://x.example/documents#00",
        });
        assert!(letter.html.contains("&lt;script&gt;") && letter.html.contains("A &amp; B") && !letter.html.contains("<script>"));
        assert!(letter.text.contains("<script>") && letter.subject.contains("M-2026-7K3M-9QXF"));
    }
}
