//! What is needed to decide again as then: the texts of the tables that were in force, the look as it was logged, and what had been
//! said of the child. Texts are kept by their hash, for good; who reads one checks that it still has that hash.

use domain::{facts::Pseudonym, time::Timestamp};

use super::{Answer, StoreError};
use crate::{audit::entry::Event, ledger::Ledger};

/// A table of rules as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The country's code, or that with `-programme`.
    pub name: String,
    /// The SHA-256 of the text, in lower-case hex.
    pub hash: String,
    /// The text.
    pub text: String,
}

/// A look in the access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// By the id of its overview.
    Overview(String),
    /// By its entry's number in the database: on SQLite that of the chain, on PostgreSQL its place among those of all instances.
    Entry(u64),
}

/// An entry of the access log as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// Its number in the database.
    pub entry: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The child. `None` = it concerns none.
    pub child: Option<Pseudonym>,
    /// The overview.
    pub overview_id: Option<String>,
    /// What happened.
    pub event: Event,
}

/// Reads what was.
pub trait Archive: Send + Sync {
    /// The text that was kept under a hash. It is the caller's to check that it has that hash.
    fn table(&self, hash: String) -> Answer<'_, Option<String>>;

    /// The hash of the table of this name that was in force at a time: of those that an instance started with, the latest.
    fn in_force(&self, name: String, at: Timestamp) -> Answer<'_, Option<String>>;

    /// One look: an intent or a refusal.
    fn look(&self, look: Look) -> Answer<'_, Option<Looked>>;

    /// All that was ever said of a child.
    fn history(&self, child: Pseudonym) -> Answer<'_, Ledger>;
}

/// Keeps what will once be read.
pub trait KeepTables: Archive {
    /// Notes that these tables are in force from `at` on, and keeps their texts, each once.
    fn keep(&self, tables: Vec<Table>, at: Timestamp) -> Answer<'_, ()>;
}

/// The event of an entry's body; of a look, or of none.
pub(super) fn looked(
    (entry, at, child, overview_id): (u64, Timestamp, Option<Pseudonym>, Option<String>),
    body: &str,
) -> Result<Looked, StoreError> {
    let event = serde_json::from_str(body).map_err(|_| super::access::UNREADABLE)?;
    Ok(Looked {
        entry,
        at,
        child,
        overview_id,
        event,
    })
}
