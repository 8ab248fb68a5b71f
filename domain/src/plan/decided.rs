//! What is decided for the sources of a plan: each class once, whoever asks for it, and what it comes to at one source.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    rc::Rc,
};

use super::{Call, Candidate, Filter, HeldBack, Plan, Ruled, SectorPlan};
use crate::{
    decide::{
        Blocks, Class, Decision, Onlooker, Outcome, Permit, Question, Reason, ReasonCode,
        Visibility, decide,
    },
    facts::Facts,
    policy::{Policy, RuleId},
    record::{InformationType, Sector},
    time::Timestamp,
};

/// Each class is decided once, and each kind of source told of once, however many there are.
pub(super) struct Decided<'a> {
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
    pub(super) fn new(
        question: &'a Question<'a>,
        facts: &'a Facts,
        policy: &'a Policy,
        now: Timestamp,
    ) -> Self {
        let against = Blocks::against(Onlooker::from(question), facts, policy, now);
        Self {
            // With the blocks unknown nothing that they could keep back is permitted.
            blocks: against.unwrap_or_default(),
            question,
            facts,
            policy,
            now,
            classes: HashMap::new(),
            told: HashSet::new(),
        }
    }

    /// Says of the source's sector what is decided for its types, wherever the source's catchment is.
    pub(super) fn tell(&mut self, candidate: &'a Candidate, filter: &Filter, plan: &mut Plan) {
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
            let at_source = self.at_source(&decision, candidate);
            sector.note(own, information_type, &at_source);
            match at_source {
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

    pub(super) fn call(&mut self, candidate: &'a Candidate, filter: &Filter) -> Call {
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
    pub(super) fn could_miss_some(&mut self, candidates: &'a [Candidate]) -> bool {
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

impl SectorPlan {
    /// Notes what was decided of a type, and by which rules.
    // R-REPLAY-2
    fn note(&mut self, own: bool, information_type: &InformationType, decided: &AtSource<'_>) {
        let by = |reasons: &[Reason]| reasons.iter().filter_map(|r| r.rule.clone()).collect();
        let (outcome, rules): (_, Vec<RuleId>) = match decided {
            AtSource::Unsaid => return,
            AtSource::Permit(permit) => (Ruled::Permit, vec![permit.rule.clone()]),
            AtSource::OnRequest(reasons) => (Ruled::OnRequest, by(reasons)),
            AtSource::Withhold(reasons) => (Ruled::Withhold, by(reasons)),
            AtSource::Unaddressed(reason) => (Ruled::Withhold, by(std::slice::from_ref(reason))),
        };
        let ruling = self.rulings.entry((own, outcome)).or_default();
        ruling.rules.extend(rules);
        ruling.types.insert(information_type.clone());
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
