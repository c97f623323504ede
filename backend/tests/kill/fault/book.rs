//! The second bank's book: orders, holds, clearings, refunds. Written from the protocol's description alone, without a line
//! of the sandbox's bank: two readings of one contract find what one would agree with itself about.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Preparing,
    Authorized,
    FullyPaid,
    PartiallyPaid,
    Declined,
    Cancelled,
    Expired,
    Voided,
    Refunded,
}

#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) id: u64,
    pub(crate) password: String,
    pub(crate) back: String,
    description: String,
    pub(crate) amount: i64,
    pub(crate) status: Status,
    pub(crate) authorized: i64,
    pub(crate) cleared: i64,
    pub(crate) refunded: i64,
    result: &'static str,
    card: String,
    until: Instant,
}

impl Order {
    /// What the merchant has of it in the end.
    pub(crate) fn net(&self) -> i64 {
        self.cleared - self.refunded
    }

    /// As `GET /order/{id}` shows it, each sum there is wrong by `off`.
    pub(crate) fn shown(&self, off: i64, status: Option<&str>) -> String {
        let wrong = |sum: i64| if sum > 0 { (sum + off).max(1) } else { 0 };
        let authorized = if self.status == Status::Voided { 0 } else { self.authorized };
        let name = status.map_or_else(|| format!("{:?}", self.status), str::to_owned);
        let mut text = format!(
            r#"{{"order":{{"id":{},"typeRid":"Order_DMS","status":"{name}","amount":{},"currency":"AZN","description":{}"#,
            self.id,
            decimal(self.amount),
            Value::from(self.description.as_str()),
        );
        let _ = write!(text, r#","authorizedChargeAmount":{}"#, decimal(wrong(authorized)));
        let _ = write!(text, r#","clearedChargeAmount":{}"#, decimal(wrong(self.cleared)));
        let _ = write!(text, r#","clearedRefundAmount":{}"#, decimal(wrong(self.refunded)));
        if !self.card.is_empty() {
            let _ = write!(text, r#","srcToken":{{"displayName":"{}","card":{{"brand":"Visa"}}}}"#, self.card);
        }
        let _ = write!(text, r#","trans":[{{"pmoResultCode":"{}","approvalCode":"A{:05}"}}]}}}}"#, self.result, self.id % 100_000);
        text
    }
}

/// What the merchant asks to be done.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operation {
    Capture(i64),
    Void,
    Refund(i64),
}

impl Operation {
    pub(crate) fn read(body: &Value) -> Option<Self> {
        let tran = body.get("tran")?;
        let word = |name: &str| tran.get(name).and_then(Value::as_str).unwrap_or_default();
        let amount = || minor(word("amount"));
        match (word("phase"), word("voidKind"), word("type")) {
            ("Clearing", "", "") => Some(Self::Capture(amount()?)),
            ("Auth", "Full", "") => Some(Self::Void),
            ("Single", "", "Refund") => Some(Self::Refund(amount()?)),
            _ => None,
        }
    }
}

pub(crate) struct Book {
    pub(crate) orders: BTreeMap<u64, Order>,
    life: Duration,
}

impl Book {
    pub(crate) fn new(life: Duration) -> Self {
        Self { orders: BTreeMap::new(), life }
    }

    pub(crate) fn open(&mut self, body: &Value) -> Option<&Order> {
        let order = body.get("order")?;
        let word = |name: &str| order.get(name).and_then(Value::as_str);
        let amount = minor(word("amount")?).filter(|amount| *amount > 0)?;
        if word("typeRid")? != "Order_DMS" || word("currency")? != "AZN" {
            return None;
        }
        let id = 700_000 + self.orders.len() as u64;
        let order = Order {
            id,
            password: format!("p{:x}", id.wrapping_mul(0x9e37_79b9)),
            back: word("hppRedirectUrl")?.to_owned(),
            description: word("description").unwrap_or_default().to_owned(),
            amount,
            status: Status::Preparing,
            authorized: 0,
            cleared: 0,
            refunded: 0,
            result: "",
            card: String::new(),
            until: Instant::now() + self.life,
        };
        Some(self.orders.entry(id).or_insert(order))
    }

    pub(crate) fn find(&mut self, id: u64) -> Option<&mut Order> {
        let order = self.orders.get_mut(&id)?;
        if order.status == Status::Preparing && Instant::now() > order.until {
            order.status = Status::Expired;
        }
        Some(order)
    }

    /// What the payer does at the page.
    pub(crate) fn pay(&mut self, id: u64, card: &str) {
        let Some(order) = self.find(id).filter(|order| order.status == Status::Preparing) else { return };
        let declined = [("0002", "82"), ("9995", "59"), ("1629", "82")];
        order.card = format!("{}xxxxxxxxxxx{}", &card[..1], &card[card.len() - 4..]);
        match declined.iter().find(|(end, _)| card.ends_with(end)) {
            Some((_, code)) => (order.status, order.result) = (Status::Declined, code),
            None => (order.status, order.result, order.authorized) = (Status::Authorized, "1", order.amount),
        }
    }

    pub(crate) fn cancel(&mut self, id: u64) {
        if let Some(order) = self.find(id).filter(|order| order.status == Status::Preparing) {
            order.status = Status::Cancelled;
        }
    }

    /// True when it was done.
    pub(crate) fn execute(&mut self, id: u64, operation: Operation) -> bool {
        let Some(order) = self.find(id) else { return false };
        let paid = matches!(order.status, Status::FullyPaid | Status::PartiallyPaid);
        match operation {
            Operation::Capture(amount) if order.status == Status::Authorized && (1..=order.authorized).contains(&amount) => {
                order.cleared = amount;
                order.status = if amount == order.amount { Status::FullyPaid } else { Status::PartiallyPaid };
            }
            Operation::Void if order.status == Status::Authorized => order.status = Status::Voided,
            Operation::Refund(amount) if paid && (1..=order.net()).contains(&amount) => {
                order.refunded += amount;
                if order.net() == 0 {
                    order.status = Status::Refunded;
                }
            }
            _ => return false,
        }
        true
    }
}

fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// `12.34` → 1234.
fn minor(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').filter(|(_, part)| part.len() == 2)?;
    Some(whole.parse::<i64>().ok()? * 100 + part.parse::<i64>().ok()?)
}
