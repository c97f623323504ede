//! The refunds' half: money that the bank gave back and that a database put back knows nothing of. Asked for again, it would
//! be given back twice.

use super::{Recovery, What};
use crate::app::refunds::{self, Who};
use crate::app::{AppError, random_id};
use crate::connectors::acquirer::{Acquirer, ListedOrder, OrderStatus};
use crate::store::refunds::{self as rows, RefundRow};
use crate::store::{StoreError, recovery};
use shared::id::Id;
use shared::money::Money;
use shared::payment::{AlarmCause, Payment, State};
use shared::refund::State as Case;

impl Recovery<'_> {
    /// A captured payment beside the bank's word. What was given back beyond what is known here is its open case's, if one
    /// explains it: that goes on from the bank's yes. What no case here explains is for a person.
    pub(super) async fn take_given_back(
        &mut self,
        bank: &Acquirer,
        order: &ListedOrder,
        id: &Id,
        payment: &Payment,
    ) -> Result<(), AppError> {
        let State::Captured { refunded, .. } = payment.state else { return Ok(()) };
        // What a person is deciding already is not decided here.
        let difference = payment.difference;
        let known = difference.given(refunded).and_then(|given| given.checked_add(difference.unasked())).unwrap_or(refunded);
        if !matches!(order.status, OrderStatus::Refunded { amount } if amount > known) {
            return Ok(());
        }
        // The list may be of before.
        let OrderStatus::Refunded { amount } = bank.status(&order.order).await.status else {
            self.report.unanswered.push(format!("the bank's order {} of the payment {id}", order.order));
            return Ok(());
        };
        let Some(extra) = amount.checked_sub(known).filter(|extra| extra.is_positive()) else { return Ok(()) };
        let cases = rows::of_payment(&mut *self.app.store().read().await?, id).await?;
        let beside_excess = extra.checked_sub(difference.owed()).unwrap_or(extra);
        let explains = [extra, beside_excess].into_iter().map(|sum| explaining(&cases, sum)).find(|cases| !cases.is_empty());
        let Some(explains) = explains else {
            if extra <= difference.owed() {
                // The payment's own machine hears of it.
                return Ok(());
            }
            let words = format!("the bank gave {} AZN of it back, and no refund here says for what", extra.to_decimal());
            return self.alarm_of(AlarmCause::GivenBackUnasked, id.as_str(), &order.order, words).await;
        };
        for case in explains {
            self.go_on(id, &order.order, case).await?;
        }
        Ok(())
    }

    async fn go_on(&mut self, payment: &Id, order: &str, case: RefundRow) -> Result<(), AppError> {
        let words = format!("the bank had given {} AZN of it back: its refund {} goes on from there", case.total.to_decimal(), case.id);
        let by = Who { actor: format!("recover {}", random_id()), name: self.options.by.clone() };
        let (app, reason, note) = (self.app.clone(), self.options.reason.clone(), self.row(payment.as_str(), order, What::GivenBack));
        let done = self.app.store().write(move |connection| {
            let (app, case, by, reason, note) = (app.clone(), case.clone(), by.clone(), reason.clone(), note.clone());
            Box::pin(async move {
                refunds::was_given_back(&app, connection, &case, &by, &reason).await?;
                recovery::note(connection, &note).await
            })
        });
        match done.await {
            Ok(()) => self.done(payment.as_str(), order, What::GivenBack, words),
            Err(StoreError::Constraint(why)) => {
                self.alarm_of(AlarmCause::GivenBackUnasked, payment.as_str(), order, format!("{words}, which failed: {why}")).await?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// The cases that wait and come to this sum: one of them, or all together.
fn explaining(cases: &[RefundRow], sum: Money) -> Vec<RefundRow> {
    let waits = |row: &RefundRow| matches!(row.life.refund.state, Case::Requested | Case::AwaitingApproval);
    let mut waiting: Vec<RefundRow> = cases.iter().filter(|row| waits(row)).cloned().collect();
    // One that needs nobody's approval is the likelier.
    waiting.sort_by_key(|row| row.life.refund.state == Case::AwaitingApproval);
    if let Some(one) = waiting.iter().find(|row| row.total == sum) {
        return vec![one.clone()];
    }
    if Money::sum(waiting.iter().map(|row| row.total)) == Some(sum) { waiting } else { vec![] }
}
