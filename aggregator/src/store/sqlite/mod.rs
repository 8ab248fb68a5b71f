//! The store on SQLite: WAL, every commit on the disk before it is acknowledged, one writer, a few readers.
//! One process at a time: what the epochs promise holds inside it.

mod archive;
mod audit;
mod emergencies;
mod epochs;
mod readers;
mod schema;
mod statements;
mod writer;

use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use domain::{
    facts::Pseudonym,
    id::OrganisationId,
    time::{Date, Timestamp},
};
use futures::FutureExt;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use thiserror::Error;
use uuid::Uuid;

pub use archive::SqliteArchive;
pub use writer::WriterCounts;

use super::{
    AccessPage, Answer, Appended, Epochs, FactAges, FactsRead, Looked, Registrations, ReviewPlace,
    Store, StoredEmergency, StoredIntent, Taken, Teller,
};
use crate::{
    audit::entry::{ChainHead, EmergencyReview, Entry, Event},
    clock::Clock,
    ledger::{Ledger, Stated, Statement},
};
use readers::Readers;
use statements::Reach;
use writer::Writer;

/// The store's bounds.
#[derive(Debug, Clone)]
pub struct SqliteSettings {
    /// The database file; created when it is not there. A `.lock` file stands beside it.
    pub path: PathBuf,
    /// How old facts may get.
    pub ages: FactAges,
    /// Changes that may wait for the writer.
    pub write_queue: usize,
    /// Changes that go into one transaction at most.
    pub write_batch: usize,
    /// Threads that read.
    pub readers: usize,
    /// Reads that may wait.
    pub read_queue: usize,
}

impl SqliteSettings {
    /// The defaults for a database at `path`.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            ages: FactAges::default(),
            write_queue: 4_096,
            write_batch: 256,
            readers: 2,
            read_queue: 4_096,
        }
    }
}

/// Why a store cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process has it open: nothing would tell us what it changes.
    #[error("the database is in use by another process")]
    InUse,
    /// It has a second name, under which another process could have it open unnoticed.
    #[error("the database file has more than one name")]
    Linked,
    /// A newer version wrote it.
    #[error("the database has schema {found}, this version knows up to {newest}")]
    Newer {
        /// The schema found.
        found: i64,
        /// The newest this version knows.
        newest: i64,
    },
    /// A database with other tables.
    #[error("the database is not one of ours")]
    NotOurs,
    /// The file system cannot keep a write-ahead log.
    #[error("the database cannot keep a write-ahead log there")]
    NoWal,
    /// Lock file or threads.
    #[error("the database cannot be opened")]
    Io(#[from] io::Error),
    /// The database failed.
    #[error("the database cannot be read or created")]
    Database(#[from] rusqlite::Error),
}

/// The store on SQLite.
pub struct SqliteStore {
    // Dropped in this order: the last connection to close folds the log into the database.
    readers: Readers,
    writer: Writer,
    clock: Arc<dyn Clock>,
    epochs: Epochs,
    ages: FactAges,
    instance: Arc<str>,
    _lock: File,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SqliteStore({})", self.instance)
    }
}

impl SqliteStore {
    /// Opens, creates or migrates the database.
    ///
    /// # Errors
    /// [`OpenError`]; a database that a newer version wrote is left as it is.
    // R-STORE-2
    pub fn open(
        settings: &SqliteSettings,
        clock: Arc<dyn Clock>,
        epochs: Epochs,
    ) -> Result<Self, OpenError> {
        let lock = lock(&settings.path)?;
        create_private(&settings.path)?;
        let mut db = connect(&settings.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let instance = prepare_writer(&mut db)?;
        let readers = (0..settings.readers.max(1))
            .map(|_| connect(&settings.path, OpenFlags::SQLITE_OPEN_READ_ONLY))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            readers: Readers::start(readers, settings.read_queue)?,
            writer: Writer::start(
                db,
                epochs.clone(),
                settings.write_queue,
                settings.write_batch,
            )?,
            clock,
            epochs,
            ages: settings.ages,
            instance: instance.into(),
            _lock: lock,
        })
    }

    /// The name of this instance, made when the database was created; the access log's chain begins with it.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.instance
    }

    /// What the writer has done since the start.
    #[must_use]
    pub fn counts(&self) -> &WriterCounts {
        self.writer.counts()
    }

    fn scribe(&self, by: Teller) -> Scribe {
        Scribe {
            clock: Arc::clone(&self.clock),
            instance: Arc::clone(&self.instance),
            by,
        }
    }
}

/// What every change needs beside itself.
struct Scribe {
    clock: Arc<dyn Clock>,
    instance: Arc<str>,
    by: Teller,
}

impl Store for SqliteStore {
    fn state(&self, child: Pseudonym, statement: Statement, by: Teller) -> Answer<'_, Taken> {
        let scribe = self.scribe(by);
        self.writer
            .write(move |db| statements::state(db, child, &statement, &scribe))
    }

    fn statement(&self, id: Uuid) -> Answer<'_, Option<(Pseudonym, Stated)>> {
        self.readers.read(move |db| statements::one(db, id))
    }

    fn ledger(&self, child: Pseudonym) -> Answer<'_, Ledger> {
        self.readers
            .read(move |db| statements::read(db, child, Reach::Whole))
    }

    fn confirm(&self, as_of: Timestamp, by: Teller) -> Answer<'_, ()> {
        let scribe = self.scribe(by);
        self.writer
            .write(move |db| epochs::confirm(db, as_of, &scribe))
    }

    fn count_change(&self, child: Pseudonym, producer: String) -> Answer<'_, u64> {
        self.writer
            .write(move |db| epochs::count_change(db, child, &producer))
    }

    fn facts(&self, child: Pseudonym, birth: Option<Date>) -> Answer<'_, FactsRead> {
        let (ages, clock) = (self.ages, Arc::clone(&self.clock));
        let read = self.readers.read(move |db| {
            // Before the read: what it gives is at least as new as this.
            let now = clock.now();
            epochs::facts(db, child, birth, &ages, now)
        });
        let began = self.epochs.before_read();
        async move {
            let read = read.await?;
            self.epochs.learn(child, read.epoch, began);
            Ok(read)
        }
        .boxed()
    }

    fn instance(&self) -> &str {
        &self.instance
    }

    fn append(&self, entry: Entry) -> Answer<'_, Appended> {
        let instance = Arc::clone(&self.instance);
        self.writer
            .write(move |db| audit::append(db, &entry, &instance).map(writer::Written::quietly))
    }

    /// A file holds one chain.
    fn other_heads(&self) -> Answer<'_, Vec<ChainHead>> {
        std::future::ready(Ok(Vec::new())).boxed()
    }

    fn hash_at(&self, seq: u64) -> Answer<'_, Option<[u8; 32]>> {
        self.readers.read(move |db| audit::hash_at(db, seq))
    }

    fn intent(&self, overview_id: String) -> Answer<'_, Option<StoredIntent>> {
        self.readers.read(move |db| audit::intent(db, &overview_id))
    }

    fn accesses_before(
        &self,
        child: Pseudonym,
        of: Looked,
        before: Option<u64>,
        max: u32,
    ) -> Answer<'_, AccessPage> {
        (self.readers).read(move |db| audit::accesses(db, child, of, before, max))
    }

    fn registrations(&self, after: u64) -> Answer<'_, Registrations> {
        self.readers
            .read(move |db| statements::registrations(db, after))
    }

    fn emergencies(
        &self,
        of: OrganisationId,
        before: Option<ReviewPlace>,
        max: u32,
    ) -> Answer<'_, Vec<StoredEmergency>> {
        (self.readers).read(move |db| emergencies::listed(db, &of, before.as_ref(), max))
    }

    fn lift_reviews(
        &self,
        child: Pseudonym,
        lift: Uuid,
    ) -> Answer<'_, Vec<(Timestamp, EmergencyReview)>> {
        (self.readers).read(move |db| emergencies::lift_reviews(db, child, lift))
    }

    fn overview_log(
        &self,
        child: Pseudonym,
        overview_id: String,
    ) -> Answer<'_, Vec<(Timestamp, Event)>> {
        (self.readers).read(move |db| audit::overview_log(db, child, &overview_id))
    }

    fn is_open(&self) -> bool {
        self.writer.is_open() && self.readers.is_open()
    }
}

/// Held while the store is open; the system lets go of it when the process ends, however it ends. It lies beside the file itself, whatever
/// links lead there; of a file with several names of its own nobody can say under which another process has it open.
// R-STORE-7
pub(crate) fn lock(path: &Path) -> Result<File, OpenError> {
    let mut beside = itself(path)?.into_os_string();
    beside.push(".lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(beside)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The one path of a file that may not be there yet.
fn itself(path: &Path) -> Result<PathBuf, OpenError> {
    match path.canonicalize() {
        Ok(itself) => {
            #[cfg(unix)]
            if std::os::unix::fs::MetadataExt::nlink(&itself.metadata()?) > 1 {
                return Err(OpenError::Linked);
            }
            Ok(itself)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
            Ok(folder.join(path.file_name().unwrap_or_default()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Readable by us alone; the log beside it inherits that.
fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    // Each connection stays in one thread, so SQLite need not lock it.
    let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(Duration::from_secs(5))?;
    // A plan holds whatever value is bound. Otherwise a statement that a partial index might serve is parsed and planned anew at every use.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

// R-STORE-6
fn prepare_writer(db: &mut Connection) -> Result<String, OpenError> {
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(OpenError::NoWal);
    }
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    // Without this INSERT OR REPLACE would get past the append-only triggers.
    db.pragma_update(None, "recursive_triggers", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    schema::migrate(db)
}

#[cfg(test)]
mod tests;
