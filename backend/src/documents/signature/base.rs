//! A PDF as krilla writes it here, read just as far as an update must know it: cross-reference table, catalogue, first page,
//! structure. Anything else is refused.

use shared::format::Lang;

/// What the update must know of the file.
pub(super) struct Base<'a> {
    pub(super) pdf: &'a [u8],
    pub(super) xref: usize,
    /// The trailer's own text, from `<<`.
    pub(super) trailer: &'a str,
}

impl<'a> Base<'a> {
    pub(super) fn read(pdf: &'a [u8]) -> Option<Self> {
        let tail = std::str::from_utf8(pdf.get(find_last(pdf, b"trailer\n")?..)?).ok()?;
        let (trailer, end) = tail.strip_prefix("trailer\n")?.split_once("\nstartxref\n")?;
        let xref: usize = end.trim_end().strip_suffix("%%EOF")?.trim_end().parse().ok()?;
        pdf.get(xref..)?.starts_with(b"xref\n0 ").then_some(Self { pdf, xref, trailer })
    }

    /// An object's text between `obj` and `endobj`: a dictionary, never a stream.
    fn object(&self, number: usize) -> Option<&'a str> {
        const ENTRY: usize = 20;
        let table = self.pdf.get(self.xref..)?;
        let head = table.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1)?.0 + 1;
        let entry = table.get(head + number * ENTRY..)?.get(..ENTRY)?;
        let offset: usize = std::str::from_utf8(entry.get(..10)?).ok()?.parse().ok()?;
        let text = self.pdf.get(offset..)?;
        let text = std::str::from_utf8(text.get(..find(text, b"\nendobj")?)?).ok()?;
        text.strip_prefix(&format!("{number} 0 obj\n")).filter(|text| text.starts_with("<<"))
    }

    pub(super) fn first_page(&self, root: usize) -> Option<usize> {
        let pages = number_after(self.object(root)?, "/Pages ")?;
        number_after(self.object(pages)?, "/Kids[")
    }

    pub(super) fn root_with(&self, root: usize, field: usize) -> Option<String> {
        let rest = self.object(root)?.strip_prefix("<<")?;
        (!rest.contains("/AcroForm")).then(|| format!("<</AcroForm<</Fields[{field} 0 R]/SigFlags 3>>{rest}"))
    }

    pub(super) fn page_with(&self, page: usize, field: usize) -> Option<String> {
        let text = self.object(page)?;
        match text.split_once("/Annots[") {
            Some((before, rest)) => Some(format!("{before}/Annots[{field} 0 R {rest}")),
            None => Some(format!("<</Annots[{field} 0 R]{}", text.strip_prefix("<<")?)),
        }
    }

    /// Where the structure is written: krilla gives every page and link a number of its own in the parent tree.
    pub(super) fn structure(&self, root: usize) -> Option<Structure> {
        let tree = number_after(self.object(root)?, "/StructTreeRoot ")?;
        let tree_text = self.object(tree)?;
        let document = number_after(tree_text, "/K[")?;
        let (_, lang) = self.object(document)?.split_once("/Lang(")?;
        let lang = Lang::from_tag(lang.split(')').next()?)?;
        Some(Structure { tree, document, lang, next_key: number_after(tree_text, "/ParentTreeNextKey ")? })
    }

    /// The tree's root, whose parent tree leads from the field to its element.
    pub(super) fn tree_with(&self, structure: &Structure, form: usize) -> Option<String> {
        let key = structure.next_key;
        let (before, after) = self.object(structure.tree)?.split_once("]>>/ParentTreeNextKey ")?;
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        before.contains("/ParentTree<</Nums[").then(|| format!("{before} {key} {form} 0 R]>>/ParentTreeNextKey {}{rest}", key + 1))
    }

    /// The document's element with one more child, its last.
    pub(super) fn document_with(&self, structure: &Structure, form: usize) -> Option<String> {
        let text = self.object(structure.document)?.strip_suffix("]>>")?;
        text.contains("/K[").then(|| format!("{text} {form} 0 R]>>"))
    }
}

/// The structure's objects, and what a further one needs.
pub(super) struct Structure {
    pub(super) tree: usize,
    pub(super) document: usize,
    /// What the document says of itself: the field's name is in it.
    pub(super) lang: Lang,
    /// Free in the parent tree.
    pub(super) next_key: usize,
}

pub(super) fn number_after(text: &str, key: &str) -> Option<usize> {
    let (_, rest) = text.split_once(key)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
