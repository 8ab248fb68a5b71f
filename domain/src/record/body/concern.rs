//! Worry about a child: that there is a report, never what it says.

use crate::{
    record::{Coding, Sector},
    time::Moment,
};

/// That there is, or was, a report of concern. It has no text and names nobody.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ConcernReport {
    /// What kind of step it is.
    pub kind: ConcernKind,
    /// The sector that the report came from. `None` when it may not be told.
    pub from_sector: Option<Sector>,
    /// What the one who reported is told back.
    pub feedback: InquiryFeedback,
    /// When it was received.
    pub received: Option<Moment>,
    /// When it was decided on.
    pub decided: Option<Moment>,
    /// The areas concerned (BBIC, ICS). Empty in feedback to another sector.
    pub areas: Vec<Coding>,
}

impl ConcernReport {
    /// What another sector may be told, and no more: whether an inquiry was opened, and when.
    #[must_use]
    pub fn feedback(feedback: InquiryFeedback, decided: Option<Moment>) -> Self {
        Self {
            kind: ConcernKind::Feedback,
            feedback,
            decided,
            ..Self::default()
        }
    }
}

/// The steps from worry to inquiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ConcernKind {
    /// Not stated.
    #[default]
    Unstated,
    /// A report of concern.
    Report,
    /// The immediate assessment whether the child needs protection.
    ProtectionAssessment,
    /// A consultation between authorities.
    Consultation,
    /// The inquiry.
    Inquiry,
    /// Feedback to the one who reported.
    Feedback,
}

/// What is told back about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum InquiryFeedback {
    /// Nothing yet, or it may not be told.
    #[default]
    Unstated,
    /// An inquiry was opened.
    Opened,
    /// No inquiry was opened.
    NotOpened,
    /// One was already going on.
    Ongoing,
}

super::redacted!(ConcernReport);
