//! What a citizen means to pay.

use kommunal::app::random_id;
use shared::api::bills::{Bill, Bills};
use shared::api::payments::{StartItem, StartPayment};
use shared::format::Lang;

/// The bill of a kind of charge.
pub fn bill<'b>(bills: &'b Bills, charge: &str) -> &'b Bill {
    bills.bills.iter().find(|bill| bill.charge == charge).unwrap_or_else(|| panic!("no bill of {charge}: {bills:?}"))
}

/// The demonstration's fees, counted by hand: Mastercard 0.5 %, half a qəpik up, 5 to 200 qəpik.
pub fn fee(card: &str, amount_minor: i64) -> i64 {
    if card == "mastercard" { ((amount_minor * 50 + 5_000) / 10_000).clamp(5, 200) } else { 0 }
}

/// One attempt at one payment.
#[derive(Clone)]
pub struct Plan {
    pub key: String,
    pub body: StartPayment,
}

impl Plan {
    /// An empty number: by subscriber codes alone.
    pub fn new(number: &str) -> Self {
        let body = StartPayment {
            city: if number.is_empty() { String::new() } else { "12".to_owned() },
            number: number.to_owned(),
            items: vec![],
            card: "visa".to_owned(),
            email: String::new(),
            lang: Lang::En,
            secret: format!("{}{}", random_id(), random_id()),
            total_minor: 0,
        };
        Self { key: random_id().to_string(), body }
    }

    pub fn pay(mut self, bill: &Bill, amount_minor: i64) -> Self {
        self.body.items.push(StartItem { bill: bill.id.clone(), biller: bill.biller.clone(), account: None, amount_minor });
        self.counted()
    }

    /// Pays a bill of a subscriber code that was added by hand.
    pub fn pay_account(mut self, bill: &Bill, account: &str, amount_minor: i64) -> Self {
        let account = Some(account.to_owned());
        self.body.items.push(StartItem { bill: bill.id.clone(), biller: bill.biller.clone(), account, amount_minor });
        self.counted()
    }

    pub fn with_card(mut self, card: &str) -> Self {
        card.clone_into(&mut self.body.card);
        self.counted()
    }

    pub fn with_email(mut self, email: &str) -> Self {
        email.clone_into(&mut self.body.email);
        self
    }

    /// The same wish as a new attempt, by somebody else.
    pub fn anew(&self) -> Self {
        let mut other = self.clone();
        other.key = random_id().to_string();
        other.body.secret = format!("{}{}", random_id(), random_id());
        other
    }

    fn counted(mut self) -> Self {
        self.body.total_minor = self.body.items.iter().map(|item| item.amount_minor + fee(&self.body.card, item.amount_minor)).sum();
        self
    }
}
