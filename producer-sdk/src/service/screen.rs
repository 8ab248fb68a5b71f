//! The screen at the source: what does not belong to the answer does not leave the house, whatever the vendor's code returned.

use std::{cmp::Reverse, collections::HashMap};

use domain::{
    merge::{Told, latest},
    record::{Header, Organisation, Record, RecordId, body},
    time::{Basis, Moment, Timestamp, inside},
};
use jiff::tz::TimeZone;

use crate::{producer::Screened, query::RecordQuery};

/// The longest record id, in bytes.
const MAX_RECORD_ID_BYTES: usize = 128;
/// The longest title, in bytes.
const MAX_TITLE_BYTES: usize = 300;
/// The most codes, and the most relations, of one record.
const MAX_LIST: usize = 32;

/// What a record fails on.
enum Fault {
    WrongChild,
    UnaskedType,
    OutsideWindow,
    NoOwner,
    BodyMismatch,
    OverLimit,
}

/// Keeps what belongs to the answer and counts the rest.
// R-PRODUCER-3
pub(super) fn screen(
    records: Vec<Record>,
    query: &RecordQuery,
    zone: &TimeZone,
) -> (Vec<Record>, Screened) {
    let mut screened = Screened::default();
    let mut kept = Vec::with_capacity(records.len());
    let standing = standing(&records);
    for (record, _) in records
        .into_iter()
        .zip(standing)
        .filter(|(_, stands)| *stands)
    {
        match fault(&record, query, zone) {
            None => kept.push(record),
            Some(Fault::WrongChild) => screened.wrong_child += 1,
            Some(Fault::UnaskedType) => screened.unasked_type += 1,
            Some(Fault::OutsideWindow) => screened.outside_window += 1,
            Some(Fault::NoOwner) => screened.no_owner += 1,
            Some(Fault::BodyMismatch) => screened.body_mismatch += 1,
            Some(Fault::OverLimit) => screened.over_limit += 1,
        }
    }
    (kept, screened)
}

/// Whether each record stands. One that a newer version replaces does not, whatever becomes of the newer: a version that moved out of the
/// window, to another type or to another child takes its older ones with it. Versions that nothing tells apart all stand, and the
/// aggregator's merge chooses.
// R-PRODUCER-17
fn standing(records: &[Record]) -> Vec<bool> {
    let mut versions: HashMap<&str, Vec<&Header>> = HashMap::new();
    for record in records {
        let of_one = versions
            .entry(record.header.record_id.as_str())
            .or_default();
        of_one.push(&record.header);
    }
    (records.iter())
        .map(|record| {
            let others = versions.get(record.header.record_id.as_str());
            !(others.into_iter().flatten()).any(|other| replaces(other, &record.header))
        })
        .collect()
}

/// True when `new` comes out on top in either order; of two that nothing tells apart neither does.
fn replaces(new: &Header, old: &Header) -> bool {
    let told = |header| Told {
        producer: "",
        header,
        digest: [0; 32],
    };
    latest(&[told(new), told(old)]) == [0] && latest(&[told(old), told(new)]) == [1]
}

/// In the order of weight: what is nobody's business first, what is merely malformed last.
fn fault(record: &Record, query: &RecordQuery, zone: &TimeZone) -> Option<Fault> {
    let header = &record.header;
    if !query.is_about(&header.subject) {
        return Some(Fault::WrongChild);
    }
    let Some(asked) = query.type_window(&header.information_type) else {
        return Some(Fault::UnaskedType);
    };
    // The aggregator's screen asks the same function: what one lets out the other lets in.
    if !inside(
        &asked.window,
        &header.period,
        asked.basis,
        asked.straddle,
        zone,
    ) {
        return Some(Fault::OutsideWindow);
    }
    if !(is_identified(header.care_provider.as_ref()) && is_identified(header.unit.as_ref())) {
        return Some(Fault::NoOwner);
    }
    if !body::fits(&header.information_type, &record.body) {
        return Some(Fault::BodyMismatch);
    }
    (!within_limits(header)).then_some(Fault::OverLimit)
}

fn is_identified(organisation: Option<&Organisation>) -> bool {
    organisation.is_some_and(|o| o.id.is_some() || !o.name.trim().is_empty())
}

fn within_limits(header: &Header) -> bool {
    (1..=MAX_RECORD_ID_BYTES).contains(&header.record_id.len())
        && header.title.len() <= MAX_TITLE_BYTES
        && !header.title.contains(char::is_control)
        && header.codes.len() <= MAX_LIST
        && header.relations.len() <= MAX_LIST
}

/// Keeps the newest `cap` records, newest first, and says how many older ones were left out. Newest by the time that the type's
/// window tests, so that asking again up to the oldest shown finds the rest; then by the time of writing.
// R-PRODUCER-4
pub(super) fn cap(
    mut records: Vec<Record>,
    query: &RecordQuery,
    cap: usize,
    zone: &TimeZone,
) -> (Vec<Record>, usize) {
    let newest_first =
        |record: &Record| -> Reverse<(Timestamp, Option<Timestamp>, Reverse<RecordId>)> {
            let header = &record.header;
            let newest = newest(header, query, zone);
            Reverse((newest, header.recorded, Reverse(header.record_id.clone())))
        };
    records.sort_by_cached_key(newest_first);
    let capped = records.len().saturating_sub(cap);
    records.truncate(cap);
    (records, capped)
}

/// The latest that the record may be. What goes on is newer than all that has ended, a partial date as new as it can be: a cap
/// may leave out older, never newer.
fn newest(header: &Header, query: &RecordQuery, zone: &TimeZone) -> Timestamp {
    let (start, end) = (header.period.start, header.period.end);
    let basis = query
        .type_window(&header.information_type)
        .map_or(Basis::Start, |asked| asked.basis);
    let (moment, without) = match basis {
        Basis::Start => (start.or(end), Timestamp::MIN),
        Basis::End => (end.or(start), Timestamp::MIN),
        Basis::Overlap => (end, Timestamp::MAX),
    };
    moment.map_or(without, |moment: Moment| moment.interval(zone).end())
}
