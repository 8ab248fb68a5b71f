//! What happens around the child: the calendar, past and to come.

use super::Person;
use crate::record::Coding;

/// An activity. When it is stands in the header's period, whether it is ahead in its life-cycle, where in the location.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Activity {
    /// What kind.
    pub kind: ActivityKind,
    /// The kind or the visit as a code.
    pub code: Option<Coding>,
    /// How it is held.
    pub mode: ActivityMode,
    /// Why it is held.
    pub reason: String,
    /// What came of it. Empty until it has been.
    pub outcome: String,
    /// Who is to meet the child.
    pub responsible: Option<Person>,
    /// Who else takes part.
    pub participants: Vec<Person>,
    /// Whether an interpreter is booked.
    pub interpreter_booked: bool,
}

impl Activity {
    /// An activity and why it is held.
    pub fn new(kind: ActivityKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.into(),
            ..Self::default()
        }
    }
}

/// The kinds of activity. Each is one event: a summons and the visit that follows are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ActivityKind {
    /// Not stated, or none of the others.
    #[default]
    Unstated,
    /// The child was called in.
    Summons,
    /// An appointment that is booked.
    Appointment,
    /// A visit that took place.
    Visit,
    /// The child did not come.
    NoShow,
    /// Admission to a ward.
    Admission,
    /// Discharge from it.
    Discharge,
    /// An examination.
    Examination,
    /// A meeting of those around the child.
    NetworkMeeting,
    /// A conversation or treatment session.
    Session,
}

/// How an activity is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ActivityMode {
    /// Not stated.
    #[default]
    Unstated,
    /// At the unit.
    OnSite,
    /// At the child's home.
    Home,
    /// At school or day care.
    School,
    /// By phone.
    Phone,
    /// By video.
    Video,
}

super::redacted!(Activity);
