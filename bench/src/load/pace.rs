//! When the next overview is meant to begin. Waits in a thread, not in the runtime: tokio's timer is coarser than what is measured.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{MAX_UNDER_WAY, Pace};

/// Gives the instants at which overviews begin.
pub(super) struct Pacer {
    pace: Pace,
    next: Instant,
}

impl Pacer {
    /// The first begins at once.
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            next: Instant::now(),
        }
    }

    /// How many may be under way.
    pub(super) fn room(&self) -> usize {
        match self.pace {
            Pace::Open(_) => MAX_UNDER_WAY,
            Pace::UnderWay(most) => most.max(1),
        }
    }

    /// Waits for the next, and gives the instant at which it was meant to begin: in an open loop that is later than now only by the
    /// wait's own inexactness, and earlier than now when we are late, which then counts as latency.
    pub(super) fn next_start(&mut self) -> Instant {
        let Pace::Open(per_second) = self.pace else {
            return Instant::now();
        };
        let meant = self.next;
        self.next = meant + Duration::from_secs_f64(1.0 / per_second.max(0.001));
        loop {
            let left = meant.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return meant;
            }
            thread::park_timeout(left);
        }
    }
}
