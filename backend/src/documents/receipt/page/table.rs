//! The table of items, which goes on over the page's end, and the sums under it.

use super::super::facts::{self, taken};
use super::super::{PaperItem, ReceiptPaper};
use super::{SMALL, STRONG};
use crate::documents::DocumentError;
use crate::documents::pdf::fonts::{self, Weight};
use crate::documents::pdf::sheets::{CONTENT_WIDTH, Column, MARGIN, Part, Shape, Sheets, Style};
use crate::documents::pdf::{BAD, BRAND, INK_SOFT, LINE};
use crate::documents::texts::text;
use shared::format;

const AMOUNT_WIDTH: f32 = 100.0;
const FEE_WIDTH: f32 = 74.0;
const SERVICE: Column = Column { x: MARGIN, width: CONTENT_WIDTH - AMOUNT_WIDTH - FEE_WIDTH - 12.0 };
const FEE: Column = Column { x: MARGIN + CONTENT_WIDTH - AMOUNT_WIDTH - FEE_WIDTH, width: FEE_WIDTH };
const AMOUNT: Column = Column { x: MARGIN + CONTENT_WIDTH - AMOUNT_WIDTH, width: AMOUNT_WIDTH };

const COLUMN_NAME: Style = Style { weight: Weight::SemiBold, size: 8.5, ink: INK_SOFT };
const DETAIL: Style = Style { size: 8.8, ..SMALL };
/// Longer names are cut.
const NAME_LINES_MAX: usize = 3;

/// Every item: those that were taken, and those that were not, struck through with the reason.
pub(super) fn items(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let padding = if paper.items.len() > 4 { 3.0 } else { 7.0 };
    sheets.part(Part::Table, |sheets| {
        sheets.part(Part::TableHead, |sheets| sheets.part(Part::Row, |sheets| column_names(sheets, paper)))?;
        sheets.part(Part::TableBody, |sheets| {
            for item in &paper.items {
                let height = row_height(paper, item)? + 2.0 * padding;
                if sheets.need(height) {
                    sheets.again(|sheets| column_names(sheets, paper))?;
                }
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
    let top = sheets.y;
    sheets.part(Part::ColumnHeader, |sheets| sheets.text(SERVICE, COLUMN_NAME, name("receipt.column.service"), 1))?;
    let below = std::mem::replace(&mut sheets.y, top);
    for (column, words) in [(FEE, name("receipt.column.fee")), (AMOUNT, name("receipt.column.amount"))] {
        sheets.part(Part::ColumnHeader, |sheets| sheets.text_right(column, COLUMN_NAME, words))?;
    }
    sheets.y = below + 3.0;
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
    let note = lines(DETAIL, &facts::note(paper.lang, item).unwrap_or_default(), NAME_LINES_MAX)?;
    Ok(name + account + note)
}

fn item_row(sheets: &mut Sheets, paper: &ReceiptPaper, item: &PaperItem) -> Result<(), DocumentError> {
    let top = sheets.y;
    // A cell among cells: as its row's header it made a receipt of one bill a table of four headers and two values.
    sheets.part(Part::Cell, |sheets| {
        sheets.text(SERVICE, STRONG, &item.charge, NAME_LINES_MAX)?;
        sheets.text(SERVICE, DETAIL, &facts::account_line(paper.lang, item), NAME_LINES_MAX)?;
        let Some(note) = facts::note(paper.lang, item) else { return Ok(()) };
        sheets.text(SERVICE, Style { weight: Weight::SemiBold, ink: BAD, ..DETAIL }, &note, NAME_LINES_MAX)
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
