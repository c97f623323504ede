//! Kiosks. A device is known by a secret that its launcher has; each of its visitors gets a session of its own, into which
//! the launcher's browser is let by a ticket that counts once. No link and no cookie of before makes a browser a kiosk.

pub mod cli;
pub mod devices;
pub mod session;

use shared::validation::{Code, FieldError};

/// Longest short word.
const WORD_MAX: usize = 40;

/// A word that a device says of itself: nothing anybody typed fits in.
fn word(text: &str) -> Result<(), FieldError> {
    if text.len() > WORD_MAX {
        return Err(FieldError::with_limit(Code::TooLong, i64::try_from(WORD_MAX).unwrap_or(i64::MAX)));
    }
    let plain = |b: u8| b.is_ascii_lowercase() || b == b'-';
    // Digits could be a number that somebody typed: no word of ours has more than two in a row.
    let digits = text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() > 2);
    let fine = !digits && text.bytes().all(|b| plain(b) || b.is_ascii_digit());
    if fine { Ok(()) } else { Err(Code::Characters.into()) }
}

/// A version: letters, digits and `.+-`.
fn version(text: &str) -> Result<(), FieldError> {
    if text.len() > WORD_MAX {
        return Err(FieldError::with_limit(Code::TooLong, i64::try_from(WORD_MAX).unwrap_or(i64::MAX)));
    }
    let fine = text.bytes().all(|b| b.is_ascii_alphanumeric() || b".+-".contains(&b));
    if fine { Ok(()) } else { Err(Code::Characters.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_is_no_word() {
        for fine in ["", "home", "paper-out", "no-print", "step-2"] {
            assert_eq!(word(fine), Ok(()), "{fine}");
        }
        for bad in ["4212372", "5XK2Q7M", "a b", "ə", "a@b", &"a".repeat(41)] {
            assert!(word(bad).is_err(), "{bad}");
        }
        assert_eq!(version("0.1.0+3f2a"), Ok(()));
        assert!(version("<b>").is_err() && version("a b").is_err());
    }
}
