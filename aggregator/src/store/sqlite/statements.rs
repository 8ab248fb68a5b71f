//! A child's ledger in the database: read, judged by the ledger's own rules inside the transaction, appended to. The epoch is raised
//! in the same transaction when what is in force changes.

use domain::{facts::Pseudonym, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::{Scribe, audit, epochs, writer::Written};
use crate::{
    audit::entry::StatementRef,
    ledger::{self, Applied, Confirmation, Ledger, LedgerError, Stated, Statement},
    store::{REVIEW_SPAN, Registrations, StoreError, Taken, Teller},
};

const COLUMNS: &str = "SELECT kind, body, teller, at_us, seq FROM statement";

const CONFIRMED: &str = "
SELECT source, confirmed_us, at_us FROM confirmation
WHERE source IN (SELECT teller FROM statement WHERE child = ?1 AND as_of_us IS NOT NULL)
ORDER BY source, confirmed_us DESC";

/// The last word of whoever told a register's latest: a row each, found by the key, however often they told and confirmed.
const CONFIRMED_LAST: &str = "
WITH told (source) AS (
    SELECT * FROM (SELECT teller FROM statement WHERE child = ?1 AND kind = 'custody' AND as_of_us IS NOT NULL
                   ORDER BY as_of_us DESC, seq DESC LIMIT 1)
    UNION
    SELECT * FROM (SELECT teller FROM statement WHERE child = ?1 AND kind = 'protection' AND as_of_us IS NOT NULL
                   ORDER BY as_of_us DESC, seq DESC LIMIT 1)
)
SELECT source, confirmed_us, at_us FROM told JOIN confirmation USING (source)
WHERE confirmed_us = (SELECT max(latest.confirmed_us) FROM confirmation AS latest WHERE latest.source = told.source)
ORDER BY source";

/// How much of a ledger is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// All that was ever said.
    Whole,
    /// Without what a register told before its latest word.
    InForce,
}

// R-STORE-8
pub(super) fn state(
    db: &Connection,
    child: Pseudonym,
    statement: &Statement,
    scribe: &Scribe,
) -> Result<Written<Taken>, StoreError> {
    let taken_elsewhere = |id: Uuid| -> Result<bool, StoreError> {
        let of: Option<[u8; 32]> = db
            .prepare_cached("SELECT child FROM statement WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(of.is_some_and(|of| of != child.0))
    };
    if let Some(id) = statement.id()
        && taken_elsewhere(id)?
    {
        return Err(LedgerError::Conflict.into());
    }
    let ledger = read(db, child, Reach::InForce)?;
    let now = whole(scribe.clock.now())?;
    let applied = ledger::apply(&ledger, statement, &scribe.by, now)
        .map_err(|error| StoreError::refused(error, statement))?;
    let (text, statement, raises) = match applied {
        Applied::Standing(stated) => {
            return Ok(Written::quietly(Taken {
                stated: *stated,
                is_new: false,
            }));
        }
        Applied::New {
            text,
            statement,
            raises,
        } => (text, *statement, raises),
    };
    db.prepare_cached(
        "INSERT INTO statement (id, child, kind, as_of_us, at_us, teller, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        statement.id().map(Uuid::into_bytes),
        child.0,
        statement.kind(),
        statement.as_of().map(us),
        us(now),
        scribe.by.as_str(),
        &text,
    ))?;
    let seq = count(db.last_insert_rowid())?;
    let of = Some(StatementRef::of(seq, &text));
    let (kind, about) = (statement.kind(), statement.about());
    audit::fact_change(db, scribe, Some(child), kind, about, of)?;
    let raised = raises.then(|| epochs::raise(db, child)).transpose()?;
    let stated = Stated {
        statement,
        by: scribe.by.clone(),
        at: now,
        seq,
    };
    let value = Taken {
        stated,
        is_new: true,
    };
    Ok(Written { value, raised })
}

/// What began under a UUID, of whatever child.
pub(super) fn one(db: &Connection, id: Uuid) -> Result<Option<(Pseudonym, Stated)>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT kind, body, teller, at_us, seq, child FROM statement WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.as_bytes()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let child = Pseudonym(row.get(5)?);
    let mut ledger = Ledger::of(child);
    add(&mut ledger, row)?;
    match ledger.stated.pop() {
        Some(stated) => Ok(Some((child, stated))),
        None => Err(StoreError::Unreadable { what: "statement" }),
    }
}

/// The consents registered in a stretch after a place, of all children.
pub(super) fn registrations(db: &Connection, after: u64) -> Result<Registrations, StoreError> {
    let unreadable = |_| StoreError::Unreadable { what: "place" };
    let (from, to) = (after, after.saturating_add(REVIEW_SPAN));
    let from = i64::try_from(from).map_err(unreadable)?;
    let to = i64::try_from(to).map_err(unreadable)?;
    let mut found = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT kind, body, teller, at_us, seq, child FROM statement
         WHERE seq > ?1 AND seq <= ?2 AND kind = 'consent-registered' ORDER BY seq",
    )?;
    let mut rows = statement.query((from, to))?;
    while let Some(row) = rows.next()? {
        let child = Pseudonym(row.get(5)?);
        let mut ledger = Ledger::of(child);
        add(&mut ledger, row)?;
        found.extend(ledger.stated.pop().map(|stated| (child, stated)));
    }
    let last: Option<i64> = db.query_row("SELECT max(seq) FROM statement", [], |row| row.get(0))?;
    Ok(Registrations {
        found,
        next: last
            .filter(|last| *last > to)
            .map(|_| to)
            .map(count)
            .transpose()?,
    })
}

pub(super) fn read(db: &Connection, child: Pseudonym, reach: Reach) -> Result<Ledger, StoreError> {
    let mut ledger = Ledger::of(child);
    let mut add_all = |sql: &str| -> Result<(), StoreError> {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([child.0])?;
        while let Some(row) = rows.next()? {
            add(&mut ledger, row)?;
        }
        Ok(())
    };
    match reach {
        Reach::Whole => add_all(&format!("{COLUMNS} WHERE child = ?1 ORDER BY seq"))?,
        Reach::InForce => {
            for kind in ["custody", "protection"] {
                add_all(&format!(
                    "{COLUMNS} WHERE child = ?1 AND kind = '{kind}' AND as_of_us IS NOT NULL
                     ORDER BY as_of_us DESC, seq DESC LIMIT 1"
                ))?;
            }
            add_all(&format!(
                "{COLUMNS} WHERE child = ?1 AND as_of_us IS NULL ORDER BY seq"
            ))?;
        }
    }
    confirmations(db, &mut ledger, reach)?;
    Ok(ledger)
}

fn add(ledger: &mut Ledger, row: &Row<'_>) -> Result<(), StoreError> {
    let (kind, body) = (row.get_ref(0)?.as_str(), row.get_ref(1)?.as_str());
    // A text that is none is unreadable like any other.
    let (kind, body) = (kind.unwrap_or_default(), body.unwrap_or_default());
    let at = time(row.get(3)?)?;
    ledger.add(kind, body, row.get(2)?, at, count(row.get(4)?)?);
    Ok(())
}

/// What the sources of this child's registers confirmed. One statement whatever they told: how many are run says nothing about the child.
// R-VISIBILITY-4
fn confirmations(db: &Connection, ledger: &mut Ledger, reach: Reach) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(match reach {
        Reach::Whole => CONFIRMED,
        Reach::InForce => CONFIRMED_LAST,
    })?;
    let mut rows = statement.query([ledger.child.0])?;
    while let Some(row) = rows.next()? {
        ledger.confirmed.push(Confirmation {
            by: Teller(row.get(0)?),
            as_of: time(row.get(1)?)?,
            at: time(row.get(2)?)?,
        });
    }
    Ok(())
}

/// A time as it is stored, cut to whole microseconds.
pub(super) fn us(time: Timestamp) -> i64 {
    time.as_microsecond()
}

pub(super) fn time(us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(us).map_err(|_| StoreError::Unreadable { what: "time" })
}

fn whole(at: Timestamp) -> Result<Timestamp, StoreError> {
    time(us(at))
}

/// A count, which is never negative.
pub(super) fn count(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::Unreadable { what: "count" })
}
