//! Medicines.

use super::{Person, systems};
use crate::{
    record::{Coding, Quantity},
    time::Moment,
};

/// One medicine on a medication list. The time in which it is to be taken stands in the header's period.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Medication {
    /// The substance as an ATC code.
    pub substance: Option<Coding>,
    /// The product as a code: NPL id or varenummer.
    pub product: Option<Coding>,
    /// The product's name as prescribed.
    pub name: String,
    /// The strength or the amount of one dose, where structured. Compared between sources.
    pub dose: Option<Quantity>,
    /// The dosage in words, as on the label.
    pub dose_text: String,
    /// Whether it is taken as needed.
    pub as_needed: bool,
    /// What it is for, as a code.
    pub reason: Option<Coding>,
    /// What it is for, in words.
    pub reason_text: String,
    /// Where the treatment stands.
    pub state: MedicationState,
    /// When it was prescribed.
    pub prescribed: Option<Moment>,
    /// Who prescribed it, where that is not the author.
    pub prescriber: Option<Person>,
    /// When it was stopped.
    pub stopped: Option<Moment>,
    /// Why it was stopped.
    pub stop_reason: String,
}

impl Medication {
    /// A medicine that is to be taken: ATC code, product name, one dose.
    pub fn new(atc: impl Into<String>, name: impl Into<String>, dose: Quantity) -> Self {
        Self {
            substance: Some(Coding::new(systems::ATC, atc, "")),
            name: name.into(),
            dose: Some(dose),
            state: MedicationState::Active,
            ..Self::default()
        }
    }

    /// The same medicine, stopped.
    #[must_use]
    pub fn stopped(mut self, when: Moment, why: impl Into<String>) -> Self {
        self.state = MedicationState::Stopped;
        self.stopped = Some(when);
        self.stop_reason = why.into();
        self
    }
}

/// Where a treatment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MedicationState {
    /// Not stated.
    #[default]
    Unstated,
    /// It is to be taken.
    Active,
    /// Set aside for a time.
    Paused,
    /// Stopped.
    Stopped,
}

super::redacted!(Medication);
