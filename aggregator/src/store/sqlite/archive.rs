//! What was, read from the database: by the store itself, or beside a running one from a connection that only reads.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use domain::{facts::Pseudonym, time::Timestamp};
use futures::FutureExt;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::{
    OpenError, SqliteStore, connect, schema,
    statements::{self, Reach, count, time, us},
    writer::Written,
};
use crate::{
    ledger::Ledger,
    store::{
        Answer, StoreError,
        access::UNREADABLE,
        archive::{Archive, KeepTables, Look, Looked, Table, looked},
    },
};

impl KeepTables for SqliteStore {
    // R-REPLAY-1
    fn keep(&self, tables: Vec<Table>, at: Timestamp) -> Answer<'_, ()> {
        self.writer
            .write(move |db| keep(db, &tables, at).map(Written::quietly))
    }
}

impl Archive for SqliteStore {
    fn table(&self, hash: String) -> Answer<'_, Option<String>> {
        self.readers.read(move |db| table(db, &hash))
    }

    fn in_force(&self, name: String, at: Timestamp) -> Answer<'_, Option<String>> {
        self.readers.read(move |db| in_force(db, &name, at))
    }

    fn look(&self, look: Look) -> Answer<'_, Option<Looked>> {
        self.readers.read(move |db| one(db, &look))
    }

    fn history(&self, child: Pseudonym) -> Answer<'_, Ledger> {
        self.readers
            .read(move |db| statements::read(db, child, Reach::Whole))
    }
}

/// A database that is only read; an aggregator may be writing to it.
pub struct SqliteArchive(Mutex<Connection>);

impl std::fmt::Debug for SqliteArchive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqliteArchive")
    }
}

impl SqliteArchive {
    /// Opens one that is there, of this version.
    ///
    /// # Errors
    /// [`OpenError`]: also when an older version wrote it and no newer one has started on it yet.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let db = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > schema::NEWEST {
            return Err(OpenError::Newer {
                found,
                newest: schema::NEWEST,
            });
        }
        if found < schema::NEWEST {
            return Err(OpenError::NotOurs);
        }
        Ok(Self(Mutex::new(db)))
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Answer<'_, T> {
        // A reader that panicked has left nothing half read.
        let read = work(&self.0.lock().unwrap_or_else(PoisonError::into_inner));
        futures::future::ready(read).boxed()
    }
}

impl Archive for SqliteArchive {
    fn table(&self, hash: String) -> Answer<'_, Option<String>> {
        self.read(|db| table(db, &hash))
    }

    fn in_force(&self, name: String, at: Timestamp) -> Answer<'_, Option<String>> {
        self.read(|db| in_force(db, &name, at))
    }

    fn look(&self, look: Look) -> Answer<'_, Option<Looked>> {
        self.read(|db| one(db, &look))
    }

    fn history(&self, child: Pseudonym) -> Answer<'_, Ledger> {
        self.read(|db| statements::read(db, child, Reach::Whole))
    }
}

fn keep(db: &Connection, tables: &[Table], at: Timestamp) -> Result<(), StoreError> {
    for Table { name, hash, text } in tables {
        db.prepare_cached(
            "INSERT INTO policy_text (hash, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute((hash, text))?;
        db.prepare_cached("INSERT INTO policy_in_force (name, hash, at_us) VALUES (?1, ?2, ?3)")?
            .execute((name, hash, us(at)))?;
    }
    Ok(())
}

fn table(db: &Connection, hash: &str) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT body FROM policy_text WHERE hash = ?1")?;
    Ok(statement.query_row([hash], |row| row.get(0)).optional()?)
}

fn in_force(db: &Connection, name: &str, at: Timestamp) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT hash FROM policy_in_force WHERE name = ?1 AND at_us <= ?2 ORDER BY at_us DESC, seq DESC LIMIT 1",
    )?;
    let found = statement.query_row((name, us(at)), |row| row.get(0));
    Ok(found.optional()?)
}

fn one(db: &Connection, look: &Look) -> Result<Option<Looked>, StoreError> {
    let by = |condition: &str| {
        let sql = "SELECT seq, at_us, child, overview_id, body FROM audit WHERE kind IN ('intent', 'refused')";
        db.prepare_cached(&format!("{sql} AND {condition} ORDER BY seq LIMIT 1"))
    };
    let mut statement;
    let mut rows = match look {
        Look::Overview(id) => {
            statement = by("overview_id = ?1")?;
            statement.query([id])?
        }
        Look::Entry(entry) => {
            statement = by("seq = ?1")?;
            statement.query([i64::try_from(*entry).map_err(|_| UNREADABLE)?])?
        }
    };
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let child: Option<[u8; 32]> = row.get(2)?;
    let body: String = row.get(4)?;
    let place = (
        count(row.get(0)?)?,
        time(row.get(1)?)?,
        child.map(Pseudonym),
        row.get(3)?,
    );
    looked(place, &body).map(Some)
}
