//! Swedish numbers: personnummer and samordningsnummer after Skatteverket's description (SKV 704, SKV 707),
//! the national reserve number after Inera's specification of the national reserve identity 1.0.

use super::person::{InvalidPersonId, PersonSystem};
use crate::time::Date;

const TWELVE_DIGITS: InvalidPersonId = InvalidPersonId::Form {
    expected: "twelve digits, YYYYMMDDXXXX or YYYYMMDD-XXXX",
};
const NO_SERIAL: InvalidPersonId = InvalidPersonId::Form {
    expected: "a birth number from 001 to 999 after the date",
};
const RESERVE_FORM: InvalidPersonId = InvalidPersonId::Form {
    expected: "XXYYMMDDNNGC with XX 22 to 98 or 00, letters A-Z except I O Q V W",
};

/// Added to the day of birth in a samordningsnummer.
const COORDINATION: i8 = 60;

/// Normalises a personnummer.
// R-ID-2
pub(super) fn personnummer(value: &str) -> Result<String, InvalidPersonId> {
    numbered(value, personnummer_birth)
}

/// Normalises a samordningsnummer.
pub(super) fn samordningsnummer(value: &str) -> Result<String, InvalidPersonId> {
    numbered(value, samordningsnummer_birth)
}

/// Normalises a national reserve number.
///
/// Only the form is asked for: how the check digit counts letters is known from a secondary source only,
/// and refusing a true number would hide a child.
pub(super) fn reservnummer(value: &str) -> Result<String, InvalidPersonId> {
    let text = without_hyphen(value).to_ascii_uppercase();
    let (Some(date), Some(serial), Some(check)) = (text.get(..8), text.get(8..11), text.get(11..))
    else {
        return Err(RESERVE_FORM);
    };
    let known_form = is_digits(date, 8)
        && serial.bytes().all(is_reserve_character)
        && is_digits(check, 1)
        && (date.starts_with("00") || reserve_century(date).is_some());
    if !known_form {
        return Err(RESERVE_FORM);
    }
    if !date.starts_with("00") && reservnummer_birth(&text).is_none() {
        return Err(InvalidPersonId::NotADate);
    }
    Ok(text)
}

/// The system that twelve characters most likely belong to.
///
/// Skatteverket uses centuries 18, 19 and 20; the reserve number was made to avoid just those.
pub(super) fn likely_system(text: &str) -> PersonSystem {
    let born_century = ["18", "19", "20"]
        .into_iter()
        .any(|century| text.starts_with(century));
    if !born_century {
        return PersonSystem::Reservnummer;
    }
    match number(text, 6, 8) {
        Some(day) if day > 60 => PersonSystem::Samordningsnummer,
        _ => PersonSystem::Personnummer,
    }
}

pub(super) fn personnummer_birth(digits: &str) -> Option<Date> {
    birth(digits, 0)
}

pub(super) fn samordningsnummer_birth(digits: &str) -> Option<Date> {
    birth(digits, COORDINATION)
}

/// The date of birth in a reserve number; `None` under century 00, where the digits are a running number.
pub(super) fn reservnummer_birth(text: &str) -> Option<Date> {
    let century = reserve_century(text)?;
    let year = century * 100 + number(text, 2, 4)?;
    date(year, number(text, 4, 6)?, number(text, 6, 8)?)
}

/// The century a reserve number stands for: it is shifted by 3 for the first series of a day (22 for 19, 23 for 20),
/// by 6 for the second, and so on up to 78.
fn reserve_century(text: &str) -> Option<i16> {
    let shifted = number(text, 0, 2).filter(|xx| (22..=98).contains(xx))?;
    match (shifted - 19) % 3 {
        0 => Some(19),
        1 => Some(20),
        _ => None,
    }
}

fn is_reserve_character(byte: u8) -> bool {
    byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"IOQVW".contains(&byte))
}

/// What personnummer and samordningsnummer share: twelve digits, a date, a check digit.
fn numbered(value: &str, birth: fn(&str) -> Option<Date>) -> Result<String, InvalidPersonId> {
    let digits = without_hyphen(value);
    if is_short_form(value) {
        return Err(InvalidPersonId::CenturyMissing);
    }
    if !is_digits(&digits, 12) {
        return Err(TWELVE_DIGITS);
    }
    if birth(&digits).is_none() {
        return Err(InvalidPersonId::NotADate);
    }
    if digits.get(8..11) == Some("000") {
        return Err(NO_SERIAL);
    }
    if !luhn_fits(digits.bytes().skip(2)) {
        return Err(InvalidPersonId::CheckDigit);
    }
    Ok(digits)
}

/// Ten digits with or without the sign that tells hundred-year-olds apart.
fn is_short_form(value: &str) -> bool {
    let joined: String = match value.get(6..7) {
        Some("-" | "+") => value.replacen(['-', '+'], "", 1),
        _ => value.to_owned(),
    };
    is_digits(&joined, 10)
}

/// Takes away a hyphen before the last four characters.
fn without_hyphen(value: &str) -> String {
    match (value.get(..8), value.get(8..9), value.get(9..)) {
        (Some(date), Some("-"), Some(serial)) => [date, serial].concat(),
        _ => value.to_owned(),
    }
}

/// Skatteverket's modulus 10: weights 2, 1, 2, … from the left, sums of the products' digits.
fn luhn_fits(ten_digits: impl Iterator<Item = u8>) -> bool {
    let sum: u32 = ten_digits
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            if place % 2 == 1 {
                digit
            } else {
                digit * 2 / 10 + digit * 2 % 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Only the centuries that Skatteverket issues: the check digit does not cover the century, so a slip there shows nowhere else.
fn birth(digits: &str, added_to_day: i8) -> Option<Date> {
    let year = number(digits, 0, 4).filter(|year| (1800..2100).contains(year))?;
    let day = number(digits, 6, 8)?.checked_sub(added_to_day.into())?;
    date(year, number(digits, 4, 6)?, day)
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn number(text: &str, from: usize, to: usize) -> Option<i16> {
    let part = text.get(from..to)?;
    is_digits(part, to - from).then(|| part.parse().ok())?
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn skatteverkets_examples_are_accepted() {
        // R-ID-2
        assert_eq!(personnummer("191212121212").as_deref(), Ok("191212121212"));
        assert_eq!(personnummer("19640823-3234").as_deref(), Ok("196408233234"));
        assert_eq!(
            samordningsnummer("197010632391").as_deref(),
            Ok("197010632391")
        );
        assert_eq!(
            samordningsnummer_birth("197010632391"),
            Some(date(1970, 10, 3))
        );
    }

    #[test]
    fn a_day_outside_the_calendar_is_refused_although_the_check_digit_fits() {
        // R-ID-2
        for text in [
            "20230229", "20240230", "20230431", "20231301", "20230001", "20230100",
        ] {
            let number = with_check_digit(&format!("{text}238"));
            assert_eq!(
                personnummer(&number),
                Err(InvalidPersonId::NotADate),
                "{text}"
            );
        }
        assert!(personnummer(&with_check_digit("20240229238")).is_ok());
    }

    #[test]
    fn the_two_swedish_systems_do_not_take_each_others_numbers() {
        assert_eq!(personnummer("197010632391"), Err(InvalidPersonId::NotADate));
        assert_eq!(
            samordningsnummer("191212121212"),
            Err(InvalidPersonId::NotADate)
        );
        let last_day = with_check_digit("20200191238");
        assert_eq!(samordningsnummer_birth(&last_day), Some(date(2020, 1, 31)));
        assert!(samordningsnummer(&with_check_digit("20200160238")).is_err());
        assert!(samordningsnummer(&with_check_digit("20200192238")).is_err());
    }

    #[test]
    fn a_number_without_its_century_is_refused_as_ambiguous() {
        // R-ID-2
        for text in ["1212121212", "121212-1212", "121212+1212"] {
            assert_eq!(
                personnummer(text),
                Err(InvalidPersonId::CenturyMissing),
                "{text}"
            );
        }
    }

    #[test]
    fn other_lengths_and_characters_are_refused() {
        for text in [
            "",
            "19121212121",
            "1912121212123",
            "19121212+1212",
            "1912-12121212",
            "19121212--212",
            " 191212121212",
            "19121212121a",
            "１９１２１２１２１２１２",
            "191212121212\n",
            "+91212121212",
        ] {
            assert_eq!(personnummer(text), Err(TWELVE_DIGITS), "{text:?}");
        }
    }

    #[test]
    fn the_birth_number_begins_at_001() {
        let number = |serial: &str| personnummer(&with_check_digit(&format!("20240229{serial}")));
        assert_eq!(number("000"), Err(NO_SERIAL));
        assert!(number("001").is_ok() && number("999").is_ok());
    }

    #[test]
    fn a_century_that_was_never_issued_is_refused() {
        for century in ["00", "17", "21", "22", "99"] {
            let number = format!("{century}1212121212");
            assert_eq!(
                personnummer(&number),
                Err(InvalidPersonId::NotADate),
                "{century}"
            );
        }
    }

    #[test]
    fn a_reserve_number_gives_the_century_by_its_shift() {
        // R-ID-4
        let cases = [
            ("22991231AA06", Some(date(1999, 12, 31))),
            ("23240301AA06", Some(date(2024, 3, 1))),
            ("25240301AA06", Some(date(1924, 3, 1))),
            ("98240301AA06", Some(date(2024, 3, 1))),
            ("23240229Z1B4", Some(date(2024, 2, 29))),
            ("00992040AA06", None),
            ("00240301AA06", None),
        ];
        for (text, birth) in cases {
            assert_eq!(reservnummer(text).as_deref(), Ok(text));
            assert_eq!(reservnummer_birth(text), birth, "{text}");
        }
        assert_eq!(reservnummer("23240301-aa06").as_deref(), Ok("23240301AA06"));
    }

    #[test]
    fn a_reserve_number_of_another_form_is_refused() {
        for text in [
            "24240301AA06",
            "19240301AA06",
            "20240301AA06",
            "21240301AA06",
            "01240301AA06",
            "99240301AA06",
            "23240301IA06",
            "23240301AO06",
            "23240301AAQ6",
            "23240301VW06",
            "23240301AA0A",
            "23240301AA0",
            "23240301AA061",
            "2324A301AA06",
            "23240301ÅA6",
            "",
        ] {
            assert_eq!(reservnummer(text), Err(RESERVE_FORM), "{text}");
        }
        assert_eq!(reservnummer("23230229AA06"), Err(InvalidPersonId::NotADate));
    }

    /// Written apart from `luhn_fits`: from the right, with a table of doubled digits.
    fn with_check_digit(eleven: &str) -> String {
        let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
        let sum: usize = eleven[2..]
            .bytes()
            .rev()
            .map(|byte| usize::from(byte - b'0'))
            .enumerate()
            .map(|(place, digit)| {
                if place % 2 == 0 {
                    doubled[digit]
                } else {
                    digit
                }
            })
            .sum();
        format!("{eleven}{}", (10 - sum % 10) % 10)
    }

    prop_compose! {
        fn numbers()(year in 1900_i16..2020, month in 1_i8..=12, day in 1_i8..=31, serial in 1_u16..1000) -> (i16, i8, i8, u16) {
            (year, month, day, serial)
        }
    }

    proptest! {
        #[test]
        fn a_number_is_accepted_exactly_when_its_date_exists((year, month, day, serial) in numbers()) {
            let text = with_check_digit(&format!("{year:04}{month:02}{day:02}{serial:03}"));
            let expected = Date::new(year, month, day).ok();
            prop_assert_eq!(personnummer(&text).is_ok(), expected.is_some());
            prop_assert_eq!(personnummer_birth(&text), expected);
        }

        #[test]
        fn one_wrong_digit_after_the_century_is_always_noticed((year, month, day, serial) in numbers(), place in 2..12_usize, other in 0..10_u8) {
            let right = with_check_digit(&format!("{year:04}{month:02}{day:02}{serial:03}"));
            let mut wrong = right.clone();
            wrong.replace_range(place..=place, &other.to_string());
            prop_assert!(wrong == right || personnummer(&wrong).is_err());
        }

        // Only days to 39: the crate takes a samordningsnummer's check digit without the added 60,
        // against Skatteverket's own example above.
        #[test]
        fn the_personnummer_crate_agrees_on_its_valid_range(year in 1900_u16..2020, rest in "[01][0-9][0-3][0-9]{5}", fix in any::<bool>()) {
            let text = format!("{year:04}{rest}");
            let text = if fix { with_check_digit(&text[..11]) } else { text };
            let oracle = personnummer::Personnummer::new(&text);
            let theirs = oracle.is_ok_and(|number| number.valid());
            prop_assert_eq!(personnummer(&text).is_ok(), theirs, "{}", text);
        }
    }
}
