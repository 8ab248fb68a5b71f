//! The access log. What is about to be asked or released is written first; a receipt proves that it lies on the disk.
//! Whoever asks or releases takes a receipt as an argument, and only this module can make one.

pub mod chain;
pub mod checkpoint;
pub mod entry;
pub mod fhir;
pub mod keeper;
pub mod log;
pub mod prune;
pub mod sample;
pub mod sink;
pub mod verify;

use std::sync::Arc;

use domain::facts::Pseudonym;
use thiserror::Error;

use crate::{
    clock::Clock,
    metrics::Metrics,
    store::{Access, AccessPage, Appended, Looked, MAX_ACCESSES, Store, StoreError},
};
use entry::{
    EmergencyReview, Entry, Event, FactChange, FactRead, Intent, Opened, Outcome, Refused, Shown,
};
use keeper::Progress;

/// Writes and reads the access log.
#[derive(Clone)]
pub struct Audit {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    progress: Arc<Progress>,
    metrics: Arc<Metrics>,
}

/// Proof that an intent is durable. Without it nothing is asked.
#[derive(Debug)]
pub struct IntentReceipt {
    overview_id: Arc<str>,
    child: Pseudonym,
    seq: u64,
}

/// Proof that what a source shows is durable in the log. Without it nothing of the source is released.
#[derive(Debug)]
pub struct ShownReceipt {
    overview_id: Arc<str>,
    producer: Arc<str>,
    seq: u64,
}

impl IntentReceipt {
    /// The overview.
    #[must_use]
    pub fn overview_id(&self) -> &str {
        &self.overview_id
    }

    /// The child.
    #[must_use]
    pub fn child(&self) -> Pseudonym {
        self.child
    }

    /// The entry's number in the log.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }
}

impl ShownReceipt {
    /// The overview.
    #[must_use]
    pub fn overview_id(&self) -> &str {
        &self.overview_id
    }

    /// The producer whose records may be released.
    #[must_use]
    pub fn producer(&self) -> &str {
        &self.producer
    }

    /// The entry's number in the log.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }
}

/// The log could not be written. Then nothing is asked and nothing is released.
#[derive(Debug, Error)]
#[error("the access log cannot be written")]
pub struct AuditUnavailable(#[from] StoreError);

impl AuditUnavailable {
    /// The refusal that the caller gets.
    #[must_use]
    pub fn status(&self) -> tonic::Status {
        proto::status::refuse(
            tonic::Code::Unavailable,
            "AUDIT_UNAVAILABLE",
            "the access log cannot be written, so nothing is shown",
        )
    }
}

/// Why a review is not logged.
#[derive(Debug, Error)]
pub enum ReviewedError {
    /// A review with its id stands in the log.
    #[error("the id is taken by another review")]
    Taken,
    /// The log cannot be written.
    #[error(transparent)]
    Unavailable(#[from] AuditUnavailable),
}

/// Why an opened record is not logged.
#[derive(Debug, Error)]
pub enum OpenedError {
    /// No overview has this id, or it is somebody else's: the two are not told apart.
    #[error("no overview of this actor has this id")]
    UnknownOverview,
    /// The log cannot be read or written.
    #[error(transparent)]
    Unavailable(#[from] AuditUnavailable),
}

impl From<StoreError> for OpenedError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl Audit {
    /// A log kept in `store`.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            progress: Arc::default(),
            metrics: Arc::default(),
        }
    }

    /// The same, counting what could not be written where the operator sees it.
    #[must_use]
    pub fn counting(self, metrics: Arc<Metrics>) -> Self {
        Self { metrics, ..self }
    }

    /// Writes that somebody is about to look. Ready when it is durable.
    ///
    /// # Errors
    /// [`AuditUnavailable`]: then nothing may be asked. So it is with an emergency whose reason its reviewer could not read.
    // R-AUDIT-1, R-EMERGENCY-5
    pub async fn intent(
        &self,
        overview_id: &str,
        child: Pseudonym,
        intent: Intent,
    ) -> Result<IntentReceipt, AuditUnavailable> {
        let has_reason =
            |intent: &Intent| intent.reason.as_ref().is_some_and(|r| r.sealed.is_some());
        if intent.emergency && !has_reason(&intent) {
            self.metrics.audit_failed();
            return Err(StoreError::Unreadable { what: "reason" }.into());
        }
        let entry = self.entry(overview_id, child, Event::Intent(intent));
        let appended = self.append(entry).await?;
        Ok(IntentReceipt {
            overview_id: overview_id.into(),
            child,
            seq: appended.seq,
        })
    }

    /// Writes that somebody asked and was refused: one write, as for an intent.
    ///
    /// # Errors
    /// [`AuditUnavailable`]: the refusal stands all the same.
    // R-AUDIT-3
    pub async fn refused(
        &self,
        overview_id: &str,
        child: Pseudonym,
        refused: Refused,
    ) -> Result<(), AuditUnavailable> {
        let entry = self.entry(overview_id, child, Event::Refused(refused));
        self.append(entry).await?;
        Ok(())
    }

    /// Writes what one source is about to show. Ready when it is durable.
    ///
    /// # Errors
    /// [`AuditUnavailable`]: then nothing of this source may be released.
    // R-AUDIT-2
    pub async fn shown(
        &self,
        intent: &IntentReceipt,
        shown: Shown,
    ) -> Result<ShownReceipt, AuditUnavailable> {
        let producer = shown.producer.as_str().into();
        let entry = self.entry(&intent.overview_id, intent.child, Event::Shown(shown));
        let appended = self.append(entry).await?;
        Ok(ShownReceipt {
            overview_id: Arc::clone(&intent.overview_id),
            producer,
            seq: appended.seq,
        })
    }

    /// Writes how an overview ended.
    ///
    /// # Errors
    /// [`AuditUnavailable`].
    pub async fn outcome(
        &self,
        intent: &IntentReceipt,
        outcome: Outcome,
    ) -> Result<(), AuditUnavailable> {
        let entry = self.entry(&intent.overview_id, intent.child, Event::Outcome(outcome));
        self.append(entry).await?;
        Ok(())
    }

    /// Writes that an actor opened a record of an overview of its own.
    ///
    /// # Errors
    /// [`OpenedError::UnknownOverview`] when the overview is not this actor's.
    // R-AUDIT-7
    pub async fn opened(&self, overview_id: &str, opened: Opened) -> Result<(), OpenedError> {
        let stored = self.store.intent(overview_id.to_owned()).await?;
        let stored = stored
            .filter(|stored| stored.intent.actor == opened.actor)
            .ok_or(OpenedError::UnknownOverview)?;
        let entry = self.entry(overview_id, stored.child, Event::Opened(opened));
        self.append(entry).await?;
        Ok(())
    }

    /// Who looked at a child, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read.
    pub async fn accesses(&self, child: Pseudonym, max: u32) -> Result<Vec<Access>, StoreError> {
        self.store.accesses(child, max).await
    }

    /// The same of one kind, a stretch at a time.
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read.
    // R-ACCESS-7
    pub async fn accesses_before(
        &self,
        child: Pseudonym,
        of: Looked,
        before: Option<u64>,
    ) -> Result<AccessPage, StoreError> {
        let read = self.store.accesses_before(child, of, before, MAX_ACCESSES);
        read.await
    }

    /// Writes that somebody read what decides about access. `child` = `None` where it is of no child, or of none that is named.
    ///
    /// # Errors
    /// [`AuditUnavailable`]: then nothing of it may be told.
    // R-AUDIT-14
    pub async fn fact_read(
        &self,
        child: Option<Pseudonym>,
        read: FactRead,
    ) -> Result<(), AuditUnavailable> {
        let entry = Entry {
            at: self.clock.now(),
            child,
            overview_id: None,
            event: Event::FactRead(read),
        };
        self.append(entry).await?;
        Ok(())
    }

    /// Writes that somebody was refused at the desk for facts.
    ///
    /// # Errors
    /// [`AuditUnavailable`].
    // R-DESK-5
    pub async fn fact_refused(
        &self,
        child: Option<Pseudonym>,
        refused: FactChange,
    ) -> Result<(), AuditUnavailable> {
        let entry = Entry {
            at: self.clock.now(),
            child,
            overview_id: None,
            event: Event::FactChange(refused),
        };
        self.append(entry).await?;
        Ok(())
    }

    /// Writes that something was reviewed: what happened in an overview, or, without one, the lift that the review names.
    ///
    /// # Errors
    /// [`ReviewedError`]: then the review does not stand.
    // R-EMERGENCY-13
    pub async fn reviewed(
        &self,
        overview_id: Option<&str>,
        child: Pseudonym,
        review: EmergencyReview,
    ) -> Result<(), ReviewedError> {
        let entry = Entry {
            at: self.clock.now(),
            child: Some(child),
            overview_id: overview_id.map(str::to_owned),
            event: Event::EmergencyReview(review),
        };
        match self.append(entry).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict) => Err(ReviewedError::Taken),
            Err(error) => Err(AuditUnavailable::from(error).into()),
        }
    }

    // R-AUDIT-15
    async fn append(&self, entry: Entry) -> Result<Appended, StoreError> {
        // A review whose id is taken is refused, which is no failure.
        let is_review = matches!(entry.event, Event::EmergencyReview(_));
        let appended = self.store.append(entry).await;
        let appended = appended.inspect_err(|error| {
            if !is_review || error.is_failure() {
                self.metrics.audit_failed();
            }
        })?;
        self.progress.saw(appended.seq);
        Ok(appended)
    }

    fn entry(&self, overview_id: &str, child: Pseudonym, event: Event) -> Entry {
        Entry {
            at: self.clock.now(),
            child: Some(child),
            overview_id: Some(overview_id.to_owned()),
            event,
        }
    }
}

impl std::fmt::Debug for Audit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Audit")
    }
}
