//! Vaccinations, given and not given.

use super::systems;
use crate::record::Coding;

/// One dose, or the statement that it was not given. The day stands in the header's period.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Vaccination {
    /// The vaccine as an ATC code.
    pub vaccine: Option<Coding>,
    /// The product's name.
    pub product: String,
    /// The product as a code: NPL id or varenummer.
    pub product_code: Option<Coding>,
    /// The batch as printed. With day and ATC it tells that two sources mean the same dose.
    pub batch: String,
    /// The number of the dose in its series, from 1. 0 when not stated.
    pub dose_number: u32,
    /// The diseases it protects against.
    pub targets: Vec<Coding>,
    /// Set when the dose was not given.
    pub not_given: Option<NotGiven>,
    /// Whether the source copied the dose from elsewhere.
    pub transcribed: bool,
    /// Where on the body, in the source's words.
    pub site: String,
}

impl Vaccination {
    /// A dose of a vaccine by its ATC code and batch.
    pub fn new(atc: impl Into<String>, batch: impl Into<String>) -> Self {
        Self {
            vaccine: Some(Coding::new(systems::ATC, atc, "")),
            batch: batch.into(),
            ..Self::default()
        }
    }

    /// The statement that a vaccine was not given.
    pub fn not_given(atc: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            not_given: Some(NotGiven {
                reason: None,
                text: why.into(),
            }),
            ..Self::new(atc, "")
        }
    }

    /// The same dose, numbered in its series from 1.
    #[must_use]
    pub fn dose(mut self, number: u32) -> Self {
        self.dose_number = number;
        self
    }

    /// The same dose with its product's name.
    #[must_use]
    pub fn product(mut self, name: impl Into<String>) -> Self {
        self.product = name.into();
        self
    }
}

/// Why a dose was not given.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NotGiven {
    /// The reason as a code.
    pub reason: Option<Coding>,
    /// The reason in words.
    pub text: String,
}

super::redacted!(Vaccination, NotGiven);
