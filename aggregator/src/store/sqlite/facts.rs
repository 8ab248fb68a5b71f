//! Everything that a decision reads, in one read: facts, the child's epoch, and the change counters that caches are keyed by.
//! What was never told, or cannot be read, is unknown.

use std::collections::BTreeMap;

use domain::{
    facts::{Consent, Facts, Known, Pseudonym},
    time::{Date, Timestamp},
};
use jiff::SignedDuration;
use rusqlite::{Connection, OptionalExtension};

use super::{
    columns::count,
    consents,
    told::{self, Latest},
};
use crate::store::{Epoch, FactAges, FactsRead, StoreError};

// R-FACTS-2
pub(super) fn read(
    db: &Connection,
    child: Pseudonym,
    birth: Option<Date>,
    ages: &FactAges,
    now: Timestamp,
) -> Result<FactsRead, StoreError> {
    let consents = consents::of(db, child).map(|all| {
        let words = all.into_iter().map(|stored| word(stored.consent, now));
        words.collect::<Vec<_>>()
    });
    let facts = Facts {
        child,
        birth,
        custody: told(told::custody(db, child), ages.custody)?,
        protection: told(told::protection(db, child), ages.protection)?,
        consents: own(consents, now, ages.consents)?,
        relations: own(told::relations(db, child), now, ages.relations)?,
        blocks: own(Ok(Vec::new()), now, ages.consents)?,
        lifts: own(Ok(Vec::new()), now, ages.consents)?,
        assessments: own(Ok(Vec::new()), now, ages.consents)?,
        board_decisions: own(Ok(Vec::new()), now, ages.consents)?,
        guardian_access: own(Ok(Vec::new()), now, ages.consents)?,
    };
    Ok(FactsRead {
        facts,
        epoch: epoch(db, child)?,
        change_counters: change_counters(db, child)?,
    })
}

/// An ended consent has ended, also for a clock that was set back since.
// R-STORE-9
fn word(consent: Consent, now: Timestamp) -> Consent {
    Consent {
        ended: consent.ended.map(|ended| ended.min(now)),
        ..consent
    }
}

/// A fact that a register tells: as old as its last word.
fn told<T>(
    found: Result<Option<Latest<T>>, StoreError>,
    max_age: SignedDuration,
) -> Result<Known<T>, StoreError> {
    match readable(found)?.flatten() {
        None => Ok(Known::Unknown),
        Some(latest) => Ok(match latest.as_of() {
            Err(_) => Known::Unknown,
            Ok(as_of) => Known::Told {
                value: latest.value,
                as_of,
                max_age,
            },
        }),
    }
}

/// A fact that the store itself is the source of: as old as the read. That there is none is known, too.
fn own<T>(
    found: Result<T, StoreError>,
    now: Timestamp,
    max_age: SignedDuration,
) -> Result<Known<T>, StoreError> {
    Ok(match readable(found)? {
        None => Known::Unknown,
        Some(value) => Known::Told {
            value,
            as_of: now,
            max_age,
        },
    })
}

/// One unreadable entry makes its fact unknown; a database that does not answer fails the read.
fn readable<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Unreadable { .. }) => Ok(None),
        Err(error) => Err(error),
    }
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
