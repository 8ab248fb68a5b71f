//! A question that an actor may have put: decided from one read of the facts, and decided again whenever the gate asks.

use std::sync::{Arc, atomic::Ordering};

use domain::{
    decide::{Question, Visibility},
    facts::{Consent, Facts, Pseudonym},
    id::PersonId,
    plan::{Call, Candidate, Plan, plan},
    policy::Policy,
    programme::Programmes,
    time::Timestamp,
};
use proto::transport::PeerInfo;
use tokio::time::Instant;
use tonic::{Code, Status};
use uuid::Uuid;

use super::{answer::Judge, query::Asked, refusal::refusal, words};
use crate::{
    Aggregator,
    gate::{Live, Permission, Recheck},
    identity::{TOKEN_CLOCK_SKEW, VerifiedActor},
    ledger::{Held, InformationRequest},
    numbers::{Joined, Stands, with_others},
    registry::AnswerScope,
    sources::Source,
    store::{EpochCell, StoreError},
};

/// A question that an actor may have put, with everything needed to decide it again.
#[derive(Clone)]
pub struct Overview {
    pub(super) aggregator: Arc<Aggregator>,
    pub(super) actor: Arc<VerifiedActor>,
    pub(super) peer: PeerInfo,
    pub(super) asked: Arc<Asked>,
    pub(super) child: Pseudonym,
    pub(super) policy: Arc<Policy>,
    pub(super) programmes: Option<Arc<Programmes>>,
    pub(super) id: Arc<str>,
    pub(super) began: Instant,
    /// When it was put: what a ground carries for a time is counted from here.
    pub(super) asked_at: Timestamp,
}

/// A decision with what it was made of.
pub(super) struct Decided {
    pub(super) permission: Permission,
    pub(super) sources: Vec<Source>,
    /// The numbers that the child had before, as far as sources are asked under them.
    pub(super) older_ids: Vec<PersonId>,
    /// The same, as facts and log know them.
    pub(super) older: Vec<Pseudonym>,
    /// Something may stand under older numbers that nobody is asked under, and that may be told.
    pub(super) is_doubtful: bool,
    /// What was read.
    pub(super) stands: Stands,
    /// The requests for information that wait for an answer.
    pub(super) open_requests: Vec<Held<InformationRequest>>,
    /// Protected identity, or nobody can say that there is none. The plan says it of professionals only.
    pub(super) is_protected: bool,
    /// What a guardian or the child who asks has said of consent themselves, ended words too.
    pub(super) own_words: Vec<Consent>,
}

impl Overview {
    /// A question by a verified actor.
    pub fn new(
        aggregator: Arc<Aggregator>,
        actor: Arc<VerifiedActor>,
        peer: PeerInfo,
        asked: Asked,
    ) -> Result<Self, Status> {
        let country = actor.actor.country;
        let policies = aggregator.policies.load();
        let policy = policies.of(country).cloned().ok_or_else(refusal)?;
        Ok(Self {
            programmes: policies.programmes(country).cloned(),
            child: aggregator.pseudonyms.of(&asked.child),
            asked: Arc::new(asked),
            id: Uuid::new_v4().to_string().into(),
            began: Instant::now(),
            asked_at: aggregator.clock.now(),
            aggregator,
            actor,
            peer,
            policy,
        })
    }

    /// One read of the facts, and the plan they give now.
    pub(super) async fn decide(&self) -> Result<Decided, Status> {
        let aggregator = &self.aggregator;
        let policy_generation = aggregator.policy_generation.load(Ordering::SeqCst);
        let registry_generation = aggregator.registry.generation();
        // The tables in force now, and after their generation was read: a newer one is then seen as newer.
        let policies = aggregator.policies.load();
        let policy = (policies.of(self.actor.actor.country)).unwrap_or(&self.policy);
        let birth = self.asked.child.birth_date();
        let cell = aggregator.epochs.watch(self.child);
        let read = (aggregator.store.facts(self.child, birth).await).map_err(unread)?;
        let now = aggregator.clock.now();
        let sources = aggregator.sources.all();
        let candidates: Vec<_> = sources.iter().map(candidate).collect();
        let question = Question {
            actor: &self.actor.actor,
            ground: self.asked.ground,
            reason_given: self.asked.reason.is_some(),
            purpose: &self.actor.purpose,
            asked: self.asked_at,
        };
        let filter = &self.asked.filter;
        let planned = |facts: &Facts| plan(&question, filter, &candidates, facts, policy, now);
        let alone = planned(&read.facts);
        // Older numbers only narrow: whoever may know nothing without them may know nothing, at the same cost as of any child.
        // R-VISIBILITY-2
        let is_refused = alone.visibility == Visibility::Refused;
        let (epoch, stands) = (read.epoch, Stands::of(cell, read.epoch));
        let open_requests = read.beside.open_requests.clone();
        let (plan, joined) = if is_refused || !read.beside.has_other_numbers() {
            (alone, Joined::alone(read.facts, stands))
        } else {
            let joined = with_others(aggregator, read, stands, now).await;
            let joined = joined.map_err(unread)?;
            (planned(&joined.facts), joined)
        };
        Ok(Decided {
            permission: Permission {
                valid_until: plan.valid_until.min(self.token_ends()),
                plan: Arc::new(plan),
                epoch,
                others: joined.stands.cells().into(),
                policy: policy_generation,
                registry: registry_generation,
            },
            older: joined.older,
            older_ids: joined.ids,
            is_doubtful: joined.is_doubtful,
            stands: joined.stands,
            open_requests,
            is_protected: joined.facts.is_protected(now),
            own_words: self.own_words(&joined.facts, now),
            sources,
        })
    }

    fn own_words(&self, facts: &Facts, now: Timestamp) -> Vec<Consent> {
        let Some(person) = self.actor.actor.person else {
            return Vec::new();
        };
        let said = facts.consents.at(now).into_iter().flatten();
        said.filter(|word| word.grantor == person)
            .cloned()
            .collect()
    }

    /// The same question decided again, for the gate. What stands under a number that is the child's no more may be in any source's
    /// answer, so none of them keeps its permission.
    // R-LINK-3
    pub(super) fn recheck(&self, asked_under: &Arc<[PersonId]>) -> Recheck {
        let (overview, asked_under) = (self.clone(), asked_under.clone());
        Box::pin(async move {
            let decided = overview.decide().await?;
            let mut permission = decided.permission;
            if permission.plan.visibility == Visibility::Refused {
                return Err(refusal());
            }
            let is_linked = |id: &PersonId| decided.older_ids.contains(id);
            if !asked_under.iter().all(is_linked) {
                let mut plan = Plan::clone(&permission.plan);
                plan.calls.clear();
                permission.plan = Arc::new(plan);
            }
            Ok(permission)
        })
    }

    pub(super) fn live(&self, epoch: EpochCell) -> Live {
        Live {
            epoch,
            policy: self.aggregator.policy_generation.clone(),
            registry: self.aggregator.registry.clone(),
            peers: self.aggregator.peers.clone(),
            peer: self.peer.peer.clone(),
            token_expires: self.token_ends(),
            witness: self.aggregator.witness.clone(),
        }
    }

    pub(super) fn token_ends(&self) -> Timestamp {
        let ends = self.actor.expires.checked_add(TOKEN_CLOCK_SKEW);
        ends.unwrap_or(self.actor.expires)
    }

    pub(super) fn words<'a>(&'a self, mailbox: &'a str) -> words::Asking<'a> {
        words::Asking {
            policy: &self.policy,
            today: self.policy.country().today(self.aggregator.clock.now()),
            language: self.asked.language,
            mailbox,
        }
    }

    pub(super) fn judge<'a>(
        &'a self,
        producer: &'a str,
        older_ids: &'a [PersonId],
        call: &'a Call,
        cap: usize,
    ) -> Judge<'a> {
        Judge {
            producer,
            child: &self.asked.child,
            older_ids,
            call,
            audience: self.actor.actor.audience,
            policy: &self.policy,
            language: self.asked.language,
            pseudonyms: &self.aggregator.pseudonyms,
            cap,
        }
    }
}

/// Facts that cannot be read.
pub(super) fn unread(_: StoreError) -> Status {
    proto::status::refuse(
        Code::Unavailable,
        "FACTS_UNAVAILABLE",
        "consents and custody cannot be read, so nothing is shown",
    )
}

pub(super) fn candidate(source: &Source) -> Candidate {
    let admission = &source.admission;
    Candidate {
        producer: admission.id.clone(),
        country: admission.country,
        sector: admission.sector.clone(),
        organisation: Some(admission.organisation.clone()),
        types: (source.registration.as_ref())
            .map_or(&admission.types, |r| &r.description.types)
            .iter()
            .cloned()
            .collect(),
        age_from: admission.catchment.ages.map(|ages| ages.from),
        age_below: admission.catchment.ages.and_then(|ages| ages.below),
        // Without a lease it is not asked, and is told of as one that does not answer.
        answers_by_actor: (source.registration.as_ref())
            .is_none_or(|r| r.description.scope == AnswerScope::Actor),
    }
}
