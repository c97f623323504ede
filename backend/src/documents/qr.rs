//! QR codes: the matrix, and the drawing of it for the page. The paper draws the same matrix in `pdf`.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, QRCode};
use std::fmt::Write as _;

/// Light modules that the standard asks for on each side.
pub(super) const QUIET_MODULES: usize = 4;

/// A row's dark modules side by side: (column, row, how many), in modules, without the quiet zone.
pub(super) type Run = (usize, usize, usize);

/// A QR code as rows of dark runs.
pub(super) struct Matrix {
    /// Modules on each side, without the quiet zone.
    pub(super) size: usize,
    /// Row by row.
    pub(super) runs: Vec<Run>,
}

/// The code of `text`; `None` when it is empty or longer than a QR code can hold.
pub(super) fn matrix(text: &str) -> Option<Matrix> {
    if text.is_empty() {
        return None;
    }
    // M: a crease or a stain on paper is survived, and the modules stay large.
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let runs = (0..code.size).flat_map(|row| runs_of(&code, row)).collect();
    Some(Matrix { size: code.size, runs })
}

fn runs_of(code: &QRCode, row: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (column, module) in code[row].iter().enumerate() {
        match runs.last_mut() {
            _ if !module.value() => {}
            Some((start, _, length)) if *start + *length == column => *length += 1,
            _ => runs.push((column, row, 1)),
        }
    }
    runs
}

/// An `<svg>` of the code with its quiet zone: a viewBox in modules, one path, drawn in `currentColor`, and no
/// style attribute (the page's content security policy blocks those). `None`: the text does not fit a QR code.
#[must_use]
pub fn qr_svg(text: &str) -> Option<String> {
    let matrix = matrix(text)?;
    let side = matrix.size + 2 * QUIET_MODULES;
    let mut path = String::with_capacity(matrix.runs.len() * 14);
    for (column, row, length) in &matrix.runs {
        let (x, y) = (column + QUIET_MODULES, row + QUIET_MODULES);
        write!(path, "M{x} {y}h{length}v1h-{length}z").ok()?;
    }
    Some(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" fill="currentColor" shape-rendering="crispEdges" aria-hidden="true"><path d="{path}"/></svg>"#
    ))
}
