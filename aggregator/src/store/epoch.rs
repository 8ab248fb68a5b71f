//! The epochs of the children that are in use now: the gate asks them before every message.
//! The writer raises a child's epoch after the commit and before it acknowledges, so what is acknowledged is already in force.
//!
//! Where several instances share a store, an instance believes an epoch for [`LEASE`] only, counted from before the read that told it.
//! Whoever changes something waits out [`LEASE_AND_MARGIN`] after the commit before it acknowledges: by then no instance believes the old.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::facts::Pseudonym;

use crate::clock::Monotonic;

/// How long an instance of several believes an epoch.
pub const LEASE: Duration = Duration::from_millis(200);
/// How long a change on a shared store waits between its commit and its acknowledgement: a lease, and what two clocks may differ in it.
pub const LEASE_AND_MARGIN: Duration = Duration::from_millis(250);

/// A child's epoch: raised by every change of what is known about the child. A child without changes has epoch 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Epoch(pub u64);

/// The shards: enough that two busy children seldom share a lock.
const SHARDS: usize = 64;

type Shard = HashMap<Pseudonym, Weak<Watched>>;

/// The children in use, each with its epoch as this process knows it. Holds nothing for a child that nobody watches.
#[derive(Clone)]
pub struct Epochs {
    shards: Arc<Shards>,
}

struct Shards {
    hasher: RandomState,
    shards: Vec<Mutex<Shard>>,
    /// Runs while epochs are leased; without it this process alone writes, and what it knows is always the newest.
    leases: Option<Arc<dyn Monotonic>>,
    /// Stands in where a place is out of range, which it never is: a cell outside the map would miss its raises.
    spare: Mutex<Shard>,
}

struct Watched {
    child: Pseudonym,
    epoch: AtomicU64,
    /// Until when the epoch is believed, in nanoseconds of the leases' clock.
    believed_until: AtomicU64,
    /// Shared by whatever passes, taken alone by a raise.
    passing: RwLock<()>,
    shards: Arc<Shards>,
}

/// One overview's view of a child's epoch.
///
/// Take it *before* the facts are read: then a change that commits during the read has either been read or raises this cell.
#[derive(Clone)]
pub struct EpochCell(Arc<Watched>);

impl EpochCell {
    /// The highest epoch that this process knows of; 0 until a read or a change has told it.
    #[must_use]
    pub fn current(&self) -> Epoch {
        Epoch(self.0.epoch.load(Ordering::SeqCst))
    }

    /// True while facts that were read at `read` are the newest known, and the lease on knowing so lasts.
    /// False for good once there are newer ones; a lease that ran out is renewed by the next read.
    // R-GATE-1, R-GATE-9
    #[must_use]
    pub fn still_holds(&self, read: Epoch) -> bool {
        self.current() <= read && self.is_believed()
    }

    /// The child.
    pub(crate) fn child(&self) -> Pseudonym {
        self.0.child
    }

    /// Whether the lease on knowing the newest epoch lasts.
    pub(crate) fn is_believed(&self) -> bool {
        let until = self.0.believed_until.load(Ordering::SeqCst);
        (self.0.shards.leases.as_ref()).is_none_or(|clock| nanos(clock.elapsed()) < until)
    }

    /// Runs a check and the release that follows from it as one: no raise comes between. A change is acknowledged after its raise, so
    /// what passes here has passed before the acknowledgement. Nothing may wait inside: the store's writer waits for it.
    // R-GATE-1
    pub fn pass<T>(&self, check_and_release: impl FnOnce() -> T) -> T {
        Self::pass_all(vec![self], check_and_release)
    }

    /// The same where a release stands on what is known of several: no raise of any of them comes between.
    // R-GATE-1, R-LINK-5
    pub fn pass_all<T>(mut cells: Vec<&Self>, check_and_release: impl FnOnce() -> T) -> T {
        // Everybody takes the locks in one order, each once: a raise that waits between two of them then holds up nobody for good.
        cells.sort_unstable_by_key(|cell| cell.0.child.0);
        cells.dedup_by_key(|cell| cell.0.child.0);
        let places = cells.into_iter().map(|cell| &cell.0.passing);
        let _no_raise: Vec<_> = places
            .map(|place| place.read().unwrap_or_else(PoisonError::into_inner))
            .collect();
        check_and_release()
    }
}

impl std::fmt::Debug for EpochCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EpochCell({})", self.current().0)
    }
}

impl Epochs {
    /// No child in use, and no other instance that changes anything.
    #[must_use]
    pub fn new() -> Self {
        Self::with(None)
    }

    /// No child in use, on a store that other instances change too.
    #[must_use]
    pub fn leased(clock: Arc<dyn Monotonic>) -> Self {
        Self::with(Some(clock))
    }

    fn with(leases: Option<Arc<dyn Monotonic>>) -> Self {
        Self {
            shards: Arc::new(Shards {
                hasher: RandomState::new(),
                leases,
                shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
                spare: Mutex::default(),
            }),
        }
    }

    /// The child's cell, shared by all who watch the child.
    #[must_use]
    pub fn watch(&self, child: Pseudonym) -> EpochCell {
        let mut shard = self.shards.of(&child);
        if let Some(watched) = shard.get(&child).and_then(Weak::upgrade) {
            return EpochCell(watched);
        }
        let watched = Arc::new(Watched {
            child,
            epoch: AtomicU64::new(0),
            believed_until: AtomicU64::new(0),
            passing: RwLock::new(()),
            shards: Arc::clone(&self.shards),
        });
        shard.insert(child, Arc::downgrade(&watched));
        EpochCell(watched)
    }

    /// Makes an epoch known to all who watch the child, once what passes right now has passed. Never lowers it.
    pub fn raise(&self, child: Pseudonym, epoch: Epoch) {
        let watched = self.shards.of(&child).get(&child).and_then(Weak::upgrade);
        // The lock is free again here: dropping the last cell takes it.
        if let Some(watched) = watched {
            let _nobody_passes = (watched.passing.write()).unwrap_or_else(PoisonError::into_inner);
            watched.epoch.fetch_max(epoch.0, Ordering::SeqCst);
        }
    }

    /// Now, by the leases' clock. Taken *before* a read whose epoch is then [learned](Self::learn).
    #[must_use]
    pub fn before_read(&self) -> BeforeRead {
        let clock = self.shards.leases.as_ref();
        BeforeRead(clock.map_or(Duration::ZERO, |clock| clock.elapsed()))
    }

    /// Takes what a read told: the epoch, believed for a lease from before the read.
    // R-GATE-9
    pub fn learn(&self, child: Pseudonym, epoch: Epoch, began: BeforeRead) {
        self.raise(child, epoch);
        let watched = self.shards.of(&child).get(&child).and_then(Weak::upgrade);
        if let Some(watched) = watched {
            let until = nanos(began.0.saturating_add(LEASE));
            watched.believed_until.fetch_max(until, Ordering::SeqCst);
        }
    }

    /// The epoch of a child in use; 0 of any other.
    #[must_use]
    pub fn known(&self, child: Pseudonym) -> Epoch {
        let watched = self.shards.of(&child).get(&child).and_then(Weak::upgrade);
        watched.map_or(Epoch(0), |watched| EpochCell(watched).current())
    }

    /// How many children are in use.
    #[must_use]
    pub fn in_use(&self) -> usize {
        self.shards.shards.iter().map(|s| lock(s).len()).sum()
    }
}

/// A moment before a read.
#[derive(Debug, Clone, Copy)]
pub struct BeforeRead(Duration);

fn nanos(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

impl Default for Epochs {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Epochs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Epochs({} in use)", self.in_use())
    }
}

impl Shards {
    fn of(&self, child: &Pseudonym) -> MutexGuard<'_, Shard> {
        let hash = self.hasher.hash_one(child);
        let place = usize::try_from(hash % SHARDS as u64).unwrap_or(SHARDS);
        lock(self.shards.get(place).unwrap_or(&self.spare))
    }
}

/// A panic elsewhere leaves the map whole: every change to it is one call.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Watched {
    fn drop(&mut self) {
        let mut shard = self.shards.of(&self.child);
        // Somebody may have begun to watch anew since our count fell to zero: that entry is theirs.
        if shard
            .get(&self.child)
            .is_some_and(|w| w.strong_count() == 0)
        {
            shard.remove(&self.child);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(n: u8) -> Pseudonym {
        Pseudonym([n; 32])
    }

    // R-GATE-1
    #[test]
    fn a_raise_is_seen_by_all_who_watch_the_child_and_by_nobody_else() {
        let epochs = Epochs::new();
        let (a, b, other) = (
            epochs.watch(child(1)),
            epochs.watch(child(1)),
            epochs.watch(child(2)),
        );
        epochs.raise(child(1), Epoch(3));
        assert!(!a.still_holds(Epoch(2)) && !b.still_holds(Epoch(2)));
        assert!(a.still_holds(Epoch(3)) && other.still_holds(Epoch(0)));
    }

    // R-GATE-1, R-LINK-5
    #[test]
    fn no_raise_comes_between_a_check_and_its_release() {
        use std::{sync::Barrier, thread};
        for raised in [1, 2].repeat(25) {
            let epochs = Epochs::new();
            let (current, older) = (epochs.watch(child(1)), epochs.watch(child(2)));
            let (order, checked) = (AtomicU64::new(0), Barrier::new(2));
            let (released, raised) = thread::scope(|scope| {
                let raising = scope.spawn(|| {
                    checked.wait();
                    epochs.raise(child(raised), Epoch(1));
                    order.fetch_add(1, Ordering::SeqCst)
                });
                let released = EpochCell::pass_all(vec![&older, &current, &older], || {
                    assert!(current.still_holds(Epoch(0)) && older.still_holds(Epoch(0)));
                    checked.wait();
                    // Time enough for a raise that did not wait.
                    (0..100).for_each(|_| thread::yield_now());
                    order.fetch_add(1, Ordering::SeqCst)
                });
                (released, raising.join().unwrap())
            });
            assert!(released < raised, "released after the raise");
        }
    }

    // R-GATE-1
    #[test]
    fn an_epoch_never_falls() {
        let epochs = Epochs::new();
        let cell = epochs.watch(child(1));
        epochs.raise(child(1), Epoch(5));
        epochs.raise(child(1), Epoch(4));
        assert_eq!(cell.current(), Epoch(5));
    }

    /// A steady clock that moves when told.
    struct Steps(AtomicU64);

    impl Steps {
        fn to(&self, ms: u64) {
            self.0.store(ms, Ordering::SeqCst);
        }
    }

    impl Monotonic for Steps {
        fn elapsed(&self) -> Duration {
            Duration::from_millis(self.0.load(Ordering::SeqCst))
        }
    }

    // R-GATE-9
    #[test]
    fn an_epoch_is_believed_for_one_lease_from_before_its_read() {
        let clock = Arc::new(Steps(AtomicU64::new(1_000)));
        let epochs = Epochs::leased(clock.clone());
        let cell = epochs.watch(child(1));
        assert!(!cell.still_holds(Epoch(0)), "nothing was read yet");
        let began = epochs.before_read();
        clock.to(1_150);
        epochs.learn(child(1), Epoch(3), began);
        assert!(cell.still_holds(Epoch(3)));
        clock.to(1_199);
        assert!(cell.still_holds(Epoch(3)));
        clock.to(1_200);
        assert!(!cell.still_holds(Epoch(3)), "counted from before the read");
        // An older read that comes in late lengthens nothing; a new one does.
        epochs.learn(child(1), Epoch(3), began);
        assert!(!cell.still_holds(Epoch(3)));
        epochs.learn(child(1), Epoch(3), epochs.before_read());
        assert!(cell.still_holds(Epoch(3)) && !cell.still_holds(Epoch(2)));
    }

    // R-GATE-9
    #[test]
    fn a_change_that_waits_out_the_lease_is_acknowledged_when_nobody_believes_the_old_epoch() {
        // Whenever the read began before the commit, the lease ends before the acknowledgement.
        for read_at in 0..=1_000_u64 {
            let commit = 1_000;
            let clock = Arc::new(Steps(AtomicU64::new(read_at)));
            let epochs = Epochs::leased(clock.clone());
            let cell = epochs.watch(child(1));
            let began = epochs.before_read();
            clock.to(commit);
            epochs.learn(child(1), Epoch(0), began);
            let acknowledged = Duration::from_millis(commit) + LEASE_AND_MARGIN;
            clock.to(u64::try_from(acknowledged.as_millis()).unwrap());
            assert!(!cell.still_holds(Epoch(0)));
        }
    }

    #[test]
    fn nothing_is_held_for_a_child_that_nobody_watches() {
        let epochs = Epochs::new();
        epochs.raise(child(1), Epoch(1));
        assert_eq!(epochs.in_use(), 0);
        let (a, b) = (epochs.watch(child(1)), epochs.watch(child(1)));
        assert_eq!(epochs.in_use(), 1);
        drop(a);
        assert_eq!(epochs.in_use(), 1);
        drop(b);
        assert_eq!(epochs.in_use(), 0);
    }

    #[test]
    fn watching_and_dropping_from_many_threads_loses_no_raise() {
        let epochs = Epochs::new();
        let held = epochs.watch(child(1));
        std::thread::scope(|scope| {
            for n in 1..=50_u64 {
                let epochs = &epochs;
                scope.spawn(move || {
                    for _ in 0..100 {
                        let cell = epochs.watch(child(1));
                        epochs.raise(child(1), Epoch(n));
                        assert!(cell.current() >= Epoch(n));
                        drop(epochs.watch(child(u8::try_from(n).unwrap())));
                    }
                });
            }
        });
        assert_eq!(held.current(), Epoch(50));
        drop(held);
        assert_eq!(epochs.in_use(), 0);
    }
}
