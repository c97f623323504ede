//! What an event is about: a number of ours as it is, anything else as a keyed digest, a person's datum never in clear.

use crate::app::App;
use shared::application::number::ApplicationNumber;
use shared::certificate::CertificateNumber;
use shared::id::Id;
use shared::person::{Fin, Voen};
use shared::receipt::ReceiptNumber;
use shared::typed::cleaned;

/// Digits from which on a run of them may be somebody's phone, card or account.
const DIGITS_MAX: usize = 6;
/// Digits of a national number; what stands before them is the country's.
const PHONE_DIGITS: usize = 9;

/// What was searched: for an event's subject and detail.
pub(crate) struct About {
    pub(crate) subject: String,
    pub(crate) by: &'static str,
}

/// Is it a number or an identifier that we gave, and so names nobody?
pub(crate) fn name_of_ours(text: &str) -> Option<String> {
    let application = || ApplicationNumber::parse(text).ok().map(|number| number.as_str().to_owned());
    let certificate = || CertificateNumber::parse(text).ok().map(|number| number.as_str().to_owned());
    let receipt = || ReceiptNumber::parse(text).ok().map(|number| number.as_str().to_owned());
    let id = || Id::parse(text).map(|id| id.as_str().to_owned());
    application().or_else(certificate).or_else(receipt).or_else(id)
}

/// What somebody typed into a search, so that the same search has the same subject however it was typed.
pub(crate) fn about_typed(app: &App, typed: &str) -> About {
    let typed = cleaned(typed);
    if let Some(subject) = name_of_ours(&typed) {
        return About { subject, by: "number" };
    }
    if let Ok(fin) = Fin::parse(&typed) {
        // As an actor's: whether somebody did it or was looked for, one digest stands for them.
        return About { subject: app.digests().actor(fin.reveal()), by: "fin" };
    }
    if let Ok(voen) = Voen::parse(&typed) {
        return About { subject: app.digests().keyed("searched", voen.as_str()), by: "voen" };
    }
    About { subject: app.digests().keyed("searched", &plain(&typed)), by: "text" }
}

/// A phone number by its last nine digits; anything else as it is, in lower case.
fn plain(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let only_digits = typed.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    match digits.len().checked_sub(PHONE_DIGITS) {
        // Longer than a number with its country: a subscriber code.
        Some(start) if only_digits && digits.len() <= PHONE_DIGITS + 4 => digits[start..].to_owned(),
        _ => typed.to_lowercase(),
    }
}

/// A reason without what may be a person's: long runs of digits, and what is written as a FIN, become `•••`.
pub(super) fn without_people(reason: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let has_digit = bare.chars().any(|c| c.is_ascii_digit());
        let digits = bare.chars().filter(char::is_ascii_digit).count();
        let may_be_a_persons = digits > DIGITS_MAX || (has_digit && Fin::parse(bare).is_ok());
        if name_of_ours(bare).is_none() && may_be_a_persons { "•••".to_owned() } else { word.to_owned() }
    };
    reason.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s10_a_reason_keeps_no_person() {
        assert_eq!(without_people("müraciət üzrə  (5XK2Q7M), tel. +994502340020."), "müraciət üzrə ••• tel. •••");
        assert_eq!(without_people("paid twice on 3 March, see case 12/2026"), "paid twice on 3 March, see case 12/2026");
        let id = "0".repeat(32);
        assert_eq!(without_people(&id), id, "an identifier of ours names nobody");
    }

    #[test]
    fn s10_a_phone_is_the_same_however_it_is_typed() {
        for typed in ["+994 50 234 00 20", "050-234-00-20", "(50) 234 00 20"] {
            assert_eq!(plain(typed), "502340020", "{typed}");
        }
        assert_eq!(plain("039900000001125"), "039900000001125");
    }
}
