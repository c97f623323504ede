//! Short messages, each within its budget.

use crate::documents::texts::fill;
use shared::application::Stage;
use shared::format::Lang;

/// No message is longer than this many parts.
pub const SMS_PARTS_MAX: usize = 2;

/// What is told of a stage. `certificate` may be empty where there is none.
#[must_use]
pub fn sms(lang: Lang, stage: Stage, number: &str, certificate: &str, link: &str) -> String {
    let key = match stage {
        Stage::Registered => "application.sms.registered",
        Stage::UnderReview => "application.sms.under_review",
        Stage::CorrectionAsked => "application.sms.correction_asked",
        Stage::Approved => "application.sms.approved",
        Stage::Issued => "application.sms.issued",
        Stage::Rejected => "application.sms.rejected",
        Stage::Withdrawn => "application.sms.withdrawn",
    };
    fill(lang, key, &[("number", number), ("certificate", certificate), ("link", link)])
}

/// Parts that a text is sent in (3GPP TS 23.040): 160 characters of the basic alphabet in one or 153 in each of several,
/// 70 or 67 when any is outside of it.
#[must_use]
pub fn parts(text: &str) -> usize {
    // The basic alphabet's letters that these texts have: ASCII without what costs two places or is not in it.
    let basic = |c: char| c.is_ascii() && !matches!(c, '^' | '{' | '}' | '\\' | '[' | ']' | '~' | '|' | '`');
    let units: usize = text.chars().map(char::len_utf16).sum();
    let (one, several) = if text.chars().all(basic) { (160, 153) } else { (70, 67) };
    if units <= one { 1 } else { units.div_ceil(several) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With the longest address that the configuration takes.
    #[test]
    fn every_message_of_every_language_stays_within_its_budget() {
        let link = format!("{}/documents#{}", "x".repeat(crate::config::PUBLIC_URL_LENGTH_MAX), "0".repeat(32));
        for lang in Lang::ALL {
            for stage in Stage::ALL {
                let text = sms(lang, stage, "M-2026-7K3M-9QXC", "A-2026-7K3M-9QXC", &link);
                assert!(parts(&text) <= SMS_PARTS_MAX, "{lang:?} {stage:?}: {} characters: {text}", text.chars().count());
                assert!(!text.contains(['{', '}']), "{text}");
            }
        }
    }

    #[test]
    fn one_letter_outside_the_basic_alphabet_makes_parts_shorter() {
        assert_eq!((parts(&"a".repeat(160)), parts(&"a".repeat(161))), (1, 2));
        assert_eq!((parts(&"ə".repeat(70)), parts(&"ə".repeat(71)), parts(&"ə".repeat(135))), (1, 2, 3));
    }
}
