//! Open codes: information types and sectors are data, not enums, so that a new one needs no new binary.

use std::{fmt, sync::Arc};

use thiserror::Error;

/// Why a text is not an open code.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum InvalidCode {
    /// Empty, or longer than 64 bytes.
    #[error("a code has 1 to {MAX_CODE_BYTES} characters")]
    Length,
    /// Something other than lower-case letters, digits, `-` and inner `/`.
    #[error("a code is made of a–z, 0–9, `-` and `/`")]
    Character,
}

/// The longest open code.
pub(super) const MAX_CODE_BYTES: usize = 64;

fn checked(text: &str) -> Result<Arc<str>, InvalidCode> {
    if text.is_empty() || text.len() > MAX_CODE_BYTES {
        return Err(InvalidCode::Length);
    }
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '/';
    if !text.chars().all(inner) || text.starts_with('/') || text.ends_with('/') {
        return Err(InvalidCode::Character);
    }
    Ok(text.into())
}

macro_rules! open_code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the form of a code; whether anybody knows it is for the policy tables to say.
            pub fn parse(text: &str) -> Result<Self, InvalidCode> {
                checked(text).map(Self)
            }

            /// The code.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

open_code! {
    /// What kind of information a record is, for example `vaccination` or `observation/growth`. Matched exactly, no prefixes.
    InformationType
}

open_code! {
    /// The part of society that an organisation works in, for example `school-health`.
    Sector
}

/// A code from a code system (FHIR Coding).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Coding {
    /// The code system as a URI.
    pub system: String,
    /// The code. Matches exactly, never by prefix.
    pub code: String,
    /// The code in plain words. Empty when the source has none.
    pub display: String,
}

impl Coding {
    /// A code with its words.
    pub fn new(
        system: impl Into<String>,
        code: impl Into<String>,
        display: impl Into<String>,
    ) -> Self {
        Self {
            system: system.into(),
            code: code.into(),
            display: display.into(),
        }
    }
}

/// Shows the system only: which code a child has is health data.
impl fmt::Debug for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coding({}|…)", self.system)
    }
}

/// A measured amount: a decimal in text, so that no digit is lost, and a UCUM unit.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quantity {
    /// The amount, a point as decimal mark.
    pub value: String,
    /// The UCUM unit. Empty for a pure number.
    pub unit: String,
}

impl Quantity {
    /// An amount with its unit.
    pub fn new(value: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            unit: unit.into(),
        }
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantity(… {})", self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_lower_case_and_bounded() {
        assert_eq!(
            InformationType::parse("observation/growth")
                .unwrap()
                .as_str(),
            "observation/growth"
        );
        assert_eq!(InformationType::parse(""), Err(InvalidCode::Length));
        assert!(Sector::parse(&"a".repeat(MAX_CODE_BYTES)).is_ok());
        assert_eq!(
            Sector::parse(&"a".repeat(MAX_CODE_BYTES + 1)),
            Err(InvalidCode::Length)
        );
        for bad in ["Vaccination", "/growth", "growth/", "a b", "å"] {
            assert_eq!(InformationType::parse(bad), Err(InvalidCode::Character));
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let coding = Coding::new("http://loinc.org", "8302-2", "Body height");
        assert!(!format!("{coding:?} {:?}", Quantity::new("102.5", "cm")).contains("102.5"));
        assert!(!format!("{coding:?}").contains("8302"));
    }
}
