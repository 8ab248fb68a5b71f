//! Who decides for the child and who has to do with it: custody, protection, relations, assessments, a board's decisions,
//! guardians' access.

use domain::{
    facts::{CareRelation, GuardianAccessKind, Holder, Pseudonym},
    id::OrganisationId,
    record::Sector,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::text::{instant, many, maybe, maybe_instant, one};
use crate::seal::Sealed;

/// Who holds custody. Empty = nobody does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustodyTold {
    /// All who hold it.
    #[serde(with = "holders")]
    pub holders: Vec<Holder>,
    /// As of when the source knows it.
    #[serde(with = "instant")]
    pub as_of: Timestamp,
}

/// Who holds custody, as somebody at work states it from a document, where no register can. Empty = whoever says so vouches for nobody, and
/// while that is their word nobody else's counts.
// R-CUSTODY-6
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustodyByHand {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// All who hold it.
    #[serde(with = "holders")]
    pub holders: Vec<Holder>,
    /// When the document was seen.
    #[serde(with = "instant")]
    pub as_of: Timestamp,
    /// The organisation of who states it.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub registered_at: Option<OrganisationId>,
    /// Which document was seen, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Sealed>,
    /// On whose word, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// Why by hand, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// Whether the identity is protected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProtectionTold {
    /// True when it is.
    pub protected: bool,
    /// As of when the source knows it.
    #[serde(with = "instant")]
    pub as_of: Timestamp,
}

/// A relation; it replaces what was told for the same organisation, unit and sector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelationTold {
    /// The organisation.
    #[serde(with = "one")]
    pub organisation: OrganisationId,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The sector.
    #[serde(with = "one")]
    pub sector: Sector,
    /// From when.
    #[serde(with = "instant")]
    pub start: Timestamp,
    /// Until when, half-open.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub end: Option<Timestamp>,
}

/// A maturity assessment. The newest of the same organisation and unit replaces those before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssessmentRegistered {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// The organisation that assessed.
    #[serde(with = "one")]
    pub organisation: OrganisationId,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What was found.
    pub mature: bool,
    /// From when. `None` = from registration.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<Timestamp>,
    /// The assessor's name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// On what it rests, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// A board's decision that stands in for one guardian's consent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardDecided {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// The guardian whose consent it replaces.
    #[serde(with = "one")]
    pub guardian: Pseudonym,
    /// The sector whose measure it is about. `None` = any.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers. Empty = all.
    #[serde(with = "many", default, skip_serializing_if = "Vec::is_empty")]
    pub source_sectors: Vec<Sector>,
    /// From when. `None` = from registration.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<Timestamp>,
    /// Until when, half-open.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub end: Option<Timestamp>,
    /// The registrar's name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// The decision's reference, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// A guardian whose access differs from what the child's age gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuardianAccessSet {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// The guardian.
    #[serde(with = "one")]
    pub guardian: Pseudonym,
    /// Extended or closed.
    #[serde(with = "one")]
    pub kind: GuardianAccessKind,
    /// From when. `None` = from registration.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<Timestamp>,
    /// Until when, half-open: the end of what is extended, the date for review of what is closed.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub end: Option<Timestamp>,
    /// The registrar's name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// Why, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

impl From<CareRelation> for RelationTold {
    fn from(relation: CareRelation) -> Self {
        let CareRelation {
            organisation,
            unit,
            sector,
            start,
            end,
        } = relation;
        Self {
            organisation,
            unit,
            sector,
            start,
            end,
        }
    }
}

/// Holders of custody.
mod holders {
    use serde::{Deserializer, Serializer};

    use super::{Deserialize, Holder, Pseudonym, Serialize, one};

    #[derive(Serialize, Deserialize)]
    struct Written {
        #[serde(with = "one")]
        guardian: Pseudonym,
        residence_parent: bool,
    }

    pub(super) fn serialize<S: Serializer>(
        holders: &[Holder],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(holders.iter().map(|holder| Written {
            guardian: holder.guardian,
            residence_parent: holder.residence_parent,
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Holder>, D::Error> {
        let written = Vec::<Written>::deserialize(deserializer)?;
        let holder = |w: Written| Holder {
            guardian: w.guardian,
            residence_parent: w.residence_parent,
        };
        Ok(written.into_iter().map(holder).collect())
    }
}
