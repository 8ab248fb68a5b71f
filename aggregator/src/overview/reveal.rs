//! The first step of breaking the glass: where blocked information may be. It opens nothing, asks no source, and stands in the access log.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    decide::{Blocks, Onlooker, Visibility},
    facts::{Block, Facts, Known},
    plan::{Call, Plan},
    policy::{Audience, Ground, Policy},
    time::Timestamp,
};
use proto::v1::overview::{RevealBlockedResponse, SourceRef};
use uuid::Uuid;

use super::{check::Would, mask, query::Language};
use crate::{Aggregator, identity::VerifiedActor};

/// Where blocked information may be, as the actor may know it.
#[derive(Debug, Default)]
pub struct Revealed {
    /// The answer.
    pub answer: RevealBlockedResponse,
    /// The true ids of the sources, for the log.
    pub producers: BTreeSet<String>,
}

/// The sources of which the actor would see something were it not for the blocks that stand against them, with those blocks. `None`: the
/// actor may know nothing of the child, or is no professional: what a child blocked is not hinted at to its guardians. By a ground that was
/// claimed at a time: an emergency is over here when it is over in the overview.
// R-REVEAL-1, R-BLOCKED-8
#[must_use]
pub fn reveal(
    aggregator: &Aggregator,
    actor: &VerifiedActor,
    (ground, asked): (Option<Ground>, Timestamp),
    facts: &Facts,
    now: Timestamp,
) -> Option<Revealed> {
    if actor.actor.audience != Audience::Professional {
        return None;
    }
    let policy = aggregator
        .policies
        .load()
        .of(actor.actor.country)
        .cloned()?;
    let would = Would {
        actor: &actor.actor,
        purpose: &actor.purpose,
        ground,
        types: BTreeSet::new(),
        language: Language::default(),
    };
    let unblocked = without_blocks(facts, now);
    let plan = would.plan_since(asked, aggregator, &policy, &unblocked, now);
    if plan.visibility == Visibility::Refused {
        return None;
    }
    let onlooker = Onlooker {
        audience: actor.actor.audience,
        organisation: actor.actor.organisation.as_ref(),
        unit: actor.actor.unit.as_deref(),
    };
    let blocks = facts.blocks.at(now)?;
    let standing = (blocks.iter()).filter(|block| {
        let alone = Facts {
            blocks: known(vec![(*block).clone()], now),
            ..facts.clone()
        };
        Blocks::against(onlooker, &alone, &policy, now).is_none_or(|against| !against.is_empty())
    });
    Some(revealed(aggregator, &policy, &plan, standing))
}

fn revealed<'a>(
    aggregator: &Aggregator,
    policy: &Policy,
    plan: &Plan,
    standing: impl Iterator<Item = &'a Block>,
) -> Revealed {
    let sources = aggregator.sources.all();
    let mut revealed = Revealed::default();
    let mut shown: BTreeMap<String, SourceRef> = BTreeMap::new();
    for block in standing {
        let called = (sources.iter())
            .filter_map(|source| Some((source, plan.calls.get(&source.admission.id)?)))
            .filter(|(source, call)| {
                source.admission.organisation == block.organisation && reaches(block, call)
            });
        let mut found = false;
        for (source, call) in called {
            found = true;
            revealed.producers.insert(source.admission.id.clone());
            let named = name(policy, &source.admission, call);
            shown.insert(named.producer_id.clone(), named);
        }
        if found {
            let id = Uuid::from_bytes(block.id).to_string();
            revealed.answer.block_ids.push(id);
        }
    }
    revealed.answer.sources = shown.into_values().collect();
    revealed
}

fn reaches(block: &Block, call: &Call) -> bool {
    block.types.is_empty()
        || block
            .types
            .iter()
            .any(|kind| call.permits.contains_key(kind))
}

/// As an overview names it: under masks by its sector, and then all of a sector as one.
// R-PROTECT-3
fn name(policy: &Policy, admission: &crate::peers::Admission, call: &Call) -> SourceRef {
    if super::fan::is_masked(call) {
        let labels = policy.sectors().get(&admission.sector);
        return mask::source(&admission.sector, labels, 0, Language::default());
    }
    SourceRef {
        producer_id: admission.id.clone(),
        name: admission.name.clone(),
        sector: admission.sector.to_string(),
    }
}

/// The facts were nothing blocked. Blocks that nobody can say stay unknown, and withhold.
pub(super) fn without_blocks(facts: &Facts, now: Timestamp) -> Facts {
    let blocks = match facts.blocks.at(now) {
        None => Known::Unknown,
        Some(_) => known(Vec::new(), now),
    };
    Facts {
        blocks,
        ..facts.clone()
    }
}

fn known<T>(value: Vec<T>, now: Timestamp) -> Known<Vec<T>> {
    Known::Told {
        value,
        as_of: now,
        max_age: jiff::SignedDuration::from_mins(1),
    }
}
