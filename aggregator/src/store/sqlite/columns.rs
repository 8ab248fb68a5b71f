//! How values lie in the columns: times as microseconds, persons as 32 bytes, organisations and sectors in clear.
//! Reading back is strict: what this version would not have written is unreadable, and unreadable is unknown.

use domain::{facts::Pseudonym, id::OrganisationId, record::Sector, time::Timestamp};
use rusqlite::Row;

use crate::store::StoreError;

/// A time as it is stored, cut to whole microseconds.
pub(super) fn us(time: Timestamp) -> i64 {
    time.as_microsecond()
}

pub(super) fn time(us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(us).map_err(|_| StoreError::Unreadable { what: "time" })
}

/// A count, which is never negative.
pub(super) fn count(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::Unreadable { what: "count" })
}

pub(super) fn person(row: &Row<'_>, column: &str) -> Result<Pseudonym, StoreError> {
    Ok(Pseudonym(row.get(column)?))
}

pub(super) fn organisation(text: &str) -> Result<OrganisationId, StoreError> {
    OrganisationId::guess(text).map_err(|_| StoreError::Unreadable {
        what: "organisation",
    })
}

pub(super) fn sector(text: &str) -> Result<Sector, StoreError> {
    Sector::parse(text).map_err(|_| StoreError::Unreadable { what: "sector" })
}

/// Sectors in one column, in order and once each, so that equal sets are equal texts. A code holds no comma.
pub(super) fn joined(sectors: &[Sector]) -> String {
    let mut codes: Vec<_> = sectors.iter().map(Sector::as_str).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(",")
}

pub(super) fn split(text: &str) -> Result<Vec<Sector>, StoreError> {
    let codes = text.split(',').filter(|code| !code.is_empty());
    codes.map(sector).collect()
}
