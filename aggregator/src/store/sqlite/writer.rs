//! The one writer. Whatever queued while the last batch reached the disk goes into the next transaction together (group commit).
//! Nothing is acknowledged before its commit, and the epochs it raised are raised for all who watch before it is acknowledged.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
};

use domain::facts::Pseudonym;
use futures::FutureExt;
use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use crate::store::{Answer, Epoch, Epochs, StoreError, stall::Busy};

/// What an item did, inside the transaction.
pub(super) struct Written<T> {
    /// What to answer once it is durable.
    pub(super) value: T,
    /// The child whose epoch it raised.
    pub(super) raised: Option<(Pseudonym, Epoch)>,
}

impl<T> Written<T> {
    /// A write that concerns no child's facts.
    pub(super) fn quietly(value: T) -> Self {
        let raised = None;
        Self { value, raised }
    }
}

/// What the writer has done since it started.
#[derive(Debug, Default)]
pub struct WriterCounts {
    commits: AtomicU64,
    items: AtomicU64,
    /// A batch under way.
    busy: Busy,
}

impl WriterCounts {
    /// Transactions committed.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Items in them.
    #[must_use]
    pub fn items(&self) -> u64 {
        self.items.load(Ordering::Relaxed)
    }
}

/// The writer's end that the store holds. Dropping it writes what is queued and waits for that.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Item>>>,
    thread: Option<JoinHandle<()>>,
    counts: Arc<WriterCounts>,
    open: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the thread that owns the connection. `queue` and `batch` bound what waits and what goes into one transaction.
    pub(super) fn start(
        db: Connection,
        epochs: Epochs,
        queue: usize,
        batch: usize,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(queue);
        let counts = Arc::new(WriterCounts::default());
        let open = Arc::new(AtomicBool::new(true));
        let desk = Desk {
            db,
            queue: receiver,
            epochs,
            batch: batch.max(1),
            counts: Arc::clone(&counts),
            open: Arc::clone(&open),
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || desk.run())?;
        Ok(Self {
            queue: Some(sender),
            thread: Some(thread),
            counts,
            open,
        })
    }

    // R-STORE-5
    /// Queues a write at once; the future is ready when it is durable, or is known not to be.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<Written<T>, StoreError> + Send + 'static,
    ) -> Answer<'static, T> {
        let (reply, answer) = oneshot::channel();
        let item = Box::new(Work {
            work: Some(work),
            written: None,
            reply,
        });
        let queued = match &self.queue {
            Some(queue) => queue.try_send(item).map_err(|error| match error {
                TrySendError::Full(_) => StoreError::Overloaded,
                TrySendError::Disconnected(_) => StoreError::Closed,
            }),
            None => Err(StoreError::Closed),
        };
        async move {
            queued?;
            // The writer went away without a word: the item may or may not have been written, so it is not acknowledged.
            answer.await.unwrap_or(Err(StoreError::Closed))
        }
        .boxed()
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::SeqCst) && !self.counts.busy.is_stalled()
    }

    pub(super) fn counts(&self) -> &WriterCounts {
        &self.counts
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has answered nobody; there is nothing left to do for it.
            let _ = thread.join();
        }
    }
}

/// One queued write, whatever it answers with.
trait Item: Send {
    /// Does the work inside its savepoint. False: roll it back.
    fn run(&mut self, db: &Connection) -> bool;
    /// The epoch that it raised.
    fn raised(&self) -> Option<(Pseudonym, Epoch)>;
    /// Tells the caller, after the commit.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Work<T, W> {
    work: Option<W>,
    written: Option<Result<Written<T>, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W> Item for Work<T, W>
where
    T: Send,
    W: FnOnce(&Connection) -> Result<Written<T>, StoreError> + Send,
{
    fn run(&mut self, db: &Connection) -> bool {
        self.written = self.work.take().map(|work| work(db));
        matches!(self.written, Some(Ok(_)))
    }

    fn raised(&self) -> Option<(Pseudonym, Epoch)> {
        match &self.written {
            Some(Ok(written)) => written.raised,
            _ => None,
        }
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.written, committed) {
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(Ok(written)), Ok(())) => Ok(written.value),
            (None, Ok(())) => Err(StoreError::Closed),
        };
        // Whoever asked may have gone; the change stands all the same.
        let _ = self.reply.send(answer);
    }
}

/// What the writer's thread works with.
struct Desk {
    db: Connection,
    queue: Receiver<Box<dyn Item>>,
    epochs: Epochs,
    batch: usize,
    counts: Arc<WriterCounts>,
    open: Arc<AtomicBool>,
}

impl Desk {
    fn run(self) {
        while let Ok(first) = self.queue.recv() {
            let mut items = vec![first];
            items.extend(self.queue.try_iter().take(self.batch - 1));
            self.counts.busy.begins();
            let committed = self.write_together(&mut items);
            self.counts.busy.ends();
            for item in items {
                item.answer(committed.clone());
            }
            if !self.open.load(Ordering::SeqCst) {
                return;
            }
        }
    }

    fn write_together(&self, items: &mut [Box<dyn Item>]) -> Result<(), StoreError> {
        match catch_unwind(AssertUnwindSafe(|| commit(&self.db, items))) {
            Ok(Ok(())) => {
                self.in_force(items);
                Ok(())
            }
            Ok(Err(error)) => {
                if disk_failed(&error) {
                    self.open.store(false, Ordering::SeqCst);
                }
                Err(error.into())
            }
            // A bug in one item: the transaction is left open and lost, and the writer with it.
            Err(_panic) => {
                self.open.store(false, Ordering::SeqCst);
                Err(StoreError::Closed)
            }
        }
    }

    // R-GATE-1: in force before anybody is told.
    fn in_force(&self, items: &[Box<dyn Item>]) {
        for (child, epoch) in items.iter().filter_map(|item| item.raised()) {
            self.epochs.raise(child, epoch);
        }
        self.counts.commits.fetch_add(1, Ordering::Relaxed);
        let items = items.len() as u64;
        self.counts.items.fetch_add(items, Ordering::Relaxed);
    }
}

// R-STORE-4
/// One transaction, a savepoint per item: an item that fails takes back its own changes only.
fn commit(db: &Connection, items: &mut [Box<dyn Item>]) -> rusqlite::Result<()> {
    let done = execute(db, "BEGIN IMMEDIATE").and_then(|()| {
        for item in items {
            execute(db, "SAVEPOINT item")?;
            if !item.run(db) {
                execute(db, "ROLLBACK TO item")?;
            }
            execute(db, "RELEASE item")?;
        }
        execute(db, "COMMIT")
    });
    if done.is_err() && !db.is_autocommit() {
        // Should this fail too, the next BEGIN does, and nothing is acknowledged.
        let _ = execute(db, "ROLLBACK");
    }
    done
}

fn execute(db: &Connection, sql: &str) -> rusqlite::Result<()> {
    db.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// After a failed write to the disk nobody knows what is on it: the writer stops, and the instance is not ready.
fn disk_failed(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

#[cfg(test)]
mod tests;
