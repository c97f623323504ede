//! Two remote billers, gas and electricity, behind the contract of `docs/biller-contract.md`.
//!
//! [`population`] says who has which account; [`book`] is what became of each posting; [`api`] is HTTP and signatures.

pub(crate) mod api;
pub mod book;
mod call;
pub mod population;
mod reversals;

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use crate::billers::book::{Asked, Fate, Posting};
use crate::billers::population::{Account, Kind, Population};
use crate::residents;
use crate::special::{self, Habit};

/// Both billers.
#[derive(Debug)]
pub(crate) struct Billers {
    gas: Biller,
    electricity: Biller,
}

impl Billers {
    pub(crate) fn new(seed: u64) -> Self {
        Self { gas: Biller::new(Kind::Gas, seed), electricity: Biller::new(Kind::Electricity, seed) }
    }

    pub(crate) fn get(&mut self, kind: Kind) -> &mut Biller {
        match kind {
            Kind::Gas => &mut self.gas,
            Kind::Electricity => &mut self.electricity,
        }
    }

    pub(crate) fn postings(&self) -> impl Iterator<Item = (&'static str, &Posting)> {
        [&self.electricity, &self.gas]
            .into_iter()
            .flat_map(|biller| biller.postings.values().map(|posting| (biller.kind().name(), posting)))
    }

    pub(crate) fn restore(&mut self, biller: &str, posting: Posting) {
        if let Some(kind) = Kind::parse(biller) {
            self.get(kind).put(posting);
        }
    }

    pub(crate) fn clear(&mut self) {
        for biller in [&mut self.gas, &mut self.electricity] {
            biller.postings.clear();
            biller.paid_minor.clear();
        }
    }
}

/// One biller: who its customers are and what was posted.
#[derive(Debug)]
pub(crate) struct Biller {
    population: Population,
    postings: BTreeMap<String, Posting>,
    /// What was booked for an account and not taken back.
    paid_minor: HashMap<String, i64>,
}

impl Biller {
    fn new(kind: Kind, seed: u64) -> Self {
        Self { population: Population::new(kind, seed), postings: BTreeMap::new(), paid_minor: HashMap::new() }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.population.kind()
    }

    pub(crate) fn by_phone(&self, phone: &str) -> Vec<Account> {
        let accounts = self.population.accounts_of(phone);
        accounts.into_iter().map(|account| self.as_of_now(account)).collect()
    }

    pub(crate) fn by_account(&self, code: &str) -> Option<Account> {
        self.population.find(code).map(|account| self.as_of_now(account))
    }

    fn as_of_now(&self, mut account: Account) -> Account {
        account.balance_minor -= self.paid_minor.get(&account.code).copied().unwrap_or(0);
        account
    }

    /// How the account behaves; habits belong to electricity.
    pub(crate) fn habit(&self, account: &Account) -> Habit {
        match self.kind() {
            Kind::Electricity => residents::habit_of(&account.code).unwrap_or_else(|| special::habit_of(&account.phone)),
            Kind::Gas => Habit::Ordinary,
        }
    }

    pub(crate) fn posting(&self, id: &str) -> Option<&Posting> {
        self.postings.get(id)
    }

    /// Postings whose key comes after this one.
    pub(crate) fn after(&self, id: &str) -> impl Iterator<Item = &Posting> {
        self.postings.range::<str, _>((Bound::Excluded(id), Bound::Unbounded)).map(|(_, posting)| posting)
    }

    /// Writes a posting down; balances follow from what is written.
    pub(crate) fn put(&mut self, posting: Posting) {
        let before = self.postings.get(&posting.id).map_or(0, Posting::booked_minor);
        if let Some(Asked { account, .. }) = &posting.asked {
            *self.paid_minor.entry(account.clone()).or_default() += posting.booked_minor() - before;
        }
        self.postings.insert(posting.id.clone(), posting);
    }

    /// Decides about a posting that is new.
    pub(crate) fn decide(&self, asked: &Asked, now: i64) -> Fate {
        let refused = |code: &str| Fate::Refused { code: code.to_owned() };
        let Some(account) = self.by_account(&asked.account) else { return refused("account_not_found") };
        let exact = self.habit(&account) != Habit::ExactOnly || asked.amount_minor == account.balance_minor;
        if self.habit(&account) == Habit::Closed {
            return refused("account_closed");
        }
        if asked.charge != self.kind().name() {
            return refused("refused");
        }
        if !exact || asked.currency != "AZN" || !(1..=crate::money::MAX_MINOR).contains(&asked.amount_minor) {
            return refused("amount_not_allowed");
        }
        let reference = format!("{}{:07}", self.kind().reference_prefix(), self.postings.len() + 1);
        Fate::Accepted { reference, at: now }
    }
}
