//! Blocks, and what sets one aside for a time.

use domain::{
    facts::{BlockedPeriod, LiftReason, Pseudonym},
    id::OrganisationId,
    record::InformationType,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::text::{instant, many, maybe, maybe_instant, one};
use crate::seal::Sealed;

/// A block. Inner when it names a unit, else outer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockRegistered {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// The care provider whose information it is.
    #[serde(with = "one")]
    pub organisation: OrganisationId,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The types. Empty = all.
    #[serde(with = "many", default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<InformationType>,
    /// The time that the information concerns. `None` = whenever.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "period")]
    pub period: Option<BlockedPeriod>,
    /// Whose wish it is. `None` = whoever registered it did not say.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub wisher: Option<Pseudonym>,
    /// From when the block holds. `None` = from registration.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<Timestamp>,
    /// The registrar's name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// Why, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// A block set aside for one organisation, for at most seven days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiftRegistered {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// The block.
    #[serde(with = "one")]
    pub block: Uuid,
    /// The number under which the block stands, where that is another number of the same child: whoever states the lift has looked it up.
    /// `None` = under the one that the lift is said of.
    // R-LINK-8
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub block_of: Option<Pseudonym>,
    /// The organisation that may look.
    #[serde(with = "one")]
    pub organisation: OrganisationId,
    /// The unit that may look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The person's consent, or an emergency.
    #[serde(with = "one")]
    pub why: LiftReason,
    /// From when. `None` = from registration.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<Timestamp>,
    /// Until when, half-open.
    #[serde(with = "instant")]
    pub end: Timestamp,
    /// The registrar's name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// What was said of it, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// A blocked period as two instants.
mod period {
    use serde::{Deserializer, Serializer};

    use super::{BlockedPeriod, Deserialize, Serialize, Timestamp, maybe_instant};

    #[derive(Serialize, Deserialize)]
    struct Written {
        #[serde(with = "maybe_instant", default)]
        start: Option<Timestamp>,
        #[serde(with = "maybe_instant", default)]
        end: Option<Timestamp>,
    }

    pub(super) fn serialize<S: Serializer>(
        period: &Option<BlockedPeriod>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let written = period.map(|BlockedPeriod { start, end }| Written { start, end });
        written.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<BlockedPeriod>, D::Error> {
        let written = Option::<Written>::deserialize(deserializer)?;
        Ok(written.map(|Written { start, end }| BlockedPeriod { start, end }))
    }
}
