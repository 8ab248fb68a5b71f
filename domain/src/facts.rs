//! What is known about a child when a decision is made: each fact with its age, and *unknown* when it is too old, missing or unreadable.
//! Made by the aggregator's store, read by [`crate::decide`]. Persons appear as pseudonyms only.

use jiff::SignedDuration;

use crate::{
    id::OrganisationId,
    record::Sector,
    time::{Date, Timestamp},
};

/// A keyed pseudonym of a person. Who holds the key can compare persons; nobody can read one back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pseudonym(pub [u8; 32]);

impl std::fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pseudonym(…)")
    }
}

/// A fact with the time as of which its source knew it, and how old it may get.
#[derive(Debug, Clone, PartialEq)]
pub enum Known<T> {
    /// Told by its source.
    Told {
        /// What was told.
        value: T,
        /// As of when.
        as_of: Timestamp,
        /// After this age it is unknown.
        max_age: SignedDuration,
    },
    /// Never told, or unreadable.
    Unknown,
}

impl<T> Known<T> {
    /// The fact, unless it is unknown or has outlived its age at `now`. A fact from the future is no fact: some clock is wrong.
    // R-FACTS-1
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Option<&T> {
        let Self::Told {
            value,
            as_of,
            max_age,
        } = self
        else {
            return None;
        };
        let age = now.duration_since(*as_of);
        (age < *max_age && age >= -CLOCK_SKEW).then_some(value)
    }

    /// When the fact becomes unknown by itself.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        match self {
            Self::Told { as_of, max_age, .. } => as_of.checked_add(*max_age).ok(),
            Self::Unknown => None,
        }
    }
}

/// How far ahead of ours the clock of a source of facts may be.
pub const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);

/// All that a decision about one child reads. Read once per query, and again when the child's epoch moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The child.
    pub child: Pseudonym,
    /// The date of birth, from the identity number or the register. `None` takes the strictest branch of every rule.
    pub birth: Option<Date>,
    /// Who holds custody.
    pub custody: Known<Vec<Holder>>,
    /// Whether the identity is protected. Unknown counts as protected.
    pub protection: Known<bool>,
    /// Every consent ever registered; which of them count now is decided, not stored.
    pub consents: Known<Vec<Consent>>,
    /// Who has a relation with the child.
    pub relations: Known<Vec<CareRelation>>,
}

impl Facts {
    /// True when the identity is protected, or nobody can say that it is not.
    // R-PROTECT-1
    #[must_use]
    pub fn is_protected(&self, now: Timestamp) -> bool {
        self.protection.at(now).copied().unwrap_or(true)
    }
}

/// One who holds custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The guardian.
    pub guardian: Pseudonym,
    /// The parent that the child is registered with.
    pub residence_parent: bool,
}

/// What a grantor said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentKind {
    /// Permits.
    Permit,
    /// Refuses.
    Refuse,
}

/// One grantor's word. An empty scope means all.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// Who gave it.
    pub grantor: Pseudonym,
    /// Permit or refuse.
    pub kind: ConsentKind,
    /// The organisation that may see.
    pub recipient: Option<OrganisationId>,
    /// The sector that may see.
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers.
    pub source_sectors: Vec<Sector>,
    /// From when.
    pub start: Timestamp,
    /// Until when, half-open.
    pub end: Option<Timestamp>,
    /// When the person ended it.
    pub ended: Option<Timestamp>,
}

impl Consent {
    /// True while it counts. A consent that was ended counts no more, also for the time before: it is about looking, not about records.
    #[must_use]
    pub fn counts_at(&self, now: Timestamp) -> bool {
        self.start <= now
            && self.end.is_none_or(|end| now < end)
            && self.ended.is_none_or(|ended| now < ended)
    }
}

/// An organisation, or one unit of it, that has to do with the child.
#[derive(Debug, Clone, PartialEq)]
pub struct CareRelation {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The unit; `None` = the whole organisation.
    pub unit: Option<String>,
    /// The sector that the relation is in.
    pub sector: Sector,
    /// From when.
    pub start: Timestamp,
    /// Until when, half-open.
    pub end: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(as_of: i64, max_age: i64) -> Known<u8> {
        Known::Told {
            value: 7,
            as_of: Timestamp::from_second(as_of).unwrap(),
            max_age: SignedDuration::from_secs(max_age),
        }
    }

    // R-FACTS-1
    #[test]
    fn a_fact_is_unknown_once_it_outlives_its_age() {
        let now = |s| Timestamp::from_second(s).unwrap();
        assert_eq!(told(100, 50).at(now(149)), Some(&7));
        assert_eq!(told(100, 50).at(now(150)), None);
        assert_eq!(told(100, 50).expires(), Some(now(150)));
        assert_eq!(Known::<u8>::Unknown.at(now(0)), None);
    }

    // R-FACTS-1
    #[test]
    fn a_fact_from_the_future_is_unknown_beyond_the_skew() {
        let now = |s| Timestamp::from_second(s).unwrap();
        assert_eq!(told(160, 50).at(now(100)), Some(&7));
        assert_eq!(told(161, 50).at(now(100)), None);
    }
}
