//! The store as the services see it, whatever it keeps its rows in: each call that fails is counted for the operator.
//! A test may watch it, told of every read and write when it is asked for, so that what a refusal reads and writes can be counted and held up.

use std::sync::{Arc, OnceLock};

use domain::{
    facts::Pseudonym,
    id::OrganisationId,
    time::{Date, Timestamp},
};
use futures::{FutureExt as _, TryFutureExt as _};
use uuid::Uuid;

use super::{
    AccessPage, Answer, Appended, FactsRead, Looked, Registrations, ReviewPlace, Store,
    StoredEmergency, StoredIntent, Taken, Teller,
};
use crate::{
    audit::entry::{EmergencyReview, Entry, Event},
    ledger::{Ledger, Stated, Statement},
    metrics::Metrics,
};

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

/// A store whose calls can be watched, and whose failures are counted.
pub(crate) struct Watched {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) watch: StoreWatch,
    pub(crate) metrics: Arc<Metrics>,
}

impl Watched {
    // R-STORE-18
    fn counted<'a, T: 'a>(&'a self, what: &'static str, answer: Answer<'a, T>) -> Answer<'a, T> {
        answer
            .inspect_err(move |error| {
                if error.is_failure() {
                    self.metrics.store_failed(what);
                }
            })
            .boxed()
    }
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

    fn intent(&self, overview_id: String) -> Answer<'_, Option<StoredIntent>> {
        self.watch.saw("intent", None);
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
        self.counted("overview_log", self.store.overview_log(child, overview_id))
    }

    fn is_open(&self) -> bool {
        self.store.is_open()
    }
}
