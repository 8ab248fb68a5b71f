//! What has been blocked, and what was set aside for a time. A block wins over every consent.

use super::Pseudonym;
use crate::{id::OrganisationId, record::InformationType, time::Timestamp};

/// Information that others may not see. An inner block names a unit, an outer one a whole care provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The caller's id, which lifts refer to.
    pub id: [u8; 16],
    /// The care provider whose information it is.
    pub organisation: OrganisationId,
    /// The unit. `None` = the whole care provider: an outer block.
    pub unit: Option<String>,
    /// The types. Empty = all.
    pub types: Vec<InformationType>,
    /// The time that the information concerns. `None` = whenever.
    pub period: Option<BlockedPeriod>,
    /// Whose wish it is. `None` = whoever registered it did not say: then it holds until it is ended.
    pub wisher: Option<Pseudonym>,
    /// From when the block holds.
    pub start: Timestamp,
    /// When it was ended by the person's wish.
    pub ended: Option<Timestamp>,
    /// When it was taken back as misregistered.
    pub deleted: Option<Timestamp>,
}

/// The time that blocked information concerns, half-open; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockedPeriod {
    /// The first instant inside.
    pub start: Option<Timestamp>,
    /// The first instant outside.
    pub end: Option<Timestamp>,
}

impl Block {
    /// True while it holds.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.start <= now && self.deleted.is_none() && self.ended.is_none_or(|ended| now < ended)
    }
}

/// A block set aside for one organisation, for at most seven days.
#[derive(Debug, Clone, PartialEq)]
pub struct Lift {
    /// The block.
    pub block: [u8; 16],
    /// The organisation that may look.
    pub organisation: OrganisationId,
    /// The unit that may look. `None` = the whole organisation.
    pub unit: Option<String>,
    /// Why.
    pub reason: LiftReason,
    /// From when.
    pub start: Timestamp,
    /// Until when, half-open.
    pub end: Timestamp,
    /// When it was ended before its time.
    pub ended: Option<Timestamp>,
}

/// Why a block is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiftReason {
    /// The person consents.
    Consent,
    /// An emergency.
    Emergency,
}

impl Lift {
    /// True while the block is set aside.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.start <= now && now < self.end && self.ended.is_none_or(|ended| now < ended)
    }
}
