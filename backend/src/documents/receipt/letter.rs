//! The receipt as an e-mail: plain text and HTML that say the same. The HTML loads nothing from anywhere.

use super::facts::{self, Row};
use super::{PaperItem, ReceiptPaper};
use crate::documents::html::escape;
use crate::documents::texts::{fill, text};
use shared::format::{self, Lang};
use std::fmt::Write as _;

/// A letter ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterText {
    /// One line, free of control characters.
    pub subject: String,
    /// For readers without HTML, and for those who prefer it.
    pub text: String,
    /// The same with tables.
    pub html: String,
}

/// The letter that carries a receipt.
#[must_use]
pub fn receipt_letter(paper: &ReceiptPaper) -> LetterText {
    let sum = format::money(paper.lang, paper.total_captured);
    let returned = format::money(paper.lang, paper.refunded);
    let subject = if paper.refunded.is_positive() {
        fill(paper.lang, "mail.receipt.subject_refunded", &[("number", paper.number), ("sum", &returned)])
    } else {
        fill(paper.lang, "mail.receipt.subject", &[("number", paper.number), ("sum", &sum)])
    };
    LetterText { subject: subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(), text: plain(paper), html: html(paper) }
}

fn intro(paper: &ReceiptPaper) -> &'static str {
    let key = if paper.refunded.is_positive() {
        "mail.receipt.intro_refunded"
    } else if paper.items.iter().all(facts::taken) {
        "mail.receipt.intro"
    } else {
        "mail.receipt.intro_partly"
    };
    text(paper.lang, key)
}

/// Number, code, line and time: what finds the receipt again.
fn head_rows(paper: &ReceiptPaper) -> Vec<Row> {
    let row = |key, value: String| Row { label: text(paper.lang, key).to_owned(), value };
    let mut rows = vec![row("mail.receipt.number", paper.number.to_owned()), row("receipt.check.code", paper.code.to_owned())];
    if !paper.line.is_empty() {
        rows.push(row("mail.receipt.line", format!("{} {}", paper.city, paper.line)));
    }
    rows.push(row("mail.receipt.paid_at", format::date_time(paper.captured_at)));
    rows
}

fn item_note(paper: &ReceiptPaper, item: &PaperItem) -> String {
    facts::note(paper.lang, item).unwrap_or_else(|| text(paper.lang, "receipt.item.accepted").to_owned())
}

fn plain(paper: &ReceiptPaper) -> String {
    let lang = paper.lang;
    let mut letter = format!("{}\n\n{}\n\n", paper.issuer, intro(paper));
    rows_as_text(&mut letter, &head_rows(paper));
    let _ = writeln!(letter, "\n{}", text(lang, "receipt.services"));
    for item in &paper.items {
        let _ = writeln!(letter, "- {}: {}", item.charge, format::money(lang, item.amount));
        let _ = writeln!(letter, "  {}", facts::account_line(lang, item));
        let _ = writeln!(letter, "  {}", item_note(paper, item));
    }
    letter.push('\n');
    rows_as_text(&mut letter, &facts::totals(paper));
    let _ = writeln!(letter, "\n{}", text(lang, "receipt.trail"));
    for step in facts::trail(paper) {
        let _ = writeln!(letter, "- {}\n  {}", step.title, step.details);
    }
    letter.push('\n');
    rows_as_text(&mut letter, &facts::bank(paper));
    let open = text(lang, "mail.receipt.open");
    let (keep, stray) = (text(lang, "receipt.check.keep"), text(lang, "mail.receipt.stray"));
    let _ = writeln!(letter, "\n{open}:\n{}\n\n{keep}\n{stray}", paper.check_url);
    letter
}

pub(super) fn rows_as_text(letter: &mut String, rows: &[Row]) {
    for row in rows {
        let _ = writeln!(letter, "{}: {}", row.label, row.value);
    }
}

fn html(paper: &ReceiptPaper) -> String {
    let lang = paper.lang;
    let (tone, standing) = facts::standing(paper);
    let colour = if tone == facts::Tone::Good { "#1d6b3a" } else { "#8a5a00" };
    let sum = format::money(lang, paper.total_captured);
    let link = format!(
        r#"<p style="margin:24px 0"><a href="{}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:#0a5c63;color:#ffffff;font-weight:600;text-decoration:none">{}</a></p>"#,
        escape(&paper.check_url),
        text(lang, "mail.receipt.open"),
    );
    let items: Vec<String> = paper.items.iter().map(|item| item_as_html(paper, item)).collect();
    let body = [
        format!(r#"<p style="margin:0 0 20px;font-weight:600;color:#0a5c63">{}</p>"#, escape(paper.issuer)),
        format!("<p style=\"margin:0 0 16px\">{}</p>", intro(paper)),
        format!(r#"<h1 style="margin:0;font-size:32px;line-height:1.2">{}</h1>"#, escape(&sum)),
        format!(r#"<p style="margin:2px 0 16px;font-weight:600;color:{colour}">{standing}</p>"#),
        table(&rows_as_html(&head_rows(paper))),
        section(text(lang, "receipt.services"), &table(&items)),
        table(&rows_as_html(&facts::totals(paper))),
        section(text(lang, "receipt.trail"), &trail_as_html(paper)),
        table(&rows_as_html(&facts::bank(paper))),
        link,
        small(text(lang, "receipt.check.keep")),
        small(text(lang, "mail.receipt.stray")),
    ];
    whole_page(lang, &escape(&facts::document_title(paper)), &body.concat())
}

/// `title` and `body` are HTML already.
pub(super) fn whole_page(lang: Lang, title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head><body style="margin:0;padding:24px;background:#f4f7f6;color:#12262b;font:16px/1.5 'Noto Sans','Segoe UI',Roboto,Arial,sans-serif"><div style="max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-radius:12px">{body}</div></body></html>"#,
        lang.tag(),
    )
}

fn section(title: &str, body: &str) -> String {
    format!(r#"<h2 style="margin:24px 0 4px;font-size:17px;color:#0a5c63">{title}</h2>{body}"#)
}

pub(super) fn small(words: &str) -> String {
    format!(r#"<p style="margin:0 0 6px;font-size:14px;color:#4a6067">{words}</p>"#)
}

pub(super) fn table(rows: &[String]) -> String {
    format!(r#"<table style="width:100%;border-collapse:collapse">{}</table>"#, rows.concat())
}

fn table_row(label: &str, value: &str) -> String {
    format!(
        r#"<tr><th scope="row" style="padding:7px 12px 7px 0;border-bottom:1px solid #d8e1e0;text-align:left;vertical-align:top;font-weight:400;color:#4a6067">{label}</th><td style="padding:7px 0;border-bottom:1px solid #d8e1e0;text-align:right;vertical-align:top;font-weight:600">{value}</td></tr>"#
    )
}

pub(super) fn rows_as_html(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| table_row(&escape(&row.label), &escape(&row.value))).collect()
}

fn item_as_html(paper: &ReceiptPaper, item: &PaperItem) -> String {
    let colour = if facts::taken(item) { "#1d6b3a" } else { "#b3261e" };
    let label = format!(
        r#"<b style="color:#12262b">{}</b><br>{}<br><span style="color:{colour}">{}</span>"#,
        escape(&item.charge),
        escape(&facts::account_line(paper.lang, item)),
        escape(&item_note(paper, item)),
    );
    let amount = escape(&format::money(paper.lang, item.amount));
    table_row(&label, &if facts::taken(item) { amount } else { format!("<s>{amount}</s>") })
}

fn trail_as_html(paper: &ReceiptPaper) -> String {
    let step = |step: facts::Step| {
        let (title, details) = (escape(&step.title), escape(&step.details));
        format!(r#"<li style="margin:0 0 8px"><b>{title}</b><br><span style="color:#4a6067">{details}</span></li>"#)
    };
    let steps: String = facts::trail(paper).into_iter().map(step).collect();
    format!(r#"<ol style="margin:0 0 16px;padding-left:22px">{steps}</ol>"#)
}
