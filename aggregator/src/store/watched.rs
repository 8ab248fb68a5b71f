//! The store as the services see it, whatever it keeps its rows in: each call that fails is counted for the operator.
//! A test may watch it, told of every read and write when it is asked for, so that what a refusal reads and writes can be counted and held up.

use std::{
    future::ready,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::{
    facts::Pseudonym,
    id::OrganisationId,
    time::{Date, Timestamp},
};
use futures::FutureExt as _;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::{
    AccessPage, Answer, Appended, FactsRead, Looked, Registrations, ReviewPlace, Store,
    StoredEmergency, StoredIntent, Taken, Teller,
};
use super::{LONGEST_CALL, StoreError, stall::SLOW_CALL};
use crate::{
    audit::entry::{ChainHead, EmergencyReview, Entry, Event},
    ledger::{Ledger, Stated, Statement},
    metrics::Metrics,
};

/// What no key makes of any number.
const NOBODY: Pseudonym = Pseudonym([0; 32]);
/// What may be long, and says nothing of the rest.
const LISTS: [&str; 6] = [
    "accesses",
    "registrations",
    "emergencies",
    "lift_reviews",
    "overview_log",
    "ledger",
];
/// How often a store that does not answer is asked again.
const ASKED_AGAIN: Duration = Duration::from_secs(1);

/// A read or a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreCall {
    /// Which, by the name of the store's function.
    pub what: &'static str,
    /// The child, where the call names one.
    pub child: Option<Pseudonym>,
}

/// A place for one watcher.
#[derive(Clone, Default)]
pub struct StoreWatch(Arc<OnceLock<Box<Watcher>>>);

type Watcher = dyn Fn(StoreCall) + Send + Sync;

impl StoreWatch {
    /// Sets the watcher, once. A call waits while the watcher works.
    pub fn watch(&self, watcher: impl Fn(StoreCall) + Send + Sync + 'static) {
        // A second one is ignored: the place is for one test at a time.
        let _ = self.0.set(Box::new(watcher));
    }

    fn saw(&self, what: &'static str, child: impl Into<Option<Pseudonym>>) {
        if let Some(watcher) = self.0.get() {
            watcher(StoreCall {
                what,
                child: child.into(),
            });
        }
    }
}

impl std::fmt::Debug for StoreWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreWatch")
    }
}

/// A store whose calls can be watched, whose failures are counted, and that nobody waits for without end.
pub(crate) struct Watched {
    store: Arc<dyn Store>,
    watch: StoreWatch,
    metrics: Arc<Metrics>,
    /// A call was not answered in time, and none has been since.
    is_hung: Arc<AtomicBool>,
}

impl Watched {
    pub(crate) fn new(store: Arc<dyn Store>, watch: StoreWatch, metrics: Arc<Metrics>) -> Self {
        let is_hung = Arc::default();
        Self {
            store,
            watch,
            metrics,
            is_hung,
        }
    }

    // R-STORE-18, R-STORE-20
    fn counted<'a, T: Send + 'a>(
        &'a self,
        what: &'static str,
        answer: Answer<'a, T>,
    ) -> Answer<'a, T> {
        async move {
            let mut waiting = Waiting {
                since: Instant::now(),
                metrics: Some((&self.metrics, what)),
            };
            let answered = timeout(LONGEST_CALL, answer).await;
            waiting.metrics = None;
            let answered = answered.unwrap_or_else(|_| {
                // A long list is no sign of it: lists have a connection of their own, and the probe could not tell.
                if !LISTS.contains(&what) {
                    self.hangs();
                }
                Err(StoreError::Unanswered)
            });
            if answered.as_ref().is_err_and(StoreError::is_failure) {
                self.metrics.store_failed(what);
            }
            answered
        }
        .boxed()
    }

    /// Not ready until the store is heard of again: it is asked every now and then, since nobody else may be sent here meanwhile.
    fn hangs(&self) {
        if self.is_hung.swap(true, Ordering::SeqCst) {
            return;
        }
        tracing::error!("the store does not answer");
        let (store, is_hung) = (Arc::downgrade(&self.store), Arc::clone(&self.is_hung));
        tokio::spawn(async move {
            while let Some(store) = store.upgrade() {
                let asked = timeout(LONGEST_CALL, store.facts(NOBODY, None)).await;
                if asked.is_ok_and(|read| read.is_ok()) {
                    break;
                }
                drop(store);
                tokio::time::sleep(ASKED_AGAIN).await;
            }
            is_hung.store(false, Ordering::SeqCst);
        });
    }
}

/// A call that is waited for. Dropped before it was answered, by a caller whose patience or deadline ended, it counts as a failure of the
/// store when it had long enough.
struct Waiting<'a> {
    since: Instant,
    metrics: Option<(&'a Metrics, &'static str)>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some((metrics, what)) = self.metrics
            && self.since.elapsed() >= SLOW_CALL
        {
            metrics.store_failed(what);
        }
    }
}

/// The one form of an overview's id. What has another form stands for nothing, and is not carried to a store that might write it down.
// R-INPUT-2
fn overview_id(text: &str) -> Option<String> {
    let id = Uuid::try_parse(text).ok()?.to_string();
    (id == text).then_some(id)
}

impl Store for Watched {
    fn state(&self, child: Pseudonym, statement: Statement, by: Teller) -> Answer<'_, Taken> {
        self.watch.saw("state", child);
        self.counted("state", self.store.state(child, statement, by))
    }

    fn statement(&self, id: Uuid) -> Answer<'_, Option<(Pseudonym, Stated)>> {
        self.watch.saw("statement", None);
        self.counted("statement", self.store.statement(id))
    }

    fn ledger(&self, child: Pseudonym) -> Answer<'_, Ledger> {
        self.watch.saw("ledger", child);
        self.counted("ledger", self.store.ledger(child))
    }

    fn confirm(&self, as_of: Timestamp, by: Teller) -> Answer<'_, ()> {
        self.watch.saw("confirm", None);
        self.counted("confirm", self.store.confirm(as_of, by))
    }

    fn count_change(&self, child: Pseudonym, producer: String) -> Answer<'_, u64> {
        self.watch.saw("count_change", child);
        self.counted("count_change", self.store.count_change(child, producer))
    }

    fn facts(&self, child: Pseudonym, birth: Option<Date>) -> Answer<'_, FactsRead> {
        self.watch.saw("facts", child);
        self.counted("facts", self.store.facts(child, birth))
    }

    fn instance(&self) -> &str {
        self.store.instance()
    }

    fn append(&self, entry: Entry) -> Answer<'_, Appended> {
        self.watch.saw("append", entry.child);
        self.counted("append", self.store.append(entry))
    }

    fn other_heads(&self) -> Answer<'_, Vec<ChainHead>> {
        self.watch.saw("other_heads", None);
        self.counted("other_heads", self.store.other_heads())
    }

    fn hash_at(&self, seq: u64) -> Answer<'_, Option<[u8; 32]>> {
        self.watch.saw("hash_at", None);
        self.counted("hash_at", self.store.hash_at(seq))
    }

    fn intent(&self, overview_id: String) -> Answer<'_, Option<StoredIntent>> {
        self.watch.saw("intent", None);
        let Some(overview_id) = self::overview_id(&overview_id) else {
            return ready(Ok(None)).boxed();
        };
        self.counted("intent", self.store.intent(overview_id))
    }

    fn accesses_before(
        &self,
        child: Pseudonym,
        of: Looked,
        before: Option<u64>,
        max: u32,
    ) -> Answer<'_, AccessPage> {
        self.watch.saw("accesses", child);
        let read = self.store.accesses_before(child, of, before, max);
        self.counted("accesses", read)
    }

    fn registrations(&self, after: u64) -> Answer<'_, Registrations> {
        self.watch.saw("registrations", None);
        self.counted("registrations", self.store.registrations(after))
    }

    fn emergencies(
        &self,
        of: OrganisationId,
        before: Option<ReviewPlace>,
        max: u32,
    ) -> Answer<'_, Vec<StoredEmergency>> {
        self.watch.saw("emergencies", None);
        self.counted("emergencies", self.store.emergencies(of, before, max))
    }

    fn lift_reviews(
        &self,
        child: Pseudonym,
        lift: Uuid,
    ) -> Answer<'_, Vec<(Timestamp, EmergencyReview)>> {
        self.watch.saw("lift_reviews", child);
        self.counted("lift_reviews", self.store.lift_reviews(child, lift))
    }

    fn overview_log(
        &self,
        child: Pseudonym,
        overview_id: String,
    ) -> Answer<'_, Vec<(Timestamp, Event)>> {
        self.watch.saw("overview_log", child);
        let Some(overview_id) = self::overview_id(&overview_id) else {
            return ready(Ok(Vec::new())).boxed();
        };
        self.counted("overview_log", self.store.overview_log(child, overview_id))
    }

    fn is_open(&self) -> bool {
        self.store.is_open() && !self.is_hung.load(Ordering::SeqCst)
    }
}
