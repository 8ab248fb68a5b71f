//! What the facts said to one question, point by point, in no language. Persons appear by the part they play, never by an identifier.

use crate::{
    decide::{BlockStand, ScopePart},
    facts::ConsentKind,
    policy::{Audience, Grantors, Ground, RuleId},
    time::Timestamp,
};

/// One point that the decision looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// What the look is for.
    Purpose {
        /// The code in the token.
        code: String,
        /// What the tables say of it.
        standing: PurposeStanding,
    },
    /// The ground that was named, and whether a reason was stated.
    Ground {
        /// `None` = the ordinary ones of the tables.
        claimed: Option<Ground>,
        /// Whether a reason was stated.
        reason_given: bool,
    },
    /// The child's age in whole years. `None` = not known.
    Age(Option<u8>),
    /// Whether whoever asks has to do with the child.
    Relation(RelationFound),
    /// Protected identity. `None` = nobody can say, and it counts as protected.
    Protection(Option<bool>),
    /// Who holds custody. `None` = not known.
    Custody(Option<Vec<Person>>),
    /// Whether whoever asks found the child mature. `None` = nobody can say, and both cases must be met.
    Maturity(Option<bool>),
    /// Whose word the rule takes at this age.
    Asked {
        /// The grantors rule.
        rule: RuleId,
        /// The cases that hold.
        who: Vec<Grantors>,
        /// True where silence is enough and only a refusal keeps it back.
        objection: bool,
    },
    /// A board's decision in a guardian's place.
    Board {
        /// The guardian.
        about: Person,
        /// Whether it stands in for the guardian's consent here.
        counts: bool,
    },
    /// A consent or a refusal.
    Word {
        /// Whose.
        who: Person,
        /// Which.
        kind: ConsentKind,
        /// Whether it counts, and if not why.
        standing: WordStanding,
    },
    /// Somebody whose word is taken has said nothing that counts or counted.
    Silent(Person),
    /// Consents could not be read or are too old.
    WordsUnknown,
    /// Blocks as a whole.
    Blocks(BlocksFound),
    /// One block.
    Block {
        /// Where it stands against whoever asks.
        standing: BlockStand,
        /// How much it would keep back here.
        reach: BlockReach,
    },
    /// A guardian's own access differs from what the child's age gives.
    GuardianAccess(AccessFound),
}

/// What a finding did to the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// It was part of the answer.
    Counted,
    /// It was looked at and changed nothing.
    NotCounted,
    /// Nobody can say, and the stricter branch was taken.
    Unknown,
}

impl Effect {
    /// The stable word in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::NotCounted => "not-counted",
            Self::Unknown => "unknown",
        }
    }
}

/// Somebody, by the part they play today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Person {
    /// The child.
    Child,
    /// The one of two guardians with whom the child is registered.
    ResidenceParent,
    /// The one of two guardians with whom the child is not registered.
    OtherGuardian,
    /// The only holder of custody.
    OnlyGuardian,
    /// A holder of custody who is told from the others by a number alone.
    Guardian(usize),
    /// Somebody who does not hold custody today.
    NoCustody,
    /// Somebody; who holds custody is not known.
    Somebody,
}

/// What the tables say of a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurposeStanding {
    /// It is allowed for whoever asks.
    Allowed,
    /// It is refused by name, or not for whoever asks.
    Refused,
    /// The tables do not name it.
    Unnamed,
}

/// Whether whoever asks has to do with the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationFound {
    /// The organisation or unit has a relation, in its sector, now.
    Works,
    /// Relations of the organisation are there, none that holds here and now.
    WorksElsewhere(RelationLack),
    /// The organisation has none.
    None,
    /// Relations could not be read or are too old.
    Unknown,
    /// A guardian: holds custody.
    HoldsCustody,
    /// A guardian: does not hold custody.
    NoCustody,
    /// A guardian: who holds custody is not known.
    CustodyUnknown,
    /// A guardian: protected identity closes the access.
    ClosedByProtection,
    /// A guardian: the access was closed.
    Closed,
    /// A guardian: whether the access was closed is not known.
    AccessUnknown,
    /// The child itself.
    IsChild,
    /// Somebody else than the child.
    IsNotChild,
}

impl RelationFound {
    /// True when it is a relation.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Works | Self::HoldsCustody | Self::IsChild)
    }

    fn is_unknown(self) -> bool {
        matches!(
            self,
            Self::Unknown | Self::CustodyUnknown | Self::AccessUnknown
        )
    }
}

/// Why an organisation's relation does not hold here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelationLack {
    /// It begins later.
    NotYet,
    /// It is over.
    Over,
    /// It is another unit's.
    OtherUnit,
    /// It is in another sector.
    OtherSector,
}

/// Whether a consent or a refusal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordStanding {
    /// It does.
    Counts,
    /// It does although whoever benefits registered it: the rule says so.
    CountsUnverified,
    /// Whoever benefits registered it on another's word.
    Unverified,
    /// Their word is not taken here.
    NotAsked,
    /// A board's decision stands in for it.
    Replaced,
    /// It speaks of something else.
    OutOfScope(ScopePart),
    /// It holds from then on.
    NotYet(Timestamp),
    /// It held until then.
    Over(Timestamp),
    /// It was ended by its giver's wish.
    Ended(Timestamp),
    /// It was taken back as misregistered, and never counted.
    Deleted,
}

/// Blocks as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlocksFound {
    /// They could not be read, are too old, or no rule about them holds.
    Unknown,
    /// They are not meant for whoever asks.
    NotMeantFor(Audience),
    /// What is asked for is held open against them by its own line.
    HeldOpen,
    /// There is none.
    None,
}

/// How much a block would keep back of what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockReach {
    /// Everything of this type from this source.
    Whole,
    /// Those records that it names, by unit, care provider or time.
    Some,
    /// Nothing: it is of other types.
    OtherTypes,
}

/// A guardian's own access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessFound {
    /// Open beyond the age at which it closes by itself.
    Extended,
    /// Closed, whatever the age.
    Closed,
    /// Not known: it counts as closed.
    Unknown,
}

impl Finding {
    /// What it did to the answer.
    #[must_use]
    pub fn effect(&self) -> Effect {
        match self {
            Self::Age(None)
            | Self::Protection(None)
            | Self::Custody(None)
            | Self::Maturity(None)
            | Self::WordsUnknown
            | Self::Blocks(BlocksFound::Unknown)
            | Self::GuardianAccess(AccessFound::Unknown) => Effect::Unknown,
            Self::Relation(found) if found.is_unknown() => Effect::Unknown,
            Self::Board { counts: false, .. } | Self::Blocks(_) | Self::Protection(Some(false)) => {
                Effect::NotCounted
            }
            Self::Word { standing, .. } => match standing {
                WordStanding::Counts | WordStanding::CountsUnverified => Effect::Counted,
                WordStanding::Unverified
                | WordStanding::NotAsked
                | WordStanding::Replaced
                | WordStanding::OutOfScope(_)
                | WordStanding::NotYet(_)
                | WordStanding::Over(_)
                | WordStanding::Ended(_)
                | WordStanding::Deleted => Effect::NotCounted,
            },
            Self::Block { standing, reach } => match (standing, reach) {
                (BlockStand::Stands, BlockReach::Whole | BlockReach::Some) => Effect::Counted,
                _ => Effect::NotCounted,
            },
            Self::Purpose { .. }
            | Self::Ground { .. }
            | Self::Age(Some(_))
            | Self::Relation(_)
            | Self::Protection(Some(true))
            | Self::Custody(Some(_))
            | Self::Maturity(Some(_))
            | Self::Asked { .. }
            | Self::Board { counts: true, .. }
            | Self::Silent(_)
            | Self::GuardianAccess(AccessFound::Extended | AccessFound::Closed) => Effect::Counted,
        }
    }
}
