//! Breaking the glass is reviewed like an emergency: a block that was set aside in one, and a question where information is blocked.

use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    status::{reason_of, violations_of},
    v1::{
        access::{
            EmergencyKind as Kind, EmergencyVerdict as Verdict, ListEmergenciesRequest,
            ReviewEmergencyRequest,
        },
        consent::{Lift, LiftReason},
        overview::{Ground, OverviewQuery},
    },
};
use tests::{Harness, Scene, caller::Caller};
use uuid::Uuid;

use crate::stage::{
    auditor_at, block, emergencies, lift, reveal, review, reviewed, waiting, with_purpose,
};

const STORY: &str = "old-bvc";
/// Has nothing to do with the boy, and works for another town.
const RESCUER: &str = "skolskoterska-norrby";
const NURSE: &str = "skolskoterska-vasterby";
const SCHOOL_HEALTH: &str = "emi-vasterby";
const CHILD_HEALTH: &str = "bvc-vasterby";
const WHY: &str = "medvetslös i korridoren, Anna Testdotter är med";

async fn stage() -> Harness {
    let scene = Scene::of(&[STORY, "protected"]);
    scene.manual_clock().start().await
}

/// A block on the school's records that the nurse of another town set aside in an emergency.
async fn lifted(harness: &Harness) -> Lift {
    let block = block(harness, STORY, SCHOOL_HEALTH).await;
    let hour = harness.sandbox.aggregator.aggregator.clock.now() + SignedDuration::from_hours(1);
    let asked = Lift {
        lift_id: Uuid::new_v4().to_string(),
        block_id: block,
        reason: LiftReason::Emergency.into(),
        reason_text: WHY.to_owned(),
        end_time: Some(wire_timestamp(hour)),
        ..Lift::default()
    };
    lift(&Caller::actor(harness, RESCUER), asked).await.unwrap()
}

fn of_lift(lift: &Lift, id: Uuid, verdict: Verdict) -> ReviewEmergencyRequest {
    ReviewEmergencyRequest {
        review_id: id.to_string(),
        lift_id: lift.lift_id.clone(),
        verdict: verdict.into(),
        note: "fråga jouren".to_owned(),
        ..ReviewEmergencyRequest::default()
    }
}

// R-EMERGENCY-11
#[tokio::test]
async fn a_lift_in_an_emergency_waits_for_review_with_who_until_when_and_why() {
    let harness = stage().await;
    let lift = lifted(&harness).await;
    let reviewer = auditor_at(&harness, RESCUER);
    let [listed] = waiting(&reviewer).await.try_into().unwrap();
    assert_eq!(listed.kind(), Kind::Lift);
    assert_eq!(
        (&*listed.lift_id, &*listed.overview_id),
        (&*lift.lift_id, "")
    );
    assert_eq!((&*listed.actor, &*listed.reason), (RESCUER, WHY));
    assert_eq!(listed.organisation, lift.recipient);
    assert_eq!(listed.unit, lift.recipient_unit);
    assert_eq!(
        (listed.access_time, listed.end_time),
        (lift.start_time, lift.end_time)
    );
    assert_eq!(listed.child_pseudonym.len(), 64);
    assert!(listed.review.is_none());
    // What a lift on consent sets aside is the child's own wish, and another organisation's lift is its own reviewers' to see.
    let elsewhere = auditor_at(&harness, NURSE);
    assert_eq!(waiting(&elsewhere).await, []);

    let id = Uuid::new_v4();
    let told = reviewed(&reviewer, of_lift(&lift, id, Verdict::FollowUp))
        .await
        .unwrap();
    assert_eq!(
        (&*told.note, told.verdict()),
        ("fråga jouren", Verdict::FollowUp)
    );
    let [still] = waiting(&reviewer).await.try_into().unwrap();
    assert_eq!(still.reviews, std::slice::from_ref(&told));
    let again = reviewed(&reviewer, of_lift(&lift, id, Verdict::FollowUp)).await;
    assert_eq!(again.unwrap(), told, "the same again is the same");
    let done = of_lift(&lift, Uuid::new_v4(), Verdict::Justified);
    reviewed(&reviewer, done).await.unwrap();
    assert_eq!(waiting(&reviewer).await, []);
    let all = ListEmergenciesRequest {
        include_reviewed: true,
        ..ListEmergenciesRequest::default()
    };
    let [listed] = emergencies(&reviewer, all)
        .await
        .unwrap()
        .emergencies
        .try_into()
        .unwrap();
    assert_eq!(listed.reviews.len(), 2);
}

// R-EMERGENCY-7, R-EMERGENCY-11
#[tokio::test]
async fn nobody_reviews_a_lift_of_their_own_another_organisations_or_one_on_consent() {
    let harness = stage().await;
    let lift = lifted(&harness).await;
    let verdict = Verdict::Justified;
    let own = with_purpose(&harness, RESCUER, "care");
    let refused = reviewed(&own, of_lift(&lift, Uuid::new_v4(), verdict)).await;
    assert_eq!(
        reason_of(&refused.unwrap_err()).as_deref(),
        Some("OWN_EMERGENCY")
    );
    let on_consent = Lift {
        lift_id: Uuid::new_v4().to_string(),
        reason: LiftReason::Consent.into(),
        start_time: None,
        ..lift.clone()
    };
    let nurse = Caller::actor(&harness, NURSE);
    let on_consent = Lift {
        recipient: None,
        recipient_unit: String::new(),
        registration: None,
        ..on_consent
    };
    let on_consent = crate::stage::lift(&nurse, on_consent).await.unwrap();
    let nobodys = Lift {
        lift_id: Uuid::new_v4().to_string(),
        ..lift.clone()
    };
    for (actor, lift) in [(NURSE, &lift), (NURSE, &on_consent), (RESCUER, &nobodys)] {
        let reviewer = auditor_at(&harness, actor);
        let refused = reviewed(&reviewer, of_lift(lift, Uuid::new_v4(), verdict)).await;
        let reason = reason_of(&refused.unwrap_err());
        assert_eq!(reason.as_deref(), Some("EMERGENCY_UNKNOWN"), "{actor}");
    }
    let both = ReviewEmergencyRequest {
        overview_id: Uuid::new_v4().to_string(),
        ..of_lift(&lift, Uuid::new_v4(), verdict)
    };
    let wrong = reviewed(&auditor_at(&harness, RESCUER), both)
        .await
        .unwrap_err();
    assert_eq!(violations_of(&wrong)[0].0, "lift_id");
}

fn by_emergency(harness: &Harness) -> OverviewQuery {
    OverviewQuery {
        ground: Ground::Emergency.into(),
        reason: WHY.to_owned(),
        ..harness.query(STORY)
    }
}

// R-EMERGENCY-13
#[tokio::test]
async fn an_id_of_a_review_is_good_for_one_review_whatever_it_is_of() {
    let harness = stage().await;
    let lift = lifted(&harness).await;
    let rescuer = Caller::actor(&harness, RESCUER);
    for _ in 0..2 {
        rescuer.events(by_emergency(&harness)).await.unwrap();
    }
    let reviewer = auditor_at(&harness, RESCUER);
    let [second, first, _] = waiting(&reviewer).await.try_into().unwrap();
    let (id, verdict) = (Uuid::new_v4(), Verdict::Justified);
    review(&reviewer, &first.overview_id, id, verdict, "")
        .await
        .unwrap();
    let other = review(&reviewer, &second.overview_id, id, verdict, "").await;
    let lifted = reviewed(&reviewer, of_lift(&lift, id, verdict)).await;
    for taken in [other, lifted] {
        assert_eq!(
            reason_of(&taken.unwrap_err()).as_deref(),
            Some("REVIEW_ID_TAKEN")
        );
    }
    let still: Vec<_> = waiting(&reviewer)
        .await
        .iter()
        .map(|e| e.overview_id.clone())
        .collect();
    assert_eq!(
        still,
        [second.overview_id, String::new()],
        "neither was reviewed by it"
    );
}

// R-EMERGENCY-11
#[tokio::test]
async fn lifts_and_overviews_are_read_page_by_page_in_the_order_of_what_was_done() {
    let harness = stage().await;
    let rescuer = Caller::actor(&harness, RESCUER);
    rescuer.events(by_emergency(&harness)).await.unwrap();
    lifted(&harness).await;
    rescuer.events(by_emergency(&harness)).await.unwrap();
    let reviewer = auditor_at(&harness, RESCUER);
    let (mut kinds, mut before) = (Vec::new(), String::new());
    loop {
        let asked = ListEmergenciesRequest {
            max_entries: 1,
            before_overview_id: before,
            ..ListEmergenciesRequest::default()
        };
        let page = emergencies(&reviewer, asked).await.unwrap();
        kinds.extend(
            page.emergencies
                .iter()
                .map(proto::v1::access::Emergency::kind),
        );
        before = page.next_before_overview_id;
        if !page.more {
            break;
        }
    }
    assert_eq!(kinds, [Kind::Overview, Kind::Lift, Kind::Overview]);
}

// R-EMERGENCY-11, R-REVEAL-2
#[tokio::test]
async fn who_asked_where_information_is_blocked_is_reviewed_and_again_after_asking_again() {
    let harness = stage().await;
    block(&harness, STORY, CHILD_HEALTH).await;
    let nurse = Caller::actor(&harness, NURSE);
    let own = nurse.collected(harness.query(STORY)).await.unwrap();
    let own = own.started.unwrap().overview_id;
    let reviewer = auditor_at(&harness, NURSE);
    assert_eq!(waiting(&reviewer).await, [], "a question is none");
    let revealed = reveal(&harness, &nurse, (STORY, &own), WHY).await.unwrap();
    assert_eq!(revealed.sources.len(), 1);
    let [listed] = waiting(&reviewer).await.try_into().unwrap();
    assert_eq!(listed.kind(), Kind::Reveal);
    assert_eq!((&*listed.overview_id, &*listed.actor), (&*own, NURSE));
    assert_eq!((&*listed.role, &*listed.reason), ("school-nurse", ""));
    assert_eq!(listed.reveals.len(), 1);
    assert_eq!(listed.reveals[0].reason, WHY);
    assert_eq!(listed.reveals[0].reveal_time, listed.access_time);
    assert_eq!(waiting(&auditor_at(&harness, RESCUER)).await, []);
    let verdict = Verdict::Justified;
    review(&reviewer, &own, Uuid::new_v4(), verdict, "")
        .await
        .unwrap();
    assert_eq!(waiting(&reviewer).await, []);
    reveal(&harness, &nurse, (STORY, &own), "en gång till")
        .await
        .unwrap();
    let [anew] = waiting(&reviewer).await.try_into().unwrap();
    assert_eq!((anew.reveals.len(), anew.reviews.len()), (2, 1));
}

// R-EMERGENCY-11
#[tokio::test]
async fn a_reveal_within_an_emergency_is_an_act_of_that_emergency() {
    let harness = stage().await;
    block(&harness, STORY, SCHOOL_HEALTH).await;
    let rescuer = Caller::actor(&harness, RESCUER);
    let own = rescuer.collected(by_emergency(&harness)).await.unwrap();
    let own = own.started.unwrap().overview_id;
    reveal(&harness, &rescuer, (STORY, &own), WHY)
        .await
        .unwrap();
    let [listed] = waiting(&auditor_at(&harness, RESCUER))
        .await
        .try_into()
        .unwrap();
    assert_eq!((listed.kind(), &*listed.reason), (Kind::Overview, WHY));
    assert_eq!(listed.reveals.len(), 1);
}

// R-EMERGENCY-12, R-EMERGENCY-9
#[tokio::test]
async fn whoever_states_a_purpose_that_the_tables_refuse_neither_lists_nor_reviews() {
    let harness = stage().await;
    let lift = lifted(&harness).await;
    let mut seen = Vec::new();
    let stranger = Caller::actor(&harness, NURSE);
    let reviewers = ["research", "quality", "no-such-purpose"]
        .map(|purpose| with_purpose(&harness, NURSE, purpose));
    for caller in reviewers.iter().chain([&stranger]) {
        let list = emergencies(caller, ListEmergenciesRequest::default()).await;
        let asked = of_lift(&lift, Uuid::new_v4(), Verdict::Justified);
        for refused in [
            list.unwrap_err(),
            reviewed(caller, asked).await.unwrap_err(),
        ] {
            assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"));
            seen.push((refused.message().to_owned(), refused.details().to_vec()));
        }
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "the same bytes");
}
