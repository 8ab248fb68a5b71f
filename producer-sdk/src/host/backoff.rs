//! How long to wait before the next try: twice as long each time, spread so that a thousand producers do not return in step.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

/// The first and shortest wait.
pub(super) const MIN_WAIT: Duration = Duration::from_millis(200);
/// The longest wait.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(30);

/// A source of small random numbers, for spreading things in time and nothing else.
#[derive(Debug, Clone)]
pub struct Jitter(u64);

impl Jitter {
    /// The same numbers for the same seed: for tests and simulations.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Other numbers in each process.
    #[must_use]
    pub fn random() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }

    /// A part of `whole`, evenly between `least` (0 to 1) and all of it.
    pub(super) fn part(&mut self, whole: Duration, least: f64) -> Duration {
        // splitmix64: enough for spreading, and no dependency.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let even = f64::from((bits >> 40) as u32) / f64::from(1_u32 << 24);
        whole.mul_f64(least + (1.0 - least) * even)
    }
}

impl Default for Jitter {
    fn default() -> Self {
        Self::random()
    }
}

/// The waits between tries.
#[derive(Debug)]
pub(super) struct Backoff {
    next: Duration,
    jitter: Jitter,
}

impl Backoff {
    pub(super) fn new(jitter: Jitter) -> Self {
        Self {
            next: MIN_WAIT,
            jitter,
        }
    }

    /// The wait before the next try, half of it random.
    // R-REGISTER-2
    pub(super) fn next(&mut self) -> Duration {
        let wait = self.jitter.part(self.next, 0.5).max(MIN_WAIT);
        self.next = (self.next * 2).min(MAX_WAIT);
        wait
    }

    /// Begin anew after a success.
    pub(super) fn reset(&mut self) {
        self.next = MIN_WAIT;
    }

    pub(super) fn jitter(&mut self) -> &mut Jitter {
        &mut self.jitter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-REGISTER-2
    #[test]
    fn waits_grow_between_their_bounds_and_start_anew_after_success() {
        for seed in 0..100 {
            let mut backoff = Backoff::new(Jitter::seeded(seed));
            let mut full = MIN_WAIT;
            for _ in 0..20 {
                let wait = backoff.next();
                assert!(
                    wait >= MIN_WAIT.max(full / 2) && wait <= full,
                    "{wait:?} of {full:?}"
                );
                full = (full * 2).min(MAX_WAIT);
            }
            backoff.reset();
            assert_eq!(backoff.next(), MIN_WAIT);
        }
    }

    #[test]
    fn two_producers_do_not_return_in_step() {
        let waits = |seed| {
            let mut backoff = Backoff::new(Jitter::seeded(seed));
            (0..8).map(|_| backoff.next()).collect::<Vec<_>>()
        };
        assert_ne!(waits(1), waits(2));
        assert_eq!(waits(1), waits(1));
    }
}
