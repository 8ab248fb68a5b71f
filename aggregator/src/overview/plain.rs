//! What of a record may pass the mask of protected identity in clear: numbers, units and codes that are on a list. A town's name is one short
//! word of plain letters too, so the form of a text proves nothing.

use domain::record::body::systems;
use proto::v1::{common::Coding, record::Claim};

/// Units of what is measured on children (UCUM).
const UNITS: [&str; 17] = [
    "", "cm", "mm", "m", "kg", "g", "mg", "ug", "dB", "dB[HL]", "/min", "mm[Hg]", "%", "Cel",
    "kg/m2", "[SD]", "mg/d",
];

/// The words that claims of ours take as value (`domain::record::claims`).
const WORDS: [&str; 12] = [
    "given",
    "not-given",
    "suspected",
    "confirmed",
    "refuted",
    "planned",
    "active",
    "paused",
    "stopped",
    "followed",
    "deviates",
    "true",
];

/// Authors' roles: who wrote it, not where.
const ROLES: [&str; 9] = [
    "nurse",
    "school-nurse",
    "physician",
    "psychologist",
    "midwife",
    "audiologist",
    "teacher",
    "social-worker",
    "registrar",
];

/// A code of a known system, in that system's form, without the source's words. `None` = it is not let through.
// R-PROTECT-3
pub(super) fn code(code: Coding) -> Option<Coding> {
    has_form_of(&code.system, &code.code).then(|| Coding {
        display: String::new(),
        ..code
    })
}

/// Whether a text has the form that codes of a system have. An unknown system has none.
fn has_form_of(system: &str, code: &str) -> bool {
    let shape: String = (code.chars())
        .map(|c| match c {
            '0'..='9' => '9',
            'A'..='Z' => 'x',
            'a'..='f' => 'f',
            '-' | '.' => c,
            _ => '?',
        })
        .collect();
    match system {
        systems::LOINC => {
            let number = shape.strip_suffix("-9").unwrap_or("?");
            (1..=7).contains(&number.len()) && number.bytes().all(|b| b == b'9')
        }
        // A concept's id ends in its partition, 00 or 10, and a check digit.
        systems::SNOMED_CT => {
            let partition = code
                .len()
                .checked_sub(3)
                .and_then(|at| code.get(at..at + 2));
            (6..=18).contains(&code.len())
                && shape.bytes().all(|b| b == b'9')
                && matches!(partition, Some("00" | "10"))
        }
        systems::ICD_10 => matches!(
            shape.as_str(),
            "x99" | "x99.9" | "x999" | "xx999" | "xx9999"
        ),
        systems::ICPC_2 => shape == "x99",
        systems::ATC | systems::ATC_OID => {
            matches!(shape.as_str(), "x99xx99" | "x99xx" | "x99x" | "x99")
        }
        systems::CARE_SOCIAL_CODES => {
            code.len() == 36 && shape.bytes().all(|b| matches!(b, b'9' | b'f' | b'-'))
        }
        systems::FSIII | systems::FFB => {
            shape.len() <= 7 && shape.starts_with("x9") && !shape.contains('?')
        }
        systems::CLAIMS => is_lower_words(code),
        _ => false,
    }
}

/// A claim whose code, value and unit are all let through. `None` = the claim is left out whole: half a claim is a false one.
// R-PROTECT-3
pub(super) fn claim(claim: Claim) -> Option<Claim> {
    let value = is_number(&claim.value) || WORDS.contains(&claim.value.as_str());
    let unit = UNITS.contains(&claim.unit.as_str());
    let about = self::code(claim.code?)?;
    (value && unit).then_some(Claim {
        code: Some(about),
        value: claim.value,
        unit: claim.unit,
    })
}

/// A role that is on the list.
pub(super) fn role(role: String) -> String {
    if ROLES.contains(&role.as_str()) {
        role
    } else {
        String::new()
    }
}

/// A mark of sensitivity that HL7 knows.
pub(super) fn sensitivity(mark: String) -> String {
    if matches!(mark.as_str(), "N" | "R" | "V") {
        mark
    } else {
        String::new()
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (1..=12).contains(&text.len())
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Our own claim codes: what they are called is written in our code, so a source's word cannot be one of them.
fn is_lower_words(text: &str) -> bool {
    matches!(
        text,
        "dose-number"
            | "programme-vaccinations"
            | "programme-visits"
            | "open-follow-up"
            | "has-diagnosis"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(system: &str, code: &str) -> Coding {
        Coding {
            system: system.into(),
            code: code.into(),
            display: "Norrby".into(),
        }
    }

    fn claimed(system: &str, about: &str, value: &str, unit: &str) -> Option<Claim> {
        claim(Claim {
            code: Some(coding(system, about)),
            value: value.into(),
            unit: unit.into(),
        })
    }

    // R-PROTECT-3
    #[test]
    fn measured_values_pass() {
        let height = claimed(systems::LOINC, "8302-2", "102.5", "cm").unwrap();
        assert_eq!(height.code.unwrap().display, "");
        assert!(claimed(systems::ATC, "J07BD52", "given", "").is_some());
        assert!(claimed(systems::CLAIMS, "dose-number", "2", "").is_some());
        assert!(code(coding(systems::ICD_10, "H65.2")).is_some());
    }

    // R-PROTECT-3
    #[test]
    fn a_place_passes_in_no_field_however_it_is_written() {
        for place in [
            "Norrby",
            "norrby",
            "NORRBY",
            "0581",
            "SE2321000016-1",
            "2321000016",
        ] {
            for system in [
                systems::LOINC,
                systems::SNOMED_CT,
                systems::ICD_10,
                systems::ATC,
            ] {
                assert!(claimed(system, place, "1", "cm").is_none(), "{place}");
            }
            assert!(claimed(systems::LOINC, "8302-2", "1", place).is_none());
            assert!(claimed(place, "8302-2", "1", "cm").is_none());
            assert_eq!(role(place.into()), "");
            assert_eq!(sensitivity(place.into()), "");
        }
        for place in ["Norrby", "norrby", "SE2321000016-1", "Storgatan 7"] {
            assert!(claimed(systems::LOINC, "8302-2", place, "cm").is_none());
            assert!(claimed(systems::CLAIMS, place, "1", "").is_none());
        }
        assert!(code(coding("http://norrby.example", "12345")).is_none());
    }
}
