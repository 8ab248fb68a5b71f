//! The access logs on a server as they are read offline: one chain for each instance that ever started. For `aggregator audit` only. A thread
//! of its own talks to the server, so that whoever reads a log need not know that it lies elsewhere.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, NoTls, Row};

use super::{PostgresSettings, session::LOG_IN_USE};
use crate::{
    audit::{
        chain::{Hash, Link, link},
        log::{Line, Log, Reader, StoredStatement, UnreadableLog},
    },
    hash::first_32,
};

/// How many entries are read at a time.
const PAGE: i64 = 2_000;

const INSTANCES: &str = "SELECT name FROM instance ORDER BY started_us, name";
// By place too: whoever got past the constraint may have given two entries one number.
const ENTRIES: &str = "SELECT seq, at_us, kind, child, overview_id, body, hash, place FROM audit
     WHERE instance = $1 AND (seq, place) > ($2, $3) ORDER BY seq, place LIMIT $4";

const STATEMENTS: &str = "SELECT seq, child, kind, teller, body FROM statement WHERE seq = ANY($1)";

type Job = Box<dyn FnOnce(&Runtime, &mut Client) + Send>;

/// The logs on a server.
#[derive(Clone)]
pub struct ServerLogs {
    jobs: mpsc::Sender<Job>,
}

/// The log of one instance.
pub struct ServerLog {
    logs: ServerLogs,
    instance: String,
}

/// What is to be cut off one instance's log, and what is then written of it.
pub(crate) struct CutAt {
    pub(crate) instance: String,
    /// The last entry that goes.
    pub(crate) through: i64,
    pub(crate) kind: &'static str,
    pub(crate) body: String,
    pub(crate) at_us: i64,
}

impl ServerLogs {
    /// Connects.
    ///
    /// # Errors
    /// [`UnreadableLog::Server`] when there is no such database.
    // R-AUDIT-16
    pub fn open(settings: &PostgresSettings) -> Result<Self, UnreadableLog> {
        let (jobs, taken) = mpsc::channel::<Job>();
        let (told, opened) = mpsc::channel();
        let config = settings.config.clone();
        thread::spawn(move || {
            let opening = connect(&config);
            let (runtime, mut client) = match opening {
                Ok(open) => open,
                Err(error) => {
                    // Nobody waits any more only when the caller is gone.
                    let _ = told.send(Err(error));
                    return;
                }
            };
            let _ = told.send(Ok(()));
            for job in taken {
                job(&runtime, &mut client);
            }
        });
        opened.recv().map_err(|_| UnreadableLog::Gone)??;
        Ok(Self { jobs })
    }

    /// One log for each instance that ever started, in the order in which they did.
    ///
    /// # Errors
    /// [`UnreadableLog`].
    pub fn all(&self) -> Result<Vec<ServerLog>, UnreadableLog> {
        let names = self.ask(|runtime, client| {
            let rows = runtime.block_on(client.query(INSTANCES, &[]))?;
            let names = rows.iter().map(|row| row.try_get(0));
            Ok(names.collect::<Result<Vec<String>, tokio_postgres::Error>>()?)
        })?;
        let logs = names.into_iter().map(|instance| ServerLog {
            logs: self.clone(),
            instance,
        });
        Ok(logs.collect())
    }

    /// Takes the logs alone until these are dropped. False when an aggregator has them open.
    pub(crate) fn take_alone(&self) -> Result<bool, UnreadableLog> {
        self.ask(|runtime, client| {
            let sql = "SELECT pg_try_advisory_lock($1)";
            let row = runtime.block_on(client.query_one(sql, &[&LOG_IN_USE]))?;
            Ok(row.try_get(0)?)
        })
    }

    /// When the newest entry up to a place was written.
    pub(crate) fn newest(&self, instance: &str, seq: i64) -> Result<Option<i64>, UnreadableLog> {
        let instance = instance.to_owned();
        self.ask(move |runtime, client| {
            let sql = "SELECT max(at_us) FROM audit WHERE instance = $1 AND seq <= $2";
            let row = runtime.block_on(client.query_one(sql, &[&instance, &seq]))?;
            Ok(row.try_get(0)?)
        })
    }

    /// Removes entries and writes that they were removed: neither without the other. Gives how many.
    // R-AUDIT-11
    pub(crate) fn cut(&self, cut: CutAt) -> Result<usize, UnreadableLog> {
        self.ask(move |runtime, client| runtime.block_on(cut_off(client, &cut)))
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Runtime, &mut Client) -> Result<T, UnreadableLog> + Send + 'static,
    ) -> Result<T, UnreadableLog> {
        let (told, answer) = mpsc::channel();
        let job: Job = Box::new(move |runtime, client| {
            let _ = told.send(job(runtime, client));
        });
        self.jobs.send(job).map_err(|_| UnreadableLog::Gone)?;
        answer.recv().map_err(|_| UnreadableLog::Gone)?
    }
}

impl Log for ServerLog {
    fn instance(&self) -> Result<String, UnreadableLog> {
        Ok(self.instance.clone())
    }

    fn each(&self, reader: &mut Reader<'_>) -> Result<(), UnreadableLog> {
        let instance: Arc<str> = self.instance.as_str().into();
        let mut after = (i64::MIN, i64::MIN);
        loop {
            let instance = instance.clone();
            let page = self.logs.ask(move |runtime, client| {
                let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
                    [&&*instance, &after.0, &after.1, &PAGE];
                let rows = runtime.block_on(client.query(ENTRIES, &values))?;
                rows.iter().map(line).collect::<Result<Vec<_>, _>>()
            })?;
            let Some((last, place)) = page.last() else {
                return Ok(());
            };
            after = (last.seq, *place);
            for (line, _) in page {
                reader(line)?;
            }
        }
    }

    fn statements(&self, places: &[i64]) -> Result<Option<Vec<StoredStatement>>, UnreadableLog> {
        let places = places.to_vec();
        self.logs.ask(move |runtime, client| {
            let rows = runtime.block_on(client.query(STATEMENTS, &[&places]))?;
            let found: Result<Vec<_>, _> = rows.iter().map(statement).collect();
            found.map(Some)
        })
    }
}

fn statement(row: &Row) -> Result<StoredStatement, UnreadableLog> {
    Ok(StoredStatement {
        seq: row.try_get(0)?,
        child: row.try_get(1)?,
        kind: row.try_get(2)?,
        teller: row.try_get(3)?,
        text: row.try_get(4)?,
    })
}

fn line(row: &Row) -> Result<(Line, i64), UnreadableLog> {
    let hash: &[u8] = row.try_get(6)?;
    let line = Line {
        seq: row.try_get(0)?,
        at_us: row.try_get(1)?,
        kind: row.try_get(2)?,
        child: row.try_get(3)?,
        overview_id: row.try_get(4)?,
        body: row.try_get(5)?,
        hash: first_32(hash),
        // A column's type is the whole table's here; only its length is each row's.
        is_whole: hash.len() == 32,
    };
    Ok((line, row.try_get(7)?))
}

fn connect(config: &Config) -> Result<(Runtime, Client), UnreadableLog> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut config = config.clone();
    config.application_name("samsyn-audit");
    let (client, connection) = runtime.block_on(config.connect(NoTls))?;
    // It goes on whenever the runtime waits for an answer, and ends with it.
    runtime.spawn(async move {
        let _ = connection.await;
    });
    Ok((runtime, client))
}

async fn cut_off(client: &mut Client, cut: &CutAt) -> Result<usize, UnreadableLog> {
    let tx = client.transaction().await?;
    tx.batch_execute("ALTER TABLE audit DISABLE TRIGGER audit_stays")
        .await?;
    let remove = "DELETE FROM audit WHERE instance = $1 AND seq <= $2";
    let removed = tx.execute(remove, &[&cut.instance, &cut.through]).await?;
    tx.batch_execute("ALTER TABLE audit ENABLE TRIGGER audit_stays")
        .await?;
    let last = "SELECT seq, hash FROM audit WHERE instance = $1 ORDER BY seq DESC LIMIT 1";
    let last = tx.query_one(last, &[&cut.instance]).await?;
    let (seq, hash): (i64, &[u8]) = (last.try_get(0)?, last.try_get(1)?);
    let previous: Hash = first_32(hash);
    let entry = Link {
        seq: seq + 1,
        at_us: cut.at_us,
        kind: cut.kind,
        child: None,
        overview_id: None,
        body: &cut.body,
    };
    let hash = link(&previous, entry);
    let add = "INSERT INTO audit (instance, seq, at_us, kind, body, hash) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(
        add,
        &[
            &cut.instance,
            &entry.seq,
            &entry.at_us,
            &entry.kind,
            &entry.body,
            &hash.as_slice(),
        ],
    )
    .await?;
    tx.commit().await?;
    Ok(usize::try_from(removed).unwrap_or(usize::MAX))
}
