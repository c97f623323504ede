//! Which step of the payment may be visited: derived from what was typed, never stored beside it.

use crate::id::Id;
use serde::{Deserialize, Serialize};

/// A step of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// City and number.
    Number,
    /// The bills of that number.
    Bills,
    /// Card type.
    Card,
    /// Check.
    Check,
    /// At the bank, and the result.
    Payment,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Number, Self::Bills, Self::Card, Self::Check, Self::Payment];
}

/// What the citizen typed and chose; what a draft keeps. Card data never.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PayDraft {
    /// City's identifier.
    pub city: String,
    /// The number, as typed.
    pub number: String,
    /// Subscriber codes added by hand: biller, code.
    pub accounts: Vec<(String, String)>,
    /// What is to be paid.
    pub chosen: Vec<Chosen>,
    /// Card type's identifier.
    pub card: String,
    /// Where the receipt goes; may be empty.
    pub email: String,
    /// The attempt under way, once **İrəli** was pressed on the check page.
    pub attempt: Option<Attempt>,
}

/// One bill chosen, with its amount as it will be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Chosen {
    /// The bill's identifier, from the server.
    pub bill: String,
    /// Kind of charge, to name it before the server is asked again.
    pub charge: String,
    /// The biller.
    pub biller: String,
    /// The masked subscriber code, to show.
    pub account: String,
    /// In qəpik.
    pub amount_minor: i64,
    /// The bill's balance as it was shown, in qəpik; less than zero: paid ahead.
    #[serde(default)]
    pub shown_minor: i64,
}

impl Chosen {
    /// True when more is paid than was shown as owed: the payer typed it, and means it.
    #[must_use]
    pub fn is_advance(&self) -> bool {
        self.amount_minor > self.shown_minor.max(0)
    }

    /// Its balance is another now. What was to be paid whole is paid whole; a part stays as it was typed while it is one; an
    /// advance stays. `false`: nothing of it is left to pay.
    pub fn follow(&mut self, balance_minor: i64) -> bool {
        let owed = balance_minor.max(0);
        let is_part = self.amount_minor < self.shown_minor.min(owed);
        if !is_part && !self.is_advance() {
            self.amount_minor = owed;
        }
        self.shown_minor = balance_minor;
        self.amount_minor > 0
    }
}

/// One attempt at paying: its key and secret are made on the device and kept before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Idempotency key.
    pub key: Id,
    /// The payer's proof of owning the payment: 64 hex digits, never in an address.
    pub secret: String,
    /// The payment's reference, once the server has answered.
    pub reference: Option<String>,
}

impl PayDraft {
    /// The furthest step that the answers allow.
    #[must_use]
    pub fn furthest(&self) -> Step {
        if self.attempt.is_some() {
            return Step::Payment;
        }
        // A subscriber code alone is enough: it comes from another form, which knows no number.
        if (self.city.is_empty() || self.number.trim().is_empty()) && self.accounts.is_empty() {
            return Step::Number;
        }
        if self.chosen.is_empty() || self.chosen.iter().any(|c| c.amount_minor <= 0) {
            return Step::Bills;
        }
        if self.card.is_empty() { Step::Card } else { Step::Check }
    }

    /// True when the step may be shown. With an attempt under way only its own page may.
    #[must_use]
    pub fn can_visit(&self, step: Step) -> bool {
        if self.attempt.is_some() { step == Step::Payment } else { step <= self.furthest() && step != Step::Payment }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> PayDraft {
        PayDraft {
            city: "12".into(),
            number: "4212372".into(),
            chosen: vec![Chosen { bill: "b".into(), amount_minor: 250, ..Chosen::default() }],
            card: "visa".into(),
            ..PayDraft::default()
        }
    }

    #[test]
    fn each_answer_opens_the_next_step() {
        assert_eq!(PayDraft::default().furthest(), Step::Number);
        assert_eq!(PayDraft { chosen: vec![], ..filled() }.furthest(), Step::Bills);
        let by_code = PayDraft { accounts: vec![("power".into(), "0312".into())], ..PayDraft::default() };
        assert_eq!(by_code.furthest(), Step::Bills);
        assert_eq!(PayDraft { card: String::new(), ..filled() }.furthest(), Step::Card);
        assert_eq!(filled().furthest(), Step::Check);
        assert!(!filled().can_visit(Step::Payment));
    }

    #[test]
    fn a_bill_that_changed_keeps_what_was_typed() {
        let now = |amount_minor, shown_minor, balance| {
            let mut chosen = Chosen { amount_minor, shown_minor, ..Chosen::default() };
            chosen.follow(balance).then_some((chosen.amount_minor, chosen.shown_minor))
        };
        // Whole: more is owed, less, nothing, paid ahead.
        assert_eq!(
            (now(250, 250, 300), now(250, 250, 100), now(250, 250, 0), now(250, 250, -10)),
            (Some((300, 300)), Some((100, 100)), None, None)
        );
        // A part: still one, more than is owed now, nothing owed.
        assert_eq!((now(100, 250, 300), now(100, 250, 60), now(100, 250, 0)), (Some((100, 300)), Some((60, 60)), None));
        // An advance is meant.
        assert_eq!((now(500, 250, 0), now(500, 0, 100), now(500, -20, -40)), (Some((500, 0)), Some((500, 100)), Some((500, -40))));
    }

    #[test]
    fn an_attempt_under_way_allows_its_own_page_only() {
        let draft = PayDraft { attempt: Some(Attempt { key: Id::from_bytes([1; 16]), secret: "s".into(), reference: None }), ..filled() };
        assert!(Step::ALL.into_iter().all(|step| draft.can_visit(step) == (step == Step::Payment)));
    }
}
