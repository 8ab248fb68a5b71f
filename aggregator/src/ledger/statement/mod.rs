//! What can be said of a child. Persons are pseudonyms; what must be readable is sealed. The serialised form is kept for ever:
//! fields are added with a default, never renamed or moved.

mod block;
mod consent;
mod custody;
mod identity;
mod information;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use block::{BlockRegistered, LiftRegistered};
pub use consent::{ConsentRegistered, ConsentRequestAnswered, ConsentRequested};
pub use custody::{
    AssessmentRegistered, BoardDecided, CustodyByHand, CustodyTold, GuardianAccessSet,
    ProtectionTold, RelationTold,
};
pub use identity::{IdentityLinkTold, NumberNamed, OlderId};
pub use information::{InformationAnswer, InformationAnswered, InformationRequested};

use super::text::one;
use crate::seal::Sealed;

/// One statement about one child. What begins something carries the caller's UUID; what ends it refers to that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statement {
    /// A grantor permits or refuses.
    ConsentRegistered(ConsentRegistered),
    /// The person ends it.
    ConsentEnded(Ending),
    /// It was misregistered and never counted.
    ConsentDeleted(Ending),
    /// Information is blocked.
    BlockRegistered(BlockRegistered),
    /// The person ends the block.
    BlockEnded(Ending),
    /// It was misregistered.
    BlockDeleted(Ending),
    /// A block is set aside for a time.
    LiftRegistered(LiftRegistered),
    /// The lift ends before its time.
    LiftEnded(Ending),
    /// A register tells who holds custody.
    CustodyTold(CustodyTold),
    /// Somebody at work states who holds custody, where no register can. A kind of its own, so that a program that does not know it takes it
    /// for no register's word.
    CustodyByHand(CustodyByHand),
    /// A register tells whether the identity is protected.
    ProtectionTold(ProtectionTold),
    /// A source tells who has to do with the child.
    RelationTold(RelationTold),
    /// A register tells under which numbers the child was known before.
    IdentityLinkTold(IdentityLinkTold),
    /// A register told that another number names this one as one of before.
    NumberNamed(NumberNamed),
    /// A unit assessed the child's maturity.
    AssessmentRegistered(AssessmentRegistered),
    /// The assessment ends.
    AssessmentEnded(Ending),
    /// A board's decision replaces one guardian's consent.
    BoardDecided(BoardDecided),
    /// The decision is set aside.
    BoardDecisionEnded(Ending),
    /// A guardian's own access is extended or closed.
    GuardianAccessSet(GuardianAccessSet),
    /// The rule of age holds again.
    GuardianAccessEnded(Ending),
    /// Grantors are asked for consent.
    ConsentRequested(ConsentRequested),
    /// A grantor answered.
    ConsentRequestAnswered(ConsentRequestAnswered),
    /// Nobody answers any more. No service states it: a request ends by its own time, which is judged when it is read. It is understood where
    /// it stands, so that a program that ends requests early needs no new kind.
    ConsentRequestExpired(Ending),
    /// A holder is asked for information, by secure message.
    InformationRequested(InformationRequested),
    /// The holder answered.
    InformationAnswered(InformationAnswered),
}

/// The end of something. A second one changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    /// The UUID of what ends.
    #[serde(with = "one")]
    pub of: Uuid,
    /// The name of who asked for it, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// Why, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

impl Ending {
    /// The end of `of`, with nothing further said.
    #[must_use]
    pub fn of(of: Uuid) -> Self {
        Self {
            of,
            registrar: None,
            reason: None,
        }
    }
}

/// What a statement is about: facts become unknown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Consents.
    Consent,
    /// Blocks.
    Block,
    /// Lifts.
    Lift,
    /// Custody.
    Custody,
    /// Protected identity.
    Protection,
    /// Relations.
    Relation,
    /// The numbers that the child had before.
    IdentityLink,
    /// The numbers that name this one as one of before.
    NumberNamed,
    /// Maturity assessments.
    Assessment,
    /// A board's decisions.
    BoardDecision,
    /// Guardians' access.
    GuardianAccess,
    /// Requests for consent: no decision reads them.
    ConsentRequest,
    /// Requests for information: no decision reads them.
    InformationRequest,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Consent,
        Self::Block,
        Self::Lift,
        Self::Custody,
        Self::Protection,
        Self::Relation,
        Self::IdentityLink,
        Self::NumberNamed,
        Self::Assessment,
        Self::BoardDecision,
        Self::GuardianAccess,
        Self::ConsentRequest,
        Self::InformationRequest,
    ];
}

/// Every kind: the word in store and log, its subject, and its case.
macro_rules! kinds {
    ($($case:ident => $word:literal, $subject:ident;)+) => {
        impl Statement {
            /// The kind, as it stands in store and log.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$case(_) => $word,)+
                }
            }

            /// What it is about.
            #[must_use]
            pub fn subject(&self) -> Subject {
                match self {
                    $(Self::$case(_) => Subject::$subject,)+
                }
            }
        }

        impl Subject {
            /// What statements of a kind are about. `None`: this version does not know the kind.
            #[must_use]
            pub fn of_kind(kind: &str) -> Option<Self> {
                match kind {
                    $($word => Some(Self::$subject),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    ConsentRegistered => "consent-registered", Consent;
    ConsentEnded => "consent-ended", Consent;
    ConsentDeleted => "consent-deleted", Consent;
    BlockRegistered => "block-registered", Block;
    BlockEnded => "block-ended", Block;
    BlockDeleted => "block-deleted", Block;
    LiftRegistered => "lift-registered", Lift;
    LiftEnded => "lift-ended", Lift;
    CustodyTold => "custody", Custody;
    CustodyByHand => "custody-by-hand", Custody;
    ProtectionTold => "protection", Protection;
    RelationTold => "relation", Relation;
    IdentityLinkTold => "identity-link", IdentityLink;
    NumberNamed => "number-named", NumberNamed;
    AssessmentRegistered => "assessment-registered", Assessment;
    AssessmentEnded => "assessment-ended", Assessment;
    BoardDecided => "board-decided", BoardDecision;
    BoardDecisionEnded => "board-decision-ended", BoardDecision;
    GuardianAccessSet => "guardian-access-set", GuardianAccess;
    GuardianAccessEnded => "guardian-access-ended", GuardianAccess;
    ConsentRequested => "consent-requested", ConsentRequest;
    ConsentRequestAnswered => "consent-request-answered", ConsentRequest;
    ConsentRequestExpired => "consent-request-expired", ConsentRequest;
    InformationRequested => "information-requested", InformationRequest;
    InformationAnswered => "information-answered", InformationRequest;
}

impl Statement {
    /// The UUID of what this statement begins.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::ConsentRegistered(s) => Some(s.id),
            Self::BlockRegistered(s) => Some(s.id),
            Self::LiftRegistered(s) => Some(s.id),
            Self::CustodyByHand(s) => Some(s.id),
            Self::AssessmentRegistered(s) => Some(s.id),
            Self::BoardDecided(s) => Some(s.id),
            Self::GuardianAccessSet(s) => Some(s.id),
            Self::ConsentRequested(s) => Some(s.id),
            Self::InformationRequested(s) => Some(s.id),
            _ => None,
        }
    }

    /// The UUID of what this statement ends.
    #[must_use]
    pub fn ends(&self) -> Option<Uuid> {
        match self {
            Self::ConsentEnded(e)
            | Self::ConsentDeleted(e)
            | Self::BlockEnded(e)
            | Self::BlockDeleted(e)
            | Self::LiftEnded(e)
            | Self::AssessmentEnded(e)
            | Self::BoardDecisionEnded(e)
            | Self::GuardianAccessEnded(e)
            | Self::ConsentRequestExpired(e) => Some(e.of),
            _ => None,
        }
    }

    /// The UUID that the statement is about, whether it begins, ends or answers it.
    #[must_use]
    pub fn about(&self) -> Option<Uuid> {
        match self {
            Self::ConsentRequestAnswered(s) => Some(s.request),
            Self::InformationAnswered(s) => Some(s.request),
            _ => self.id().or_else(|| self.ends()),
        }
    }

    /// As of when a register tells it: of these only the latest is in force.
    #[must_use]
    pub fn as_of(&self) -> Option<Timestamp> {
        match self {
            Self::CustodyTold(s) => Some(s.as_of),
            Self::ProtectionTold(s) => Some(s.as_of),
            _ => None,
        }
    }

    /// The same statement as it is written and read back: instants in whole microseconds, sets in order and once each.
    pub(super) fn as_written(&self) -> serde_json::Result<(String, Self)> {
        let mut ordered = self.clone();
        match &mut ordered {
            Self::ConsentRegistered(s) => in_order(&mut s.source_sectors),
            Self::BoardDecided(s) => in_order(&mut s.source_sectors),
            Self::ConsentRequested(s) => {
                in_order(&mut s.source_sectors);
                in_order(&mut s.grantors);
            }
            Self::BlockRegistered(s) => in_order(&mut s.types),
            Self::InformationRequested(s) => in_order(&mut s.types),
            Self::IdentityLinkTold(s) => {
                s.older.sort_by_key(|older| older.pseudonym.0);
                s.older.dedup_by_key(|older| older.pseudonym.0);
            }
            _ => {}
        }
        let text = serde_json::to_string(&ordered)?;
        let read = serde_json::from_str(&text)?;
        Ok((text, read))
    }
}

fn in_order<T: Ord>(set: &mut Vec<T>) {
    set.sort_unstable();
    set.dedup();
}
