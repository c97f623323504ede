//! The bank's and the billers' own lists: what is on them and nowhere here is a payment that we lost.

use super::report::{AuditReport, Kind};
use crate::app::{App, AppError};
use crate::connectors::acquirer::{Acquirer, ListedOrder, OrderStatus, Orders};
use crate::connectors::biller::{ListedPosting, Postings, RemoteBiller};
use crate::store::payments::life_of;
use crate::store::{StoreError, audit as rows, recovery};
use shared::id::{Id, is_hex};
use shared::payment::State;
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;
use std::collections::HashMap;

/// Pages of one list; a list that goes on further is not believed.
const PAGES_MAX: usize = 100_000;
/// Clocks differ.
const DAY_MS: Millis = 24 * 3_600_000;

/// What others say they have, by acquirer or biller.
#[derive(Debug, Default)]
pub(in crate::app) struct Lists {
    orders: HashMap<String, HashMap<String, ListedOrder>>,
    postings: HashMap<String, HashMap<String, ListedPosting>>,
}

impl Lists {
    pub(super) fn order(&self, acquirer: &str, order: &str) -> Option<&ListedOrder> {
        self.orders.get(acquirer)?.get(order).filter(|listed| listed.status != OrderStatus::Unknown)
    }

    pub(super) fn posting(&self, biller: &str, item: &str) -> Option<&ListedPosting> {
        self.postings.get(biller)?.get(item)
    }
}

/// Reads every list there is. `since`: the oldest payment that counts.
pub(super) async fn read(app: &App, since: Timestamp, report: &mut AuditReport) -> Lists {
    let mut lists = Lists::default();
    let period = (since.plus_ms(-DAY_MS), app.clock().now().plus_ms(DAY_MS));
    for id in app.config().acquirer.iter().map(crate::config::AcquirerConfig::id) {
        let Some(bank) = app.acquirer(id) else { continue };
        match orders_of(bank, period).await {
            Ok(Some(orders)) => {
                lists.orders.insert(id.to_owned(), orders.into_iter().map(|order| (order.order.clone(), order)).collect());
            }
            Ok(None) => report.note(format!("the bank {id} has no list of orders: an order that no payment here names was not looked for")),
            Err(why) => report.unanswered(format!("the bank {id} was asked for its list of orders: {why}")),
        }
    }
    for biller in app.config().biller.iter().map(|biller| biller.id.as_str()) {
        let Some(port) = app.remote(biller) else { continue };
        match postings_of(port).await {
            Ok(Some(postings)) => {
                lists.postings.insert(biller.to_owned(), postings.into_iter().map(|posting| (posting.id.clone(), posting)).collect());
            }
            Ok(None) => {
                report.note(format!("the biller {biller} has no list of postings: one that no payment here names was not looked for"));
            }
            Err(why) => report.unanswered(format!("the biller {biller} was asked for its list of postings: {why}")),
        }
    }
    lists
}

/// `Ok(None)`: the bank has no list.
pub(in crate::app) async fn orders_of(bank: &Acquirer, (from, to): (Timestamp, Timestamp)) -> Result<Option<Vec<ListedOrder>>, String> {
    let (mut all, mut cursor) = (vec![], None);
    for _ in 0..PAGES_MAX {
        match bank.orders(from, to, cursor.as_deref()).await {
            Orders::NotOffered => return Ok(None),
            Orders::Unknown { why } => return Err(why),
            Orders::Page { orders, next } => {
                all.extend(orders);
                match next {
                    Some(next) if cursor.as_ref() != Some(&next) => cursor = Some(next),
                    _ => return Ok(Some(all)),
                }
            }
        }
    }
    Err("the list has no end".to_owned())
}

/// `Ok(None)`: the biller has no list.
pub(in crate::app) async fn postings_of(port: &RemoteBiller) -> Result<Option<Vec<ListedPosting>>, String> {
    let (mut all, mut cursor) = (vec![], None);
    for _ in 0..PAGES_MAX {
        match port.postings(cursor.as_deref()).await {
            Postings::NotOffered => return Ok(None),
            Postings::Unknown { why } => return Err(why),
            Postings::Page { postings, next } => {
                all.extend(postings);
                match next {
                    Some(next) if cursor.as_ref() != Some(&next) => cursor = Some(next),
                    _ => return Ok(Some(all)),
                }
            }
        }
    }
    Err("the list has no end".to_owned())
}

/// The payment that an order was opened for, by the words we gave it.
pub(in crate::app) fn payment_of(description: &str) -> Option<Id> {
    description.strip_prefix(crate::app::perform::ORDER_WORDS).filter(|id| is_hex(id, 32)).and_then(Id::parse)
}

/// What is on a list and nowhere here. Read after the payments: whatever was listed had its payment's row before.
pub(super) async fn check_unknown(app: &App, lists: &Lists, report: &mut AuditReport) -> Result<(), AppError> {
    let mut connection = app.store().read().await?;
    let mut orders: Vec<_> = lists.orders.iter().flat_map(|(bank, orders)| orders.values().map(move |order| (bank, order))).collect();
    orders.sort_by_key(|(bank, order)| (bank.as_str(), order.order.as_str()));
    for (bank, order) in orders {
        let Some(id) = payment_of(&order.description) else { continue };
        match rows::payment_with_items(&mut connection, id.as_str()).await? {
            None if !moved_money(order) && was_recovered(&mut connection, &id).await? => {}
            None => {
                let words = format!("the bank {bank} has the order {} ({:?}) of a payment that is not here", order.order, order.status);
                report.find(Kind::BankOrderUnknown, Some(id.as_str()), words);
            }
            Some((row, _)) if row.order.as_deref() != Some(order.order.as_str()) => {
                let state = life_of(&row.machine).ok().map(|life| life.payment.state);
                orphan(&id, order, matches!(state, Some(State::Opening { .. })), report);
            }
            Some(_) => {}
        }
    }
    let mut postings: Vec<_> = lists.postings.iter().flat_map(|(biller, all)| all.values().map(move |posting| (biller, posting))).collect();
    postings.sort_by_key(|(biller, posting)| (biller.as_str(), posting.id.as_str()));
    for (biller, posting) in postings {
        // What was wholly taken back owes nobody anything: the biller's counter, or `kommunal recover`, has mended it.
        let counts = posting.status == "accepted" && posting.remaining.is_positive();
        if counts && !rows::has_item(&mut connection, &posting.id).await? {
            let words = format!(
                "{biller} has the posting {} over {} qəpik ({}), of a payment that is not here",
                posting.id,
                posting.amount.minor(),
                posting.status
            );
            report.find(Kind::BillerPostingUnknown, None, words);
        }
    }
    Ok(())
}

const fn moved_money(order: &ListedOrder) -> bool {
    matches!(order.status, OrderStatus::Held { .. } | OrderStatus::Cleared { .. } | OrderStatus::Refunded { .. })
}

/// A person knows that its payment is gone.
async fn was_recovered(connection: &mut AnyConnection, id: &Id) -> Result<bool, StoreError> {
    let what = recovery::last_of(connection, id.as_str()).await?;
    Ok(what.is_some_and(|what| matches!(what.as_str(), "voided" | "ended" | "waiting")))
}

/// An order whose page address reached nobody: nothing can have been paid on it.
fn orphan(id: &Id, order: &ListedOrder, opening: bool, report: &mut AuditReport) {
    if moved_money(order) && !opening {
        let words = format!("money moved on its order {}, which it does not know ({:?})", order.order, order.status);
        report.find(Kind::BankDiffers, Some(id.as_str()), words);
    }
}
