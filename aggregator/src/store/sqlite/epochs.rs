//! What goes beside the ledger: the child's epoch, what sources confirm, the change counters that caches are keyed by, and one read of it all.

use std::collections::BTreeMap;

use domain::{
    facts::{CLOCK_SKEW, Pseudonym},
    time::{Date, Timestamp},
};
use rusqlite::{Connection, OptionalExtension};

use super::{
    Scribe, audit,
    statements::{self, Reach, count, us},
    writer::Written,
};
use crate::store::{Epoch, FactAges, FactsRead, StoreError};

/// Everything that a decision reads, in one read.
// R-FACTS-2
pub(super) fn facts(
    db: &Connection,
    child: Pseudonym,
    birth: Option<Date>,
    ages: &FactAges,
    now: Timestamp,
) -> Result<FactsRead, StoreError> {
    let ledger = statements::read(db, child, Reach::InForce)?;
    Ok(FactsRead {
        facts: ledger.facts(birth, ages, now),
        beside: ledger.beside(now),
        epoch: epoch(db, child)?,
        change_counters: change_counters(db, child)?,
    })
}

// R-FACTS-2, R-FACTS-3
pub(super) fn confirm(
    db: &Connection,
    as_of: Timestamp,
    scribe: &Scribe,
) -> Result<Written<()>, StoreError> {
    let now = scribe.clock.now();
    if as_of.duration_since(now) > CLOCK_SKEW {
        return Err(StoreError::AsOfInFuture);
    }
    db.prepare_cached(
        "INSERT INTO confirmation (source, confirmed_us, at_us) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute((scribe.by.as_str(), us(as_of), us(now)))?;
    audit::fact_change(db, scribe, None, "confirmed", None, None)?;
    // Facts only get younger by it: whatever was permitted stays permitted, so no epoch is raised.
    Ok(Written::quietly(()))
}

pub(super) fn count_change(
    db: &Connection,
    child: Pseudonym,
    producer: &str,
) -> Result<Written<u64>, StoreError> {
    let mut upsert = db.prepare_cached(
        "INSERT INTO change_counter (child, producer, changes) VALUES (?1, ?2, 1)
         ON CONFLICT (child, producer) DO UPDATE SET changes = changes + 1 RETURNING changes",
    )?;
    let changes = upsert.query_row((child.0, producer), |row| row.get(0))?;
    Ok(Written::quietly(count(changes)?))
}

/// Raises the child's epoch, in the transaction of the change that raises it.
pub(super) fn raise(db: &Connection, child: Pseudonym) -> Result<(Pseudonym, Epoch), StoreError> {
    let mut upsert = db.prepare_cached(
        "INSERT INTO child (child, epoch) VALUES (?1, 1)
         ON CONFLICT (child) DO UPDATE SET epoch = epoch + 1 RETURNING epoch",
    )?;
    let epoch = upsert.query_row([child.0], |row| row.get(0))?;
    Ok((child, Epoch(count(epoch)?)))
}

fn epoch(db: &Connection, child: Pseudonym) -> Result<Epoch, StoreError> {
    let mut statement = db.prepare_cached("SELECT epoch FROM child WHERE child = ?1")?;
    let found = statement
        .query_row([child.0], |row| row.get(0))
        .optional()?;
    Ok(Epoch(count(found.unwrap_or_default())?))
}

fn change_counters(db: &Connection, child: Pseudonym) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT producer, changes FROM change_counter WHERE child = ?1")?;
    let rows = statement.query_map([child.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (producer, changes): (String, i64) = row?;
        Ok((producer, count(changes)?))
    })
    .collect()
}
