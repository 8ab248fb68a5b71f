//! Age in whole years, and the day on which a year of age is completed.

use super::Date;

/// Age in whole years on `day`; `None` before birth.
///
/// A person born on 29 February completes a year when 28 February ends, so turns on 1 March in a common year:
/// the year is counted in whole days from the day of birth, in Sweden as in Denmark.
// R-TIME-4
#[must_use]
pub fn age_on(birth: Date, day: Date) -> Option<u8> {
    if day < birth {
        return None;
    }
    let years = day.year().saturating_sub(birth.year());
    let turned = anniversary(birth, years).is_some_and(|turns| turns <= day);
    let age = if turned { years } else { years - 1 };
    Some(u8::try_from(age).unwrap_or(u8::MAX))
}

/// The day on which `years` have passed since `date`: 1 March for a 29 February where that year has none.
///
/// `None` only beyond the calendar's end (year 9999).
#[must_use]
pub fn anniversary(date: Date, years: impl Into<i16>) -> Option<Date> {
    let year = date.year().checked_add(years.into())?;
    Date::new(year, date.month(), date.day())
        .or_else(|_| Date::new(year, 3, 1))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_child_turns_on_the_birthday_and_not_the_day_before() {
        // R-TIME-4
        let birth = date(2018, 5, 17);
        assert_eq!(age_on(birth, date(2018, 5, 16)), None);
        assert_eq!(age_on(birth, birth), Some(0));
        assert_eq!(age_on(birth, date(2026, 5, 16)), Some(7));
        assert_eq!(age_on(birth, date(2026, 5, 17)), Some(8));
    }

    #[test]
    fn a_leap_day_child_turns_on_the_first_of_march_in_a_common_year() {
        // R-TIME-4
        let birth = date(2012, 2, 29);
        assert_eq!(age_on(birth, date(2027, 2, 28)), Some(14));
        assert_eq!(age_on(birth, date(2027, 3, 1)), Some(15));
        assert_eq!(age_on(birth, date(2028, 2, 28)), Some(15));
        assert_eq!(age_on(birth, date(2028, 2, 29)), Some(16));
    }

    #[test]
    fn age_is_held_inside_its_type() {
        assert_eq!(age_on(date(1000, 1, 1), date(2026, 1, 1)), Some(u8::MAX));
        assert_eq!(age_on(date(-9999, 1, 1), date(9999, 12, 31)), Some(u8::MAX));
        assert_eq!(anniversary(date(9999, 1, 1), 1_u8), None);
    }

    proptest! {
        #[test]
        fn age_grows_by_at_most_one_a_day(days in 0_i32..40_000, start in 0_i32..1500) {
            let birth = date(2010, 1, 1).checked_add(jiff::Span::new().days(start)).unwrap();
            let day = birth.checked_add(jiff::Span::new().days(days)).unwrap();
            let today = age_on(birth, day).unwrap();
            let tomorrow = age_on(birth, day.tomorrow().unwrap()).unwrap();
            prop_assert!(tomorrow == today || tomorrow == today + 1);
        }

        #[test]
        fn the_anniversary_is_the_first_day_of_the_new_age(start in 0_i32..3000, years in 1_u8..120) {
            let birth = date(2010, 1, 1).checked_add(jiff::Span::new().days(start)).unwrap();
            let turns = anniversary(birth, years).unwrap();
            prop_assert_eq!(age_on(birth, turns), Some(years));
            prop_assert_eq!(age_on(birth, turns.yesterday().unwrap()), Some(years - 1));
        }
    }
}
