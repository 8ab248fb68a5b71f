//! Who decides for the child: who holds custody, what a board decided in a guardian's place, whether the child was found mature,
//! and guardians whose own access differs from the rule of age.

use super::Pseudonym;
use crate::{id::OrganisationId, record::Sector, time::Timestamp};

/// One who holds custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The guardian.
    pub guardian: Pseudonym,
    /// The parent that the child is registered with.
    pub residence_parent: bool,
}

/// A unit found the child mature enough, or not, to decide for itself (Sweden, 13 to 15).
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The organisation that assessed. It counts for what that organisation itself asks: another makes its own.
    pub organisation: OrganisationId,
    /// The unit; `None` = the whole organisation.
    pub unit: Option<String>,
    /// What was found.
    pub mature: bool,
    /// From when.
    pub start: Timestamp,
    /// When it was ended or replaced.
    pub ended: Option<Timestamp>,
}

/// A social board decided that a measure may be taken although one guardian does not consent (Föräldrabalken 6 kap. 13 a §).
#[derive(Debug, Clone, PartialEq)]
pub struct BoardDecision {
    /// The guardian whose consent it replaces.
    pub guardian: Pseudonym,
    /// The sector whose measure it is about; `None` = any.
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers. Empty = all.
    pub source_sectors: Vec<Sector>,
    /// From when.
    pub start: Timestamp,
    /// Until when, half-open.
    pub end: Option<Timestamp>,
    /// When it was set aside.
    pub ended: Option<Timestamp>,
}

/// A guardian whose own access differs from what the child's age gives.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardianAccess {
    /// The guardian.
    pub guardian: Pseudonym,
    /// How it differs.
    pub kind: GuardianAccessKind,
    /// From when.
    pub start: Timestamp,
    /// Until when, half-open: extended access has an end, closed access a date for review.
    pub end: Option<Timestamp>,
    /// When it was ended.
    pub ended: Option<Timestamp>,
}

/// How a guardian's access differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardianAccessKind {
    /// Open beyond the age at which it closes by itself, for special reasons.
    Extended,
    /// Closed, whatever the age. It wins over all that would open.
    Closed,
}
