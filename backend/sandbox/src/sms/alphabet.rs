//! How a text travels: the GSM 7-bit default alphabet where it suffices, UCS-2 otherwise, and how many parts that takes.

use serde::Serialize;

/// GSM 03.38, position by position; the escape is written as U+001B.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What follows an escape.
const EXTENSION: &[(u8, char)] = &[
    (0x0a, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x65, '€'),
];
/// Octets of user data in one part.
pub(super) const OCTETS_MAX: usize = 140;

/// The characters' coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "names")]
pub enum Coding {
    Gsm7,
    Ascii,
    Latin1,
    Ucs2,
}

impl Coding {
    /// By SMPP's `data_coding`.
    pub(super) fn of(data_coding: u8) -> Option<Self> {
        match data_coding {
            0 => Some(Self::Gsm7),
            1 => Some(Self::Ascii),
            3 => Some(Self::Latin1),
            8 => Some(Self::Ucs2),
            _ => None,
        }
    }

    /// The text of unpacked bytes; `None` when they are none.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Gsm7 => gsm(bytes),
            Self::Ascii => bytes.is_ascii().then(|| bytes.iter().copied().map(char::from).collect()),
            Self::Latin1 => Some(bytes.iter().copied().map(char::from).collect()),
            Self::Ucs2 => {
                let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?))).collect();
                String::from_utf16(&units).ok().filter(|_| bytes.len().is_multiple_of(2))
            }
        }
    }

    /// The unpacked bytes of a text; a character outside the alphabet becomes a question mark.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        let byte = |c: char| u8::try_from(u32::from(c)).unwrap_or(b'?');
        match self {
            Self::Ucs2 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::Latin1 | Self::Ascii => text.chars().map(byte).collect(),
            Self::Gsm7 => text.chars().flat_map(septets).collect(),
        }
    }

    /// Whether so many bytes fit one part beside a header of `header` octets.
    pub(super) fn fits(self, bytes: usize, header: usize) -> bool {
        match self {
            Self::Ucs2 | Self::Latin1 => bytes + header <= OCTETS_MAX,
            // Seven bits each; a header is filled up to whole septets.
            Self::Gsm7 | Self::Ascii => bytes + (header * 8).div_ceil(7) <= OCTETS_MAX * 8 / 7,
        }
    }

    /// How many parts so many bytes take, with a concatenation header of six octets when there are several.
    pub(super) fn parts(self, bytes: usize) -> usize {
        if self.fits(bytes, 0) {
            return 1;
        }
        bytes.div_ceil(if matches!(self, Self::Ucs2 | Self::Latin1) { OCTETS_MAX - 6 } else { 153 })
    }
}

/// The cheapest coding of a text, and its length in unpacked bytes.
pub(super) fn cheapest(text: &str) -> (Coding, usize) {
    let bytes = Coding::Gsm7.encode(text);
    let coding = if gsm(&bytes).as_deref() == Some(text) { Coding::Gsm7 } else { Coding::Ucs2 };
    (coding, coding.encode(text).len())
}

/// One septet of the basic alphabet, or an escape and one of the extension.
fn septets(c: char) -> Vec<u8> {
    let basic = BASIC.chars().position(|known| known == c).filter(|_| c != '\u{1b}').and_then(|at| u8::try_from(at).ok());
    let extended = || EXTENSION.iter().find(|(_, known)| *known == c).map(|(code, _)| vec![0x1b, *code]);
    basic.map(|code| vec![code]).or_else(extended).unwrap_or_else(|| vec![b'?'])
}

fn gsm(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        text.push(match byte {
            0x1b => {
                let next = rest.next()?;
                EXTENSION.iter().find(|(code, _)| code == next).map_or(' ', |(_, c)| *c)
            }
            _ => BASIC.chars().nth(usize::from(*byte))?,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_has_its_published_positions() {
        assert_eq!(BASIC.chars().count(), 128);
        for (code, c) in [(0x00, '@'), (0x10, 'Δ'), (0x20, ' '), (0x30, '0'), (0x41, 'A'), (0x5b, 'Ä'), (0x61, 'a'), (0x7f, 'à')] {
            assert_eq!(gsm(&[code]), Some(c.to_string()));
        }
        assert_eq!(gsm(b"\x1b\x65\x1b\x28"), Some("€{".to_owned()));
        assert_eq!(gsm(&[0x80]), None);
    }

    #[test]
    fn a_single_schwa_makes_a_text_dear() {
        assert_eq!(cheapest("Kod: 123456"), (Coding::Gsm7, 11));
        assert_eq!(cheapest("5 €"), (Coding::Gsm7, 4));
        assert_eq!(cheapest("Müraciət"), (Coding::Ucs2, 16));
        for (coding, bytes, parts) in
            [(Coding::Gsm7, 160, 1), (Coding::Gsm7, 161, 2), (Coding::Gsm7, 307, 3), (Coding::Ucs2, 140, 1), (Coding::Ucs2, 142, 2)]
        {
            assert_eq!(coding.parts(bytes), parts, "{coding:?} {bytes}");
        }
        assert!(Coding::Gsm7.fits(153, 6) && !Coding::Gsm7.fits(154, 6));
    }
}
