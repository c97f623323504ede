//! The payment's steps.

use crate::i18n::{Key, keys};
use crate::state::pay::Pay;
use frontend::parts::steps;
use leptos::prelude::*;

/// Number, bills, card, check, payment, receipt.
const STEPS: [Key; 6] = [keys::STEP_NUMBER, keys::STEP_BILLS, keys::STEP_CARD, keys::STEP_CHECK, keys::STEP_PAYMENT, keys::STEP_RECEIPT];

/// A step's form with the steps beside it; `now` counts from 1, 7 means that all are done.
pub(crate) fn wizard(now: usize, children: Vec<AnyView>) -> AnyView {
    steps::wizard(keys::STEPS_LABEL, &STEPS, now, children)
}

/// Where the draft is kept, in words; nothing before the first saving.
pub(crate) fn saved(pay: Pay) -> AnyView {
    steps::saved(pay.saved)
}
