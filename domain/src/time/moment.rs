//! A time with the precision at which it is known: an instant, a day, a month or a year.
//! A partial date is its whole interval in the local calendar, never its first instant.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};

use super::{Date, Timestamp, Window, midnight};

/// A time as a source knows it. Read from and written in FHIR's forms.
///
/// A year or month that no calendar has (made by hand, never by [`Moment::parse`]) is an unknown time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// An instant on the time line.
    Instant(Timestamp),
    /// A local day.
    Day(Date),
    /// A local month.
    Month {
        /// The year, 1 to 9999.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
    },
    /// A local year, 1 to 9999.
    Year(i16),
}

impl Moment {
    /// Reads `2024`, `2024-05`, `2024-05-06`, or an instant with seconds and offset such as
    /// `2024-05-06T10:00:00.1234+02:00`. Fractions beyond nanoseconds are cut off.
    ///
    /// An instant without an offset is refused: it names two instants when the clock is set back.
    // R-TIME-3
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.len() {
            4 => year(text).map(Self::Year),
            7 => {
                let date = day(&format!("{text}-01"))?;
                Some(Self::Month {
                    year: date.year(),
                    month: date.month(),
                })
            }
            10 => day(text).map(Self::Day),
            _ => instant(text).map(Self::Instant),
        }
    }

    /// The whole interval in which the moment may lie, in the local calendar of `zone`. Never empty.
    ///
    /// An unknown time may be any: [`Window::everything`].
    #[must_use]
    pub fn interval(&self, zone: &TimeZone) -> Window {
        self.known_interval(zone).unwrap_or(Window::everything())
    }

    /// The interval, or `None` when no calendar has this year or month.
    pub(crate) fn known_interval(&self, zone: &TimeZone) -> Option<Window> {
        let (first, length) = match *self {
            Self::Instant(instant) => return Some(never_empty(instant, instant)),
            Self::Day(date) => (date, Span::new().days(1)),
            Self::Month { year, month } => (Date::new(year, month, 1).ok()?, Span::new().months(1)),
            Self::Year(year) => (Date::new(year, 1, 1).ok()?, Span::new().years(1)),
        };
        let end = first
            .checked_add(length)
            .map_or(Timestamp::MAX, |next| midnight(next, zone));
        Some(never_empty(midnight(first, zone), end))
    }

    /// Chronological by the start in UTC, coarser first; equal only for equal moments.
    fn sort_key(&self) -> (i16, i8, i8, Time, u8) {
        let midnight = Time::midnight();
        match *self {
            Self::Year(year) => (year, 1, 1, midnight, 0),
            Self::Month { year, month } => (year, month, 1, midnight, 1),
            Self::Day(date) => (date.year(), date.month(), date.day(), midnight, 2),
            Self::Instant(instant) => {
                let utc = TimeZone::UTC.to_datetime(instant);
                (utc.year(), utc.month(), utc.day(), utc.time(), 3)
            }
        }
    }
}

/// A deterministic total order: by start as if all were UTC, then coarser before finer.
impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key())
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The form that [`Moment::parse`] reads back; instants in UTC.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(instant) => instant.fmt(f),
            Self::Day(date) => date.fmt(f),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// `[start, end)`, widened to one nanosecond where it would be empty, at the calendar's ends too.
fn never_empty(start: Timestamp, end: Timestamp) -> Window {
    let nanosecond = SignedDuration::from_nanos(1);
    let last = Timestamp::MAX
        .checked_sub(nanosecond)
        .unwrap_or(Timestamp::MAX);
    let start = start.min(last);
    let least_end = start.checked_add(nanosecond).unwrap_or(Timestamp::MAX);
    Window::new(start, end.max(least_end)).unwrap_or(Window::everything())
}

fn year(text: &str) -> Option<i16> {
    let year = number(text, 0..4)?;
    (year > 0).then_some(year)
}

fn day(text: &str) -> Option<Date> {
    let separated = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let (month, day) = (number(text, 5..7)?, number(text, 8..10)?);
    separated
        .then(|| Date::new(year(text)?, month.try_into().ok()?, day.try_into().ok()?).ok())
        .flatten()
}

/// Checks FHIR's narrower form first: the date library reads more spellings than the exchange format has.
fn instant(text: &str) -> Option<Timestamp> {
    day(text.get(..10)?)?;
    let clock = text.get(10..19)?;
    if !has_shape(clock, "T00:00:00") {
        return None;
    }
    let (fraction, offset) = split_fraction(text.get(19..)?)?;
    if offset != "Z" && !has_shape(offset, "+00:00") && !has_shape(offset, "-00:00") {
        return None;
    }
    let nanoseconds = fraction.get(..9).unwrap_or(fraction);
    let seconds = text.get(..19)?;
    if nanoseconds.is_empty() {
        format!("{seconds}{offset}").parse().ok()
    } else {
        format!("{seconds}.{nanoseconds}{offset}").parse().ok()
    }
}

/// Splits `.123Z` into the digits and the offset; a point without digits is refused.
fn split_fraction(text: &str) -> Option<(&str, &str)> {
    let Some(after_point) = text.strip_prefix('.') else {
        return Some(("", text));
    };
    let length = after_point.find(|character: char| !character.is_ascii_digit())?;
    (length > 0).then(|| after_point.split_at_checked(length))?
}

/// Whether `text` is `shape` with any digit for `0`.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, wanted)| byte == wanted || (wanted == b'0' && byte.is_ascii_digit()))
}

fn number(text: &str, places: Range<usize>) -> Option<i16> {
    let part = text.get(places)?;
    part.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| part.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Country;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn interval(text: &str) -> (String, String) {
        let window = Moment::parse(text).unwrap().interval(&Country::Se.zone());
        (window.start().to_string(), window.end().to_string())
    }

    fn pair(start: &str, end: &str) -> (String, String) {
        (start.to_owned(), end.to_owned())
    }

    #[test]
    fn every_precision_is_read_and_written_in_the_same_form() {
        // R-TIME-3
        for text in [
            "2024",
            "0987",
            "2024-05",
            "2024-02-29",
            "0001-01-01",
            "9999-12-31",
            "2024-05-06T08:00:00Z",
            "2024-05-06T08:00:00.1234Z",
            "2024-05-06T08:00:00.123456789Z",
        ] {
            assert_eq!(Moment::parse(text).unwrap().to_string(), text);
        }
        let offset = Moment::parse("2015-02-07T13:28:17.2395+02:00").unwrap();
        assert_eq!(offset.to_string(), "2015-02-07T11:28:17.2395Z");
        let longer = Moment::parse("2015-02-07T13:28:17.1234567891234Z").unwrap();
        assert_eq!(longer.to_string(), "2015-02-07T13:28:17.123456789Z");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "24",
            "0000",
            "+024",
            "2024-13",
            "2024-00",
            "2024-5",
            "2023-02-29",
            "2024/05/06",
            "20240506",
            "2024-05-06T10:00:00",
            "2024-05-06T10:00Z",
            "2024-05-06 10:00:00Z",
            "2024-05-06t10:00:00Z",
            "2024-05-06T24:00:00Z",
            "2024-05-06T10:00:00.Z",
            "2024-05-06T10:00:00+02",
            "2024-05-06T10:00:00+0200",
            "2024-05-06T10:00:00Z[Europe/Stockholm]",
            "2024-05-06T10:00:00z",
            "2024-05-0åT10:00:00Z",
            "2024-05-06T10:00:00.1",
            "2024-02-30T10:00:00Z",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_as_long_as_the_clock_makes_it() {
        // R-TIME-1: 23 hours when the clock goes forward, 25 when it goes back.
        assert_eq!(
            interval("2026-03-29"),
            pair("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")
        );
        assert_eq!(
            interval("2026-10-25"),
            pair("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")
        );
        assert_eq!(
            interval("2026-07-01"),
            pair("2026-06-30T22:00:00Z", "2026-07-01T22:00:00Z")
        );
    }

    #[test]
    fn months_and_years_run_between_local_midnights() {
        assert_eq!(
            interval("2024-02"),
            pair("2024-01-31T23:00:00Z", "2024-02-29T23:00:00Z")
        );
        assert_eq!(
            interval("2026-03"),
            pair("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")
        );
        assert_eq!(
            interval("2025"),
            pair("2024-12-31T23:00:00Z", "2025-12-31T23:00:00Z")
        );
        assert_eq!(
            interval("2025-12-31"),
            pair("2025-12-30T23:00:00Z", "2025-12-31T23:00:00Z")
        );
    }

    #[test]
    fn an_instant_is_one_nanosecond_long() {
        assert_eq!(
            interval("2026-01-01T00:00:00Z"),
            pair("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000001Z")
        );
    }

    #[test]
    fn the_ends_of_the_calendar_have_intervals_too() {
        let zone = Country::Dk.zone();
        for moment in [
            Moment::Day(Date::MAX),
            Moment::Day(Date::MIN),
            Moment::Year(9999),
            Moment::Year(-9999),
            Moment::Instant(Timestamp::MAX),
            Moment::Instant(Timestamp::MIN),
        ] {
            assert!(!moment.interval(&zone).is_empty(), "{moment:?}");
        }
        assert_eq!(
            Moment::Month {
                year: 2024,
                month: 13
            }
            .interval(&zone),
            Window::everything()
        );
    }

    #[test]
    fn moments_are_ordered_by_time_and_then_by_precision() {
        let sorted = [
            "2023-12-31",
            "2024",
            "2024-01",
            "2024-01-01",
            "2024-01-01T00:00:00Z",
            "2024-01-01T08:00:00Z",
            "2024-01-02",
            "2024-02",
        ];
        let mut moments: Vec<Moment> = sorted
            .iter()
            .rev()
            .filter_map(|text| Moment::parse(text))
            .collect();
        moments.sort();
        let texts: Vec<String> = moments.iter().map(ToString::to_string).collect();
        assert_eq!(texts, sorted);
    }

    proptest! {
        #[test]
        fn any_instant_is_read_back(second in -62_000_000_000_i64..253_000_000_000, nanosecond in 0_i32..1_000_000_000) {
            let moment = Moment::Instant(Timestamp::new(second, nanosecond).unwrap());
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }

        #[test]
        fn days_follow_each_other_without_gap_or_overlap(days in 0_i32..60_000, dk in any::<bool>()) {
            let zone = if dk { Country::Dk } else { Country::Se }.zone();
            let day = date(1900, 1, 1).checked_add(Span::new().days(days)).unwrap();
            let this = Moment::Day(day).interval(&zone);
            let next = Moment::Day(day.tomorrow().unwrap()).interval(&zone);
            prop_assert_eq!(this.end(), next.start());
            let month = Moment::Month { year: day.year(), month: day.month() }.interval(&zone);
            prop_assert!(month.contains_window(&this));
            prop_assert!(Moment::Year(day.year()).interval(&zone).contains_window(&month));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
            let _ = Moment::parse(&text);
        }
    }
}
