//! Reckoning with days: ages, working days, school years.

use domain::time::Date;
use jiff::{Span, civil::Weekday};

/// The mean length of a month, in days: 365.25 / 12, as WHO reckons ages.
const MONTH_DAYS: f64 = 30.4375;

/// Age in months, with its fraction.
pub(super) fn months_between(born: Date, day: Date) -> f64 {
    f64::from(days_between(born, day)) / MONTH_DAYS
}

/// From the first day to the second, negative when it lies before.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// So many days later, or earlier.
pub(super) fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// So many calendar months later, or earlier; the last of the month where it has no such day.
pub(super) fn months_after(day: Date, months: i32) -> Date {
    day.saturating_add(Span::new().months(months))
}

/// The day itself, or the Monday after the weekend it lies in.
pub(super) fn working(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => days_after(day, 2),
        Weekday::Sunday => days_after(day, 1),
        _ => day,
    }
}

/// The calendar year in whose autumn a child comes to a grade; the preschool class (*förskoleklass*, *0. klasse*) is grade 0. In both
/// countries that is the year the child turns six, and so it stays here for those whom the Swedish ten-year school will move up.
pub(super) fn autumn_of(born: Date, grade: i16) -> i16 {
    born.year().saturating_add(6).saturating_add(grade)
}

/// The first day of a school year: mid-August, where the countries differ by days only.
pub(super) fn school_begins(year: i16) -> Date {
    working(jiff::civil::date(year, 8, 16))
}

/// The grade a child is in, from 0; `None` before school.
pub(super) fn grade_on(born: Date, day: Date) -> Option<i16> {
    let spring = i16::from(day < school_begins(day.year()));
    let grade = day.year() - spring - autumn_of(born, 0);
    (grade >= 0).then_some(grade)
}

/// A day as one number, for streams of chance.
pub(super) fn number_of(day: Date) -> u64 {
    let number = i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100;
    (number + i64::from(day.day())).unsigned_abs()
}

/// A time of day in an office, from half past seven to half past three.
pub(super) fn office_hour(nth: u32) -> String {
    let minutes = 450 + nth % 33 * 15;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_preschool_class_begins_in_the_autumn_of_the_sixth_birthday() {
        let born = date(2020, 5, 20);
        assert_eq!(grade_on(born, date(2026, 6, 1)), None);
        assert_eq!(grade_on(born, date(2026, 11, 21)), Some(0));
        assert_eq!(grade_on(born, date(2027, 3, 1)), Some(0));
        assert_eq!(grade_on(born, date(2027, 9, 1)), Some(1));
    }

    #[test]
    fn a_weekend_moves_to_its_monday() {
        assert_eq!(working(date(2026, 11, 21)), date(2026, 11, 23));
        assert_eq!(working(date(2026, 11, 22)), date(2026, 11, 23));
        assert_eq!(working(date(2026, 11, 23)), date(2026, 11, 23));
    }

    #[test]
    fn office_hours_are_times_of_a_day() {
        for nth in 0..100 {
            let (hour, minute) = office_hour(nth)
                .split_once(':')
                .map(|(h, m)| (h.to_owned(), m.to_owned()))
                .unwrap();
            assert!((7..=15).contains(&hour.parse::<u8>().unwrap()));
            assert!(minute.parse::<u8>().unwrap() < 60);
        }
    }
}
