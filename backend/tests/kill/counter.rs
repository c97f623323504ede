//! The electricity office's own counter: debts are paid there, and arise again when a payment is taken back.

use crate::world::{World, now};
use kommunal::connectors::biller::{PostingRequest, RemoteBiller};
use kommunal_sandbox::billers::population::{Kind, Population};
use kommunal_sandbox::special::is_published;
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::BillerAnswer;
use shared::time::Timestamp;

pub(crate) struct Counter {
    biller: RemoteBiller,
    population: Population,
}

/// An account, what it owes in qəpik, and since when and until when it was known to owe.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) account: String,
    pub(crate) debt_minor: i64,
    /// Its payment, while it is paid.
    paid: Option<Id>,
    owed_since: Option<Timestamp>,
    pub(crate) owed: Vec<(Timestamp, Timestamp)>,
}

impl Home {
    pub(crate) fn owes(&self) -> bool {
        self.debt_minor > 0 && self.paid.is_none()
    }
}

impl Counter {
    pub(crate) fn new(world: &World) -> Self {
        let config = world.config.biller("electricity").and_then(|biller| biller.remote.clone()).unwrap();
        Self { biller: RemoteBiller::new(config).unwrap(), population: Population::new(Kind::Electricity, world.seed) }
    }

    /// The first account of a fixed line; not those that are known to misbehave.
    pub(crate) fn home(&self, phone: &str) -> Option<Home> {
        let account = self.population.accounts_of(phone).into_iter().next().filter(|_| !is_published(phone))?;
        Some(Home { account: account.code, debt_minor: account.balance_minor, paid: None, owed_since: Some(now()), owed: vec![] })
    }

    /// Pays all of it.
    pub(crate) async fn pay(&self, home: &mut Home, id: &str) {
        let id = Id::parse(id).unwrap();
        if let Some(since) = home.owed_since.take() {
            home.owed.push((since, now()));
        }
        let amount = Money::from_minor(home.debt_minor);
        let request = PostingRequest { id: id.clone(), account: &home.account, charge: "electricity", amount, paid_at: now() };
        let said = self.biller.post(&request).await;
        assert!(matches!(said, BillerAnswer::Accepted { .. }), "{said:?}");
        home.paid = Some(id);
    }

    /// Takes the payment back: it owes again.
    pub(crate) async fn take_back(&self, home: &mut Home) {
        let Some(id) = home.paid.take() else { return };
        let said = self.biller.reverse(&id, Money::from_minor(home.debt_minor)).await;
        assert!(matches!(said, BillerAnswer::Reversed), "{said:?}");
        home.owed_since = Some(now());
    }
}
