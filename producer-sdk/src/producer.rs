//! What a vendor writes: one method that answers, and hooks for the access log and for what was screened away.

use std::{
    fmt,
    future::{Future, ready},
    sync::Arc,
};

use domain::{
    id::PersonId,
    record::{Record, RecordId},
    time::Timestamp,
};

use crate::{
    error::ProducerError,
    query::{AccessContext, RecordQuery},
};

/// A system that holds records. Implement [`Producer::records`] with a plain `async fn`; the rest has defaults.
///
/// The SDK has checked who asks before any of this is called. What you return is screened again: records of another child, of
/// a type not asked for, outside its window or without an accountable owner do not leave the house. So it is safe to
/// return too much, and wasteful; [`RecordQuery::window`] says what is enough.
pub trait Producer: Send + Sync + 'static {
    /// The records that this source holds for the query. No records is `Ok(vec![])`.
    ///
    /// Cancelled (dropped) when the caller goes away or the deadline passes, 27 seconds by default. A panic fails this one answer.
    fn records(
        &self,
        query: &RecordQuery,
    ) -> impl Future<Output = Result<Vec<Record>, ProducerError>> + Send;

    /// An entry for your access log: called before an answer leaves, and for each disclosure that the aggregator reports later.
    /// An error stops the answer: what cannot be logged is not shown. The law wants such logs kept (SE: HSLF-FS 2016:40, 4 kap.
    /// 9 §, five years); the default keeps nothing.
    fn disclosed(
        &self,
        entry: &AccessEntry,
    ) -> impl Future<Output = Result<(), ProducerError>> + Send {
        let _ = entry;
        ready(Ok(()))
    }

    /// The children this source knows, as changes since a cursor of its own; `None` = from the beginning. The default keeps no
    /// such list: the source is then asked for every child in its catchment.
    fn children(
        &self,
        since: Option<&str>,
    ) -> impl Future<Output = Result<Option<Engagements>, ProducerError>> + Send {
        let _ = since;
        ready(Ok(None))
    }

    /// How many records of an answer were screened away or capped, and why. Numbers only. Worth a metric: anything but zero
    /// means that the system's own filter and its window disagree.
    fn screened(&self, screened: &Screened) {
        let _ = screened;
    }
}

/// A producer may be shared: with the task that fills its cache, for example.
impl<P: Producer> Producer for Arc<P> {
    fn records(
        &self,
        query: &RecordQuery,
    ) -> impl Future<Output = Result<Vec<Record>, ProducerError>> + Send {
        P::records(self, query)
    }

    fn disclosed(
        &self,
        entry: &AccessEntry,
    ) -> impl Future<Output = Result<(), ProducerError>> + Send {
        P::disclosed(self, entry)
    }

    fn children(
        &self,
        since: Option<&str>,
    ) -> impl Future<Output = Result<Option<Engagements>, ProducerError>> + Send {
        P::children(self, since)
    }

    fn screened(&self, screened: &Screened) {
        P::screened(self, screened);
    }
}

/// One line for the source's access log.
#[derive(Clone, PartialEq)]
pub struct AccessEntry {
    /// The query, the same id in the aggregator's log: a random UUID.
    pub query_id: String,
    /// The child.
    pub child: PersonId,
    /// Who, where, why. Without actor when the answer scope is [`Shared`](crate::AnswerScope::Shared) and this is the answer
    /// itself: the reports that follow name the actors.
    pub context: AccessContext,
    /// The records. Empty when somebody looked and there was nothing.
    pub record_ids: Vec<RecordId>,
    /// When.
    pub at: Timestamp,
    /// Whether it is the answer itself or a report.
    pub shown: Shown,
}

/// How a disclosure came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The records leave for the aggregator now.
    Answered,
    /// The aggregator reports that it showed them, from an answer given before.
    Reported {
        /// The report's own id. The SDK takes a repeated one once, as long as it runs; over restarts this id tells.
        disclosure_id: String,
        /// True when the answer was reused.
        from_cache: bool,
    },
}

/// Shows the query only: who looked at whom is what the log protects.
impl fmt::Debug for AccessEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessEntry")
            .field("query_id", &self.query_id)
            .field("records", &self.record_ids.len())
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

/// Changes in which children a source knows.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Engagements {
    /// Children that became known.
    pub added: Vec<PersonId>,
    /// Children that are no longer known.
    pub removed: Vec<PersonId>,
    /// Where to continue next time; opaque to all but the source.
    pub cursor: String,
    /// True when the cursor asked for was too old and `added` begins anew.
    pub restarted: bool,
}

/// Shows numbers only: that a source knows a child is itself a secret.
impl fmt::Debug for Engagements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engagements")
            .field("added", &self.added.len())
            .field("removed", &self.removed.len())
            .field("restarted", &self.restarted)
            .finish_non_exhaustive()
    }
}

/// What became of the records of one answer, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Screened {
    /// Sent.
    pub sent: usize,
    /// About somebody else than the child.
    pub wrong_child: usize,
    /// Of a type that was not asked for.
    pub unasked_type: usize,
    /// Outside the window of their type.
    pub outside_window: usize,
    /// Without an accountable care provider and unit.
    pub no_owner: usize,
    /// With a body of another kind than their type has.
    pub body_mismatch: usize,
    /// With an id, title or list longer than the contract allows, or too big as a whole.
    pub over_limit: usize,
    /// Older than the newest that fit under the cap.
    pub capped: usize,
}

impl Screened {
    /// Records that belong to the answer and yet could not be sent: their absence makes it incomplete.
    pub(crate) fn lost(&self) -> usize {
        self.no_owner + self.body_mismatch + self.over_limit
    }
}
