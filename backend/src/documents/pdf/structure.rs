//! Turns the sheets' structure tree into krilla's: tags, links, bookmarks.

use super::sheets::{Branch, Part, Twig};
use crate::documents::DocumentError;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::Page;
use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind};
use std::num::NonZeroU16;

/// Makes the links whose words stand on this page, in the tree's order.
pub(super) fn link_page(page: &mut Page, index: usize, twigs: &[Twig], links: &mut Vec<Identifier>) -> Result<(), DocumentError> {
    for branch in twigs.iter().filter_map(branch_of) {
        if let (Part::Link(address, words), Some((on, [x, y, w, h]))) = (&branch.part, branch.place)
            && on == index
        {
            let rect = Rect::from_xywh(x, y, w, h).ok_or(DocumentError::Layout("link"))?;
            let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
            let link = Annotation::new_link(LinkAnnotation::new(rect, target), Some(words.clone()));
            links.push(page.add_tagged_annotation(link));
        }
        link_page(page, index, &branch.twigs, links)?;
    }
    Ok(())
}

fn branch_of(twig: &Twig) -> Option<&Branch> {
    match twig {
        Twig::Branch(branch) => Some(branch),
        Twig::Leaf(..) => None,
    }
}

/// Turns the sheets' tree into krilla's. Links were made page by page, and pages follow the tree's order.
pub(super) struct Grower {
    pub(super) leaves: Vec<Vec<Identifier>>,
    pub(super) links: std::vec::IntoIter<Identifier>,
}

impl Grower {
    pub(super) fn nodes(&mut self, twigs: &[Twig]) -> Vec<Node> {
        twigs.iter().filter_map(|twig| self.node(twig)).collect()
    }

    fn node(&mut self, twig: &Twig) -> Option<Node> {
        match twig {
            Twig::Leaf(page, leaf) => self.leaves.get(*page)?.get(*leaf).map(|identifier| Node::Leaf(*identifier)),
            Twig::Branch(branch) => {
                let mut children = self.nodes(&branch.twigs);
                if matches!(branch.part, Part::Link(..)) && branch.place.is_some() {
                    children.extend(self.links.next().map(Node::Leaf));
                }
                Some(Node::Group(TagGroup::with_children(tag(&branch.part), children)))
            }
        }
    }
}

fn tag(part: &Part) -> TagKind {
    match part {
        Part::Heading(level, title) => Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into(),
        Part::Paragraph => Tag::P.into(),
        Part::Table => Tag::Table.into(),
        Part::TableHead => Tag::THead.into(),
        Part::TableBody => Tag::TBody.into(),
        Part::Row => Tag::TR.into(),
        Part::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Part::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Part::Cell => Tag::TD.into(),
        Part::List => Tag::L(ListNumbering::None).into(),
        Part::ListItem => Tag::LI.into(),
        Part::ListBody => Tag::LBody.into(),
        Part::Figure(words) => Tag::Figure(Some(words.clone())).into(),
        Part::Link(..) => Tag::Link.into(),
    }
}

/// Bookmarks: the headings.
pub(super) fn outline(twigs: &[Twig]) -> Outline {
    let mut outline = Outline::new();
    for branch in twigs.iter().filter_map(branch_of) {
        if let (Part::Heading(_, title), Some((page, [x, y, ..]))) = (&branch.part, branch.place) {
            outline.push_child(OutlineNode::new(title.clone(), XyzDestination::new(page, Point::from_xy(x, y))));
        }
    }
    outline
}
