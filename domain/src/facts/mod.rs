//! What is known about a child when a decision is made: each fact with its age, and *unknown* when it is too old, missing or unreadable.
//! Made by the aggregator's store, read by [`crate::decide`]. Persons appear as pseudonyms only.

mod block;
mod consent;
mod custody;
mod relation;

use jiff::SignedDuration;

pub use block::{Block, BlockedPeriod, Lift, LiftReason};
pub use consent::{Consent, ConsentKind};
pub use custody::{Assessment, BoardDecision, GuardianAccess, GuardianAccessKind, Holder};
pub use relation::CareRelation;

use crate::time::{Date, Timestamp};

/// Whether two units are one. An HSA-id is compared without case.
#[must_use]
pub fn same_unit(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

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
    /// What has been blocked, ended blocks too.
    pub blocks: Known<Vec<Block>>,
    /// Blocks set aside for a time.
    pub lifts: Known<Vec<Lift>>,
    /// Whether units found the child mature enough to decide.
    pub assessments: Known<Vec<Assessment>>,
    /// A board's decisions that stand in for a guardian's consent.
    pub board_decisions: Known<Vec<BoardDecision>>,
    /// Guardians whose own access is other than their child's age gives.
    pub guardian_access: Known<Vec<GuardianAccess>>,
}

impl Facts {
    /// True when the identity is protected, or nobody can say that it is not.
    // R-PROTECT-1
    #[must_use]
    pub fn is_protected(&self, now: Timestamp) -> bool {
        self.protection.at(now).copied().unwrap_or(true)
    }
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
