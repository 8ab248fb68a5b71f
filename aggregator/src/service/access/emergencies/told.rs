//! What has to be reviewed, on the wire: the only place where the reasons are opened.

use domain::{facts::Pseudonym, policy::Ground, time::Timestamp};
use proto::{
    convert::common::wire_timestamp,
    v1::{access as wire, common::Identifier},
};

use super::{aftermath::Aftermath, review::Subject, verdict::verdict_of};
use crate::{
    audit::entry::{
        EmergencyReview, Intent, OrganisationRef, TextRef, emergency_reason, reveal_reason,
    },
    identity::VerifiedActor,
    ledger::{statement::LiftRegistered, text_of},
    seal::Sealed,
    service::access::Access,
    store::{EmergencyAct, StoredEmergency, Teller},
};

pub(super) fn told(
    access: &Access,
    reviewer: &VerifiedActor,
    emergency: StoredEmergency,
    after: Aftermath,
) -> wire::Emergency {
    let StoredEmergency { at, child, act } = emergency;
    let (subject, told) = match act {
        EmergencyAct::Look {
            overview_id,
            intent,
        } => {
            let sealed = intent.reason.as_ref().and_then(|r| r.sealed.as_ref());
            let reason = opened(access, &emergency_reason(&overview_id), sealed);
            let told = wire::Emergency {
                kind: wire::EmergencyKind::Overview.into(),
                end_time: ends(access, reviewer, at).map(wire_timestamp),
                overview_id: overview_id.clone(),
                reason,
                ..by_intent(*intent)
            };
            (Subject::Overview(overview_id), told)
        }
        EmergencyAct::Reveal {
            overview_id,
            intent,
        } => {
            let told = wire::Emergency {
                kind: wire::EmergencyKind::Reveal.into(),
                overview_id: overview_id.clone(),
                ..by_intent(*intent)
            };
            (Subject::Overview(overview_id), told)
        }
        EmergencyAct::Lift { lift, by } => (Subject::Lift(lift.id), lifted(access, *lift, &by)),
    };
    with_aftermath(access, &subject, (at, child), told, after)
}

fn with_aftermath(
    access: &Access,
    subject: &Subject,
    (at, child): (Timestamp, Pseudonym),
    told: wire::Emergency,
    after: Aftermath,
) -> wire::Emergency {
    let reviews: Vec<_> = (after.reviews.into_iter())
        .map(|(at, review)| told_review(access, subject, at, review))
        .collect();
    let reveals = (after.reveals.into_iter())
        .map(|(at, reason)| told_reveal(access, &told.overview_id, at, reason.as_ref()))
        .collect();
    wire::Emergency {
        access_time: Some(wire_timestamp(at)),
        child_pseudonym: crate::hash::hex(&child.0),
        source_sectors: after.source_sectors,
        record_count: after.record_count,
        // R-EMERGENCY-10
        review: reviews.last().cloned(),
        reviews,
        reveals,
        ..told
    }
}

/// Who looked.
fn by_intent(intent: Intent) -> wire::Emergency {
    wire::Emergency {
        actor: intent.actor.as_str().to_owned(),
        organisation: intent.organisation.map(identifier),
        unit: intent.unit.unwrap_or_default(),
        role: intent.role,
        sector: intent.sector.unwrap_or_default(),
        ..wire::Emergency::default()
    }
}

/// Who set a block aside, for whom, until when and why.
fn lifted(access: &Access, lift: LiftRegistered, by: &Teller) -> wire::Emergency {
    let by = by.as_str();
    wire::Emergency {
        kind: wire::EmergencyKind::Lift.into(),
        lift_id: lift.id.to_string(),
        actor: by.strip_prefix("actor:").unwrap_or(by).to_owned(),
        organisation: Some(identifier((&lift.organisation).into())),
        unit: lift.unit.unwrap_or_default(),
        end_time: Some(wire_timestamp(lift.end)),
        reason: opened(access, &text_of(lift.id, "reason"), lift.reason.as_ref()),
        ..wire::Emergency::default()
    }
}

fn told_reveal(
    access: &Access,
    overview_id: &str,
    at: Timestamp,
    reason: Option<&TextRef>,
) -> wire::EmergencyReveal {
    let sealed = reason.and_then(|reason| reason.sealed.as_ref());
    wire::EmergencyReveal {
        reveal_time: Some(wire_timestamp(at)),
        reason: opened(access, &reveal_reason(overview_id), sealed),
    }
}

pub(super) fn told_review(
    access: &Access,
    subject: &Subject,
    at: Timestamp,
    review: EmergencyReview,
) -> wire::EmergencyReview {
    let note = opened(
        access,
        &subject.note(&review.review_id),
        review.note.as_ref(),
    );
    wire::EmergencyReview {
        reviewer: review.reviewer.as_str().to_owned(),
        role: review.role,
        review_time: Some(wire_timestamp(at)),
        verdict: verdict_of(&review.verdict).into(),
        note,
        review_id: review.review_id,
    }
}

/// A text that does not open is no text: the key may be another since.
fn opened(access: &Access, context: &str, sealed: Option<&Sealed>) -> String {
    let open = |sealed| access.aggregator.seal.open(context, sealed).ok();
    sealed.and_then(open).unwrap_or_default()
}

/// When the ground ends by itself, by the tables of the reviewer's own country: the organisation is theirs.
fn ends(access: &Access, reviewer: &VerifiedActor, at: Timestamp) -> Option<Timestamp> {
    let policies = access.aggregator.policies.load();
    let policy = policies.of(reviewer.actor.country)?;
    let today = policy.country().today(at);
    policy.ground(Ground::Emergency, today)?.ends(at)
}

fn identifier(organisation: OrganisationRef) -> Identifier {
    Identifier {
        system: organisation.system,
        value: organisation.value,
    }
}
