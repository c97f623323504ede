//! The receipt on A4: head, sum, QR card here; the table and the rest in [`table`] and [`foot`].
// Lengths on paper, as in `pdf`.
#![allow(clippy::float_arithmetic)]

mod foot;
mod table;

use super::ReceiptPaper;
use super::facts::{self, Tone};
use crate::documents::DocumentError;
use crate::documents::pdf::fonts::{self, Weight};
use crate::documents::pdf::paint::{self, About};
use crate::documents::pdf::qr_tiles;
use crate::documents::pdf::sheets::{BOTTOM, CONTENT_WIDTH, Column, MARGIN, Part, Shape, Sheets, Style, TOP};
use crate::documents::pdf::{BAD, BAD_SOFT, BRAND, GOOD, GOOD_SOFT, INK, INK_SOFT, Ink, LINE, WARN, WARN_SOFT, WHITE};
use crate::documents::texts::{fill, text};
use shared::format;

/// All of the page's width.
pub(super) const FULL: Column = Column { x: MARGIN, width: CONTENT_WIDTH };
/// Small print beside something larger.
pub(super) const SMALL: Style = Style { weight: Weight::Regular, size: 9.0, ink: INK_SOFT };
/// The heading of a section.
pub(super) const SECTION: Style = Style { weight: Weight::SemiBold, size: 11.5, ink: BRAND };
/// A line that counts.
pub(super) const STRONG: Style = Style { weight: Weight::SemiBold, size: 10.5, ink: INK };

/// The card with the QR code.
const CARD: Column = Column { x: MARGIN + CONTENT_WIDTH - 148.0, width: 148.0 };
const CARD_PADDING: f32 = 15.0;
const QR_SIDE: f32 = 102.0;

/// The receipt as PDF/A-2a and PDF/UA-1: one A4 page, more when there are many items.
///
/// # Errors
/// [`DocumentError`] when the program's own fonts or numbers are at fault; no text can cause one.
pub fn receipt_pdf(paper: &ReceiptPaper) -> Result<Vec<u8>, DocumentError> {
    let mut sheets = Sheets::new();
    head(&mut sheets, paper)?;
    sheets.y = TOP + 54.0;
    let top = sheets.y;
    headline(&mut sheets, paper)?;
    let below = std::mem::replace(&mut sheets.y, top);
    check_card(&mut sheets, paper)?;
    let below = below.max(sheets.y) + 15.0;
    keep_the_code(&mut sheets, paper)?;
    sheets.y = below;
    table::items(&mut sheets, paper)?;
    foot::bank_and_totals(&mut sheets, paper)?;
    foot::trail(&mut sheets, paper)?;
    let number = fill(paper.lang, "receipt.number", &[("number", paper.number)]);
    let left = format!("{} · {} {number}", paper.issuer, text(paper.lang, "receipt.title"));
    sheets.footer(Style { size: 8.5, ..SMALL }, &left, |page, pages| {
        let (page, pages) = (page.to_string(), pages.to_string());
        fill(paper.lang, "receipt.page", &[("page", &page), ("pages", &pages)])
    })?;
    let about = About {
        title: facts::document_title(paper),
        author: paper.issuer,
        language: paper.lang.tag(),
        at: paper.captured_at,
        id: paper.number,
        keywords: "",
    };
    paint::write(&sheets, &about)
}

/// The mark and who runs the portal.
fn head(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    const SIDE: f32 = 26.0;
    let at = |x: f32, y: f32| (MARGIN + x * SIDE / 32.0, TOP + y * SIDE / 32.0);
    sheets.shape(Shape::Box(MARGIN, TOP, SIDE, SIDE, 7.3), BRAND);
    for stroke in [[(9.0, 24.0), (9.0, 8.0)], [(9.0, 17.0), (20.0, 8.0)], [(13.0, 14.0), (23.0, 24.0)]] {
        sheets.shape(Shape::Line(stroke.map(|(x, y)| at(x, y)).to_vec(), 2.6), WHITE);
    }
    let column = Column { x: MARGIN + SIDE + 10.0, width: CONTENT_WIDTH - SIDE - 10.0 };
    let style = Style { size: 12.5, ..STRONG };
    let long = fonts::line(style.weight, style.size, paper.issuer)?.width > column.width;
    let (rise, style) = if long { (-1.0, Style { size: 10.0, ..STRONG }) } else { (3.5, style) };
    sheets.y = TOP + rise;
    sheets.part(Part::Paragraph, |sheets| sheets.text(column, style, paper.issuer, 2))?;
    sheets.shape(Shape::Box(MARGIN, TOP + SIDE + 14.0, CONTENT_WIDTH, 0.75, 0.0), LINE);
    Ok(())
}

/// Number, sum, how it stands, whose line, when.
fn headline(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let column = Column { x: MARGIN, width: CONTENT_WIDTH - CARD.width - 28.0 };
    let number = fill(paper.lang, "receipt.number", &[("number", paper.number)]);
    let title = format!("{} {number}", text(paper.lang, "receipt.title"));
    let heading = Part::Heading(1, title.clone());
    sheets.part(heading, |sheets| sheets.text(column, Style { size: 13.0, ..SECTION }, &title, 2))?;
    sheets.y += 2.0;
    let sum = format::money(paper.lang, paper.total_captured);
    let big = Style { weight: Weight::SemiBold, size: fitting(&sum, column.width, 40.0)?, ink: INK };
    sheets.part(Part::Paragraph, |sheets| sheets.text(column, big, &sum, 1))?;
    sheets.y += 4.0;
    let (tone, words) = facts::standing(paper);
    pill(sheets, column.x, tone, words)?;
    sheets.y += 14.0;
    // Paid by subscriber code alone: the services below carry it.
    if !paper.line.is_empty() {
        let line = format!("{} {}", paper.city, paper.line.replace(' ', "\u{a0}"));
        sheets.part(Part::Paragraph, |sheets| sheets.text(column, Style { size: 13.5, ..STRONG }, &line, 3))?;
    }
    let at = format::date_time(paper.captured_at);
    sheets.part(Part::Paragraph, |sheets| sheets.text(column, Style { size: 10.5, ..SMALL }, &at, 1))
}

/// The largest size up to `size` at which the text fits the width.
fn fitting(words: &str, width: f32, size: f32) -> Result<f32, DocumentError> {
    let wide = fonts::line(Weight::SemiBold, size, words)?.width;
    Ok(if wide > width { size * width / wide } else { size })
}

/// Ink and ground of a tone.
pub(super) fn inks(tone: Tone) -> (Ink, Ink) {
    match tone {
        Tone::Good => (GOOD, GOOD_SOFT),
        Tone::Warn => (WARN, WARN_SOFT),
        Tone::Bad => (BAD, BAD_SOFT),
    }
}

fn pill(sheets: &mut Sheets, x: f32, tone: Tone, words: &str) -> Result<(), DocumentError> {
    const HEIGHT: f32 = 19.0;
    let (ink, ground) = inks(tone);
    let style = Style { weight: Weight::SemiBold, size: 9.5, ink };
    let width = fonts::line(style.weight, style.size, words)?.width;
    sheets.shape(Shape::Box(x, sheets.y, width + 20.0, HEIGHT, HEIGHT / 2.0), ground);
    sheets.y += 3.0;
    sheets.part(Part::Paragraph, |sheets| sheets.text(Column { x: x + 10.0, width: width + 1.0 }, style, words, 1))?;
    sheets.y += HEIGHT - 3.0 - style.leading();
    Ok(())
}

/// QR code, where to check without a camera, and the receipt's code; at the right of the sum.
fn check_card(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let (top, small) = (sheets.y, Style { size: 8.5, ..SMALL });
    let inside = Column { x: CARD.x + 8.0, width: CARD.width - 16.0 };
    sheets.part(Part::Figure(text(paper.lang, "receipt.check.qr").to_owned()), |sheets| {
        let tiles = qr_tiles(&paper.check_url, CARD.x + (CARD.width - QR_SIDE) / 2.0, top + CARD_PADDING, QR_SIDE)?;
        sheets.picture(Shape::Tiles(tiles), INK);
        Ok(())
    })?;
    sheets.y = top + CARD_PADDING + QR_SIDE + 8.0;
    let how = text(paper.lang, "receipt.check.how");
    sheets.part(Part::Paragraph, |sheets| sheets.text_middle(inside, small, how, 3))?;
    let address = facts::check_address(paper);
    let words = fill(paper.lang, "receipt.check.link", &[("address", address)]);
    let shown = address.trim_start_matches("https://").trim_start_matches("http://");
    sheets.part(Part::Paragraph, |sheets| {
        sheets.part(Part::Link(address.to_owned(), words), |sheets| {
            sheets.text_middle(inside, Style { weight: Weight::SemiBold, ink: BRAND, ..small }, shown, 3)
        })
    })?;
    sheets.y += 5.0;
    let code = text(paper.lang, "receipt.check.code");
    sheets.part(Part::Paragraph, |sheets| {
        sheets.text_middle(inside, small, code, 1)?;
        sheets.text_middle(inside, Style { size: 12.5, ..STRONG }, paper.code, 1)
    })?;
    sheets.y += 8.0;
    sheets.shape(Shape::Frame(CARD.x, top, CARD.width, sheets.y - top, 10.0, 0.9), LINE);
    Ok(())
}

/// Whoever has the code sees the receipt: said at the foot of the page that carries it.
fn keep_the_code(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let keep = text(paper.lang, "receipt.check.keep");
    sheets.y = BOTTOM + 4.0;
    sheets.part(Part::Paragraph, |sheets| sheets.text(FULL, Style { size: 8.5, ..SMALL }, keep, 1))
}
