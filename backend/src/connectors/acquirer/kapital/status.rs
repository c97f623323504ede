//! What an order's status reply says.

use super::reply::{Tran, error_code, money, word};
use super::{KapitalConfig, is_order};
use crate::connectors::acquirer::{ListedOrder, OrderReport, OrderStatus, OrderSums, Orders};
use crate::connectors::wire::{Reply, loggable};
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::money::Money;
use shared::payment::Outcome;

#[derive(Deserialize)]
struct Body {
    order: Order,
}

#[derive(Deserialize)]
struct Page {
    orders: Vec<Order>,
    next: Option<String>,
}

/// What decides is read strictly; `src_token` and `trans` only inform and may have any shape.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    id: Box<RawValue>,
    status: String,
    description: Option<String>,
    currency: Option<String>,
    amount: Option<Box<RawValue>>,
    authorized_charge_amount: Option<Box<RawValue>>,
    cleared_charge_amount: Option<Box<RawValue>>,
    cleared_refund_amount: Option<Box<RawValue>>,
    src_token: Option<Box<RawValue>>,
    trans: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SrcToken {
    display_name: Option<String>,
    card: Option<Card>,
}

#[derive(Deserialize)]
struct Card {
    brand: Option<String>,
}

/// The order's sums, each readable or absent.
struct Sums {
    amount: Option<Money>,
    authorized: Option<Money>,
    cleared: Option<Money>,
    refunded: Option<Money>,
}

impl Sums {
    fn of(order: &Order) -> Option<Self> {
        Some(Self {
            amount: sum(order.amount.as_deref())?,
            authorized: sum(order.authorized_charge_amount.as_deref())?,
            cleared: sum(order.cleared_charge_amount.as_deref())?,
            refunded: sum(order.cleared_refund_amount.as_deref())?,
        })
    }

    fn is_taken(&self) -> bool {
        positive(self.cleared).is_some() || positive(self.refunded).is_some()
    }
}

/// `None`: there is an amount and it cannot be read.
#[allow(clippy::option_option, reason = "absent and unreadable are different facts")]
fn sum(raw: Option<&RawValue>) -> Option<Option<Money>> {
    match raw.map(money) {
        None => Some(None),
        Some(Some(sum)) if sum >= Money::ZERO => Some(Some(sum)),
        Some(_) => None,
    }
}

fn positive(sum: Option<Money>) -> Option<Money> {
    sum.filter(|sum| sum.is_positive())
}

/// *Don't know*, and why.
pub(super) fn unknown(why: &str) -> OrderReport {
    OrderReport { status: OrderStatus::Unknown, sums: OrderSums::default(), card_used: None, approval: None, why: Some(why.to_owned()) }
}

/// Reads the answer to `GET /order/{asked}`.
pub(super) fn report(reply: &Reply, asked: &str, config: &KapitalConfig) -> OrderReport {
    if reply.status != 200 {
        let code = error_code(reply).map(|code| format!("HTTP {} {}", reply.status, loggable(&code)));
        // A 404 without the bank's own error code is some gateway's.
        let status = if reply.status == 404 && code.is_ok() { OrderStatus::NoOrder } else { OrderStatus::Unknown };
        return OrderReport { status, ..unknown(&code.unwrap_or_else(|why| why)) };
    }
    let Ok(Body { order }) = serde_json::from_slice(&reply.body) else {
        return unknown("the order cannot be read");
    };
    if word(&order.id).as_deref() != Some(asked) {
        return unknown("another order was answered");
    }
    let trans = transactions(&order);
    match status(&order, &trans, config) {
        Ok(status) => {
            let sums = order_sums(&order);
            OrderReport { status, sums, card_used: card_used(&order), approval: approval(&trans), why: None }
        }
        Err(why) => unknown(&why),
    }
}

/// Reads the answer to `GET /orders`.
pub(super) fn listed(reply: &Reply, config: &KapitalConfig) -> Orders {
    let unknown = |why: &str| Orders::Unknown { why: why.to_owned() };
    if reply.status != 200 {
        return unknown(&format!("HTTP {}", reply.status));
    }
    let Ok(page) = serde_json::from_slice::<Page>(&reply.body) else { return unknown("the list of orders cannot be read") };
    let line = |order: &Order| {
        Some(ListedOrder {
            order: word(&order.id).filter(|id| is_order(id))?,
            description: order.description.clone().unwrap_or_default(),
            // What a list leaves unclear its own status is asked for.
            status: status(order, &transactions(order), config).unwrap_or(OrderStatus::Unknown),
            sums: order_sums(order),
        })
    };
    match page.orders.iter().map(line).collect() {
        Some(orders) => Orders::Page { orders, next: page.next },
        None => unknown("an order of the list has no number"),
    }
}

fn order_sums(order: &Order) -> OrderSums {
    let sums = Sums::of(order);
    OrderSums { taken: sums.as_ref().and_then(|sums| sums.cleared), given_back: sums.and_then(|sums| sums.refunded) }
}

/// The mapping of the protocol's statuses. Sums that contradict a status make it unknown: holding or taking again
/// because of a wrong word would cost the payer.
fn status(order: &Order, trans: &[Tran], config: &KapitalConfig) -> Result<OrderStatus, String> {
    if !matches!(order.currency.as_deref(), None | Some("AZN" | "944")) {
        return Err("the order's currency is not AZN".to_owned());
    }
    let sums = Sums::of(order).ok_or("an amount of the order cannot be read")?;
    let missing = || format!("{} without its amount", loggable(&order.status));
    match order.status.as_str() {
        "PartiallyPaid" | "FullyPaid" | "Funded" | "Closed" => match positive(sums.refunded) {
            Some(amount) => Ok(OrderStatus::Refunded { amount }),
            None => positive(sums.cleared).map(|amount| OrderStatus::Cleared { amount }).ok_or_else(missing),
        },
        "Refunded" => positive(sums.refunded).map(|amount| OrderStatus::Refunded { amount }).ok_or_else(missing),
        // A reversal after clearing is money given back; before it, a hold let go.
        "Voided" | "Reversed" if positive(sums.refunded).is_some() => {
            Ok(OrderStatus::Refunded { amount: sums.refunded.unwrap_or_default() })
        }
        word if sums.is_taken() => Err(format!("{} contradicts the order's amounts", loggable(word))),
        "Voided" | "Reversed" => Ok(OrderStatus::Voided),
        "Preparing" => Ok(OrderStatus::Waiting),
        "Authorized" => positive(sums.authorized.or(sums.amount)).map(|amount| OrderStatus::Held { amount }).ok_or_else(missing),
        "Declined" | "Rejected" | "Refused" => Ok(OrderStatus::Declined { outcome: outcome(trans, config) }),
        "Cancelled" => Ok(OrderStatus::Cancelled),
        "Expired" => Ok(OrderStatus::Expired),
        other => Err(format!("undocumented status {}", loggable(other))),
    }
}

/// The last attempt's result code tells why.
fn outcome(trans: &[Tran], config: &KapitalConfig) -> Outcome {
    let code = trans.iter().rev().find_map(Tran::result_code);
    code.and_then(|code| config.decline_of(&code)).unwrap_or(Outcome::Declined)
}

fn transactions(order: &Order) -> Vec<Tran> {
    order.trans.as_deref().and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

fn approval(trans: &[Tran]) -> Option<String> {
    trans.iter().rev().find_map(Tran::approval)
}

/// `4xxxxxxxxxxx1111` of brand Visa → `Visa 4••• 1111`. More digits than these five are never taken over.
fn card_used(order: &Order) -> Option<String> {
    let token: SrcToken = serde_json::from_str(order.src_token.as_deref()?.get()).ok()?;
    let brand = token.card.and_then(|card| card.brand).filter(|brand| is_brand(brand));
    let number = token.display_name.as_deref().and_then(masked);
    match (brand, number) {
        (Some(brand), Some(number)) => Some(format!("{brand} {number}")),
        (brand, number) => brand.or(number),
    }
}

fn is_brand(text: &str) -> bool {
    (1..=24).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ')
}

fn masked(display: &str) -> Option<String> {
    let characters: Vec<char> = display.chars().filter(|c| !c.is_whitespace()).collect();
    let (first, last) = (characters.first()?, characters.get(characters.len().checked_sub(4)?..)?);
    let digits = first.is_ascii_digit() && last.iter().all(char::is_ascii_digit);
    let long_enough = (12..=19).contains(&characters.len());
    (digits && long_enough).then(|| format!("{first}••• {}", last.iter().collect::<String>()))
}
