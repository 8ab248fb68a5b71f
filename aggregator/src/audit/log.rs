//! The access log as it is read offline, entry by entry: from the database file, without writing to it, or from an export of it.
//! Nothing here trusts what it reads; that is for [`super::verify`].

mod exported;

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, types::ValueRef};
use thiserror::Error;

pub(super) use exported::json_line;
pub use exported::{ExportedLog, export};

use super::chain::{Hash, Link, genesis, link};
use crate::hash::first_32;

/// One entry as it lies in the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place, from 1.
    pub seq: i64,
    /// Microseconds since 1970, UTC.
    pub at_us: i64,
    /// The kind of event.
    pub kind: String,
    /// The child's pseudonym.
    pub child: Option<Vec<u8>>,
    /// The overview's id.
    pub overview_id: Option<String>,
    /// The event, serialised.
    pub body: String,
    /// The hash that is stored with it.
    pub hash: Hash,
    /// False when a column holds another type than is written there, or a text that is none: then it was changed, whatever its hash says.
    pub is_whole: bool,
}

impl Line {
    /// The hash that this entry would have at a place, after `previous`.
    #[must_use]
    pub fn hash_at(&self, seq: i64, previous: &Hash) -> Hash {
        let entry = Link {
            seq,
            at_us: self.at_us,
            kind: &self.kind,
            child: self.child.as_deref(),
            overview_id: self.overview_id.as_deref(),
            body: &self.body,
        };
        link(previous, entry)
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({} {})", self.seq, self.kind)
    }
}

/// Why a log cannot be read at all.
#[derive(Debug, Error)]
pub enum UnreadableLog {
    /// The database fails.
    #[error("the database cannot be read as an access log")]
    Database(#[from] rusqlite::Error),
    /// The server fails.
    #[error("the database cannot be read as an access log")]
    Server(#[from] tokio_postgres::Error),
    /// Whoever talked to the server is gone.
    #[error("the connection to the server is gone")]
    Gone,
    /// The file fails.
    #[error("the file cannot be read")]
    File(#[from] std::io::Error),
    /// No instance is named in it.
    #[error("the access log names no instance")]
    Nameless,
    /// An entry is not as this version writes it.
    #[error("entry {seq} is not as this version writes it")]
    Entry {
        /// Its number.
        seq: i64,
    },
    /// A line of the export is none.
    #[error("line {line} is no entry of an access log")]
    Line {
        /// Which, from 1.
        line: u64,
    },
}

/// Who looks at entries, in the order in which they lie.
pub type Reader<'a> = dyn FnMut(Line) -> Result<(), UnreadableLog> + 'a;

/// A log that can be read from its beginning, more than once.
pub trait Log {
    /// The instance whose log it is.
    ///
    /// # Errors
    /// [`UnreadableLog`].
    fn instance(&self) -> Result<String, UnreadableLog>;

    /// Reads all entries.
    ///
    /// # Errors
    /// [`UnreadableLog`], or what the reader gives.
    fn each(&self, reader: &mut Reader<'_>) -> Result<(), UnreadableLog>;

    /// The statements at these places, as they are stored beside the log. `None` = there are none beside it.
    ///
    /// # Errors
    /// [`UnreadableLog`].
    fn statements(&self, _places: &[i64]) -> Result<Option<Vec<StoredStatement>>, UnreadableLog> {
        Ok(None)
    }
}

/// A statement as it is stored, whatever somebody made of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StoredStatement {
    /// Its place.
    pub seq: i64,
    /// The child's pseudonym.
    pub child: Vec<u8>,
    /// What it says.
    pub kind: String,
    /// Who said it.
    pub teller: String,
    /// Its text.
    pub text: String,
}

impl std::fmt::Debug for StoredStatement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoredStatement({})", self.seq)
    }
}

/// What the first entry of a log follows on.
#[must_use]
pub fn beginning(instance: &str) -> Hash {
    genesis(instance)
}

/// The log in a database file.
pub struct DatabaseLog(Connection);

impl DatabaseLog {
    /// Opens a database for reading only; an aggregator may be writing to it.
    ///
    /// # Errors
    /// [`UnreadableLog`] when there is none.
    pub fn open(path: &Path) -> Result<Self, UnreadableLog> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Self(db))
    }
}

impl Log for DatabaseLog {
    fn instance(&self) -> Result<String, UnreadableLog> {
        let query = "SELECT value FROM meta WHERE key = 'instance'";
        let found = self.0.query_row(query, [], |row| row.get(0)).optional()?;
        found.ok_or(UnreadableLog::Nameless)
    }

    fn each(&self, reader: &mut Reader<'_>) -> Result<(), UnreadableLog> {
        let mut statement = self.0.prepare(
            "SELECT seq, at_us, kind, child, overview_id, body, hash FROM audit ORDER BY seq",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            reader(line(row)?)?;
        }
        Ok(())
    }

    fn statements(&self, places: &[i64]) -> Result<Option<Vec<StoredStatement>>, UnreadableLog> {
        let mut read = self.0.prepare_cached(
            "SELECT seq, child, kind, teller, body FROM statement WHERE seq = ?1",
        )?;
        let mut found = Vec::new();
        for place in places {
            found.extend(read.query_row([place], statement).optional()?);
        }
        Ok(Some(found))
    }
}

/// A column that holds another type is read as empty, which no statement has.
fn statement(row: &Row<'_>) -> rusqlite::Result<StoredStatement> {
    let text = |place: usize| -> rusqlite::Result<String> {
        Ok(row.get_ref(place)?.as_str().unwrap_or_default().to_owned())
    };
    Ok(StoredStatement {
        seq: row.get(0)?,
        child: row.get_ref(1)?.as_blob().unwrap_or_default().to_vec(),
        kind: text(2)?,
        teller: text(3)?,
        text: text(4)?,
    })
}

/// An entry as it lies in the file, whatever somebody made of its columns: one that is spoilt is named and hides no other.
// R-AUDIT-21
fn line(row: &Row<'_>) -> Result<Line, UnreadableLog> {
    let mut is_whole = true;
    let mut column = |place: usize, is_null: bool| -> Result<ValueRef<'_>, UnreadableLog> {
        let value = row.get_ref(place)?;
        let is_right = match (place, value) {
            (_, ValueRef::Null) => is_null,
            (0 | 1, value) => value.as_i64().is_ok(),
            (2 | 4 | 5, value) => value.as_str().is_ok(),
            (3, value) => value.as_blob().is_ok(),
            (_, value) => value.as_blob().is_ok_and(|hash| hash.len() == 32),
        };
        is_whole &= is_right;
        Ok(value)
    };
    let number = |value: ValueRef<'_>| value.as_i64().unwrap_or_default();
    let bytes = |value: ValueRef<'_>| value.as_bytes().map(<[u8]>::to_vec).unwrap_or_default();
    let text = |value: ValueRef<'_>| String::from_utf8_lossy(&bytes(value)).into_owned();
    let present = |value: ValueRef<'_>| value != ValueRef::Null;
    let (child, overview_id) = (column(3, true)?, column(4, true)?);
    Ok(Line {
        seq: number(column(0, false)?),
        at_us: number(column(1, false)?),
        kind: text(column(2, false)?),
        child: present(child).then(|| bytes(child)),
        overview_id: present(overview_id).then(|| text(overview_id)),
        body: text(column(5, false)?),
        hash: first_32(&bytes(column(6, false)?)),
        is_whole,
    })
}

/// A log that should be there and is not: whatever vouches for it finds nothing.
pub struct NoLog(pub String);

impl Log for NoLog {
    fn instance(&self) -> Result<String, UnreadableLog> {
        Ok(self.0.clone())
    }

    fn each(&self, _: &mut Reader<'_>) -> Result<(), UnreadableLog> {
        Ok(())
    }
}
