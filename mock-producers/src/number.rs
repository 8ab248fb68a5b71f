//! Test personnummer. Skatteverket keeps birth numbers for tests: 238 and 239 in its lists for children, 980 to 999 for grown-ups.
//! We take the date that the story gives, a birth number out of those series, and compute the check digit: no register is asked.

use domain::{id::PersonId, time::Date};

use crate::sure;

/// Whom a birth number is for: its last digit is even for women and odd for men.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Series {
    Girl,
    Boy,
    Woman,
    Man,
}

impl Series {
    fn birth_number(self) -> u16 {
        match self {
            Self::Girl => 238,
            Self::Boy => 239,
            Self::Woman => 982,
            Self::Man => 983,
        }
    }
}

/// The test number of somebody born on a day. One per day and series: two told persons of one kind never share a birthday.
// R-WORLD-2
pub(crate) fn test_number(born: Date, series: Series) -> PersonId {
    let (year, month, day) = (born.year(), born.month(), born.day());
    let number = series.birth_number();
    let nine = format!("{:02}{month:02}{day:02}{number}", year.rem_euclid(100));
    let century = year.div_euclid(100);
    sure::personnummer(&format!("{century:02}{nine}{}", check_digit(&nine)))
}

/// Luhn's check digit, by Skatteverket's modulus 10: weights 2, 1, 2, … from the left.
fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_check_digit_is_skatteverkets() {
        assert_eq!(check_digit("640823323"), 4);
        assert_eq!(check_digit("121212121"), 2);
    }

    // R-WORLD-2
    #[test]
    fn a_test_number_states_its_day_and_stands_in_a_test_series() {
        let born = date(2014, 3, 18);
        let boy = test_number(born, Series::Boy);
        assert_eq!(boy.birth_date(), Some(born));
        assert!(boy.value().starts_with("20140318239"));
        let mother = test_number(date(1985, 11, 4), Series::Woman);
        assert!(mother.value().starts_with("19851104982"));
    }

    #[test]
    fn every_day_of_a_century_has_a_number() {
        let mut day = date(1930, 1, 1);
        while day < date(2090, 1, 1) {
            for series in [Series::Girl, Series::Boy, Series::Woman, Series::Man] {
                assert_eq!(test_number(day, series).birth_date(), Some(day));
            }
            day = day.checked_add(jiff::Span::new().days(97)).unwrap();
        }
    }
}
