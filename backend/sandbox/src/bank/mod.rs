//! The acquirer: Kapital TXPG over REST, and the card page it sends payers to.
//!
//! [`order`] and [`operations`] are the bank's inner life without HTTP; [`api`] is the merchant's side, `page` the
//! payer's. What a card does is decided by its number alone, in [`cards`].

pub(crate) mod api;
pub mod cards;
mod entry;
pub mod operations;
pub mod order;
pub(crate) mod page;
mod payer;
mod render;
mod reply;

use std::collections::BTreeMap;

use crate::bank::order::Order;

/// Every order there is.
#[derive(Debug, Default)]
pub(crate) struct Bank {
    orders: BTreeMap<u64, Order>,
}

/// 2026-01-01T00:00:00Z
const IDS_SINCE_SECS: i64 = 1_767_225_600;

impl Bank {
    /// An id no earlier run has given out: a portal may remember orders of a sandbox that forgot them.
    pub(crate) fn next_id(&self, now: i64) -> u64 {
        let by_time = u64::try_from(now.saturating_sub(IDS_SINCE_SECS)).unwrap_or(0).saturating_mul(100);
        let by_last = self.orders.last_key_value().map_or(1, |(id, _)| id + 1);
        by_time.max(by_last)
    }

    pub(crate) fn put(&mut self, order: Order) {
        self.orders.insert(order.id, order);
    }

    /// The order as of now: what time alone does to it has happened.
    pub(crate) fn find(&mut self, id: u64, now: i64) -> Option<&mut Order> {
        let order = self.orders.get_mut(&id)?;
        order.tick(now);
        Some(order)
    }

    pub(crate) fn all(&mut self, now: i64) -> impl Iterator<Item = &Order> {
        self.orders.values_mut().map(move |order| {
            order.tick(now);
            &*order
        })
    }

    pub(crate) fn clear(&mut self) {
        self.orders.clear();
    }
}
