//! Identity numbers that are nobody's, made of the date that the story gives: no register is asked.
//!
//! Sweden: Skatteverket keeps birth numbers for tests: 238 and 239 in its lists for children, 980 to 999 for grown-ups. Denmark: since
//! 2007 CPR-kontoret gives out numbers that break modulus 11, but only to those born on some first days of January ("Personnumre uden
//! kontrolciffer (modulus 11 kontrol)"). A number that breaks it on another day is given to nobody, and every told one is such a number.

use domain::{
    id::PersonId,
    time::{Country, Date},
};

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
pub(crate) fn test_number(country: Country, born: Date, series: Series) -> PersonId {
    match country {
        Country::Se => personnummer(born, series),
        Country::Dk => cpr(born, series, 0),
    }
}

/// How many Danish numbers there are for one day and series.
pub(crate) const CPR_PER_DAY: u8 = 100;

/// One of the Danish numbers of a day that are nobody's: `nth` counts from 0, and begins anew at [`CPR_PER_DAY`]. The day is before 2058,
/// where the table of CPR numbers ends.
// R-WORLD-2
pub(crate) fn cpr(born: Date, series: Series, nth: u8) -> PersonId {
    let (year, month, day) = (born.year(), born.month(), born.day());
    // CPR-kontoret's table: which seventh digits stand for the century of a year.
    let seventh = match (year, year.rem_euclid(100)) {
        (..1900, _) => 8,
        (..2000, ..37) => 3,
        (2037.., _) => 7,
        _ => 9,
    };
    let nine = format!(
        "{day:02}{month:02}{:02}{seventh}{:02}",
        year.rem_euclid(100),
        99 - nth % CPR_PER_DAY
    );
    let last = match series {
        Series::Girl | Series::Woman => [2, 4],
        Series::Boy | Series::Man => [1, 3],
    };
    // The weight of the last digit is 1, so at most one of two digits makes the sum whole.
    let broken = last.iter().find(|digit| modulus_11(&nine, **digit) != 0);
    sure::cpr(&format!("{nine}{}", broken.unwrap_or(&last[0])))
}

/// What is left of the weighted sum: 0 for a number with a true check digit.
fn modulus_11(nine: &str, last: u32) -> u32 {
    let weighted = (nine.chars().filter_map(|c| c.to_digit(10))).zip([4, 3, 2, 7, 6, 5, 4, 3, 2]);
    (weighted.map(|(digit, weight)| digit * weight).sum::<u32>() + last) % 11
}

fn personnummer(born: Date, series: Series) -> PersonId {
    let (year, month, day) = (born.year(), born.month(), born.day());
    let number = series.birth_number();
    let nine = format!("{:02}{month:02}{day:02}{number}", year.rem_euclid(100));
    let century = year.div_euclid(100);
    sure::personnummer(&format!("{century:02}{nine}{}", check_digit(&nine)))
}

/// Luhn's check digit, by Skatteverket's modulus 10: weights 2, 1, 2, … from the left.
pub(crate) fn check_digit(digits: &str) -> u32 {
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
        let boy = test_number(Country::Se, born, Series::Boy);
        assert_eq!(boy.birth_date(), Some(born));
        assert!(boy.value().starts_with("20140318239"));
        let mother = test_number(Country::Se, date(1985, 11, 4), Series::Woman);
        assert!(mother.value().starts_with("19851104982"));
    }

    #[test]
    fn every_day_of_a_century_has_a_number() {
        let mut day = date(1930, 1, 1);
        while day < date(2090, 1, 1) {
            for series in [Series::Girl, Series::Boy, Series::Woman, Series::Man] {
                let swedish = test_number(Country::Se, day, series);
                assert_eq!(swedish.birth_date(), Some(day));
                // The table of CPR numbers ends with 2057.
                if day.year() < 2058 {
                    let danish = test_number(Country::Dk, day, series);
                    assert_eq!(danish.birth_date(), Some(day));
                }
            }
            day = day.checked_add(jiff::Span::new().days(97)).unwrap();
        }
    }

    #[test]
    fn the_remainder_is_cpr_kontorets() {
        // The example of CPR-kontoret's description of the personal number: 070761-4285.
        assert_eq!(modulus_11("070761428", 5), 0);
        assert_eq!(modulus_11("070761428", 6), 1);
    }

    // R-WORLD-2
    #[test]
    fn a_danish_test_number_breaks_modulus_11_and_a_day_has_many() {
        let born = date(2011, 11, 24);
        let mut seen = std::collections::BTreeSet::new();
        for series in [Series::Girl, Series::Boy] {
            for nth in 0..CPR_PER_DAY {
                let number = cpr(born, series, nth);
                let (nine, last) = number.value().split_at(9);
                let last: u32 = last.parse().unwrap();
                assert_ne!(modulus_11(nine, last), 0);
                assert_eq!(last.is_multiple_of(2), series == Series::Girl);
                assert_eq!(number.birth_date(), Some(born));
                assert!(seen.insert(number));
            }
        }
    }
}
