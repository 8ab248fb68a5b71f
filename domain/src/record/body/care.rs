//! What the child has, and what is done about it.

use crate::{
    record::{Coding, Organisation},
    time::Moment,
};

/// A diagnosis, problem or municipal finding.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Condition {
    /// The condition. `None` when the source has words only.
    pub code: Option<Coding>,
    /// The same condition in other code systems.
    pub same_as: Vec<Coding>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether it goes on.
    pub state: ConditionState,
    /// When it began, as precisely as known.
    pub onset: Option<Moment>,
    /// When it ended.
    pub resolved: Option<Moment>,
    /// How severe, in the source's words.
    pub severity: String,
    /// What else is to be said.
    pub note: String,
}

impl Condition {
    /// A confirmed condition that goes on.
    #[must_use]
    pub fn confirmed(code: Coding) -> Self {
        Self {
            code: Some(code),
            certainty: Certainty::Confirmed,
            state: ConditionState::Active,
            ..Self::default()
        }
    }
}

/// How sure a condition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Certainty {
    /// Not stated.
    #[default]
    Unstated,
    /// A hypothesis.
    Suspected,
    /// Established.
    Confirmed,
    /// Found not to be so.
    Refuted,
}

/// Whether a condition goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ConditionState {
    /// Not stated.
    #[default]
    Unstated,
    /// Present.
    Active,
    /// Without symptoms for now.
    Remission,
    /// Over.
    Resolved,
}

/// What an organisation does for the child. It may stand without a case.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Intervention {
    /// The measure in plain words.
    pub measure: String,
    /// The measure in codes: KLE at any level, FSIII, FFB, KVÅ, SKS.
    pub codes: Vec<Coding>,
    /// The catalogue's level that the codes stand at: 1 theme, 2 service, 3 detail, 0 not stated.
    pub detail_level: u32,
    /// What it is meant to reach.
    pub purpose: String,
    /// How much, in the source's words.
    pub extent: String,
    /// Who carries it out, where that is not the record's unit.
    pub provider: Option<Organisation>,
    /// The law it is granted under, with number.
    pub legal_basis: String,
    /// The source's id of its case. Empty when there is none.
    pub case_id: String,
    /// What "closed" means in this record.
    pub closure: InterventionClosure,
}

impl Intervention {
    /// A measure in words, with its code.
    pub fn new(measure: impl Into<String>, code: Coding) -> Self {
        Self {
            measure: measure.into(),
            codes: vec![code],
            ..Self::default()
        }
    }
}

/// In which of its two senses (Danish *afsluttet*) a measure is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum InterventionClosure {
    /// Not closed, or the source does not tell the senses apart.
    #[default]
    Unstated,
    /// Decided.
    Decided,
    /// Delivered.
    Delivered,
}

super::redacted!(Condition, Intervention);
