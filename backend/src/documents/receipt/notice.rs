//! A letter about money that carries no receipt: nothing was taken, or the bank refused to give back.

use super::facts::Row;
use super::letter::{LetterText, rows_as_html, rows_as_text, small, table, whole_page};
use crate::documents::html::escape;
use crate::documents::texts::{fill, text};
use shared::format::{self, Lang};
use shared::money::Money;
use shared::time::Timestamp;
use std::fmt::Write as _;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// The hold was given back.
    Voided,
    /// The bank refused a refund.
    RefundRefused,
}

/// One bill of the payment.
#[derive(Debug, Clone)]
pub struct NoticeItem {
    /// Name of the charge.
    pub charge: String,
    /// The subscriber code, masked; empty: none.
    pub account: String,
    /// Without the fee.
    pub amount: Money,
}

/// Everything such a letter says; names are already in its language.
#[derive(Debug, Clone)]
pub struct NoticeLetter<'a> {
    /// Language of the letter.
    pub lang: Lang,
    /// What is told.
    pub kind: NoticeKind,
    /// Who runs the portal.
    pub issuer: &'a str,
    /// What stays on the card, or what was to be given back.
    pub sum: Money,
    /// The receipt's number; empty: there is none.
    pub receipt: String,
    /// The phone line; empty: none.
    pub line: String,
    /// When the payment was begun.
    pub begun_at: Timestamp,
    /// Its bills.
    pub items: Vec<NoticeItem>,
}

/// The letter.
#[must_use]
pub fn notice_letter(notice: &NoticeLetter) -> LetterText {
    let (subject, words) = match notice.kind {
        NoticeKind::Voided => ("mail.notice.voided.subject", "mail.notice.voided.text"),
        NoticeKind::RefundRefused => ("mail.notice.refund_refused.subject", "mail.notice.refund_refused.text"),
    };
    let sum = format::money(notice.lang, notice.sum);
    let said = |key| fill(notice.lang, key, &[("sum", &sum)]);
    LetterText { subject: said(subject), text: plain(notice, &said(words)), html: html(notice, &said(subject), &said(words)) }
}

fn rows(notice: &NoticeLetter) -> Vec<Row> {
    let row = |key, value: String| Row { label: text(notice.lang, key).to_owned(), value };
    let mut rows = vec![];
    if !notice.receipt.is_empty() {
        rows.push(row("mail.receipt.number", notice.receipt.clone()));
    }
    if !notice.line.is_empty() {
        rows.push(row("mail.receipt.line", notice.line.clone()));
    }
    rows.push(row("mail.notice.begun_at", format::date_time(notice.begun_at)));
    rows
}

fn item_line(notice: &NoticeLetter, item: &NoticeItem) -> String {
    let account = if item.account.is_empty() { String::new() } else { format!(" ({})", item.account) };
    format!("{}{account}: {}", item.charge, format::money(notice.lang, item.amount))
}

fn plain(notice: &NoticeLetter, words: &str) -> String {
    let mut letter = format!("{}\n\n{words}\n\n", notice.issuer);
    rows_as_text(&mut letter, &rows(notice));
    let _ = writeln!(letter, "\n{}", text(notice.lang, "receipt.services"));
    for item in &notice.items {
        let _ = writeln!(letter, "- {}", item_line(notice, item));
    }
    let _ = writeln!(letter, "\n{}", text(notice.lang, "mail.receipt.stray"));
    letter
}

fn html(notice: &NoticeLetter, subject: &str, words: &str) -> String {
    let items: String = notice.items.iter().map(|item| format!("<li>{}</li>", escape(&item_line(notice, item)))).collect();
    let body = [
        format!(r#"<p style="margin:0 0 20px;font-weight:600;color:#0a5c63">{}</p>"#, escape(notice.issuer)),
        format!("<p style=\"margin:0 0 16px\">{}</p>", escape(words)),
        table(&rows_as_html(&rows(notice))),
        format!(r#"<ul style="margin:16px 0;padding-left:22px">{items}</ul>"#),
        small(text(notice.lang, "mail.receipt.stray")),
    ];
    whole_page(notice.lang, &escape(subject), &body.concat())
}
