//! A system as a source: it answers for the child and its older ids, and leaves windows and types to the SDK, as a lazy vendor would.

use std::{collections::BTreeSet, fmt, sync::Arc, time::Duration};

use producer_sdk::{Engagements, PersonId, Producer, ProducerError, Record, RecordQuery};

/// A source made of told records. Clones share them.
#[derive(Clone)]
pub struct MockProducer {
    records: Arc<[Record]>,
    behaviour: Behaviour,
    takes: Duration,
    fails: bool,
}

/// A habit that shows only when a system is asked: it gets the query, with who asks as far as the answer scope says, and the system's
/// records of the child as they are written, and gives what the system would answer. Most give them as they are.
pub type Behaviour = fn(&RecordQuery, Vec<Record>) -> Vec<Record>;

impl MockProducer {
    /// A source that holds these records and behaves.
    pub fn new(records: impl Into<Arc<[Record]>>) -> Self {
        Self {
            records: records.into(),
            behaviour: |_, records| records,
            takes: Duration::ZERO,
            fails: false,
        }
    }

    /// The same source with a habit of its own.
    #[must_use]
    pub fn behaving(self, behaviour: Behaviour) -> Self {
        Self { behaviour, ..self }
    }

    /// The same source, that takes its time before every answer. A slow source is no fault: it answers right.
    #[must_use]
    pub fn taking(self, takes: Duration) -> Self {
        Self { takes, ..self }
    }

    /// The same source with a system behind it that answers with an error. What else can go wrong does so below the SDK: see
    /// [`faults`](crate::faults).
    // R-MOCK-3
    #[must_use]
    pub fn failing(self) -> Self {
        Self {
            fails: true,
            ..self
        }
    }

    /// Everybody that a record is about, in a fixed order.
    #[must_use]
    pub fn known(&self) -> Vec<PersonId> {
        let known: BTreeSet<_> = self.records.iter().map(|r| &r.header.subject).collect();
        known.into_iter().cloned().collect()
    }
}

impl Producer for MockProducer {
    // R-MOCK-1
    async fn records(&self, query: &RecordQuery) -> Result<Vec<Record>, ProducerError> {
        if self.fails {
            return Err(ProducerError::logical("FAULT_ON_DEMAND"));
        }
        if !self.takes.is_zero() {
            tokio::time::sleep(self.takes).await;
        }
        let about = |record: &&Record| query.is_about(&record.header.subject);
        let records = self.records.iter().filter(about).cloned();
        Ok((self.behaviour)(query, records.collect()))
    }

    /// The told world stands still while a system runs, so whoever has the cursor has everything.
    async fn children(&self, since: Option<&str>) -> Result<Option<Engagements>, ProducerError> {
        const CURSOR: &str = "told";
        let added = match since {
            Some(CURSOR) => Vec::new(),
            _ => self.known(),
        };
        Ok(Some(Engagements {
            added,
            removed: Vec::new(),
            cursor: CURSOR.to_owned(),
            restarted: since.is_some_and(|since| since != CURSOR),
        }))
    }
}

/// Shows how many records, and of nobody.
impl fmt::Debug for MockProducer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockProducer")
            .field("records", &self.records.len())
            .field("fails", &self.fails)
            .finish()
    }
}
