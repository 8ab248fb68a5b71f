//! Of decisions, a plan: what to ask which producer, and what to say of each sector. Made before anybody knows whether a source holds anything.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    rc::Rc,
};

use crate::{
    decide::{
        Blocks, Class, Decision, Obligations, Onlooker, Outcome, Permit, Question, Reason,
        ReasonCode, Visibility, decide, is_related, may_look_for,
    },
    facts::Facts,
    id::OrganisationId,
    policy::{Audience, Ground, Policy},
    record::{InformationType, Sector},
    time::{Country, Timestamp, Window, age_on},
};

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
    /// Access by emergency.
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
    let against = Blocks::against(Onlooker::from(question), facts, policy, now);
    let mut decided = Decided {
        // With the blocks unknown nothing that they could keep back is permitted.
        blocks: against.unwrap_or_default(),
        question,
        facts,
        policy,
        now,
        classes: HashMap::new(),
        told: HashSet::new(),
    };
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

/// Each class is decided once, and each kind of source told of once, however many there are.
struct Decided<'a> {
    question: &'a Question<'a>,
    facts: &'a Facts,
    policy: &'a Policy,
    now: Timestamp,
    classes: HashMap<(&'a Sector, bool), HashMap<&'a InformationType, Rc<Decision>>>,
    told: HashSet<(&'a Sector, bool, bool, &'a [InformationType])>,
    blocks: Blocks,
}

/// What a decision comes to at one source.
enum AtSource<'d> {
    /// Nothing is said of it.
    Unsaid,
    Permit(&'d Permit),
    OnRequest(&'d [Reason]),
    Withhold(&'d [Reason]),
    /// Permitted, were it not addressed to somebody whom the source cannot tell from others.
    Unaddressed(Reason),
}

impl<'a> Decided<'a> {
    /// Says of the source's sector what is decided for its types, wherever the source's catchment is.
    fn tell(&mut self, candidate: &'a Candidate, filter: &Filter, plan: &mut Plan) {
        let own = self.is_own(candidate);
        let types = candidate.types.as_slice();
        let by_actor = candidate.answers_by_actor;
        if !(self.told).insert((&candidate.sector, own, by_actor, types)) {
            return;
        }
        for information_type in types.iter().filter(|t| filter.asks(t)) {
            let decision = self.decision(candidate, information_type);
            plan.visibility = plan.visibility.max(decision.visibility);
            let sector = plan.sectors.entry(candidate.sector.clone()).or_default();
            match self.at_source(&decision, candidate) {
                AtSource::Unsaid => {}
                AtSource::Permit(permit) => {
                    sector.obligations = match sector.permitted.is_empty() {
                        true => permit.obligations,
                        false => sector.obligations.and(permit.obligations),
                    };
                    sector.permitted.insert(information_type.clone());
                    if let Some(reason) = &permit.older {
                        hold_back(&mut sector.older, reason, information_type);
                    }
                }
                AtSource::OnRequest(reasons) => {
                    for reason in reasons {
                        hold_back(&mut sector.on_request, reason, information_type);
                    }
                }
                AtSource::Withhold(reasons) => {
                    for reason in reasons {
                        hold_back(&mut sector.withheld, reason, information_type);
                    }
                }
                AtSource::Unaddressed(reason) => {
                    hold_back(&mut sector.withheld, &reason, information_type);
                }
            }
        }
    }

    fn call(&mut self, candidate: &'a Candidate, filter: &Filter) -> Call {
        let mut call = Call {
            sector: candidate.sector.clone(),
            permits: BTreeMap::new(),
            held_back: Vec::new(),
            organisation: candidate.organisation.clone(),
            blocks: self.blocks.clone(),
        };
        for information_type in candidate.types.iter().filter(|t| filter.asks(t)) {
            let decision = self.decision(candidate, information_type);
            let permit = match self.at_source(&decision, candidate) {
                AtSource::Unsaid => continue,
                AtSource::Permit(permit) => permit,
                AtSource::OnRequest(reasons) | AtSource::Withhold(reasons) => {
                    for reason in reasons {
                        hold_back(&mut call.held_back, reason, information_type);
                    }
                    continue;
                }
                AtSource::Unaddressed(reason) => {
                    hold_back(&mut call.held_back, &reason, information_type);
                    continue;
                }
            };
            if let Some(reason) = &permit.older {
                hold_back(&mut call.held_back, reason, information_type);
            }
            if permit.blockable
                && (self.blocks).all_of(candidate.organisation.as_ref(), information_type)
            {
                // R-BLOCKED-2: not asked, and no word beside the source or its sector is another for it.
                continue;
            }
            let window = permit.window.intersect(&filter.window);
            if !window.is_empty() {
                let narrowed = Permit {
                    window,
                    ..permit.clone()
                };
                call.permits.insert(information_type.clone(), narrowed);
            }
        }
        call
    }

    fn at_source<'d>(&self, decision: &'d Decision, candidate: &Candidate) -> AtSource<'d> {
        if decision.visibility == Visibility::Refused {
            // R-VISIBILITY-2: what one class may say is not said of another.
            return AtSource::Unsaid;
        }
        match &decision.outcome {
            Outcome::Permit(permit) if permit.addressed && !candidate.answers_by_actor => {
                AtSource::Unaddressed(self.unaddressed(permit))
            }
            Outcome::Permit(permit) => AtSource::Permit(permit),
            Outcome::OnRequest(reasons) => AtSource::OnRequest(reasons),
            Outcome::Withhold(reasons) => AtSource::Withhold(reasons),
        }
    }

    /// The reason that goes with what a source cannot pick out for whoever asks.
    // R-PLAN-8
    fn unaddressed(&self, permit: &Permit) -> Reason {
        let code = ReasonCode::AddresseeUnknown;
        let line = self
            .policy
            .sharing()
            .iter()
            .find(|line| line.origin.id == permit.rule);
        line.map_or_else(
            || Reason::new(code),
            |line| Reason::by(code, &line.origin).asking(line),
        )
    }

    /// Whether a block stands and anything is permitted that one could keep back.
    // R-BLOCKED-8
    fn could_miss_some(&mut self, candidates: &'a [Candidate]) -> bool {
        let country = self.policy.country();
        !self.blocks.is_empty()
            && (candidates.iter())
                .filter(|candidate| candidate.country == country)
                .flat_map(|candidate| candidate.types.iter().map(move |kind| (candidate, kind)))
                .any(
                    |(candidate, kind)| match &self.decision(candidate, kind).outcome {
                        Outcome::Permit(permit) => permit.blockable,
                        Outcome::OnRequest(_) | Outcome::Withhold(_) => false,
                    },
                )
    }

    fn is_own(&self, candidate: &Candidate) -> bool {
        let own = &self.question.actor.organisation;
        own.is_some() && *own == candidate.organisation
    }

    fn decision(
        &mut self,
        candidate: &'a Candidate,
        information_type: &'a InformationType,
    ) -> Rc<Decision> {
        let same_organisation = self.is_own(candidate);
        let (question, facts, policy, now) = (self.question, self.facts, self.policy, self.now);
        let of_sector = self.classes.entry((&candidate.sector, same_organisation));
        let decision = of_sector.or_default().entry(information_type);
        Rc::clone(decision.or_insert_with(|| {
            let class = Class {
                country: candidate.country,
                producer: candidate.sector.clone(),
                information_type: information_type.clone(),
                same_organisation,
            };
            Rc::new(decide(question, &class, facts, policy, now))
        }))
    }
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

fn hold_back(held: &mut Vec<HeldBack>, reason: &Reason, information_type: &InformationType) {
    let types = match held.iter_mut().find(|h| h.reason == *reason) {
        Some(same) => &mut same.types,
        None => {
            held.push(HeldBack {
                reason: reason.clone(),
                types: BTreeSet::new(),
            });
            let Some(added) = held.last_mut() else { return };
            &mut added.types
        }
    };
    types.insert(information_type.clone());
}
