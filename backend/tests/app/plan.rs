//! What a citizen means to pay.

use kommunal::app::random_id;
use shared::api::bills::{Bill, Bills};
use shared::api::payments::{StartItem, StartPayment};
use shared::format::Lang;

/// The bill of a kind of charge.
pub fn bill<'b>(bills: &'b Bills, charge: &str) -> &'b Bill {
    bills.bills.iter().find(|bill| bill.charge == charge).unwrap_or_else(|| panic!("no bill of {charge}: {bills:?}"))
}

/// The fee of `TestApp::start_with(db, with_fee)`, counted by hand: 0.5 %, half a qəpik up, 5 to 200 qəpik.
pub fn fee(amount_minor: i64) -> i64 {
    ((amount_minor * 50 + 5_000) / 10_000).clamp(5, 200)
}

/// One attempt at one payment.
#[derive(Clone)]
pub struct Plan {
    pub key: String,
    pub body: StartPayment,
    fee: bool,
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
        Self { key: random_id().to_string(), body, fee: false }
    }

    /// Pays so much of a bill as it is shown; more than is owed is meant as an advance.
    pub fn pay(self, bill: &Bill, amount_minor: i64) -> Self {
        self.pay_item(bill, None, amount_minor)
    }

    /// Pays a bill of a subscriber code that was added by hand.
    pub fn pay_account(self, bill: &Bill, account: &str, amount_minor: i64) -> Self {
        self.pay_item(bill, Some(account.to_owned()), amount_minor)
    }

    fn pay_item(mut self, bill: &Bill, account: Option<String>, amount_minor: i64) -> Self {
        self.body.items.push(StartItem {
            bill: bill.id.clone(),
            biller: bill.biller.clone(),
            account,
            amount_minor,
            shown_minor: Some(bill.balance_minor),
            advance: amount_minor > bill.balance_minor.max(0),
        });
        self.counted()
    }

    pub fn with_card(mut self, card: &str) -> Self {
        card.clone_into(&mut self.body.card);
        self.counted()
    }

    /// Under another attempt's key.
    pub fn with_key(mut self, key: &str) -> Self {
        key.clone_into(&mut self.key);
        self
    }

    /// For an installation with [`fee`].
    pub fn with_fee(mut self) -> Self {
        self.fee = true;
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
        let fee = |amount| if self.fee { fee(amount) } else { 0 };
        self.body.total_minor = self.body.items.iter().map(|item| item.amount_minor + fee(item.amount_minor)).sum();
        self
    }
}
