//! What left through the aggregator's gate, in the order in which it left, with a number that an acknowledgement can be held against.
//! What the socket delivers later may have left before: the judge is the number, not the arrival.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use aggregator::{Aggregator, gate::Passed};
use proto::v1::overview::{OverviewEvent, SourceResult, overview_event::Event};
use tokio::{sync::watch, time::timeout};

use crate::Harness;

/// Far longer than any source here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The releases of one aggregator.
#[derive(Debug)]
pub struct ReleaseLog {
    order: AtomicU64,
    passed: Mutex<Vec<(u64, OverviewEvent)>>,
    count: watch::Sender<usize>,
}

impl ReleaseLog {
    /// Watches from now on. An aggregator takes one watcher.
    pub fn of(harness: &Harness) -> Arc<Self> {
        Self::at(&harness.sandbox.aggregator.aggregator)
    }

    /// The same of an aggregator beside the harness's own.
    pub fn at(aggregator: &Aggregator) -> Arc<Self> {
        let log = Arc::new(Self {
            order: AtomicU64::new(0),
            passed: Mutex::default(),
            count: watch::Sender::new(0),
        });
        let watcher = log.clone();
        aggregator.witness.watch(move |passed| watcher.saw(passed));
        log
    }

    fn saw(&self, passed: Passed<'_>) {
        let number = self.number();
        let event = match passed {
            Passed::Message(event) => event.clone(),
            // Stands for the whole answer.
            Passed::Collected => OverviewEvent { event: None },
        };
        self.passed.lock().expect("whole").push((number, event));
        // Free of the lock: who waits for the count looks at what passed.
        self.count.send_modify(|count| *count += 1);
    }

    /// A number later than every release so far.
    pub fn number(&self) -> u64 {
        self.order.fetch_add(1, Ordering::SeqCst)
    }

    /// Forgets what left so far.
    ///
    /// # Panics
    /// When a watcher panicked.
    pub fn clear(&self) {
        self.passed.lock().expect("whole").clear();
    }

    /// What left before and after a number.
    ///
    /// # Panics
    /// When a watcher panicked.
    pub fn around(&self, number: u64) -> (Vec<OverviewEvent>, Vec<OverviewEvent>) {
        let passed = self.passed.lock().expect("whole").clone();
        let (before, after): (Vec<_>, Vec<_>) = passed.into_iter().partition(|(n, _)| *n < number);
        let events = |all: Vec<(u64, OverviewEvent)>| all.into_iter().map(|(_, e)| e).collect();
        (events(before), events(after))
    }

    /// Waits until a source's records leave.
    ///
    /// # Panics
    /// When they do not.
    pub async fn shown(&self, producer: &str) {
        let is_shown = || {
            let passed = self.passed.lock().expect("whole");
            (passed.iter()).any(|(_, event)| shows(event).is_some_and(|id| id == producer))
        };
        let mut count = self.count.subscribe();
        let shown = timeout(PATIENCE, count.wait_for(|_| is_shown())).await;
        shown.expect("the source is shown").expect("watched");
    }
}

/// The row in an event.
#[must_use]
pub fn row(event: &OverviewEvent) -> Option<&SourceResult> {
    match &event.event {
        Some(Event::Source(row)) => Some(row),
        _ => None,
    }
}

/// Whose records an event carries.
#[must_use]
pub fn shows(event: &OverviewEvent) -> Option<&str> {
    let row = row(event).filter(|row| !row.records.is_empty())?;
    Some(&row.source.as_ref()?.producer_id)
}
