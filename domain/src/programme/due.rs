//! When an item is on time: by age in the early years, by grade in school.

use crate::time::{CalendarSpan, Date, anniversary};

/// When an item is on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// From one age until, not including, another.
    Ages {
        /// The age at which it is due.
        from: CalendarSpan,
        /// The age from which it is late.
        to: CalendarSpan,
    },
    /// From the first day of one grade to the last of another. A grade lasts a year from the day of school start.
    Grades {
        /// The first grade, from 1.
        from: u8,
        /// The last grade.
        to: u8,
    },
}

impl Due {
    /// The half-open days for a child. `None` where school start is not known, or beyond the calendar.
    #[must_use]
    pub fn days(&self, birth: Date, school_start: Option<Date>) -> Option<(Date, Date)> {
        match *self {
            Self::Ages { from, to } => Some((from.after(birth)?, to.after(birth)?)),
            Self::Grades { from, to } => {
                let start = school_start?;
                let first = anniversary(start, i16::from(from).checked_sub(1)?)?;
                Some((first, anniversary(start, i16::from(to))?))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    // R-PROGRAMME-4
    #[test]
    fn ages_count_from_birth_and_grades_from_school_start() {
        let span = |text: &str| text.parse().unwrap();
        let age = Due::Ages {
            from: span("P18M"),
            to: span("P24M"),
        };
        let born = date(2014, 3, 18);
        assert_eq!(
            age.days(born, None),
            Some((date(2015, 9, 18), date(2016, 3, 18)))
        );
        let grades = Due::Grades { from: 1, to: 2 };
        let start = Some(date(2021, 8, 15));
        assert_eq!(
            grades.days(born, start),
            Some((date(2021, 8, 15), date(2023, 8, 15)))
        );
        assert_eq!(grades.days(born, None), None);
    }
}
