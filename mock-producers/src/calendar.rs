//! The stories are told on 2026-11-21 and move with the day they are run on.
//!
//! What has been moves by whole years: the most that keep the told day out of the future. So every age, school year and season stays,
//! and nothing that has happened lies ahead. What is booked is counted in days from today.

use domain::time::{Country, Date, Moment, Timestamp, age_on, anniversary};
use jiff::{
    Span,
    civil::{DateTime, Time, Weekday, date},
};

use crate::sure::sure;

/// The day on which the stories are told.
pub(crate) const TOLD_ON: Date = date(2026, 11, 21);

/// The years that the stories may move; beyond them they stand still. A CPR number can state no birth after 2057, and the youngest told
/// child is born in 2024.
const YEARS: (i16, i16) = (-60, 33);

/// Turns the stories' dates into those of a day, on the clock of one country: Sweden's, until another is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    today: Date,
    years: i16,
    country: Country,
}

impl Calendar {
    // R-WORLD-1
    pub(crate) fn for_day(today: Date) -> Self {
        let years = today.year().saturating_sub(TOLD_ON.year());
        let ahead = (today.month(), today.day()) < (TOLD_ON.month(), TOLD_ON.day());
        let years = years.saturating_sub(i16::from(ahead));
        Self {
            today,
            years: years.clamp(YEARS.0, YEARS.1),
            country: Country::Se,
        }
    }

    /// A calendar that takes dates as they are: only what is booked counts from today.
    pub(crate) fn unmoved(today: Date) -> Self {
        Self {
            today,
            years: 0,
            country: Country::Se,
        }
    }

    /// The same calendar on a country's clock.
    pub(crate) fn of(self, country: Country) -> Self {
        Self { country, ..self }
    }

    /// The day of a told date, such as `2018-03-20`.
    pub(crate) fn day(&self, told: &str) -> Date {
        let told: Date = sure(told.parse());
        sure(anniversary(told, self.years).ok_or(told))
    }

    /// The moment of a told time: `2018-03-20 09:30` on the local clock, `2018-03-20`, `2018-03`, `2018`; or, for what is booked,
    /// `+12` or `+12 09:30`: so many days from today, and not in a weekend.
    pub(crate) fn moment(&self, told: &str) -> Moment {
        let (day, clock) = match told.split_once(' ') {
            Some((day, clock)) => (day, Some(clock)),
            None => (told, None),
        };
        let date = match day.strip_prefix('+') {
            Some(days) => self.ahead(sure(days.parse())),
            None if day.len() == 10 => self.day(day),
            None => return self.partial(day),
        };
        match clock {
            Some(clock) => Moment::Instant(self.at(date, sure(format!("{clock}:00").parse()))),
            None => Moment::Day(date),
        }
    }

    /// The instant of a told time; a whole day stands for late in its afternoon, when the day's notes are written.
    pub(crate) fn instant(&self, told: &str) -> Timestamp {
        match self.moment(told) {
            Moment::Instant(instant) => instant,
            other => self.at(day_of(other, self.country), Time::constant(16, 5, 0, 0)),
        }
    }

    /// The age today of somebody born on a told day, in whole years.
    pub(crate) fn age(&self, born: &str) -> u8 {
        age_on(self.day(born), self.today).unwrap_or(0)
    }

    fn partial(&self, told: &str) -> Moment {
        match sure(Moment::parse(told).ok_or(told)) {
            Moment::Month { year, month } => Moment::Month {
                year: year + self.years,
                month,
            },
            Moment::Year(year) => Moment::Year(year + self.years),
            whole => whole,
        }
    }

    fn ahead(&self, days: i32) -> Date {
        let date = self.today.saturating_add(Span::new().days(days));
        let to_monday = match date.weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => 0,
        };
        date.saturating_add(Span::new().days(to_monday))
    }

    fn at(&self, date: Date, time: Time) -> Timestamp {
        let local = DateTime::from_parts(date, time);
        sure(self.country.zone().to_timestamp(local))
    }
}

/// The local day in a country on which a moment begins.
pub(crate) fn day_of(moment: Moment, country: Country) -> Date {
    let start = moment.interval(&country.zone()).start();
    country.today(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(today: Date) -> Calendar {
        Calendar::for_day(today)
    }

    // R-WORLD-1
    #[test]
    fn told_dates_move_by_whole_years_and_never_into_the_future() {
        assert_eq!(on(TOLD_ON).day("2018-03-20"), date(2018, 3, 20));
        assert_eq!(on(date(2027, 11, 20)).day("2018-03-20"), date(2018, 3, 20));
        assert_eq!(on(date(2027, 11, 21)).day("2018-03-20"), date(2019, 3, 20));
        assert_eq!(on(date(2025, 6, 1)).day("2018-03-20"), date(2016, 3, 20));
    }

    // R-WORLD-1
    #[test]
    fn what_is_booked_counts_from_today_and_skips_the_weekend() {
        let saturday = on(TOLD_ON);
        assert_eq!(saturday.moment("+4"), Moment::Day(date(2026, 11, 25)));
        assert_eq!(saturday.moment("+7"), Moment::Day(date(2026, 11, 30)));
        let later = on(date(2031, 2, 3));
        assert_eq!(later.moment("+4"), Moment::Day(date(2031, 2, 7)));
    }

    #[test]
    fn each_precision_is_kept() {
        let next_year = on(date(2027, 12, 1));
        let told = |text| next_year.moment(text).to_string();
        assert_eq!(told("2018"), "2019");
        assert_eq!(told("2018-09"), "2019-09");
        assert_eq!(told("2018-03-20"), "2019-03-20");
        assert_eq!(told("2018-03-20 09:30"), "2019-03-20T08:30:00Z");
        assert_eq!(
            next_year.instant("2018-03-20").to_string(),
            "2019-03-20T15:05:00Z"
        );
    }

    #[test]
    fn the_calendars_ends_are_days_too() {
        for today in [Date::MIN, Date::MAX] {
            assert!(on(today).day("2014-03-18").year() > 1900);
        }
    }
}
