//! On whose wish a block rests: it is named or plain when it is registered, it ends with that person's say, and whoever wished it ends it.

use domain::{id::PersonId, time::Country};
use proto::v1::consent::{Assessment, Block, Lift, LiftReason, RegisterAssessmentRequest};
use tests::{Harness, Scene};
use uuid::Uuid;

use crate::stage::{DESK, Voice, block_of, lift_of, now, seen, why, wire};

const STORY: &str = "second-parent";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const GP: &str = "laege-torvet";
const MOTHER: &str = "foraelder-second-parent";
const FATHER: &str = "foraelder-second-parent-2";
/// The practice, whose doctor registers the parents' objections.
const PRACTICE: &str = "laege-torvet";

async fn denmark() -> Harness {
    Scene::of(&[STORY]).start().await
}

fn guardian(harness: &Harness, place: usize) -> PersonId {
    let told = harness.sandbox.world.child(STORY).unwrap();
    told.guardians.get(place).unwrap().id.clone()
}

fn wished(harness: &Harness, by: Option<&PersonId>) -> Block {
    Block {
        wished_by: by.and_then(wire),
        ..block_of(harness, STORY, PRACTICE)
    }
}

// R-BLOCKED-12
#[tokio::test]
async fn what_a_doctor_registers_for_a_parent_that_parent_ends_and_nobody_else() {
    let harness = denmark().await;
    let child = harness.child(STORY);
    let mother = guardian(&harness, 0);
    let mut doctor = Voice::of(&harness, GP);
    let unnamed = doctor.block(wished(&harness, None)).await;
    assert_eq!(why(unnamed), "INVALID_REQUEST", "either could be meant");
    for nobody in [child.clone(), crate::stage::nobody()] {
        let other = doctor.block(wished(&harness, Some(&nobody))).await;
        assert_eq!(why(other), "INVALID_REQUEST");
    }
    let before = seen(&harness, PSYCHIATRIST, STORY).await;
    assert!(before.contains(PRACTICE));
    let block = wished(&harness, Some(&mother));
    let set = doctor.block(block.clone()).await.unwrap();
    assert_eq!(set.wished_by, None, "pseudonyms only");
    assert_eq!(doctor.block(block.clone()).await.unwrap(), set);
    assert!(!seen(&harness, PSYCHIATRIST, STORY).await.contains(PRACTICE));
    for who in [GP, FATHER] {
        let mut voice = Voice::of(&harness, who);
        let ended = voice.end_block(&block.block_id, &child).await;
        assert_eq!(why(ended), "REFUSED", "{who}");
    }
    let mut voice = Voice::of(&harness, MOTHER);
    voice.end_block(&block.block_id, &child).await.unwrap();
    assert!(seen(&harness, PSYCHIATRIST, STORY).await.contains(PRACTICE));
}

// R-BLOCKED-12
#[tokio::test]
async fn a_block_ends_with_the_custody_of_whoever_wished_it() {
    let harness = denmark().await;
    let child = harness.child(STORY);
    let [mother, father] = [0, 1].map(|place| guardian(&harness, place));
    let mut voice = Voice::of(&harness, FATHER);
    let another = Block {
        wished_by: wire(&mother),
        ..block_of(&harness, STORY, PRACTICE)
    };
    assert_eq!(why(voice.block(another).await), "INVALID_REQUEST");
    let block = voice.block(wished(&harness, None)).await.unwrap();
    assert!(!seen(&harness, PSYCHIATRIST, STORY).await.contains(PRACTICE));
    let custody = async |holders: Vec<PersonId>| {
        let mut register = harness.sandbox.register(Country::Dk);
        let holders = holders.into_iter().map(|holder| (holder, true));
        let told = register.custody(&child, holders, now(&harness));
        told.await.unwrap();
    };
    custody(vec![mother.clone()]).await;
    assert!(seen(&harness, PSYCHIATRIST, STORY).await.contains(PRACTICE));
    // It was not ended: with his say it holds again.
    custody(vec![mother, father]).await;
    assert!(!seen(&harness, PSYCHIATRIST, STORY).await.contains(PRACTICE));
    voice.end_block(&block.block_id, &child).await.unwrap();
}

// R-BLOCKED-12, R-DESK-7
#[tokio::test]
async fn a_child_whom_a_clinic_found_mature_ends_the_block_that_it_had_set_there() {
    let harness = Scene::of(&["medicines"]).start().await;
    let child = harness.child("medicines");
    let mut clinic = Voice::of(&harness, "bup-lakare");
    let block = block_of(&harness, "medicines", "bup-vasterlund");
    assert_eq!(why(clinic.block(block.clone()).await), "REFUSED", "not yet");
    let assessment = Assessment {
        assessment_id: Uuid::new_v4().to_string(),
        child: wire(&child),
        mature: true,
        ..Assessment::default()
    };
    let request = clinic.caller.request(RegisterAssessmentRequest {
        assessment: Some(assessment),
    });
    clinic.facts.register_assessment(request).await.unwrap();
    // Nobody but the child can be meant.
    clinic.block(block.clone()).await.unwrap();
    for who in ["bup-lakare", "vardnadshavare-medicines"] {
        let mut voice = Voice::of(&harness, who);
        let ended = voice.end_block(&block.block_id, &child).await;
        assert_eq!(why(ended), "REFUSED", "{who}");
    }
    let mut herself = Voice::of(&harness, "ung-medicines");
    herself.end_block(&block.block_id, &child).await.unwrap();
}

// R-BLOCKED-12
#[tokio::test]
async fn the_source_is_told_of_a_wish_that_would_hold_nothing() {
    let harness = denmark().await;
    let mut desk = Voice::of(&harness, DESK);
    let stranger = desk.block(wished(&harness, Some(&crate::stage::nobody())));
    assert_eq!(why(stranger.await), "INVALID_REQUEST");
    for holder in [guardian(&harness, 0), harness.child(STORY)] {
        let block = wished(&harness, Some(&holder));
        desk.block(block.clone()).await.unwrap();
        desk.block(block).await.unwrap();
    }
    // In Sweden no guardian's would.
    let harness = Harness::start().await;
    let story = crate::stage::STORY;
    let mother = crate::stage::guardians(&harness, story).remove(0);
    let block = Block {
        wished_by: wire(&mother),
        ..block_of(&harness, story, crate::stage::CONSENTED)
    };
    let mut desk = Voice::of(&harness, DESK);
    assert_eq!(why(desk.block(block).await), "INVALID_REQUEST");
}

// R-DESK-12
#[tokio::test]
async fn no_guardian_reads_why_or_where_their_block_was_set_aside() {
    let harness = denmark().await;
    let child = harness.child(STORY);
    let mut mother = Voice::of(&harness, MOTHER);
    let block = mother.block(wished(&harness, None)).await.unwrap();
    let mut clinic = Voice::of(&harness, PSYCHIATRIST);
    let lift = Lift {
        reason_text: "mistanke om vold".to_owned(),
        ..lift_of(&block, LiftReason::Consent)
    };
    let own = clinic.lift(lift).await.unwrap();
    assert_eq!(own.reason_text, "mistanke om vold", "to whoever said it");
    let again = mother.block(wished_again(&harness, &block)).await.unwrap();
    let [listed] = mother.blocks_of(&child).await.unwrap().try_into().unwrap();
    for told in [listed, again] {
        let [lift] = told.lifts.try_into().unwrap();
        assert!(lift.reason_text.is_empty() && lift.recipient.is_none());
        let said = lift.registration.unwrap();
        assert!(said.registered_by.is_empty() && said.requested_by.is_empty());
        assert!(lift.start_time.is_some(), "that it was, and when");
    }
}

/// The same block once more.
fn wished_again(harness: &Harness, block: &Block) -> Block {
    Block {
        block_id: block.block_id.clone(),
        ..wished(harness, None)
    }
}
