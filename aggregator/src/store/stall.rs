//! Whether the store still answers: a server that is frozen, or a disk whose flush does not return, fails nothing and answers nothing.
//! The writers and [`Watched`](super::Watched) use it, so that an instance that waits says so instead of seeming ready.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::time::Instant;

/// The longest that one call of the store may take; after it nobody waits, and whether a change was made is not known.
pub const LONGEST_CALL: Duration = Duration::from_secs(10);
/// How long a call that nobody waited for to the end must have taken to count as a failure of the store.
pub(super) const SLOW_CALL: Duration = Duration::from_secs(1);

/// Since when one piece of work is under way.
#[derive(Debug)]
pub(super) struct Busy {
    started: Instant,
    /// In milliseconds from `started`, and one more; 0 = nothing is under way.
    since: AtomicU64,
}

impl Default for Busy {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            since: AtomicU64::new(0),
        }
    }
}

impl Busy {
    pub(super) fn begins(&self) {
        self.since.store(self.now() + 1, Ordering::SeqCst);
    }

    pub(super) fn ends(&self) {
        self.since.store(0, Ordering::SeqCst);
    }

    /// Whether it takes longer than a call may.
    // R-STORE-20
    pub(super) fn is_stalled(&self) -> bool {
        let since = self.since.load(Ordering::SeqCst);
        let longest = u64::try_from(LONGEST_CALL.as_millis()).unwrap_or(u64::MAX);
        since != 0 && self.now().saturating_sub(since - 1) > longest
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-STORE-20
    #[tokio::test(start_paused = true)]
    async fn work_is_stalled_when_it_takes_longer_than_a_call_may() {
        let busy = Busy::default();
        assert!(!busy.is_stalled());
        busy.begins();
        tokio::time::advance(LONGEST_CALL).await;
        assert!(!busy.is_stalled());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(busy.is_stalled());
        busy.ends();
        assert!(!busy.is_stalled());
    }
}
