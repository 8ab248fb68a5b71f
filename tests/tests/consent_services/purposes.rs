//! What a token's purpose decides: for one that the tables refuse nothing is read and nothing widened, and whoever may narrow narrows.

use proto::v1::consent::{
    ConsentAnswer, ConsentKind, ConsentRequest, LiftReason, ListConsentsForReviewRequest,
};
use tests::{Harness, Scene, desk::consent};
use uuid::Uuid;

use crate::stage::{
    CONSENTED, DESK, MOTHER, NURSE, STORY, Voice, block_of, forget_consents, guardians, lift_of,
    nobody, now, permit, seen, why, wire, works_at,
};

const REFUSED: [&str; 2] = ["research", "whatever"];

fn for_purpose(harness: &Harness, who: &str, purpose: &str) -> Voice {
    Voice::claiming(harness, who, &[("purpose", purpose.into())])
}

// R-DESK-3, R-DESK-14
#[tokio::test]
async fn a_guardian_refuses_and_takes_a_permit_back_whatever_the_purpose_and_a_refusal_for_care_only()
 {
    for purpose in REFUSED {
        let harness = Harness::start().await;
        let child = harness.child(STORY);
        let mother = guardians(&harness, STORY).remove(0);
        let mut desk = Voice::of(&harness, DESK);
        let yes = desk.consent(permit(&child, &mother)).await.unwrap();
        let mut she = for_purpose(&harness, MOTHER, purpose);
        assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
        let no = consent(ConsentKind::Refuse, &child, &mother);
        let no = she.consent(no).await.unwrap();
        assert!(no.verified && !seen(&harness, NURSE, STORY).await.contains(CONSENTED));
        she.end(&yes.consent_id).await.unwrap();
        // What widens, and what reads.
        assert_eq!(why(she.end(&no.consent_id).await), "REFUSED", "{purpose}");
        assert_eq!(why(she.consent(permit(&child, &mother)).await), "REFUSED");
        assert_eq!(why(she.consents_of(&child).await), "REFUSED");
        let mut she = Voice::of(&harness, MOTHER);
        she.end(&no.consent_id).await.unwrap();
    }
}

// R-DESK-3, R-DESK-14, R-ASK-2
#[tokio::test]
async fn a_guardian_answers_no_whatever_the_purpose_and_is_told_nothing_but_that_it_was_taken() {
    let harness = Scene::default().retold(forget_consents).start().await;
    let child = harness.child(STORY);
    let asked = ConsentRequest {
        request_id: Uuid::new_v4().to_string(),
        child: wire(&child),
        reason: "Samtal om hörseln den 3 mars".into(),
        ..ConsentRequest::default()
    };
    let id = asked.request_id.clone();
    Voice::of(&harness, NURSE).ask(asked).await.unwrap();
    let mut she = for_purpose(&harness, MOTHER, "research");
    let consent_id = Uuid::new_v4();
    let yes = she.answer(&child, &id, ConsentAnswer::Permit, consent_id);
    assert_eq!(why(yes.await), "REFUSED");
    let nothing = she.answer(&child, &id, ConsentAnswer::Unspecified, consent_id);
    assert_eq!(why(nothing.await), "REFUSED");
    let no = she.answer(&child, &id, ConsentAnswer::Refuse, consent_id);
    let only_its_id = ConsentRequest {
        request_id: id.clone(),
        ..ConsentRequest::default()
    };
    assert_eq!(no.await.unwrap(), only_its_id);
    // Nor does somebody answer who was not asked.
    let other = for_purpose(&harness, "vardnadshavare-new-school", "research");
    for mut stranger in [other, for_purpose(&harness, NURSE, "care")] {
        let no = stranger.answer(&child, &id, ConsentAnswer::Refuse, Uuid::new_v4());
        assert_eq!(why(no.await), "REFUSED");
    }
    let listed = Voice::of(&harness, DESK).consents_of(&child).await.unwrap();
    let [refusal] = listed.try_into().unwrap();
    assert_eq!(refusal.consent_id, consent_id.to_string());
    assert_eq!(refusal.kind(), ConsentKind::Refuse);
}

// R-DESK-3, R-DESK-14
#[tokio::test]
async fn at_work_a_refusal_is_registered_and_a_permit_ended_whatever_the_purpose() {
    let harness = Scene::default().retold(forget_consents).start().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let mut desk = Voice::of(&harness, DESK);
    let yes = desk.consent(permit(&child, &mother)).await.unwrap();
    let mut nurse = for_purpose(&harness, NURSE, "research");
    nurse.end(&yes.consent_id).await.unwrap();
    let no = consent(ConsentKind::Refuse, &child, &mother);
    let no = nurse.consent(no).await.unwrap();
    assert!(!no.verified);
    for of in [&no.consent_id, &Uuid::new_v4().to_string()] {
        assert_eq!(why(nurse.end(of).await), "REFUSED");
    }
    assert_eq!(why(nurse.consent(permit(&child, &mother)).await), "REFUSED");
}

// R-DESK-3, R-DESK-7, R-DESK-14
#[tokio::test]
async fn a_grown_child_blocks_whatever_the_purpose_and_unblocks_for_one_that_the_tables_allow() {
    let scene = Scene::of(&["medicines"]).clock_at("2028-02-27T00:00:00+01:00".parse().unwrap());
    let harness = scene.start().await;
    let child = harness.child("medicines");
    let mut herself = for_purpose(&harness, "ung-medicines", "research");
    let block = block_of(&harness, "medicines", "bup-vasterlund");
    herself.block(block.clone()).await.unwrap();
    let ended = herself.end_block(&block.block_id, &child).await;
    assert_eq!(why(ended), "REFUSED");
    assert_eq!(why(herself.blocks_of(&child).await), "REFUSED");
    let mut herself = Voice::of(&harness, "ung-medicines");
    assert_eq!(herself.blocks_of(&child).await.unwrap().len(), 1);
    herself.end_block(&block.block_id, &child).await.unwrap();
}

// R-DESK-14, R-REVIEW-4
#[tokio::test]
async fn an_auditor_lists_for_a_purpose_that_the_tables_allow_and_for_no_other() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    for (purpose, may) in [("care", true), ("research", false), ("whatever", false)] {
        let claims = [("role", "auditor".into()), ("purpose", purpose.into())];
        let mut auditor = Voice::claiming(&harness, NURSE, &claims);
        let listed = auditor.consents_of(&child).await;
        let review = auditor
            .caller
            .request(ListConsentsForReviewRequest::default());
        let reviewed = auditor.consents.list_consents_for_review(review).await;
        for told in [listed.map(|_| ()), reviewed.map(|_| ())] {
            assert_eq!(told.is_ok(), may, "{purpose}");
            if !may {
                assert_eq!(why(told), "REFUSED", "{purpose}");
            }
        }
    }
}

// R-DESK-16
#[tokio::test]
async fn whoever_works_where_a_lift_opened_closes_it_and_nobody_else() {
    let harness = Harness::start().await;
    let block = block_of(&harness, STORY, CONSENTED);
    Voice::of(&harness, DESK)
        .block(block.clone())
        .await
        .unwrap();
    let mut nurse = Voice::of(&harness, NURSE);
    // Somebody without role or unit there, with another purpose.
    for (claim, value) in [
        ("role", "caretaker"),
        ("unit", "SE2120070014-U999"),
        ("purpose", "research"),
    ] {
        let lift = lift_of(&block, LiftReason::Consent);
        nurse.lift(lift.clone()).await.unwrap();
        assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
        let mut colleague = Voice::claiming(&harness, NURSE, &[(claim, value.into())]);
        colleague.end_lift(&lift.lift_id).await.unwrap();
        assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    }
    let lift = lift_of(&block, LiftReason::Consent);
    nurse.lift(lift.clone()).await.unwrap();
    let elsewhere = [works_at(&harness, CONSENTED)];
    let mut other = Voice::claiming(&harness, NURSE, &elsewhere);
    assert_eq!(why(other.end_lift(&lift.lift_id).await), "REFUSED");
}

/// What the store is asked for, for one call.
async fn reads(
    harness: &Harness,
    purpose: &str,
    child: &domain::id::PersonId,
) -> Vec<&'static str> {
    use std::sync::{Arc, Mutex};
    let calls: Arc<Mutex<Vec<&'static str>>> = Arc::default();
    let seen = calls.clone();
    let watch = &harness.sandbox.aggregator.aggregator.store_watch;
    watch.watch(move |call| seen.lock().unwrap().push(call.what));
    let mut nurse = for_purpose(harness, NURSE, purpose);
    assert_eq!(why(nurse.requests_of(child).await), "REFUSED");
    calls.lock().unwrap().clone()
}

// R-DESK-5, R-DESK-14, R-VISIBILITY-4
#[tokio::test]
async fn a_purpose_that_is_refused_costs_one_read_whatever_numbers_the_child_had() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let as_of = now(&harness);
    let mut register = harness.sandbox.register(domain::time::Country::Se);
    let older = [nobody()];
    register.identity_link(&child, &older, as_of).await.unwrap();
    let asked = reads(&harness, "research", &child).await;
    assert_eq!(asked, ["facts", "append"]);
}
