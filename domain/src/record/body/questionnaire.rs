//! Questions that somebody answered, and indicators drawn from such answers.

use super::{Interpretation, ObservedValue, Person};
use crate::record::{Coding, Quantity, RecordId};

/// A published questionnaire or test.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Instrument {
    /// The instrument as a code.
    pub code: Option<Coding>,
    /// Its name as written: "SDQ", "WISC-V".
    pub name: String,
    /// Its version or edition.
    pub version: String,
}

impl Instrument {
    /// An instrument by name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

/// A filled-in questionnaire.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Questionnaire {
    /// Which one.
    pub instrument: Instrument,
    /// Who answered.
    pub respondent: Option<Person>,
    /// Whom the answers are about. `None` = the child; else mark the record as mentioning third persons.
    pub about: Option<Person>,
    /// The answers, in the order of the questions.
    pub answers: Vec<Answer>,
    /// What they add up to.
    pub scores: Vec<Score>,
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The question's id in the instrument.
    pub question_id: String,
    /// The question as it was put.
    pub question: String,
    /// The answer. `None` when it was left out.
    pub value: Option<ObservedValue>,
}

/// A score by an instrument's own rules.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Score {
    /// The scale as a code.
    pub code: Option<Coding>,
    /// The scale's name.
    pub name: String,
    /// The score.
    pub value: Option<Quantity>,
    /// What the source makes of it.
    pub interpretation: Interpretation,
}

/// A computed sign that something should be looked at.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Indicator {
    /// Which indicator.
    pub code: Option<Coding>,
    /// Its name as written.
    pub name: String,
    /// What it came to. `None` when it could not be computed.
    pub value: Option<ObservedValue>,
    /// What the source makes of it.
    pub interpretation: Interpretation,
    /// The records it was drawn from.
    pub based_on: Vec<RecordId>,
}

super::redacted!(Instrument, Questionnaire, Answer, Score, Indicator);
