//! Emergency accesses that await review, and what a review came to. For the roles that read the log, of their own organisation's accesses,
//! with the reason that was stated: the only place where it is told.

mod verdict;

use domain::{
    facts::Pseudonym,
    policy::{Audience, Ground},
    time::Timestamp,
};
use proto::{
    convert::common::wire_timestamp,
    status::{bad_request, refuse},
    v1::access as wire,
};
use tokio::time::Instant;
use tonic::{Code, Response, Status};
use uuid::Uuid;

use super::Access;
use crate::{
    audit::{
        AuditUnavailable,
        entry::{
            ActorRef, EmergencyReview, Event, FactChange, FactRead, OrganisationRef,
            emergency_reason, review_note,
        },
    },
    identity::VerifiedActor,
    overview::settle,
    store::{StoreError, StoredEmergency, Teller},
};
use verdict::{FOLLOW_UP, note_of, verdict_of, verdict_word};

/// The most entries of one answer.
const MAX_ENTRIES: u32 = 500;
/// The most entries where the request does not say.
const USUAL: u32 = 100;
/// How many emergencies are read at a time.
const PAGE: u32 = 200;
/// The most emergencies that one answer looks through: reviewed ones are left out of it.
const MAX_SCANNED: usize = 5_000;

/// What the log says of one emergency beside its intent.
#[derive(Default)]
struct Aftermath {
    source_sectors: Vec<String>,
    record_count: u32,
    /// In the order in which they were written.
    reviews: Vec<(Timestamp, EmergencyReview)>,
}

/// Who reviews: at work, in a role that reads the log, for an organisation.
struct Reviewer {
    name: ActorRef,
    role: String,
    organisation: OrganisationRef,
}

// R-EMERGENCY-6
pub(super) async fn list(
    access: &Access,
    actor: &VerifiedActor,
    request: wire::ListEmergenciesRequest,
) -> Result<Response<wire::ListEmergenciesResponse>, Status> {
    let began = Instant::now();
    let Some(reviewer) = Reviewer::of(access, actor) else {
        return refuse_with(access, actor, began, "emergencies-list", refused()).await;
    };
    let wire::ListEmergenciesRequest {
        max_entries,
        include_reviewed,
        before_overview_id,
    } = request;
    let most = if max_entries == 0 {
        USUAL
    } else {
        max_entries.min(MAX_ENTRIES)
    };
    let most = usize::try_from(most).unwrap_or_default();
    reviewer.log(access, actor).await?;
    let mut before = Some(before_overview_id).filter(|id| !id.is_empty());
    let (mut found, mut scanned) = (Vec::new(), 0);
    loop {
        let own = reviewer.organisation.clone();
        let page = access
            .aggregator
            .store
            .emergencies(own, before.clone(), PAGE);
        let page = page.await.map_err(unreadable)?;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or_default();
        for emergency in page {
            if found.len() == most || scanned == MAX_SCANNED {
                return Ok(answer(found, before));
            }
            scanned += 1;
            before = Some(emergency.overview_id.clone());
            let child = emergency.looked.child;
            let after = Aftermath::of(access, child, &emergency.overview_id).await?;
            if include_reviewed || after.awaits_review() {
                found.push(told(access, actor, emergency, after));
            }
        }
        if is_last {
            return Ok(answer(found, None));
        }
    }
}

fn answer(
    emergencies: Vec<wire::Emergency>,
    next: Option<String>,
) -> Response<wire::ListEmergenciesResponse> {
    Response::new(wire::ListEmergenciesResponse {
        emergencies,
        more: next.is_some(),
        next_before_overview_id: next.unwrap_or_default(),
    })
}

// R-EMERGENCY-7
pub(super) async fn review(
    access: &Access,
    actor: &VerifiedActor,
    request: wire::ReviewEmergencyRequest,
) -> Result<Response<wire::ReviewEmergencyResponse>, Status> {
    let began = Instant::now();
    let refusal =
        async |status| refuse_with(access, actor, began, "emergency-review", status).await;
    let Some(reviewer) = Reviewer::of(access, actor) else {
        return refusal(refused()).await;
    };
    let wire::ReviewEmergencyRequest {
        review_id,
        overview_id,
        verdict,
        note,
    } = request;
    let id = Uuid::parse_str(&review_id).ok().filter(|id| !id.is_nil());
    let id = id
        .ok_or_else(|| wrong("review_id", "expected a UUID"))?
        .to_string();
    let verdict = verdict_word(verdict)?;
    let note = note_of(note)?;
    let looked = access.aggregator.store.intent(overview_id.clone()).await;
    let looked = looked.map_err(unreadable)?.filter(|looked| {
        looked.intent.emergency
            && looked.intent.organisation.as_ref() == Some(&reviewer.organisation)
    });
    let Some(looked) = looked else {
        return refusal(unknown()).await;
    };
    if looked.intent.actor == reviewer.name {
        return refusal(own()).await;
    }
    let child = looked.child;
    let sealed = note.map(|note| {
        let context = review_note(&overview_id, &id);
        access.aggregator.seal.seal(&context, &note)
    });
    let sealed = sealed
        .transpose()
        .map_err(|_| StoreError::Unreadable { what: "note" }.status())?;
    let asked = EmergencyReview {
        review_id: id.clone(),
        reviewer: reviewer.name,
        role: reviewer.role,
        verdict: verdict.to_owned(),
        note: sealed,
    };
    let first = |after: Aftermath| after.reviews.into_iter().find(|(_, r)| r.review_id == id);
    let mut standing = first(Aftermath::of(access, child, &overview_id).await?);
    if standing.is_none() {
        let written = access
            .aggregator
            .audit
            .reviewed(&overview_id, child, asked.clone());
        written.await.map_err(|error| error.status())?;
        // Of two that came at once the first in the log stands.
        standing = first(Aftermath::of(access, child, &overview_id).await?);
    }
    let (at, stands) =
        standing.ok_or_else(|| StoreError::Unreadable { what: "review" }.status())?;
    if stands != asked {
        return Err(refuse(
            Code::AlreadyExists,
            "REVIEW_ID_TAKEN",
            "the id is taken by another review",
        ));
    }
    Ok(Response::new(wire::ReviewEmergencyResponse {
        review: Some(told_review(access, &overview_id, at, stands)),
    }))
}

impl Reviewer {
    fn of(access: &Access, actor: &VerifiedActor) -> Option<Self> {
        let at_work = actor.actor.audience == Audience::Professional;
        if !at_work || !access.auditor_roles.contains(&actor.role) {
            return None;
        }
        let pseudonyms = &access.aggregator.pseudonyms;
        Some(Self {
            name: ActorRef::of(&actor.subject, actor.actor.audience, pseudonyms),
            role: actor.role.clone(),
            organisation: actor.actor.organisation.as_ref()?.into(),
        })
    }

    async fn log(&self, access: &Access, actor: &VerifiedActor) -> Result<(), Status> {
        let read = FactRead {
            by: format!("actor:{}", self.name.as_str()),
            organisation: Some(self.organisation.clone()),
            unit: actor.actor.unit.clone(),
            role: self.role.clone(),
            sector: actor.actor.sector.as_ref().map(ToString::to_string),
            audience: actor.actor.audience.as_str().to_owned(),
            what: "emergencies-list".to_owned(),
        };
        let logged = access.aggregator.audit.fact_read(None, read).await;
        logged.map_err(|error| error.status())
    }
}

impl Aftermath {
    async fn of(access: &Access, child: Pseudonym, overview_id: &str) -> Result<Self, Status> {
        let store = &access.aggregator.store;
        let log = store.overview_log(child, overview_id.to_owned());
        let mut after = Self::default();
        for (at, event) in log.await.map_err(unreadable)? {
            match event {
                Event::Shown(shown) => {
                    if !after.source_sectors.contains(&shown.sector) {
                        after.source_sectors.push(shown.sector);
                    }
                    after.record_count = after.record_count.saturating_add(shown.record_count);
                }
                Event::EmergencyReview(review) => after.reviews.push((at, review)),
                _ => {}
            }
        }
        after.source_sectors.sort();
        Ok(after)
    }

    fn awaits_review(&self) -> bool {
        (self.reviews.last()).is_none_or(|(_, review)| review.verdict == FOLLOW_UP)
    }
}

fn told(
    access: &Access,
    reviewer: &VerifiedActor,
    emergency: StoredEmergency,
    after: Aftermath,
) -> wire::Emergency {
    let StoredEmergency {
        overview_id,
        at,
        looked,
    } = emergency;
    let intent = looked.intent;
    let aggregator = &access.aggregator;
    let open = |sealed: &_| {
        aggregator
            .seal
            .open(&emergency_reason(&overview_id), sealed)
            .ok()
    };
    let sealed = intent
        .reason
        .as_ref()
        .and_then(|reason| reason.sealed.as_ref());
    let reason = sealed.and_then(open).unwrap_or_default();
    let reviews: Vec<_> = (after.reviews.into_iter())
        .map(|(at, review)| told_review(access, &overview_id, at, review))
        .collect();
    wire::Emergency {
        access_time: Some(wire_timestamp(at)),
        end_time: ends(access, reviewer, at).map(wire_timestamp),
        actor: intent.actor.as_str().to_owned(),
        organisation: intent.organisation.map(|o| proto::v1::common::Identifier {
            system: o.system,
            value: o.value,
        }),
        unit: intent.unit.unwrap_or_default(),
        role: intent.role,
        sector: intent.sector.unwrap_or_default(),
        reason,
        child_pseudonym: crate::hash::hex(&looked.child.0),
        source_sectors: after.source_sectors,
        record_count: after.record_count,
        // R-EMERGENCY-10
        review: reviews.last().cloned(),
        reviews,
        overview_id,
    }
}

/// When the ground ends by itself, by the tables of the reviewer's own country: the organisation is theirs.
fn ends(access: &Access, reviewer: &VerifiedActor, at: Timestamp) -> Option<Timestamp> {
    let policies = access.aggregator.policies.load();
    let policy = policies.of(reviewer.actor.country)?;
    let today = policy.country().today(at);
    policy.ground(Ground::Emergency, today)?.ends(at)
}

fn told_review(
    access: &Access,
    overview_id: &str,
    at: Timestamp,
    review: EmergencyReview,
) -> wire::EmergencyReview {
    let context = review_note(overview_id, &review.review_id);
    let note = review.note.as_ref();
    let note = note.and_then(|note| access.aggregator.seal.open(&context, note).ok());
    wire::EmergencyReview {
        reviewer: review.reviewer.as_str().to_owned(),
        role: review.role,
        review_time: Some(wire_timestamp(at)),
        verdict: verdict_of(&review.verdict).into(),
        note: note.unwrap_or_default(),
        review_id: review.review_id,
    }
}

fn wrong(field: &'static str, expected: &'static str) -> Status {
    bad_request("INVALID_REQUEST", &[(field, expected)])
}

fn refused() -> Status {
    refuse(
        Code::PermissionDenied,
        "REFUSED",
        "nothing to show with your access",
    )
}

fn own() -> Status {
    refuse(
        Code::PermissionDenied,
        "OWN_EMERGENCY",
        "nobody reviews an access of their own",
    )
}

/// A refusal: after one entry in the log that names no child, in whole steps of time, whatever the cause.
// R-EMERGENCY-9
async fn refuse_with<T>(
    access: &Access,
    actor: &VerifiedActor,
    began: Instant,
    act: &str,
    status: Status,
) -> Result<T, Status> {
    let aggregator = &access.aggregator;
    let name = ActorRef::of(&actor.subject, actor.actor.audience, &aggregator.pseudonyms);
    let refused = FactChange {
        by: Teller::actor(&name).as_str().to_owned(),
        change: format!("refused-{act}"),
        consent_id: None,
    };
    let logged = aggregator.audit.fact_refused(None, refused).await;
    logged.map_err(|error| error.status())?;
    settle(began).await;
    Err(status)
}

/// Unknown, no emergency and another organisation's are not told apart.
fn unknown() -> Status {
    refuse(
        Code::NotFound,
        "EMERGENCY_UNKNOWN",
        "no emergency access of your organisation has this id",
    )
}

fn unreadable(error: StoreError) -> Status {
    AuditUnavailable::from(error).status()
}
