//! Numbers that depend on nothing but a seed: the same on every machine and in every version, unlike a crate's generator.

/// A stream of numbers from a seed (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Stream(u64);

impl Stream {
    /// The stream of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of one thing (a phone, say) for one purpose under a seed.
    #[must_use]
    pub fn of(seed: u64, purpose: u64, thing: u64) -> Self {
        Self(mix(mix(seed ^ 0x6b6f_6d6d_756e_616c).wrapping_add(purpose)).wrapping_add(thing))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 to `bound` − 1; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of a wide product: no modulo bias worth naming for the small bounds used here.
        let wide = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// One of a list that is not empty.
    pub fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    }
}

/// `SplitMix64`'s finaliser: every input bit touches every output bit.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A bijection of `0..size`: gives unique numbers in a scattered order without remembering any of them.
///
/// A Feistel network over the next even power of two; results outside `size` walk on until they fall inside.
#[derive(Debug, Clone)]
pub struct Permutation {
    size: u64,
    half_bits: u32,
    keys: [u64; 6],
}

impl Permutation {
    /// The permutation of `0..size` that belongs to `seed`.
    #[must_use]
    pub fn new(size: u64, seed: u64) -> Self {
        let bits = u64::BITS - size.max(2).saturating_sub(1).leading_zeros();
        let mut stream = Stream::new(seed);
        Self { size, half_bits: bits.div_ceil(2), keys: std::array::from_fn(|_| stream.next_u64()) }
    }

    /// Where `index` goes. `index` must be below the size.
    #[must_use]
    pub fn forward(&self, index: u64) -> u64 {
        self.walk(index, Self::encrypt)
    }

    /// Where `image` came from.
    #[must_use]
    pub fn inverse(&self, image: u64) -> u64 {
        self.walk(image, Self::decrypt)
    }

    fn walk(&self, start: u64, step: fn(&Self, u64) -> u64) -> u64 {
        let mut value = step(self, start);
        while value >= self.size && self.size > 0 {
            value = step(self, value);
        }
        value
    }

    fn round(&self, key: u64, half: u64) -> u64 {
        mix(half ^ key) & self.mask()
    }

    fn mask(&self) -> u64 {
        (1 << self.half_bits) - 1
    }

    fn encrypt(&self, value: u64) -> u64 {
        let (mut left, mut right) = (value >> self.half_bits, value & self.mask());
        for key in self.keys {
            (left, right) = (right, left ^ self.round(key, right));
        }
        (left << self.half_bits) | right
    }

    fn decrypt(&self, value: u64) -> u64 {
        let (mut left, mut right) = (value >> self.half_bits, value & self.mask());
        for key in self.keys.into_iter().rev() {
            (left, right) = (right ^ self.round(key, left), left);
        }
        (left << self.half_bits) | right
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_permutation_hits_every_number_once_and_can_be_undone() {
        for size in [1, 2, 3, 10, 1000, 4097] {
            let permutation = Permutation::new(size, 7);
            let mut seen = vec![false; usize::try_from(size).unwrap()];
            for index in 0..size {
                let image = permutation.forward(index);
                assert!(!std::mem::replace(&mut seen[usize::try_from(image).unwrap()], true));
                assert_eq!(permutation.inverse(image), index);
            }
        }
    }

    #[test]
    fn numbers_stay_inside_their_bounds() {
        let mut stream = Stream::new(1);
        for _ in 0..1000 {
            assert!(stream.below(7) < 7);
            assert!((-3..=3).contains(&stream.between(-3, 3)));
        }
        assert_eq!(stream.below(0), 0);
    }
}
