//! What citizens were told, to be held against the books afterwards.

use crate::plan::Plan;
use shared::api::payments::{PaymentView, Stage};
use shared::api::problem::ProblemCode;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A payment that the portal acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    pub(crate) plan: Plan,
    pub(crate) first: PaymentView,
    pub(crate) last: PaymentView,
}

#[derive(Default)]
pub(crate) struct Notes {
    acknowledged: Mutex<BTreeMap<String, Acknowledged>>,
    refused: Mutex<BTreeMap<&'static str, u64>>,
    retries: Mutex<u64>,
}

impl Notes {
    /// Another answer about a payment; what was promised before must still be so.
    pub(crate) fn told(&self, plan: &Plan, view: &PaymentView) {
        let mut all = self.acknowledged.lock().unwrap();
        let known = all.entry(view.reference.clone()).or_insert_with(|| Acknowledged {
            plan: plan.clone(),
            first: view.clone(),
            last: view.clone(),
        });
        assert_eq!(known.plan.key, plan.key, "two keys were given one payment");
        if is_paid(&known.last) {
            let promise = |view: &PaymentView| (view.stage, view.captured_minor, view.receipt.clone(), view.items.clone());
            assert_eq!(promise(&known.last), promise(view), "a paid payment changed");
        }
        known.last = view.clone();
    }

    pub(crate) fn refused(&self, code: ProblemCode) {
        *self.refused.lock().unwrap().entry(code.as_str()).or_default() += 1;
    }

    pub(crate) fn retried(&self) {
        *self.retries.lock().unwrap() += 1;
    }

    pub(crate) fn acknowledged(&self) -> Vec<Acknowledged> {
        self.acknowledged.lock().unwrap().values().cloned().collect()
    }

    pub(crate) fn summary(&self) -> String {
        format!("before any payment refused {:?}, requests repeated {}", self.refused.lock().unwrap(), self.retries.lock().unwrap())
    }
}

pub(crate) fn is_paid(view: &PaymentView) -> bool {
    matches!(view.stage, Stage::Paid | Stage::PartlyPaid)
}

/// Nothing more will be heard of it. `NotPaid` may still give a hold back.
pub(crate) fn is_over(view: &PaymentView) -> bool {
    is_paid(view) || view.stage == Stage::NotPaid
}
