//! What the school tells.

use super::{Person, PlanGoal};
use crate::{
    record::Coding,
    time::{Moment, Period},
};

/// Absence over a stretch of time, which stands in the header's period. Percentages are decimals in text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attendance {
    /// All absence, in percent of scheduled time. Empty when not counted.
    pub absence_percent: String,
    /// The valid part, in percent of scheduled time. Empty when not split.
    pub valid_percent: String,
    /// The invalid part, in percent of scheduled time. Empty when not split.
    pub invalid_percent: String,
    /// What scheduled time is counted in.
    pub unit: AttendanceUnit,
    /// What the school says about it.
    pub note: String,
}

impl Attendance {
    /// All absence, in percent of scheduled time, not split.
    pub fn absence(percent: impl Into<String>) -> Self {
        Self {
            absence_percent: percent.into(),
            ..Self::default()
        }
    }
}

/// What attendance is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AttendanceUnit {
    /// Not stated.
    #[default]
    Unstated,
    /// Whole days.
    Days,
    /// Lessons.
    Lessons,
    /// Minutes.
    Minutes,
}

/// A plan for support in school.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SchoolSupportPlan {
    /// What the pupil needs.
    pub needs: String,
    /// How the pupil sees it, in their own words.
    pub child_words: String,
    /// The goals.
    pub goals: Vec<PlanGoal>,
    /// The measures.
    pub measures: Vec<SupportMeasure>,
    /// When it was decided.
    pub decided: Option<Moment>,
    /// Who decided.
    pub decided_by: Option<Person>,
    /// When it is to be followed up.
    pub follow_up: Option<Moment>,
    /// What the last follow-up found.
    pub evaluation: String,
}

/// One measure of support.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SupportMeasure {
    /// What is done.
    pub measure: String,
    /// The same as a code.
    pub code: Option<Coding>,
    /// Who does it.
    pub responsible: Option<Person>,
    /// The time in which it is done.
    pub period: Option<Period>,
}

super::redacted!(Attendance, SchoolSupportPlan, SupportMeasure);
