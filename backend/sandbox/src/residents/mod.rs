//! The people and companies of the demonstration: made up, always the same, known to every register here.
//!
//! Each has electricity accounts with a fixed balance and habit, so that a certificate can be granted, refused for a debt,
//! or kept waiting by a silent biller. The table for people is in the README.

mod companies;
mod people;

pub use companies::COMPANIES;
pub use people::PERSONS;
use serde::Serialize;

use crate::special::Habit;

/// What a person may do in the portal, as the identity provider's claim `roles` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "names")]
pub enum Role {
    Citizen,
    Officer,
    Supervisor,
    Operator,
    Auditor,
}

/// An electricity account whose balance and behaviour are fixed, whatever the seed.
#[derive(Debug, Clone, Copy)]
pub struct FixedAccount {
    /// Subscriber code, fifteen digits: `03…` residential, `08…` non-residential.
    pub code: &'static str,
    /// The fixed line it is found by, national digits.
    pub phone: &'static str,
    /// Qəpik before anything is paid: above zero is owed, below is paid ahead.
    pub balance_minor: i64,
    /// How the biller behaves about it.
    pub habit: Habit,
}

/// A person who can sign in.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the register's own words")]
pub struct Person {
    pub fin: &'static str,
    pub name: &'static str,
    pub surname: &'static str,
    pub patronymic: &'static str,
    pub document: &'static str,
    pub address: &'static str,
    pub roles: &'static [Role],
    pub accounts: &'static [FixedAccount],
    /// Whether the population register knows the person.
    pub registered: bool,
}

impl Person {
    /// Given name and surname.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.surname)
    }
}

/// A company or a sole trader.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the register's own words")]
pub struct Company {
    pub voen: &'static str,
    pub name: &'static str,
    pub address: &'static str,
    /// FINs of those who may act for it without a further paper.
    pub representatives: &'static [&'static str],
    pub accounts: &'static [FixedAccount],
}

/// The person of a FIN, however it is typed.
#[must_use]
pub fn person(fin: &str) -> Option<&'static Person> {
    let fin = fin.trim();
    PERSONS.iter().find(|person| person.fin.eq_ignore_ascii_case(fin))
}

/// The company of a VÖEN.
#[must_use]
pub fn company(voen: &str) -> Option<&'static Company> {
    COMPANIES.iter().find(|company| company.voen == voen)
}

/// Every fixed account with its holder's name and FIN or VÖEN.
pub fn accounts() -> impl Iterator<Item = (&'static FixedAccount, (String, &'static str))> {
    let persons = PERSONS.iter().flat_map(|person| person.accounts.iter().map(|account| (account, (person.full_name(), person.fin))));
    let companies =
        COMPANIES.iter().flat_map(|company| company.accounts.iter().map(|account| (account, (company.name.to_owned(), company.voen))));
    persons.chain(companies)
}

/// The habit of a fixed account; `None` for any other.
#[must_use]
pub fn habit_of(code: &str) -> Option<Habit> {
    accounts().find(|(account, _)| account.code == code).map(|(account, _)| account.habit)
}

const fn account(code: &'static str, phone: &'static str, balance_minor: i64, habit: Habit) -> FixedAccount {
    FixedAccount { code, phone, balance_minor, habit }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_identifier_has_its_form_and_belongs_to_one() {
        let fin =
            |text: &str| text.len() == 7 && text.bytes().all(|b| (b.is_ascii_uppercase() || b.is_ascii_digit()) && !b"IO".contains(&b));
        let fins: HashSet<_> = PERSONS.iter().map(|person| person.fin).collect();
        assert!(PERSONS.len() >= 12 && fins.len() == PERSONS.len() && fins.iter().all(|text| fin(text)));
        let codes: HashSet<_> = accounts().map(|(account, _)| account.code).collect();
        assert_eq!(codes.len(), accounts().count());
        assert!(codes.iter().all(|code| code.len() == 15 && code.bytes().all(|b| b.is_ascii_digit())));
        for company in COMPANIES {
            let digits: Vec<u32> = company.voen.chars().filter_map(|c| c.to_digit(10)).collect();
            let sum: u32 = [4, 1, 8, 6, 2, 7, 5, 3].iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
            assert_eq!((digits.len(), Some(&(sum % 11))), (10, digits.get(8)), "{}", company.voen);
            assert!(company.representatives.iter().all(|fin| fins.contains(fin)));
        }
    }

    #[test]
    fn the_office_is_staffed_by_citizens() {
        let with = |role| PERSONS.iter().filter(|person| person.roles.contains(&role)).count();
        assert_eq!((with(Role::Officer), with(Role::Supervisor), with(Role::Operator)), (2, 1, 2));
        assert_eq!(with(Role::Citizen), PERSONS.len());
    }
}
