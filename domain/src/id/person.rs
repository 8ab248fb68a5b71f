//! A person's identifier: the system that issued it and its value in that system's one normal form.
//! The value is personal data: it is reachable by `value()` only, never through `Debug` or an error.

use std::fmt;
use std::sync::Arc;

use super::{denmark, sweden};
use crate::time::{Country, Date};

/// An identifier of a person, valid in form, normalised, and comparable.
///
/// Equal identifiers are equal whichever spelling of system or value they came in.
/// Cloning shares the text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId {
    system: PersonSystem,
    /// The full URN where the system has numbered branches (D-eCPR of one region).
    branch: Option<Arc<str>>,
    value: Arc<str>,
}

/// The systems that Samsyn knows persons by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonSystem {
    /// Swedish personal identity number.
    Personnummer,
    /// Swedish coordination number: the day of birth plus 60.
    Samordningsnummer,
    /// Swedish national reserve number, for a person without either of the above.
    Reservnummer,
    /// Danish personal number.
    Cpr,
    /// Danish national replacement number.
    XEcpr,
    /// Danish replacement number issued by one region.
    DEcpr,
}

/// Why a text is no identifier. It never carries the text, for the text may identify somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPersonId {
    /// The system is none of those listed in [`PersonSystem`].
    #[error("unknown person identifier system")]
    UnknownSystem,
    /// Wrong length, or a character where the system allows none.
    #[error("wrong form, expected {expected}")]
    Form {
        /// The form that was expected, in words an integrator can act on.
        expected: &'static str,
    },
    /// A Swedish number with two digits of year: two centuries fit, so it names two persons.
    #[error("the century is missing, expected all twelve digits YYYYMMDDXXXX")]
    CenturyMissing,
    /// The check digit does not follow from the other digits.
    #[error("the check digit does not fit the number")]
    CheckDigit,
    /// The date part names no day of the calendar.
    #[error("the date part is no date in the calendar")]
    NotADate,
}

impl PersonId {
    /// Reads `value` in the given `system`: an OID URN or, for Swedish numbers,
    /// `http://electronichealth.se/identifier/…`.
    ///
    /// # Errors
    /// [`InvalidPersonId`] says which rule of the system the value breaks.
    // R-ID-1
    pub fn parse(system: &str, value: &str) -> Result<Self, InvalidPersonId> {
        let (system, branch) = recognise(system).ok_or(InvalidPersonId::UnknownSystem)?;
        Self::checked(system, branch, value)
    }

    /// Reads what a person types at a prompt: a Swedish number of twelve characters, a CPR number
    /// of ten, or `system|value`.
    ///
    /// Ten digits are always read as CPR: a Swedish number needs its century here as everywhere.
    ///
    /// # Errors
    /// [`InvalidPersonId`], as for [`PersonId::parse`].
    pub fn guess(text: &str) -> Result<Self, InvalidPersonId> {
        let text = text.trim();
        if let Some((system, value)) = text.split_once('|') {
            return Self::parse(system, value);
        }
        let system = match text.bytes().filter(|byte| *byte != b'-').count() {
            10 => PersonSystem::Cpr,
            12 => sweden::likely_system(text),
            _ => {
                return Err(InvalidPersonId::Form {
                    expected: "YYYYMMDD-XXXX, DDMMYY-XXXX or system|value",
                });
            }
        };
        Self::checked(system, None, text)
    }

    /// The system in its canonical spelling.
    #[must_use]
    pub fn system(&self) -> &str {
        self.branch
            .as_deref()
            .unwrap_or_else(|| self.system.canonical())
    }

    /// Which kind of identifier this is.
    #[must_use]
    pub fn system_kind(&self) -> PersonSystem {
        self.system
    }

    /// The value in its normal form: capitals, no separators, the century written out where the system has one.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The country whose authorities issue this kind of identifier.
    #[must_use]
    pub fn country(&self) -> Country {
        self.system.country()
    }

    /// The date of birth that the number states; `None` where the number states none.
    ///
    /// The number is evidence, not the register: a register's date of birth goes before it.
    // R-ID-4
    #[must_use]
    pub fn birth_date(&self) -> Option<Date> {
        match self.system {
            PersonSystem::Personnummer => sweden::personnummer_birth(&self.value),
            PersonSystem::Samordningsnummer => sweden::samordningsnummer_birth(&self.value),
            PersonSystem::Reservnummer => sweden::reservnummer_birth(&self.value),
            PersonSystem::Cpr => denmark::cpr_birth(&self.value),
            PersonSystem::XEcpr | PersonSystem::DEcpr => None,
        }
    }

    fn checked(
        system: PersonSystem,
        branch: Option<Arc<str>>,
        value: &str,
    ) -> Result<Self, InvalidPersonId> {
        let value = match system {
            PersonSystem::Personnummer => sweden::personnummer(value)?,
            PersonSystem::Samordningsnummer => sweden::samordningsnummer(value)?,
            PersonSystem::Reservnummer => sweden::reservnummer(value)?,
            PersonSystem::Cpr => denmark::cpr(value)?,
            PersonSystem::XEcpr | PersonSystem::DEcpr => denmark::ecpr(value)?,
        };
        Ok(Self {
            system,
            branch,
            value: value.into(),
        })
    }
}

// R-ID-5
impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonId({}, …)", self.system.name())
    }
}

impl PersonSystem {
    /// A short name for logs and configuration, such as `se-personnummer`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Personnummer => "se-personnummer",
            Self::Samordningsnummer => "se-samordningsnummer",
            Self::Reservnummer => "se-reservnummer",
            Self::Cpr => "dk-cpr",
            Self::XEcpr => "dk-x-ecpr",
            Self::DEcpr => "dk-d-ecpr",
        }
    }

    /// The canonical spelling of the system; for D-eCPR the root above the regions' branches.
    ///
    /// The Swedish reserve number stands under its FHIR system; the OID that Inera's service contracts use is read too.
    #[must_use]
    pub fn canonical(self) -> &'static str {
        match self {
            Self::Personnummer => "urn:oid:1.2.752.129.2.1.3.1",
            Self::Samordningsnummer => "urn:oid:1.2.752.129.2.1.3.3",
            Self::Reservnummer => "http://electronichealth.se/identifier/nationelltReservnummer",
            Self::Cpr => "urn:oid:1.2.208.176.1.2",
            Self::XEcpr => "urn:oid:1.2.208.176.1.6.1.1",
            Self::DEcpr => "urn:oid:1.2.208.176.1.6.1.3",
        }
    }

    /// The country whose authorities issue numbers in this system.
    #[must_use]
    pub fn country(self) -> Country {
        match self {
            Self::Personnummer | Self::Samordningsnummer | Self::Reservnummer => Country::Se,
            Self::Cpr | Self::XEcpr | Self::DEcpr => Country::Dk,
        }
    }
}

const EVERY_SYSTEM: [PersonSystem; 6] = [
    PersonSystem::Personnummer,
    PersonSystem::Samordningsnummer,
    PersonSystem::Reservnummer,
    PersonSystem::Cpr,
    PersonSystem::XEcpr,
    PersonSystem::DEcpr,
];

/// The reserve number's domain in Inera's service contracts.
const RESERVE_OID: &str = "urn:oid:1.2.752.74.9.1";

/// Which system a spelling names, and its branch where the spelling has one.
fn recognise(spelling: &str) -> Option<(PersonSystem, Option<Arc<str>>)> {
    let plain = EVERY_SYSTEM
        .into_iter()
        .find(|system| system.canonical() == spelling);
    if let Some(system) = plain {
        return Some((system, None));
    }
    if spelling == RESERVE_OID {
        return Some((PersonSystem::Reservnummer, None));
    }
    if let Some(name) = spelling.strip_prefix("http://electronichealth.se/identifier/") {
        return match name {
            "personnummer" => Some((PersonSystem::Personnummer, None)),
            "samordningsnummer" => Some((PersonSystem::Samordningsnummer, None)),
            _ => None,
        };
    }
    let branch = spelling
        .strip_prefix(PersonSystem::DEcpr.canonical())?
        .strip_prefix('.')?;
    is_arc(branch).then(|| (PersonSystem::DEcpr, Some(spelling.into())))
}

/// Whether a text is one arc of an OID: digits, no leading zero (else one branch had two spellings).
fn is_arc(text: &str) -> bool {
    (1..=10).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const CPR: &str = "urn:oid:1.2.208.176.1.2";
    const D_ECPR: &str = "urn:oid:1.2.208.176.1.6.1.3";

    #[test]
    fn both_spellings_of_a_system_and_of_a_value_make_the_same_identifier() {
        // R-ID-1
        let spellings = [
            ("urn:oid:1.2.752.129.2.1.3.1", "191212121212"),
            ("urn:oid:1.2.752.129.2.1.3.1", "19121212-1212"),
            (
                "http://electronichealth.se/identifier/personnummer",
                "191212121212",
            ),
        ];
        let distinct: HashSet<PersonId> = spellings
            .iter()
            .map(|(system, value)| PersonId::parse(system, value).unwrap())
            .collect();
        assert_eq!(distinct.len(), 1);
        let id = distinct.into_iter().next().unwrap();
        assert_eq!(id.system(), "urn:oid:1.2.752.129.2.1.3.1");
        assert_eq!(id.value(), "191212121212");
        assert_eq!(id.country(), Country::Se);
    }

    #[test]
    fn every_canonical_system_is_recognised_as_itself() {
        for system in EVERY_SYSTEM {
            assert_eq!(recognise(system.canonical()), Some((system, None)));
        }
    }

    #[test]
    fn a_reserve_number_is_the_same_under_its_oid_and_its_fhir_system() {
        // R-ID-1
        let fhir = PersonSystem::Reservnummer.canonical();
        let by_oid = PersonId::parse(RESERVE_OID, "23240301AA06").unwrap();
        assert_eq!(by_oid, PersonId::parse(fhir, "23240301AA06").unwrap());
        assert_eq!(by_oid.system(), fhir);
    }

    #[test]
    fn an_unknown_system_is_refused_however_near() {
        for system in [
            "",
            "1.2.208.176.1.2",
            "urn:oid:1.2.208.176.1.2.1",
            "urn:oid:1.2.208.176.1.1",
            "http://electronichealth.se/identifier/",
            "http://electronichealth.se/identifier/hsaid",
            "urn:oid:1.2.208.176.1.6.1.3.",
            "urn:oid:1.2.208.176.1.6.1.3.1.2",
            "urn:oid:1.2.208.176.1.6.1.3.01",
            "urn:oid:1.2.208.176.1.6.1.31",
            "urn:oid:1.2.208.176.1.6.1.3.12345678901",
        ] {
            assert_eq!(
                PersonId::parse(system, "191212121212"),
                Err(InvalidPersonId::UnknownSystem),
                "{system}"
            );
        }
    }

    #[test]
    fn a_regions_replacement_number_keeps_its_branch() {
        // R-ID-3: the same digits from two regions are two persons.
        let root = PersonId::parse(D_ECPR, "1206550VK9").unwrap();
        let zealand = PersonId::parse(&format!("{D_ECPR}.177"), "1206550VK9").unwrap();
        let north = PersonId::parse(&format!("{D_ECPR}.179"), "1206550VK9").unwrap();
        assert_eq!(zealand.system(), "urn:oid:1.2.208.176.1.6.1.3.177");
        assert_eq!(zealand.system_kind(), PersonSystem::DEcpr);
        assert_ne!(zealand, north);
        assert_ne!(zealand, root);
        assert_eq!(zealand.birth_date(), None);
        assert_eq!(
            zealand,
            PersonId::parse(zealand.system(), zealand.value()).unwrap()
        );
    }

    #[test]
    fn debug_never_shows_the_value() {
        // R-ID-5
        let id = PersonId::parse(CPR, "070392-1234").unwrap();
        assert_eq!(format!("{id:?}"), "PersonId(dk-cpr, …)");
        let error = PersonId::parse(CPR, "310292-1234").unwrap_err();
        assert!(!format!("{error:?} {error}").contains("310292"));
    }

    #[test]
    fn a_typed_number_is_read_by_its_form() {
        let cases = [
            ("19121212-1212", PersonSystem::Personnummer),
            (" 191212121212 ", PersonSystem::Personnummer),
            ("197010632391", PersonSystem::Samordningsnummer),
            ("23240301AA06", PersonSystem::Reservnummer),
            ("23240301-aa06", PersonSystem::Reservnummer),
            ("00992040AAB1", PersonSystem::Reservnummer),
            ("0703921234", PersonSystem::Cpr),
            ("070392-1234", PersonSystem::Cpr),
            (
                "urn:oid:1.2.208.176.1.6.1.1|0703921VJ4",
                PersonSystem::XEcpr,
            ),
        ];
        for (text, system) in cases {
            assert_eq!(
                PersonId::guess(text).map(|id| id.system_kind()),
                Ok(system),
                "{text}"
            );
        }
        for text in [
            "",
            "-",
            "12345",
            "1912121212121",
            "å912121212",
            "121212+1212",
            "a|b",
        ] {
            assert!(PersonId::guess(text).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(system in 0..6_usize, value in ".{0,16}") {
            let _ = PersonId::parse(EVERY_SYSTEM[system].canonical(), &value);
            let _ = PersonId::guess(&value);
            let _ = PersonId::parse(&value, &value);
        }

        #[test]
        fn a_parsed_identifier_parses_to_itself(system in 0..6_usize, value in "[0-9]{6}[0-9A-Za-z-]{4,7}") {
            if let Ok(id) = PersonId::parse(EVERY_SYSTEM[system].canonical(), &value) {
                proptest::prop_assert_eq!(PersonId::parse(id.system(), id.value()), Ok(id));
            }
        }
    }
}
