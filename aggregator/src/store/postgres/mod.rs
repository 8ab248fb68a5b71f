//! The store on PostgreSQL, for several instances: the primary alone is read and written, every commit is durable before it is
//! acknowledged, and what narrows is acknowledged when no instance believes the old epoch any more.

mod archive;
mod chains;
mod change;
mod emergencies;
mod log;
mod rows;
mod schema;
mod session;
mod settings;
mod writer;

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use domain::{
    facts::Pseudonym,
    id::OrganisationId,
    time::{Date, Timestamp},
};
use futures::FutureExt;
use thiserror::Error;
use tokio::sync::Mutex;
use tokio_postgres::Config;
use uuid::Uuid;

use super::{
    AccessPage, Answer, Appended, Epochs, FactAges, FactsRead, LEASE_AND_MARGIN, Looked,
    Registrations, ReviewPlace, Store, StoreError, StoredEmergency, StoredIntent, Taken, Teller,
};
use crate::{
    audit::entry::{ChainHead, EmergencyReview, Entry, Event},
    clock::Clock,
    ledger::{Ledger, Stated, Statement},
};
pub use archive::PostgresArchive;
pub(crate) use log::CutAt;
pub use log::{ServerLog, ServerLogs};
pub use settings::{InvalidAddress, PostgresSettings};

use change::{Change, Done, only_widens};
use session::Session;
use writer::{Desk, Writer};

/// Why a store cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A standby answers: what it gives may be old.
    #[error("the database is not the primary")]
    NotPrimary,
    /// The server may forget what it acknowledged.
    #[error("the server's setting {setting} may lose what was acknowledged")]
    LosesCommits {
        /// The setting.
        setting: &'static str,
    },
    /// A newer version wrote it.
    #[error("the database has schema {found}, this version knows up to {newest}")]
    Newer {
        /// The schema found.
        found: i64,
        /// The newest this version knows.
        newest: i64,
    },
    /// The database failed.
    #[error("the database cannot be reached, read or created")]
    Database(#[from] tokio_postgres::Error),
}

/// The store on PostgreSQL.
pub struct PostgresStore {
    config: Config,
    hints: bool,
    /// Short reads, on which leases hang.
    reader: Mutex<Arc<Session>>,
    /// Lists, which may be long: on one connection answers wait for those before them.
    lists: Mutex<Arc<Session>>,
    writer: Writer,
    clock: Arc<dyn Clock>,
    epochs: Epochs,
    ages: FactAges,
    instance: Arc<str>,
    /// The highest place of a statement that this instance has seen: a database that gives a lower one has lost some.
    highest: AtomicU64,
    went_back: AtomicBool,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostgresStore({})", self.instance)
    }
}

impl PostgresStore {
    /// Connects, creates or migrates the tables, and registers this instance.
    ///
    /// `epochs` must be [leased](Epochs::leased): other instances change children too.
    ///
    /// # Errors
    /// [`OpenError`].
    // R-STORE-13
    pub async fn open(
        settings: &PostgresSettings,
        clock: Arc<dyn Clock>,
        epochs: Epochs,
    ) -> Result<Self, OpenError> {
        let config = settings.config.clone();
        let session = Session::open(&config, epochs.clone()).await?;
        schema::migrate(&session).await?;
        let instance: Arc<str> = Uuid::new_v4().to_string().into();
        session
            .execute(
                "INSERT INTO instance (name, started_us) VALUES ($1, $2)",
                &[&&*instance, &clock.now().as_microsecond()],
            )
            .await?;
        let reader = reader(&config, &epochs, settings.hints).await?;
        let lists = self::reader(&config, &epochs, false).await?;
        let desk = Desk {
            config: config.clone(),
            session,
            epochs: epochs.clone(),
            clock: Arc::clone(&clock),
            instance: Arc::clone(&instance),
            batch: settings.write_batch.max(1),
            acknowledged: std::sync::Mutex::default(),
        };
        Ok(Self {
            config,
            hints: settings.hints,
            reader: Mutex::new(Arc::new(reader)),
            lists: Mutex::new(Arc::new(lists)),
            writer: Writer::start(desk, settings.write_queue),
            clock,
            epochs,
            ages: settings.ages,
            instance,
            highest: AtomicU64::new(0),
            went_back: AtomicBool::new(false),
        })
    }

    /// The name of this instance, made at its start; its chain of the access log begins with it.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.instance
    }

    /// Transactions committed, and changes in them.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        let counts = self.writer.counts();
        (
            counts.commits.load(Ordering::Relaxed),
            counts.items.load(Ordering::Relaxed),
        )
    }

    async fn session(&self) -> Result<Arc<Session>, StoreError> {
        self.open_session(&self.reader, self.hints).await
    }

    // R-STORE-21
    async fn lists(&self) -> Result<Arc<Session>, StoreError> {
        self.open_session(&self.lists, false).await
    }

    async fn open_session(
        &self,
        place: &Mutex<Arc<Session>>,
        hints: bool,
    ) -> Result<Arc<Session>, StoreError> {
        let mut session = place.lock().await;
        if !session.is_open() {
            let opened = reader(&self.config, &self.epochs, hints).await;
            *session = Arc::new(opened.map_err(|error| StoreError::Database(Arc::new(error)))?);
        }
        Ok(Arc::clone(&session))
    }

    /// A read that began after something was known must know it too. One that does not comes from a database that lost it, and then
    /// nothing is certain: the instance is not ready.
    // R-STORE-16
    fn refuse_backwards(&self, known: (u64, u64), read: (u64, u64)) -> Result<(), StoreError> {
        if read.0 < known.0 || read.1 < known.1 {
            self.went_back.store(true, Ordering::SeqCst);
            tracing::error!("the database has gone back: an epoch or a statement is missing");
        }
        if self.went_back.load(Ordering::SeqCst) {
            return Err(StoreError::Closed);
        }
        self.highest.fetch_max(read.1, Ordering::SeqCst);
        Ok(())
    }
}

async fn reader(config: &Config, epochs: &Epochs, hints: bool) -> Result<Session, OpenError> {
    let session = Session::open(config, epochs.clone()).await?;
    if hints {
        session.run(&format!("LISTEN {}", session::CHANNEL)).await?;
    }
    Ok(session)
}

impl Store for PostgresStore {
    // R-GATE-9
    fn state(&self, child: Pseudonym, statement: Statement, by: Teller) -> Answer<'_, Taken> {
        let widens = only_widens(&statement);
        let written = self.writer.write(Change::State {
            child,
            statement: Box::new(statement),
            by,
        });
        async move {
            let taken = match written.await? {
                Done::Taken(taken) => *taken,
                _ => return Err(StoreError::Closed),
            };
            // What stood there before may have been committed a moment ago, by a caller that did not wait.
            if !widens {
                tokio::time::sleep(LEASE_AND_MARGIN).await;
            }
            self.highest.fetch_max(taken.stated.seq, Ordering::SeqCst);
            Ok(taken)
        }
        .boxed()
    }

    fn statement(&self, id: Uuid) -> Answer<'_, Option<(Pseudonym, Stated)>> {
        async move { rows::statement(&*self.session().await?, id).await }.boxed()
    }

    fn ledger(&self, child: Pseudonym) -> Answer<'_, Ledger> {
        async move { rows::whole(&*self.lists().await?, child).await }.boxed()
    }

    fn confirm(&self, as_of: Timestamp, by: Teller) -> Answer<'_, ()> {
        let written = self.writer.write(Change::Confirm { as_of, by });
        async move { written.await.map(|_| ()) }.boxed()
    }

    fn count_change(&self, child: Pseudonym, producer: String) -> Answer<'_, u64> {
        let written = self.writer.write(Change::Count { child, producer });
        async move {
            match written.await? {
                Done::Counted(count) => Ok(count),
                _ => Err(StoreError::Closed),
            }
        }
        .boxed()
    }

    fn facts(&self, child: Pseudonym, birth: Option<Date>) -> Answer<'_, FactsRead> {
        async move {
            let session = self.session().await?;
            let (began, now) = (self.epochs.before_read(), self.clock.now());
            let known = (
                self.epochs.known(child).0,
                self.highest.load(Ordering::SeqCst),
            );
            let read = rows::in_force(&session, child).await?;
            self.refuse_backwards(known, (read.epoch.0, read.last))?;
            self.epochs.learn(child, read.epoch, began);
            Ok(FactsRead {
                facts: read.ledger.facts(birth, &self.ages, now),
                beside: read.ledger.beside(now),
                epoch: read.epoch,
                change_counters: read.change_counters,
            })
        }
        .boxed()
    }

    fn instance(&self) -> &str {
        &self.instance
    }

    fn append(&self, entry: Entry) -> Answer<'_, Appended> {
        let written = self.writer.write(Change::Append(Box::new(entry)));
        async move {
            match written.await? {
                Done::Appended(appended) => Ok(appended),
                _ => Err(StoreError::Closed),
            }
        }
        .boxed()
    }

    fn other_heads(&self) -> Answer<'_, Vec<ChainHead>> {
        async move { chains::other_heads(&*self.lists().await?, &self.instance).await }.boxed()
    }

    fn hash_at(&self, seq: u64) -> Answer<'_, Option<[u8; 32]>> {
        async move { chains::hash_at(&*self.lists().await?, &self.instance, seq).await }.boxed()
    }

    fn intent(&self, overview_id: String) -> Answer<'_, Option<StoredIntent>> {
        async move { rows::intent(&*self.session().await?, &overview_id).await }.boxed()
    }

    fn accesses_before(
        &self,
        child: Pseudonym,
        of: Looked,
        before: Option<u64>,
        max: u32,
    ) -> Answer<'_, AccessPage> {
        async move { rows::accesses(&*self.lists().await?, child, of, before, max).await }.boxed()
    }

    fn registrations(&self, after: u64) -> Answer<'_, Registrations> {
        async move { rows::registrations(&*self.lists().await?, after).await }.boxed()
    }

    fn emergencies(
        &self,
        of: OrganisationId,
        before: Option<ReviewPlace>,
        max: u32,
    ) -> Answer<'_, Vec<StoredEmergency>> {
        async move { emergencies::listed(&*self.lists().await?, &of, before.as_ref(), max).await }
            .boxed()
    }

    fn lift_reviews(
        &self,
        child: Pseudonym,
        lift: Uuid,
    ) -> Answer<'_, Vec<(Timestamp, EmergencyReview)>> {
        async move { emergencies::lift_reviews(&*self.lists().await?, child, lift).await }.boxed()
    }

    fn overview_log(
        &self,
        child: Pseudonym,
        overview_id: String,
    ) -> Answer<'_, Vec<(Timestamp, Event)>> {
        async move { rows::overview_log(&*self.lists().await?, child, &overview_id).await }.boxed()
    }

    fn is_open(&self) -> bool {
        self.writer.is_open() && !self.went_back.load(Ordering::SeqCst)
    }
}
