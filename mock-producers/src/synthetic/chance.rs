//! What is left to chance, decided by the seed: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
//!
//! Ours because it is twelve lines that never change: a generator from a crate may draw otherwise in its next version, and then the same
//! seed gives another world. Each purpose has a stream of its own, so what one room draws never moves what another draws.

use crate::sure::sure;

/// The odd increment of SplitMix64: 2^64 over the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// How many uniform numbers make one that is nearly normal.
const SUMMANDS: u32 = 12;

/// A stream of chance.
#[derive(Debug, Clone)]
pub(super) struct Chance {
    origin: u64,
    state: u64,
}

impl Chance {
    /// The stream of a seed.
    pub(super) fn of_seed(seed: u64) -> Self {
        let origin = mixed(seed.wrapping_add(STEP));
        Self {
            origin,
            state: origin,
        }
    }

    /// The stream of a purpose and a number within it: the same however much was drawn from this one.
    pub(super) fn for_purpose(&self, purpose: &str, number: u64) -> Self {
        // FNV-1a: the words of this crate never collide under it, and it needs no table.
        let word = purpose.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let origin = mixed(self.origin ^ mixed(word ^ mixed(number.wrapping_add(STEP))));
        Self {
            origin,
            state: origin,
        }
    }

    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mixed(self.state)
    }

    /// A number from 0 to below the bound; 0 for a bound of 0. The bias is below one in 2^40 for every bound used here.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let scaled = (u128::from(self.draw()) * u128::from(bound)) >> 64;
        u32::try_from(scaled).unwrap_or(0)
    }

    /// A number from the first to the last, both included.
    pub(super) fn between(&mut self, first: i32, last: i32) -> i32 {
        let width = u32::try_from(last.saturating_sub(first).saturating_add(1)).unwrap_or(1);
        first.saturating_add_unsigned(self.below(width))
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// One of a list, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let count = u32::try_from(from.len()).unwrap_or(u32::MAX);
        let place = self.below(count) as usize;
        *sure(from.get(place).ok_or("nothing to pick from"))
    }

    /// Some of a list in its order, each with the same chance.
    pub(super) fn some<'a, T>(&mut self, from: &'a [T], how_many: usize) -> Vec<&'a T> {
        let mut places: Vec<usize> = (0..from.len()).collect();
        self.shuffle(&mut places);
        places.truncate(how_many);
        places.sort_unstable();
        places.into_iter().filter_map(|at| from.get(at)).collect()
    }

    /// Every order with the same chance (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let count = u32::try_from(last + 1).unwrap_or(u32::MAX);
            list.swap(last, self.below(count) as usize);
        }
    }

    /// Nearly a standard normal number: the sum of twelve uniform ones, less six. No function of the platform's library is used, so
    /// every machine draws the same; it never leaves ±6.
    pub(super) fn normal(&mut self) -> f64 {
        let sum: u64 = (0..SUMMANDS).map(|_| self.draw() >> 40).sum();
        sum as f64 / f64::from(1 << 24) - f64::from(SUMMANDS) / 2.0
    }
}

/// SplitMix64's finisher.
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // The first three of seed 0 in the reference implementation by Sebastiano Vigna.
        let mut chance = Chance {
            origin: 0,
            state: 0,
        };
        let drawn = [chance.draw(), chance.draw(), chance.draw()];
        assert_eq!(
            drawn,
            [
                0xe220_a839_7b1d_cdaf,
                0x6e78_9e6a_a1b9_65f4,
                0x06c4_5d18_8009_454f
            ]
        );
    }

    #[test]
    fn a_purpose_has_its_own_stream_whatever_was_drawn_before() {
        let seed = Chance::of_seed(7);
        let mut drawn_from = seed.clone();
        drawn_from.draw();
        let of = |chance: &Chance, purpose, number| chance.for_purpose(purpose, number).draw();
        assert_eq!(of(&seed, "growth", 3), of(&drawn_from, "growth", 3));
        assert_ne!(of(&seed, "growth", 3), of(&seed, "growth", 4));
        assert_ne!(of(&seed, "growth", 3), of(&seed, "names", 3));
        assert_ne!(of(&seed, "growth", 3), of(&Chance::of_seed(8), "growth", 3));
    }

    #[test]
    fn what_is_drawn_stays_inside_its_bounds_and_reaches_them() {
        let mut chance = Chance::of_seed(1);
        let drawn: Vec<i32> = (0..2_000).map(|_| chance.between(-2, 3)).collect();
        for value in -2..=3 {
            assert!(drawn.contains(&value));
        }
        assert!(drawn.iter().all(|value| (-2..=3).contains(value)));
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.between(4, 4), 4);
        let normal: Vec<f64> = (0..4_000).map(|_| chance.normal()).collect();
        let mean = normal.iter().sum::<f64>() / 4_000.0;
        let spread = (normal.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 4_000.0).sqrt();
        assert!(mean.abs() < 0.1 && (spread - 1.0).abs() < 0.1);
    }

    #[test]
    fn some_are_different_and_in_order() {
        let list: Vec<u32> = (0..20).collect();
        for seed in 0..50 {
            let some = Chance::of_seed(seed).some(&list, 5);
            assert!(some.is_sorted() && some.len() == 5);
            assert!(some.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
