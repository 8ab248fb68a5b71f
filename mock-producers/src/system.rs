//! A sector system: who it is, what it can answer, and what it holds.

use std::{fmt, sync::Arc, time::Duration};

use domain::{
    id::OrganisationId,
    record::{InformationType, Record, Sector},
    time::Country,
};
use producer_sdk::AnswerScope;

use crate::producer::{Behaviour, MockProducer};

/// One system in the told world.
#[derive(Clone)]
pub struct System {
    /// The producer's id, as it is admitted.
    pub id: &'static str,
    /// The name people know it by.
    pub name: String,
    /// Whose tables it works under.
    pub country: Country,
    /// The sector it is admitted in.
    pub sector: Sector,
    /// The care provider or authority that owns it.
    pub organisation: OrganisationId,
    /// What it can answer.
    pub types: Vec<InformationType>,
    /// On what its answer depends.
    pub answer_scope: AnswerScope,
    /// The most records of one answer, newest first.
    pub max_records: usize,
    /// How long an answer takes before it begins.
    pub takes: Duration,
    /// The secure-message mailbox where older information is asked for. Empty when it has none.
    pub mailbox: String,
    /// What it holds.
    pub records: Arc<[Record]>,
    /// What it does with its records of the child when it is asked.
    pub behaviour: Behaviour,
}

impl System {
    /// The system as a source.
    #[must_use]
    pub fn producer(&self) -> MockProducer {
        MockProducer::new(Arc::clone(&self.records))
            .behaving(self.behaviour)
            .taking(self.takes)
    }
}

/// Shows the system, and of its records the number.
impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("System")
            .field("id", &self.id)
            .field("sector", &self.sector)
            .field("records", &self.records.len())
            .finish_non_exhaustive()
    }
}
