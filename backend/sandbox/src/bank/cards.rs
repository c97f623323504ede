//! Published test cards. A card's number decides what happens; any future expiry and any CVV fit, but CVV 000 is "wrong".

use serde::{Deserialize, Serialize};

/// The scheme a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "names")]
pub enum Brand {
    Visa,
    VisaElectron,
    Mastercard,
    Maestro,
}

impl Brand {
    /// The scheme's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Visa => "Visa",
            Self::VisaElectron => "Visa Electron",
            Self::Mastercard => "Mastercard",
            Self::Maestro => "Maestro",
        }
    }

    /// Read off a number's first digits, as the ranges are published. The page's script has the same table.
    #[must_use]
    pub fn of(number: &str) -> Option<Self> {
        const ELECTRON: &[&str] = &["4026", "417500", "4405", "4508", "4844", "4913", "4917"];
        let lead = |digits: usize| number.get(..digits).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        if ELECTRON.iter().any(|start| number.starts_with(start)) {
            return Some(Self::VisaElectron);
        }
        match (lead(1), lead(2), lead(4)) {
            (4, _, _) => Some(Self::Visa),
            (_, 51..=55, _) | (_, _, 2221..=2720) => Some(Self::Mastercard),
            (_, 50 | 56..=58, _) | (6, _, _) => Some(Self::Maestro),
            _ => None,
        }
    }
}

/// What a card does once the payer has done all that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Held (or purchased).
    Approve,
    /// Declined by the issuer: generic.
    Decline,
    /// Declined: insufficient funds.
    NoFunds,
    /// Declined: the issuer says the card has expired.
    ExpiredCard,
    /// Declined: CVV2 does not match.
    BadCvv,
    /// 3-D Secure fails whatever code is typed.
    AuthenticationFails,
    /// Held, but the browser never returns.
    Abandon,
    /// The browser returns at once; the hold arrives seconds later.
    Late,
    /// Held, but the first status answers carry an undocumented status.
    OddStatus,
}

impl Outcome {
    /// The processor's result code.
    #[must_use]
    pub fn result_code(self) -> &'static str {
        match self {
            Self::Approve | Self::Abandon | Self::Late | Self::OddStatus => "1",
            Self::ExpiredCard => "51",
            Self::NoFunds => "59",
            Self::BadCvv => "81",
            Self::Decline => "76",
            Self::AuthenticationFails => "82",
        }
    }
}

/// A published card.
#[derive(Debug, Clone, Copy)]
pub struct TestCard {
    /// Its number, without spaces.
    pub number: &'static str,
    /// What it does.
    pub outcome: Outcome,
    /// Whether 3-D Secure asks for a code first.
    pub asks_code: bool,
    /// The same in words.
    pub about: &'static str,
}

const fn card(number: &'static str, outcome: Outcome, asks_code: bool, about: &'static str) -> TestCard {
    TestCard { number, outcome, asks_code, about }
}

/// The one-time code every card accepts.
pub const CODE: &str = "111111";

/// Every published card. Any other number is declined.
pub const CARDS: &[TestCard] = &[
    card("4111111111111111", Outcome::Approve, true, "approved, 3-D Secure code asked"),
    card("5555555555554444", Outcome::Approve, true, "approved, 3-D Secure code asked"),
    card("4917300800000000", Outcome::Approve, true, "approved, 3-D Secure code asked"),
    card("6759649826438453", Outcome::Approve, true, "approved, 3-D Secure code asked"),
    card("4242424242424242", Outcome::Approve, false, "approved, frictionless (no code)"),
    card("5200828282828210", Outcome::Approve, false, "approved, frictionless (no code)"),
    card("4000000000000002", Outcome::Decline, false, "declined by the issuer"),
    card("4000000000009995", Outcome::NoFunds, false, "insufficient funds"),
    card("4000000000000069", Outcome::ExpiredCard, false, "expired card"),
    card("4000000000000127", Outcome::BadCvv, false, "wrong CVV2"),
    card("4000008400001629", Outcome::AuthenticationFails, true, "3-D Secure fails with any code"),
    card("4000000000000341", Outcome::Abandon, false, "approved, but the browser never comes back"),
    card("4000000000000077", Outcome::Late, false, "approved late: the hold arrives seconds after the return"),
    card("4000000000003055", Outcome::OddStatus, false, "approved, but an undocumented status is reported first"),
];

/// What this number does, and whether it asks for a code.
#[must_use]
pub fn behaviour(number: &str, cvv: &str) -> (Outcome, bool) {
    if cvv == "000" {
        return (Outcome::BadCvv, false);
    }
    CARDS.iter().find(|card| card.number == number).map_or((Outcome::Decline, false), |card| (card.outcome, card.asks_code))
}

/// The check digit is right.
#[must_use]
pub fn luhn(number: &str) -> bool {
    let weigh = |(place, digit): (usize, u8)| {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        match place % 2 {
            0 => digit,
            _ if digit > 4 => digit * 2 - 9,
            _ => digit * 2,
        }
    };
    number.bytes().all(|b| b.is_ascii_digit()) && number.bytes().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_card_has_a_valid_number_and_a_known_scheme() {
        for card in CARDS {
            assert!(luhn(card.number), "{}", card.number);
            assert!(Brand::of(card.number).is_some(), "{}", card.number);
        }
        assert!(!luhn("4111111111111112"));
    }

    #[test]
    fn the_four_schemes_are_told_apart() {
        assert_eq!(Brand::of("4111111111111111"), Some(Brand::Visa));
        assert_eq!(Brand::of("4917300800000000"), Some(Brand::VisaElectron));
        assert_eq!(Brand::of("5555555555554444"), Some(Brand::Mastercard));
        assert_eq!(Brand::of("2221000000000009"), Some(Brand::Mastercard));
        assert_eq!(Brand::of("6759649826438453"), Some(Brand::Maestro));
        assert_eq!(Brand::of("378282246310005"), None);
    }
}
