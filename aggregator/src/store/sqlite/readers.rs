//! A few threads that read, each with its own connection, behind one bounded queue. A read sees one moment: one transaction each.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
};

use futures::FutureExt;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::{Answer, StoreError};

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// The readers' end that the store holds.
pub(super) struct Readers {
    queue: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts one thread per connection.
    pub(super) fn start(connections: Vec<Connection>, queue: usize) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        let threads = (connections.into_iter())
            .map(|db| {
                let receiver = Arc::clone(&receiver);
                thread::Builder::new()
                    .name("store-reader".to_owned())
                    .spawn(move || run(&db, &receiver))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            queue: Some(sender),
            threads,
        })
    }

    /// Queues a read at once.
    pub(super) fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'static, T> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |db| {
            // Whoever asked may have gone.
            let _ = reply.send(in_one_read(db, work));
        });
        let queued = match &self.queue {
            Some(queue) => queue.try_send(job).map_err(|error| match error {
                TrySendError::Full(_) => StoreError::Overloaded,
                TrySendError::Disconnected(_) => StoreError::Closed,
            }),
            None => Err(StoreError::Closed),
        };
        async move {
            queued?;
            answer.await.unwrap_or(Err(StoreError::Closed))
        }
        .boxed()
    }

    pub(super) fn is_open(&self) -> bool {
        self.threads.iter().any(|thread| !thread.is_finished())
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            // A reader that panicked has answered nobody; there is nothing left to do for it.
            let _ = thread.join();
        }
    }
}

fn run(db: &Connection, queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = {
            let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.recv()
        };
        match job {
            Ok(job) => job(db),
            Err(_) => return,
        }
    }
}

fn in_one_read<T>(
    db: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // Ends by rollback when dropped: a read has nothing to commit.
    let _transaction = db.unchecked_transaction()?;
    work(db)
}
