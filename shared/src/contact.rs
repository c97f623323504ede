//! E-mail addresses.

use crate::typed::cleaned;
use crate::validation::{Code, FieldError};

/// A deliverable-looking e-mail address. Whether it exists only a delivery tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// RFC 5321's limit of a path, less its angle brackets.
    pub const LENGTH_MAX: usize = 254;

    /// Reads what was typed. What came along with a pasted address (`mailto:`, angle brackets, the comma, semicolon or full
    /// stop after it) is dropped. A letter that only looks Latin is told, not mended: `ру` may be a domain's own.
    ///
    /// # Errors
    /// [`Code::Empty`], [`Code::TooLong`] or [`Code::EmailFormat`].
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let text = cleaned(typed);
        let text = text.strip_prefix("mailto:").unwrap_or(&text);
        let text = text.strip_prefix('<').unwrap_or(text).trim_end_matches(['>', ';', ',', '.', ' ']);
        if text.is_empty() {
            return Err(Code::Empty.into());
        }
        if text.len() > Self::LENGTH_MAX {
            return Err(FieldError::with_limit(Code::TooLong, 254));
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Code::EmailFormat)?;
        if local_is_fine(local) && domain_is_fine(domain) { Ok(Self(text.to_owned())) } else { Err(Code::EmailFormat.into()) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// RFC 5322 dot-atom; quoted local parts are not taken, nobody types them.
fn local_is_fine(local: &str) -> bool {
    let atom = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&c);
    !local.is_empty() && local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
}

fn domain_is_fine(domain: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.contains('.') && domain.split('.').all(label) && !domain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_people_have_are_taken() {
        for text in ["aysel@example.az", " a.b+c@mail.example.com ", "x@y.zz"] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn f15_what_comes_along_with_a_pasted_address_is_dropped() {
        for text in
            ["info@example.az;", "<info@example.az>,", "mailto:info@example.az", "info@example.az.", "\u{202a}info@example.az\u{202c}"]
        {
            assert_eq!(Email::parse(text).map(|e| e.0), Ok("info@example.az".to_owned()), "{text}");
        }
    }

    #[test]
    fn f15_an_address_in_other_letters_is_told_so() {
        for text in ["info@почта.рф", "ə@example.az", "асе@example.az", "infо@example.az", "info@nümunə.az"] {
            assert_eq!(Email::parse(text).map_err(|e| e.code), Err(Code::EmailFormat), "{text}");
        }
        assert!(Email::parse("info@xn--80a1acny.xn--p1ai").is_ok());
    }

    #[test]
    fn what_no_server_takes_is_refused() {
        for text in
            ["", "aysel", "@example.az", "a@b", "a..b@c.az", "a b@c.az", "a@-c.az", "a@c.az\r\nBcc: x@y.zz", "ə@example.az", "a@1.2.3.4"]
        {
            assert!(Email::parse(text).is_err(), "{text}");
        }
    }
}
