//! What the access log says of a question: who asked, why, and what was decided by which rules.

use std::collections::BTreeSet;

use domain::plan::{HeldBack, Plan};

use super::question::Overview;
use crate::{
    audit::entry::{ActorRef, DecisionRef, Intent, ReplayRef, TextRef},
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
            }),
        }
    }
}

/// What was decided for each sector, with the rules, as the log keeps it.
fn decisions(plan: &Plan) -> Vec<DecisionRef> {
    let mut decisions = Vec::new();
    for (sector, decided) in &plan.sectors {
        let permitted: BTreeSet<_> = (plan.calls.values())
            .filter(|call| call.sector == *sector)
            .flat_map(|call| call.permits.values().map(|p| p.rule.to_string()))
            .collect();
        let held = |held: &[HeldBack]| -> (BTreeSet<String>, BTreeSet<String>) {
            let rules = held.iter().filter_map(|h| h.reason.rule.as_deref());
            let types = held.iter().flat_map(|h| &h.types);
            (
                rules.map(ToOwned::to_owned).collect(),
                types.map(ToString::to_string).collect(),
            )
        };
        let shown = decided.permitted.iter().map(ToString::to_string).collect();
        let outcomes = [
            ("permit", (permitted, shown)),
            ("on-request", held(&decided.on_request)),
            ("withhold", held(&decided.withheld)),
        ];
        let is_there = |(_, (_, types)): &(_, (_, BTreeSet<String>))| !types.is_empty();
        decisions.extend(
            outcomes
                .into_iter()
                .filter(is_there)
                .map(|(outcome, (rules, types))| DecisionRef {
                    sector: sector.to_string(),
                    outcome: outcome.to_owned(),
                    rules: rules.into_iter().collect(),
                    types: types.into_iter().collect(),
                }),
        );
    }
    decisions
}
