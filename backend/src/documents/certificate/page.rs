//! The certificate's one page: who says it, what it says, the facts, and how anyone can check it.
// Lengths on paper, as in `pdf`.
#![allow(clippy::float_arithmetic)]

use super::{CertificateFacts, HolderId};
use crate::documents::DocumentError;
use crate::documents::pdf::fonts::{self, Weight};
use crate::documents::pdf::paint::{self, About};
use crate::documents::pdf::sheets::{BOTTOM, CONTENT_WIDTH, Column, MARGIN, PAGE_WIDTH, Part, Shape, Sheets, Style};
use crate::documents::pdf::{GOOD, GOOD_SOFT, INK, INK_SOFT, Ink, LINE, qr_tiles};
use crate::documents::texts::{fill, text};
use shared::certificate::CustomerClass;
use shared::format::{self, Lang};
use shared::time::Timestamp;

const FULL: Column = Column { x: MARGIN, width: CONTENT_WIDTH };
const LABEL: Column = Column { x: MARGIN, width: 142.0 };
const VALUE: Column = Column { x: MARGIN + 154.0, width: CONTENT_WIDTH - 154.0 };
const LABEL_STYLE: Style = Style { weight: Weight::Regular, size: 9.5, ink: INK_SOFT };
const VALUE_STYLE: Style = Style { weight: Weight::SemiBold, size: 10.5, ink: INK };
const SMALL: Style = Style { weight: Weight::Regular, size: 9.0, ink: INK_SOFT };

/// The coloured edge at the very top.
const EDGE: f32 = 9.0;
/// Where the issuer's name begins.
const HEAD: f32 = 48.0;
/// Beside it stands how to check; from here to the foot of the page.
const QR_SIDE: f32 = 132.0;
const CHECK_TOP: f32 = BOTTOM - QR_SIDE - 14.0;
/// Lines of the statement, at most.
const BODY_LINES_MAX: usize = 4;
/// Lines of a value, at most; what the page holds is the bound.
const VALUE_LINES_MAX: usize = 64;

/// The certificate as PDF/A-2a and PDF/UA-1 on one A4 page, not yet signed.
///
/// # Errors
/// [`DocumentError::Changed`] when a value cannot be shown as it is, letter by letter: the form takes none of those
/// (`shared::paper`, the lengths of `shared::application::answers`). Another when the program's own fonts or numbers are at
/// fault, or the QR text is too long.
pub fn draw(facts: &CertificateFacts, lang: Lang) -> Result<Vec<u8>, DocumentError> {
    let [red, green, blue] = facts.brand;
    let brand = Ink(red, green, blue);
    let mut sheets = Sheets::exact();
    head(&mut sheets, facts, lang, brand)?;
    statement(&mut sheets, facts, lang)?;
    table(&mut sheets, facts, lang)?;
    check(&mut sheets, facts, lang, brand)?;
    let number = facts.number.as_str();
    let left = fill(lang, "certificate.footer", &[("issuer", facts.issuer), ("number", number)]);
    sheets.footer(Style { size: 8.0, ..SMALL }, &left, |_, _| minute(facts.issued_at))?;
    let about = About {
        title: fill(lang, "certificate.document_title", &[("number", number)]),
        author: facts.issuer,
        language: lang.tag(),
        at: facts.issued_at,
        id: number,
        keywords: facts.qr,
    };
    paint::write(&sheets, &about)
}

/// `21.11.2026 13:05`.
fn minute(at: Timestamp) -> String {
    let mut full = format::date_time(at);
    full.truncate(full.len().saturating_sub(3));
    full
}

/// Issuer, title, number, time of issue: in the middle, as on a letter head.
fn head(sheets: &mut Sheets, facts: &CertificateFacts, lang: Lang, brand: Ink) -> Result<(), DocumentError> {
    sheets.shape(Shape::Box(0.0, 0.0, PAGE_WIDTH, EDGE, 0.0), brand);
    sheets.y = HEAD;
    let issuer = Style { weight: Weight::SemiBold, size: 15.0, ink: brand };
    let long = fonts::line(issuer.weight, issuer.size, facts.issuer)?.width > CONTENT_WIDTH;
    let issuer = if long { Style { size: 12.0, ..issuer } } else { issuer };
    sheets.part(Part::Paragraph, |sheets| sheets.text_middle(FULL, issuer, facts.issuer, 3))?;
    sheets.y += 9.0;
    sheets.shape(Shape::Box(PAGE_WIDTH / 2.0 - 24.0, sheets.y, 48.0, 1.6, 0.8), brand);
    sheets.y += 20.0;
    let title = text(lang, "certificate.title");
    let style = Style { weight: Weight::SemiBold, size: 22.0, ink: INK };
    let width = fonts::line(style.weight, style.size, title)?.width;
    let style = if width > CONTENT_WIDTH { Style { size: style.size * CONTENT_WIDTH / width, ..style } } else { style };
    sheets.part(Part::Heading(1, title.to_owned()), |sheets| sheets.text_middle(FULL, style, title, 1))?;
    sheets.y += 3.0;
    let number = fill(lang, "certificate.number", &[("number", facts.number.as_str())]);
    sheets.part(Part::Paragraph, |sheets| {
        sheets.text_middle(FULL, Style { weight: Weight::SemiBold, size: 13.0, ink: INK }, &number.replace(' ', "\u{a0}"), 1)
    })?;
    let issued = fill(lang, "certificate.issued", &[("at", &minute(facts.issued_at))]);
    sheets.part(Part::Paragraph, |sheets| sheets.text_middle(FULL, Style { size: 10.0, ..SMALL }, &issued, 1))
}

/// What it is all about, in a tinted field.
fn statement(sheets: &mut Sheets, facts: &CertificateFacts, lang: Lang) -> Result<(), DocumentError> {
    const PADDING: f32 = 15.0;
    let inside = Column { x: MARGIN + 22.0, width: CONTENT_WIDTH - 44.0 };
    let loud = Style { weight: Weight::SemiBold, size: 17.0, ink: GOOD };
    let calm = Style { weight: Weight::Regular, size: 11.0, ink: INK };
    let values = [("as_of", minute(facts.as_of)), ("code", facts.code.to_owned()), ("issuer", facts.issuer.to_owned())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let body = fill(lang, "certificate.says.none.body", &values);
    let lines = fonts::wrap(calm.weight, calm.size, &body, inside.width, BODY_LINES_MAX)?.len();
    let height = 2.0 * PADDING + loud.leading() + 2.0 + std::iter::repeat_n(calm.leading(), lines).sum::<f32>();
    sheets.y += 22.0;
    let top = sheets.y;
    sheets.shape(Shape::Box(MARGIN, top, CONTENT_WIDTH, height, 10.0), GOOD_SOFT);
    sheets.y = top + PADDING;
    let says = text(lang, "certificate.says.none");
    sheets.part(Part::Paragraph, |sheets| sheets.text_middle(inside, loud, says, 1))?;
    sheets.y += 2.0;
    sheets.part(Part::Paragraph, |sheets| sheets.text_middle(inside, calm, &body, BODY_LINES_MAX))?;
    sheets.y = top + height + 14.0;
    Ok(())
}

/// Label and value of each fact, in the order in which a notary asks.
fn rows(facts: &CertificateFacts, lang: Lang) -> Vec<(&'static str, String)> {
    let words = |key| text(lang, key);
    let class = match facts.class {
        CustomerClass::Residential => "certificate.class.residential",
        CustomerClass::NonResidential => "certificate.class.non_residential",
    };
    let (kind, id) = match facts.holder_id {
        HolderId::Fin(fin) => ("certificate.fin", fin),
        HolderId::Voen(voen) => ("certificate.voen", voen),
    };
    let until = fill(lang, "certificate.valid.until", &[("date", &format::date(facts.valid_until.begins()))]);
    let officer = facts.officer.unwrap_or(words("certificate.officer.rule")).to_owned();
    vec![
        (words("certificate.code"), facts.code.to_owned()),
        (words("certificate.class"), words(class).to_owned()),
        (words("certificate.holder"), facts.holder.to_owned()),
        (words(kind), id.to_owned()),
        (words("certificate.address"), facts.address.to_owned()),
        (words("certificate.as_of"), minute(facts.as_of)),
        (words("certificate.purpose"), facts.purpose.to_owned()),
        (words("certificate.valid"), until),
        (words("certificate.officer"), officer),
    ]
}

/// The largest size of the values at which all of them fit above the code, and the air above and below each row.
///
/// # Errors
/// [`DocumentError::Changed`] when they fit at none.
fn measure(rows: &[(&str, String)], room: f32) -> Result<(Style, f32), DocumentError> {
    const AIR_LEAST: f32 = 1.5;
    for size in [VALUE_STYLE.size, 9.5, 8.5, 7.5, 6.5, 5.5] {
        let style = Style { size, ..VALUE_STYLE };
        let mut height = 0.0;
        for (_, value) in rows {
            let lines = fonts::wrap(style.weight, style.size, value, VALUE.width, VALUE_LINES_MAX)?.len().max(1);
            height += std::iter::repeat_n(style.leading(), lines).sum::<f32>();
        }
        #[allow(clippy::cast_precision_loss)] // nine rows
        let air = (room - height) / rows.len() as f32 / 2.0;
        if air >= AIR_LEAST {
            return Ok((style, air.min(8.0)));
        }
    }
    Err(DocumentError::Changed)
}

/// The facts, with as much air as the page has left: long names take it.
fn table(sheets: &mut Sheets, facts: &CertificateFacts, lang: Lang) -> Result<(), DocumentError> {
    let rows = rows(facts, lang);
    let (style, air) = measure(&rows, CHECK_TOP - 20.0 - sheets.y)?;
    sheets.part(Part::Table, |sheets| {
        for (label, value) in &rows {
            sheets.y += air;
            let top = sheets.y;
            sheets.part(Part::Row, |sheets| {
                sheets.y = top + (style.size - LABEL_STYLE.size);
                sheets.part(Part::RowHeader, |sheets| sheets.text(LABEL, LABEL_STYLE, label, 1))?;
                let below = std::mem::replace(&mut sheets.y, top);
                sheets.part(Part::Cell, |sheets| sheets.text(VALUE, style, value, VALUE_LINES_MAX))?;
                sheets.y = sheets.y.max(below) + air;
                Ok::<(), DocumentError>(())
            })?;
            sheets.shape(Shape::Box(MARGIN, sheets.y, CONTENT_WIDTH, 0.6, 0.0), LINE);
        }
        Ok(())
    })
}

/// The QR code, and beside it what to do with it.
fn check(sheets: &mut Sheets, facts: &CertificateFacts, lang: Lang, brand: Ink) -> Result<(), DocumentError> {
    let words = |key| text(lang, key);
    let column = Column { x: MARGIN + QR_SIDE + 22.0, width: CONTENT_WIDTH - QR_SIDE - 22.0 };
    let title = words("certificate.check");
    sheets.y = CHECK_TOP;
    let heading = Style { weight: Weight::SemiBold, size: 11.5, ink: brand };
    sheets.part(Part::Heading(2, title.to_owned()), |sheets| sheets.text(column, heading, title, 1))?;
    sheets.part(Part::Figure(words("certificate.check.qr").to_owned()), |sheets| {
        sheets.picture(Shape::Tiles(qr_tiles(facts.qr, MARGIN, CHECK_TOP + 3.0, QR_SIDE)?), INK);
        Ok::<(), DocumentError>(())
    })?;
    sheets.y += 4.0;
    sheets.part(Part::Paragraph, |sheets| sheets.text(column, SMALL, words("certificate.check.scan"), 3))?;
    let address = format!("{}/verify", facts.public_url);
    let shown = address.trim_start_matches("https://").trim_start_matches("http://").to_owned();
    let spoken = fill(lang, "certificate.check.link", &[("address", &shown)]);
    // Whoever clicks is at once where this paper is checked; what is shown is what has to be typed.
    sheets.part(Part::Paragraph, |sheets| {
        sheets.part(Part::Link(facts.qr.to_owned(), spoken), |sheets| {
            sheets.text(column, Style { weight: Weight::SemiBold, size: 10.0, ink: brand }, &shown, 1)
        })
    })?;
    for key in ["certificate.check.account", "certificate.check.file"] {
        sheets.y += 4.0;
        sheets.part(Part::Paragraph, |sheets| sheets.text(column, SMALL, words(key), 3))?;
    }
    Ok(())
}
