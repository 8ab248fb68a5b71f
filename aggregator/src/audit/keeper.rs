//! Makes the signed checkpoints: after so many entries, after so long, at the start and at the end. First the chain's head is taken, then
//! it is signed and flushed outside, and only then registered in the log.

use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use thiserror::Error;
use tokio::sync::Notify;

use super::{
    Audit,
    checkpoint::{Checkpoint, Signer},
    entry::{Entry, Event, HeadTaken},
    sink::Sink,
};
use crate::{config::AuditSettings, metrics::Metrics, store::StoreError};

/// How long after a checkpoint that failed the next is tried.
pub const RETRY: Duration = Duration::from_secs(60);

/// Makes the checkpoints of one instance.
#[derive(Debug)]
pub struct Keeper {
    audit: Audit,
    signer: Arc<Signer>,
    sink: Option<Sink>,
    every_entries: u64,
    every: Duration,
    metrics: Arc<Metrics>,
}

/// No checkpoint was made. The log itself is whole; its unwitnessed tail grows.
#[derive(Debug, Error)]
pub enum NoCheckpoint {
    /// The log cannot be written.
    #[error("the access log cannot be written")]
    Store(#[from] StoreError),
    /// The folder outside cannot be written.
    #[error("the checkpoint cannot be written outside")]
    Sink(#[from] io::Error),
}

impl Keeper {
    /// Keeps a log as it is configured. `None` = no key is configured, so none are made.
    #[must_use]
    pub fn new(audit: Audit, settings: &AuditSettings, metrics: Arc<Metrics>) -> Option<Self> {
        Some(Self {
            audit,
            signer: settings.signer.clone()?,
            sink: settings.sink.clone().map(Sink::at),
            every_entries: settings.every_entries.max(1),
            every: settings.every,
            metrics,
        })
    }

    /// Makes checkpoints until `ended`, and a last one then.
    pub async fn run(self, ended: impl Future<Output = ()> + Send) {
        let mut ended = std::pin::pin!(ended);
        loop {
            let wait = self.counted_checkpoint().await;
            tokio::select! {
                () = &mut ended => break,
                () = self.audit.progress.due() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.counted_checkpoint().await;
    }

    /// How long until the next.
    async fn counted_checkpoint(&self) -> Duration {
        match self.checkpoint().await {
            Ok(made) => {
                self.audit
                    .progress
                    .due_at(made.seq.saturating_add(self.every_entries));
                self.every
            }
            Err(error) => {
                tracing::error!(%error, "no checkpoint of the access log could be made");
                self.metrics.checkpoint_failed();
                self.audit.progress.due_at(u64::MAX);
                RETRY.min(self.every)
            }
        }
    }

    /// Makes one checkpoint.
    ///
    /// # Errors
    /// [`NoCheckpoint`].
    // R-AUDIT-10
    pub async fn checkpoint(&self) -> Result<Checkpoint, NoCheckpoint> {
        let Audit { store, clock, .. } = &self.audit;
        let entry = |event| Entry {
            at: clock.now(),
            child: None,
            overview_id: None,
            event,
        };
        let head = store.append(entry(Event::HeadTaken(HeadTaken {}))).await?;
        let signed = (self.signer).sign(store.instance(), head.seq, &head.hash, clock.now());
        if let Some(sink) = self.sink.clone() {
            let outside = signed.clone();
            tokio::task::spawn_blocking(move || sink.append(&outside))
                .await
                .map_err(io::Error::other)??;
        }
        store
            .append(entry(Event::Checkpoint(signed.clone())))
            .await?;
        Ok(signed)
    }
}

/// How far the log has come, and when the keeper wants to be told.
#[derive(Debug)]
pub(super) struct Progress {
    due_at: AtomicU64,
    is_due: Notify,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            due_at: AtomicU64::new(u64::MAX),
            is_due: Notify::new(),
        }
    }
}

impl Progress {
    /// The log has come to an entry.
    pub(super) fn saw(&self, seq: u64) {
        if seq >= self.due_at.load(Ordering::Relaxed) {
            self.is_due.notify_one();
        }
    }

    fn due_at(&self, seq: u64) {
        self.due_at.store(seq, Ordering::Relaxed);
    }

    async fn due(&self) {
        self.is_due.notified().await;
    }
}
