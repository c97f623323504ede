//! Base64 for addresses (RFC 4648 §5), without padding, and only the one spelling of each value.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Characters for so many bytes.
pub(super) const fn length_of(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(length_of(bytes.len()));
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(group >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

/// `None` for another character, another length than `N` bytes have, or bits beyond the last byte.
pub(super) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != length_of(N) {
        return None;
    }
    let (mut bytes, mut filled) = ([0; N], 0);
    let (mut bits, mut count) = (0_u32, 0);
    for character in text.bytes() {
        bits = bits << 6 | value(character)?;
        count += 6;
        if count >= 8 {
            count -= 8;
            *bytes.get_mut(filled)? = (bits >> count & 255) as u8;
            bits &= (1 << count) - 1;
            filled += 1;
        }
    }
    (bits == 0 && filled == N).then_some(bytes)
}

fn value(character: u8) -> Option<u32> {
    let value = match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_standards_examples_hold() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
        assert_eq!(decode::<2>("-_8"), Some([0xfb, 0xff]));
    }

    #[test]
    fn a_second_spelling_of_the_same_bytes_is_refused() {
        assert_eq!(decode::<1>("Zh"), None);
        assert_eq!(decode::<1>("Zg="), None);
        assert_eq!(decode::<2>("+/8"), None);
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes: [u8; 16]) {
            prop_assert_eq!(decode::<16>(&encode(&bytes)), Some(bytes));
        }
    }
}
