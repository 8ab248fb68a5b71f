//! What was said under a number that the child had before is listed, lifted and ended under today's, by those who may there.

use domain::{id::PersonId, time::Country};
use proto::v1::{
    consent::{Block, ConsentKind, Lift, LiftReason, Registration},
    overview::{RevealBlockedRequest, overview_service_client::OverviewServiceClient},
};
use tests::{Harness, Scene, desk::consent};

use crate::{
    lifts::{SCHOOL_HEALTH, seen_in_emergency},
    older::{block, linked},
    stage::{
        CONSENTED, DESK, ELSEWHERE, FATHER, MOTHER, NURSE, STORY, Voice, block_of, guardians,
        lift_of, nobody, now, seen, why, wire,
    },
};

/// Where the nurse is told that it is blocked.
async fn revealed(harness: &Harness) -> Vec<String> {
    let answer = harness.collected(NURSE, STORY).await.unwrap();
    let caller = tests::caller::Caller::actor(harness, NURSE);
    let asked = caller.request(RevealBlockedRequest {
        overview_id: answer.started.unwrap().overview_id,
        child: wire(&harness.child(STORY)),
        reason: "fever since Monday".to_owned(),
    });
    let mut client = OverviewServiceClient::new(caller.channel());
    let told = client.reveal_blocked(asked).await.unwrap();
    told.into_inner().block_ids
}

// R-LINK-8, R-LINK-10
#[tokio::test]
async fn a_block_under_the_older_number_is_revealed_lifted_listed_and_ended_under_todays() {
    let harness = linked().await;
    let child = harness.child(STORY);
    let block = block(&harness, CONSENTED).await;
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let told = revealed(&harness).await;
    assert_eq!(told, std::slice::from_ref(&block.block_id));
    let mut nurse = Voice::of(&harness, NURSE);
    let lift = lift_of(&block, LiftReason::Consent);
    let alone = nurse.lift(lift.clone()).await;
    assert_eq!(
        why(alone),
        "REFUSED",
        "under the older number nobody has a say"
    );
    let set = nurse.lift_of(lift.clone(), wire(&child)).await.unwrap();
    assert_eq!(set.block_id, block.block_id);
    let again = nurse.lift_of(lift.clone(), wire(&child)).await.unwrap();
    assert_eq!(again, set, "the same again is the same");
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    nurse.end_lift(&lift.lift_id).await.unwrap();
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let mut desk = Voice::of(&harness, DESK);
    let [listed] = desk.blocks_of(&child).await.unwrap().try_into().unwrap();
    assert_eq!(listed.block_id, block.block_id);
    let [told] = listed.lifts.try_into().unwrap();
    assert_eq!(told.lift_id, lift.lift_id);
    desk.end_block(&block.block_id, &child).await.unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    assert_eq!(
        desk.blocks_of(&child).await.unwrap(),
        [],
        "it stands no more"
    );
    let ended = desk.blocks_of(&nobody()).await.unwrap();
    assert_eq!(ended.len(), 1, "where it was said it is kept");
}

// R-LINK-8, R-LINK-10, R-DESK-10
#[tokio::test]
async fn an_emergency_lifts_what_stands_under_the_older_number_for_the_child_of_today() {
    let harness = linked().await;
    let child = harness.child(STORY);
    let block = block(&harness, SCHOOL_HEALTH).await;
    let lift = lift_of(&block, LiftReason::Emergency);
    let mut elsewhere = Voice::of(&harness, ELSEWHERE);
    assert!(!seen_in_emergency(&harness).await);
    elsewhere.lift_of(lift, wire(&child)).await.unwrap();
    assert!(seen_in_emergency(&harness).await);
}

// R-LINK-8, R-LINK-10
#[tokio::test]
async fn a_lift_names_a_block_that_stands_against_the_child_it_names() {
    let harness = linked().await;
    let child = harness.child(STORY);
    let others = Block {
        child: wire(&harness.child("new-school")),
        ..block_of(&harness, STORY, CONSENTED)
    };
    let mut desk = Voice::of(&harness, DESK);
    let others = desk.block(others).await.unwrap();
    let own = block(&harness, CONSENTED).await;
    let mut nurse = Voice::of(&harness, NURSE);
    for reason in [LiftReason::Consent, LiftReason::Emergency] {
        let lift = lift_of(&others, reason);
        let told = nurse.lift_of(lift, wire(&child)).await;
        assert_eq!(why(told), "REFUSED", "another child's block");
    }
    let nameless = proto::v1::common::Identifier::default();
    let lift = lift_of(&own, LiftReason::Consent);
    let told = nurse.lift_of(lift.clone(), Some(nameless)).await;
    assert_eq!(why(told), "REFUSED", "a child that is none");
    let for_place = Lift {
        recipient: Some(crate::stage::organisation(&harness, "emi-vasterby").into()),
        ..lift
    };
    let told = desk.lift_of(for_place.clone(), wire(&harness.child("new-school")));
    assert_eq!(why(told.await), "UNKNOWN_ID");
    desk.lift_of(for_place, wire(&child)).await.unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
}

// R-LINK-10, R-DESK-12
#[tokio::test]
async fn a_refusal_under_the_older_number_is_listed_and_ended_by_whoever_said_it() {
    let harness = linked().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let said = proto::v1::consent::Consent {
        recipient_sector: "school-health".to_owned(),
        registration: Some(Registration {
            reason: "what she told the desk".to_owned(),
            ..Registration::default()
        }),
        ..consent(ConsentKind::Refuse, &nobody(), &mother)
    };
    let mut desk = Voice::of(&harness, DESK);
    let yes = consent(ConsentKind::Permit, &nobody(), &mother);
    desk.consent(yes.clone()).await.unwrap();
    let no = desk.consent(said).await.unwrap();
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    for (who, reads_words) in [(DESK, true), (MOTHER, true), (FATHER, false)] {
        let listed = Voice::of(&harness, who).consents_of(&child).await.unwrap();
        let found = listed.iter().find(|told| told.consent_id == no.consent_id);
        let registration = found.unwrap().registration.clone().unwrap();
        assert_eq!(registration.reason.is_empty(), !reads_words, "{who}");
        // What was permitted there opens nothing, and is not told.
        assert!(listed.iter().all(|told| told.consent_id != yes.consent_id));
    }
    let mut he = Voice::of(&harness, FATHER);
    assert_eq!(why(he.end(&no.consent_id).await), "REFUSED");
    let mut she = Voice::of(&harness, MOTHER);
    she.end(&no.consent_id).await.unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let listed = she.consents_of(&child).await.unwrap();
    assert!(listed.iter().all(|told| told.consent_id != no.consent_id));
}

// R-LINK-10, R-DESK-4
#[tokio::test]
async fn what_the_child_itself_said_under_the_older_number_is_not_its_guardians_to_read() {
    let harness = linked().await;
    let own = proto::v1::consent::Consent {
        recipient_sector: "school-health".to_owned(),
        ..consent(ConsentKind::Refuse, &nobody(), &nobody())
    };
    let mut desk = Voice::of(&harness, DESK);
    let own = desk.consent(own).await.unwrap();
    let is_own = |told: &proto::v1::consent::Consent| told.consent_id == own.consent_id;
    let child = harness.child(STORY);
    assert!(desk.consents_of(&child).await.unwrap().iter().any(is_own));
    for who in [MOTHER, FATHER] {
        let listed = Voice::of(&harness, who).consents_of(&child).await.unwrap();
        assert!(!listed.iter().any(is_own), "{who}");
    }
}

/// The girl of `medicines` on the day she turns sixteen, who was [`nobody`] before.
async fn grown() -> (Harness, PersonId) {
    let day = "2028-02-27T00:00:00+01:00".parse().unwrap();
    let harness = Scene::of(&["medicines"]).clock_at(day).start().await;
    let child = harness.child("medicines");
    let (mut register, as_of) = (harness.sandbox.register(Country::Se), now(&harness));
    let older = [nobody()];
    register.identity_link(&child, &older, as_of).await.unwrap();
    (harness, child)
}

// R-LINK-10
#[tokio::test]
async fn a_grown_child_reads_and_ends_what_was_said_of_it_and_by_it_under_the_older_number() {
    let (harness, child) = grown().await;
    let mut desk = Voice::of(&harness, DESK);
    let block = Block {
        child: wire(&nobody()),
        ..block_of(&harness, "medicines", "bup-vasterlund")
    };
    desk.block(block.clone()).await.unwrap();
    let own = consent(ConsentKind::Refuse, &nobody(), &nobody());
    let own = desk.consent(own).await.unwrap();
    let mut herself = Voice::of(&harness, "ung-medicines");
    let listed = herself.blocks_of(&child).await.unwrap();
    assert_eq!(listed.len(), 1);
    let listed = herself.consents_of(&child).await.unwrap();
    assert!(listed.iter().any(|told| told.consent_id == own.consent_id));
    // With a purpose that is refused she takes no refusal back.
    let research = [("purpose", "research".into())];
    let mut studied = Voice::claiming(&harness, "ung-medicines", &research);
    assert_eq!(why(studied.end(&own.consent_id).await), "REFUSED");
    herself.end(&own.consent_id).await.unwrap();
    herself.end_block(&block.block_id, &child).await.unwrap();
    assert_eq!(herself.blocks_of(&child).await.unwrap(), []);
}

// R-LINK-10, R-LINK-4
#[tokio::test]
async fn where_no_link_says_so_or_the_identity_is_protected_another_numbers_word_is_nobodys_to_end()
{
    let (harness, child) = grown().await;
    let mut desk = Voice::of(&harness, DESK);
    let block = Block {
        child: wire(&nobody()),
        ..block_of(&harness, "medicines", "bup-vasterlund")
    };
    desk.block(block.clone()).await.unwrap();
    let own = consent(ConsentKind::Refuse, &nobody(), &nobody());
    let own = desk.consent(own).await.unwrap();
    let mut register = harness.sandbox.register(Country::Se);
    let later = now(&harness);
    register.protection(&child, true, later).await.unwrap();
    let mut herself = Voice::of(&harness, "ung-medicines");
    let refused = async |herself: &mut Voice| {
        let ended = herself.end_block(&block.block_id, &child).await;
        assert_eq!(why(ended), "REFUSED");
        assert_eq!(why(herself.end(&own.consent_id).await), "REFUSED");
        assert_eq!(herself.blocks_of(&child).await.unwrap(), []);
    };
    refused(&mut herself).await;
    register.protection(&child, false, later).await.unwrap();
    assert_eq!(herself.blocks_of(&child).await.unwrap().len(), 1);
    register.identity_link(&child, &[], later).await.unwrap();
    refused(&mut herself).await;
}
