//! `RevealBlocked`: the first step of breaking the glass, within an overview of one's own, with a reason, logged before it is answered.

use std::sync::Arc;

use domain::{facts::Facts, id::PersonId, policy::Ground};
use proto::{
    status::{bad_request, refuse},
    v1::overview::{RevealBlockedRequest, RevealBlockedResponse},
};
use tokio::time::Instant;
use tonic::{Code, Status};

use crate::{
    Aggregator,
    audit::{
        AuditUnavailable, OpenedError,
        entry::{ActorRef, Opened, TextRef},
    },
    identity::VerifiedActor,
    numbers::joined,
    overview::{
        query::MAX_REASON_BYTES,
        reveal::{Revealed, reveal},
        settle,
    },
    store::{StoreError, StoredIntent},
};

/// How the log names this act.
pub(super) const ACT: &str = "reveal";
/// The grounds that an overview can have claimed.
const GROUNDS: [Ground; 5] = [
    Ground::Consent,
    Ground::Emergency,
    Ground::OwnAccess,
    Ground::Statute,
    Ground::Necessity,
];

// R-REVEAL-1
pub(super) async fn reveal_blocked(
    aggregator: &Aggregator,
    actor: &Arc<VerifiedActor>,
    asked: RevealBlockedRequest,
) -> Result<RevealBlockedResponse, Status> {
    let began = Instant::now();
    let RevealBlockedRequest {
        overview_id,
        child,
        reason,
    } = asked;
    let child = child.and_then(|child| PersonId::try_from(child).ok());
    let name = ActorRef::of(&actor.subject, actor.actor.audience, &aggregator.pseudonyms);
    let intent = aggregator.store.intent(overview_id.clone()).await;
    let intent = intent.map_err(|error| error.status())?;
    // Somebody else's overview takes as long to be refused as none.
    // R-VISIBILITY-2
    let (Some(child), Some(intent)) = (child, intent) else {
        settle(began).await;
        return Err(unknown());
    };
    let pseudonym = aggregator.pseudonyms.of(&child);
    if intent.child != pseudonym || intent.intent.actor != name {
        settle(began).await;
        return Err(unknown());
    }
    if reason.trim().is_empty() || reason.len() > MAX_REASON_BYTES {
        let expected = "expected a reason in words, at most 500 bytes";
        return Err(bad_request("INVALID_REQUEST", &[("reason", expected)]));
    }
    let claim = (ground(&intent), intent.at);
    let revealed_by = |facts: &Facts, now| reveal(aggregator, actor, claim, facts, now);
    // Older numbers only narrow: whoever may know nothing without them may know nothing.
    let may_know = |facts: &Facts, now| revealed_by(facts, now).is_some();
    let joined = joined(aggregator, pseudonym, child.birth_date(), may_know).await;
    let joined = joined.map_err(|error| error.status())?;
    let revealed = revealed_by(&joined.facts, aggregator.clock.now());
    // Logged also when there is nothing to tell, and when there is no relation any more.
    log(aggregator, &overview_id, name, &reason, revealed.as_ref()).await?;
    match revealed {
        Some(revealed) => {
            // R-REVEAL-3
            joined.stands.hold(aggregator).await?;
            Ok(revealed.answer)
        }
        None => {
            settle(began).await;
            Err(refuse(
                Code::PermissionDenied,
                "REFUSED",
                "nothing to show with your access",
            ))
        }
    }
}

/// The ground that the overview claimed.
fn ground(stored: &StoredIntent) -> Option<Ground> {
    let claimed = stored.intent.ground.as_deref()?;
    GROUNDS
        .into_iter()
        .find(|ground| ground.as_str() == claimed)
}

/// One entry for each source that is named; one for none.
// R-REVEAL-2
async fn log(
    aggregator: &Aggregator,
    overview_id: &str,
    actor: ActorRef,
    reason: &str,
    revealed: Option<&Revealed>,
) -> Result<(), Status> {
    let kept = TextRef::reveal(
        reason,
        overview_id,
        &aggregator.pseudonyms,
        &aggregator.seal,
    );
    if kept.sealed.is_none() {
        // Whoever reviews it could not read why.
        return Err(AuditUnavailable::from(StoreError::Unreadable { what: "reason" }).status());
    }
    let named = revealed
        .into_iter()
        .flat_map(|revealed| revealed.producers.iter().cloned());
    let mut producers: Vec<String> = named.collect();
    if producers.is_empty() {
        producers.push(String::new());
    }
    for producer in producers {
        let entry = Opened {
            actor: actor.clone(),
            producer,
            // Of a reveal: the reason's, which may name people.
            record_digest: aggregator.pseudonyms.digest("reason", reason),
            act: ACT.to_owned(),
            reason: Some(kept.clone()),
        };
        let logged = aggregator.audit.opened(overview_id, entry).await;
        logged.map_err(|error| match error {
            OpenedError::UnknownOverview => unknown(),
            OpenedError::Unavailable(unavailable) => unavailable.status(),
        })?;
    }
    Ok(())
}

fn unknown() -> Status {
    refuse(
        Code::NotFound,
        "OVERVIEW_UNKNOWN",
        "no overview of yours has this id",
    )
}
