//! Writes the sheets: krilla's document, its pages, marks and metadata. krilla checks the result
//! against PDF/A-2a (archival) and PDF/UA-1 (accessibility) and refuses to write what breaks them.

use super::Ink;
use super::fonts::typeface;
use super::sheets::{Leaf, Mark, PAGE_HEIGHT, PAGE_WIDTH, Shape, Sheets, Voice};
use super::structure::{Grower, link_page, outline};
use crate::documents::DocumentError;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagTree};
use krilla::{Document, SerializeSettings};
use shared::time::Timestamp;

/// What the document says of itself.
pub(in crate::documents) struct About<'a> {
    pub(in crate::documents) title: String,
    pub(in crate::documents) author: &'a str,
    /// BCP 47.
    pub(in crate::documents) language: &'static str,
    pub(in crate::documents) at: Timestamp,
    /// Names the document: the same for each printing of it.
    pub(in crate::documents) id: &'a str,
    /// What a machine finds in the file without unpacking anything; empty: nothing.
    pub(in crate::documents) keywords: &'a str,
}

/// The name of the program, as the file's maker.
const MAKER: &str = "Kommunal";

/// The bytes of the PDF.
pub(in crate::documents) fn write(sheets: &Sheets, about: &About) -> Result<Vec<u8>, DocumentError> {
    let mut document = Document::new_with(settings()?);
    let mut leaves = Vec::with_capacity(sheets.pages.len());
    let mut links = Vec::new();
    for (index, page_leaves) in sheets.pages.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or(DocumentError::Layout("page size"))?;
        let mut page = document.start_page_with(size);
        leaves.push(paint_page(&mut page, page_leaves)?);
        link_page(&mut page, index, &sheets.tree, &mut links)?;
        page.finish();
    }
    let mut grower = Grower { leaves, links: links.into_iter() };
    let mut tree = TagTree::new().with_lang(Some(about.language.to_owned()));
    tree.children = grower.nodes(&sheets.tree);
    document.set_tag_tree(tree);
    document.set_outline(outline(&sheets.tree));
    document.set_metadata(metadata(about));
    document.finish().map_err(|error| DocumentError::Pdf(format!("{error}: {error:?}")))
}

fn settings() -> Result<SerializeSettings, DocumentError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| DocumentError::Layout("conformance"))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

fn metadata(about: &About) -> Metadata {
    let at = about.at.civil();
    let date = DateTime::new(u16::try_from(at.year).unwrap_or(0))
        .month(at.month)
        .day(at.day)
        .hour(at.hour)
        .minute(at.minute)
        .second(at.second)
        .utc_offset_hour(4);
    let keywords: Vec<String> = Some(about.keywords.to_owned()).filter(|keywords| !keywords.is_empty()).into_iter().collect();
    Metadata::new()
        .keywords(keywords)
        .title(about.title.clone())
        .authors(vec![about.author.to_owned()])
        .language(about.language.to_owned())
        .creator(MAKER.to_owned())
        .producer(MAKER.to_owned())
        .creation_date(date)
        .document_id(about.id.to_owned())
        .text_direction(TextDirection::LeftToRight)
}

/// Draws the leaves; each that is said gives the identifier by which the tree names it.
fn paint_page(page: &mut Page, leaves: &[Leaf]) -> Result<Vec<Identifier>, DocumentError> {
    let mut surface = page.surface();
    let mut identifiers = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let picture = leaf.marks.iter().all(|mark| matches!(mark, Mark::Shape(..)));
        let tag = match leaf.voice {
            Voice::Said if picture => ContentTag::Other,
            Voice::Said => ContentTag::Span(SpanTag::empty()),
            Voice::Silent => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            Voice::Footer => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
        };
        identifiers.push(surface.start_tagged(tag));
        for mark in &leaf.marks {
            paint_mark(&mut surface, mark)?;
        }
        surface.end_tagged();
    }
    surface.finish();
    Ok(identifiers)
}

fn paint_mark(surface: &mut Surface, mark: &Mark) -> Result<(), DocumentError> {
    match mark {
        Mark::Text(x, baseline, run, ink) => {
            let font = typeface(run.weight)?.font.clone();
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*ink)));
            surface.draw_glyphs(Point::from_xy(*x, *baseline), &run.glyphs, font, &run.text, run.size, false);
        }
        Mark::Shape(shape, ink) => {
            let line = match shape {
                Shape::Line(_, width) | Shape::Frame(.., width) => Some(stroke(*ink, *width)),
                Shape::Box(..) | Shape::Dot(..) | Shape::Tiles(..) => None,
            };
            surface.set_fill(line.is_none().then(|| fill(*ink)));
            surface.set_stroke(line);
            surface.draw_path(&path(shape).ok_or(DocumentError::Layout("shape"))?);
        }
    }
    Ok(())
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: rgb::Color::new(ink.0, ink.1, ink.2).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroke(ink: Ink, width: f32) -> Stroke {
    let paint = rgb::Color::new(ink.0, ink.1, ink.2).into();
    Stroke { paint, width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() }
}

fn path(shape: &Shape) -> Option<Path> {
    let mut path = PathBuilder::new();
    match shape {
        Shape::Box(x, y, w, h, 0.0) => path.push_rect(Rect::from_xywh(*x, *y, *w, *h)?),
        Shape::Box(x, y, w, h, r) | Shape::Frame(x, y, w, h, r, _) => rounded(&mut path, *x, *y, *w, *h, *r),
        Shape::Dot(x, y, r) => rounded(&mut path, x - r, y - r, 2.0 * r, 2.0 * r, *r),
        Shape::Tiles(tiles) => {
            for (x, y, w, h) in tiles {
                path.push_rect(Rect::from_xywh(*x, *y, *w, *h)?);
            }
        }
        Shape::Line(points, _) => {
            let (first, rest) = points.split_first()?;
            path.move_to(first.0, first.1);
            for (x, y) in rest {
                path.line_to(*x, *y);
            }
        }
    }
    path.finish()
}

/// A rectangle with quarter circles for corners, each drawn as one cubic.
fn rounded(path: &mut PathBuilder, x: f32, y: f32, w: f32, h: f32, r: f32) {
    let (right, bottom, k) = (x + w, y + h, r * (1.0 - 0.552_284_8));
    path.move_to(x + r, y);
    path.line_to(right - r, y);
    path.cubic_to(right - k, y, right, y + k, right, y + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    path.line_to(x + r, bottom);
    path.cubic_to(x + k, bottom, x, bottom - k, x, bottom - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + k, x + k, y, x + r, y);
    path.close();
}
