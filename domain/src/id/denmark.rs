//! Danish numbers: CPR after CPR-kontoret's description of the personal number, replacement numbers
//! (eCPR) after the identifier profiles of HL7 Denmark's DK Core.

use super::person::InvalidPersonId;
use crate::time::Date;

const TEN_DIGITS: InvalidPersonId = InvalidPersonId::Form {
    expected: "ten digits, DDMMYYXXXX or DDMMYY-XXXX",
};
const REPLACEMENT_FORM: InvalidPersonId = InvalidPersonId::Form {
    expected: "DDMMYY, a digit, two letters A-Z and a digit",
};

/// Normalises a CPR number.
///
/// Modulus 11 is *not* asked for: numbers issued since 2007 and the official test persons fail it.
// R-ID-3
pub(super) fn cpr(value: &str) -> Result<String, InvalidPersonId> {
    let digits = without_hyphen(value);
    if !is_digits(&digits, 10) {
        return Err(TEN_DIGITS);
    }
    if cpr_birth(&digits).is_none() {
        return Err(InvalidPersonId::NotADate);
    }
    Ok(digits)
}

/// The date of birth in a normalised CPR number, the century by the seventh digit.
pub(super) fn cpr_birth(digits: &str) -> Option<Date> {
    let day = number(digits, 0, 2)?;
    let month = number(digits, 2, 4)?;
    let two_digit_year = number(digits, 4, 6)?;
    let century = century(number(digits, 6, 7)?, two_digit_year)?;
    Date::new(
        century + i16::from(two_digit_year),
        month.try_into().ok()?,
        day.try_into().ok()?,
    )
    .ok()
}

/// Normalises a replacement number, national (X-eCPR) or regional (D-eCPR).
///
/// The date in it may be made up, so only its form is asked for, with 29 February in any year.
pub(super) fn ecpr(value: &str) -> Result<String, InvalidPersonId> {
    let text = without_hyphen(value).to_ascii_uppercase();
    let (Some(date), Some(series), Some(letters), Some(serial)) =
        (text.get(..6), text.get(6..7), text.get(7..9), text.get(9..))
    else {
        return Err(REPLACEMENT_FORM);
    };
    let known_form = is_digits(date, 6)
        && is_digits(series, 1)
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && is_digits(serial, 1);
    if !known_form {
        return Err(REPLACEMENT_FORM);
    }
    // A leap year, so that any day that some year has is accepted.
    let some_year = 2000;
    number(&text, 0, 2)
        .zip(number(&text, 2, 4))
        .and_then(|(day, month)| {
            Date::new(some_year, month.try_into().ok()?, day.try_into().ok()?).ok()
        })
        .ok_or(InvalidPersonId::NotADate)?;
    Ok(text)
}

/// CPR-kontoret's table of the seventh digit.
fn century(seventh: u8, two_digit_year: u8) -> Option<i16> {
    match (seventh, two_digit_year) {
        (0..=3, _) | (4 | 9, 37..=99) => Some(1900),
        (4 | 9, 0..=36) | (5..=8, 0..=57) => Some(2000),
        (5..=8, 58..=99) => Some(1800),
        _ => None,
    }
}

/// Takes away a hyphen before the last four characters.
fn without_hyphen(value: &str) -> String {
    match (value.get(..6), value.get(6..7), value.get(7..)) {
        (Some(date), Some("-"), Some(serial)) => [date, serial].concat(),
        _ => value.to_owned(),
    }
}

fn number(text: &str, from: usize, to: usize) -> Option<u8> {
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
    fn the_seventh_digit_gives_the_century_at_every_border_of_the_table() {
        // R-ID-4
        let cases = [
            ("0101000000", 1900),
            ("3112993999", 1999),
            ("0101004000", 2000),
            ("0101364000", 2036),
            ("0101374000", 1937),
            ("0101994000", 1999),
            ("0101005000", 2000),
            ("0101575000", 2057),
            ("0101585000", 1858),
            ("0101998999", 1899),
            ("0101578000", 2057),
            ("0101009000", 2000),
            ("0101369000", 2036),
            ("0101379000", 1937),
        ];
        for (text, year) in cases {
            assert_eq!(cpr(text).as_deref(), Ok(text));
            assert_eq!(cpr_birth(text).map(Date::year), Some(year), "{text}");
        }
    }

    #[test]
    fn modulus_11_is_not_enforced() {
        // R-ID-3: the official test person of MedCom's examples.
        assert_eq!(cpr("250947-9989").as_deref(), Ok("2509479989"));
        assert_eq!(cpr_birth("2509479989"), Some(date(1947, 9, 25)));
    }

    #[test]
    fn a_leap_day_exists_by_the_century_the_number_states() {
        // 1900 had no 29 February, 2000 had one.
        assert_eq!(cpr("2902000000"), Err(InvalidPersonId::NotADate));
        assert_eq!(cpr("2902004000").as_deref(), Ok("2902004000"));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "070392123",
            "07039212345",
            "0703-921234",
            "070392--123",
            "07039212a4",
            "070392 1234",
        ] {
            assert_eq!(cpr(text), Err(TEN_DIGITS), "{text}");
        }
        for text in ["3102921234", "0013921234", "0000000000", "6703921234"] {
            assert_eq!(cpr(text), Err(InvalidPersonId::NotADate), "{text}");
        }
    }

    #[test]
    fn replacement_numbers_have_letters_and_a_possible_day() {
        for text in ["0703921VJ4", "1206550VK9", "2902011AA1"] {
            assert_eq!(ecpr(text).as_deref(), Ok(text));
        }
        assert_eq!(ecpr("070392-1vj4").as_deref(), Ok("0703921VJ4"));
        for text in [
            "0703921234",
            "0703921V14",
            "070392AVJ4",
            "0703921VJA",
            "0703921VÅ",
            "0703921VJ44",
            "",
        ] {
            assert_eq!(ecpr(text), Err(REPLACEMENT_FORM), "{text}");
        }
        for text in ["3002921VJ4", "0113921VJ4", "0001921VJ4"] {
            assert_eq!(ecpr(text), Err(InvalidPersonId::NotADate), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_birth_year_that_can_be_issued_is_read_back(year in 1858_i16..2058, month in 1_i8..=12, day in 1_i8..=28) {
            let seventh = match year {
                ..1900 | 2037.. => 5,
                1900..2000 => 0,
                _ => 4,
            };
            let text = format!("{day:02}{month:02}{:02}{seventh}001", year % 100);
            prop_assert_eq!(cpr(&text), Ok(text.clone()));
            prop_assert_eq!(cpr_birth(&text), Some(date(year, month, day)));
        }
    }
}
