//! Makes the signed checkpoints: after so many entries, after so long, at the start and at the end. First the chain's head is taken, with
//! the heads of the other chains in the database, then it is signed and flushed outside, and only then registered in the log.

use std::{
    collections::BTreeMap,
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
    checkpoint::{Checkpoint, Signer, TrustedKeys},
    entry::{Entry, Event, HeadTaken},
    sink::Sink,
};
use crate::{config::AuditSettings, hash::hex, metrics::Metrics, store::StoreError};

/// How long after a checkpoint that failed the next is tried.
pub const RETRY: Duration = Duration::from_secs(60);

/// Makes the checkpoints of one instance.
#[derive(Debug)]
pub struct Keeper {
    audit: Audit,
    signer: Arc<Signer>,
    keys: TrustedKeys,
    sink: Option<Sink>,
    /// What the sink held of this instance at the start is what its log has.
    goes_on: bool,
    /// The other chains' heads that this instance has named, by instance.
    named: BTreeMap<String, u64>,
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
    /// The log is not the one that was signed: an older copy of the database, or a rewritten one. Signed again it would pass for the same.
    #[error(
        "entry {seq} was signed before, and is not in the log as it was signed: nothing is signed after it"
    )]
    OtherPast {
        /// The last entry that was signed.
        seq: u64,
    },
}

impl Keeper {
    /// Keeps a log as it is configured. `None` = no key is configured, so none are made.
    #[must_use]
    pub fn new(audit: Audit, settings: &AuditSettings, metrics: Arc<Metrics>) -> Option<Self> {
        Some(Self {
            audit,
            signer: settings.signer.clone()?,
            keys: settings.keys.clone(),
            sink: settings.sink.clone().map(Sink::at),
            goes_on: false,
            named: BTreeMap::new(),
            every_entries: settings.every_entries.max(1),
            every: settings.every,
            metrics,
        })
    }

    /// Makes checkpoints until `ended`, and a last one then.
    pub async fn run(mut self, ended: impl Future<Output = ()> + Send) {
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
    async fn counted_checkpoint(&mut self) -> Duration {
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
    // R-AUDIT-10, R-AUDIT-22
    pub async fn checkpoint(&mut self) -> Result<Checkpoint, NoCheckpoint> {
        let Audit { store, clock, .. } = self.audit.clone();
        let entry = |event| Entry {
            at: clock.now(),
            child: None,
            overview_id: None,
            event,
        };
        let mut heads = store.other_heads().await?;
        heads.retain(|head| self.named.get(&head.instance) != Some(&head.seq));
        let named: Vec<_> = heads.iter().map(|h| (h.instance.clone(), h.seq)).collect();
        let taken = Event::HeadTaken(HeadTaken { heads });
        let head = store.append(entry(taken)).await?;
        self.named.extend(named);
        self.refuse_other_past(head.seq).await?;
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

    /// Once, before anything is signed: what was signed last lies in the log as it was.
    // R-AUDIT-23
    async fn refuse_other_past(&mut self, head: u64) -> Result<(), NoCheckpoint> {
        let Some(sink) = self.sink.clone().filter(|_| !self.goes_on) else {
            return Ok(());
        };
        let store = &self.audit.store;
        let (keys, instance) = (self.keys.clone(), store.instance().to_owned());
        let read = tokio::task::spawn_blocking(move || last_signed(&sink, &keys, &instance));
        for last in read.await.map_err(io::Error::other)?? {
            let there = store.hash_at(last.seq).await?.map(|hash| hex(&hash));
            // Of what was cut off the log has no hash; it goes on from there all the same.
            let was_cut = there.is_none() && last.seq < head;
            if !was_cut && there.as_ref() != Some(&last.hash) {
                return Err(NoCheckpoint::OtherPast { seq: last.seq });
            }
        }
        self.goes_on = true;
        Ok(())
    }
}

/// The believed checkpoints about the last entry of an instance that a folder has any about. There is one, unless somebody signed twice.
fn last_signed(sink: &Sink, keys: &TrustedKeys, instance: &str) -> io::Result<Vec<Checkpoint>> {
    let mut last: Vec<Checkpoint> = Vec::new();
    let read = sink.each(&mut |read| {
        let Ok(checkpoint) = read else { return };
        let seq = last.first().map_or(0, |last| last.seq);
        if checkpoint.seq < seq || checkpoint.instance != instance || !keys.signed(&checkpoint) {
            return;
        }
        last.retain(|last| last.seq == checkpoint.seq && last.hash != checkpoint.hash);
        last.push(checkpoint);
    });
    match read {
        // Nothing was ever signed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(last),
        read => read.map(|()| last),
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
