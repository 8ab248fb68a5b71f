//! Of decisions, a plan: what to ask which producer, and what to say of each sector. Made before anybody knows whether a source holds anything.

mod decided;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    decide::{Blocks, Obligations, Permit, Question, Reason, Visibility, is_related, may_look_for},
    facts::Facts,
    id::OrganisationId,
    policy::{Audience, Ground, Policy, RuleId},
    record::{InformationType, Sector},
    time::{Country, Timestamp, Window, age_on},
};
use decided::Decided;

/// A producer as its admission describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The producer's id.
    pub producer: String,
    /// Its country.
    pub country: Country,
    /// Its sector.
    pub sector: Sector,
    /// Its organisation.
    pub organisation: Option<OrganisationId>,
    /// The types it answers.
    pub types: Vec<InformationType>,
    /// The catchment: from this age of the child, in whole years.
    pub age_from: Option<u8>,
    /// The catchment: below this age.
    pub age_below: Option<u8>,
    /// Whether it is told who asks and answers by that. What is addressed to somebody is not asked of a source that is not.
    pub answers_by_actor: bool,
}

/// What the caller narrows the question to. It can only narrow.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The types asked for. Empty = all.
    pub types: BTreeSet<InformationType>,
    /// The time asked for, inside whatever is permitted.
    pub window: Window,
}

/// What to ask whom, and what to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// How much may be said. [`Visibility::Refused`] = one constant refusal, nothing else of this plan.
    pub visibility: Visibility,
    /// The calls, by producer id.
    pub calls: BTreeMap<String, Call>,
    /// What is decided for each sector that any producer stands for.
    pub sectors: BTreeMap<Sector, SectorPlan>,
    /// Protected identity, or nobody can say that there is none.
    pub protected: bool,
    /// Access by emergency was claimed.
    pub emergency: bool,
    /// Something of what this actor could see otherwise may be blocked. Says neither what nor where: it hangs on no source, and not on
    /// what the question was narrowed to.
    pub blocked_information_exists: bool,
    /// When it was decided.
    pub decided: Timestamp,
    /// When the plan ends if no fact changes before.
    pub valid_until: Timestamp,
}

impl Plan {
    /// The plan that asks nobody and says nothing.
    #[must_use]
    pub fn refused() -> Self {
        Self {
            visibility: Visibility::Refused,
            calls: BTreeMap::new(),
            sectors: BTreeMap::new(),
            protected: false,
            emergency: false,
            blocked_information_exists: false,
            decided: Timestamp::MIN,
            valid_until: Timestamp::MAX,
        }
    }

    /// Whether the emergency that was claimed opens anything, blocks aside. One that opens nothing stands in the log as it was claimed, and
    /// nobody is told that they look by it: the tables have no emergency for them.
    // R-EMERGENCY-15
    #[must_use]
    pub fn is_opened_by_emergency(&self) -> bool {
        self.emergency && (self.sectors.values()).any(|sector| !sector.permitted.is_empty())
    }
}

/// What one producer may be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The producer's sector.
    pub sector: Sector,
    /// A permit per type, with its window narrowed to the question.
    pub permits: BTreeMap<InformationType, Permit>,
    /// Why other types of the same producer are not asked.
    pub held_back: Vec<HeldBack>,
    /// The organisation that answers for the source.
    pub organisation: Option<OrganisationId>,
    /// What its records are screened against.
    pub blocks: Blocks,
}

/// What is decided for a sector.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SectorPlan {
    /// The types permitted.
    pub permitted: BTreeSet<InformationType>,
    /// The types a person at the source must release.
    pub on_request: Vec<HeldBack>,
    /// The types withheld.
    pub withheld: Vec<HeldBack>,
    /// What to say of information older than the windows of the permitted types.
    pub older: Vec<HeldBack>,
    /// What goes for everything permitted.
    pub obligations: Obligations,
    /// What was decided by which rules, for sources of the actor's own organisation (`true`) and for others. For the access log: a
    /// decision is made again for the one or the other.
    pub rulings: BTreeMap<(bool, Ruled), Ruling>,
}

/// How a decision went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruled {
    /// Permitted.
    Permit,
    /// A person at the source must release it.
    OnRequest,
    /// Withheld.
    Withhold,
}

/// Types of which the same was decided, and the rules that did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ruling {
    /// The rules, each once.
    pub rules: BTreeSet<RuleId>,
    /// The types.
    pub types: BTreeSet<InformationType>,
}

/// Types that are not shown, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldBack {
    /// Why.
    pub reason: Reason,
    /// Which types.
    pub types: BTreeSet<InformationType>,
}

/// Makes the plan.
#[must_use]
pub fn plan(
    question: &Question<'_>,
    filter: &Filter,
    candidates: &[Candidate],
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> Plan {
    let mut decided = Decided::new(question, facts, policy, now);
    let mut plan = Plan {
        visibility: match is_related(question.actor, facts, now)
            && may_look_for(question, policy, now)
        {
            true => Visibility::Reasons,
            false => Visibility::Refused,
        },
        calls: BTreeMap::new(),
        sectors: BTreeMap::new(),
        // Only professionals are told that an identity is protected.
        protected: question.actor.audience == Audience::Professional && facts.is_protected(now),
        emergency: question.ground == Some(Ground::Emergency),
        blocked_information_exists: false,
        decided: now,
        valid_until: Timestamp::MAX,
    };
    let country = policy.country();
    let age = (facts.birth).and_then(|birth| age_on(birth, country.today(now)));
    // Another country's sources are under other tables, and none of this plan's business.
    for candidate in candidates.iter().filter(|c| c.country == country) {
        decided.tell(candidate, filter, &mut plan);
        // R-PLAN-9: before the call is built, for most of many sources are outside.
        if !candidate.takes(age) {
            continue;
        }
        let call = decided.call(candidate, filter);
        if !call.permits.is_empty() {
            let ends = call.permits.values().map(|p| p.valid_until).min();
            plan.valid_until = plan.valid_until.min(ends.unwrap_or(plan.valid_until));
            plan.calls.insert(candidate.producer.clone(), call);
        }
    }
    plan.blocked_information_exists =
        question.actor.audience == Audience::Professional && decided.could_miss_some(candidates);
    plan.sectors.values_mut().for_each(SectorPlan::sort);
    plan.calls
        .values_mut()
        .for_each(|call| call.held_back.sort());
    if plan.visibility == Visibility::Refused {
        // R-VISIBILITY-1: unknown, forbidden, protected and empty make one and the same plan.
        plan.sectors.clear();
        plan.protected = false;
        plan.blocked_information_exists = false;
    }
    plan
}

impl Filter {
    fn asks(&self, information_type: &InformationType) -> bool {
        self.types.is_empty() || self.types.contains(information_type)
    }
}

impl SectorPlan {
    /// The order of the registry is nobody's business.
    fn sort(&mut self) {
        self.on_request.sort();
        self.withheld.sort();
        self.older.sort();
    }
}

impl Candidate {
    /// Whether the child is in the catchment. An unknown age asks: leaving a source out must be certain.
    fn takes(&self, age: Option<u8>) -> bool {
        let Some(age) = age else { return true };
        self.age_from.is_none_or(|from| from <= age)
            && self.age_below.is_none_or(|below| age < below)
    }
}
