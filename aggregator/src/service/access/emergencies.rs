//! What has to be reviewed, and what a review came to: overviews by emergency, blocks set aside in one, questions where information is
//! blocked. For the roles that read the log, of their own organisation, with the reason that was stated: the only place where it is told.

mod aftermath;
mod review;
mod reviewer;
mod told;
mod verdict;

use proto::v1::access as wire;
use tokio::time::Instant;
use tonic::{Response, Status};

pub(super) use review::review;

use super::Access;
use crate::{
    identity::VerifiedActor,
    store::{EmergencyAct, ReviewPlace, StoredEmergency},
};
use aftermath::Aftermath;
use reviewer::{Refused, Reviewer, refused, unreadable};
use told::told;

/// The most entries of one answer.
const MAX_ENTRIES: u32 = 500;
/// The most entries where the request does not say.
const USUAL: u32 = 100;
/// How many are read at a time.
const PAGE: u32 = 200;
/// The most that one answer looks through: reviewed ones are left out of it.
const MAX_SCANNED: usize = 5_000;

// R-EMERGENCY-6, R-EMERGENCY-11
pub(super) async fn list(
    access: &Access,
    actor: &VerifiedActor,
    request: wire::ListEmergenciesRequest,
) -> Result<Response<wire::ListEmergenciesResponse>, Status> {
    let began = Instant::now();
    let Some(reviewer) = Reviewer::of(access, actor) else {
        let refusal = Refused::new(access, actor, began, "emergencies-list");
        return refusal.with(refused()).await;
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
    let before = Some(before_overview_id).filter(|id| !id.is_empty());
    let mut before = before.map(|id| ReviewPlace::parse(&id));
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
            before = Some(emergency.place());
            let after = came_of(access, &emergency).await?;
            if include_reviewed || after.awaits_review() {
                found.push(told(access, actor, emergency, after));
            }
        }
        if is_last {
            return Ok(answer(found, None));
        }
    }
}

async fn came_of(access: &Access, emergency: &StoredEmergency) -> Result<Aftermath, Status> {
    let child = emergency.child;
    match &emergency.act {
        EmergencyAct::Look { overview_id, .. } | EmergencyAct::Reveal { overview_id, .. } => {
            Aftermath::of_overview(access, child, overview_id).await
        }
        EmergencyAct::Lift { lift, .. } => Aftermath::of_lift(access, child, lift.id).await,
    }
}

fn answer(
    emergencies: Vec<wire::Emergency>,
    next: Option<ReviewPlace>,
) -> Response<wire::ListEmergenciesResponse> {
    Response::new(wire::ListEmergenciesResponse {
        emergencies,
        more: next.is_some(),
        next_before_overview_id: next.map(|place| place.text()).unwrap_or_default(),
    })
}
