//! What was measured or found: growth, screening, vital signs.

use crate::record::{Coding, Quantity};

/// One observation. It carries no percentile: that belongs to the reference and the viewer that computed it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Observation {
    /// What was observed.
    pub code: Option<Coding>,
    /// The finding. `None` when there are components only, or nothing was found out.
    pub value: Option<ObservedValue>,
    /// The parts of a finding with several.
    pub components: Vec<ObservedComponent>,
    /// How it was done.
    pub method: Option<Coding>,
    /// With what, in the source's words.
    pub instrument: String,
    /// On which side.
    pub laterality: Laterality,
    /// What the source makes of it.
    pub interpretation: Interpretation,
    /// Why there is no value.
    pub absent_reason: Option<Coding>,
    /// What else is to be said.
    pub note: String,
}

impl Observation {
    /// A measured amount.
    #[must_use]
    pub fn quantity(code: Coding, quantity: Quantity) -> Self {
        Self::of(code, ObservedValue::Quantity(quantity))
    }

    /// A coded finding.
    #[must_use]
    pub fn coded(code: Coding, finding: Coding) -> Self {
        Self::of(code, ObservedValue::Coding(finding))
    }

    /// A finding in words.
    pub fn text(code: Coding, text: impl Into<String>) -> Self {
        Self::of(code, ObservedValue::Text(text.into()))
    }

    /// The same observation with one more measured part.
    #[must_use]
    pub fn component(mut self, code: Coding, quantity: Quantity, side: Laterality) -> Self {
        self.components.push(ObservedComponent {
            code: Some(code),
            value: Some(ObservedValue::Quantity(quantity)),
            laterality: side,
            interpretation: Interpretation::Unstated,
        });
        self
    }

    fn of(code: Coding, value: ObservedValue) -> Self {
        Self {
            code: Some(code),
            value: Some(value),
            ..Self::default()
        }
    }
}

/// A part of an observation.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ObservedComponent {
    /// What was observed.
    pub code: Option<Coding>,
    /// The finding.
    pub value: Option<ObservedValue>,
    /// On which side.
    pub laterality: Laterality,
    /// What the source makes of it.
    pub interpretation: Interpretation,
}

/// A finding.
#[derive(Clone, PartialEq, Eq)]
pub enum ObservedValue {
    /// An amount with its unit.
    Quantity(Quantity),
    /// A coded finding.
    Coding(Coding),
    /// A finding in words.
    Text(String),
}

/// On which side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Laterality {
    /// Not stated, or it has no side.
    #[default]
    Unstated,
    /// The child's left.
    Left,
    /// The child's right.
    Right,
    /// Both sides.
    Both,
}

/// What the source makes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Interpretation {
    /// Not stated.
    #[default]
    Unstated,
    /// As expected.
    Normal,
    /// Not as expected.
    Abnormal,
    /// Below what is expected.
    Low,
    /// Above what is expected.
    High,
    /// It could not be told: to be repeated.
    Inconclusive,
}

super::redacted!(Observation, ObservedComponent, ObservedValue);
