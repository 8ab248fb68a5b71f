//! The registered sex as the identity number tells it: some programmes began with one sex.

use serde::Deserialize;

use crate::id::{PersonId, PersonSystem};

/// The registered sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Read from the number where its kind tells it: even is female, odd is male. Who changes registered sex gets a new number.
///
/// Sweden: the last digit but one (Folkbokföringslagen 1991:481 18 §). Denmark: the last digit (CPR-kontoret, *Personnummeret i CPR*).
#[must_use]
pub fn registered_sex(child: &PersonId) -> Option<Sex> {
    let from_end = match child.system_kind() {
        PersonSystem::Personnummer | PersonSystem::Samordningsnummer => 1,
        PersonSystem::Cpr => 0,
        PersonSystem::Reservnummer | PersonSystem::XEcpr | PersonSystem::DEcpr => return None,
    };
    let digit = child.value().chars().nth_back(from_end)?.to_digit(10)?;
    Some(match digit % 2 {
        0 => Sex::Female,
        _ => Sex::Male,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_and_danish_numbers_tell_the_registered_sex_and_replacement_numbers_none() {
        let of = |number: &str| registered_sex(&PersonId::guess(number).unwrap());
        assert_eq!(of("191212121212"), Some(Sex::Male));
        assert_eq!(of("0703921234"), Some(Sex::Female));
        assert_eq!(of("0703921235"), Some(Sex::Male));
    }
}
