//! The one order in which an overview's records stand: newest first, with a tie-break that leaves no two records equal.

use std::cmp::Reverse;

use prost::Message;

use crate::{
    relay::Record,
    v1::common::{Moment, PartialDate, Period, moment::Precision},
};

/// Seconds and nanoseconds from 1970 in UTC.
type Instant = (i64, i32);

/// Sorts newest first, then by record id, then by higher version, then by the bytes. A record without a readable header, or
/// without a time, stands last: nothing says that it is new.
// R-FOLD-4
pub(super) fn newest_first(records: &mut [Record]) {
    records.sort_by_cached_key(key);
}

fn key(record: &Record) -> impl Ord + use<> {
    let header = record.header().ok();
    let period = header.as_ref().and_then(|h| h.period.as_ref());
    (
        Reverse(period.and_then(start)),
        Reverse(period.and_then(end)),
        header.as_ref().map(|h| h.record_id.clone()),
        Reverse(header.as_ref().map(|h| h.version)),
        record.encode_to_vec(),
    )
}

fn start(period: &Period) -> Option<Instant> {
    instant(period.start.as_ref().or(period.end.as_ref())?)
}

fn end(period: &Period) -> Option<Instant> {
    instant(period.end.as_ref()?)
}

/// The first instant that a moment may mean, its local day read as UTC: for order only, never for a window.
fn instant(moment: &Moment) -> Option<Instant> {
    match moment.precision.as_ref()? {
        Precision::Instant(at) => Some((at.seconds, at.nanos)),
        Precision::Date(date) => first_day(*date),
    }
}

fn first_day(date: PartialDate) -> Option<Instant> {
    let or_first = |part: i32| i8::try_from(part.max(1)).ok();
    let day = jiff::civil::Date::new(
        i16::try_from(date.year).ok()?,
        or_first(date.month)?,
        or_first(date.day)?,
    )
    .ok()?;
    let midnight = jiff::tz::TimeZone::UTC
        .to_timestamp(day.at(0, 0, 0, 0))
        .ok()?;
    Some((midnight.as_second(), 0))
}
