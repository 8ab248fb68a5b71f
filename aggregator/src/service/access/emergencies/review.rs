//! `ReviewEmergency`: a verdict in the log, once for each id, on something that people of the own organisation did.

use domain::facts::{LiftReason, Pseudonym};
use proto::v1::access as wire;
use tokio::time::Instant;
use tonic::{Response, Status};
use uuid::Uuid;

use super::{
    aftermath::Aftermath,
    reviewer::{Refused, Reviewer, own, refused, taken, unknown, unreadable, wrong},
    told::told_review,
    verdict::{note_of, verdict_word},
};
use crate::{
    audit::{
        ReviewedError,
        entry::{EmergencyReview, OrganisationRef, lift_note, review_note},
    },
    identity::VerifiedActor,
    ledger::Statement,
    service::access::Access,
    store::{StoreError, Teller},
};

/// What is reviewed.
pub(super) enum Subject {
    /// What was done in an overview.
    Overview(String),
    /// A lift.
    Lift(Uuid),
}

/// What is reviewed, as it was found.
struct Found {
    child: Pseudonym,
    /// Whoever reviews it did it.
    is_own: bool,
}

// R-EMERGENCY-7, R-EMERGENCY-11
pub(in super::super) async fn review(
    access: &Access,
    actor: &VerifiedActor,
    request: wire::ReviewEmergencyRequest,
) -> Result<Response<wire::ReviewEmergencyResponse>, Status> {
    let refusal = Refused::new(access, actor, Instant::now(), "emergency-review");
    let Some(reviewer) = Reviewer::of(access, actor) else {
        return refusal.with(refused()).await;
    };
    let wire::ReviewEmergencyRequest {
        review_id,
        overview_id,
        verdict,
        note,
        lift_id,
    } = request;
    let id = Uuid::parse_str(&review_id).ok().filter(|id| !id.is_nil());
    let id = id
        .ok_or_else(|| wrong("review_id", "expected a UUID"))?
        .to_string();
    let verdict = verdict_word(verdict)?;
    let note = note_of(note)?;
    let subject = Subject::parse(overview_id, &lift_id)?;
    let Some(found) = subject.find(access, &reviewer).await? else {
        return refusal.with(unknown()).await;
    };
    if found.is_own {
        return refusal.with(own()).await;
    }
    let sealed = note.map(|note| {
        let context = subject.note(&id);
        access.aggregator.seal.seal(&context, &note)
    });
    let sealed = sealed
        .transpose()
        .map_err(|_| StoreError::Unreadable { what: "note" }.status())?;
    let asked = EmergencyReview {
        review_id: id,
        reviewer: reviewer.name,
        role: reviewer.role,
        verdict: verdict.to_owned(),
        note: sealed,
        lift: subject.lift().map(|lift| lift.to_string()),
    };
    let review = standing(access, &subject, found.child, asked).await?;
    Ok(Response::new(wire::ReviewEmergencyResponse {
        review: Some(review),
    }))
}

/// Writes it unless it stands there; gives what stands. Of two that came at once the first in the log stands.
// R-EMERGENCY-13
async fn standing(
    access: &Access,
    subject: &Subject,
    child: Pseudonym,
    asked: EmergencyReview,
) -> Result<wire::EmergencyReview, Status> {
    let read = async || -> Result<_, Status> {
        let after = subject.came_of(access, child).await?;
        let mut reviews = after.reviews.into_iter();
        Ok(reviews.find(|(_, review)| review.review_id == asked.review_id))
    };
    let mut found = read().await?;
    if found.is_none() {
        let audit = &access.aggregator.audit;
        let written = audit
            .reviewed(subject.overview(), child, asked.clone())
            .await;
        match written {
            // Taken by the same caller a moment ago, or by a review of something else, which is not read here.
            Ok(()) | Err(ReviewedError::Taken) => {}
            Err(ReviewedError::Unavailable(error)) => return Err(error.status()),
        }
        found = read().await?;
    }
    match found {
        Some((at, stands)) if stands == asked => Ok(told_review(access, subject, at, stands)),
        _ => Err(taken()),
    }
}

impl Subject {
    /// Exactly one of the two.
    fn parse(overview_id: String, lift_id: &str) -> Result<Self, Status> {
        match (overview_id.is_empty(), lift_id.is_empty()) {
            (_, true) => Ok(Self::Overview(overview_id)),
            (true, false) => {
                let id = Uuid::parse_str(lift_id).ok().filter(|id| !id.is_nil());
                Ok(Self::Lift(
                    id.ok_or_else(|| wrong("lift_id", "expected a UUID"))?,
                ))
            }
            (false, false) => Err(wrong("lift_id", "expected nothing beside an overview's id")),
        }
    }

    /// What people of the reviewer's organisation did that has to be reviewed. `None`: there is nothing under this id that the reviewer may
    /// know of.
    async fn find(&self, access: &Access, reviewer: &Reviewer) -> Result<Option<Found>, Status> {
        match self {
            Self::Overview(id) => looked(access, id, reviewer).await,
            Self::Lift(id) => lifted(access, *id, reviewer).await,
        }
    }

    async fn came_of(&self, access: &Access, child: Pseudonym) -> Result<Aftermath, Status> {
        match self {
            Self::Overview(id) => Aftermath::of_overview(access, child, id).await,
            Self::Lift(id) => Aftermath::of_lift(access, child, *id).await,
        }
    }

    fn overview(&self) -> Option<&str> {
        match self {
            Self::Overview(id) => Some(id),
            Self::Lift(_) => None,
        }
    }

    fn lift(&self) -> Option<Uuid> {
        match self {
            Self::Overview(_) => None,
            Self::Lift(id) => Some(*id),
        }
    }

    /// What a review's note is sealed for.
    pub(super) fn note(&self, review: &str) -> String {
        match self {
            Self::Overview(id) => review_note(id, review),
            Self::Lift(id) => lift_note(&id.to_string(), review),
        }
    }
}

async fn looked(
    access: &Access,
    overview_id: &str,
    reviewer: &Reviewer,
) -> Result<Option<Found>, Status> {
    let looked = access.aggregator.store.intent(overview_id.to_owned()).await;
    let own: OrganisationRef = (&reviewer.organisation).into();
    let by_own = looked
        .map_err(unreadable)?
        .filter(|looked| looked.intent.organisation.as_ref() == Some(&own));
    let Some(looked) = by_own else {
        return Ok(None);
    };
    let after = Aftermath::of_overview(access, looked.child, overview_id).await?;
    let is_there = looked.intent.emergency || !after.reveals.is_empty();
    Ok(is_there.then(|| Found {
        child: looked.child,
        is_own: looked.intent.actor == reviewer.name,
    }))
}

async fn lifted(access: &Access, id: Uuid, reviewer: &Reviewer) -> Result<Option<Found>, Status> {
    let stated = access.aggregator.store.statement(id).await;
    let Some((child, stated)) = stated.map_err(unreadable)? else {
        return Ok(None);
    };
    let Statement::LiftRegistered(lift) = &stated.statement else {
        return Ok(None);
    };
    let is_there = lift.why == LiftReason::Emergency && lift.organisation == reviewer.organisation;
    Ok(is_there.then(|| Found {
        child,
        is_own: stated.by == Teller::actor(&reviewer.name),
    }))
}
