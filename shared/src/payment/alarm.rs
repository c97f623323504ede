//! Why a person must look at a payment.

use super::Payment;
use super::machine::Effect;
use serde::{Deserialize, Serialize};

/// The cause of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlarmCause {
    /// Raised before alarms had causes.
    #[default]
    Unspecified,
    /// It has not ended by its deadline.
    Overdue,
    /// The bank held another sum than was asked; the hold is given back.
    HeldOtherSum,
    /// The bank took another sum than was asked.
    TakenOtherSum,
    /// The bank took money that was to be held only, or to be given back.
    TakenUnasked,
    /// The bank gave back money that nobody asked to be given back.
    GivenBackUnasked,
    /// The bank's word does not fit what was done there.
    BankContradicts,
    /// The bank lost the hold after billers had said yes; their bookings are taken back.
    HoldLost,
    /// The bank refused the capture for good.
    CaptureRefused,
    /// The bank refuses to give the hold back.
    VoidRefused,
    /// The bank refused a refund.
    RefundRefused,
    /// The bank does not know the order.
    OrderUnknown,
    /// A biller takes back its own final word.
    BillerContradicts,
    /// A biller took a booking back that nobody asked it to.
    BillerTookBack,
    /// A biller does not take a booking back that it was asked to.
    ReversalRefused,
    /// A biller has not said, past every deadline, whether it booked.
    BillerSilent,
    /// Its biller is not configured as it was when the payment was started.
    BillerNotConfigured,
    /// The stored state cannot be read.
    Unreadable,
}

impl AlarmCause {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Unspecified,
        Self::Overdue,
        Self::HeldOtherSum,
        Self::TakenOtherSum,
        Self::TakenUnasked,
        Self::GivenBackUnasked,
        Self::BankContradicts,
        Self::HoldLost,
        Self::CaptureRefused,
        Self::VoidRefused,
        Self::RefundRefused,
        Self::OrderUnknown,
        Self::BillerContradicts,
        Self::BillerTookBack,
        Self::ReversalRefused,
        Self::BillerSilent,
        Self::BillerNotConfigured,
        Self::Unreadable,
    ];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Overdue => "overdue",
            Self::HeldOtherSum => "held_other_sum",
            Self::TakenOtherSum => "taken_other_sum",
            Self::TakenUnasked => "taken_unasked",
            Self::GivenBackUnasked => "given_back_unasked",
            Self::BankContradicts => "bank_contradicts",
            Self::HoldLost => "hold_lost",
            Self::CaptureRefused => "capture_refused",
            Self::VoidRefused => "void_refused",
            Self::RefundRefused => "refund_refused",
            Self::OrderUnknown => "order_unknown",
            Self::BillerContradicts => "biller_contradicts",
            Self::BillerTookBack => "biller_took_back",
            Self::ReversalRefused => "reversal_refused",
            Self::BillerSilent => "biller_silent",
            Self::BillerNotConfigured => "biller_not_configured",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Raises the alarm unless this trouble's was raised before.
pub(super) fn alarm(payment: &mut Payment, cause: AlarmCause) -> Vec<Effect> {
    if payment.alarms.contains(&cause) {
        return vec![];
    }
    payment.alarms.push(cause);
    vec![Effect::Alarm { cause }]
}

/// The payment with its alarm, and nothing else.
pub(super) fn only_alarm(mut payment: Payment, cause: AlarmCause) -> super::machine::Applied {
    let effects = alarm(&mut payment, cause);
    Ok((payment, effects))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_stored_as_it_is_named() {
        for cause in AlarmCause::ALL {
            assert_eq!(serde_json::to_string(&cause).unwrap(), format!("\"{}\"", cause.as_str()));
        }
    }

    #[test]
    fn an_alarm_of_before_causes_is_read() {
        let before: Effect = serde_json::from_str(r#"{"effect":"alarm"}"#).unwrap();
        assert_eq!(before, Effect::Alarm { cause: AlarmCause::Unspecified });
    }
}
