//! Who is owed, for what, and how much of it may be paid at once.

use crate::money::Money;
use crate::typed::capitals;
use crate::validation::{Code, FieldError};
use serde::{Deserialize, Serialize};

/// Longest identifier of a biller or a kind of charge.
pub const KEY_LENGTH_MAX: usize = 32;

/// True for an identifier of a biller or a charge: `a–z 0–9 -`, at most [`KEY_LENGTH_MAX`].
#[must_use]
pub fn is_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= KEY_LENGTH_MAX && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A subscriber code as a biller writes it: 1–32 of `A–Z 0–9 - /`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(String);

impl Account {
    /// Bound of a code.
    pub const LENGTH_MAX: usize = 32;

    /// Reads what was typed; spaces are dropped, letters become capitals.
    ///
    /// # Errors
    /// [`Code::Empty`], [`Code::TooLong`] or [`Code::Characters`].
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        Self::of_digits(typed, 0)
    }

    /// Reads a code of `digits` digits, whatever separates them; 0: a code of any form.
    ///
    /// # Errors
    /// As [`Account::parse`], and [`Code::AccountLength`] with the digits it has.
    pub fn of_digits(typed: &str, digits: u8) -> Result<Self, FieldError> {
        let text = capitals(typed, if digits > 0 { "-./" } else { "" });
        if text.is_empty() {
            return Err(Code::Empty.into());
        }
        if text.chars().count() > Self::LENGTH_MAX {
            return Err(FieldError::with_limit(Code::TooLong, 32));
        }
        let allowed = |b: u8| b.is_ascii_digit() || digits == 0 && (b.is_ascii_uppercase() || b == b'-' || b == b'/');
        if !text.bytes().all(allowed) {
            return Err(Code::Characters.into());
        }
        if digits > 0 && text.len() != usize::from(digits) {
            return Err(FieldError::with_limit(Code::AccountLength, i64::from(digits)));
        }
        Ok(Self(text))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What one kind of charge lets a payer pay. Sums in qəpik.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AmountRule {
    /// Less than the debt may be paid.
    pub part: bool,
    /// More than the debt, or without a debt, may be paid.
    pub advance: bool,
    /// Least sum at once.
    pub min_minor: i64,
    /// Largest sum at once.
    pub max_minor: i64,
}

impl AmountRule {
    /// Checks an amount against the rule and what is owed (zero or less: nothing is).
    ///
    /// # Errors
    /// The `Amount*` codes, each with the limit it names.
    pub fn check(&self, amount: Money, owed: Money) -> Result<(), FieldError> {
        let minor = amount.minor();
        let owed = owed.minor().max(0);
        if minor <= 0 {
            return Err(Code::AmountZero.into());
        }
        // A debt outside the limits must stay payable as a whole.
        if minor == owed {
            return Ok(());
        }
        if minor > self.max_minor {
            return Err(FieldError::with_limit(Code::AmountTooLarge, self.max_minor));
        }
        if minor > owed && !self.advance {
            return Err(FieldError::with_limit(Code::AmountAdvance, owed));
        }
        if minor < owed && !self.part {
            return Err(FieldError::with_limit(Code::AmountPart, owed));
        }
        if minor < self.min_minor {
            return Err(FieldError::with_limit(Code::AmountTooSmall, self.min_minor));
        }
        Ok(())
    }
}

/// What the payer pays on top: a share and a fixed sum, within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FeeRule {
    /// Hundredths of a per cent of the amount (150 = 1.5 %).
    pub basis_points: i64,
    /// Fixed part in qəpik.
    pub fixed_minor: i64,
    /// Least fee in qəpik.
    pub min_minor: i64,
    /// Largest fee in qəpik; zero: no bound.
    pub max_minor: i64,
}

impl FeeRule {
    /// The fee of one item, its share rounded half up.
    #[must_use]
    pub fn fee_of(&self, amount: Money) -> Money {
        let share = (amount.minor().saturating_mul(self.basis_points).saturating_add(5_000)).div_euclid(10_000);
        let fee = share.saturating_add(self.fixed_minor).max(self.min_minor);
        let bounded = if self.max_minor > 0 { fee.min(self.max_minor) } else { fee };
        Money::from_minor(bounded.max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: AmountRule = AmountRule { part: true, advance: false, min_minor: 100, max_minor: 50_000 };

    fn verdict(rule: AmountRule, amount: i64, owed: i64) -> Option<Code> {
        rule.check(Money::from_minor(amount), Money::from_minor(owed)).err().map(|e| e.code)
    }

    #[test]
    fn a_part_is_taken_an_advance_is_not() {
        assert_eq!(verdict(RULE, 250, 250), None);
        assert_eq!(verdict(RULE, 100, 250), None);
        assert_eq!(verdict(RULE, 99, 250), Some(Code::AmountTooSmall));
        assert_eq!(verdict(RULE, 251, 250), Some(Code::AmountAdvance));
        assert_eq!(verdict(RULE, 0, 250), Some(Code::AmountZero));
        assert_eq!(verdict(RULE, -1, 250), Some(Code::AmountZero));
        assert_eq!(verdict(AmountRule { part: false, ..RULE }, 249, 250), Some(Code::AmountPart));
        assert_eq!(verdict(AmountRule { advance: true, ..RULE }, 50_001, 0), Some(Code::AmountTooLarge));
        assert_eq!(verdict(RULE, i64::MAX, 250), Some(Code::AmountTooLarge));
    }

    #[test]
    fn a_debt_below_the_least_sum_can_still_be_paid_whole() {
        assert_eq!(verdict(RULE, 5, 5), None);
    }

    #[test]
    fn a_fee_is_rounded_half_up_and_bounded() {
        let rule = FeeRule { basis_points: 100, fixed_minor: 0, min_minor: 0, max_minor: 0 };
        assert_eq!(rule.fee_of(Money::from_minor(50)).minor(), 1);
        assert_eq!(rule.fee_of(Money::from_minor(49)).minor(), 0);
        let bounded = FeeRule { basis_points: 150, fixed_minor: 10, min_minor: 20, max_minor: 100 };
        assert_eq!(bounded.fee_of(Money::from_minor(100)).minor(), 20);
        assert_eq!(bounded.fee_of(Money::from_minor(100_000)).minor(), 100);
    }
}
