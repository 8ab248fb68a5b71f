use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::FutureExt as _;

use super::*;
use crate::{
    clock::Monotonic,
    store::{Epochs, LEASE},
};

/// A steady clock that moves when told, and the epochs that are leased by it.
struct Shared {
    clock: Arc<Steps>,
    epochs: Epochs,
    /// How long each read takes, in milliseconds.
    takes: u64,
    reads: AtomicUsize,
}

struct Steps(AtomicU64);

impl Monotonic for Steps {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

fn child(n: u8) -> Pseudonym {
    Pseudonym([n; 32])
}

impl Shared {
    fn of(takes: u64) -> Self {
        let clock = Arc::new(Steps(AtomicU64::new(1_000)));
        Self {
            epochs: Epochs::leased(clock.clone()),
            clock,
            takes,
            reads: AtomicUsize::new(0),
        }
    }

    /// What stands on so many numbers, all of them read just now.
    fn stands(&self, numbers: u8) -> Stands {
        let mut stands = Stands::default();
        for n in 0..numbers {
            let cell = self.epochs.watch(child(n));
            let began = self.epochs.before_read();
            self.epochs.learn(child(n), Epoch(1), began);
            stands.extend(Stands::of(cell, Epoch(1)));
        }
        stands
    }

    fn wait(&self, milliseconds: u64) {
        self.clock.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    fn held(&self, stands: &Stands) -> Result<(), NotHeld> {
        let read = |child| {
            self.reads.fetch_add(1, Ordering::SeqCst);
            let began = self.epochs.before_read();
            self.wait(self.takes);
            self.epochs.learn(child, Epoch(1), began);
            async { Ok(()) }
        };
        stands.hold_by(read).now_or_never().unwrap()
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }
}

fn lease() -> u64 {
    u64::try_from(LEASE.as_millis()).unwrap()
}

// R-LINK-5, R-DESK-15
#[test]
fn what_no_lease_covers_is_read_again_and_nothing_else() {
    let shared = Shared::of(0);
    let stands = shared.stands(3);
    shared.held(&stands).unwrap();
    assert_eq!(shared.reads(), 0);
    shared.wait(lease());
    shared.held(&stands).unwrap();
    assert_eq!(shared.reads(), 3);
}

// R-LINK-5, R-DESK-15
#[test]
fn a_change_of_any_number_is_found_and_no_lease_hides_it() {
    for changed in 0..3 {
        for waited in [0, lease()] {
            let shared = Shared::of(0);
            let stands = shared.stands(3);
            shared.epochs.raise(child(changed), Epoch(2));
            shared.wait(waited);
            assert_eq!(shared.held(&stands), Err(NotHeld::Changed));
        }
    }
}

// R-GATE-9
#[test]
fn a_store_that_takes_longer_than_a_lease_says_nothing_and_is_asked_a_few_times_only() {
    let quick = Shared::of(lease() / 2 - 1);
    let stands = quick.stands(2);
    quick.wait(lease());
    assert_eq!(quick.held(&stands), Ok(()));
    let slow = Shared::of(lease());
    let stands = slow.stands(1);
    slow.wait(lease());
    assert_eq!(slow.held(&stands), Err(NotHeld::Unread));
    assert_eq!(slow.reads(), MAX_READS);
}
