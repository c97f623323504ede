//! The table of items, which goes on over the page's end, and the sums under it.

use super::super::facts::{self, taken};
use super::super::{PaperItem, ReceiptPaper};
use super::{FULL, SECTION, SMALL, STRONG, inks};
use crate::documents::DocumentError;
use crate::documents::pdf::fonts::{self, Weight};
use crate::documents::pdf::sheets::{CONTENT_WIDTH, Column, MARGIN, Part, Shape, Sheets, Style};
use crate::documents::pdf::{BAD, BRAND, INK_SOFT, LINE};
use crate::documents::texts::text;
use shared::api::payments::ItemOutcome;
use shared::format;

const AMOUNT_WIDTH: f32 = 92.0;
const FEE_WIDTH: f32 = 78.0;
const SERVICE: Column = Column { x: MARGIN, width: CONTENT_WIDTH - AMOUNT_WIDTH - FEE_WIDTH - 12.0 };
const FEE: Column = Column { x: MARGIN + CONTENT_WIDTH - AMOUNT_WIDTH - FEE_WIDTH, width: FEE_WIDTH };
const AMOUNT: Column = Column { x: MARGIN + CONTENT_WIDTH - AMOUNT_WIDTH, width: AMOUNT_WIDTH };
const SUMS: Column = Column { x: MARGIN + CONTENT_WIDTH - 250.0, width: 250.0 };

const COLUMN_NAME: Style = Style { weight: Weight::SemiBold, size: 8.5, ink: INK_SOFT };
const DETAIL: Style = Style { size: 8.8, ..SMALL };
/// Longer names are cut.
const NAME_LINES_MAX: usize = 3;

/// Every item: those that were taken, and those that were not, struck through with the reason.
pub(super) fn items(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let padding = if paper.items.len() > 5 { 4.5 } else { 8.0 };
    let title = text(paper.lang, "receipt.services");
    sheets.part(Part::Heading(2, title.to_owned()), |sheets| sheets.text(FULL, SECTION, title, 1))?;
    sheets.y += 4.0;
    sheets.part(Part::Table, |sheets| {
        sheets.part(Part::TableHead, |sheets| sheets.part(Part::Row, |sheets| column_names(sheets, paper)))?;
        sheets.part(Part::TableBody, |sheets| {
            for item in &paper.items {
                let height = row_height(paper, item)? + 2.0 * padding;
                sheets.need(height);
                let bottom = sheets.y + height;
                sheets.y += padding;
                sheets.part(Part::Row, |sheets| item_row(sheets, paper, item))?;
                sheets.y = bottom;
                sheets.shape(Shape::Box(MARGIN, bottom, CONTENT_WIDTH, 0.6, 0.0), LINE);
            }
            Ok(())
        })
    })
}

fn column_names(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let name = |key| text(paper.lang, key);
    for (column, words) in [(FEE, name("receipt.column.fee")), (AMOUNT, name("receipt.column.amount"))] {
        sheets.part(Part::ColumnHeader, |sheets| sheets.text_right(column, COLUMN_NAME, words))?;
    }
    let service = name("receipt.column.service");
    sheets.part(Part::ColumnHeader, |sheets| sheets.text(SERVICE, COLUMN_NAME, service, 1))?;
    sheets.y += 3.0;
    sheets.shape(Shape::Box(MARGIN, sheets.y, CONTENT_WIDTH, 1.2, 0.0), BRAND);
    Ok(())
}

fn row_height(paper: &ReceiptPaper, item: &PaperItem) -> Result<f32, DocumentError> {
    let lines = |style: Style, words: &str, max| {
        let lines = fonts::wrap(style.weight, style.size, words, SERVICE.width, max)?.len();
        Ok::<f32, DocumentError>(std::iter::repeat_n(style.leading(), lines).sum())
    };
    let name = lines(STRONG, &item.charge, NAME_LINES_MAX)?;
    let account = lines(DETAIL, &facts::account_line(paper.lang, item), NAME_LINES_MAX)?;
    let note = lines(DETAIL, facts::outcome_note(paper.lang, item.outcome).unwrap_or(""), NAME_LINES_MAX)?;
    Ok(name + account + note)
}

fn item_row(sheets: &mut Sheets, paper: &ReceiptPaper, item: &PaperItem) -> Result<(), DocumentError> {
    let top = sheets.y;
    sheets.part(Part::RowHeader, |sheets| {
        sheets.text(SERVICE, STRONG, &item.charge, NAME_LINES_MAX)?;
        sheets.text(SERVICE, DETAIL, &facts::account_line(paper.lang, item), NAME_LINES_MAX)?;
        let Some(note) = facts::outcome_note(paper.lang, item.outcome) else { return Ok(()) };
        let ink =
            if item.outcome == ItemOutcome::Refused || item.outcome == ItemOutcome::Cancelled { BAD } else { inks(facts::Tone::Warn).0 };
        sheets.text(SERVICE, Style { weight: Weight::SemiBold, ink, ..DETAIL }, note, NAME_LINES_MAX)
    })?;
    sheets.y = top;
    let fee = Style { weight: Weight::Regular, ..STRONG };
    number(sheets, FEE, fee, item, &format::amount(paper.lang, item.fee))?;
    number(sheets, AMOUNT, STRONG, item, &format::money(paper.lang, item.amount))
}

/// A sum of an item; struck through when it was not taken.
fn number(sheets: &mut Sheets, column: Column, style: Style, item: &PaperItem, words: &str) -> Result<(), DocumentError> {
    let style = if taken(item) { style } else { Style { weight: Weight::Regular, ink: INK_SOFT, ..style } };
    sheets.part(Part::Cell, |sheets| sheets.text_right(column, style, words))?;
    if !taken(item) {
        let width = fonts::line(style.weight, style.size, words)?.width;
        let (right, y) = (column.x + column.width, sheets.y + style.size * 0.76);
        sheets.shape(Shape::Line(vec![(right - width, y), (right, y)], 0.7), INK_SOFT);
    }
    Ok(())
}

/// Amount, fee, what was taken, what was given back.
pub(super) fn totals(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let rows = facts::totals(paper);
    sheets.need(24.0 * 4.0);
    sheets.y += 8.0;
    sheets.part(Part::Table, |sheets| {
        for (index, row) in rows.iter().enumerate() {
            // The third is what was taken: the sum of those above it.
            let main = index == 2;
            let label = if main { Style { size: 12.5, ..STRONG } } else { Style { size: 10.0, ..SMALL } };
            let value = if main { label } else { Style { weight: Weight::Regular, size: 10.0, ..STRONG } };
            if main {
                sheets.y += 4.0;
                sheets.shape(Shape::Box(SUMS.x, sheets.y, SUMS.width, 0.6, 0.0), LINE);
                sheets.y += 5.0;
            }
            sheets.part(Part::Row, |sheets| {
                let top = sheets.y;
                sheets.part(Part::RowHeader, |sheets| sheets.text(SUMS, label, row.label, 1))?;
                let next = std::mem::replace(&mut sheets.y, top);
                sheets.part(Part::Cell, |sheets| sheets.text_right(SUMS, value, &row.value))?;
                sheets.y = next + 1.5;
                Ok(())
            })?;
        }
        Ok(())
    })
}
