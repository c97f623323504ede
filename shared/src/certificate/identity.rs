//! How a subscriber code and a FIN or VÖEN stand in the QR code: as salted slow hashes, so that whoever knows one of
//! them can see that the paper is about it, and whoever only has the code must try them one by one.

use super::statement::{SALT_BYTES, Statement};
use crate::typed::capitals;

/// Rounds of PBKDF2-HMAC-SHA256, fixed for version 1 of the statement: what OWASP asks for this function.
/// A guess costs two SHA-256 blocks a round. A phone with ARMv8's SHA instructions needs about 0.15 s for all of them,
/// the cheapest without (15 cycles a byte at 1.5 GHz) about 0.9 s, and it is done once, when the checker has typed one
/// number. A graphics card does some fifteen thousand guesses a second: two months for the 34⁷ possible FINs, for one
/// certificate, as each has its own salt. Subscriber codes are fewer, and a determined attacker will find one: what it
/// leads to is a code, without a name.
pub const HASH_ITERATIONS: u32 = 600_000;
/// Bytes kept of each hash.
pub const HASH_BYTES: usize = 16;
/// Longer input is not looked at.
const TYPED_MAX: usize = 64;

/// Which of the two hidden numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hidden {
    /// The subscriber code.
    SubscriberCode,
    /// The holder's FIN or VÖEN.
    Holder,
}

impl Statement {
    /// PBKDF2's salt for one of the hidden numbers: the certificate's own, and a byte that keeps the two apart.
    #[must_use]
    pub fn hash_salt(&self, hidden: Hidden) -> [u8; SALT_BYTES + 1] {
        hash_salt(self.salt, hidden)
    }

    /// The hash of one of the hidden numbers.
    #[must_use]
    pub const fn hash(&self, hidden: Hidden) -> &[u8; HASH_BYTES] {
        match hidden {
            Hidden::SubscriberCode => &self.code_hash,
            Hidden::Holder => &self.holder_hash,
        }
    }
}

/// As [`Statement::hash_salt`], before there is a statement.
#[must_use]
pub fn hash_salt(salt: [u8; SALT_BYTES], hidden: Hidden) -> [u8; SALT_BYTES + 1] {
    let domain = match hidden {
        Hidden::SubscriberCode => 1,
        Hidden::Holder => 2,
    };
    core::array::from_fn(|at| salt.get(at).copied().unwrap_or(domain))
}

/// What is hashed: upper-case ASCII letters and digits without anything between. In a FIN there is no `I` and no `O`,
/// and a VÖEN has digits only, so for the holder those letters are read as one and zero, the Azerbaijani `İ` and `ı` too.
/// `None` when nothing is left, or a character that neither number can have.
#[must_use]
pub fn normal_identifier(hidden: Hidden, typed: &str) -> Option<String> {
    let text = capitals(typed, "-./");
    if text.is_empty() || text.len() > TYPED_MAX || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    Some(if hidden == Hidden::Holder { text.replace('I', "1").replace('O', "0") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_hashed_alike_however_it_is_typed() {
        let code = |typed| normal_identifier(Hidden::SubscriberCode, typed);
        assert_eq!(code(" 0312 4455-1234\u{a0}019 ").as_deref(), Some("031244551234019"));
        assert_eq!(code("ab–1").as_deref(), Some("AB1"));
        let holder = |typed| normal_identifier(Hidden::Holder, typed);
        assert_eq!(holder("5z1k0q7"), holder("5ZIKOQ7"));
        assert_eq!(holder("5ZİKOQ7"), holder("5zıkoq7"));
        assert_eq!(holder("14015 55071").as_deref(), Some("1401555071"));
    }

    #[test]
    fn what_no_number_has_is_refused() {
        for typed in ["", " - ", "031ə", "1;2", &"1".repeat(65)] {
            assert_eq!(normal_identifier(Hidden::SubscriberCode, typed), None, "{typed}");
        }
    }

    #[test]
    fn the_two_hashes_have_different_salts() {
        let (code, holder) = (hash_salt([7; 16], Hidden::SubscriberCode), hash_salt([7; 16], Hidden::Holder));
        assert_eq!((code[16], holder[16]), (1, 2));
        assert_eq!(code[..16], holder[..16]);
    }
}
