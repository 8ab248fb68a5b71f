//! Who holds custody, and how the family is related.

use super::Person;
use crate::time::Moment;

/// Custody and family ties. A fact only when it comes from a source that the operator has pinned.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Custody {
    /// Everyone who holds or held custody.
    pub holders: Vec<CustodyHolder>,
    /// Family ties, which say nothing about custody unless they state it.
    pub family: Vec<FamilyTie>,
}

/// One person who holds or held custody.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CustodyHolder {
    /// Who.
    pub person: Person,
    /// The parent with whom the child lives (Danish *bopælsforælder*).
    pub residence_parent: bool,
    /// From when.
    pub since: Option<Moment>,
    /// Until when. `None` while it lasts.
    pub until: Option<Moment>,
    /// What it rests on.
    pub basis: CustodyBasis,
}

/// What custody rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CustodyBasis {
    /// Not stated.
    #[default]
    Unstated,
    /// Follows from the law.
    Law,
    /// An agreement, approved or registered.
    Agreement,
    /// A court's decision.
    Court,
}

/// A family tie.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FamilyTie {
    /// Who.
    pub person: Person,
    /// What they are to the child.
    pub kind: FamilyTieKind,
    /// Whether the source states that they hold custody.
    pub custody: StatedCustody,
}

/// What somebody is to the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FamilyTieKind {
    /// Not stated, or none of the others.
    #[default]
    Unstated,
    /// Mother.
    Mother,
    /// Father.
    Father,
    /// A parent, without saying which.
    Parent,
    /// A guardian who is no parent.
    Guardian,
    /// Brother or sister.
    Sibling,
    /// A foster parent.
    FosterParent,
}

/// Whether a family tie says something about custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StatedCustody {
    /// The tie only.
    #[default]
    Unstated,
    /// The person holds custody.
    Held,
    /// The person does not.
    NotHeld,
}

super::redacted!(Custody, CustodyHolder, FamilyTie);
