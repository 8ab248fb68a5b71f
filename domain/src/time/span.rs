//! A length in calendar units, as policy tables write it: `P5Y`, `P18M`, `P2Y6M`, `P6W`.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use serde::{Deserialize, Deserializer, de};

use super::Date;

/// Years, months and days. A week is seven days. At most 150 years by each unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CalendarSpan {
    years: u16,
    months: u16,
    days: u16,
}

/// A text that is no span a policy may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a period in years, months, weeks or days such as P5Y, P18M or P2Y6M, at most 150 years"
)]
pub struct InvalidSpan;

const MOST_YEARS: u16 = 150;
const MOST_MONTHS: u16 = MOST_YEARS * 12;
const MOST_DAYS: u16 = 54_787;

impl CalendarSpan {
    /// Years, months and days, each for itself.
    #[must_use]
    pub fn parts(self) -> [u16; 3] {
        [self.years, self.months, self.days]
    }

    /// The date this much before `date`. Years and months go first; a day the month lacks becomes its last.
    ///
    /// `None` only beyond the calendar's start.
    #[must_use]
    pub fn before(self, date: Date) -> Option<Date> {
        date.checked_sub(self.span()?).ok()
    }

    /// The date this much after `date`, counted likewise.
    #[must_use]
    pub fn after(self, date: Date) -> Option<Date> {
        date.checked_add(self.span()?).ok()
    }

    fn span(self) -> Option<Span> {
        Span::new()
            .try_years(self.years)
            .and_then(|span| span.try_months(self.months))
            .and_then(|span| span.try_days(self.days))
            .ok()
    }
}

impl FromStr for CalendarSpan {
    type Err = InvalidSpan;

    fn from_str(text: &str) -> Result<Self, InvalidSpan> {
        let mut rest = text.strip_prefix('P').ok_or(InvalidSpan)?;
        if rest.is_empty() {
            return Err(InvalidSpan);
        }
        let years = take(&mut rest, 'Y')?;
        let months = take(&mut rest, 'M')?;
        let weeks = take(&mut rest, 'W')?;
        let days = take(&mut rest, 'D')?;
        let days = weeks
            .checked_mul(7)
            .and_then(|week_days| week_days.checked_add(days));
        match days {
            Some(days)
                if rest.is_empty()
                    && years <= MOST_YEARS
                    && months <= MOST_MONTHS
                    && days <= MOST_DAYS =>
            {
                Ok(Self {
                    years,
                    months,
                    days,
                })
            }
            _ => Err(InvalidSpan),
        }
    }
}

/// Takes `<number><unit>` from the front when it stands there; zero otherwise.
fn take(rest: &mut &str, unit: char) -> Result<u16, InvalidSpan> {
    let length = rest
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, tail) = rest.split_at_checked(length).ok_or(InvalidSpan)?;
    match tail.strip_prefix(unit) {
        None => Ok(0),
        Some(tail) => {
            *rest = tail;
            digits.parse().map_err(|_| InvalidSpan)
        }
    }
}

impl fmt::Display for CalendarSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        for (amount, unit) in [(self.years, 'Y'), (self.months, 'M')] {
            if amount > 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        if self.days > 0 || (self.years == 0 && self.months == 0) {
            write!(f, "{}D", self.days)?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for CalendarSpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spans_are_read_and_written() {
        for text in ["P5Y", "P18M", "P2Y6M", "P1Y2M3D", "P10D", "P0D", "P150Y"] {
            assert_eq!(text.parse::<CalendarSpan>().unwrap().to_string(), text);
        }
        assert_eq!("P6W".parse::<CalendarSpan>().unwrap().to_string(), "P42D");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "", "P", "5Y", "P5", "PY", "P-5Y", "P5Y ", "P5D2Y", "PT5H", "P1.5Y", "p5y", "P151Y",
            "P99999D", "P70000Y", "P5Y5Y",
        ] {
            assert_eq!(text.parse::<CalendarSpan>(), Err(InvalidSpan), "{text}");
        }
    }

    #[test]
    fn a_day_the_month_lacks_becomes_its_last() {
        let year: CalendarSpan = "P1Y".parse().unwrap();
        let month: CalendarSpan = "P1M".parse().unwrap();
        assert_eq!(year.before(date(2024, 2, 29)), Some(date(2023, 2, 28)));
        assert_eq!(month.before(date(2026, 3, 31)), Some(date(2026, 2, 28)));
        assert_eq!(month.after(date(2026, 1, 31)), Some(date(2026, 2, 28)));
        assert_eq!(year.after(Date::MAX), None);
    }
}
