//! What has to be reviewed, and what reviews came to, as they lie on the server. For the list of those who review.

use domain::{facts::Pseudonym, id::OrganisationId, time::Timestamp};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{
    rows::{bytes, person, time},
    session::Session,
};
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
        "SELECT place, at_us, child, 'look' AS what, overview_id, body, NULL AS teller FROM audit
WHERE kind = 'intent' AND strpos(body, '\"emergency\":true') > 0
  AND body::json -> 'organisation' ->> 'system' = $2 AND body::json -> 'organisation' ->> 'value' = $3"
    };
}
macro_rules! reveals {
    () => {
        "SELECT r.place, r.at_us, r.child, 'reveal', r.overview_id, i.body, NULL
FROM audit r JOIN audit i ON i.overview_id = r.overview_id AND i.kind = 'intent'
WHERE r.kind = 'opened' AND strpos(r.body, '\"act\":\"reveal\"') > 0 AND strpos(i.body, '\"emergency\":true') = 0
  AND i.body::json -> 'organisation' ->> 'system' = $2 AND i.body::json -> 'organisation' ->> 'value' = $3
  AND NOT EXISTS (SELECT 1 FROM audit e WHERE e.kind = 'opened' AND strpos(e.body, '\"act\":\"reveal\"') > 0
                  AND e.overview_id = r.overview_id AND e.place < r.place)"
    };
}
macro_rules! lifts {
    () => {
        "SELECT a.place, s.at_us, s.child, 'lift', NULL, s.body, s.teller
FROM audit a JOIN statement s ON s.id = decode(replace(a.body::json ->> 'consent_id', '-', ''), 'hex')
WHERE a.kind = 'fact_change' AND strpos(a.body, '\"change\":\"lift-registered\"') > 0
  AND strpos(s.body, '\"why\":\"emergency\"') > 0 AND s.body::json -> 'lift_registered' ->> 'organisation' = $4"
    };
}

/// Before a place, so many of each and then of all.
const LISTED: &str = concat!(
    "SELECT at_us, child, what, overview_id, body, teller FROM (",
    "SELECT * FROM (",
    looks!(),
    " AND place < $1 ORDER BY place DESC LIMIT $5) AS looks",
    " UNION ALL ",
    "SELECT * FROM (",
    reveals!(),
    " AND r.place < $1 ORDER BY r.place DESC LIMIT $5) AS reveals",
    " UNION ALL ",
    "SELECT * FROM (",
    lifts!(),
    " AND a.place < $1 ORDER BY a.place DESC LIMIT $5) AS lifts",
    ") AS listed ORDER BY place DESC LIMIT $5"
);

/// The place of an overview in the list, or of a lift.
const PLACE: &str = concat!(
    "SELECT place FROM (",
    looks!(),
    " AND overview_id = $1 UNION ALL ",
    reveals!(),
    " AND r.overview_id = $1 UNION ALL ",
    lifts!(),
    " AND 'lift:' || (a.body::json ->> 'consent_id') = $1) AS listed ORDER BY place LIMIT 1"
);

// R-EMERGENCY-11
pub(super) async fn listed(
    session: &Session,
    of: &OrganisationId,
    before: Option<&ReviewPlace>,
    max: u32,
) -> Result<Vec<StoredEmergency>, StoreError> {
    let (own, in_statement) = (OrganisationRef::from(of), of.to_string());
    let before = match before {
        None => i64::MAX,
        Some(before) => {
            let values: [&(dyn ToSql + Sync); 4] =
                [&before.text(), &own.system, &own.value, &in_statement];
            let place = session.query(PLACE, &values).await?;
            // Nothing is before what is none of it.
            let place = place.first().map(|row| row.try_get(0)).transpose()?;
            place.unwrap_or(i64::MIN)
        }
    };
    let max = i64::from(max.min(MAX_ACCESSES));
    let values: [&(dyn ToSql + Sync); 5] = [&before, &own.system, &own.value, &in_statement, &max];
    let mut found = Vec::new();
    for row in session.query(LISTED, &values).await? {
        let when_and_whose = (time(row.try_get(0)?)?, person(row.try_get(1)?)?);
        let named = (row.try_get(2)?, row.try_get(3)?);
        let body: &str = row.try_get(4)?;
        let read = StoredEmergency::read(when_and_whose, named, body, row.try_get(5)?);
        found.push(read?);
    }
    Ok(found)
}

pub(super) async fn lift_reviews(
    session: &Session,
    child: Pseudonym,
    lift: Uuid,
) -> Result<Vec<(Timestamp, EmergencyReview)>, StoreError> {
    let sql = "SELECT at_us, body FROM audit
         WHERE child = $1 AND kind = 'emergency_review' AND body::json ->> 'lift' = $2 ORDER BY place";
    let lift = lift.to_string();
    let mut found = Vec::new();
    for row in session.query(sql, &[&bytes(&child), &lift]).await? {
        let Event::EmergencyReview(review) = parse_event(row.try_get(1)?)? else {
            return Err(UNREADABLE);
        };
        found.push((time(row.try_get(0)?)?, review));
    }
    Ok(found)
}

/// By what a review is put in order among changes and locked against other instances: its id stands for one review, whatever it is of.
pub(super) fn review_lock(review: &EmergencyReview) -> i64 {
    let id = Uuid::parse_str(&review.review_id).unwrap_or_default();
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}

/// Waits for whoever is taking the same id.
// R-EMERGENCY-13
pub(super) async fn refuse_taken(
    session: &Session,
    review: &EmergencyReview,
) -> Result<(), StoreError> {
    let lock = "SELECT pg_advisory_xact_lock($1)";
    session.execute(lock, &[&review_lock(review)]).await?;
    let sql = "SELECT 1 FROM audit WHERE kind = 'emergency_review' AND body::json ->> 'review_id' = $1 LIMIT 1";
    let taken = session.query(sql, &[&review.review_id]).await?;
    match taken.first() {
        Some(_) => Err(StoreError::Conflict),
        None => Ok(()),
    }
}
