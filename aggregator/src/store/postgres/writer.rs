//! The one writer of an instance. Whatever queued while the last batch was committed goes into the next transaction together (group
//! commit). Nothing is acknowledged before its commit, and the epochs it raised are raised here before it is acknowledged.

use std::{
    cmp::Ordering,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{Relaxed, SeqCst},
        },
    },
    time::Duration,
};

use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_postgres::Config;

use super::{
    change::{Change, Done, Scribe},
    session::Session,
};
use crate::{
    audit::chain::{self, Hash},
    clock::Clock,
    store::{Epochs, StoreError, stall::Busy},
};

/// How often a lost connection is tried anew while nothing asks for it.
const RECONNECT: Duration = Duration::from_secs(1);
/// How often a change that met another instance's crosswise is tried.
const TRIES: usize = 3;

/// A change and who waits for it.
struct Item {
    change: Change,
    reply: oneshot::Sender<Result<Done, StoreError>>,
}

/// The writer's end that the store holds.
pub(super) struct Writer {
    queue: mpsc::Sender<Item>,
    task: JoinHandle<()>,
    counts: Arc<Counts>,
}

/// What the writer has done, and whether it can go on.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) commits: AtomicU64,
    pub(super) items: AtomicU64,
    pub(super) open: AtomicBool,
    /// The server no longer has what it acknowledged. For good: whatever it says now, something is gone.
    pub(super) went_back: AtomicBool,
    /// A batch under way.
    busy: Busy,
}

/// What the writer's task works with.
pub(super) struct Desk {
    pub(super) config: Config,
    pub(super) session: Session,
    pub(super) epochs: Epochs,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) instance: Arc<str>,
    pub(super) batch: usize,
    /// The last entry of this instance's chain that was acknowledged.
    pub(super) acknowledged: Mutex<Option<(i64, Hash)>>,
}

impl Writer {
    pub(super) fn start(desk: Desk, queue: usize) -> Self {
        let (sender, receiver) = mpsc::channel(queue.max(1));
        let counts = Arc::new(Counts::default());
        counts.open.store(true, SeqCst);
        let task = tokio::spawn(run(desk, receiver, Arc::clone(&counts)));
        Self {
            queue: sender,
            task,
            counts,
        }
    }

    /// Queues a change at once; ready when it is durable, or is known not to be.
    // R-STORE-5
    pub(super) fn write(
        &self,
        change: Change,
    ) -> impl Future<Output = Result<Done, StoreError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        let queued = self.queue.try_send(Item { change, reply });
        let queued = queued.map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        });
        async move {
            queued?;
            answer.await.unwrap_or(Err(StoreError::Closed))
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.counts.open.load(SeqCst)
            && !self.counts.went_back.load(SeqCst)
            && !self.counts.busy.is_stalled()
            && !self.task.is_finished()
    }

    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }
}

async fn run(mut desk: Desk, mut queue: mpsc::Receiver<Item>, counts: Arc<Counts>) {
    loop {
        let alive = desk.session.is_open();
        counts.open.store(alive, SeqCst);
        let first = tokio::select! {
            first = queue.recv() => first,
            () = tokio::time::sleep(RECONNECT), if !alive => {
                desk.reconnect().await;
                continue;
            }
        };
        let Some(first) = first else { return };
        let mut items = vec![first];
        while items.len() < desk.batch
            && let Ok(next) = queue.try_recv()
        {
            items.push(next);
        }
        // Stable: changes of one child stay in the order they were asked for.
        items.sort_by_key(|item| item.change.lock());
        if !desk.session.is_open() {
            desk.reconnect().await;
        }
        counts.busy.begins();
        desk.answer(items, &counts).await;
        counts.busy.ends();
    }
}

impl Desk {
    async fn reconnect(&mut self) {
        match Session::open(&self.config, self.epochs.clone()).await {
            Ok(session) => self.session = session,
            Err(error) => tracing::warn!(%error, "PostgreSQL is not reached"),
        }
    }

    /// All together; should that fail for what one of them does, each for itself.
    // R-STORE-4
    async fn answer(&self, items: Vec<Item>, counts: &Counts) {
        let changes: Vec<_> = items.iter().map(|item| &item.change).collect();
        let together = self.commit(&changes, counts).await;
        match together {
            Ok(done) => {
                for (item, done) in items.into_iter().zip(done) {
                    let _ = item.reply.send(done);
                }
            }
            Err(failed) if items.len() == 1 || !self.session.is_open() => {
                for item in items {
                    let _ = item.reply.send(Err(failed.clone()));
                }
            }
            Err(_) => {
                for item in items {
                    let alone = self.alone(&item.change, counts).await;
                    let _ = item.reply.send(alone);
                }
            }
        }
    }

    async fn alone(&self, change: &Change, counts: &Counts) -> Result<Done, StoreError> {
        let mut last = StoreError::Closed;
        for _ in 0..TRIES {
            match self.commit(&[change], counts).await {
                Ok(done) => return done.into_iter().next().unwrap_or(Err(StoreError::Closed)),
                Err(error) if self.session.is_open() => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    /// One transaction. What is refused of it is refused alone; an error is the whole transaction's.
    async fn commit(
        &self,
        changes: &[&Change],
        counts: &Counts,
    ) -> Result<Vec<Result<Done, StoreError>>, StoreError> {
        let (done, raised, head) = match self.make(changes, counts).await {
            Ok(made) => made,
            Err(error) => {
                // Should this fail too, the connection is gone and the transaction with it.
                let _ = self.session.run("ROLLBACK").await;
                return Err(error);
            }
        };
        self.session.run("COMMIT").await?;
        *self.acknowledged() = Some(head);
        // R-GATE-1: in force before anybody is told.
        for (child, epoch) in raised {
            self.epochs.raise(child, epoch);
        }
        counts.commits.fetch_add(1, Relaxed);
        counts.items.fetch_add(changes.len() as u64, Relaxed);
        Ok(done)
    }

    async fn make(&self, changes: &[&Change], counts: &Counts) -> Result<Made, StoreError> {
        self.session.run("BEGIN").await?;
        let head = self.head().await?;
        self.refuse_backwards(head, counts)?;
        let mut scribe = Scribe {
            session: &self.session,
            clock: &self.clock,
            instance: &self.instance,
            head,
            raised: Vec::new(),
        };
        let mut done = Vec::with_capacity(changes.len());
        for change in changes {
            match scribe.make(change).await {
                Err(error @ StoreError::Database(_)) => return Err(error),
                made => done.push(made),
            }
        }
        Ok((done, scribe.raised, scribe.head))
    }

    /// Read rather than remembered: whether a commit whose answer was lost took place only the database knows. And with it whether the
    /// server still flushes, which no session can set for itself: it was looked at when the connection was opened, and may be set anew.
    // R-STORE-19
    async fn head(&self) -> Result<(i64, Hash), StoreError> {
        let sql = "SELECT seq, hash, current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'
                   FROM audit WHERE instance = $1 ORDER BY seq DESC LIMIT 1";
        let rows = self.session.query(sql, &[&&*self.instance]).await?;
        let Some(row) = rows.first() else {
            return Ok((0, chain::genesis(&self.instance)));
        };
        if !row.try_get::<_, bool>(2)? {
            tracing::error!("the server no longer flushes what it commits: nothing is written");
            return Err(StoreError::Closed);
        }
        let hash = row.try_get::<_, &[u8]>(1)?.try_into();
        let hash = hash.map_err(|_| StoreError::Unreadable { what: "hash" })?;
        Ok((row.try_get(0)?, hash))
    }

    /// The chain of this instance is its own: nobody else may have shortened it, and no server that kept what it acknowledged has.
    // R-STORE-16
    fn refuse_backwards(&self, head: (i64, Hash), counts: &Counts) -> Result<(), StoreError> {
        let is_kept = self
            .acknowledged()
            .is_none_or(|last| match head.0.cmp(&last.0) {
                // One whose answer was lost may have been added.
                Ordering::Greater => true,
                Ordering::Equal => head.1 == last.1,
                Ordering::Less => false,
            });
        if !is_kept {
            counts.went_back.store(true, SeqCst);
            tracing::error!("the database has gone back: entries of the access log are missing");
        }
        match counts.went_back.load(SeqCst) {
            true => Err(StoreError::Closed),
            false => Ok(()),
        }
    }

    fn acknowledged(&self) -> MutexGuard<'_, Option<(i64, Hash)>> {
        self.acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

type Made = (
    Vec<Result<Done, StoreError>>,
    Vec<(domain::facts::Pseudonym, crate::store::Epoch)>,
    (i64, Hash),
);
