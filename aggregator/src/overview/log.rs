//! What the access log says of a question: who asked, why, and what was decided by which rules.

use std::collections::{BTreeMap, BTreeSet};

use domain::plan::{Plan, Ruled};

use super::question::Overview;
use crate::{
    audit::entry::{ActorRef, AskedRef, DecisionRef, Intent, ReplayRef, TextRef},
    hash::hex,
};

impl Overview {
    pub(super) fn log_name(&self) -> ActorRef {
        let audience = self.actor.actor.audience;
        ActorRef::of(&self.actor.subject, audience, &self.aggregator.pseudonyms)
    }

    pub(super) fn intent(&self, plan: &Plan) -> Intent {
        let actor = &self.actor.actor;
        let (keys, seal) = (&self.aggregator.pseudonyms, &self.aggregator.seal);
        let reason = |text: &str| match plan.emergency {
            true => TextRef::emergency(text, &self.id, keys, seal),
            false => TextRef::reason(text, keys),
        };
        Intent {
            actor: self.log_name(),
            consumer: self.peer.peer.name.as_str().to_owned(),
            organisation: actor.organisation.as_ref().map(Into::into),
            unit: actor.unit.clone(),
            role: self.actor.role.clone(),
            sector: actor.sector.as_ref().map(ToString::to_string),
            audience: actor.audience.as_str().to_owned(),
            purpose: self.actor.purpose.clone(),
            ground: self.asked.ground.map(|g| g.as_str().to_owned()),
            reason: self.asked.reason.as_deref().map(reason),
            emergency: plan.emergency,
            types: self
                .asked
                .filter
                .types
                .iter()
                .map(ToString::to_string)
                .collect(),
            policies: self.aggregator.policies.load().reference(actor.country),
            decisions: decisions(plan),
            // R-REPLAY-2
            replay: Some(ReplayRef {
                country: actor.country.code().to_owned(),
                asked_us: self.asked_at.as_microsecond(),
                decided_us: plan.decided.as_microsecond(),
                person: actor.person.map(|person| hex(&person.0)),
                ages: Some(self.aggregator.ages.into()),
                blocked: Some(plan.blocked_information_exists),
                asked: asked(plan),
            }),
        }
    }
}

/// What was decided for each sector, with the rules, as the log keeps it.
fn decisions(plan: &Plan) -> Vec<DecisionRef> {
    let of_sectors = plan.sectors.iter();
    let rulings = of_sectors.flat_map(|(sector, decided)| {
        let rulings = decided.rulings.iter();
        rulings.map(move |(key, ruling)| (sector, key, ruling))
    });
    rulings
        .map(|(sector, (own, outcome), ruling)| DecisionRef {
            sector: sector.to_string(),
            outcome: match outcome {
                Ruled::Permit => "permit",
                Ruled::OnRequest => "on-request",
                Ruled::Withhold => "withhold",
            }
            .to_owned(),
            rules: ruling.rules.iter().map(ToString::to_string).collect(),
            types: ruling.types.iter().map(ToString::to_string).collect(),
            same_organisation: Some(*own),
        })
        .collect()
}

/// Who was asked for what while blocks stood against the actor, each organisation of a sector once.
fn asked(plan: &Plan) -> Vec<AskedRef> {
    let mut asked: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for call in plan.calls.values().filter(|call| !call.blocks.is_empty()) {
        let types = asked.entry((&call.sector, &call.organisation)).or_default();
        types.extend(call.permits.keys());
    }
    (asked.into_iter())
        .map(|((sector, organisation), types)| AskedRef {
            sector: sector.to_string(),
            organisation: organisation.as_ref().map(Into::into),
            types: types.into_iter().map(ToString::to_string).collect(),
        })
        .collect()
}
