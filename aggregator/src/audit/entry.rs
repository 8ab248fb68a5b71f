//! What the access log says. Persons are pseudonyms, records and reasons keyed digests: the log tells who looked, never what they read.
//! The serialised form is part of the hash chain: fields are added, never renamed or moved.

mod names;

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use domain::{facts::Pseudonym, id::OrganisationId, time::Timestamp};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

pub use names::{ActorRef, TextRef, emergency_reason, lift_note, reveal_reason, review_note};

use super::{
    checkpoint::Checkpoint,
    verify::{CHECKPOINT_KIND, HEAD_KIND, PRUNED_KIND},
};
use crate::{hash::hex, seal::Sealed, store::FactAges};

/// One entry before it has its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When it happened.
    pub at: Timestamp,
    /// The child it concerns.
    pub child: Option<Pseudonym>,
    /// The overview it belongs to.
    pub overview_id: Option<String>,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Somebody is about to look: written before anything is asked.
    Intent(Intent),
    /// Somebody asked and was refused, whatever the cause.
    Refused(Refused),
    /// One source's records are about to be released.
    Shown(Shown),
    /// How an overview ended.
    Outcome(Outcome),
    /// Somebody opened, copied, printed or exported a record.
    Opened(Opened),
    /// What is known about a child changed, or was confirmed.
    FactChange(FactChange),
    /// The chain's head was taken, to be signed.
    HeadTaken(HeadTaken),
    /// A head was signed, and lies outside.
    Checkpoint(Checkpoint),
    /// Old entries were cut off.
    Pruned(Pruned),
    /// Somebody read what decides about access, without an overview: checks, lists.
    FactRead(FactRead),
    /// An emergency access was reviewed, a lift or a reveal.
    EmergencyReview(EmergencyReview),
}

impl Event {
    /// The kind as it stands in the log.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Intent(_) => "intent",
            Self::Refused(_) => "refused",
            Self::Shown(_) => "shown",
            Self::Outcome(_) => "outcome",
            Self::Opened(_) => "opened",
            Self::FactChange(_) => "fact_change",
            Self::HeadTaken(_) => HEAD_KIND,
            Self::Checkpoint(_) => CHECKPOINT_KIND,
            Self::Pruned(_) => PRUNED_KIND,
            Self::FactRead(_) => "fact_read",
            Self::EmergencyReview(_) => "emergency_review",
        }
    }
}

/// Somebody is about to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Who.
    pub actor: ActorRef,
    /// The certificate name of the system that called.
    pub consumer: String,
    /// The actor's organisation.
    pub organisation: Option<OrganisationRef>,
    /// The actor's unit.
    pub unit: Option<String>,
    /// The actor's role.
    pub role: String,
    /// The actor's sector.
    pub sector: Option<String>,
    /// `professional`, `guardian` or `child`.
    pub audience: String,
    /// The purpose the token states, for example `care`.
    pub purpose: String,
    /// The ground claimed. `None` = the ordinary ones.
    pub ground: Option<String>,
    /// The reason stated. It may name people, so its digest stands for it; of an emergency it lies sealed beside that, for the reviewer.
    pub reason: Option<TextRef>,
    /// True when access is by emergency.
    pub emergency: bool,
    /// The information types asked for.
    pub types: Vec<String>,
    /// The policy tables that decided: version and hash, by country.
    pub policies: BTreeMap<String, PolicyRef>,
    /// What was decided.
    pub decisions: Vec<DecisionRef>,
    /// What it takes beside the rest to decide it again as then. `None` in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<ReplayRef>,
}

/// Somebody asked and was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// What was asked, as for one who may look.
    pub intent: Intent,
    /// The stable reason. The actor may have been told less.
    pub reason: String,
}

/// One source's records are about to be released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The producer's id.
    pub producer: String,
    /// The producer's sector.
    pub sector: String,
    /// The status that is shown for it.
    pub status: String,
    /// The ground that carried.
    pub ground: Option<String>,
    /// How many records.
    pub record_count: u32,
    /// A keyed digest of each record's id, in the order shown.
    pub record_digests: Vec<String>,
    /// Records that the screen dropped, by reason. For the operator; the actor never learns of them.
    pub drops: BTreeMap<String, u32>,
}

/// How an overview ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether every permitted source answered whole.
    pub complete: bool,
    /// How it ended: `completed`, `cancelled`, `deadline`, or another stable word.
    pub end: String,
    /// Sources per status.
    pub sources: BTreeMap<String, u32>,
    /// Records released in all.
    pub record_count: u32,
}

/// Somebody opened a record that an overview showed, or asked where information is blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Who.
    pub actor: ActorRef,
    /// The producer's id.
    pub producer: String,
    /// The keyed digest of the record's id.
    pub record_digest: String,
    /// `open`, `copy`, `print` or `export`; `reveal` of where information is blocked.
    pub act: String,
    /// Why, of a reveal: sealed for the reviewer. `None` of other acts, and in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<TextRef>,
}

/// What is known about a child changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactChange {
    /// Who told it.
    pub by: String,
    /// `consent-registered`, `consent-ended`, `custody`, `protection`, `relation` or `confirmed`.
    pub change: String,
    /// The consent's id, where it is about one.
    pub consent_id: Option<String>,
    /// The statement that it was told by. `None` where none was taken, and in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementRef>,
}

/// A statement as it was stored when the entry was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRef {
    /// Its place among the statements.
    pub seq: u64,
    /// The SHA-256 of its text, in hex.
    pub sha256: String,
}

impl StatementRef {
    /// The statement with this text at this place.
    // R-AUDIT-28
    #[must_use]
    pub fn of(seq: u64, text: &str) -> Self {
        let hash = digest(&SHA256, text.as_bytes());
        Self {
            seq,
            sha256: hex(hash.as_ref()),
        }
    }
}

/// Somebody read what decides about access, without an overview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRead {
    /// Who: a pinned peer's name, or an actor as the log names it.
    pub by: String,
    /// The actor's organisation.
    pub organisation: Option<OrganisationRef>,
    /// The actor's unit.
    pub unit: Option<String>,
    /// The actor's role. Empty for a pinned peer.
    pub role: String,
    /// The actor's sector. `None` for a pinned peer, and in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// `professional`, `guardian` or `child`. Empty for a pinned peer.
    pub audience: String,
    /// What was read: `consent-check`, `blocks-check`, `consents-list`, `emergencies-list`, `accesses-list`, `sharing-list`, or another
    /// stable word.
    pub what: String,
}

/// An emergency access was reviewed, a lift or a reveal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyReview {
    /// The reviewer's UUID.
    pub review_id: String,
    /// Who reviewed.
    pub reviewer: ActorRef,
    /// The reviewer's role.
    pub role: String,
    /// `justified`, `unjustified` or `follow-up`.
    pub verdict: String,
    /// What was noted, encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Sealed>,
    /// The lift that was reviewed. `None` = the overview that the entry belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lift: Option<String>,
}

/// The chain's head was taken: this entry's hash is what a checkpoint signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadTaken {
    /// The heads of other chains in the same database that were not named before. Empty in entries of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<ChainHead>,
}

/// The last entry of another instance's chain, as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The instance.
    pub instance: String,
    /// Its last entry.
    pub seq: u64,
    /// The chain's hash with that entry, in hex.
    pub hash: String,
}

/// Entries older than the law wants kept were cut off at a signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pruned {
    /// The last entry that is gone.
    pub through: u64,
    /// What was older than this could go; microseconds since 1970, UTC.
    pub before_us: i64,
}

/// An organisation in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationRef {
    /// The system as a URI.
    pub system: String,
    /// The value.
    pub value: String,
}

impl From<&OrganisationId> for OrganisationRef {
    fn from(id: &OrganisationId) -> Self {
        Self {
            system: id.system().to_owned(),
            value: id.value().to_owned(),
        }
    }
}

/// Which tables decided, so that a decision can be replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRef {
    /// The version that the tables state.
    pub version: String,
    /// The SHA-256 of their text, in hex.
    pub hash: String,
}

/// What was decided for one sector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// The sector of the sources.
    pub sector: String,
    /// `permit`, `on-request` or `withhold`.
    pub outcome: String,
    /// The rules that decided.
    pub rules: Vec<String>,
    /// The types that it was decided for. Empty in entries of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Whether for sources of the actor's own organisation, or for others. `None` in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_organisation: Option<bool>,
}

/// Sources that were asked while a block stood against the actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedRef {
    /// Their sector.
    pub sector: String,
    /// The organisation that answers for them.
    pub organisation: Option<OrganisationRef>,
    /// The types that they were asked for.
    pub types: Vec<String>,
}

/// The ages after which facts were unknown, as they were configured; milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgesRef {
    /// Custody.
    pub custody_ms: i64,
    /// Protected identity.
    pub protection_ms: i64,
    /// Consents, and what else the store itself is the source of.
    pub consents_ms: i64,
    /// Relations.
    pub relations_ms: i64,
}

impl From<FactAges> for AgesRef {
    fn from(ages: FactAges) -> Self {
        // No age is longer than an i64 of milliseconds can say.
        let ms = |age: SignedDuration| i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        Self {
            custody_ms: ms(ages.custody),
            protection_ms: ms(ages.protection),
            consents_ms: ms(ages.consents),
            relations_ms: ms(ages.relations),
        }
    }
}

impl From<AgesRef> for FactAges {
    fn from(ages: AgesRef) -> Self {
        let ms = SignedDuration::from_millis;
        Self {
            custody: ms(ages.custody_ms),
            protection: ms(ages.protection_ms),
            consents: ms(ages.consents_ms),
            relations: ms(ages.relations_ms),
        }
    }
}

/// What it takes, beside what the entry says of the actor, to decide a question again as it was decided.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayRef {
    /// The country whose tables the actor works under.
    pub country: String,
    /// When the question was put; microseconds since 1970, UTC. What a ground carries for a time is counted from it.
    pub asked_us: i64,
    /// When it was decided: what had been said by then is what was known.
    pub decided_us: i64,
    /// The person, for guardian and child, as the facts name them: the pseudonym in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The ages after which facts were unknown. `None` in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ages: Option<AgesRef>,
    /// Whether a block stood against the actor and something was permitted that one can keep back. `None` in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<bool>,
    /// What was asked of whom while a block stood against the actor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<AskedRef>,
}

impl std::fmt::Debug for ReplayRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReplayRef({}, {})", self.country, self.decided_us)
    }
}
