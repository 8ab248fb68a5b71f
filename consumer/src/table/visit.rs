//! Visits: what one source tells of one local day is one thing that happened, however many records it is made of.

use std::cmp::Reverse;

use domain::time::{Country, Date};

use crate::model::{Record, When};

/// The records of one visit.
pub(super) struct Visit<'a> {
    /// The source, by id.
    pub(super) source: &'a str,
    pub(super) sector: &'a str,
    /// When it was; the latest time that its records tell.
    pub(super) when: Option<When>,
    pub(super) records: Vec<&'a Record>,
    day: Option<Date>,
}

/// The visits that these records tell of, newest first.
///
/// A record with a month or a year only is a visit of its own: that two of them were on one day is not known. What several sources
/// tell stands with the visit that one of them tells more of.
// R-SHOW-8
pub(super) fn visits<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    country: Country,
) -> Vec<Visit<'a>> {
    let (single, joined): (Vec<_>, Vec<_>) = records
        .into_iter()
        .partition(|record| record.sources.len() < 2);
    let mut visits: Vec<Visit<'a>> = Vec::new();
    for record in single.into_iter().chain(joined) {
        let when = record.start.or(record.end);
        let day = when.and_then(|when| when.local_day(country));
        let is_host = |visit: &&mut Visit<'_>| {
            day.is_some() && visit.day == day && record.sources.iter().any(|s| s == visit.source)
        };
        match visits.iter_mut().find(is_host) {
            Some(visit) => {
                visit.when = visit.when.max(when);
                visit.records.push(record);
            }
            None => visits.push(Visit {
                source: record.speaker(),
                sector: &record.sector,
                when,
                records: vec![record],
                day,
            }),
        }
    }
    visits.sort_by_key(|visit| Reverse(visit.when));
    visits
}
