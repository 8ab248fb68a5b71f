//! Opens an overview: decides, logs the intent, and hands what is to be asked to the messages behind the gate.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use domain::{
    decide::{Question, Visibility},
    facts::Pseudonym,
    plan::{Candidate, Plan, plan},
    policy::Policy,
    time::Timestamp,
};
use proto::{
    transport::PeerInfo,
    v1::{overview::SourceRef, producer::AccessContext},
};
use tokio::time::Instant;
use tonic::{Code, Status};
use uuid::Uuid;

use super::{
    events, mask,
    messages::{Fan, messages},
    query::Asked,
    source::{self, Asking},
    words,
};
use crate::{
    Aggregator,
    audit::{
        IntentReceipt,
        entry::{ActorRef, DecisionRef, Intent, Refused, TextRef},
    },
    gate::{Gate, Live, Permission, Recheck, Unreleased},
    identity::{TOKEN_CLOCK_SKEW, VerifiedActor},
    sources::Source,
    store::EpochCell,
};

/// A question that an actor may have put, with everything needed to decide it again.
#[derive(Clone)]
pub struct Overview {
    aggregator: Arc<Aggregator>,
    actor: Arc<VerifiedActor>,
    peer: PeerInfo,
    asked: Arc<Asked>,
    child: Pseudonym,
    policy: Arc<Policy>,
    id: Arc<str>,
    began: Instant,
}

/// A decision with what it was made of.
struct Decided {
    permission: Permission,
    sources: Vec<Source>,
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
        let policy = (aggregator.policies.load().of(country).cloned()).ok_or_else(refusal)?;
        Ok(Self {
            child: aggregator.pseudonyms.of(&asked.child),
            asked: Arc::new(asked),
            id: Uuid::new_v4().to_string().into(),
            began: Instant::now(),
            aggregator,
            actor,
            peer,
            policy,
        })
    }

    /// Decides and begins. The stream ends before `budget` is over.
    // R-VISIBILITY-1
    pub async fn open(self, budget: Duration) -> Result<Gate, Status> {
        let deadline = self.began + budget - reserve(budget);
        // The cell first: a change that commits while the facts are read is then in the facts or raises the cell.
        let cell = self.aggregator.epochs.watch(self.child);
        let decided = self.decide().await?;
        if decided.permission.plan.visibility == Visibility::Refused {
            return Err(self.refuse(&decided.permission.plan).await);
        }
        let aggregator = &self.aggregator;
        let intent = self.intent(&decided.permission.plan);
        let receipt = (aggregator.audit.intent(&self.id, self.child, intent).await)
            .map_err(|unavailable| self.unlogged(&unavailable))?;
        let receipt = Arc::new(receipt);
        let (started, fan) = self.fan(&decided, deadline, &receipt);
        let live = self.live(cell);
        let metrics = aggregator.metrics.clone();
        Ok(Gate::new(
            messages(Unreleased::started(started, receipt), fan),
            decided.permission,
            live,
            aggregator.clock.clone(),
            Box::new(move || self.recheck()),
            Arc::new(move || metrics.superseded()),
        ))
    }

    /// One read of the facts, and the plan they give now.
    async fn decide(&self) -> Result<Decided, Status> {
        let aggregator = &self.aggregator;
        let policy_generation = aggregator.policy_generation.load(Ordering::SeqCst);
        let registry_generation = aggregator.registry.generation();
        let birth = self.asked.child.birth_date();
        let read = (aggregator.store.facts(self.child, birth).await).map_err(|_| {
            proto::status::refuse(
                Code::Unavailable,
                "FACTS_UNAVAILABLE",
                "consents and custody cannot be read, so nothing is shown",
            )
        })?;
        let now = aggregator.clock.now();
        let sources = aggregator.sources.all();
        let candidates: Vec<_> = sources.iter().map(candidate).collect();
        let question = Question {
            actor: &self.actor.actor,
            ground: self.asked.ground,
            reason_given: self.asked.reason.is_some(),
        };
        let plan = plan(
            &question,
            &self.asked.filter,
            &candidates,
            &read.facts,
            &self.policy,
            now,
        );
        Ok(Decided {
            permission: Permission {
                valid_until: plan.valid_until.min(self.token_ends()),
                plan: Arc::new(plan),
                epoch: read.epoch,
                policy: policy_generation,
                registry: registry_generation,
            },
            sources,
        })
    }

    /// The same question decided again, for the gate.
    fn recheck(&self) -> Recheck {
        let overview = self.clone();
        Box::pin(async move {
            let decided = overview.decide().await?;
            if decided.permission.plan.visibility == Visibility::Refused {
                return Err(refusal());
            }
            Ok(decided.permission)
        })
    }

    fn live(&self, epoch: EpochCell) -> Live {
        Live {
            epoch,
            policy: self.aggregator.policy_generation.clone(),
            registry: self.aggregator.registry.clone(),
            peers: self.aggregator.peers.clone(),
            peer: self.peer.peer.clone(),
            token_expires: self.token_ends(),
        }
    }

    fn token_ends(&self) -> Timestamp {
        let ends = self.actor.expires.checked_add(TOKEN_CLOCK_SKEW);
        ends.unwrap_or(self.actor.expires)
    }

    /// The one refusal: after the same reads, after one audit write, in whole steps of time, whatever the cause.
    // R-VISIBILITY-2
    async fn refuse(&self, plan: &Plan) -> Status {
        let refused = Refused {
            intent: self.intent(plan),
            reason: "REFUSED".to_owned(),
        };
        let logged = self
            .aggregator
            .audit
            .refused(&self.id, self.child, refused)
            .await;
        if let Err(unavailable) = logged {
            self.unlogged(&unavailable);
        }
        self.aggregator.metrics.overview("REFUSED");
        tokio::time::sleep_until(next_step(self.began, Instant::now())).await;
        refusal()
    }

    fn unlogged(&self, unavailable: &crate::audit::AuditUnavailable) -> Status {
        self.aggregator.metrics.audit_failed();
        tracing::error!("the access log cannot be written; nothing is shown");
        unavailable.status()
    }

    /// What is asked of whom, and the first event.
    fn fan(
        &self,
        decided: &Decided,
        deadline: Instant,
        receipt: &Arc<IntentReceipt>,
    ) -> (proto::v1::overview::OverviewStarted, Fan) {
        let plan = &decided.permission.plan;
        let names = self.names(decided);
        let cap = self.cap(plan.calls.len());
        let asking: Vec<_> = (decided.sources.iter())
            .filter_map(|source| {
                let id = &source.admission.id;
                let call = plan.calls.get(id)?.clone();
                Some(Asking {
                    request: source::request(
                        &self.id,
                        self.asked.child.clone().into(),
                        &call.permits,
                        cap,
                        self.context(&call),
                    ),
                    source: source.clone(),
                    shown_as: names.get(id)?.clone(),
                    call,
                    deadline,
                })
            })
            .collect();
        let now = self.aggregator.clock.now();
        let mut asked: Vec<_> = asking.iter().map(|a| a.shown_as.clone()).collect();
        asked.sort_by(|a, b| a.producer_id.cmp(&b.producer_id));
        let started = events::started(
            &self.id,
            plan,
            asked,
            &self.words(""),
            now,
        );
        let fan = Fan {
            overview: self.clone(),
            asking,
            receipt: receipt.clone(),
            protected: plan.calls.values().any(is_masked),
            cap,
        };
        (started, fan)
    }

    /// How the actor knows each source: by its name, or under protected identity by its sector and a number. The numbers follow a keyed
    /// order of this child's own: by the order of the admissions an insider could tell which town the second school health is in.
    // R-PROTECT-3
    fn names(&self, decided: &Decided) -> BTreeMap<String, SourceRef> {
        let mut per_sector: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sources: Vec<_> = decided.sources.iter().collect();
        sources.sort_by_cached_key(|source| self.keyed_place(&source.admission.id));
        (sources.into_iter())
            .filter_map(|source| {
                let admission = &source.admission;
                let call = decided.permission.plan.calls.get(&admission.id)?;
                let shown_as = if is_masked(call) {
                    let place = per_sector.entry(admission.sector.as_str()).or_default();
                    let labels = self.policy.sectors().get(&admission.sector);
                    let language = self.asked.language;
                    let shown = mask::source(&admission.sector, labels, *place, language);
                    *place += 1;
                    shown
                } else {
                    SourceRef {
                        producer_id: admission.id.clone(),
                        name: admission.name.clone(),
                        sector: admission.sector.to_string(),
                    }
                };
                Some((admission.id.clone(), shown_as))
            })
            .collect()
    }

    fn keyed_place(&self, producer: &str) -> String {
        let child = self.asked.child.value();
        let keys = &self.aggregator.pseudonyms;
        keys.digest("masked-source", &format!("{child}|{producer}"))
    }

    /// The cap of one source: the caller's, ours, and its even share of the total, so that the order of arrival changes nothing.
    fn cap(&self, sources: usize) -> usize {
        let limits = &self.aggregator.limits;
        let per_source = self.asked.max_per_source.unwrap_or(usize::MAX);
        let total = self
            .asked
            .max_total
            .unwrap_or(usize::MAX)
            .min(limits.max_records);
        per_source
            .min(limits.max_records_per_source)
            .min((total / sources.max(1)).max(1))
    }

    fn context(&self, call: &domain::plan::Call) -> AccessContext {
        let actor = &self.actor.actor;
        let first = call.permits.values().next();
        AccessContext {
            audience: actor.audience.as_str().to_owned(),
            sector: actor
                .sector
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            ground: first
                .map(|p| p.ground.as_str().to_owned())
                .unwrap_or_default(),
            rule: first.map(|p| p.rule.to_string()).unwrap_or_default(),
            actor: self.log_name().as_str().to_owned(),
            role: self.actor.role.clone(),
            organisation: actor.organisation.clone().map(Into::into),
            unit: actor.unit.clone().unwrap_or_default(),
            purpose: self.actor.purpose.clone(),
        }
    }

    fn log_name(&self) -> ActorRef {
        let audience = self.actor.actor.audience;
        ActorRef::of(&self.actor.subject, audience, &self.aggregator.pseudonyms)
    }

    fn intent(&self, plan: &Plan) -> Intent {
        let actor = &self.actor.actor;
        let keys = &self.aggregator.pseudonyms;
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
            reason: self
                .asked
                .reason
                .as_deref()
                .map(|r| TextRef::reason(r, keys)),
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
        }
    }

    pub(super) fn words<'a>(&'a self, mailbox: &'a str) -> words::Asking<'a> {
        words::Asking {
            policy: &self.policy,
            today: self.policy.country().today(self.aggregator.clock.now()),
            language: self.asked.language,
            mailbox,
        }
    }

    pub(super) fn aggregator(&self) -> &Arc<Aggregator> {
        &self.aggregator
    }

    pub(super) fn judge<'a>(
        &'a self,
        producer: &'a str,
        call: &'a domain::plan::Call,
        cap: usize,
    ) -> super::answer::Judge<'a> {
        super::answer::Judge {
            producer,
            child: &self.asked.child,
            call,
            audience: self.actor.actor.audience,
            policy: &self.policy,
            language: self.asked.language,
            pseudonyms: &self.aggregator.pseudonyms,
            cap,
        }
    }
}

/// Refusals end on whole steps of time, so that how long one took says nothing about why.
const REFUSAL_STEP: Duration = Duration::from_millis(50);

/// Sources end so much before the caller's deadline that the closing event is still sent: at most 5 %, at most 50 ms.
// R-DEADLINE-1
fn reserve(budget: Duration) -> Duration {
    (budget / 20).min(Duration::from_millis(50))
}

fn next_step(began: Instant, now: Instant) -> Instant {
    let steps = (now - began).as_millis() / REFUSAL_STEP.as_millis() + 1;
    began + REFUSAL_STEP * u32::try_from(steps).unwrap_or(u32::MAX)
}

/// One and the same for an unknown, a forbidden, a protected and an empty child.
pub(super) fn refusal() -> Status {
    proto::status::refuse(
        Code::PermissionDenied,
        "REFUSED",
        "nothing to show with your access",
    )
}

fn is_masked(call: &domain::plan::Call) -> bool {
    call.permits.values().any(|permit| permit.masked.is_some())
}

fn candidate(source: &Source) -> Candidate {
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
        let held = |held: &[domain::plan::HeldBack]| -> BTreeSet<String> {
            let rules = held.iter().filter_map(|h| h.reason.rule.as_deref());
            rules.map(ToOwned::to_owned).collect()
        };
        let outcomes = [
            ("permit", !decided.permitted.is_empty(), permitted),
            (
                "on-request",
                !decided.on_request.is_empty(),
                held(&decided.on_request),
            ),
            (
                "withhold",
                !decided.withheld.is_empty(),
                held(&decided.withheld),
            ),
        ];
        decisions.extend(outcomes.into_iter().filter(|(_, is, _)| *is).map(
            |(outcome, _, rules)| DecisionRef {
                sector: sector.to_string(),
                outcome: outcome.to_owned(),
                rules: rules.into_iter().collect(),
            },
        ));
    }
    decisions
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-DEADLINE-1
    #[test]
    fn the_reserve_is_five_percent_and_never_more_than_fifty_milliseconds() {
        let ms = Duration::from_millis;
        assert_eq!(reserve(ms(200)), ms(10));
        assert_eq!(reserve(ms(1_000)), ms(50));
        assert_eq!(reserve(ms(28_000)), ms(50));
    }

    // R-VISIBILITY-2
    #[tokio::test(start_paused = true)]
    async fn a_refusal_ends_on_a_whole_step_however_long_it_took() {
        let began = Instant::now();
        let ms = Duration::from_millis;
        for (took, ends) in [(0, 50), (1, 50), (49, 50), (50, 100), (51, 100)] {
            assert_eq!(
                next_step(began, began + ms(took)),
                began + ms(ends),
                "{took}"
            );
        }
    }
}
