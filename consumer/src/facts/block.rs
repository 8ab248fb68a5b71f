//! Blocks, their lifts, and where blocked information may be.

use proto::v1::{consent as wire, overview as shown};
use serde::Serialize;

use super::{Organisation, code, when};
use crate::model::When;

/// What must not be seen.
#[derive(Clone, Serialize)]
pub struct Block {
    /// Its UUID.
    pub block_id: String,
    /// The care provider whose information it is.
    pub provider: Option<Organisation>,
    /// The unit, for an inner block. Empty = an outer one.
    pub unit: String,
    /// The information types. Empty = all.
    pub types: Vec<String>,
    /// From when the blocked information concerns.
    pub information_start_time: Option<When>,
    /// Until when the blocked information concerns.
    pub information_end_time: Option<When>,
    /// From when it holds.
    pub start_time: Option<When>,
    /// When it was ended at the person's wish.
    pub ended_time: Option<When>,
    /// When it was taken back as misregistered.
    pub deleted_time: Option<When>,
    /// For whom it is or was set aside.
    pub lifts: Vec<Lift>,
}

impl From<wire::Block> for Block {
    fn from(block: wire::Block) -> Self {
        Self {
            block_id: block.block_id,
            provider: block.provider.map(Into::into),
            unit: block.unit,
            types: block.information_types,
            information_start_time: when(block.information_start_time),
            information_end_time: when(block.information_end_time),
            start_time: when(block.start_time),
            ended_time: when(block.ended_time),
            deleted_time: when(block.deleted_time),
            lifts: block.lifts.into_iter().map(Into::into).collect(),
        }
    }
}

/// A block set aside for one organisation.
#[derive(Clone, Serialize)]
pub struct Lift {
    /// Its UUID.
    pub lift_id: String,
    /// The block.
    pub block_id: String,
    /// Who may look.
    pub recipient: Option<Organisation>,
    /// Its unit. Empty = all of it.
    pub recipient_unit: String,
    /// `CONSENT` or `EMERGENCY`.
    pub reason: &'static str,
    /// From when.
    pub start_time: Option<When>,
    /// Until when.
    pub end_time: Option<When>,
    /// When it was ended before its time.
    pub ended_time: Option<When>,
}

impl From<wire::Lift> for Lift {
    fn from(lift: wire::Lift) -> Self {
        let reason = code(lift.reason().as_str_name(), "LIFT_REASON_");
        Self {
            lift_id: lift.lift_id,
            block_id: lift.block_id,
            recipient: lift.recipient.map(Into::into),
            recipient_unit: lift.recipient_unit,
            reason,
            start_time: when(lift.start_time),
            end_time: when(lift.end_time),
            ended_time: when(lift.ended_time),
        }
    }
}

/// Where blocked information may be: the first of two steps.
#[derive(Clone, Serialize)]
pub struct Revealed {
    /// The overview within which it was told, in the access log.
    pub overview_id: String,
    /// True when the overview says that something is blocked. Without it nothing is asked.
    pub blocked: bool,
    /// The sources that may hold it.
    pub sources: Vec<RevealedSource>,
    /// The blocks, which the second step sets aside.
    pub block_ids: Vec<String>,
}

/// A source that may hold blocked information.
#[derive(Clone, Serialize)]
pub struct RevealedSource {
    /// The producer's id; the sector's code under protected identity.
    pub producer: String,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: String,
}

impl Revealed {
    /// What was told within an overview.
    #[must_use]
    pub fn of(overview_id: String, told: shown::RevealBlockedResponse) -> Self {
        let source = |source: shown::SourceRef| RevealedSource {
            producer: source.producer_id,
            name: source.name,
            sector: source.sector,
        };
        Self {
            overview_id,
            blocked: true,
            sources: told.sources.into_iter().map(source).collect(),
            block_ids: told.block_ids,
        }
    }

    /// Nothing is blocked, as the overview says.
    #[must_use]
    pub fn nothing(overview_id: String) -> Self {
        Self {
            overview_id,
            blocked: false,
            sources: Vec::new(),
            block_ids: Vec::new(),
        }
    }
}
