//! As much of DER as a signature needs: definite lengths in their shortest form, tags of one byte.

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// `[0]`, constructed.
pub(super) const CONTEXT_0: u8 = 0xa0;
/// `[1]`, constructed.
pub(super) const CONTEXT_1: u8 = 0xa1;

/// A value with its tag and length.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// Tag and length included.
    pub(super) whole: &'a [u8],
}

/// What is left to read of a constructed value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next value, of any tag.
    pub(super) fn any(&mut self) -> Option<Value<'a>> {
        let bytes = self.0;
        let (&tag, rest) = bytes.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, head) = match first {
            0..=0x7f => (usize::from(first), 2),
            0x81..=0x83 => {
                let count = usize::from(first & 0x7f);
                let digits = rest.get(..count)?;
                let length = digits.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
                let shortest = *digits.first()? != 0 && length > 0x7f;
                (shortest.then_some(length)?, 2 + count)
            }
            _ => return None,
        };
        // The high form of tags is never needed here.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let whole = bytes.get(..head.checked_add(length)?)?;
        self.0 = bytes.get(whole.len()..)?;
        Some(Value { tag, content: whole.get(head..)?, whole })
    }

    /// The next value, which must have this tag.
    pub(super) fn value(&mut self, tag: u8) -> Option<Value<'a>> {
        self.any().filter(|value| value.tag == tag)
    }

    /// The next value when it has this tag; otherwise nothing is read.
    pub(super) fn optional(&mut self, tag: u8) -> Option<Value<'a>> {
        let mut ahead = *self;
        let value = ahead.value(tag)?;
        *self = ahead;
        Some(value)
    }

    /// Reads into the next value, which must have this tag.
    pub(super) fn inside(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.value(tag).map(|value| Reader(value.content))
    }

    /// True for exactly these bytes, tag and length included.
    pub(super) fn is(&mut self, whole: &[u8]) -> Option<()> {
        (self.any()?.whole == whole).then_some(())
    }

    /// Nothing is left.
    pub(super) fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }
}

/// A positive integer below 2²⁵⁶ in 32 bytes.
pub(super) fn scalar(value: Value<'_>) -> Option<[u8; 32]> {
    let digits = match value.content {
        // A zero in front only where the next byte would make it negative.
        [0, rest @ ..] => rest.first().filter(|byte| **byte & 0x80 != 0).map(|_| rest)?,
        [first, ..] if first & 0x80 == 0 => value.content,
        _ => return None,
    };
    let mut bytes = [0; 32];
    bytes.get_mut(32_usize.checked_sub(digits.len())?..)?.copy_from_slice(digits);
    Some(bytes)
}
