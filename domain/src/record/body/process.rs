//! What is under way between organisations: referrals and assessments.

use super::{Instrument, Person};
use crate::{
    record::{Coding, Organisation, Sector},
    time::Moment,
};

/// A referral, and how far it has come.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Referral {
    /// Who refers.
    pub from: Option<Organisation>,
    /// To whom. `None` when addressed to a sector only.
    pub to: Option<Organisation>,
    /// The sector referred to.
    pub to_sector: Option<Sector>,
    /// How far it has come.
    pub state: ReferralState,
    /// What is asked.
    pub question: String,
    /// The reason as a code.
    pub reason: Option<Coding>,
    /// When it was sent.
    pub requested: Option<Moment>,
    /// When the receiver answered.
    pub answered: Option<Moment>,
    /// Until when the child waits, as told.
    pub expected: Option<Moment>,
    /// What the receiver said.
    pub answer: String,
}

impl Referral {
    /// A referral to a sector, not yet answered.
    pub fn requested(to: Sector, question: impl Into<String>, when: Moment) -> Self {
        Self {
            to_sector: Some(to),
            state: ReferralState::Requested,
            question: question.into(),
            requested: Some(when),
            ..Self::default()
        }
    }
}

/// How far a referral has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReferralState {
    /// Not stated.
    #[default]
    Unstated,
    /// Sent, not answered.
    Requested,
    /// Accepted, nothing booked.
    Accepted,
    /// Rejected.
    Rejected,
    /// Accepted, and the child waits for its turn.
    Waiting,
    /// The child is being seen.
    Ongoing,
    /// Done.
    Closed,
}

/// An assessment, so that two of them do not run side by side unseen.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Assessment {
    /// How far it has come.
    pub state: AssessmentState,
    /// What kind, as a code.
    pub kind: Option<Coding>,
    /// The instruments used or planned.
    pub instruments: Vec<Instrument>,
    /// What is asked.
    pub question: String,
    /// What came out. Empty until done.
    pub conclusion: String,
    /// Who assesses.
    pub assessors: Vec<Person>,
    /// When a result can be expected.
    pub expected: Option<Moment>,
}

impl Assessment {
    /// An assessment of a question.
    pub fn new(state: AssessmentState, question: impl Into<String>) -> Self {
        Self {
            state,
            question: question.into(),
            ..Self::default()
        }
    }
}

/// How far an assessment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AssessmentState {
    /// Not stated.
    #[default]
    Unstated,
    /// Decided, not begun.
    Planned,
    /// Under way.
    Ongoing,
    /// Concluded.
    Done,
}

super::redacted!(Referral, Assessment);
