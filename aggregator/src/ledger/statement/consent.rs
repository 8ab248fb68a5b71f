//! Consents, and the asking for them.

use domain::{
    facts::{ConsentKind, Pseudonym},
    id::OrganisationId,
    record::Sector,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::text::{instant, many, maybe, maybe_instant, one};
use crate::seal::Sealed;

/// A grantor's word. An empty scope means all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentRegistered {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// Who gave it.
    #[serde(with = "one")]
    pub grantor: Pseudonym,
    /// Permit or refuse.
    #[serde(with = "one")]
    pub kind: ConsentKind,
    /// The organisation that may see.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<OrganisationId>,
    /// The unit that may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_unit: Option<String>,
    /// The sector that may see.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers.
    #[serde(with = "many", default, skip_serializing_if = "Vec::is_empty")]
    pub source_sectors: Vec<Sector>,
    /// From when. `None` = from registration.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<Timestamp>,
    /// Until when, half-open. `None` = until ended.
    #[serde(
        with = "maybe_instant",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub end: Option<Timestamp>,
    /// The purpose, as a code. `None` = any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// False when the very actor who benefits registered it on another's word.
    pub verified: bool,
    /// The registrar's name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// Why it was registered, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
    /// The consent request that it answers.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// The organisation of whoever registered it at work. `None` = nobody at work did, or it was registered before this was noted.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub registered_at: Option<OrganisationId>,
}

/// Grantors are asked for a consent of this scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentRequested {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// Who is asked.
    #[serde(with = "many")]
    pub grantors: Vec<Pseudonym>,
    /// The organisation that would see.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<OrganisationId>,
    /// The unit that would see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_unit: Option<String>,
    /// The sector that would see.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it would cover.
    #[serde(with = "many", default, skip_serializing_if = "Vec::is_empty")]
    pub source_sectors: Vec<Sector>,
    /// The purpose, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// After which nobody answers any more.
    #[serde(with = "instant")]
    pub expires: Timestamp,
    /// Who asks, by name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
    /// What the grantors are told, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// One grantor answered a request; the consent itself is a statement of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentRequestAnswered {
    /// The request.
    #[serde(with = "one")]
    pub request: Uuid,
    /// Who answered.
    #[serde(with = "one")]
    pub grantor: Pseudonym,
    /// Permit or refuse.
    #[serde(with = "one")]
    pub kind: ConsentKind,
    /// The consent that was registered.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Uuid>,
}
