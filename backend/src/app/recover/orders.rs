//! The bank's half: every order since, whether its payment is here or not.

use super::{Recovery, What};
use crate::app::advance::Payments;
use crate::app::audit::lists::{orders_of, payment_of};
use crate::app::{AppError, process};
use crate::config::AcquirerConfig;
use crate::connectors::acquirer::{Acquirer, ListedOrder, OrderStatus};
use crate::store::audit as rows;
use crate::store::payments::life_of;
use shared::id::Id;
use shared::payment::Payment;
use shared::payment::machine::Answer;
use shared::time::{Millis, Timestamp};
use std::time::Duration;

/// Clocks differ, and an order is opened before its payment is first sealed.
const HOUR_MS: Millis = 3_600_000;
/// Looks at the payments that are open: each leads a step further.
const LOOKS_MAX: u32 = 12;
const PAUSE: Duration = Duration::from_millis(400);
/// Longest wait for the answers of one look.
const ANSWERS: Duration = Duration::from_secs(60);

impl Recovery<'_> {
    /// Asks each bank for its orders since. Answers whether money was taken that nothing here explains, or may have been.
    pub(super) async fn ask_bank(&mut self, since: Option<Timestamp>) -> Result<bool, AppError> {
        let app = self.app;
        let life_ms = app.config().payment.order_life_s.saturating_mul(1000);
        let oldest = rows::oldest_payment(&mut *app.store().read().await?).await?.map(Timestamp::from_micros);
        let from = since.or(oldest).unwrap_or_default().plus_ms(-HOUR_MS - life_ms);
        let (mut unexplained, mut open) = (false, vec![]);
        for id in app.config().acquirer.iter().map(AcquirerConfig::id) {
            let Some(bank) = app.acquirer(id) else { continue };
            match orders_of(bank, (from, app.clock().now().plus_ms(24 * HOUR_MS))).await {
                Ok(Some(orders)) => {
                    for order in &orders {
                        unexplained |= self.take_order(bank, order, &mut open).await?;
                    }
                }
                Ok(None) => {
                    unexplained = true;
                    self.report.unanswered.push(format!("the bank {id} has no list of orders: what no anchor keeps cannot be named"));
                }
                Err(why) => {
                    unexplained = true;
                    self.report.unanswered.push(format!("the bank {id} was asked for its list of orders: {why}"));
                }
            }
        }
        self.move_on(open).await?;
        Ok(unexplained)
    }

    /// True when money was taken that nothing here explains.
    async fn take_order(&mut self, bank: &Acquirer, order: &ListedOrder, open: &mut Vec<Id>) -> Result<bool, AppError> {
        let Some(id) = payment_of(&order.description) else { return Ok(false) };
        let here = rows::payment_with_items(&mut *self.app.store().read().await?, id.as_str()).await?;
        if let Some((row, _)) = &here {
            let is_its = row.order.as_deref() == Some(order.order.as_str());
            if is_its {
                let Ok(life) = life_of(&row.machine) else { return Ok(false) };
                self.take_given_back(bank, order, &id, &life.payment).await?;
                if is_open(&life.payment) {
                    open.push(id);
                }
                return Ok(false);
            }
        }
        self.take_unknown(bank, order, &id, here.is_some()).await
    }

    /// An order that nobody here asks for: its payment is missing, or has another.
    async fn take_unknown(&mut self, bank: &Acquirer, order: &ListedOrder, id: &Id, here: bool) -> Result<bool, AppError> {
        let number = order.order.as_str();
        // The list may be of before.
        let report = bank.status(number).await;
        match report.status {
            OrderStatus::Held { amount } => {
                let done = bank.void(number).await;
                let words = format!("{} AZN were held on an order that is known to nobody here", amount.to_decimal());
                match done.answer {
                    Answer::Yes => self.note(id.as_str(), number, What::Voided, format!("{words}: given back")).await?,
                    _ => self.report.unanswered.push(format!("the bank was asked to give the order {number} back: {:?}", done.why)),
                }
                Ok(false)
            }
            OrderStatus::Cleared { amount } => {
                let words = format!("the bank took {} AZN on its order {number}, and no anchor says for what", amount.to_decimal());
                self.alarm(id.as_str(), number, words).await?;
                Ok(true)
            }
            OrderStatus::Refunded { amount } if report.sums.taken != Some(amount) => {
                let words = format!("the bank took more than the {} AZN it gave back on its order {number}", amount.to_decimal());
                self.alarm(id.as_str(), number, words).await?;
                Ok(true)
            }
            OrderStatus::Unknown => {
                self.report.unanswered.push(format!("the bank's order {number} of the payment {id}"));
                Ok(true)
            }
            // Another attempt's order, whose payment goes on under the next.
            _ if here => Ok(false),
            OrderStatus::Waiting => {
                let words = format!("its order {number} can still be paid: recover again once its time is over");
                self.note(id.as_str(), number, What::Waiting, words).await?;
                Ok(false)
            }
            status => {
                self.note(id.as_str(), number, What::Ended, format!("its order {number} ended without money ({status:?})")).await?;
                Ok(false)
            }
        }
    }

    /// What is back as it was before is asked again until it ends or nothing of it moves.
    async fn move_on(&mut self, open: Vec<Id>) -> Result<(), AppError> {
        let mut waiting = open.clone();
        for _ in 0..LOOKS_MAX {
            let mut still = vec![];
            for id in waiting {
                process::wake::<Payments>(self.app, &id).await?;
                still.push(id);
            }
            self.app.wait_for_calls(ANSWERS).await;
            waiting = vec![];
            for id in still {
                if !self.is_at_rest(&id).await? {
                    waiting.push(id);
                }
            }
            if waiting.is_empty() {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        for id in open {
            let row = rows::payment_with_items(&mut *self.app.store().read().await?, id.as_str()).await?;
            let (state, order) = row.map(|(row, _)| (row.state, row.order.unwrap_or_default())).unwrap_or_default();
            self.note(id.as_str(), &order, What::Asked, format!("was open, is {state}")).await?;
        }
        Ok(())
    }

    async fn is_at_rest(&self, id: &Id) -> Result<bool, AppError> {
        let row = rows::payment_with_items(&mut *self.app.store().read().await?, id.as_str()).await?;
        Ok(row.is_none_or(|(row, _)| life_of(&row.machine).is_ok_and(|life| !is_open(&life.payment))))
    }
}

/// A captured payment whose order is only to be compared once more has ended.
fn is_open(payment: &Payment) -> bool {
    !payment.is_ended() || payment.watched || payment.has_open_items()
}
