//! Pages being laid out: marks in leaves, leaves in a structure tree, a cursor that goes down and turns the page.

use super::Ink;
use super::fonts::{self, Run, Weight};
use crate::documents::DocumentError;
use shared::typed::is_invisible;

/// A4, in points.
pub(in crate::documents) const PAGE_WIDTH: f32 = 595.28;
/// A4, in points.
pub(in crate::documents) const PAGE_HEIGHT: f32 = 841.89;
/// Left and right.
pub(in crate::documents) const MARGIN: f32 = 56.0;
/// Where the text begins.
pub(in crate::documents) const TOP: f32 = 42.0;
/// Where the footer's place begins.
pub(in crate::documents) const BOTTOM: f32 = PAGE_HEIGHT - 64.0;
/// Between the margins.
pub(in crate::documents) const CONTENT_WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(in crate::documents) struct Style {
    pub(in crate::documents) weight: Weight,
    /// Points.
    pub(in crate::documents) size: f32,
    pub(in crate::documents) ink: Ink,
}

impl Style {
    /// From one baseline to the next.
    pub(in crate::documents) fn leading(&self) -> f32 {
        self.size * 1.4
    }

    /// From the top of the line's box to its baseline.
    fn rise(&self) -> f32 {
        self.size * 1.08
    }
}

/// A place for lines of text: left edge and width.
#[derive(Debug, Clone, Copy)]
pub(in crate::documents) struct Column {
    pub(in crate::documents) x: f32,
    pub(in crate::documents) width: f32,
}

/// Something drawn.
#[derive(Debug, Clone)]
pub(in crate::documents) enum Shape {
    /// x, y, width, height, radius of the corners.
    Box(f32, f32, f32, f32, f32),
    /// The same, drawn as a line of a width (the last).
    Frame(f32, f32, f32, f32, f32, f32),
    /// Centre and radius.
    Dot(f32, f32, f32),
    /// A polyline of a width, with round ends.
    Line(Vec<(f32, f32)>, f32),
    /// Many rectangles filled as one: x, y, width, height.
    Tiles(Vec<(f32, f32, f32, f32)>),
}

/// Ink on paper.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// x and baseline.
    Text(f32, f32, Run, Ink),
    Shape(Shape, Ink),
}

/// What a leaf is to someone who listens to the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// Read aloud, in its place in the tree.
    Said,
    /// Decoration.
    Silent,
    /// The same on every page.
    Footer,
}

pub(super) struct Leaf {
    pub(super) voice: Voice,
    pub(super) marks: Vec<Mark>,
}

/// What a branch of the structure tree is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::documents) enum Part {
    /// Level and title.
    Heading(u16, String),
    Paragraph,
    Table,
    TableHead,
    TableBody,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    List,
    ListItem,
    ListBody,
    /// With its words for those who do not see it.
    Figure(String),
    /// Address, and its words.
    Link(String, String),
}

pub(super) enum Twig {
    /// Page and leaf.
    Leaf(usize, usize),
    Branch(Branch),
}

pub(super) struct Branch {
    pub(super) part: Part,
    pub(super) twigs: Vec<Twig>,
    /// Page, x, y, width, height: where a link can be clicked, where a heading stands.
    pub(super) place: Option<(usize, [f32; 4])>,
}

/// The pages so far.
pub(in crate::documents) struct Sheets {
    pub(super) pages: Vec<Vec<Leaf>>,
    pub(super) tree: Vec<Twig>,
    open: Vec<Branch>,
    /// What is laid out now was said before.
    repeating: bool,
    /// A text that would stand on the page otherwise than it was given is an error.
    exact: bool,
    /// The cursor: where the next line's box begins.
    pub(in crate::documents) y: f32,
}

impl Sheets {
    /// One empty page.
    pub(in crate::documents) fn new() -> Self {
        Self { pages: vec![Vec::new()], tree: Vec::new(), open: Vec::new(), repeating: false, exact: false, y: TOP }
    }

    /// One empty page of a paper that will be signed: nothing on it is cut or replaced, but for the foot's own line.
    pub(in crate::documents) fn exact() -> Self {
        Self { exact: true, ..Self::new() }
    }

    /// # Errors
    /// [`DocumentError::Changed`] when the lines do not say the text, white space aside.
    fn held(&self, text: &str, lines: &[Run]) -> Result<(), DocumentError> {
        // Marks that nobody sees are no part of what is said.
        let shown = |c: &char| !c.is_whitespace() && !c.is_control() && !is_invisible(*c);
        let letters = |text: &str| text.chars().filter(shown).collect::<String>();
        let said: String = lines.iter().map(|run| letters(&run.text)).collect();
        if self.exact && said != letters(text) { Err(DocumentError::Changed) } else { Ok(()) }
    }

    /// The page that is being laid out, from zero.
    pub(in crate::documents) fn page(&self) -> usize {
        self.pages.len() - 1
    }

    /// Turns the page when less than `height` is left; true when it did.
    pub(in crate::documents) fn need(&mut self, height: f32) -> bool {
        let turn = self.y + height > BOTTOM;
        if turn {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        turn
    }

    /// What `fill` says becomes a branch of the tree.
    pub(in crate::documents) fn part<E>(&mut self, part: Part, fill: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<(), E> {
        if self.repeating {
            return fill(self);
        }
        self.open.push(Branch { part, twigs: Vec::new(), place: None });
        let done = fill(self);
        if let Some(branch) = self.open.pop() {
            self.grow(Twig::Branch(branch));
        }
        done
    }

    /// Lays out what was said before, for the eye only: a table's head on its next page.
    pub(in crate::documents) fn again<E>(&mut self, fill: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<(), E> {
        self.repeating = true;
        let done = fill(self);
        self.repeating = false;
        done
    }

    fn grow(&mut self, twig: Twig) {
        match self.open.last_mut() {
            Some(branch) => branch.twigs.push(twig),
            None => self.tree.push(twig),
        }
    }

    /// Lines of text from the cursor down, which moves below them.
    pub(in crate::documents) fn text(&mut self, column: Column, style: Style, text: &str, lines_max: usize) -> Result<(), DocumentError> {
        let lines = fonts::wrap(style.weight, style.size, text, column.width, lines_max)?;
        self.held(text, &lines)?;
        for run in lines {
            self.say(column.x, style, run);
            self.y += style.leading();
        }
        Ok(())
    }

    /// One line that ends at the column's right edge; the cursor stays.
    pub(in crate::documents) fn text_right(&mut self, column: Column, style: Style, text: &str) -> Result<(), DocumentError> {
        let run = fonts::line(style.weight, style.size, text)?;
        self.held(text, std::slice::from_ref(&run))?;
        let x = column.x + column.width - run.width;
        self.say(x, style, run);
        Ok(())
    }

    /// Lines in the middle of the column, from the cursor down.
    pub(in crate::documents) fn text_middle(
        &mut self,
        column: Column,
        style: Style,
        text: &str,
        lines_max: usize,
    ) -> Result<(), DocumentError> {
        let lines = fonts::wrap(style.weight, style.size, text, column.width, lines_max)?;
        self.held(text, &lines)?;
        for run in lines {
            let x = column.x + (column.width - run.width) / 2.0;
            self.say(x, style, run);
            self.y += style.leading();
        }
        Ok(())
    }

    fn say(&mut self, x: f32, style: Style, run: Run) {
        let (page, y, width) = (self.page(), self.y, run.width);
        let mark = Mark::Text(x, y + style.rise(), run, style.ink);
        let Some(branch) = self.open.last_mut().filter(|_| !self.repeating) else { return self.leaf(Voice::Silent, mark) };
        branch.place.get_or_insert((page, [x, y, width, style.leading()]));
        self.leaf(Voice::Said, mark);
    }

    fn leaf(&mut self, voice: Voice, mark: Mark) {
        let page = self.page();
        if let Some(leaves) = self.pages.last_mut() {
            leaves.push(Leaf { voice, marks: vec![mark] });
            let leaf = leaves.len() - 1;
            if voice == Voice::Said {
                self.grow(Twig::Leaf(page, leaf));
            }
        }
    }

    /// A decoration.
    pub(in crate::documents) fn shape(&mut self, shape: Shape, ink: Ink) {
        self.leaf(Voice::Silent, Mark::Shape(shape, ink));
    }

    /// A picture that is read aloud by the words of the [`Part::Figure`] around it.
    pub(in crate::documents) fn picture(&mut self, shape: Shape, ink: Ink) {
        self.leaf(Voice::Said, Mark::Shape(shape, ink));
    }

    /// The same line at the foot of every page, and each page's number at its right. Call it last.
    pub(in crate::documents) fn footer(
        &mut self,
        style: Style,
        left: &str,
        page_words: impl Fn(usize, usize) -> String,
    ) -> Result<(), DocumentError> {
        let (count, baseline) = (self.pages.len(), PAGE_HEIGHT - 36.0);
        for (index, leaves) in self.pages.iter_mut().enumerate() {
            let right = fonts::line(style.weight, style.size, &page_words(index + 1, count))?;
            let room = CONTENT_WIDTH - right.width - 16.0;
            let left = fonts::wrap(style.weight, style.size, left, room, 1)?.into_iter().next();
            let mut marks = vec![Mark::Text(MARGIN + CONTENT_WIDTH - right.width, baseline, right, style.ink)];
            marks.extend(left.map(|run| Mark::Text(MARGIN, baseline, run, style.ink)));
            leaves.push(Leaf { voice: Voice::Footer, marks });
        }
        Ok(())
    }
}
