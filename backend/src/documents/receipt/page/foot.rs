//! Below the table: the card and the sums, and the money's way step by step.

use super::super::ReceiptPaper;
use super::super::facts::{self, Row, Step};
use super::{FULL, SECTION, SMALL, STRONG, inks};
use crate::documents::DocumentError;
use crate::documents::pdf::LINE;
use crate::documents::pdf::fonts::{self, Weight};
use crate::documents::pdf::sheets::{CONTENT_WIDTH, Column, MARGIN, Part, Shape, Sheets, Style};
use crate::documents::texts::text;

const BANK_LABEL: Column = Column { x: MARGIN, width: 98.0 };
const BANK_VALUE: Column = Column { x: MARGIN + 98.0, width: 118.0 };
const SUMS: Column = Column { x: MARGIN + CONTENT_WIDTH - 244.0, width: 244.0 };
/// Beside the largest sum.
const SUMS_LABEL: Column = Column { width: 160.0, ..SUMS };
/// The longest rule of a fee takes three.
const LABEL_LINES_MAX: usize = 3;

const DOT_RADIUS: f32 = 3.6;
const STEP_STYLE: Style = Style { size: 10.0, ..STRONG };
const DETAIL: Style = Style { size: 8.8, ..SMALL };
/// More steps than this stand in two columns.
const ONE_COLUMN_MAX: usize = 5;
/// As many as a page holds in two columns, each step at its tallest.
const PAGE_STEPS_MAX: usize = 24;
const COLUMN_GAP: f32 = 24.0;
/// Below each step.
const STEP_GAP: f32 = 4.5;

/// The card and the bank at the left, the sums at the right.
pub(super) fn bank_and_totals(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    sheets.need(100.0);
    sheets.y += 9.0;
    let top = sheets.y;
    totals(sheets, &facts::totals(paper))?;
    let below = std::mem::replace(&mut sheets.y, top);
    sheets.part(Part::Table, |sheets| {
        for row in facts::bank(paper) {
            let value = Style { weight: Weight::Regular, size: 9.0, ..STRONG };
            table_row(
                sheets,
                |sheets| sheets.text(BANK_LABEL, SMALL, &row.label, 1),
                |sheets| sheets.text(BANK_VALUE, value, &row.value, 2),
            )?;
            sheets.y += 3.5;
        }
        Ok(())
    })?;
    sheets.y = sheets.y.max(below);
    Ok(())
}

/// A label and a value that begin on the same line; the cursor ends below the taller.
fn table_row(
    sheets: &mut Sheets,
    label: impl FnOnce(&mut Sheets) -> Result<(), DocumentError>,
    value: impl FnOnce(&mut Sheets) -> Result<(), DocumentError>,
) -> Result<(), DocumentError> {
    sheets.part(Part::Row, |sheets| {
        let top = sheets.y;
        sheets.part(Part::RowHeader, label)?;
        let below = std::mem::replace(&mut sheets.y, top);
        sheets.part(Part::Cell, value)?;
        sheets.y = sheets.y.max(below);
        Ok(())
    })
}

/// Amount, fee, what was taken, what was given back.
fn totals(sheets: &mut Sheets, rows: &[Row]) -> Result<(), DocumentError> {
    sheets.part(Part::Table, |sheets| {
        for (index, row) in rows.iter().enumerate() {
            // The third is what was taken: the sum of those above it.
            let main = index == 2;
            let label = if main { Style { size: 12.5, ..STRONG } } else { Style { size: 10.0, ..SMALL } };
            let value = if main { label } else { Style { weight: Weight::Regular, size: 10.0, ..STRONG } };
            if main {
                sheets.shape(Shape::Box(SUMS.x, sheets.y + 3.0, SUMS.width, 0.6, 0.0), LINE);
                sheets.y += 7.0;
            }
            table_row(
                sheets,
                |sheets| sheets.text(SUMS_LABEL, label, &row.label, LABEL_LINES_MAX),
                |sheets| sheets.text_right(SUMS, value, &row.value),
            )?;
            sheets.y += 1.5;
        }
        Ok(())
    })
}

/// The money's way, in one column or two.
pub(super) fn trail(sheets: &mut Sheets, paper: &ReceiptPaper) -> Result<(), DocumentError> {
    let (steps, title) = (facts::trail(paper), text(paper.lang, "receipt.trail"));
    let columns = columns(if steps.len() > ONE_COLUMN_MAX { 2 } else { 1 });
    sheets.y += 14.0;
    let first = steps.chunks(PAGE_STEPS_MAX).next().unwrap_or(&[]);
    sheets.need(SECTION.leading() + 4.0 + height(first, &columns)?);
    sheets.part(Part::Heading(2, title.to_owned()), |sheets| sheets.text(FULL, SECTION, title, 1))?;
    sheets.y += 4.0;
    sheets.part(Part::List, |sheets| {
        for steps in steps.chunks(PAGE_STEPS_MAX) {
            sheets.need(height(steps, &columns)?);
            let top = sheets.y;
            for (column, steps) in columns.iter().zip(steps.chunks(steps.len().div_ceil(columns.len()))) {
                sheets.y = top;
                trail_column(sheets, *column, steps)?;
            }
            sheets.y = top + height(steps, &columns)?;
        }
        Ok(())
    })
}

fn columns(count: u8) -> Vec<Column> {
    let width = (CONTENT_WIDTH + COLUMN_GAP) / f32::from(count) - COLUMN_GAP;
    (0..count).map(|index| Column { x: MARGIN + f32::from(index) * (width + COLUMN_GAP), width }).collect()
}

/// Of a step's words, right of the dots.
fn words_column(column: Column) -> Column {
    Column { x: column.x + 18.0, width: column.width - 18.0 }
}

fn height(steps: &[Step], columns: &[Column]) -> Result<f32, DocumentError> {
    let mut tallest: f32 = 0.0;
    for (column, steps) in columns.iter().zip(steps.chunks(steps.len().div_ceil(columns.len()).max(1))) {
        let mut height = 0.0;
        for step in steps {
            height += step_height(*column, step)?;
        }
        tallest = tallest.max(height);
    }
    Ok(tallest)
}

fn step_height(column: Column, step: &Step) -> Result<f32, DocumentError> {
    let width = words_column(column).width;
    let mut height = STEP_GAP;
    for (style, words) in [(STEP_STYLE, &step.title), (DETAIL, &step.details)] {
        for _ in fonts::wrap(style.weight, style.size, words, width, 2)? {
            height += style.leading();
        }
    }
    Ok(height)
}

/// Dots joined by a line, the words beside them.
fn trail_column(sheets: &mut Sheets, column: Column, steps: &[Step]) -> Result<(), DocumentError> {
    let (x, words) = (column.x + DOT_RADIUS + 1.0, words_column(column));
    for (index, step) in steps.iter().enumerate() {
        let dot = sheets.y + STEP_STYLE.leading() * 0.53;
        let next = dot + step_height(column, step)?;
        sheets.shape(Shape::Dot(x, dot, DOT_RADIUS), inks(step.tone).0);
        if index + 1 < steps.len() {
            sheets.shape(Shape::Line(vec![(x, dot + DOT_RADIUS + 2.5), (x, next - DOT_RADIUS - 2.5)], 1.2), LINE);
        }
        sheets.part(Part::ListItem, |sheets| {
            sheets.part(Part::ListBody, |sheets| {
                sheets.text(words, STEP_STYLE, &step.title, 2)?;
                sheets.text(words, DETAIL, &step.details, 2)
            })
        })?;
        sheets.y += STEP_GAP;
    }
    Ok(())
}
