//! What a citizen means to do, drawn from the seed.

use crate::world::World;
use kommunal_sandbox::random::Stream;
use shared::numbering;

#[derive(Debug, Clone, Copy)]
pub(crate) enum AtBank {
    Leave,
    Cancel,
    Pay { card: &'static str, code: &'static str },
}

/// When the payer presses *cancel* in the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cancels {
    No,
    InsteadOfPaying,
    AfterPaying,
}

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) city: String,
    pub(crate) number: String,
    pub(crate) address: String,
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) card: &'static str,
    pub(crate) email: String,
    pub(crate) items_max: usize,
    pub(crate) presses_twice: bool,
    pub(crate) at_bank: AtBank,
    pub(crate) cancels: Cancels,
    pub(crate) comes_back: bool,
}

impl Plan {
    pub(crate) fn draw(world: &World, chance: &mut Stream) -> Self {
        let home = &world.homes[usize::try_from(chance.below(world.homes.len() as u64)).unwrap()];
        let row = numbering::cities().find(|row| row.city.prefixes.split(';').any(|prefix| home.starts_with(prefix)));
        let (at_bank, cancels) = course(chance);
        let key = format!("{:016x}{:016x}", chance.next_u64(), chance.next_u64());
        Self {
            city: row.expect("a home in a city").city.id.to_owned(),
            number: home[2..].to_owned(),
            // An address of its own, so that those who leave their bills unpaid are not made to wait.
            address: format!("10.{}.{}.{}", chance.below(256), chance.below(256), chance.below(256)),
            secret: format!("{key}{key}"),
            card: chance.pick(&["visa", "mastercard"]),
            email: if chance.below(3) == 0 { format!("payer-{key}@example.az") } else { String::new() },
            items_max: usize::try_from(1 + chance.below(5)).unwrap(),
            presses_twice: chance.below(5) == 0,
            comes_back: chance.below(5) > 0,
            at_bank,
            cancels,
            key,
        }
    }
}

/// Of a hundred payers about two thirds mean to pay with a card that works.
fn course(chance: &mut Stream) -> (AtBank, Cancels) {
    let pay = |card| AtBank::Pay { card, code: "111111" };
    match chance.below(100) {
        0..40 => (pay("4242424242424242"), Cancels::No),
        40..55 => (pay("4111111111111111"), Cancels::No),
        55..60 => (pay("4000000000000341"), Cancels::No),
        60..65 => (pay("4000000000000077"), Cancels::No),
        65..69 => (pay("4000000000003055"), Cancels::No),
        69..74 => (pay("4242424242424242"), Cancels::AfterPaying),
        74..77 => (pay("4000000000000077"), Cancels::AfterPaying),
        77..82 => (pay("4000000000000002"), Cancels::No),
        82..85 => (pay("4000000000009995"), Cancels::No),
        85..88 => (pay("4000008400001629"), Cancels::No),
        88..92 => (AtBank::Cancel, Cancels::No),
        92..96 => (AtBank::Leave, Cancels::InsteadOfPaying),
        _ => (AtBank::Leave, Cancels::No),
    }
}
