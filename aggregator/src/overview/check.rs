//! What an actor would see now, without asking any source: the decision of an overview, and nothing behind it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    decide::{Actor, Grantor, Question, Visibility},
    facts::Facts,
    plan::{Filter, Plan, SectorPlan, plan},
    policy::{Ground, Policy},
    record::{InformationType, Sector},
    time::{Timestamp, Window},
};
use proto::v1::overview as wire;

use super::{
    events::sector_decision, query::Language, question::candidate, reveal::without_blocks, words,
};
use crate::Aggregator;

/// A look that nobody takes.
#[derive(Debug)]
pub struct Would<'a> {
    /// Who would look.
    pub actor: &'a Actor,
    /// For what.
    pub purpose: &'a str,
    /// By which ground. `None` = the ordinary ones.
    pub ground: Option<Ground>,
    /// The types. Empty = all.
    pub types: BTreeSet<InformationType>,
    /// The language of sentences.
    pub language: Language,
}

/// What can be had on request from a sector.
#[derive(Debug)]
pub struct OnRequest {
    /// The types, each with its way of asking by its place in the tables.
    pub ways: BTreeMap<InformationType, usize>,
    /// Protected identity, or nobody can say that there is none.
    pub is_protected: bool,
}

impl Would<'_> {
    /// The plan that an overview would have. `None` where no tables are there for the actor's country.
    pub(super) fn plan(
        &self,
        aggregator: &Aggregator,
        policy: &Policy,
        facts: &Facts,
        now: Timestamp,
    ) -> Plan {
        self.plan_since(now, aggregator, policy, facts, now)
    }

    /// The same for a look that was claimed at a time: what a ground carries for hours is counted from there.
    // R-EMERGENCY-4
    pub(super) fn plan_since(
        &self,
        asked: Timestamp,
        aggregator: &Aggregator,
        policy: &Policy,
        facts: &Facts,
        now: Timestamp,
    ) -> Plan {
        let question = Question {
            actor: self.actor,
            ground: self.ground,
            reason_given: self.ground == Some(Ground::Emergency),
            purpose: self.purpose,
            asked,
        };
        let filter = Filter {
            types: self.types.clone(),
            window: Window::everything(),
        };
        let sources = aggregator.sources.all();
        let candidates: Vec<_> = sources.iter().map(candidate).collect();
        plan(&question, &filter, &candidates, facts, policy, now)
    }

    /// A row per sector, as far as the actor may know. `None`: nothing at all, as [`Visibility::Refused`] says it.
    // R-DESK-6
    pub fn sectors(
        &self,
        aggregator: &Aggregator,
        facts: &Facts,
        now: Timestamp,
    ) -> Option<Vec<wire::SectorDecision>> {
        let policy = aggregator.policies.load().of(self.actor.country).cloned()?;
        let plan = self.plan(aggregator, &policy, facts, now);
        if plan.visibility == Visibility::Refused {
            return None;
        }
        let asking = words::Asking {
            policy: &policy,
            today: policy.country().today(now),
            language: self.language,
            mailbox: "",
        };
        let sectors = plan.sectors.iter();
        Some(
            sectors
                .map(|(sector, decided)| sector_decision(sector.to_string(), decided, &asking))
                .collect(),
        )
    }

    /// What a person at a sector's sources must release, and what is older than the window: each type with its way of asking, by its
    /// place in the tables; and whether the identity is protected. `None` = nothing at all may be said.
    // R-INFO-1
    #[must_use]
    pub fn on_request(
        &self,
        aggregator: &Aggregator,
        facts: &Facts,
        sector: &Sector,
        now: Timestamp,
    ) -> Option<OnRequest> {
        let policy = aggregator.policies.load().of(self.actor.country).cloned()?;
        let plan = self.plan(aggregator, &policy, facts, now);
        let decided = plan.sectors.get(sector);
        let held_back = decided.map(|sector| sector.on_request.iter().chain(&sector.older));
        let ways = (held_back.into_iter().flatten()).filter_map(|held| {
            let place = held.reason.request?;
            Some(held.types.iter().map(move |kind| (kind.clone(), place)))
        });
        (plan.visibility != Visibility::Refused).then(|| OnRequest {
            ways: ways.flatten().collect(),
            is_protected: plan.protected,
        })
    }

    /// Whose consent is not there for what each sector holds, blocks aside. Asked with no consent known, it is whose consent is needed.
    // R-ASK-1
    #[must_use]
    pub fn missing(
        &self,
        aggregator: &Aggregator,
        facts: &Facts,
        now: Timestamp,
    ) -> BTreeMap<Sector, BTreeSet<Grantor>> {
        let Some(policy) = aggregator.policies.load().of(self.actor.country).cloned() else {
            return BTreeMap::new();
        };
        let plan = self.plan(aggregator, &policy, &without_blocks(facts, now), now);
        let of = |decided: &SectorPlan| {
            let held_back = decided.withheld.iter().chain(&decided.on_request);
            held_back
                .flat_map(|held| held.reason.missing.iter().copied())
                .collect()
        };
        let sectors = plan.sectors.iter();
        sectors
            .map(|(sector, decided)| (sector.clone(), of(decided)))
            .collect()
    }

    /// Whether anything at all would be shown.
    #[must_use]
    pub fn shows_anything(&self, aggregator: &Aggregator, facts: &Facts, now: Timestamp) -> bool {
        let policy = aggregator.policies.load().of(self.actor.country).cloned();
        policy.is_some_and(|policy| !self.plan(aggregator, &policy, facts, now).calls.is_empty())
    }
}
