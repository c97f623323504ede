//! Manat as text, qəpik as integers. No float ever touches an amount.

use serde_json::value::RawValue;

/// The most one order or posting may carry: 9,999,999.99.
pub(crate) const MAX_MINOR: i64 = 999_999_999;

/// Reads `10.50`, `10.5` or `10` as 1050 qəpik. Signs, blanks, exponents and a third decimal are refused.
pub(crate) fn parse_minor(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.').map_or((text, None), |(w, c)| (w, Some(c)));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || whole.len() > 7 {
        return None;
    }
    let cents = match cents {
        None => 0,
        Some(c) if digits(c) && c.len() == 1 => c.parse::<i64>().ok()? * 10,
        Some(c) if digits(c) && c.len() == 2 => c.parse::<i64>().ok()?,
        Some(_) => return None,
    };
    Some(whole.parse::<i64>().ok()? * 100 + cents)
}

/// `1050` → `10.50`, `-50` → `-0.50`.
pub(crate) fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let magnitude = minor.unsigned_abs();
    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
}

/// `1050` → `10.5`, `1800` → `18`: how many systems print a number.
pub(crate) fn shortest(minor: i64) -> String {
    let text = decimal(minor);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A bare JSON number made from text.
pub(crate) fn json_number(text: String) -> Box<RawValue> {
    RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_from_text_without_rounding() {
        for (text, minor) in [("2.50", 250), ("2.5", 250), ("2", 200), ("0.01", 1), ("9999999.99", MAX_MINOR)] {
            assert_eq!(parse_minor(text), Some(minor), "{text}");
        }
        for text in ["", ".5", "2.", "2.505", "-1", "+1", "1e3", " 1", "1,50", "12345678"] {
            assert_eq!(parse_minor(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_written_without_rounding() {
        assert_eq!(decimal(-50), "-0.50");
        assert_eq!(shortest(250), "2.5");
        assert_eq!(shortest(1800), "18");
        assert_eq!(shortest(2417), "24.17");
        assert_eq!(shortest(0), "0");
        assert_eq!(json_number(decimal(1050)).get(), "10.50");
    }
}
