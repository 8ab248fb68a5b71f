//! The children: test numbers that are nobody's, each with two guardians. The same day gives the same children in every process.
//!
//! Skatteverket keeps the birth numbers 238 and 239 (children) and 980 to 999 (grown-ups) for tests.

use domain::{id::PersonId, time::Date};
use jiff::{Span, ToSpan as _};

use crate::error::BenchError;

/// The system of Swedish personnummer.
const PERSONNUMMER: &str = "urn:oid:1.2.752.129.2.1.3.1";

/// A child and those who hold custody of it.
#[derive(Clone)]
pub(crate) struct Child {
    /// The child.
    pub(crate) id: PersonId,
    /// Both guardians.
    pub(crate) guardians: [PersonId; 2],
}

/// The `nth` child of a day: between seven and eight years old.
pub(crate) fn child(nth: usize, today: Date) -> Result<Child, BenchError> {
    let days = i64::try_from(nth).unwrap_or(i64::MAX);
    let before = |years: i64| -> Result<Date, BenchError> {
        let back: Span = years.years().days(days + 1);
        (today.checked_sub(back)).map_err(|error| BenchError::Scene(error.to_string()))
    };
    let born = before(7)?;
    Ok(Child {
        id: test_number(born, 238)?,
        guardians: [
            test_number(before(36)?, 982)?,
            test_number(before(38)?, 983)?,
        ],
    })
}

fn test_number(born: Date, birth_number: u16) -> Result<PersonId, BenchError> {
    let (year, month, day) = (born.year(), born.month(), born.day());
    let nine = format!(
        "{:02}{month:02}{day:02}{birth_number}",
        year.rem_euclid(100)
    );
    let century = year.div_euclid(100);
    let value = format!("{century:02}{nine}{}", check_digit(&nine));
    Ok(PersonId::parse(PERSONNUMMER, &value)?)
}

/// Luhn's check digit over nine digits: weights 2, 1, 2, … from the left.
fn check_digit(digits: &str) -> u32 {
    let weighted = digits.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = weighted
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_child_is_another_and_its_guardians_are_too() {
        let mut seen = std::collections::BTreeSet::new();
        for nth in 0..super::super::CHILDREN {
            let child = child(nth, date(2026, 11, 21)).unwrap();
            for id in [child.id].into_iter().chain(child.guardians) {
                assert!(seen.insert(id.value().to_owned()));
            }
        }
    }
}
