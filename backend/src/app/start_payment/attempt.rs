//! An attempt at a payment holds the leases of its bills from before their billers are asked until the payment is stored:
//! what a biller says is true as long as nobody else can pay the bill. An attempt that comes to nothing gives them back,
//! also when its request is dropped; one whose server is gone loses them by time.

use super::existing;
use crate::app::{App, AppError};
use crate::config::Config;
use crate::store::payments::{self, ItemRow, PaymentRow};
use crate::store::{StoreError, leases};
use shared::api::payments::StartPayment;
use shared::id::Id;
use shared::time::Millis;
use std::time::Duration;

/// Beyond the time that billers have: storing what they said.
const STORE_MS: Millis = 5_000;
/// How often the same attempt, sent twice at once, looks what became of the first.
const LOOK: Duration = Duration::from_millis(40);

/// The longest that asking all billers at once may take, in milliseconds.
pub(super) fn quote_ms(config: &Config) -> Millis {
    let longest = config.biller.iter().filter_map(|b| b.remote.as_ref()).map(|remote| remote.query_timeout_ms).max().unwrap_or(0);
    // What is read from our own store takes its time, too.
    Millis::try_from(longest).unwrap_or(Millis::MAX).saturating_add(2_000)
}

/// The leases of an attempt.
pub(super) struct Attempt {
    app: App,
    holder: String,
    bills: Vec<String>,
    held: bool,
}

/// What taking the leases led to.
pub(super) enum Taken {
    Attempt(Attempt),
    /// The same attempt had come before, and was stored meanwhile.
    Stored(Box<PaymentRow>),
}

/// Takes the leases of all bills, or none. Where the same attempt holds them already, its end is waited for.
///
/// # Errors
/// [`AppError::Leased`], [`AppError::TooMany`] or the store's.
pub(super) async fn take(app: &App, key: &Id, request: &StartPayment, address: &str, body_hash: &str) -> Result<Taken, AppError> {
    // A digest: a key that is another payment's reference must not touch that payment's leases.
    let holder = format!("{}{}", leases::ATTEMPT, app.digests().keyed("attempt", key.as_str()));
    let mut bills: Vec<String> = request.items.iter().map(|item| item.bill.clone()).collect();
    // In one order for everybody: baskets that overlap would wait for each other's bills.
    bills.sort_unstable();
    let looks = (quote_ms(app.config()) + STORE_MS) / Millis::try_from(LOOK.as_millis()).unwrap_or(1);
    for _ in 0..looks.max(1) {
        let attempt = Attempt { app: app.clone(), holder: holder.clone(), bills: bills.clone(), held: false };
        match attempt.taken(address).await {
            Ok(attempt) => return Ok(Taken::Attempt(attempt)),
            Err(StoreError::OwnLease) => tokio::time::sleep(LOOK).await,
            Err(error) => return Err(error.into()),
        }
        if let Some(row) = existing(app, key, body_hash).await? {
            return Ok(Taken::Stored(Box::new(row)));
        }
    }
    Err(AppError::Leased(STORE_MS))
}

impl Attempt {
    async fn taken(mut self, address: &str) -> Result<Self, StoreError> {
        let now = self.app.clock().now();
        let until = now.plus_ms(quote_ms(self.app.config()).saturating_add(STORE_MS));
        let (holder, bills, address) = (self.holder.clone(), self.bills.clone(), address.to_owned());
        // From here on: a write whose end is not known may have taken them.
        self.held = true;
        let taken = self.app.store().write(move |connection| {
            let (holder, bills, address) = (holder.clone(), bills.clone(), address.clone());
            Box::pin(async move {
                for bill in &bills {
                    if let Some(for_ms) = leases::must_wait(connection, bill, &address, now).await? {
                        return Err(StoreError::MustWait { for_ms });
                    }
                    if !leases::take(connection, bill, &holder, &address, until, now).await? {
                        return Err(match leases::held_by(connection, bill, now).await? {
                            Some((by, _)) if by == holder => StoreError::OwnLease,
                            Some((_, for_ms)) => StoreError::Leased { for_ms },
                            None => StoreError::Leased { for_ms: 1 },
                        });
                    }
                }
                Ok(())
            })
        });
        match taken.await {
            Ok(()) => Ok(self),
            Err(error) => {
                // Nothing was written, or a first attempt of the same key holds them: they are not ours to give back.
                self.held = !matches!(error, StoreError::OwnLease | StoreError::Leased { .. } | StoreError::MustWait { .. });
                Err(error)
            }
        }
    }

    /// One transaction: the leases become the payment's, the payment is stored with its shares.
    ///
    /// # Errors
    /// [`StoreError::Leased`] when a lease has run out meanwhile, or the store's.
    pub(super) async fn store(&mut self, key: &Id, row: &PaymentRow, items: &[ItemRow]) -> Result<(), StoreError> {
        let (until, now) = (row.life.payment.deadlines.pay_until, row.created_at);
        let (holder, bills) = (self.holder.clone(), self.bills.clone());
        let (key, stored, items) = (key.clone(), row.clone(), items.to_vec());
        let stored = self.app.store().write(move |connection| {
            let (holder, bills, key, row, items) = (holder.clone(), bills.clone(), key.clone(), stored.clone(), items.clone());
            Box::pin(async move {
                for bill in &bills {
                    if !leases::hand_over(connection, bill, &holder, &row.id, until, now).await? {
                        return Err(StoreError::Leased { for_ms: 1 });
                    }
                }
                payments::insert(connection, &key, &row, &items).await
            })
        });
        stored.await?;
        self.held = false;
        Ok(())
    }

    /// Gives the leases back. What became the payment's is not the attempt's any more.
    pub(super) async fn give_back(mut self) {
        self.held = false;
        give_back(&self.app, &self.holder).await;
    }
}

async fn give_back(app: &App, holder: &str) {
    let attempt = holder.to_owned();
    let given = app.store().write(move |connection| {
        let attempt = attempt.clone();
        Box::pin(async move { leases::give_back(connection, &attempt).await })
    });
    if let Err(error) = given.await {
        tracing::warn!(%error, "the leases of an attempt were not given back: they run out");
    }
}

impl Drop for Attempt {
    /// The request was dropped half way.
    fn drop(&mut self) {
        if !std::mem::take(&mut self.held) {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (app, holder) = (self.app.clone(), std::mem::take(&mut self.holder));
            runtime.spawn(async move { give_back(&app, &holder).await });
        }
    }
}
