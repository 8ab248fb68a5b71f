//! A time as JSON shows it: ISO 8601 with the precision that the source gave, instants in UTC.

use domain::time::{Country, Date, Moment, Timestamp};
use proto::v1::common::{self as wire, moment::Precision};
use serde::{Serialize, Serializer};

/// A moment with its own precision: `2024`, `2024-05`, `2024-05-06` or `2024-05-06T08:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When(pub Moment);

impl When {
    /// Reads a moment of a record. `None` for one that no calendar has.
    // R-MODEL-1
    #[must_use]
    pub fn of(moment: &wire::Moment) -> Option<Self> {
        match moment.precision.as_ref()? {
            Precision::Instant(at) => Self::instant(at),
            Precision::Date(date) => partial(*date),
        }
    }

    /// Reads an instant.
    #[must_use]
    pub fn instant(at: &prost_types::Timestamp) -> Option<Self> {
        let instant = Timestamp::new(at.seconds, at.nanos).ok()?;
        Some(Self(Moment::Instant(instant)))
    }

    /// The instant, where it is one.
    #[must_use]
    pub fn as_instant(self) -> Option<Timestamp> {
        match self.0 {
            Moment::Instant(instant) => Some(instant),
            Moment::Day(_) | Moment::Month { .. } | Moment::Year(_) => None,
        }
    }

    /// The local day in a country; `None` for a month or a year, which are many days.
    #[must_use]
    pub fn local_day(self, country: Country) -> Option<Date> {
        match self.0 {
            Moment::Instant(instant) => Some(country.today(instant)),
            Moment::Day(day) => Some(day),
            Moment::Month { .. } | Moment::Year(_) => None,
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

fn partial(date: wire::PartialDate) -> Option<When> {
    let year = i16::try_from(date.year)
        .ok()
        .filter(|y| (1..=9999).contains(y))?;
    let month = i8::try_from(date.month).ok()?;
    let day = i8::try_from(date.day).ok()?;
    let moment = match (month, day) {
        (0, 0) => Moment::Year(year),
        (1..=12, 0) => Moment::Month { year, month },
        _ => Moment::Day(Date::new(year, month, day).ok()?),
    };
    Some(When(moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_keeps_its_own_precision() {
        // R-MODEL-1
        let of = |year, month, day| {
            let precision = Some(Precision::Date(wire::PartialDate { year, month, day }));
            When::of(&wire::Moment { precision }).map(|w| w.0.to_string())
        };
        assert_eq!(of(2024, 0, 0).as_deref(), Some("2024"));
        assert_eq!(of(2024, 5, 0).as_deref(), Some("2024-05"));
        assert_eq!(of(2024, 5, 6).as_deref(), Some("2024-05-06"));
        for (year, month, day) in [(0, 1, 1), (2024, 0, 5), (2024, 13, 0), (2023, 2, 29)] {
            assert_eq!(of(year, month, day), None);
        }
        let at = prost_types::Timestamp {
            seconds: 0,
            nanos: 0,
        };
        assert_eq!(
            When::instant(&at).unwrap().0.to_string(),
            "1970-01-01T00:00:00Z"
        );
    }
}
