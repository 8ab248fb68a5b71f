//! What one recipient would be shown now, sector by sector, with what it rests on: the decision of an overview that nobody asked for.
//! For `ListSharing` only. Blocks are left out of it, because what stands against them is told apart from it, and not to everybody.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    decide::{Actor, ReasonCode, Visibility},
    facts::Facts,
    plan::{HeldBack, Plan, SectorPlan},
    policy::Policy,
    record::{InformationType, Sector},
    time::Timestamp,
};
use proto::v1::overview::SectorDecision;

use super::{
    check::Would, events::sector_decision, query::Language, reveal::without_blocks, words,
};
use crate::Aggregator;

/// What a recipient would be shown of one sector.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Outcome and reasons, as an overview says them.
    pub decision: SectorDecision,
    /// The grounds of what is permitted.
    pub grounds: BTreeSet<&'static str>,
    /// What is permitted.
    pub permitted: BTreeSet<InformationType>,
    /// What a person at the source must release.
    pub on_request: BTreeSet<InformationType>,
    /// Something would be shown, could be asked for, or waits for somebody's consent.
    pub is_telling: bool,
}

/// What a recipient would be shown of every sector. `None`: has nothing to do with the child.
// R-SHARING-1
#[must_use]
pub fn shown(
    aggregator: &Aggregator,
    policy: &Policy,
    recipient: &Actor,
    facts: &Facts,
    language: Language,
    now: Timestamp,
) -> Option<BTreeMap<Sector, Shown>> {
    let would = Would {
        actor: recipient,
        purpose: "care",
        ground: None,
        types: BTreeSet::new(),
        language,
    };
    let plan = would.plan(aggregator, policy, &without_blocks(facts, now), now);
    if plan.visibility == Visibility::Refused {
        return None;
    }
    let asking = words::Asking {
        policy,
        today: policy.country().today(now),
        language,
        mailbox: "",
    };
    let sectors = plan.sectors.iter();
    let shown = sectors.map(|(sector, decided)| {
        let shown = Shown {
            decision: sector_decision(sector.to_string(), decided, &asking),
            grounds: grounds(&plan, sector),
            permitted: decided.permitted.clone(),
            on_request: types(&decided.on_request),
            is_telling: is_telling(decided),
        };
        (sector.clone(), shown)
    });
    Some(shown.collect())
}

fn grounds(plan: &Plan, sector: &Sector) -> BTreeSet<&'static str> {
    let calls = plan.calls.values().filter(|call| call.sector == *sector);
    let permits = calls.flat_map(|call| call.permits.values());
    permits.map(|permit| permit.ground.as_str()).collect()
}

fn types(held: &[HeldBack]) -> BTreeSet<InformationType> {
    held.iter().flat_map(|h| h.types.iter().cloned()).collect()
}

/// Sectors that the tables hold apart for ever say nothing about this child.
fn is_telling(decided: &SectorPlan) -> bool {
    let waits = |held: &HeldBack| {
        matches!(
            held.reason.code,
            ReasonCode::ConsentRefused
                | ReasonCode::Objected
                | ReasonCode::ConsentNotVerified
                | ReasonCode::ConsentWithdrawn
                | ReasonCode::OtherGuardianMissing
                | ReasonCode::ConsentMissing
                | ReasonCode::CustodyUnknown
                | ReasonCode::NobodyCanConsent
                | ReasonCode::ConsentUnknown
                | ReasonCode::BlocksUnknown
        )
    };
    !decided.permitted.is_empty()
        || !decided.on_request.is_empty()
        || decided.withheld.iter().any(waits)
}
