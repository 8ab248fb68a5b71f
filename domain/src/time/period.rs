//! The time that a record concerns: a start and an end, each as precise as its source knows it.

use jiff::tz::TimeZone;

use super::Moment;

/// The period a record concerns. No end means ongoing; neither means that the source states no time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// When it began.
    pub start: Option<Moment>,
    /// When it ended; a moment of a day or longer is part of the period, an instant is its first instant outside.
    pub end: Option<Moment>,
}

impl Period {
    /// Something that happened at one moment.
    #[must_use]
    pub const fn at(moment: Moment) -> Self {
        Self::between(moment, moment)
    }

    /// Something that began and is not known to have ended.
    #[must_use]
    pub const fn since(start: Moment) -> Self {
        Self {
            start: Some(start),
            end: None,
        }
    }

    /// Something with a beginning and an end.
    #[must_use]
    pub const fn between(start: Moment, end: Moment) -> Self {
        Self {
            start: Some(start),
            end: Some(end),
        }
    }

    /// Whether the end is before the start for certain, whatever the missing precision hides.
    #[must_use]
    pub fn is_reversed(&self, zone: &TimeZone) -> bool {
        match (self.start, self.end) {
            (Some(start), Some(end)) => end.interval(zone).end() <= start.interval(zone).start(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Country;

    fn reversed(start: &str, end: &str) -> bool {
        let moment = |text| Moment::parse(text).unwrap();
        Period::between(moment(start), moment(end)).is_reversed(&Country::Se.zone())
    }

    #[test]
    fn a_period_is_reversed_only_when_no_precision_can_save_it() {
        assert!(reversed("2024-05-06", "2024-05-05"));
        assert!(reversed("2024-05", "2023"));
        assert!(reversed("2024-05-06T10:00:00Z", "2024-05-06T09:59:59Z"));
        assert!(!reversed("2024-05-06", "2024-05"));
        assert!(!reversed("2024-05-06", "2024-05-06T05:00:00Z"));
        assert!(!reversed("2024-05-06T10:00:00Z", "2024-05-06T10:00:00Z"));
    }

    #[test]
    fn an_ongoing_or_timeless_period_is_never_reversed() {
        let zone = Country::Se.zone();
        assert!(!Period::since(Moment::Year(2024)).is_reversed(&zone));
        assert!(!Period::default().is_reversed(&zone));
    }
}
