//! What has to be reviewed, and what reviews came to, as they lie in the database. For the list of those who review.

use domain::{facts::Pseudonym, id::OrganisationId, time::Timestamp};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::statements::time;
use crate::{
    audit::entry::{EmergencyReview, Event, OrganisationRef},
    store::{
        MAX_ACCESSES, ReviewPlace, StoreError, StoredEmergency,
        access::{UNREADABLE, parse_event},
    },
};

// The text of a field holds no bare quotation mark, so these words stand in a body as its own key and value only. A lift and its entry of
// the log are one transaction, so a lift has a place among looks.
macro_rules! looks {
    () => {
        "SELECT seq, at_us, child, 'look' AS what, overview_id, body, NULL AS teller FROM audit
WHERE kind = 'intent' AND instr(body, '\"emergency\":true') > 0
  AND json_extract(body, '$.organisation.system') = ?2 AND json_extract(body, '$.organisation.value') = ?3"
    };
}
macro_rules! reveals {
    () => {
        "SELECT r.seq, r.at_us, r.child, 'reveal', r.overview_id, i.body, NULL
FROM audit r JOIN audit i ON i.overview_id = r.overview_id AND i.kind = 'intent'
WHERE r.kind = 'opened' AND instr(r.body, '\"act\":\"reveal\"') > 0 AND instr(i.body, '\"emergency\":true') = 0
  AND json_extract(i.body, '$.organisation.system') = ?2 AND json_extract(i.body, '$.organisation.value') = ?3
  AND NOT EXISTS (SELECT 1 FROM audit e WHERE e.kind = 'opened' AND instr(e.body, '\"act\":\"reveal\"') > 0
                  AND e.overview_id = r.overview_id AND e.seq < r.seq)"
    };
}
macro_rules! lifts {
    () => {
        "SELECT a.seq, s.at_us, s.child, 'lift', NULL, s.body, s.teller
FROM audit a JOIN statement s ON s.id = unhex(replace(json_extract(a.body, '$.consent_id'), '-', ''))
WHERE a.kind = 'fact_change' AND instr(a.body, '\"change\":\"lift-registered\"') > 0
  AND instr(s.body, '\"why\":\"emergency\"') > 0 AND json_extract(s.body, '$.lift_registered.organisation') = ?4"
    };
}

/// Before a place, so many of each and then of all.
const LISTED: &str = concat!(
    "SELECT at_us, child, what, overview_id, body, teller FROM (",
    "SELECT * FROM (",
    looks!(),
    " AND seq < ?1 ORDER BY seq DESC LIMIT ?5)",
    " UNION ALL ",
    "SELECT * FROM (",
    reveals!(),
    " AND r.seq < ?1 ORDER BY r.seq DESC LIMIT ?5)",
    " UNION ALL ",
    "SELECT * FROM (",
    lifts!(),
    " AND a.seq < ?1 ORDER BY a.seq DESC LIMIT ?5)",
    ") ORDER BY seq DESC LIMIT ?5"
);

/// The place of an overview in the list, or of a lift.
const PLACE: &str = concat!(
    "SELECT seq FROM (",
    looks!(),
    " AND overview_id = ?1 UNION ALL ",
    reveals!(),
    " AND r.overview_id = ?1 UNION ALL ",
    lifts!(),
    " AND 'lift:' || json_extract(a.body, '$.consent_id') = ?1) ORDER BY seq LIMIT 1"
);

// R-EMERGENCY-11
pub(super) fn listed(
    db: &Connection,
    of: &OrganisationId,
    before: Option<&ReviewPlace>,
    max: u32,
) -> Result<Vec<StoredEmergency>, StoreError> {
    let (own, in_statement) = (OrganisationRef::from(of), of.to_string());
    let before = match before {
        None => i64::MAX,
        Some(before) => {
            let mut place = db.prepare_cached(PLACE)?;
            let values = (before.text(), &own.system, &own.value, &in_statement);
            let place = place.query_row(values, |row| row.get(0)).optional()?;
            // Nothing is before what is none of it.
            place.unwrap_or(i64::MIN)
        }
    };
    let max = max.min(MAX_ACCESSES);
    let mut statement = db.prepare_cached(LISTED)?;
    let mut rows = statement.query((before, own.system, own.value, in_statement, max))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let when_and_whose = (time(row.get(0)?)?, Pseudonym(row.get(1)?));
        let (what, body): (String, String) = (row.get(2)?, row.get(4)?);
        let named = (what.as_str(), row.get(3)?);
        let read = StoredEmergency::read(when_and_whose, named, &body, row.get(5)?);
        found.push(read?);
    }
    Ok(found)
}

pub(super) fn lift_reviews(
    db: &Connection,
    child: Pseudonym,
    lift: Uuid,
) -> Result<Vec<(Timestamp, EmergencyReview)>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT at_us, body FROM audit
         WHERE child = ?1 AND kind = 'emergency_review' AND json_extract(body, '$.lift') = ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query((child.0, lift.to_string()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(1)?;
        let Event::EmergencyReview(review) = parse_event(&body)? else {
            return Err(UNREADABLE);
        };
        found.push((time(row.get(0)?)?, review));
    }
    Ok(found)
}

/// A review's id stands for one review, whatever it is of.
// R-EMERGENCY-13
pub(super) fn refuse_taken(db: &Connection, review: &str) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT 1 FROM audit WHERE kind = 'emergency_review' AND json_extract(body, '$.review_id') = ?1",
    )?;
    if statement.exists([review])? {
        return Err(StoreError::Conflict);
    }
    Ok(())
}
