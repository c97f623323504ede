//! Which numbers get a line: the numbering plan as one range of integers, walked in a scattered order.

use crate::random::{Permutation, Stream};
use crate::special::{GUIDE_PHONE, SPECIAL_PHONES};

/// Area codes of four digits, each opening 100,000 numbers.
const FOUR_DIGIT_AREAS: &[u32] = &[
    2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2120, 2121, 2122, 2123, 2124, 2125, 2126, 2127, 2128, 2220, 2221, 2222,
    2223, 2224, 2225, 2226, 2227, 2229, 2230, 2231, 2232, 2233, 2235, 2330, 2331, 2332, 2333, 2335, 2338, 2420, 2421, 2422, 2424, 2425,
    2427, 2429, 2520, 2521, 2522, 2524, 2525, 2527, 2529, 2622, 2626, 2632,
];
/// Bakı and Abşeron: seven digits that start with neither 0 nor 1.
const BAKU: u64 = 8_000_000;
/// Sumqayıt: only the million that starts with 6, so that it stays smaller than Bakı.
const SUMQAYIT: u64 = 1_000_000;
const REGIONS: u64 = FOUR_DIGIT_AREAS.len() as u64 * 100_000;
/// The city of Naxçıvan: 36 544 and 36 550 with four digits each.
const NAXCIVAN: u64 = 20_000;

/// How many lines there can be.
pub const CAPACITY: u64 = BAKU + SUMQAYIT + REGIONS + NAXCIVAN;

/// The order numbers are taken in under a seed.
pub(crate) struct Plan {
    scatter: Permutation,
}

impl Plan {
    pub(crate) fn new(seed: u64) -> Self {
        Self { scatter: Permutation::new(CAPACITY, Stream::of(seed, 0x706c_616e, 0).next_u64()) }
    }

    /// So many unique numbers: the guide's, the published ones, then scattered ones.
    pub(crate) fn phones(&self, count: u64) -> impl Iterator<Item = u64> {
        let published: Vec<u64> = std::iter::once(GUIDE_PHONE)
            .chain(SPECIAL_PHONES.iter().map(|special| special.phone))
            .filter_map(|phone| phone.parse().ok())
            .collect();
        let known = published.clone();
        let scattered = (0..CAPACITY).map(|index| number(self.scatter.forward(index)));
        let fresh = scattered.filter(move |phone| !known.contains(phone));
        published.into_iter().chain(fresh).take(usize::try_from(count).unwrap_or(usize::MAX))
    }
}

/// The nine national digits at a place of the plan.
fn number(place: u64) -> u64 {
    if place < BAKU {
        return 122_000_000 + place;
    }
    let place = place - BAKU;
    if place < SUMQAYIT {
        return 186_000_000 + place;
    }
    let place = place - SUMQAYIT;
    if place < REGIONS {
        let at = usize::try_from(place / 100_000).unwrap_or(0);
        let area = FOUR_DIGIT_AREAS.get(at).copied().unwrap_or(2020);
        return u64::from(area) * 100_000 + place % 100_000;
    }
    let place = place - REGIONS;
    let start = if place < NAXCIVAN / 2 { 365_440_000 } else { 365_500_000 };
    start + place % (NAXCIVAN / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_number_is_possible_and_comes_once() {
        let mut seen = HashSet::new();
        for phone in Plan::new(4).phones(50_000) {
            assert!(seen.insert(phone), "{phone} came twice");
            let text = phone.to_string();
            assert_eq!(text.len(), 9);
            let possible = match &text[..2] {
                "12" | "18" => !matches!(&text[2..3], "0" | "1"),
                "36" => matches!(&text[..5], "36544" | "36550"),
                _ => FOUR_DIGIT_AREAS.contains(&text[..4].parse().unwrap_or(0)),
            };
            assert!(possible, "{text}");
        }
        assert!(seen.contains(&124_212_372));
    }

    #[test]
    fn the_last_place_of_the_plan_is_a_number_too() {
        assert_eq!(number(CAPACITY - 1), 365_509_999);
        assert_eq!(number(0), 122_000_000);
    }
}
