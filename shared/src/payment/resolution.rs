//! What an operator decides about a payment that does not come to its end by itself.

#![allow(missing_docs, reason = "amounts are in qəpik; the variants say the rest")]

use crate::money::Money;
use serde::{Deserialize, Serialize};

/// A decision on an alarm, approved by a second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "resolution")]
pub enum Resolution {
    /// Asks bank or biller now; alarms and pauses begin anew.
    AskAgain,
    /// The bank's word on paper: it took this much.
    TakeAsCaptured { amount: Money },
    /// What billers booked is taken back, then the hold is given back.
    ReverseAndVoid,
    /// This much will not be had: the operator bears it.
    WriteOff { amount: Money },
    /// The bank's word on paper: the refund under way was not given back.
    RefundNotGiven,
    /// Nothing is left to do: it has ended, or the bank's word on paper says that nothing is held or taken.
    NoAction,
}

impl Resolution {
    /// As it is stored and told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AskAgain => "ask_again",
            Self::TakeAsCaptured { .. } => "take_as_captured",
            Self::ReverseAndVoid => "reverse_and_void",
            Self::WriteOff { .. } => "write_off",
            Self::RefundNotGiven => "refund_not_given",
            Self::NoAction => "no_action",
        }
    }

    /// Zero without one.
    #[must_use]
    pub const fn amount(self) -> Money {
        match self {
            Self::TakeAsCaptured { amount } | Self::WriteOff { amount } => amount,
            Self::AskAgain | Self::ReverseAndVoid | Self::RefundNotGiven | Self::NoAction => Money::ZERO,
        }
    }

    /// From its text form; `None`: no such one, or an amount where none belongs, or none where one does.
    #[must_use]
    pub fn parse(text: &str, amount: Money) -> Option<Self> {
        let resolution = match text {
            "ask_again" => Self::AskAgain,
            "take_as_captured" => Self::TakeAsCaptured { amount },
            "reverse_and_void" => Self::ReverseAndVoid,
            "write_off" => Self::WriteOff { amount },
            "refund_not_given" => Self::RefundNotGiven,
            "no_action" => Self::NoAction,
            _ => return None,
        };
        let takes_amount = matches!(resolution, Self::TakeAsCaptured { .. } | Self::WriteOff { .. });
        (takes_amount == amount.is_positive() && (takes_amount || amount == Money::ZERO)).then_some(resolution)
    }
}
