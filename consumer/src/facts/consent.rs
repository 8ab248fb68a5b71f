//! Consents and requests for them.

use proto::v1::consent as wire;
use serde::Serialize;

use super::{Organisation, code, when};
use crate::model::When;

/// One grantor's word, without whose it is: the aggregator knows pseudonyms only.
#[derive(Clone, Serialize)]
pub struct Consent {
    /// Its UUID.
    pub consent_id: String,
    /// `PERMIT` or `REFUSE`.
    pub kind: &'static str,
    /// The organisation that may see. `null` = any.
    pub recipient: Option<Organisation>,
    /// Its unit. Empty = all of it.
    pub recipient_unit: String,
    /// The sector that may see. Empty = any.
    pub recipient_sector: String,
    /// The sectors whose sources it covers. Empty = all.
    pub source_sectors: Vec<String>,
    /// The purpose. Empty = any.
    pub purpose: String,
    /// From when.
    pub start_time: Option<When>,
    /// Until when. `null` = until it is ended.
    pub end_time: Option<When>,
    /// When it was ended at the person's wish.
    pub ended_time: Option<When>,
    /// When it was taken back as misregistered.
    pub deleted_time: Option<When>,
    /// When it was registered.
    pub registered_time: Option<When>,
    /// Who registered it, as the access log names them.
    pub registered_by: String,
    /// False when it was registered on another's word by somebody who may benefit.
    pub verified: bool,
}

impl From<wire::Consent> for Consent {
    fn from(consent: wire::Consent) -> Self {
        let kind = code(consent.kind().as_str_name(), "CONSENT_KIND_");
        let registration = consent.registration.unwrap_or_default();
        Self {
            consent_id: consent.consent_id,
            kind,
            recipient: consent.recipient.map(Into::into),
            recipient_unit: consent.recipient_unit,
            recipient_sector: consent.recipient_sector,
            source_sectors: consent.source_sectors,
            purpose: consent.purpose,
            start_time: when(consent.start_time),
            end_time: when(consent.end_time),
            ended_time: when(consent.ended_time),
            deleted_time: when(consent.deleted_time),
            registered_time: when(consent.registered_time),
            registered_by: registration.registered_by,
            verified: consent.verified,
        }
    }
}

/// A request for consent.
#[derive(Clone, Serialize)]
pub struct Request {
    /// Its UUID.
    pub request_id: String,
    /// `ASKED`, `ANSWERED` or `EXPIRED`.
    pub state: &'static str,
    /// The organisation that would see.
    pub recipient: Option<Organisation>,
    /// Its unit. Empty = all of it.
    pub recipient_unit: String,
    /// The sector that would see.
    pub recipient_sector: String,
    /// The sectors whose sources it is about. Empty = all.
    pub source_sectors: Vec<String>,
    /// The purpose. Empty = any.
    pub purpose: String,
    /// What the family is told about why.
    pub reason: String,
    /// When it was asked.
    pub asked_time: Option<When>,
    /// Until when an answer is awaited.
    pub expire_time: Option<When>,
    /// How many were asked.
    pub asked_count: u32,
    /// How many have answered.
    pub answered_count: u32,
    /// True when the caller was asked and has not answered.
    pub awaits_caller: bool,
}

impl From<wire::ConsentRequest> for Request {
    fn from(request: wire::ConsentRequest) -> Self {
        let state = code(request.state().as_str_name(), "CONSENT_REQUEST_STATE_");
        Self {
            request_id: request.request_id,
            state,
            recipient: request.recipient.map(Into::into),
            recipient_unit: request.recipient_unit,
            recipient_sector: request.recipient_sector,
            source_sectors: request.source_sectors,
            purpose: request.purpose,
            reason: request.reason,
            asked_time: when(request.asked_time),
            expire_time: when(request.expire_time),
            asked_count: request.asked_count,
            answered_count: request.answered_count,
            awaits_caller: request.awaits_caller,
        }
    }
}
