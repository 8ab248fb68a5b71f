//! Permits and refusals that somebody at work registered on another's word, for whoever reviews them, and an eye on how often that happens.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use domain::{facts::Consent, id::OrganisationId, policy::Audience, time::Timestamp};
use jiff::SignedDuration;
use proto::v1::consent as wire;
use tonic::{Request, Status};
use uuid::Uuid;

use super::{
    answer::Answer,
    call::Call,
    consents::told,
    office::Office,
    parse::{self, wrong},
    reading::unsaid,
};
use crate::{
    ledger::{Held, Ledger, Statement, statement::ConsentRegistered},
    peers::FactKind,
    store::{Registrations, Teller},
};

/// The most unverified consents that one actor registers in an hour before somebody is told.
pub(super) const MAX_UNVERIFIED_PER_HOUR: usize = 10;
/// The time over which they are counted.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// The most actors that are counted at once; beyond it the one that was quiet longest is forgotten.
const MAX_ACTORS: usize = 4_096;

/// How often each actor registered something on another's word. In memory: what counts for review stands in the store.
#[derive(Debug, Default)]
pub(super) struct Unverified {
    by_actor: Mutex<HashMap<String, VecDeque<Timestamp>>>,
}

impl Unverified {
    /// Counts one. True for every one above [`MAX_UNVERIFIED_PER_HOUR`] in the hour that ends now.
    // R-REVIEW-3
    pub(super) fn count(&self, actor: &Teller, now: Timestamp) -> bool {
        let mut by_actor = self.by_actor.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = by_actor.contains_key(actor.as_str());
        if !is_known && by_actor.len() >= MAX_ACTORS {
            let quietest = by_actor
                .iter()
                .min_by_key(|(_, times)| times.back().copied());
            if let Some(quietest) = quietest.map(|(actor, _)| actor.clone()) {
                by_actor.remove(&quietest);
            }
        }
        let times = by_actor.entry(actor.as_str().to_owned()).or_default();
        times.retain(|time| now.duration_since(*time) < HOUR);
        times.push_back(now);
        let is_over = times.len() > MAX_UNVERIFIED_PER_HOUR;
        if is_over {
            // One more than the bound says as much as a thousand more.
            times.pop_front();
        }
        is_over
    }
}

pub(super) async fn list(
    office: &Office,
    request: Request<wire::ListConsentsForReviewRequest>,
) -> Result<Answer<wire::ListConsentsForReviewResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consents-review")?;
    let wire::ListConsentsForReviewRequest {
        recipient,
        page_token,
    } = request.into_inner();
    if !call.is_source() && !call.is_auditor() {
        return call.refuse(None).await;
    }
    let recipient = parse::organisation("recipient", recipient)?;
    let own = call.actor().and_then(|actor| actor.organisation.clone());
    if !call.is_source()
        && (own.is_none() || recipient.as_ref().is_some_and(|r| Some(r) != own.as_ref()))
    {
        return Err(wrong(
            "recipient",
            "expected your own organisation, or nothing",
        ));
    }
    let after = match page_token.as_str() {
        "" => 0,
        token => token
            .parse()
            .ok()
            .filter(|after| i64::try_from(*after).is_ok_and(|after| after < i64::MAX / 2))
            .ok_or_else(|| wrong("page_token", "expected what the page before gave"))?,
    };
    // R-REVIEW-2
    call.log(None).await?;
    let read = office.aggregator().store.registrations(after).await;
    let Registrations { found, next } = read.map_err(|error| error.status())?;
    let mut consents = Vec::new();
    for (child, stated) in found {
        let Statement::ConsentRegistered(registered) = &stated.statement else {
            continue;
        };
        // R-REVIEW-1
        let is_theirs = match &own {
            Some(own) => concerns(registered, own),
            // To the source, what names no recipient is about everybody's.
            None => {
                recipient.is_none()
                    || registered.recipient.is_none()
                    || registered.recipient == recipient
            }
        };
        if registered.verified || !is_theirs {
            continue;
        }
        let ledger = office.ledger(child).await?;
        let held = ledger.everything(office.now()).consents();
        let held = held.into_iter().find(|held| held.id == registered.id);
        consents.extend(held.map(|held| {
            let with_words = call.may_read_words(&ledger, held.id);
            let mut told = told(office, &ledger, held);
            if !with_words {
                told.registration = unsaid(told.registration);
            }
            told
        }));
    }
    // Who reviews does so by role and organisation, and of no child's facts anything is decided here.
    call.tell(wire::ListConsentsForReviewResponse {
        consents,
        next_page_token: next.map(|next| next.to_string()).unwrap_or_default(),
    })
    .await
}

/// Whether a consent is an organisation's to review: it may see by it, or its people registered it.
fn concerns(registered: &ConsentRegistered, own: &OrganisationId) -> bool {
    registered.recipient.as_ref() == Some(own) || registered.registered_at.as_ref() == Some(own)
}

impl Call<'_> {
    /// Somebody at work whose role the configuration lets read what others at the same organisation did, for a purpose that the tables
    /// allow.
    // R-DESK-14
    pub(super) fn is_auditor(&self) -> bool {
        self.has_auditors_role() && self.looks()
    }

    fn has_auditors_role(&self) -> bool {
        let roles = &self.office.aggregator().auditor_roles;
        self.verified().is_some_and(|actor| {
            actor.actor.audience == Audience::Professional
                && actor.actor.organisation.is_some()
                && roles.contains(&actor.role)
        })
    }

    /// Whether the caller may read a consent as far as auditors go: these read what concerns their own organisation.
    // R-REVIEW-4
    pub(super) fn may_review(&self, ledger: &Ledger, held: &Held<Consent>) -> bool {
        !self.has_auditors_role() || self.is_registered(ledger, held.id, concerns)
    }

    /// Whether the caller may read why a consent was said, on whose wish, and who wrote it down, as far as auditors go: these read it of
    /// what their own organisation's people registered. Whom a guardian names as recipient is not told why.
    // R-DESK-12
    pub(super) fn may_read_words(&self, ledger: &Ledger, id: Uuid) -> bool {
        let at_own = |registered: &ConsentRegistered, own: &OrganisationId| {
            registered.registered_at.as_ref() == Some(own)
        };
        !self.has_auditors_role() || self.is_registered(ledger, id, at_own)
    }

    fn is_registered(
        &self,
        ledger: &Ledger,
        id: Uuid,
        is_theirs: impl Fn(&ConsentRegistered, &OrganisationId) -> bool,
    ) -> bool {
        let stated = ledger.find(id).map(|stated| &stated.statement);
        match (stated, self.organisation()) {
            (Some(Statement::ConsentRegistered(registered)), Some(own)) => {
                is_theirs(registered, own)
            }
            _ => false,
        }
    }

    /// The organisation of an actor at work.
    pub(super) fn organisation(&self) -> Option<&OrganisationId> {
        let at_work = self.audience() == Some(Audience::Professional);
        self.actor()
            .filter(|_| at_work)
            .and_then(|actor| actor.organisation.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    // R-REVIEW-3
    #[test]
    fn one_actor_may_register_ten_an_hour_before_somebody_is_told() {
        let (unverified, nurse) = (Unverified::default(), Teller("actor:1".into()));
        for second in 0..10 {
            assert!(!unverified.count(&nurse, at(second)));
        }
        assert!(unverified.count(&nurse, at(10)));
        assert!(!unverified.count(&Teller("actor:2".into()), at(10)));
        assert!(unverified.count(&nurse, at(11)), "and each one after it");
        assert!(!unverified.count(&nurse, at(3_612)), "an hour later anew");
    }

    // R-REVIEW-3
    #[test]
    fn the_actor_that_was_quiet_longest_is_forgotten_first() {
        let unverified = Unverified::default();
        let actor = |i: usize| Teller(format!("actor:{i}"));
        for i in 0..=MAX_ACTORS {
            unverified.count(&actor(i), at(i64::try_from(i).unwrap()));
        }
        let by_actor = unverified.by_actor.lock().unwrap();
        assert_eq!(by_actor.len(), MAX_ACTORS);
        assert!(!by_actor.contains_key(actor(0).as_str()));
        assert!(by_actor.contains_key(actor(1).as_str()));
    }
}
