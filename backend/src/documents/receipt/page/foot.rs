//! Below the sums: the card and the bank, the money's way step by step, how to check the receipt.

use super::super::ReceiptPaper;
use super::super::facts::{self, Step};
use super::{FULL, SECTION, SMALL, STRONG, inks};
use crate::documents::DocumentError;
use crate::documents::pdf::fonts;
use crate::documents::pdf::sheets::{CONTENT_WIDTH, Column, MARGIN, Part, Shape, Sheets, Style};
use crate::documents::pdf::{BRAND, LINE};
use crate::documents::texts::{fill, text};

const BANK_WIDTH: f32 = 148.0;
const BANK: Column = Column { x: MARGIN + CONTENT_WIDTH - BANK_WIDTH, width: BANK_WIDTH };
const STEPS: Column = Column { x: MARGIN, width: CONTENT_WIDTH - BANK_WIDTH - 28.0 };
/// Of a step's words, right of the dots.
const STEP: Column = Column { x: MARGIN + 18.0, width: STEPS.width - 18.0 };
const DOT_RADIUS: f32 = 3.6;
const STEP_STYLE: Style = Style { size: 10.0, ..STRONG };
const DETAIL: Style = Style { size: 8.8, ..SMALL };

/// The trail at the left, the card's facts at the right of its beginning.
pub(super) fn bank_and_trail(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    sheets.y += 20.0;
    sheets.need(120.0);
    let (page, top) = (sheets.page(), sheets.y);
    bank(sheets, paper)?;
    let below_bank = std::mem::replace(&mut sheets.y, top);
    heading(sheets, STEPS, text(paper.lang, "receipt.trail"))?;
    let mut above = None;
    sheets.part(Part::List, |sheets| {
        for step in facts::trail(paper) {
            above = Some(trail_step(sheets, &step, above)?);
        }
        Ok(())
    })?;
    if sheets.page() == page {
        sheets.y = sheets.y.max(below_bank);
    }
    Ok(())
}

fn heading(sheets: &mut Sheets, column: Column, title: &str) -> Result<(), DocumentError> {
    sheets.part(Part::Heading(2, title.to_owned()), |sheets| sheets.text(column, SECTION, title, 2))?;
    sheets.y += 4.0;
    Ok(())
}

fn bank(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    heading(sheets, BANK, text(paper.lang, "receipt.bank"))?;
    for row in facts::bank(paper) {
        sheets.part(Part::Paragraph, |sheets| {
            sheets.text(BANK, DETAIL, row.label, 1)?;
            sheets.text(BANK, STEP_STYLE, &row.value, 2)
        })?;
        sheets.y += 4.0;
    }
    Ok(())
}

/// One step; `above` is the dot before it, joined by a line when it is on the same page. Returns its own dot.
fn trail_step(sheets: &mut Sheets, step: &Step, above: Option<f32>) -> Result<f32, DocumentError> {
    let lines = |style: Style, words: &str| Ok::<_, DocumentError>(fonts::wrap(style.weight, style.size, words, STEP.width, 2)?.len());
    let (titles, details) = (lines(STEP_STYLE, &step.title)?, lines(DETAIL, &step.details)?);
    let height = STEP_STYLE.leading() * count(titles) + DETAIL.leading() * count(details);
    let turned = sheets.need(height);
    let dot = sheets.y + STEP_STYLE.leading() * 0.53;
    let x = MARGIN + DOT_RADIUS + 1.0;
    if let Some(above) = above.filter(|_| !turned) {
        sheets.shape(Shape::Line(vec![(x, above + DOT_RADIUS + 2.5), (x, dot - DOT_RADIUS - 2.5)], 1.2), LINE);
    }
    sheets.shape(Shape::Dot(x, dot, DOT_RADIUS), inks(step.tone).0);
    sheets.part(Part::ListItem, |sheets| {
        sheets.part(Part::ListBody, |sheets| {
            sheets.text(STEP, STEP_STYLE, &step.title, 2)?;
            sheets.text(STEP, DETAIL, &step.details, 2)
        })
    })?;
    sheets.y += 6.0;
    Ok(dot)
}

fn count(lines: usize) -> f32 {
    f32::from(u8::try_from(lines).unwrap_or(u8::MAX))
}

/// Where and how anyone with number and code checks the receipt.
pub(super) fn how_to_check(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    sheets.y += 12.0;
    sheets.need(76.0);
    heading(sheets, FULL, text(paper.lang, "receipt.check"))?;
    let how = text(paper.lang, "receipt.check.how");
    sheets.part(Part::Paragraph, |sheets| sheets.text(FULL, SMALL, how, 3))?;
    let address = facts::check_address(paper);
    let words = fill(paper.lang, "receipt.check.link", &[("address", address)]);
    sheets.part(Part::Paragraph, |sheets| {
        sheets.part(Part::Link(address.to_owned(), words), |sheets| {
            sheets.text(FULL, Style { ink: BRAND, size: SMALL.size, ..STRONG }, address, 2)
        })
    })?;
    let keep = text(paper.lang, "receipt.check.keep");
    sheets.part(Part::Paragraph, |sheets| sheets.text(FULL, SMALL, keep, 3))
}
