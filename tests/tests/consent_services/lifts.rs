//! Breaking the glass in two steps: where blocked information is, then a lift with its reason, for seven days and no second more.

use domain::time::Timestamp;
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    v1::{
        consent::{Block, Lift, LiftReason},
        overview::{
            Ground, RevealBlockedRequest, RevealBlockedResponse,
            overview_service_client::OverviewServiceClient,
        },
    },
};
use tests::{Harness, Scene, caller::Caller, release_log::shows};
use tonic::Status;

use crate::stage::{
    CONSENTED, DESK, ELSEWHERE, MOTHER, NURSE, STORY, Voice, block_of, lift_of, nobody, now, seen,
    why, wire,
};

async fn blocked() -> (Harness, Block) {
    let harness = Scene::default().manual_clock().start().await;
    let block = block_of(&harness, STORY, CONSENTED);
    let block = Voice::of(&harness, DESK).block(block).await.unwrap();
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    (harness, block)
}

fn until(harness: &Harness, lasts: SignedDuration) -> Option<prost_types::Timestamp> {
    Some(wire_timestamp(now(harness) + lasts))
}

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

// R-DESK-10, R-STORE-11
#[tokio::test]
async fn a_lift_lasts_seven_days_and_no_second_more() {
    let (harness, block) = blocked().await;
    let mut nurse = Voice::of(&harness, NURSE);
    let lift = |end_time| Lift {
        end_time,
        ..lift_of(&block, LiftReason::Consent)
    };
    let long = nurse.lift(lift(until(&harness, WEEK + SECOND))).await;
    assert_eq!(why(long), "LIFT_TOO_LONG");
    let over = nurse.lift(lift(until(&harness, -SECOND))).await;
    assert_eq!(why(over), "EMPTY_PERIOD");
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let begun = now(&harness);
    let seven = lift(until(&harness, WEEK));
    let set = nurse.lift(seven.clone()).await.unwrap();
    assert_eq!(set.end_time, seven.end_time);
    assert_eq!(
        nurse.lift(seven).await.unwrap(),
        set,
        "the same again is the same"
    );
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    // Without an end it is seven days too, and a repetition later is still the first one.
    let open = lift(None);
    let set = nurse.lift(open.clone()).await.unwrap();
    assert_eq!(set.end_time, Some(wire_timestamp(begun + WEEK)));
    harness.clock().advance(SECOND);
    assert_eq!(nurse.lift(open).await.unwrap(), set);
}

// R-DESK-10
#[tokio::test]
async fn a_lift_is_over_by_itself_and_can_be_ended_before() {
    let (harness, block) = blocked().await;
    let hour = SignedDuration::from_hours(1);
    let mut nurse = Voice::of(&harness, NURSE);
    let lift = Lift {
        end_time: until(&harness, hour),
        ..lift_of(&block, LiftReason::Consent)
    };
    nurse.lift(lift.clone()).await.unwrap();
    let ended = nurse.end_lift(&lift.lift_id).await.unwrap();
    assert_eq!(nurse.end_lift(&lift.lift_id).await.unwrap(), ended);
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let minute = SignedDuration::from_secs(20);
    let short = Lift {
        end_time: until(&harness, minute),
        ..lift_of(&block, LiftReason::Consent)
    };
    nurse.lift(short).await.unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    harness.clock().advance(minute);
    assert!(
        !seen(&harness, NURSE, STORY).await.contains(CONSENTED),
        "half-open"
    );
}

// R-DESK-10
#[tokio::test]
async fn who_may_not_lift_is_refused_whatever_block_they_name() {
    let (harness, block) = blocked().await;
    let unknown = Block {
        block_id: uuid::Uuid::new_v4().to_string(),
        ..block.clone()
    };
    let consent = LiftReason::Consent;
    for who in [ELSEWHERE, MOTHER] {
        let mut voice = Voice::of(&harness, who);
        for block in [&block, &unknown] {
            assert_eq!(
                why(voice.lift(lift_of(block, consent)).await),
                "REFUSED",
                "{who}"
            );
        }
    }
    let mut nurse = Voice::of(&harness, NURSE);
    assert_eq!(why(nurse.lift(lift_of(&unknown, consent)).await), "REFUSED");
    let wordless = Lift {
        reason_text: " ".into(),
        ..lift_of(&block, consent)
    };
    assert_eq!(why(nurse.lift(wordless).await), "INVALID_REQUEST");
    let elsewhere = Lift {
        recipient: Some(crate::stage::organisation(&harness, CONSENTED).into()),
        ..lift_of(&block, consent)
    };
    assert_eq!(why(nurse.lift(elsewhere).await), "INVALID_REQUEST");
    let lift = nurse.lift(lift_of(&block, consent)).await.unwrap();
    for who in [ELSEWHERE, MOTHER] {
        assert_eq!(
            why(Voice::of(&harness, who).end_lift(&lift.lift_id).await),
            "REFUSED"
        );
    }
    // It is the nurse's place that looks, and no other.
    let [listed] = (Voice::of(&harness, DESK)
        .blocks_of(&harness.child(STORY))
        .await
        .unwrap())
    .try_into()
    .unwrap();
    let [told] = listed.lifts.try_into().unwrap();
    assert_eq!(told.reason_text, "she said that we may look");
    assert!(told.recipient.is_some());
}

// R-DESK-10
#[tokio::test]
async fn in_an_emergency_whoever_may_look_in_one_lifts_without_a_relation() {
    let harness = Scene::default().manual_clock().start().await;
    let block = block_of(&harness, STORY, SCHOOL_HEALTH);
    Voice::of(&harness, DESK)
        .block(block.clone())
        .await
        .unwrap();
    assert!(
        !seen_in_emergency(&harness).await,
        "a block holds against an emergency"
    );
    let lift = lift_of(&block, LiftReason::Emergency);
    let mother = Voice::of(&harness, MOTHER).lift(lift.clone()).await;
    assert_eq!(
        why(mother),
        "REFUSED",
        "guardians have no emergency of this kind"
    );
    let unknown = Block {
        block_id: uuid::Uuid::new_v4().to_string(),
        ..block.clone()
    };
    let unknown = lift_of(&unknown, LiftReason::Emergency);
    // Out of the blue for the nurse of another town.
    let mut elsewhere = Voice::of(&harness, ELSEWHERE);
    assert_eq!(why(elsewhere.lift(unknown).await), "REFUSED");
    elsewhere.lift(lift).await.unwrap();
    assert!(seen_in_emergency(&harness).await);
}

pub(crate) const SCHOOL_HEALTH: &str = "emi-vasterby";

/// Whether the nurse of another town sees the school's records in an emergency.
pub(crate) async fn seen_in_emergency(harness: &Harness) -> bool {
    let caller = Caller::actor(harness, ELSEWHERE);
    let query = proto::v1::overview::OverviewQuery {
        ground: Ground::Emergency.into(),
        reason: "unconscious in the corridor".into(),
        ..harness.query(STORY)
    };
    let events = caller.events(query).await.unwrap();
    events
        .iter()
        .filter_map(shows)
        .any(|id| id == SCHOOL_HEALTH)
}

async fn reveal(
    harness: &Harness,
    actor: &str,
    asked: RevealBlockedRequest,
) -> Result<RevealBlockedResponse, Status> {
    let caller = Caller::actor(harness, actor);
    let mut client = OverviewServiceClient::new(caller.channel());
    let answer = client.reveal_blocked(caller.request(asked)).await?;
    Ok(answer.into_inner())
}

// R-REVEAL-1, R-REVEAL-2
#[tokio::test]
async fn where_it_is_blocked_is_told_within_ones_own_overview_for_a_reason_and_logged() {
    let (harness, block) = blocked().await;
    let started = harness
        .collected(NURSE, STORY)
        .await
        .unwrap()
        .started
        .unwrap();
    assert!(started.blocked_information_exists);
    let child = harness.child(STORY);
    let asked = |reason: &str| RevealBlockedRequest {
        overview_id: started.overview_id.clone(),
        child: wire(&child),
        reason: reason.to_owned(),
    };
    assert_eq!(
        why(reveal(&harness, NURSE, asked("")).await),
        "INVALID_REQUEST"
    );
    let other = RevealBlockedRequest {
        child: wire(&nobody()),
        ..asked("fever")
    };
    assert_eq!(
        why(reveal(&harness, NURSE, other).await),
        "OVERVIEW_UNKNOWN"
    );
    assert_eq!(
        why(reveal(&harness, ELSEWHERE, asked("fever")).await),
        "OVERVIEW_UNKNOWN"
    );
    let told = reveal(&harness, NURSE, asked("fever since Monday"))
        .await
        .unwrap();
    let ids: Vec<_> = told
        .sources
        .iter()
        .map(|source| source.producer_id.as_str())
        .collect();
    assert_eq!(ids, [CONSENTED]);
    assert_eq!(told.block_ids, std::slice::from_ref(&block.block_id));
    let store = &harness.sandbox.aggregator.aggregator.store;
    let keys = &harness.sandbox.aggregator.aggregator.pseudonyms;
    let log = store.accesses(keys.of(&child), 100).await.unwrap();
    assert!(log.iter().any(|access| access.act == "reveal"));
    assert!(
        !seen(&harness, NURSE, STORY).await.contains(CONSENTED),
        "told where, not shown"
    );
    // The second step.
    let lift = lift_of(&block, LiftReason::Consent);
    Voice::of(&harness, NURSE).lift(lift).await.unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let told = reveal(&harness, NURSE, asked("once more")).await.unwrap();
    assert!(
        told.sources.is_empty() && told.block_ids.is_empty(),
        "nothing is kept from her now"
    );
}

// R-REVEAL-1
#[tokio::test]
async fn what_one_could_not_see_anyway_is_not_revealed() {
    let harness = Scene::default()
        .retold(crate::stage::forget_consents)
        .start()
        .await;
    let block = block_of(&harness, STORY, CONSENTED);
    Voice::of(&harness, DESK).block(block).await.unwrap();
    let started = harness
        .collected(NURSE, STORY)
        .await
        .unwrap()
        .started
        .unwrap();
    let asked = RevealBlockedRequest {
        overview_id: started.overview_id,
        child: wire(&harness.child(STORY)),
        reason: "fever".into(),
    };
    let told = reveal(&harness, NURSE, asked).await.unwrap();
    assert_eq!(told, RevealBlockedResponse::default());
}

// R-REVEAL-1, R-BLOCKED-8
#[tokio::test]
async fn no_guardian_is_told_where_information_is_blocked() {
    let (harness, _block) = blocked().await;
    let looked = harness.collected(MOTHER, STORY).await.unwrap();
    let asked = RevealBlockedRequest {
        overview_id: looked.started.unwrap().overview_id,
        child: wire(&harness.child(STORY)),
        reason: "what did she close?".to_owned(),
    };
    assert_eq!(why(reveal(&harness, MOTHER, asked).await), "REFUSED");
}

// R-REVEAL-1, R-EMERGENCY-4
#[tokio::test]
async fn an_emergency_that_is_over_tells_no_more_where_something_is_blocked() {
    let harness = Scene::default().manual_clock().start().await;
    let block = block_of(&harness, STORY, SCHOOL_HEALTH);
    Voice::of(&harness, DESK).block(block).await.unwrap();
    let query = proto::v1::overview::OverviewQuery {
        ground: Ground::Emergency.into(),
        reason: "unconscious in the corridor".into(),
        ..harness.query(STORY)
    };
    let looked = Caller::actor(&harness, ELSEWHERE).collected(query).await;
    let started = looked.unwrap().started.unwrap();
    let over = started.emergency_end_time.unwrap();
    let over = Timestamp::new(over.seconds, over.nanos).unwrap();
    let asked = || RevealBlockedRequest {
        overview_id: started.overview_id.clone(),
        child: wire(&harness.child(STORY)),
        reason: "where is her allergy".to_owned(),
    };
    harness.clock().set(over - SECOND);
    let told = reveal(&harness, ELSEWHERE, asked()).await.unwrap();
    assert_eq!(told.block_ids.len(), 1);
    harness.clock().set(over);
    let late = reveal(&harness, ELSEWHERE, asked()).await;
    assert_eq!(why(late), "REFUSED");
}
