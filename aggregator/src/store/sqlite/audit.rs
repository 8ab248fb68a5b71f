//! The access log in the database: appended to inside the writer's transaction, each entry chained to the one before.

use domain::{facts::Pseudonym, time::Timestamp};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::{
    Scribe, emergencies,
    statements::{count, time, us},
};
use crate::{
    audit::{
        chain::{self, Link},
        entry::{Entry, Event, FactChange, StatementRef},
    },
    store::{
        AccessPage, Appended, Looked, MAX_ACCESSES, StoreError, StoredIntent,
        access::{Logged, UNREADABLE, parse_event, parse_intent},
    },
};

// R-AUDIT-4
pub(super) fn append(
    db: &Connection,
    entry: &Entry,
    instance: &str,
) -> Result<Appended, StoreError> {
    if let Event::EmergencyReview(review) = &entry.event {
        emergencies::refuse_taken(db, &review.review_id)?;
    }
    // Read rather than remembered: a savepoint rolled back takes its entry along.
    let mut last = db.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?;
    let last: Option<(i64, [u8; 32])> = last
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last, previous) = last.unwrap_or_else(|| (0, chain::genesis(instance)));
    let body = serde_json::to_string(&entry.event).map_err(|_| UNREADABLE)?;
    let link = Link {
        seq: last + 1,
        at_us: us(entry.at),
        kind: entry.event.kind(),
        child: entry.child.as_ref().map(|child| child.0.as_slice()),
        overview_id: entry.overview_id.as_deref(),
        body: &body,
    };
    let hash = chain::link(&previous, link);
    db.prepare_cached(
        "INSERT INTO audit (seq, at_us, kind, child, overview_id, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((link.seq, link.at_us, link.kind, link.child, link.overview_id, link.body, hash))?;
    let seq = u64::try_from(link.seq).map_err(|_| UNREADABLE)?;
    Ok(Appended { seq, hash })
}

/// Logs a change of facts in the transaction of the change: neither is there without the other.
// R-AUDIT-5
pub(super) fn fact_change(
    db: &Connection,
    scribe: &Scribe,
    child: Option<Pseudonym>,
    change: &str,
    about: Option<Uuid>,
    statement: Option<StatementRef>,
) -> Result<(), StoreError> {
    let entry = Entry {
        at: scribe.clock.now(),
        child,
        overview_id: None,
        event: Event::FactChange(FactChange {
            by: scribe.by.as_str().to_owned(),
            change: change.to_owned(),
            consent_id: about.map(|id| id.to_string()),
            statement,
        }),
    };
    append(db, &entry, &scribe.instance).map(|_| ())
}

pub(super) fn hash_at(db: &Connection, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
    // No log is that long.
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let mut statement = db.prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?;
    Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
}

pub(super) fn intent(
    db: &Connection,
    overview_id: &str,
) -> Result<Option<StoredIntent>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT child, body, at_us FROM audit WHERE overview_id = ?1 AND kind = 'intent'",
    )?;
    let found: Option<([u8; 32], String, i64)> = statement
        .query_row([overview_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    found
        .map(|(child, body, at)| {
            Ok(StoredIntent {
                child: Pseudonym(child),
                at: time(at)?,
                intent: parse_intent(&body)?,
            })
        })
        .transpose()
}

pub(super) fn accesses(
    db: &Connection,
    child: Pseudonym,
    of: Looked,
    before: Option<u64>,
    max: u32,
) -> Result<AccessPage, StoreError> {
    let kinds = match of {
        Looked::Looks => "'intent', 'refused', 'shown', 'opened'",
        Looked::Readings => "'fact_read'",
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT a.seq, a.at_us, a.overview_id, a.body, i.body
         FROM audit a LEFT JOIN audit i ON i.overview_id = a.overview_id AND i.kind = 'intent'
         WHERE a.child = ?1 AND a.kind IN ({kinds}) AND a.seq < ?3
         ORDER BY a.seq DESC LIMIT ?2"
    ))?;
    let max = max.min(MAX_ACCESSES);
    let before = before.and_then(|place| i64::try_from(place).ok());
    let mut rows = statement.query((child.0, max, before.unwrap_or(i64::MAX)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Logged {
            place: count(row.get(0)?)?,
            at: time(row.get(1)?)?,
            overview_id: row.get(2)?,
            body: row.get(3)?,
            intent: row.get(4)?,
        });
    }
    AccessPage::of(found, max)
}

pub(super) fn overview_log(
    db: &Connection,
    child: Pseudonym,
    overview_id: &str,
) -> Result<Vec<(Timestamp, Event)>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT at_us, body FROM audit WHERE child = ?1 AND overview_id = ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query((child.0, overview_id))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(1)?;
        found.push((time(row.get(0)?)?, parse_event(&body)?));
    }
    Ok(found)
}
