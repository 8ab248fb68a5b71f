//! Who shares what with whom, and why.

use proto::v1::access as wire;
use serde::Serialize;

use super::{Organisation, code, when};
use crate::model::{Reason, When, reason_of};

/// Everything that stands between recipients and sources of one child, as the reader may know it.
#[derive(Clone, Serialize)]
pub struct SharingList {
    /// One row per recipient and sector of sources.
    pub sharings: Vec<Sharing>,
    /// The blocks in force that the reader may know of.
    pub blocks: Vec<SharedBlock>,
    /// For professionals: something may be blocked.
    pub blocked: bool,
    /// Organisations and units are left out, because they would tell where the child is.
    pub places_left_out: bool,
    /// When it was decided.
    pub decided_time: Option<When>,
    /// True when there are more rows than one answer gives.
    pub more: bool,
}

impl From<wire::ListSharingResponse> for SharingList {
    fn from(told: wire::ListSharingResponse) -> Self {
        Self {
            sharings: told.sharings.into_iter().map(Into::into).collect(),
            blocks: told.blocks.into_iter().map(Into::into).collect(),
            blocked: told.blocked_information_exists,
            places_left_out: told.places_left_out,
            decided_time: when(told.decided_time),
            more: told.more,
        }
    }
}

/// What a recipient may see of one sector's sources.
#[derive(Clone, Serialize)]
pub struct Sharing {
    /// The organisation. `null` = whatever organisation the sector has, or left out.
    pub recipient: Option<Organisation>,
    /// Its unit.
    pub recipient_unit: String,
    /// Its sector. Empty = any.
    pub recipient_sector: String,
    /// The sector of the sources.
    pub source_sector: String,
    /// `PERMIT`, `PARTIAL`, `ON_REQUEST`, `WITHHELD`; `UNSPECIFIED` where a consent alone opens nothing, or it is not told.
    pub outcome: &'static str,
    /// What it rests on: `consent`, `necessity`, `statute`, `own-access`.
    pub grounds: Vec<String>,
    /// The information types that are permitted.
    pub types: Vec<String>,
    /// The information types that a person at the source would have to release.
    pub on_request_types: Vec<String>,
    /// Why something is withheld or on request.
    pub reasons: Vec<Reason>,
    /// Consents and refusals in force that cover the two.
    pub consents: Vec<SharedConsent>,
    /// Requests for consent that await an answer.
    pub pending_requests: Vec<PendingRequest>,
    /// The blocks against sources of this sector.
    pub block_ids: Vec<String>,
    /// Since when anything has stood between the two.
    pub start_time: Option<When>,
    /// When the last of it ends. `null` = open.
    pub end_time: Option<When>,
    /// For auditors: the recipient's looks may be hidden from guardians.
    pub hidden_from_guardians: bool,
}

impl From<wire::Sharing> for Sharing {
    fn from(sharing: wire::Sharing) -> Self {
        let outcome = code(sharing.outcome().as_str_name(), "OUTCOME_");
        let sector = sharing.source_sector;
        let reasons = sharing.reasons.iter();
        Self {
            recipient: sharing.recipient.map(Into::into),
            recipient_unit: sharing.recipient_unit,
            recipient_sector: sharing.recipient_sector,
            outcome,
            grounds: sharing.grounds,
            types: sharing.information_types,
            on_request_types: sharing.on_request_types,
            reasons: reasons.map(|reason| reason_of(&sector, reason)).collect(),
            source_sector: sector,
            consents: sharing.consents.into_iter().map(Into::into).collect(),
            pending_requests: (sharing.pending_requests.into_iter())
                .map(Into::into)
                .collect(),
            block_ids: sharing.block_ids,
            start_time: when(sharing.start_time),
            end_time: when(sharing.end_time),
            hidden_from_guardians: sharing.hidden_from_guardians,
        }
    }
}

/// A consent or refusal in force, without anybody's identity.
#[derive(Clone, Serialize)]
pub struct SharedConsent {
    /// Its UUID.
    pub consent_id: String,
    /// `PERMIT` or `REFUSE`.
    pub kind: &'static str,
    /// `you`, `guardian` or `child`.
    pub given_by: String,
    /// From when.
    pub start_time: Option<When>,
    /// Until when. `null` = until it is ended.
    pub end_time: Option<When>,
    /// The purpose. Empty = any.
    pub purpose: String,
    /// False when somebody who may benefit registered it on another's word.
    pub verified: bool,
    /// False when who gave it decides no more: it counts for nothing.
    pub grantor_entitled: bool,
}

impl From<wire::SharedConsent> for SharedConsent {
    fn from(consent: wire::SharedConsent) -> Self {
        let kind = code(consent.kind().as_str_name(), "CONSENT_KIND_");
        Self {
            consent_id: consent.consent_id,
            kind,
            given_by: consent.given_by,
            start_time: when(consent.start_time),
            end_time: when(consent.end_time),
            purpose: consent.purpose,
            verified: consent.verified,
            grantor_entitled: consent.grantor_entitled,
        }
    }
}

/// A request for consent that awaits an answer.
#[derive(Clone, Serialize)]
pub struct PendingRequest {
    /// Its UUID.
    pub request_id: String,
    /// When it was asked.
    pub asked_time: Option<When>,
    /// When it ends unanswered.
    pub expire_time: Option<When>,
    /// How many were asked.
    pub asked_count: u32,
    /// How many have answered.
    pub answered_count: u32,
    /// True when the reader's own answer is awaited.
    pub awaits_caller: bool,
    /// The purpose. Empty = any.
    pub purpose: String,
}

impl From<wire::PendingRequest> for PendingRequest {
    fn from(request: wire::PendingRequest) -> Self {
        Self {
            request_id: request.request_id,
            asked_time: when(request.asked_time),
            expire_time: when(request.expire_time),
            asked_count: request.asked_count,
            answered_count: request.answered_count,
            awaits_caller: request.awaits_caller,
            purpose: request.purpose,
        }
    }
}

/// A block in force.
#[derive(Clone, Serialize)]
pub struct SharedBlock {
    /// Its UUID.
    pub block_id: String,
    /// The care provider whose information is blocked. `null` = left out.
    pub provider: Option<Organisation>,
    /// Its unit. Empty = the whole care provider, or left out.
    pub unit: String,
    /// The sectors of the sources that it concerns.
    pub source_sectors: Vec<String>,
    /// The information types. Empty = all.
    pub types: Vec<String>,
    /// From when it holds.
    pub start_time: Option<When>,
    /// From when the blocked information concerns.
    pub information_start_time: Option<When>,
    /// Until when the blocked information concerns.
    pub information_end_time: Option<When>,
    /// Until when it is set aside for somebody. `null` = it is not.
    pub lifted_until_time: Option<When>,
}

impl From<wire::SharedBlock> for SharedBlock {
    fn from(block: wire::SharedBlock) -> Self {
        Self {
            block_id: block.block_id,
            provider: block.provider.map(Into::into),
            unit: block.unit,
            source_sectors: block.source_sectors,
            types: block.information_types,
            start_time: when(block.start_time),
            information_start_time: when(block.information_start_time),
            information_end_time: when(block.information_end_time),
            lifted_until_time: when(block.lifted_until_time),
        }
    }
}
