//! Identity numbers for many: each valid, each somebody's of this world alone, none that can be given to anybody.
//!
//! Children have the birth numbers that Skatteverket keeps for tests in its lists for children, grown-ups those from 984 on (980 to 983 are
//! the stories'); Danish numbers break modulus 11 as those of the stories do. A samordningsnummer has the birth number of Skatteverket's own
//! example. A reserve number stands in the last of the 26 series of a day, which begins when 25 times 441 are given out for it. Of the Danish
//! replacement numbers no series is kept for tests that we know of; theirs end in the last letters.

use std::collections::BTreeSet;

use domain::{
    id::{PersonId, PersonSystem},
    record::body::RegisteredSex,
    time::{Country, Date},
};

use crate::{
    number::{self, CPR_PER_DAY, Series, check_digit, test_number},
    sure::sure,
};

use super::days::days_after;

/// The first of the grown-ups' test numbers that no story uses.
const GROWN_UPS: std::ops::RangeInclusive<u16> = 984..=999;

/// How many days a birthday may move to find a free number.
const DAYS_TRIED: i32 = 400;

/// The letters of a reserve number: A to Z without those that read like digits or like each other.
const RESERVE_LETTERS: &[u8] = b"ABCDEFGHJKLMNPRSTUXYZ";

/// A region's branch of replacement numbers that no region has.
const NO_REGION: &str = ".99";

/// The numbers that are given out.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    taken: BTreeSet<PersonId>,
}

impl Numbers {
    /// Numbers besides those that are somebody's already.
    pub(super) fn besides(taken: impl IntoIterator<Item = PersonId>) -> Self {
        Self {
            taken: taken.into_iter().collect(),
        }
    }

    /// A child's number and its birthday: the day wished for, or the first one after it that has a number left.
    // R-WORLD-2
    pub(super) fn child(
        &mut self,
        country: Country,
        wish: Date,
        sex: RegisteredSex,
    ) -> (PersonId, Date) {
        let series = match sex {
            RegisteredSex::Female => Series::Girl,
            _ => Series::Boy,
        };
        self.first_free(wish, |day| match country {
            Country::Se => vec![test_number(country, day, series)],
            Country::Dk => danish(day, series),
        })
    }

    /// A grown-up's number, with the birthday it came to.
    pub(super) fn grown_up(
        &mut self,
        country: Country,
        wish: Date,
        woman: bool,
    ) -> (PersonId, Date) {
        self.first_free(wish, |day| match (country, woman) {
            (Country::Se, _) => GROWN_UPS
                .filter(|serial| (serial % 2 == 0) == woman)
                .map(|serial| swedish(PersonSystem::Personnummer, day, 0, serial))
                .collect(),
            (Country::Dk, true) => danish(day, Series::Woman),
            (Country::Dk, false) => danish(day, Series::Man),
        })
    }

    /// A samordningsnummer for a birthday.
    pub(super) fn coordination(&mut self, wish: Date, sex: RegisteredSex) -> (PersonId, Date) {
        let serial = 239 - u16::from(sex == RegisteredSex::Female);
        self.first_free(wish, |day| {
            vec![swedish(PersonSystem::Samordningsnummer, day, 60, serial)]
        })
    }

    /// A national reserve number for a birthday.
    pub(super) fn reserve(&mut self, wish: Date, sex: RegisteredSex) -> (PersonId, Date) {
        self.first_free(wish, |day| {
            let digit = 9 - u32::from(sex == RegisteredSex::Female);
            let pairs = RESERVE_LETTERS.iter().rev().map(|letter| [b'Z', *letter]);
            pairs.map(|pair| reserve(day, pair, digit)).collect()
        })
    }

    /// A Danish replacement number: national, or of one region. The day in it is the birthday, or the expected one.
    pub(super) fn replacement(
        &mut self,
        wish: Date,
        sex: RegisteredSex,
        regional: bool,
    ) -> (PersonId, Date) {
        let system = match regional {
            true => format!("{}{NO_REGION}", PersonSystem::DEcpr.canonical()),
            false => PersonSystem::XEcpr.canonical().to_owned(),
        };
        let last = 9 - u32::from(sex == RegisteredSex::Female);
        self.first_free(wish, |day| {
            let number = |letter| {
                let (date, seventh) = (day.strftime("%d%m%y"), 9);
                sure(PersonId::parse(
                    &system,
                    &format!("{date}{seventh}Z{letter}{last}"),
                ))
            };
            ('S'..='Z').rev().map(number).collect()
        })
    }

    fn first_free(
        &mut self,
        wish: Date,
        numbers_of: impl Fn(Date) -> Vec<PersonId>,
    ) -> (PersonId, Date) {
        let days = (0..DAYS_TRIED).map(|days| days_after(wish, days));
        let free = days
            .flat_map(|day| numbers_of(day).into_iter().map(move |id| (id, day)))
            .find(|(id, _)| !self.taken.contains(id));
        let (id, day) = sure(free.ok_or("more people than numbers"));
        self.taken.insert(id.clone());
        (id, day)
    }
}

fn danish(day: Date, series: Series) -> Vec<PersonId> {
    // From the end: the first is the stories'.
    (1..CPR_PER_DAY)
        .map(|nth| number::cpr(day, series, nth))
        .collect()
}

fn swedish(system: PersonSystem, day: Date, added_to_day: i8, serial: u16) -> PersonId {
    let (year, month) = (day.year(), day.month());
    let nine = format!(
        "{:02}{month:02}{:02}{serial}",
        year.rem_euclid(100),
        day.day() + added_to_day
    );
    let century = year.div_euclid(100);
    let number = format!("{century:02}{nine}{}", check_digit(&nine));
    sure(PersonId::parse(system.canonical(), &number))
}

/// The check digit is Luhn's over all that goes before, letters as their ASCII codes in two digits each: known from a secondary source
/// only. That makes thirteen digits, so that from the left is as good as from the right.
fn reserve(day: Date, letters: [u8; 2], sex: u32) -> PersonId {
    // 78 is added to the century in the last series: 98 for 20, 97 for 19.
    let start = format!(
        "{}{}",
        day.year().div_euclid(100) + 78,
        day.strftime("%y%m%d")
    );
    let [first, second] = letters;
    let check = check_digit(&format!("{start}{first}{second}{sex}"));
    let (first, second) = (char::from(first), char::from(second));
    let number = format!("{start}{first}{second}{sex}{check}");
    sure(PersonId::parse(
        PersonSystem::Reservnummer.canonical(),
        &number,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const GIRL: RegisteredSex = RegisteredSex::Female;
    const BOY: RegisteredSex = RegisteredSex::Male;

    // R-WORLD-2
    #[test]
    fn no_number_is_given_twice_and_each_states_its_day() {
        let mut numbers = Numbers::default();
        let mut given = BTreeSet::new();
        let day = date(2015, 2, 27);
        for sex in [GIRL, BOY] {
            for country in [Country::Se, Country::Dk] {
                for _ in 0..30 {
                    let (id, born) = numbers.child(country, day, sex);
                    assert_eq!(id.birth_date(), Some(born));
                    assert!(given.insert(id));
                    let (id, born) = numbers.grown_up(country, date(1984, 12, 30), sex == GIRL);
                    assert_eq!(id.birth_date(), Some(born));
                    assert!(given.insert(id));
                }
            }
            for _ in 0..30 {
                for (id, born) in [numbers.coordination(day, sex), numbers.reserve(day, sex)] {
                    assert_eq!(id.birth_date(), Some(born));
                    assert!(given.insert(id));
                }
                for regional in [true, false] {
                    assert!(given.insert(numbers.replacement(day, sex, regional).0));
                }
            }
        }
    }

    #[test]
    fn a_taken_number_is_passed_over() {
        let day = date(2018, 5, 7);
        let (first, _) = Numbers::default().child(Country::Se, day, BOY);
        let (second, born) = Numbers::besides([first.clone()]).child(Country::Se, day, BOY);
        assert_ne!(first, second);
        assert_eq!(born, date(2018, 5, 8));
    }

    #[test]
    fn a_samordningsnummer_and_a_reserve_number_are_of_their_systems() {
        let mut numbers = Numbers::default();
        let (id, _) = numbers.coordination(date(1970, 10, 3), BOY);
        // Skatteverket's own example.
        assert_eq!(id.value(), "197010632391");
        let (id, _) = numbers.reserve(date(2024, 3, 1), GIRL);
        assert!(id.value().starts_with("98240301ZZ8"));
        assert_eq!(id.system_kind(), PersonSystem::Reservnummer);
        let (id, _) = numbers.replacement(date(2024, 3, 1), GIRL, true);
        assert_eq!(id.system_kind(), PersonSystem::DEcpr);
    }
}
