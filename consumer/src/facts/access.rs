//! Who looked, and which emergencies await review.

use proto::v1::access as wire;
use serde::Serialize;

use super::{Organisation, code, when};
use crate::model::When;

/// One look.
#[derive(Clone, Serialize)]
pub struct Access {
    /// The overview's id.
    pub overview_id: String,
    /// When.
    pub access_time: Option<When>,
    /// `professional`, `guardian` or `child`.
    pub audience: String,
    /// The organisation that looked. `null` where it would tell where the child is, and for persons.
    pub organisation: Option<Organisation>,
    /// Its unit.
    pub unit: String,
    /// The role.
    pub role: String,
    /// The sector.
    pub sector: String,
    /// The ground: `consent`, `emergency`, `own-access`, `statute`, `necessity`.
    pub ground: String,
    /// The purpose that was stated.
    pub purpose: String,
    /// What was done: `ask`, `shown`, `open`, `copy`, `print`, `export`, `reveal`.
    pub act: String,
    /// The sector of the source that was shown.
    pub source_sector: String,
    /// True when the look was refused.
    pub refused: bool,
    /// True when it was by emergency.
    pub emergency: bool,
    /// For auditors: hidden from guardians.
    pub hidden_from_guardians: bool,
    /// For auditors: when that is reconsidered.
    pub hiding_review_time: Option<When>,
}

impl From<wire::Access> for Access {
    fn from(access: wire::Access) -> Self {
        Self {
            overview_id: access.overview_id,
            access_time: when(access.access_time),
            audience: access.audience,
            organisation: access.organisation.map(Into::into),
            unit: access.unit,
            role: access.role,
            sector: access.sector,
            ground: access.ground,
            purpose: access.purpose,
            act: access.act,
            source_sector: access.source_sector,
            refused: access.refused,
            emergency: access.emergency,
            hidden_from_guardians: access.hidden_from_guardians,
            hiding_review_time: when(access.hiding_review_time),
        }
    }
}

/// An emergency access, or what was done about a block.
#[derive(Clone, Serialize)]
pub struct Emergency {
    /// `OVERVIEW`, `LIFT` or `REVEAL`.
    pub kind: &'static str,
    /// The overview's id: what a review names. Empty for a lift.
    pub overview_id: String,
    /// The lift's id: what a review names. Empty where no block was set aside.
    pub lift_id: String,
    /// When.
    pub access_time: Option<When>,
    /// When the ground ended by itself.
    pub end_time: Option<When>,
    /// Who looked, by the id that the organisation gave.
    pub actor: String,
    /// The organisation.
    pub organisation: Option<Organisation>,
    /// Its unit.
    pub unit: String,
    /// The role.
    pub role: String,
    /// The sector.
    pub sector: String,
    /// The reason that was stated.
    pub reason: String,
    /// The child's pseudonym, as it stands in exports of the log.
    pub child_pseudonym: String,
    /// The sectors of the sources that were shown.
    pub source_sectors: Vec<String>,
    /// How many records were shown.
    pub record_count: u32,
    /// The newest review. `null` = none yet.
    pub review: Option<Review>,
    /// All reviews, oldest first.
    pub reviews: Vec<Review>,
    /// Where information is blocked was asked within the overview.
    pub reveals: Vec<Reveal>,
}

/// Somebody asked where information is blocked.
#[derive(Clone, Serialize)]
pub struct Reveal {
    /// When.
    pub reveal_time: Option<When>,
    /// The reason that was stated.
    pub reason: String,
}

impl From<wire::Emergency> for Emergency {
    fn from(emergency: wire::Emergency) -> Self {
        Self {
            kind: code(emergency.kind().as_str_name(), "EMERGENCY_KIND_"),
            lift_id: emergency.lift_id,
            reveals: (emergency.reveals.into_iter())
                .map(|reveal| Reveal {
                    reveal_time: when(reveal.reveal_time),
                    reason: reveal.reason,
                })
                .collect(),
            overview_id: emergency.overview_id,
            access_time: when(emergency.access_time),
            end_time: when(emergency.end_time),
            actor: emergency.actor,
            organisation: emergency.organisation.map(Into::into),
            unit: emergency.unit,
            role: emergency.role,
            sector: emergency.sector,
            reason: emergency.reason,
            child_pseudonym: emergency.child_pseudonym,
            source_sectors: emergency.source_sectors,
            record_count: emergency.record_count,
            review: emergency.review.map(Into::into),
            reviews: emergency.reviews.into_iter().map(Into::into).collect(),
        }
    }
}

/// A review of an emergency access.
#[derive(Clone, Serialize)]
pub struct Review {
    /// Its UUID.
    pub review_id: String,
    /// Who reviewed.
    pub reviewer: String,
    /// When.
    pub review_time: Option<When>,
    /// `JUSTIFIED`, `UNJUSTIFIED` or `FOLLOW_UP`.
    pub verdict: &'static str,
    /// What the reviewer noted.
    pub note: String,
}

impl From<wire::EmergencyReview> for Review {
    fn from(review: wire::EmergencyReview) -> Self {
        let verdict = code(review.verdict().as_str_name(), "EMERGENCY_VERDICT_");
        Self {
            review_id: review.review_id,
            reviewer: review.reviewer,
            review_time: when(review.review_time),
            verdict,
            note: review.note,
        }
    }
}
