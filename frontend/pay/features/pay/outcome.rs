//! Why nothing was paid, and what to do now.

use crate::i18n::{Key, keys};
use shared::payment::Outcome;

/// Heading and advice.
pub(super) const fn words(outcome: Outcome) -> (Key, Key) {
    match outcome {
        Outcome::BankUnavailable => (keys::OUTCOME_BANK, keys::OUTCOME_BANK_DO),
        Outcome::Cancelled => (keys::OUTCOME_CANCELLED, keys::OUTCOME_CANCELLED_DO),
        Outcome::Expired => (keys::OUTCOME_EXPIRED, keys::OUTCOME_EXPIRED_DO),
        Outcome::Declined => (keys::OUTCOME_DECLINED, keys::OUTCOME_DECLINED_DO),
        Outcome::InsufficientFunds => (keys::OUTCOME_FUNDS, keys::OUTCOME_FUNDS_DO),
        Outcome::CardExpired => (keys::OUTCOME_CARD_EXPIRED, keys::OUTCOME_CARD_EXPIRED_DO),
        Outcome::AuthenticationFailed => (keys::OUTCOME_NOT_CONFIRMED, keys::OUTCOME_NOT_CONFIRMED_DO),
        Outcome::LeaseLost => (keys::OUTCOME_LATE, keys::OUTCOME_LATE_DO),
        Outcome::NothingAccepted => (keys::OUTCOME_REFUSED, keys::OUTCOME_REFUSED_DO),
        Outcome::AmountMismatch | Outcome::HoldLost | Outcome::CaptureRefused => (keys::OUTCOME_RETURNED, keys::OUTCOME_RETURNED_DO),
    }
}
