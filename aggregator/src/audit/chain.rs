//! The hash chain of the access log: every entry carries the hash of all before it, so a change inside is seen.
//! What it cannot show alone is a cut at the end: for that a head must have been witnessed elsewhere.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use thiserror::Error;

use crate::hash::sha256;

/// A hash in the chain.
pub type Hash = [u8; 32];

/// One entry as it lies in the log: exactly what its hash covers.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// Its place, from 1 without gaps.
    pub seq: i64,
    /// Microseconds since 1970, UTC.
    pub at_us: i64,
    /// The kind of event.
    pub kind: &'a str,
    /// The child's pseudonym.
    pub child: Option<&'a [u8]>,
    /// The overview's id.
    pub overview_id: Option<&'a str>,
    /// The event, serialised.
    pub body: &'a str,
}

/// What the first entry of an instance follows on.
#[must_use]
pub fn genesis(instance: &str) -> Hash {
    sha256(&[b"samsyn/audit/1", instance.as_bytes()])
}

/// The hash of an entry that follows on `previous`.
// R-AUDIT-4
#[must_use]
pub fn link(previous: &Hash, entry: Link<'_>) -> Hash {
    let present = |present: bool| -> &[u8] { if present { b"1" } else { b"0" } };
    sha256(&[
        previous,
        &entry.seq.to_be_bytes(),
        &entry.at_us.to_be_bytes(),
        entry.kind.as_bytes(),
        present(entry.child.is_some()),
        entry.child.unwrap_or_default(),
        present(entry.overview_id.is_some()),
        entry.overview_id.unwrap_or_default().as_bytes(),
        entry.body.as_bytes(),
    ])
}

/// A chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedChain {
    /// The instance whose log it is.
    pub instance: String,
    /// How many entries.
    pub entries: u64,
    /// The hash of the last. Compare it with a head that was witnessed elsewhere: the tail after that is unwitnessed.
    pub head: Hash,
}

/// Why a log cannot be trusted.
#[derive(Debug, Error)]
pub enum BrokenChain {
    /// The file cannot be read as an access log.
    #[error("the access log cannot be read")]
    Unreadable(#[from] rusqlite::Error),
    /// No instance is written in it.
    #[error("the access log names no instance")]
    Nameless,
    /// An entry is missing: removed, or never there.
    #[error("entry {expected} is missing from the access log")]
    Missing {
        /// The number that should come next.
        expected: i64,
    },
    /// An entry does not follow on the one before: it, or its place, was changed.
    #[error("entry {seq} of the access log does not follow on the one before")]
    Changed {
        /// The entry's number.
        seq: i64,
    },
}

/// Checks a whole log offline, from the database file alone, without writing to it.
///
/// # Errors
/// [`BrokenChain`] names the first entry that is missing or does not fit.
// R-AUDIT-4
pub fn verify_chain(path: &Path) -> Result<VerifiedChain, BrokenChain> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let instance: String = db
        .query_row("SELECT value FROM meta WHERE key = 'instance'", [], |row| {
            row.get(0)
        })
        .optional()?
        .ok_or(BrokenChain::Nameless)?;
    let mut statement = db.prepare(
        "SELECT seq, at_us, kind, child, overview_id, body, hash FROM audit ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let (mut head, mut last) = (genesis(&instance), 0_i64);
    while let Some(row) = rows.next()? {
        (last, head) = follow(row, last, &head)?;
    }
    Ok(VerifiedChain {
        instance,
        entries: u64::try_from(last).unwrap_or_default(),
        head,
    })
}

fn follow(row: &Row<'_>, last: i64, head: &Hash) -> Result<(i64, Hash), BrokenChain> {
    let seq: i64 = row.get(0)?;
    if seq != last + 1 {
        return Err(BrokenChain::Missing { expected: last + 1 });
    }
    let (kind, body): (String, String) = (row.get(2)?, row.get(5)?);
    let (child, overview_id): (Option<Vec<u8>>, Option<String>) = (row.get(3)?, row.get(4)?);
    let computed = link(
        head,
        Link {
            seq,
            at_us: row.get(1)?,
            kind: &kind,
            child: child.as_deref(),
            overview_id: overview_id.as_deref(),
            body: &body,
        },
    );
    let stored: Vec<u8> = row.get(6)?;
    if stored == computed {
        Ok((seq, computed))
    } else {
        Err(BrokenChain::Changed { seq })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_covers_every_column_and_tells_absent_from_empty() {
        let entry = Link {
            seq: 1,
            at_us: 5,
            kind: "shown",
            child: Some(&[1; 32]),
            overview_id: Some("o"),
            body: "{}",
        };
        let first = link(&genesis("a"), entry);
        let others = [
            link(&genesis("b"), entry),
            link(&genesis("a"), Link { seq: 2, ..entry }),
            link(&genesis("a"), Link { at_us: 6, ..entry }),
            link(
                &genesis("a"),
                Link {
                    kind: "intent",
                    ..entry
                },
            ),
            link(
                &genesis("a"),
                Link {
                    child: Some(&[2; 32]),
                    ..entry
                },
            ),
            link(
                &genesis("a"),
                Link {
                    child: None,
                    ..entry
                },
            ),
            link(
                &genesis("a"),
                Link {
                    overview_id: None,
                    ..entry
                },
            ),
            link(
                &genesis("a"),
                Link {
                    overview_id: Some(""),
                    ..entry
                },
            ),
            link(
                &genesis("a"),
                Link {
                    body: "{ }",
                    ..entry
                },
            ),
        ];
        assert!(others.iter().all(|other| *other != first));
        let distinct: std::collections::HashSet<_> = others.iter().collect();
        assert_eq!(distinct.len(), others.len());
    }
}
