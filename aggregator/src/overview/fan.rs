//! Whom to ask, under which names, with which cap, and the first event that says so.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    id::PersonId,
    plan::{Call, Plan},
    policy::Ground,
    time::Timestamp,
};
use proto::{
    convert::common::wire_timestamp,
    v1::overview::{OverviewStarted, SourceRef},
};
use tokio::time::Instant;

use super::{
    context::Asker,
    events, mask,
    messages::Fan,
    question::{Decided, Overview},
    source::{self, Asking},
};
use crate::{audit::IntentReceipt, registry::AnswerScope, sources::Source};

impl Overview {
    /// What is asked of whom, and the first event.
    pub(super) fn fan(
        &self,
        decided: &Decided,
        older_ids: &Arc<[PersonId]>,
        deadline: Instant,
        receipt: &Arc<IntentReceipt>,
    ) -> (OverviewStarted, Fan) {
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
                        older_ids.iter().cloned().map(Into::into).collect(),
                        &call.permits,
                        // Ours, never the caller's: a source caps before marks are looked at, and a caller who chose where the cap falls
                        // could feel for records that are kept from it.
                        self.aggregator.limits.max_records_per_source,
                        self.asker().context(&call, declared(source)),
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
        let mut started = events::started(&self.id, plan, asked, &self.words(""), now);
        started.emergency_end_time = self.emergency_end(plan, now).map(wire_timestamp);
        // R-LINK-6
        started.earlier_number_not_asked = decided.is_doubtful;
        self.note_open_requests(&mut started, &decided.open_requests);
        self.note_own_requests(&mut started);
        let fan = Fan {
            programme: self.programme(plan).map(Arc::new),
            overview: self.clone(),
            older_ids: older_ids.clone(),
            asking,
            receipt: receipt.clone(),
            protected: plan.calls.values().any(is_masked),
            cap,
        };
        (started, fan)
    }

    /// When the emergency ends that something is shown by: by then the ground carries no more, however fresh the facts are.
    // R-EMERGENCY-8
    fn emergency_end(&self, plan: &Plan, now: Timestamp) -> Option<Timestamp> {
        let mut permits = plan.calls.values().flat_map(|call| call.permits.values());
        let carries = permits.any(|permit| permit.ground == Ground::Emergency);
        let today = self.policy.country().today(now);
        let rule = self.policy.ground(Ground::Emergency, today)?;
        rule.ends(self.asked_at).filter(|_| carries)
    }

    fn asker(&self) -> Asker<'_> {
        Asker {
            actor: &self.actor.actor,
            log_name: self.log_name().as_str().to_owned(),
            role: &self.actor.role,
            purpose: &self.actor.purpose,
        }
    }

    /// How the actor knows each source: by its name, or under protected identity by its sector and a number. The numbers follow a keyed
    /// order of this child's own: by the order of the admissions an insider could tell which town the second school health is in.
    // R-PROTECT-3
    fn names(&self, decided: &Decided) -> BTreeMap<String, SourceRef> {
        let mut per_sector: BTreeMap<&str, usize> = BTreeMap::new();
        let calls = &decided.permission.plan.calls;
        let mut called: Vec<_> = (decided.sources.iter())
            .filter_map(|source| Some((source, calls.get(&source.admission.id)?)))
            .collect();
        if calls.values().any(is_masked) {
            called.sort_by_cached_key(|(source, _)| self.keyed_place(&source.admission.id));
        }
        (called.into_iter())
            .map(|(source, call)| {
                let admission = &source.admission;
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
                (admission.id.clone(), shown_as)
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
}

/// On what a source says its answer depends. `None` without a lease.
fn declared(source: &Source) -> Option<AnswerScope> {
    Some(source.registration.as_ref()?.description.scope)
}

pub(super) fn is_masked(call: &Call) -> bool {
    call.permits.values().any(|permit| permit.masked.is_some())
}
