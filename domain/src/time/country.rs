//! The countries whose rules Samsyn knows, and their clocks.

use std::fmt;

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Date, Timestamp, midnight};

/// A country: it decides the tables and the local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum Country {
    /// Sweden.
    #[serde(rename = "SE")]
    Se,
    /// Denmark.
    #[serde(rename = "DK")]
    Dk,
}

static STOCKHOLM: TimeZone = jiff::tz::get!("Europe/Stockholm");
static COPENHAGEN: TimeZone = jiff::tz::get!("Europe/Copenhagen");

impl Country {
    /// The ISO 3166 code, in capitals.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Se => "SE",
            Self::Dk => "DK",
        }
    }

    /// Reads an ISO 3166 code in capitals.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "SE" => Some(Self::Se),
            "DK" => Some(Self::Dk),
            _ => None,
        }
    }

    /// The time zone, compiled in: the host's zone files play no part in what is inside a window.
    #[must_use]
    pub fn zone(self) -> TimeZone {
        match self {
            Self::Se => STOCKHOLM.clone(),
            Self::Dk => COPENHAGEN.clone(),
        }
    }

    /// The local date at `now`.
    #[must_use]
    pub fn today(self, now: Timestamp) -> Date {
        self.zone().to_datetime(now).date()
    }

    /// The first instant of a local day.
    #[must_use]
    pub fn midnight(self, date: Date) -> Timestamp {
        midnight(date, &self.zone())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn codes_are_read_back_and_nothing_else_is() {
        for country in [Country::Se, Country::Dk] {
            assert_eq!(Country::parse(country.code()), Some(country));
        }
        for code in ["se", "NO", "", "SE "] {
            assert_eq!(Country::parse(code), None);
        }
    }

    #[test]
    fn the_local_day_begins_an_hour_or_two_before_utc() {
        // R-TIME-1
        for country in [Country::Se, Country::Dk] {
            let winter: Timestamp = "2025-12-31T23:00:00Z".parse().unwrap();
            let summer: Timestamp = "2026-06-30T22:00:00Z".parse().unwrap();
            assert_eq!(country.midnight(date(2026, 1, 1)), winter);
            assert_eq!(country.midnight(date(2026, 7, 1)), summer);
            assert_eq!(country.today(winter), date(2026, 1, 1));
            let just_before: Timestamp = "2025-12-31T22:59:59.999999999Z".parse().unwrap();
            assert_eq!(country.today(just_before), date(2025, 12, 31));
        }
    }

    #[test]
    fn midnights_beyond_the_calendar_are_held_at_its_ends() {
        assert_eq!(Country::Se.midnight(Date::MAX), Timestamp::MAX);
        assert_eq!(Country::Se.midnight(Date::MIN), Timestamp::MIN);
    }
}
