//! Identifiers of organisations, units and staff: HSA-id, SOR, CVR and the Danish provider number.
//! They name no patient, so they may be shown.

use std::fmt;
use std::sync::Arc;

use crate::time::Country;

/// An identifier of an organisation or unit, valid in form, normalised, and comparable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganisationId {
    system: OrganisationSystem,
    value: Arc<str>,
}

/// The systems that Samsyn knows organisations by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrganisationSystem {
    /// The Swedish HSA catalogue: organisations, units and staff.
    Hsa,
    /// The Danish register of health organisations.
    Sor,
    /// The Danish register of companies and authorities. A CVR number is not a SOR code.
    Cvr,
    /// The Danish provider number (ydernummer), mostly of a GP.
    Yder,
}

/// Why a text identifies no organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrganisationId {
    /// The system is none of those listed in [`OrganisationSystem`].
    #[error("unknown organisation identifier system")]
    UnknownSystem,
    /// Wrong length, or a character where the system allows none.
    #[error("wrong form, expected {expected}")]
    Form {
        /// The form that was expected.
        expected: &'static str,
    },
}

impl OrganisationId {
    /// Reads `value` in the given `system`.
    ///
    /// # Errors
    /// [`InvalidOrganisationId`] when the system is unknown or the value has another form.
    // R-ID-6
    pub fn parse(system: &str, value: &str) -> Result<Self, InvalidOrganisationId> {
        let system = recognise(system).ok_or(InvalidOrganisationId::UnknownSystem)?;
        Self::checked(system, value)
    }

    /// Reads what a person types at a prompt: an HSA-id, or `system|value`.
    ///
    /// # Errors
    /// [`InvalidOrganisationId`], as for [`OrganisationId::parse`].
    pub fn guess(text: &str) -> Result<Self, InvalidOrganisationId> {
        let text = text.trim();
        match text.split_once('|') {
            Some((system, value)) => Self::parse(system, value),
            None => Self::checked(OrganisationSystem::Hsa, text),
        }
    }

    /// The system in its canonical spelling.
    #[must_use]
    pub fn system(&self) -> &str {
        self.system.canonical()
    }

    /// Which kind of identifier this is.
    #[must_use]
    pub fn system_kind(&self) -> OrganisationSystem {
        self.system
    }

    /// The value in its normal form (an HSA-id in capitals).
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The country whose register this is.
    #[must_use]
    pub fn country(&self) -> Country {
        match self.system {
            OrganisationSystem::Hsa => Country::Se,
            OrganisationSystem::Sor | OrganisationSystem::Cvr | OrganisationSystem::Yder => {
                Country::Dk
            }
        }
    }

    fn checked(system: OrganisationSystem, value: &str) -> Result<Self, InvalidOrganisationId> {
        // HSA-ids are compared without case (domain.md, section 6); the others hold digits only.
        let value = value.to_ascii_uppercase();
        if system.has_form(&value) {
            Ok(Self {
                system,
                value: value.into(),
            })
        } else {
            Err(InvalidOrganisationId::Form {
                expected: system.form(),
            })
        }
    }
}

/// An HSA-id as it stands, others as `system|value`: what [`OrganisationId::guess`] reads back.
impl fmt::Display for OrganisationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.system {
            OrganisationSystem::Hsa => f.write_str(&self.value),
            _ => write!(f, "{}|{}", self.system(), self.value),
        }
    }
}

impl OrganisationSystem {
    /// The canonical spelling of the system.
    #[must_use]
    pub fn canonical(self) -> &'static str {
        match self {
            Self::Hsa => "urn:oid:1.2.752.129.2.1.4.1",
            Self::Sor => "urn:oid:1.2.208.176.1.1",
            Self::Cvr => "http://cvr.dk",
            Self::Yder => "urn:oid:1.2.208.176.1.4",
        }
    }

    fn has_form(self, value: &str) -> bool {
        match self {
            Self::Hsa => is_hsa(value),
            Self::Sor => is_digits(value, 6, 18),
            Self::Cvr => is_digits(value, 8, 8),
            Self::Yder => is_digits(value, 6, 6),
        }
    }

    fn form(self) -> &'static str {
        match self {
            Self::Hsa => {
                "SE, ten digits, a hyphen, then one or more of A-Z and 0-9, at most 31 in all"
            }
            Self::Sor => "a SOR code of 6 to 18 digits",
            Self::Cvr => "a CVR number of 8 digits",
            Self::Yder => "a provider number of 6 digits",
        }
    }
}

fn recognise(spelling: &str) -> Option<OrganisationSystem> {
    [
        OrganisationSystem::Hsa,
        OrganisationSystem::Sor,
        OrganisationSystem::Cvr,
        OrganisationSystem::Yder,
    ]
    .into_iter()
    .find(|system| system.canonical() == spelling)
}

fn is_hsa(value: &str) -> bool {
    let Some((organisation, unit)) = value
        .strip_prefix("SE")
        .and_then(|rest| rest.split_once('-'))
    else {
        return false;
    };
    value.len() <= 31
        && is_digits(organisation, 10, 10)
        && !unit.is_empty()
        && unit
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn is_digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_hsa_id_is_the_same_in_any_case() {
        // R-ID-6
        let capitals = OrganisationId::guess("SE2321000016-1A2B").unwrap();
        let small = OrganisationId::parse(capitals.system(), "se2321000016-1a2b").unwrap();
        assert_eq!(capitals, small);
        assert_eq!(small.value(), "SE2321000016-1A2B");
        assert_eq!(small.to_string(), "SE2321000016-1A2B");
        assert_eq!(small.country(), Country::Se);
    }

    #[test]
    fn an_hsa_id_has_at_least_one_and_at_most_eighteen_characters_after_the_hyphen() {
        let id = |unit: &str| OrganisationId::guess(&format!("SE2321000016-{unit}"));
        assert!(id("A").is_ok());
        assert!(id(&"A".repeat(18)).is_ok());
        assert!(id("").is_err());
        assert!(id(&"A".repeat(19)).is_err());
        assert!(id("A-B").is_err());
        assert!(id("Å").is_err());
        for text in [
            "SE232100001-A",
            "SE23210000166-A",
            "NO2321000016-A",
            "SE2321000016",
            "SE23210O0016-A",
            "",
        ] {
            assert!(OrganisationId::guess(text).is_err(), "{text}");
        }
    }

    #[test]
    fn danish_numbers_are_told_apart_by_system() {
        let sor = OrganisationId::parse("urn:oid:1.2.208.176.1.1", "325421000016001").unwrap();
        let cvr = OrganisationId::parse("http://cvr.dk", "29190623").unwrap();
        let same_digits = OrganisationId::parse("urn:oid:1.2.208.176.1.1", "29190623").unwrap();
        assert_ne!(cvr, same_digits);
        assert_eq!(sor.country(), Country::Dk);
        assert!(OrganisationId::parse("http://cvr.dk", "2919062").is_err());
        assert!(OrganisationId::parse("urn:oid:1.2.208.176.1.4", "012345").is_ok());
        assert!(OrganisationId::parse("urn:oid:1.2.208.176.1.4", "1234567").is_err());
        assert_eq!(
            OrganisationId::parse("urn:oid:1.2.208.176.1.2", "29190623"),
            Err(InvalidOrganisationId::UnknownSystem)
        );
    }

    proptest! {
        #[test]
        fn what_is_displayed_is_read_back(unit in "[A-Za-z0-9]{1,18}", cvr in "[0-9]{8}") {
            let hsa = OrganisationId::guess(&format!("SE2321000016-{unit}")).unwrap();
            prop_assert_eq!(OrganisationId::guess(&hsa.to_string()), Ok(hsa));
            let cvr = OrganisationId::parse("http://cvr.dk", &cvr).unwrap();
            prop_assert_eq!(OrganisationId::guess(&cvr.to_string()), Ok(cvr));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,40}") {
            let _ = OrganisationId::guess(&text);
            let _ = OrganisationId::parse(&text, &text);
        }
    }
}
