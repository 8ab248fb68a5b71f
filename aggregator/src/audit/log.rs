//! The access log as it is read offline, entry by entry: from the database file, without writing to it, or from an export of it.
//! Nothing here trusts what it reads; that is for [`super::verify`].

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, types::ValueRef};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::chain::{Hash, Link, genesis, link};
use crate::hash::{first_32, hex, unhex};

/// The longest line of an export that is read, in bytes. An entry names at most the records of one source.
const MAX_LINE_BYTES: u64 = 4 << 20;
/// The form of the export's lines.
const EXPORT_FORM: &str = "samsyn-audit-1";

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

/// A log in an export: one JSON object a line, the first of which names the instance. An export of a server holds several, one after another.
pub struct ExportedLog {
    file: PathBuf,
    /// Which of them, from 0.
    place: usize,
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

#[derive(Serialize, Deserialize)]
struct Head {
    form: String,
    instance: String,
}

#[derive(Serialize, Deserialize)]
struct Written {
    seq: i64,
    at_us: i64,
    kind: String,
    child: Option<String>,
    overview_id: Option<String>,
    body: String,
    hash: String,
    /// Absent where nothing is wrong, and in exports of before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    spoilt: bool,
}

impl ExportedLog {
    /// An export of one log lies there; of several, the first.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self {
            file: path.to_owned(),
            place: 0,
        }
    }

    /// All logs of an export.
    ///
    /// # Errors
    /// [`UnreadableLog`] when there is none.
    pub fn all(path: &Path) -> Result<Vec<Self>, UnreadableLog> {
        let mut heads = 0;
        Self::at(path).lines(&mut |_, text| {
            heads += usize::from(head(text).is_some());
            Ok(true)
        })?;
        if heads == 0 {
            return Err(UnreadableLog::Nameless);
        }
        let at = |place| Self {
            file: path.to_owned(),
            place,
        };
        Ok((0..heads).map(at).collect())
    }

    fn lines(
        &self,
        take: &mut dyn FnMut(u64, &str) -> Result<bool, UnreadableLog>,
    ) -> Result<(), UnreadableLog> {
        let mut file = BufReader::new(File::open(&self.file)?);
        let (mut text, mut line) = (String::new(), 0);
        loop {
            text.clear();
            line += 1;
            let read = (&mut file).take(MAX_LINE_BYTES).read_line(&mut text)?;
            if read == 0 || !take(line, text.trim_end())? {
                return Ok(());
            }
        }
    }
}

fn head(text: &str) -> Option<Head> {
    let head: Option<Head> = serde_json::from_str(text).ok();
    head.filter(|head| head.form == EXPORT_FORM)
}

impl Log for ExportedLog {
    fn instance(&self) -> Result<String, UnreadableLog> {
        let (mut instance, mut before) = (None, self.place);
        self.lines(&mut |line, text| {
            let Some(head) = head(text) else {
                // What does not begin with a head is no export.
                return Ok(line > 1);
            };
            if before == 0 {
                instance = Some(head.instance);
                return Ok(false);
            }
            before -= 1;
            Ok(true)
        })?;
        instance.ok_or(UnreadableLog::Nameless)
    }

    fn each(&self, reader: &mut Reader<'_>) -> Result<(), UnreadableLog> {
        let mut heads = 0;
        self.lines(&mut |line, text| {
            if head(text).is_some() {
                heads += 1;
                return Ok(heads <= self.place + 1);
            }
            if heads == self.place + 1 {
                reader(parse(text).ok_or(UnreadableLog::Line { line })?)?;
            }
            Ok(true)
        })
    }
}

fn parse(text: &str) -> Option<Line> {
    let written: Written = serde_json::from_str(text).ok()?;
    let hash = unhex(&written.hash).filter(|hash| hash.len() == 32)?;
    let child = match written.child {
        Some(child) => Some(unhex(&child)?),
        None => None,
    };
    Some(Line {
        seq: written.seq,
        at_us: written.at_us,
        kind: written.kind,
        child,
        overview_id: written.overview_id,
        body: written.body,
        hash: first_32(&hash),
        is_whole: !written.spoilt,
    })
}

/// Writes a whole log so that [`ExportedLog`] reads back the very bytes that its hashes cover. Gives the number of entries.
///
/// # Errors
/// [`UnreadableLog`] when it cannot be read, or the export not be written.
pub fn export(log: &dyn Log, to: &mut dyn Write) -> Result<u64, UnreadableLog> {
    let head = Head {
        form: EXPORT_FORM.to_owned(),
        instance: log.instance()?,
    };
    json_line(to, &head)?;
    let mut entries = 0;
    log.each(&mut |line| {
        entries += 1;
        let written = Written {
            seq: line.seq,
            at_us: line.at_us,
            kind: line.kind,
            child: line.child.as_deref().map(hex),
            overview_id: line.overview_id,
            body: line.body,
            hash: hex(&line.hash),
            spoilt: !line.is_whole,
        };
        json_line(to, &written)
    })?;
    Ok(entries)
}

/// One JSON object, one line.
pub(super) fn json_line(to: &mut dyn Write, value: &impl Serialize) -> Result<(), UnreadableLog> {
    serde_json::to_writer(&mut *to, value).map_err(std::io::Error::from)?;
    Ok(to.write_all(b"\n")?)
}
