//! How a text travels: GSM 7-bit where every character has a place there, else UCS-2; in one part or several.

/// Septets of a whole message, and of a part with its header.
const SEPTETS: (usize, usize) = (160, 153);
/// UTF-16 units of a whole message, and of a part with its header.
const UNITS: (usize, usize) = (70, 67);
/// GSM 03.38's own order: the place is the code. The escape (0x1b) has a placeholder that no text contains.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{fffe}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// After the escape: two septets each.
const EXTENDED: [(char, u8); 9] =
    [('^', 0x14), ('{', 0x28), ('}', 0x29), ('\\', 0x2f), ('[', 0x3c), ('~', 0x3d), (']', 0x3e), ('|', 0x40), ('€', 0x65)];
const ESCAPE: u8 = 0x1b;

/// A text ready to travel.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Coded {
    /// True: UCS-2, big-endian. False: GSM 7-bit, a septet an octet.
    pub(super) ucs2: bool,
    /// Octets of each part, without header.
    pub(super) parts: Vec<Vec<u8>>,
}

/// How many parts a text takes: 160 or 153 septets each in GSM 7-bit, 70 or 67 UTF-16 units in UCS-2.
#[must_use]
pub fn parts(text: &str) -> usize {
    code(text).parts.len()
}

/// Codes a text the cheaper way. A character is never torn between two parts.
pub(super) fn code(text: &str) -> Coded {
    let gsm: Option<Vec<Vec<u8>>> = text.chars().map(septets).collect();
    match gsm {
        Some(characters) => Coded { ucs2: false, parts: pack(&characters, SEPTETS, 1) },
        None => {
            let of = |c: char| c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()).collect();
            let characters: Vec<Vec<u8>> = text.chars().map(of).collect();
            Coded { ucs2: true, parts: pack(&characters, UNITS, 2) }
        }
    }
}

fn septets(character: char) -> Option<Vec<u8>> {
    if let Some((_, code)) = EXTENDED.iter().find(|(c, _)| *c == character) {
        return Some(vec![ESCAPE, *code]);
    }
    let place = BASIC.chars().position(|c| c == character && c != '\u{fffe}')?;
    u8::try_from(place).ok().map(|code| vec![code])
}

fn pack(characters: &[Vec<u8>], (whole, part): (usize, usize), octets: usize) -> Vec<Vec<u8>> {
    let total: usize = characters.iter().map(Vec::len).sum();
    if total <= whole * octets {
        return vec![characters.concat()];
    }
    let mut parts = vec![vec![]];
    for character in characters {
        if parts.last().is_some_and(|last: &Vec<u8>| last.len() + character.len() > part * octets) {
            parts.push(vec![]);
        }
        if let Some(last) = parts.last_mut() {
            last.extend_from_slice(character);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_has_128_places() {
        assert_eq!(BASIC.chars().count(), 128);
        assert_eq!(code("@A az€").parts, [vec![0, 0x41, 0x20, 0x61, 0x7a, 0x1b, 0x65]]);
        assert_eq!(code("ə").parts, [vec![0x02, 0x59]]);
    }

    #[test]
    fn parts_are_counted_as_phones_count_them() {
        for (text, count) in [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            // 153 septets hold 76 pairs and not the half of another.
            ("€".repeat(152), 2),
            ("€".repeat(153), 3),
            ("ə".repeat(70), 1),
            ("ə".repeat(71), 2),
            ("ə".repeat(134), 2),
            ("ə".repeat(135), 3),
            ("😀".repeat(35), 1),
            // 67 units hold 33 pairs.
            ("😀".repeat(66), 2),
            ("😀".repeat(67), 3),
        ] {
            assert_eq!(parts(&text), count, "{} of {:?}", text.chars().count(), text.chars().next());
        }
    }
}
