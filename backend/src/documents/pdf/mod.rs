//! A small page maker over krilla: [`fonts`] shapes and wraps text, [`sheets`] lays it out on A4 pages with a structure
//! tree, [`paint`] and
//! [`structure`] write both as PDF/A-2a and PDF/UA-1. It knows nothing of receipts.
// Lengths on paper are points in f32, as krilla takes them. Money never comes here as a number.
#![allow(clippy::float_arithmetic)]

pub(super) mod fonts;
pub(super) mod paint;
pub(super) mod sheets;
mod structure;

use super::{DocumentError, qr};

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink(pub(super) u8, pub(super) u8, pub(super) u8);

/// Body text.
pub(super) const INK: Ink = Ink(0x12, 0x26, 0x2b);
/// Second-rank text; 6 : 1 on white.
pub(super) const INK_SOFT: Ink = Ink(0x4a, 0x60, 0x67);
/// Hairlines.
pub(super) const LINE: Ink = Ink(0xd8, 0xe1, 0xe0);
/// The brand.
pub(super) const BRAND: Ink = Ink(0x0a, 0x5c, 0x63);
/// Yes.
pub(super) const GOOD: Ink = Ink(0x1d, 0x6b, 0x3a);
/// Behind [`GOOD`].
pub(super) const GOOD_SOFT: Ink = Ink(0xe3, 0xf3, 0xe8);
/// Look here.
pub(super) const WARN: Ink = Ink(0x8a, 0x5a, 0x00);
/// Behind [`WARN`].
pub(super) const WARN_SOFT: Ink = Ink(0xff, 0xf3, 0xd6);
/// No.
pub(super) const BAD: Ink = Ink(0xb3, 0x26, 0x1e);
/// Behind [`BAD`].
pub(super) const BAD_SOFT: Ink = Ink(0xfb, 0xe9, 0xe7);
/// Paper.
pub(super) const WHITE: Ink = Ink(0xff, 0xff, 0xff);

/// The dark runs of a QR code in a square of `side` points: x, y, width, height. The quiet zone around it is the
/// caller's.
#[allow(clippy::cast_precision_loss)] // modules, at most 177
pub(super) fn qr_tiles(content: &str, x: f32, y: f32, side: f32) -> Result<Vec<(f32, f32, f32, f32)>, DocumentError> {
    let matrix = qr::matrix(content).ok_or(DocumentError::Layout("the QR code's text is too long"))?;
    let module = side / matrix.size as f32;
    let tile = |(column, row, length): &qr::Run| (x + *column as f32 * module, y + *row as f32 * module, *length as f32 * module, module);
    Ok(matrix.runs.iter().map(tile).collect())
}
