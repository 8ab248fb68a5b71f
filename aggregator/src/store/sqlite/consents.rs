//! Consents: registered once, ended for good, never changed.

use domain::{
    facts::{Consent, ConsentKind, Pseudonym},
    record::Sector,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::{
    Scribe, audit,
    columns::{joined, organisation, person, sector, split, time, us},
    told::raise,
    writer::Written,
};
use crate::store::{
    MAX_CONSENTS, MAX_SOURCE_SECTORS, NewConsent, Registered, StoreError, StoredConsent, Teller,
};

const COLUMNS: &str = "
SELECT c.seq, c.id, c.child, c.grantor, c.refuses, c.recipient, c.recipient_sector, c.source_sectors,
       c.asked_start_us, c.start_us, c.end_us, c.registrar, c.registered_us, e.ended_us
FROM consent c LEFT JOIN consent_end e ON e.consent = c.seq";

// R-STORE-8
pub(super) fn register(
    db: &Connection,
    new: &NewConsent,
    scribe: &Scribe,
) -> Result<Written<Registered>, StoreError> {
    if let Some(row) = find(db, new.id)? {
        if !row.says(new, &scribe.by) {
            return Err(StoreError::Conflict);
        }
        return Ok(Written::quietly(Registered {
            consent: row.consent,
            is_new: false,
        }));
    }
    refuse_too_many(db, new)?;
    let now = scribe.clock.now();
    let mut insert = db.prepare_cached(
        "INSERT INTO consent (id, child, grantor, refuses, recipient, recipient_sector, source_sectors,
                              asked_start_us, start_us, end_us, registrar, registered_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    insert.execute((
        new.id.as_bytes(),
        new.child.0,
        new.grantor.0,
        new.kind == ConsentKind::Refuse,
        new.recipient.as_ref().map(ToString::to_string),
        new.recipient_sector.as_ref().map(Sector::as_str),
        joined(&new.source_sectors),
        new.start.map(us),
        us(new.start.unwrap_or(now)),
        new.end.map(us),
        scribe.by.as_str(),
        us(now),
    ))?;
    audit::fact_change(
        db,
        scribe,
        Some(new.child),
        "consent-registered",
        Some(new.id),
    )?;
    let raised = Some(raise(db, new.child)?);
    let row = find(db, new.id)?.ok_or(StoreError::UnknownConsent)?;
    let value = Registered {
        consent: row.consent,
        is_new: true,
    };
    Ok(Written { value, raised })
}

fn refuse_too_many(db: &Connection, new: &NewConsent) -> Result<(), StoreError> {
    if new.source_sectors.len() > MAX_SOURCE_SECTORS {
        return Err(StoreError::TooMany {
            what: "source sectors",
        });
    }
    let mut count = db.prepare_cached("SELECT count(*) FROM consent WHERE child = ?1")?;
    let found: i64 = count.query_row([new.child.0], |row| row.get(0))?;
    // Permits cannot crowd out a refusal: it has as much room again.
    let room = match new.kind {
        ConsentKind::Permit => MAX_CONSENTS,
        ConsentKind::Refuse => 2 * MAX_CONSENTS,
    };
    if usize::try_from(found).is_ok_and(|found| found >= room) {
        return Err(StoreError::TooMany { what: "consents" });
    }
    Ok(())
}

// R-STORE-9
pub(super) fn end(
    db: &Connection,
    id: Uuid,
    scribe: &Scribe,
) -> Result<Written<Timestamp>, StoreError> {
    let row = find(db, id)?.ok_or(StoreError::UnknownConsent)?;
    if let Some(ended) = row.consent.consent.ended {
        return Ok(Written::quietly(ended));
    }
    let now = us(scribe.clock.now());
    db.prepare_cached("INSERT INTO consent_end (consent, ended_us, ended_by) VALUES (?1, ?2, ?3)")?
        .execute((row.seq, now, scribe.by.as_str()))?;
    let child = row.consent.child;
    audit::fact_change(db, scribe, Some(child), "consent-ended", Some(id))?;
    Ok(Written {
        value: time(now)?,
        raised: Some(raise(db, child)?),
    })
}

pub(super) fn one(db: &Connection, id: Uuid) -> Result<Option<StoredConsent>, StoreError> {
    Ok(find(db, id)?.map(|row| row.consent))
}

pub(super) fn of(db: &Connection, child: Pseudonym) -> Result<Vec<StoredConsent>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("{COLUMNS} WHERE c.child = ?1 ORDER BY c.seq"))?;
    let mut rows = statement.query([child.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Found::read(row)?.consent);
    }
    Ok(found)
}

fn find(db: &Connection, id: Uuid) -> Result<Option<Found>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} WHERE c.id = ?1"))?;
    let found = statement
        .query_row([id.as_bytes()], |row| Ok(Found::read(row)))
        .optional()?;
    found.transpose()
}

struct Found {
    seq: i64,
    asked_start_us: Option<i64>,
    consent: StoredConsent,
}

impl Found {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let optional_time = |column: &str| -> Result<Option<Timestamp>, StoreError> {
            row.get::<_, Option<i64>>(column)?.map(time).transpose()
        };
        let text = |column: &str| row.get::<_, Option<String>>(column);
        let refuses: bool = row.get("refuses")?;
        let consent = Consent {
            grantor: person(row, "grantor")?,
            kind: if refuses {
                ConsentKind::Refuse
            } else {
                ConsentKind::Permit
            },
            recipient: text("recipient")?
                .as_deref()
                .map(organisation)
                .transpose()?,
            recipient_unit: None,
            recipient_sector: text("recipient_sector")?
                .as_deref()
                .map(sector)
                .transpose()?,
            source_sectors: split(&row.get::<_, String>("source_sectors")?)?,
            start: time(row.get("start_us")?)?,
            end: optional_time("end_us")?,
            ended: optional_time("ended_us")?,
            deleted: None,
            purpose: None,
            verified: true,
        };
        Ok(Self {
            seq: row.get("seq")?,
            asked_start_us: row.get("asked_start_us")?,
            consent: StoredConsent {
                id: Uuid::from_bytes(row.get("id")?),
                child: person(row, "child")?,
                registrar: Teller(row.get("registrar")?),
                registered: time(row.get("registered_us")?)?,
                consent,
            },
        })
    }

    /// True when this is what the same registrar says again. Whether it was ended since is not part of what was said.
    fn says(&self, new: &NewConsent, by: &Teller) -> bool {
        let NewConsent {
            id,
            child,
            grantor,
            kind,
            recipient,
            recipient_sector,
            source_sectors,
            start,
            end,
        } = new;
        let stored = &self.consent.consent;
        (self.consent.id, self.consent.child, stored.grantor) == (*id, *child, *grantor)
            && stored.kind == *kind
            && (&stored.recipient, &stored.recipient_sector) == (recipient, recipient_sector)
            && joined(&stored.source_sectors) == joined(source_sectors)
            && self.asked_start_us == start.map(us)
            && stored.end.map(us) == end.map(us)
            && self.consent.registrar == *by
    }
}
