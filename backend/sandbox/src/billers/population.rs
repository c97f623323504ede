//! Who has which account: computed from a seed and the phone number, never stored.
//!
//! A subscriber code carries its phone scrambled by a permutation, so that a code leads back to its account as a phone
//! leads to its codes, whatever the number of phones.

use crate::people;
use crate::random::{Permutation, Stream};
use crate::residents::{self, FixedAccount};
use crate::special::{self, Habit};

/// Phones have nine digits.
const PHONES: u64 = 1_000_000_000;

/// Which biller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "names")]
pub enum Kind {
    Gas,
    Electricity,
}

impl Kind {
    /// The biller's id, which is also its only kind of charge.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gas => "gas",
            Self::Electricity => "electricity",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Gas, Self::Electricity].into_iter().find(|kind| kind.name() == name)
    }

    /// First digit of the biller's references.
    pub(crate) fn reference_prefix(self) -> &'static str {
        match self {
            Self::Gas => "7",
            Self::Electricity => "8",
        }
    }

    fn purpose(self) -> u64 {
        match self {
            Self::Gas => 0x6761_7300,
            Self::Electricity => 0x656c_6563,
        }
    }

    /// First digits of a code and how many check digits end it: 15 digits for electricity, 14 for gas.
    fn code_form(self) -> (&'static str, usize) {
        match self {
            Self::Gas => ("71", 2),
            Self::Electricity => ("03", 3),
        }
    }
}

/// One account as the biller knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Subscriber code.
    pub code: String,
    /// The fixed line it belongs to.
    pub phone: String,
    /// A made-up holder.
    pub holder: String,
    /// The holder's FIN or VÖEN; empty where the biller does not know it.
    pub holder_id: String,
    /// Above zero is owed, below is paid ahead.
    pub balance_minor: i64,
}

/// All accounts of one biller.
#[derive(Debug)]
pub struct Population {
    kind: Kind,
    seed: u64,
    scramble: Permutation,
}

impl Population {
    /// The population of a biller under a seed.
    #[must_use]
    pub fn new(kind: Kind, seed: u64) -> Self {
        let scramble = Permutation::new(PHONES, Stream::of(seed, kind.purpose(), 0).next_u64());
        Self { kind, seed, scramble }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Zero, one or two accounts of a phone.
    #[must_use]
    pub fn accounts_of(&self, phone: &str) -> Vec<Account> {
        let fixed = self.fixed(|account| account.phone == phone);
        if !fixed.is_empty() {
            return fixed;
        }
        let digits = phone.len() == 9 && phone.bytes().all(|b| b.is_ascii_digit());
        let Some(number) = phone.parse::<u64>().ok().filter(|_| digits) else { return Vec::new() };
        (0..self.count(phone, number)).map(|index| self.account(phone, number, index)).collect()
    }

    /// The account of a subscriber code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<Account> {
        if let Some(account) = self.fixed(|account| account.code == code).pop() {
            return Some(account);
        }
        let phone = if self.guide_code() == code { special::GUIDE_PHONE.to_owned() } else { format!("{:09}", self.decode(code)?) };
        self.accounts_of(&phone).into_iter().find(|account| account.code == code)
    }

    /// The demonstration's own electricity accounts, the same under every seed.
    fn fixed(&self, wanted: impl Fn(&FixedAccount) -> bool) -> Vec<Account> {
        if self.kind != Kind::Electricity {
            return Vec::new();
        }
        let chosen = residents::accounts().filter(|(account, _)| wanted(account));
        let known = |(account, (holder, id)): (&FixedAccount, (String, &str))| Account {
            code: account.code.to_owned(),
            phone: account.phone.to_owned(),
            holder,
            holder_id: id.to_owned(),
            balance_minor: account.balance_minor,
        };
        chosen.map(known).collect()
    }

    fn guide_code(&self) -> &'static str {
        match self.kind {
            Kind::Gas => special::GUIDE_GAS_ACCOUNT,
            Kind::Electricity => special::GUIDE_ELECTRICITY_ACCOUNT,
        }
    }

    /// Of a hundred phones twelve have no account, eight have two.
    fn count(&self, phone: &str, number: u64) -> u64 {
        let habit = special::habit_of(phone);
        let published = special::is_published(phone) || residents::accounts().any(|(account, _)| account.phone == phone);
        match (habit, self.kind) {
            (Habit::NoAccount, _) => 0,
            (Habit::TwoAccounts, Kind::Electricity) => 2,
            _ if published => 1,
            _ => match Stream::of(self.seed, self.kind.purpose() + 1, number).below(100) {
                0..12 => 0,
                12..92 => 1,
                _ => 2,
            },
        }
    }

    fn account(&self, phone: &str, number: u64, index: u64) -> Account {
        if phone == special::GUIDE_PHONE {
            return self.guide_account();
        }
        let mut stream = Stream::of(self.seed, self.kind.purpose() + 2, number * 2 + index);
        let holder = people::holder(&mut stream);
        let drawn = balance(&mut stream);
        let balance_minor = match (special::habit_of(phone), self.kind) {
            (Habit::PaidAhead, Kind::Electricity) => -500,
            (Habit::NothingOwed, Kind::Electricity) => 0,
            (Habit::Ordinary, _) | (_, Kind::Gas) => drawn,
            // The other published numbers owe a round sum, so that there is something to pay.
            _ => 1000,
        };
        Account { code: self.encode(number, index), phone: phone.to_owned(), holder, holder_id: String::new(), balance_minor }
    }

    fn guide_account(&self) -> Account {
        let balance_minor = match self.kind {
            Kind::Gas => 0,
            Kind::Electricity => 2417,
        };
        Account {
            code: self.guide_code().to_owned(),
            phone: special::GUIDE_PHONE.to_owned(),
            holder: special::GUIDE_HOLDER.to_owned(),
            holder_id: String::new(),
            balance_minor,
        }
    }

    fn encode(&self, number: u64, index: u64) -> String {
        let (lead, checks) = self.kind.code_form();
        let body = format!("{lead}{:09}{index}", self.scramble.forward(number));
        let check = self.check(&body, checks);
        format!("{body}{check}")
    }

    fn decode(&self, code: &str) -> Option<u64> {
        let (lead, checks) = self.kind.code_form();
        if !code.bytes().all(|b| b.is_ascii_digit()) || code.len() != lead.len() + 10 + checks {
            return None;
        }
        let (body, check) = code.split_at(code.len() - checks);
        let scrambled = body.strip_prefix(lead)?.get(..9)?.parse().ok()?;
        (self.check(body, checks) == check).then(|| self.scramble.inverse(scrambled))
    }

    /// Check digits, so that a mistyped code is no one else's account.
    fn check(&self, body: &str, digits: usize) -> String {
        let value = body.parse::<u64>().unwrap_or(0);
        let bound = if digits == 2 { 100 } else { 1000 };
        format!("{:0digits$}", Stream::of(self.seed, self.kind.purpose() + 3, value).below(bound))
    }
}

/// Sixty of a hundred owe, twenty owe nothing, twenty have paid ahead.
fn balance(stream: &mut Stream) -> i64 {
    match stream.below(10) {
        0..6 => stream.between(150, 9500),
        6..8 => 0,
        _ => -stream.between(50, 4000),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_code_leads_back_to_the_account_it_came_from() {
        for kind in [Kind::Gas, Kind::Electricity] {
            let population = Population::new(kind, 9);
            let phones = (0..500).map(|n| format!("12{:07}", 2_000_000 + n * 7919));
            let accounts: Vec<Account> = phones.flat_map(|phone| population.accounts_of(&phone)).collect();
            assert!(accounts.len() > 400);
            for account in accounts {
                assert_eq!(population.find(&account.code).unwrap(), account);
                assert!(account.code.len() <= 15);
            }
        }
    }

    #[test]
    fn the_guides_number_owes_electricity_and_no_gas_under_every_seed() {
        for seed in [0, 1, 77] {
            let electricity = Population::new(Kind::Electricity, seed).accounts_of(special::GUIDE_PHONE);
            assert_eq!(electricity.len(), 1);
            assert_eq!(electricity[0].balance_minor, 2417);
            assert_eq!(electricity[0].code, "031244551234019");
            let gas = Population::new(Kind::Gas, seed).find(special::GUIDE_GAS_ACCOUNT).unwrap();
            assert_eq!(gas.balance_minor, 0);
        }
    }

    #[test]
    fn the_spread_is_as_promised() {
        let population = Population::new(Kind::Gas, 3);
        let accounts: Vec<Account> = (0..2000).flat_map(|n| population.accounts_of(&format!("12{:07}", 2_000_000 + n))).collect();
        let owing = accounts.iter().filter(|account| account.balance_minor > 0).count();
        assert!((50..70).contains(&(owing * 100 / accounts.len())));
        assert!(population.accounts_of("12345").is_empty());
        assert!(population.find("71000000000000").is_none_or(|account| account.code == "71000000000000"));
    }
}
