//! Custody, protection and relations as their sources tell them. All that was told is kept; the latest is in force.
//! A child's epoch is raised when what is in force changes, not when it is only told again.

use domain::{
    facts::{CLOCK_SKEW, CareRelation, Holder, Pseudonym},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension};

use super::{
    Scribe, audit,
    columns::{count, organisation, person, sector, time, us},
    writer::Written,
};
use crate::store::{Epoch, MAX_HOLDERS, MAX_RELATIONS, StoreError, Told};

/// What a source told last, and as of when it is current.
#[derive(PartialEq)]
pub(super) struct Latest<T> {
    pub(super) value: T,
    source: String,
    told_as_of_us: i64,
    confirmed_us: Option<i64>,
}

impl<T> Latest<T> {
    /// The source's last word about it: when it told it, or when it confirmed all that it told.
    // R-FACTS-2
    pub(super) fn as_of(&self) -> Result<Timestamp, StoreError> {
        let confirmed = self.confirmed_us.unwrap_or(i64::MIN);
        time(self.told_as_of_us.max(confirmed))
    }

    fn is(&self, value: &T, source: &str, as_of: Timestamp) -> bool
    where
        T: PartialEq,
    {
        self.value == *value && self.source == source && self.told_as_of_us == us(as_of)
    }
}

pub(super) fn tell(
    db: &Connection,
    child: Pseudonym,
    told: &Told,
    scribe: &Scribe,
) -> Result<Written<()>, StoreError> {
    let (change, changed) = match told {
        Told::Custody { holders, as_of } => {
            ("custody", tell_custody(db, child, holders, *as_of, scribe)?)
        }
        Told::Protection { protected, as_of } => {
            let changed = tell_protection(db, child, *protected, *as_of, scribe)?;
            ("protection", changed)
        }
        Told::Relation(relation) => ("relation", tell_relation(db, child, relation, scribe)?),
    };
    if changed == Change::None {
        return Ok(Written::quietly(()));
    }
    audit::fact_change(db, scribe, Some(child), change, None)?;
    let raised = match changed {
        Change::InForce => Some(raise(db, child)?),
        Change::None | Change::Told => None,
    };
    Ok(Written { value: (), raised })
}

/// What telling did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    /// It was told before, word for word.
    None,
    /// It is written down, and what is in force stays.
    Told,
    /// What is in force is another.
    InForce,
}

impl Change {
    fn between<T: PartialEq>(before: Option<&T>, after: Option<&T>) -> Self {
        if before == after {
            Self::Told
        } else {
            Self::InForce
        }
    }
}

fn tell_custody(
    db: &Connection,
    child: Pseudonym,
    holders: &[Holder],
    as_of: Timestamp,
    scribe: &Scribe,
) -> Result<Change, StoreError> {
    if holders.len() > MAX_HOLDERS {
        return Err(StoreError::TooMany {
            what: "who hold custody",
        });
    }
    let now = refuse_future(as_of, scribe)?;
    let before = custody(db, child)?;
    if (before.as_ref()).is_some_and(|b| b.is(&holders.to_vec(), scribe.by.as_str(), as_of)) {
        return Ok(Change::None);
    }
    db.prepare_cached(
        "INSERT INTO custody (child, source, as_of_us, told_us) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((child.0, scribe.by.as_str(), us(as_of), us(now)))?;
    let seq = db.last_insert_rowid();
    let mut insert = db.prepare_cached("INSERT INTO custody_holder VALUES (?1, ?2, ?3, ?4)")?;
    for (place, holder) in (0_i64..).zip(holders) {
        insert.execute((seq, place, holder.guardian.0, holder.residence_parent))?;
    }
    let after = custody(db, child)?;
    Ok(Change::between(
        before.as_ref().map(|b| &b.value),
        after.as_ref().map(|a| &a.value),
    ))
}

fn tell_protection(
    db: &Connection,
    child: Pseudonym,
    protected: bool,
    as_of: Timestamp,
    scribe: &Scribe,
) -> Result<Change, StoreError> {
    let now = refuse_future(as_of, scribe)?;
    let before = protection(db, child)?;
    if (before.as_ref()).is_some_and(|b| b.is(&protected, scribe.by.as_str(), as_of)) {
        return Ok(Change::None);
    }
    db.prepare_cached(
        "INSERT INTO protection (child, protected, source, as_of_us, told_us) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((child.0, protected, scribe.by.as_str(), us(as_of), us(now)))?;
    let after = protection(db, child)?;
    Ok(Change::between(
        before.as_ref().map(|b| &b.value),
        after.as_ref().map(|a| &a.value),
    ))
}

fn tell_relation(
    db: &Connection,
    child: Pseudonym,
    relation: &CareRelation,
    scribe: &Scribe,
) -> Result<Change, StoreError> {
    let known = relations(db, child)?;
    let same_place = |r: &&CareRelation| {
        (&r.organisation, &r.unit, &r.sector)
            == (&relation.organisation, &relation.unit, &relation.sector)
    };
    let relation = CareRelation {
        // As they will be read back.
        start: time(us(relation.start))?,
        end: relation.end.map(|end| time(us(end))).transpose()?,
        ..relation.clone()
    };
    match known.iter().find(same_place) {
        Some(before) if *before == relation => return Ok(Change::None),
        None if known.len() >= MAX_RELATIONS => {
            return Err(StoreError::TooMany { what: "relations" });
        }
        _ => {}
    }
    db.prepare_cached(
        "INSERT INTO relation (child, organisation, unit, sector, start_us, end_us, source, told_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        child.0,
        relation.organisation.to_string(),
        relation.unit.as_deref().unwrap_or_default(),
        relation.sector.as_str(),
        us(relation.start),
        relation.end.map(us),
        scribe.by.as_str(),
        us(scribe.clock.now()),
    ))?;
    Ok(Change::InForce)
}

// R-FACTS-2
pub(super) fn confirm(
    db: &Connection,
    as_of: Timestamp,
    scribe: &Scribe,
) -> Result<Written<()>, StoreError> {
    refuse_future(as_of, scribe)?;
    db.prepare_cached(
        "INSERT INTO fact_source (source, confirmed_us) VALUES (?1, ?2)
         ON CONFLICT (source) DO UPDATE SET confirmed_us = max(confirmed_us, excluded.confirmed_us)",
    )?
    .execute((scribe.by.as_str(), us(as_of)))?;
    audit::fact_change(db, scribe, None, "confirmed", None)?;
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

pub(super) fn custody(
    db: &Connection,
    child: Pseudonym,
) -> Result<Option<Latest<Vec<Holder>>>, StoreError> {
    let mut latest = db.prepare_cached(
        "SELECT c.seq, c.source, c.as_of_us, s.confirmed_us
         FROM custody c LEFT JOIN fact_source s ON s.source = c.source
         WHERE c.child = ?1 ORDER BY c.as_of_us DESC, c.seq DESC LIMIT 1",
    )?;
    let found = latest.query_row([child.0], |row| {
        let seq: i64 = row.get(0)?;
        Ok((seq, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    let Some((seq, source, told_as_of_us, confirmed_us)) = found.optional()? else {
        return Ok(None);
    };
    let mut statement = db.prepare_cached(
        "SELECT guardian, residence_parent FROM custody_holder WHERE custody = ?1 ORDER BY place",
    )?;
    let mut rows = statement.query([seq])?;
    let mut value = Vec::new();
    while let Some(row) = rows.next()? {
        value.push(Holder {
            guardian: person(row, "guardian")?,
            residence_parent: row.get("residence_parent")?,
        });
    }
    Ok(Some(Latest {
        value,
        source,
        told_as_of_us,
        confirmed_us,
    }))
}

pub(super) fn protection(
    db: &Connection,
    child: Pseudonym,
) -> Result<Option<Latest<bool>>, StoreError> {
    let mut latest = db.prepare_cached(
        "SELECT p.protected, p.source, p.as_of_us, s.confirmed_us
         FROM protection p LEFT JOIN fact_source s ON s.source = p.source
         WHERE p.child = ?1 ORDER BY p.as_of_us DESC, p.seq DESC LIMIT 1",
    )?;
    let found = latest.query_row([child.0], |row| {
        Ok(Latest {
            value: row.get(0)?,
            source: row.get(1)?,
            told_as_of_us: row.get(2)?,
            confirmed_us: row.get(3)?,
        })
    });
    Ok(found.optional()?)
}

/// The latest word about each organisation, unit and sector.
pub(super) fn relations(
    db: &Connection,
    child: Pseudonym,
) -> Result<Vec<CareRelation>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT organisation, unit, sector, start_us, end_us, max(seq)
         FROM relation WHERE child = ?1 GROUP BY organisation, unit, sector",
    )?;
    let mut rows = statement.query([child.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let unit: String = row.get("unit")?;
        let end: Option<i64> = row.get("end_us")?;
        found.push(CareRelation {
            organisation: organisation(&row.get::<_, String>("organisation")?)?,
            unit: (!unit.is_empty()).then_some(unit),
            sector: sector(&row.get::<_, String>("sector")?)?,
            start: time(row.get("start_us")?)?,
            end: end.map(time).transpose()?,
        });
    }
    Ok(found)
}

/// A fact from the future would win over every later word until that future has come.
// R-FACTS-3
fn refuse_future(as_of: Timestamp, scribe: &Scribe) -> Result<Timestamp, StoreError> {
    let now = scribe.clock.now();
    if as_of.duration_since(now) > CLOCK_SKEW {
        return Err(StoreError::AsOfInFuture);
    }
    Ok(now)
}
