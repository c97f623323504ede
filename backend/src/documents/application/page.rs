//! The application as it was sent, on A4: one page, more when the answers are long.
// Lengths on paper, as in `pdf`.
#![allow(clippy::float_arithmetic)]

use crate::documents::DocumentError;
use crate::documents::pdf::fonts::Weight;
use crate::documents::pdf::paint::{self, About};
use crate::documents::pdf::sheets::{CONTENT_WIDTH, Column, MARGIN, Part, Shape, Sheets, Style, TOP};
use crate::documents::pdf::{BRAND, INK, INK_SOFT, LINE};
use crate::documents::texts::{fill, text};
use shared::api::applications::SentAnswers;
use shared::format::{self, Lang};
use shared::time::Timestamp;

const FULL: Column = Column { x: MARGIN, width: CONTENT_WIDTH };
const SMALL: Style = Style { weight: Weight::Regular, size: 9.0, ink: INK_SOFT };
const SECTION: Style = Style { weight: Weight::SemiBold, size: 11.5, ink: BRAND };
const LABEL: Style = Style { weight: Weight::Regular, size: 9.5, ink: INK_SOFT };
const VALUE: Style = Style { weight: Weight::SemiBold, size: 11.0, ink: INK };
/// Lines of one answer at most; the longest is 300 characters.
const LINES_MAX: usize = 8;

/// Everything the paper says.
#[derive(Debug, Clone)]
pub struct ApplicationPaper<'a> {
    /// Language of the paper.
    pub lang: Lang,
    /// The application's number.
    pub number: &'a str,
    /// When it was sent; also the document's date.
    pub sent_at: Timestamp,
    /// To whom.
    pub issuer: &'a str,
    /// For a home.
    pub residential: bool,
    /// The answers.
    pub sent: &'a SentAnswers,
}

/// The application as PDF/A-2a and PDF/UA-1.
///
/// # Errors
/// [`DocumentError`] when the program's own fonts or numbers are at fault; no text can cause one.
pub fn application_pdf(paper: &ApplicationPaper) -> Result<Vec<u8>, DocumentError> {
    let lang = paper.lang;
    let title = fill(lang, "application.paper.title", &[("number", paper.number)]);
    let mut sheets = Sheets::new();
    sheets.y = TOP;
    sheets.part(Part::Paragraph, |sheets| sheets.text(FULL, Style { size: 12.5, ..VALUE }, paper.issuer, 2))?;
    sheets.shape(Shape::Box(MARGIN, sheets.y + 6.0, CONTENT_WIDTH, 0.75, 0.0), LINE);
    sheets.y += 22.0;
    sheets.part(Part::Heading(1, title.clone()), |sheets| sheets.text(FULL, Style { size: 17.0, ..SECTION }, &title, 2))?;
    let sent = fill(lang, "application.paper.sent", &[("at", &format::date_time(paper.sent_at))]);
    sheets.part(Part::Paragraph, |sheets| sheets.text(FULL, SMALL, &sent, 1))?;
    for (heading, rows) in sections(paper) {
        section(&mut sheets, lang, heading, &rows)?;
    }
    sheets.y += 14.0;
    sheets.part(Part::Paragraph, |sheets| sheets.text(FULL, SMALL, text(lang, "application.paper.declared"), 4))?;
    sheets.footer(Style { size: 8.5, ..SMALL }, &title, |page, pages| {
        fill(lang, "application.paper.page", &[("page", &page.to_string()), ("pages", &pages.to_string())])
    })?;
    let about = About { title, author: paper.issuer, language: lang.tag(), at: paper.sent_at, id: paper.number, keywords: "" };
    paint::write(&sheets, &about)
}

/// Headings with their labelled answers; what was left out is left out here too.
fn sections(paper: &ApplicationPaper) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let (lang, sent) = (paper.lang, paper.sent);
    let class = if paper.residential { "application.paper.residential" } else { "application.paper.non_residential" };
    let copies: Vec<&str> = std::iter::once(Lang::Az)
        .chain(sent.copies.iter().copied())
        .map(|copy| match copy {
            Lang::Az => text(lang, "application.paper.az"),
            Lang::Ru => text(lang, "application.paper.ru"),
            Lang::En => text(lang, "application.paper.en"),
        })
        .collect();
    let files: Vec<&str> = sent.attachments.iter().map(|file| file.name.as_str()).collect();
    let mobiles: Vec<&str> = std::iter::once(sent.mobile.as_str()).chain(sent.more.iter().map(String::as_str)).collect();
    vec![
        (
            "application.paper.person",
            vec![
                ("application.paper.class", text(lang, class).to_owned()),
                ("application.paper.applicant", sent.applicant.clone()),
                ("application.paper.fin", sent.fin.clone()),
                ("application.paper.company", sent.company.clone()),
                ("application.paper.voen", sent.voen.clone()),
            ],
        ),
        (
            "application.paper.details",
            vec![
                ("application.paper.account", sent.account.clone()),
                ("application.paper.address", sent.address.clone()),
                ("application.paper.purpose", paper.sent.purpose_name.clone()),
                ("application.paper.copies", copies.join(", ")),
                ("application.paper.files", files.join(", ")),
            ],
        ),
        (
            "application.paper.contact",
            vec![("application.paper.mobile", mobiles.join(", ")), ("application.paper.email", sent.email.clone())],
        ),
    ]
}

fn section(sheets: &mut Sheets, lang: Lang, heading: &'static str, rows: &[(&'static str, String)]) -> Result<(), DocumentError> {
    let heading = text(lang, heading);
    sheets.y += 18.0;
    sheets.part(Part::Heading(2, heading.to_owned()), |sheets| sheets.text(FULL, SECTION, heading, 1))?;
    for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        sheets.y += 6.0;
        let label = text(lang, label);
        sheets.part(Part::Paragraph, |sheets| {
            sheets.text(FULL, LABEL, label, 1)?;
            sheets.text(FULL, VALUE, value, LINES_MAX)
        })?;
    }
    Ok(())
}
