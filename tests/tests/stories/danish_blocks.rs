//! `second-parent` with an objection: the father has the practice's information blocked. It is about staff, so the mother still reads it; and an
//! emergency gets past it in two steps, for those who treat and for nobody else.

use consumer::model::Overview;
use proto::v1::{
    consent::{
        Block, Lift, LiftReason, RegisterBlockRequest, RegisterLiftRequest,
        block_service_client::BlockServiceClient,
    },
    overview::{Ground, OverviewQuery},
};
use tests::{Harness, Scene, caller::Caller};
use tonic::Status;
use uuid::Uuid;

const STORY: &str = "second-parent";
const MOTHER: &str = "foraelder-second-parent";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const PSYCHOLOGIST: &str = "ppr-psykolog-aadal";
const PRACTICE: &str = "laege-torvet";

/// The practice is blocked, on the father's wish.
async fn blocked() -> (Harness, String) {
    let harness = Scene::of(&[STORY]).start().await;
    let world = &harness.sandbox.world;
    let father = world.child(STORY).unwrap().guardians[1].id.clone();
    let peers = &harness.sandbox.aggregator.aggregator.peers;
    let practice = peers
        .admissions()
        .find(|admission| admission.id == PRACTICE);
    let practice = practice.unwrap().organisation.clone();
    let id = Uuid::new_v4().to_string();
    let block = Some(Block {
        block_id: id.clone(),
        child: Some(harness.child(STORY).into()),
        provider: Some(practice.into()),
        wished_by: Some(father.into()),
        ..Block::default()
    });
    let desk = Caller::by(&harness, &harness.party("desk"));
    let request = desk.request(RegisterBlockRequest { block });
    let mut blocks = BlockServiceClient::new(desk.channel());
    blocks.register_block(request).await.unwrap();
    (harness, id)
}

async fn in_an_emergency(harness: &Harness, actor: &str) -> Overview {
    let query = OverviewQuery {
        ground: Ground::Emergency.into(),
        reason: "bevidstløs".into(),
        ..harness.query(STORY)
    };
    let answer = Caller::actor(harness, actor)
        .collected(query)
        .await
        .unwrap();
    Overview::of(&harness.child(STORY), &answer)
}

async fn lift(harness: &Harness, actor: &str, block: &str) -> Result<(), Status> {
    let caller = Caller::actor(harness, actor);
    let lift = Some(Lift {
        lift_id: Uuid::new_v4().to_string(),
        block_id: block.to_owned(),
        reason: LiftReason::Emergency.into(),
        reason_text: "bevidstløs".into(),
        ..Lift::default()
    });
    let request = caller.request(RegisterLiftRequest { lift, child: None });
    let mut blocks = BlockServiceClient::new(caller.channel());
    blocks.register_lift(request).await.map(|_| ())
}

fn shows_the_practice(overview: &Overview) -> bool {
    let mut sources = overview.records.iter().flat_map(|record| &record.sources);
    sources.any(|source| source == PRACTICE)
}

// R-BLOCKED-11
#[tokio::test]
async fn the_fathers_block_keeps_psychiatry_out_and_the_mother_reads_what_she_read() {
    let (harness, _) = blocked().await;
    let page = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    assert!(!shows_the_practice(&page) && page.blocked);
    let hers = harness.overview(MOTHER, STORY).await.unwrap();
    assert!(shows_the_practice(&hers) && !hers.blocked && hers.complete);
}

// R-EMERGENCY-14, R-DESK-10
#[tokio::test]
async fn an_emergency_gets_past_the_block_in_two_steps() {
    let (harness, block) = blocked().await;
    let page = in_an_emergency(&harness, PSYCHIATRIST).await;
    assert!(page.emergency && page.blocked && !shows_the_practice(&page));
    lift(&harness, PSYCHIATRIST, &block).await.unwrap();
    let page = in_an_emergency(&harness, PSYCHIATRIST).await;
    assert!(page.emergency && shows_the_practice(&page));
    assert!(page.emergency_end_time.is_some());
}

// R-EMERGENCY-15, R-DESK-10
#[tokio::test]
async fn whom_no_emergency_opens_anything_lifts_nothing_and_reads_of_none() {
    let (harness, block) = blocked().await;
    let page = in_an_emergency(&harness, PSYCHOLOGIST).await;
    assert!(page.records.is_empty());
    assert!(!page.emergency && page.emergency_end_time.is_none());
    assert!(lift(&harness, PSYCHOLOGIST, &block).await.is_err());
}
