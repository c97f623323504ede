//! Noto Sans in two weights, out of the binary: shaping, measuring, wrapping. No system font is ever looked for.

use crate::documents::DocumentError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, GlyphBuffer, UnicodeBuffer};
use shared::typed::is_invisible;
use std::sync::LazyLock;

static REGULAR_TTF: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");
static SEMI_BOLD_TTF: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-SemiBold.ttf");
static REGULAR: LazyLock<Option<Typeface>> = LazyLock::new(|| Typeface::open(REGULAR_TTF));
static SEMI_BOLD: LazyLock<Option<Typeface>> = LazyLock::new(|| Typeface::open(SEMI_BOLD_TTF));

/// Ends a text that was cut.
const ELLIPSIS: &str = "…";
/// Stands for a character the fonts do not have.
const UNKNOWN: char = '?';

/// A weight of Noto Sans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::documents) enum Weight {
    Regular,
    SemiBold,
}

/// One weight, ready to shape with and to embed.
pub(in crate::documents) struct Typeface {
    pub(super) font: Font,
    shaper: rustybuzz::Face<'static>,
}

/// A shaped piece of one line.
#[derive(Debug, Clone)]
pub(in crate::documents) struct Run {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In points.
    pub(in crate::documents) width: f32,
}

/// The typeface of a weight.
pub(super) fn typeface(weight: Weight) -> Result<&'static Typeface, DocumentError> {
    let face = match weight {
        Weight::Regular => REGULAR.as_ref(),
        Weight::SemiBold => SEMI_BOLD.as_ref(),
    };
    face.ok_or(DocumentError::Font)
}

impl Typeface {
    fn open(ttf: &'static [u8]) -> Option<Self> {
        let font = Font::new(ttf.into(), 0)?;
        Some(Self { font, shaper: rustybuzz::Face::from_slice(ttf, 0)? })
    }

    /// Only what the font can show and PDF/A lets through: a stray character in a biller's reference must not cost
    /// anyone the receipt.
    fn printable(&self, text: &str) -> String {
        let known = |c: char| self.shaper.glyph_index(c).is_some() && !('\u{e000}'..='\u{f8ff}').contains(&c);
        text.chars()
            .filter(|c| !is_invisible(*c) && !matches!(c, '\u{2028}' | '\u{2029}'))
            .map(|c| if c.is_control() { ' ' } else { c })
            .map(|c| if known(c) { c } else { UNKNOWN })
            .collect()
    }

    fn shape(&self, weight: Weight, size: f32, text: String) -> Run {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let glyphs = krilla_glyphs(&rustybuzz::shape(&self.shaper, &[], buffer), self.font.units_per_em(), text.len());
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size;
        Run { weight, size, text, glyphs, width }
    }
}

/// A glyph stands for the text up to the next glyph of another cluster.
#[allow(clippy::cast_precision_loss)] // font units, far below 2²⁴
fn krilla_glyphs(shaped: &GlyphBuffer, units_per_em: f32, length: usize) -> Vec<KrillaGlyph> {
    let infos = shaped.glyph_infos();
    let em = |units: i32| units as f32 / units_per_em;
    let mut glyphs = Vec::with_capacity(infos.len());
    for (index, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
        let next = infos.get(index + 1..).unwrap_or(&[]).iter().find(|later| later.cluster != info.cluster);
        let end = next.map_or(length, |later| later.cluster as usize);
        glyphs.push(KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            em(position.x_advance),
            em(position.x_offset),
            em(position.y_offset),
            em(position.y_advance),
            info.cluster as usize..end,
            None,
        ));
    }
    glyphs
}

/// One line, however wide it becomes.
pub(in crate::documents) fn line(weight: Weight, size: f32, text: &str) -> Result<Run, DocumentError> {
    let face = typeface(weight)?;
    Ok(face.shape(weight, size, face.printable(text)))
}

/// Lines of at most `width` points, broken at spaces, a word that is too long inside itself. At most `lines_max`; the
/// last then ends with an ellipsis.
pub(in crate::documents) fn wrap(weight: Weight, size: f32, text: &str, width: f32, lines_max: usize) -> Result<Vec<Run>, DocumentError> {
    let face = typeface(weight)?;
    let fits = |text: &str| face.shape(weight, size, text.trim_end().to_owned()).width <= width;
    let clean = face.printable(text);
    let mut rest = clean.trim();
    let mut lines = Vec::new();
    while !rest.is_empty() && lines.len() < lines_max {
        let last = lines.len() + 1 == lines_max;
        let end = if fits(rest) { rest.len() } else { break_at(rest, &fits) };
        let (taken, left) = rest.split_at(end);
        // The space at a break stays in the text, so that what is copied or read aloud keeps its words apart.
        let shown = if last && !left.is_empty() { cut(taken, &fits) } else { taken.to_owned() };
        lines.push(face.shape(weight, size, shown));
        rest = left.trim_start();
    }
    Ok(lines)
}

/// Where the first line ends: after the last space that lets it fit, or in the middle of a word. Shaping is what costs, and a
/// longer text is a wider one: the place is found by halving.
fn break_at(text: &str, fits: &dyn Fn(&str) -> bool) -> usize {
    let last_that_fits = |ends: Vec<usize>| {
        let count = ends.partition_point(|end| fits(&text[..*end]));
        count.checked_sub(1).and_then(|at| ends.get(at).copied())
    };
    let first = text.chars().next().map_or(0, char::len_utf8);
    let inside = || last_that_fits(text.char_indices().map(|(at, c)| at + c.len_utf8()).collect()).unwrap_or(first);
    last_that_fits(text.match_indices(' ').map(|(at, _)| at + 1).collect()).unwrap_or_else(inside)
}

fn cut(text: &str, fits: &dyn Fn(&str) -> bool) -> String {
    let mut kept = text.trim_end().to_owned();
    while !kept.is_empty() && !fits(&format!("{kept}{ELLIPSIS}")) {
        kept.pop();
    }
    kept.trim_end().to_owned() + ELLIPSIS
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: f32, lines_max: usize) -> Vec<String> {
        let lines = wrap(Weight::Regular, 10.0, text, width, lines_max).unwrap();
        assert!(lines.iter().all(|run| run.width <= width + 3.0), "a line is wider than asked");
        lines.into_iter().map(|run| run.text).collect()
    }

    #[test]
    fn text_breaks_at_spaces_and_keeps_them() {
        assert_eq!(wrapped("Şəhərlərarası danışıq haqqı", 80.0, 9), ["Şəhərlərarası ", "danışıq haqqı"]);
    }

    #[test]
    fn a_word_wider_than_the_line_breaks_inside_itself() {
        let lines = wrapped("ЭЭЭЭЭЭЭЭЭЭЭЭЭЭЭЭЭЭЭЭ", 60.0, 9);
        assert!(lines.len() > 1);
        assert_eq!(lines.concat().chars().count(), 20);
    }

    #[test]
    fn a_text_that_is_too_long_ends_with_an_ellipsis() {
        let lines = wrapped(&"uzun ad ".repeat(100), 80.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
    }

    #[test]
    fn f5_the_form_takes_no_letter_that_a_weight_lacks() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let face = typeface(weight).unwrap();
            for c in (' '..='\u{ffff}').filter(|c| shared::paper::is_on_paper(*c)) {
                assert_eq!(face.printable(&c.to_string()), c.to_string(), "U+{:04X} {weight:?}", c as u32);
            }
        }
    }

    #[test]
    fn every_letter_of_the_three_languages_has_a_glyph() {
        let face = typeface(Weight::SemiBold).unwrap();
        let letters = "ƏəĞğŞşİıÖöÜüÇç₼№•−–«»АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя";
        assert_eq!(face.printable(letters), letters);
        assert_eq!(face.printable("a\u{0}b\u{feff}c\u{e000}😀"), "a bc??");
    }
}
