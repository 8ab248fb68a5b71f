//! Who reviews, and the refusal of whoever may not. For the list and the reviews.

use domain::{
    decide::{Question, may_look_for},
    id::OrganisationId,
    policy::Audience,
};
use proto::status::{bad_request, refuse};
use tokio::time::Instant;
use tonic::{Code, Status};

use crate::{
    audit::{
        AuditUnavailable,
        entry::{ActorRef, FactChange},
    },
    identity::VerifiedActor,
    overview::settle,
    service::access::Access,
    store::{StoreError, Teller},
};

/// Who reviews: at work, in a role that reads the log, for an organisation, for a purpose that the tables allow.
pub(super) struct Reviewer {
    pub(super) name: ActorRef,
    pub(super) role: String,
    pub(super) organisation: OrganisationId,
}

impl Reviewer {
    pub(super) fn of(access: &Access, actor: &VerifiedActor) -> Option<Self> {
        let at_work = actor.actor.audience == Audience::Professional;
        if !at_work || !access.auditor_roles.contains(&actor.role) || !may_look(access, actor) {
            return None;
        }
        let pseudonyms = &access.aggregator.pseudonyms;
        Some(Self {
            name: ActorRef::of(&actor.subject, actor.actor.audience, pseudonyms),
            role: actor.role.clone(),
            organisation: actor.actor.organisation.clone()?,
        })
    }

    pub(super) async fn log(&self, access: &Access, actor: &VerifiedActor) -> Result<(), Status> {
        let read = super::super::reading(access, actor, "emergencies-list");
        let logged = access.aggregator.audit.fact_read(None, read).await;
        logged.map_err(|error| error.status())
    }
}

/// Whether the tables allow any look for the purpose that the token states.
// R-EMERGENCY-12
fn may_look(access: &Access, actor: &VerifiedActor) -> bool {
    let aggregator = &access.aggregator;
    let now = aggregator.clock.now();
    let question = Question {
        actor: &actor.actor,
        ground: None,
        reason_given: false,
        purpose: &actor.purpose,
        asked: now,
    };
    let policies = aggregator.policies.load();
    let policy = policies.of(actor.actor.country);
    policy.is_some_and(|policy| may_look_for(&question, policy, now))
}

/// A refusal: after one entry in the log that names no child, in whole steps of time, whatever the cause.
pub(super) struct Refused<'a> {
    access: &'a Access,
    actor: &'a VerifiedActor,
    began: Instant,
    act: &'static str,
}

impl<'a> Refused<'a> {
    pub(super) fn new(
        access: &'a Access,
        actor: &'a VerifiedActor,
        began: Instant,
        act: &'static str,
    ) -> Self {
        Self {
            access,
            actor,
            began,
            act,
        }
    }

    // R-EMERGENCY-9
    pub(super) async fn with<T>(&self, status: Status) -> Result<T, Status> {
        let (aggregator, actor) = (&self.access.aggregator, self.actor);
        let name = ActorRef::of(&actor.subject, actor.actor.audience, &aggregator.pseudonyms);
        let refused = FactChange {
            by: Teller::actor(&name).as_str().to_owned(),
            change: format!("refused-{}", self.act),
            consent_id: None,
            statement: None,
        };
        let logged = aggregator.audit.fact_refused(None, refused).await;
        logged.map_err(|error| error.status())?;
        settle(self.began).await;
        Err(status)
    }
}

pub(super) fn wrong(field: &'static str, expected: &'static str) -> Status {
    bad_request("INVALID_REQUEST", &[(field, expected)])
}

pub(super) fn refused() -> Status {
    refuse(
        Code::PermissionDenied,
        "REFUSED",
        "nothing to show with your access",
    )
}

pub(super) fn own() -> Status {
    refuse(
        Code::PermissionDenied,
        "OWN_EMERGENCY",
        "nobody reviews an access of their own",
    )
}

/// Unknown, nothing to review and another organisation's are not told apart.
pub(super) fn unknown() -> Status {
    refuse(
        Code::NotFound,
        "EMERGENCY_UNKNOWN",
        "no emergency access of your organisation has this id",
    )
}

pub(super) fn taken() -> Status {
    refuse(
        Code::AlreadyExists,
        "REVIEW_ID_TAKEN",
        "the id is taken by another review",
    )
}

pub(super) fn unreadable(error: StoreError) -> Status {
    AuditUnavailable::from(error).status()
}
