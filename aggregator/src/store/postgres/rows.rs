//! Reading: each answer is one statement, and so one moment of the database.

use std::collections::BTreeMap;

use domain::{facts::Pseudonym, time::Timestamp};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::session::Session;
use crate::{
    audit::entry::Event,
    ledger::{Confirmation, Ledger, Stated},
    store::{
        AccessPage, Epoch, Looked, MAX_ACCESSES, REVIEW_SPAN, Registrations, StoreError,
        StoredIntent, Teller,
        access::{Logged, UNREADABLE, parse_event, parse_intent},
    },
};

/// What is in force of a child's ledger, and all that is read with it. The first column says what a row is.
pub(super) const IN_FORCE: &str = "
SELECT 's', kind, body, teller, at_us, seq FROM statement WHERE child = $1 AND as_of_us IS NULL
UNION ALL
(SELECT 's', kind, body, teller, at_us, seq FROM statement
 WHERE child = $1 AND kind = 'custody' AND as_of_us IS NOT NULL ORDER BY as_of_us DESC, seq DESC LIMIT 1)
UNION ALL
(SELECT 's', kind, body, teller, at_us, seq FROM statement
 WHERE child = $1 AND kind = 'protection' AND as_of_us IS NOT NULL ORDER BY as_of_us DESC, seq DESC LIMIT 1)
UNION ALL
SELECT 'c', '', '', source, max(confirmed_us), 0 FROM confirmation
WHERE source IN (SELECT teller FROM statement WHERE child = $1 AND as_of_us IS NOT NULL) GROUP BY source
UNION ALL SELECT 'e', '', '', '', epoch, 0 FROM child WHERE child = $1
UNION ALL SELECT 'n', '', '', producer, changes, 0 FROM change_counter WHERE child = $1
UNION ALL SELECT 'l', '', '', '', coalesce(max(seq), 0), 0 FROM statement
ORDER BY 6";

const WHOLE: &str = "
SELECT 's', kind, body, teller, at_us, seq FROM statement WHERE child = $1
UNION ALL
SELECT 'c', '', '', source, confirmed_us, at_us FROM confirmation
WHERE source IN (SELECT teller FROM statement WHERE child = $1 AND as_of_us IS NOT NULL)
ORDER BY 6";

const LOOKS: &str = "
SELECT a.place, a.at_us, a.overview_id, a.body, i.body
FROM audit a LEFT JOIN audit i ON i.overview_id = a.overview_id AND i.kind = 'intent'
WHERE a.child = $1 AND a.kind IN ('intent', 'refused', 'shown', 'opened') AND a.place < $3
ORDER BY a.place DESC LIMIT $2";

const READINGS: &str = "
SELECT place, at_us, overview_id, body, NULL::text FROM audit
WHERE child = $1 AND kind = 'fact_read' AND place < $3 ORDER BY place DESC LIMIT $2";

/// What one read gave.
pub(super) struct Read {
    pub(super) ledger: Ledger,
    pub(super) epoch: Epoch,
    pub(super) change_counters: BTreeMap<String, u64>,
    /// The highest place of a statement that is there. What the sequence says would be ahead of it, after a crash by up to 32.
    pub(super) last: u64,
}

pub(super) async fn in_force(session: &Session, child: Pseudonym) -> Result<Read, StoreError> {
    read(child, session.query(IN_FORCE, &[&bytes(&child)]).await?)
}

pub(super) async fn whole(session: &Session, child: Pseudonym) -> Result<Ledger, StoreError> {
    Ok(read(child, session.query(WHOLE, &[&bytes(&child)]).await?)?.ledger)
}

fn read(child: Pseudonym, rows: Vec<Row>) -> Result<Read, StoreError> {
    let mut read = Read {
        ledger: Ledger::of(child),
        epoch: Epoch(0),
        change_counters: BTreeMap::new(),
        last: 0,
    };
    for row in rows {
        let (number, other): (i64, i64) = (row.try_get(4)?, row.try_get(5)?);
        let name: String = row.try_get(3)?;
        match row.try_get::<_, &str>(0)? {
            "s" => add(&mut read.ledger, &row)?,
            "c" => read.ledger.confirmed.push(Confirmation {
                by: Teller(name),
                as_of: time(number)?,
                at: time(other)?,
            }),
            "e" => read.epoch = Epoch(count(number)?),
            "n" => {
                read.change_counters.insert(name, count(number)?);
            }
            _ => read.last = count(number)?,
        }
    }
    Ok(read)
}

fn add(ledger: &mut Ledger, row: &Row) -> Result<(), StoreError> {
    let (kind, body) = (row.try_get(1)?, row.try_get(2)?);
    let seq = count(row.try_get(5)?)?;
    ledger.add(kind, body, row.try_get(3)?, time(row.try_get(4)?)?, seq);
    Ok(())
}

pub(super) async fn statement(
    session: &Session,
    id: Uuid,
) -> Result<Option<(Pseudonym, Stated)>, StoreError> {
    let sql = "SELECT 's', kind, body, teller, at_us, seq, child FROM statement WHERE id = $1";
    let rows = session.query(sql, &[&id.as_bytes().as_slice()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let child = person(row.try_get(6)?)?;
    let mut ledger = Ledger::of(child);
    add(&mut ledger, row)?;
    match ledger.stated.pop() {
        Some(stated) => Ok(Some((child, stated))),
        None => Err(StoreError::Unreadable { what: "statement" }),
    }
}

/// The consents registered in a stretch after a place, of all children.
pub(super) async fn registrations(
    session: &Session,
    after: u64,
) -> Result<Registrations, StoreError> {
    let unreadable = |_| StoreError::Unreadable { what: "place" };
    let (from, to) = (after, after.saturating_add(REVIEW_SPAN));
    let from = i64::try_from(from).map_err(unreadable)?;
    let to = i64::try_from(to).map_err(unreadable)?;
    let sql = "SELECT 's', kind, body, teller, at_us, seq, child FROM statement
         WHERE seq > $1 AND seq <= $2 AND kind = 'consent-registered' ORDER BY seq";
    let mut found = Vec::new();
    for row in session.query(sql, &[&from, &to]).await? {
        let child = person(row.try_get(6)?)?;
        let mut ledger = Ledger::of(child);
        add(&mut ledger, &row)?;
        found.extend(ledger.stated.pop().map(|stated| (child, stated)));
    }
    let sql = "SELECT seq FROM statement WHERE seq > $1 LIMIT 1";
    let more = session.query(sql, &[&to]).await?;
    Ok(Registrations {
        found,
        next: more.first().map(|_| to).map(count).transpose()?,
    })
}

pub(super) async fn intent(
    session: &Session,
    overview_id: &str,
) -> Result<Option<StoredIntent>, StoreError> {
    let sql = "SELECT child, body, at_us FROM audit WHERE overview_id = $1 AND kind = 'intent'";
    let rows = session.query(sql, &[&overview_id]).await?;
    let intent = |row: &Row| {
        Ok(StoredIntent {
            child: person(row.try_get(0)?)?,
            at: time(row.try_get(2)?)?,
            intent: parse_intent(row.try_get(1)?)?,
        })
    };
    rows.first().map(intent).transpose()
}

pub(super) async fn overview_log(
    session: &Session,
    child: Pseudonym,
    overview_id: &str,
) -> Result<Vec<(Timestamp, Event)>, StoreError> {
    let sql = "SELECT at_us, body FROM audit WHERE child = $1 AND overview_id = $2 ORDER BY place";
    let mut found = Vec::new();
    for row in session.query(sql, &[&bytes(&child), &overview_id]).await? {
        found.push((time(row.try_get(0)?)?, parse_event(row.try_get(1)?)?));
    }
    Ok(found)
}

pub(super) async fn accesses(
    session: &Session,
    child: Pseudonym,
    of: Looked,
    before: Option<u64>,
    max: u32,
) -> Result<AccessPage, StoreError> {
    let sql = match of {
        Looked::Looks => LOOKS,
        Looked::Readings => READINGS,
    };
    let max = max.min(MAX_ACCESSES);
    let before = before.and_then(|place| i64::try_from(place).ok());
    let values: [&(dyn ToSql + Sync); 3] =
        [&bytes(&child), &i64::from(max), &before.unwrap_or(i64::MAX)];
    let mut found = Vec::new();
    for row in session.query(sql, &values).await? {
        found.push(Logged {
            place: count(row.try_get(0)?)?,
            at: time(row.try_get(1)?)?,
            overview_id: row.try_get(2)?,
            body: row.try_get(3)?,
            intent: row.try_get(4)?,
        });
    }
    AccessPage::of(found, max)
}

pub(super) fn bytes(child: &Pseudonym) -> &[u8] {
    &child.0
}

pub(super) fn person(bytes: &[u8]) -> Result<Pseudonym, StoreError> {
    bytes.try_into().map(Pseudonym).map_err(|_| UNREADABLE)
}

pub(super) fn time(us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(us).map_err(|_| StoreError::Unreadable { what: "time" })
}

pub(super) fn count(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::Unreadable { what: "count" })
}
