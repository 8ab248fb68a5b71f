//! Who shares what with whom, read by each who may: what stands, what is pending, and nothing of what is not for guardians.

use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    status::reason_of,
    v1::{
        access::ListSharingResponse,
        consent::{
            Block, ConsentKind, ConsentRequest, RegisterBlockRequest,
            block_service_client::BlockServiceClient,
        },
        overview::Outcome,
    },
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::{Desk, consent},
};
use uuid::Uuid;

use crate::stage::{ask_for_consent, auditor_at, listed, pair, sharing};

const WORRY: &str = "worry";
const MOTHER: &str = "vardnadshavare-worry";
const FATHER: &str = "vardnadshavare-worry-2";
const SOCIAL_WORKER: &str = "socialsekreterare-vasterby";
const NURSE: &str = "skolskoterska-vasterby";

async fn read(harness: &Harness, actor: &str, story: &str) -> ListSharingResponse {
    let caller = Caller::actor(harness, actor);
    sharing(harness, &caller, story).await.unwrap()
}

fn sectors(answer: &ListSharingResponse) -> Vec<(&str, &str)> {
    let rows = answer.sharings.iter();
    rows.map(|row| (&*row.recipient_sector, &*row.source_sector))
        .collect()
}

// R-SHARING-3
#[tokio::test]
async fn the_suspected_father_reads_the_same_whether_or_not_anybody_ever_worried() {
    let told = Scene::of(&[WORRY, "protected"])
        .manual_clock()
        .start()
        .await;
    // The same family, of whom social services have never heard.
    let quiet = Scene::of(&[WORRY, "protected"]).manual_clock();
    let quiet = quiet.retold(|world| {
        for child in &mut world.children {
            child
                .relations
                .retain(|r| r.sector.as_str() != "social-child");
        }
    });
    let quiet = quiet.start().await;
    // With a look by the inquiry in the log of one of them.
    let social_worker = Caller::actor(&told, SOCIAL_WORKER);
    social_worker.events(told.query(WORRY)).await.unwrap();
    for parent in [FATHER, MOTHER] {
        let with = read(&told, parent, WORRY).await;
        let without = read(&quiet, parent, WORRY).await;
        assert!(!with.sharings.is_empty());
        let plain = |mut answer: ListSharingResponse| {
            answer.decided_time = None;
            for row in &mut answer.sharings {
                // Two worlds name and date the same things otherwise; whose and how many they are is compared.
                row.start_time = row.start_time.map(|_| prost_types::Timestamp::default());
                for consent in &mut row.consents {
                    consent.consent_id.clear();
                    consent.start_time = None;
                }
            }
            answer
        };
        assert_eq!(plain(with.clone()), plain(without));
        let shown = format!("{with:?}");
        for word in ["social", "concern", "inquiry"] {
            assert!(!shown.contains(word), "{word} for {parent}: {shown}");
        }
        assert!(with.sharings.iter().all(|row| !row.hidden_from_guardians));
    }
    let auditor = auditor_at(&told, SOCIAL_WORKER);
    let whole = sharing(&told, &auditor, WORRY).await.unwrap();
    let inquiry = whole
        .sharings
        .iter()
        .filter(|row| row.recipient_sector == "social-child");
    assert!(inquiry.clone().count() > 0 && inquiry.clone().all(|row| row.hidden_from_guardians));
}

// R-SHARING-3
#[tokio::test]
async fn a_consent_of_ones_own_to_everybody_names_no_recipient_that_is_not_ones_to_know() {
    let harness = Scene::of(&[WORRY, "protected"]).start().await;
    let world = &harness.sandbox.world;
    let father = world.child(WORRY).unwrap().guardians[1].id.clone();
    let mother = world.child(WORRY).unwrap().guardians[0].id.clone();
    let child = harness.child(WORRY);
    let mut desk = Desk::of(&harness);
    let own = desk.permit(&child, &father).await;
    // The mother's to social services alone, which the father would learn of an inquiry by.
    let mut hers = consent(ConsentKind::Permit, &child, &mother);
    hers.recipient_sector = "social-child".into();
    let hers = desk.register(hers).await.unwrap();
    let answer = read(&harness, FATHER, WORRY).await;
    let shown = format!("{answer:?}");
    assert!(shown.contains(&own) && !shown.contains(&hers), "{shown}");
    assert!(!shown.contains("social"), "{:?}", sectors(&answer));
    let given: Vec<_> = (answer.sharings.iter().flat_map(|row| &row.consents))
        .filter(|consent| consent.consent_id == own)
        .map(|consent| (&*consent.given_by, consent.grantor_entitled))
        .collect();
    assert!(!given.is_empty() && given.iter().all(|g| *g == ("you", true)));
}

const SECOND: &str = "second-parent";

/// Child psychiatry asks both for what the school psychologist holds.
fn request(harness: &Harness) -> ConsentRequest {
    ConsentRequest {
        request_id: Uuid::new_v4().to_string(),
        child: Some(harness.child(SECOND).into()),
        source_sectors: vec!["ppr".into()],
        reason: "Første besøg".into(),
        ..ConsentRequest::default()
    }
}

// R-SHARING-1
#[tokio::test]
async fn the_second_parent_reads_what_waits_for_him_and_the_psychiatrist_why_nothing_comes() {
    let harness = Scene::of(&[SECOND]).start().await;
    let psychiatrist = Caller::actor(&harness, "boernepsykiater-midt");
    let id = ask_for_consent(&psychiatrist, request(&harness)).await;
    let father = read(&harness, "foraelder-second-parent-2", SECOND).await;
    let row = pair(&father, "child-psychiatry", "ppr").unwrap();
    let [pending] = row.pending_requests.as_slice() else {
        panic!("one request, not {:?}", row.pending_requests);
    };
    assert_eq!(pending.request_id, id);
    assert_eq!((pending.asked_count, pending.answered_count), (2, 0));
    assert!(pending.awaits_caller);
    // Whether the psychologist holds anything at all is not said by the row: what is decided is.
    assert_eq!(row.outcome(), Outcome::Withheld);
    assert_eq!(row.reasons[0].code, "OTHER_GUARDIAN_MISSING");

    let at_work = sharing(&harness, &psychiatrist, SECOND).await.unwrap();
    let row = pair(&at_work, "child-psychiatry", "ppr").unwrap();
    assert_eq!(row.pending_requests.len(), 1);
    assert!(!row.pending_requests[0].awaits_caller);
    let given: Vec<_> = row.consents.iter().map(|c| &*c.given_by).collect();
    assert_eq!(given, ["guardian"], "the mother's, without her name");
    // At work nobody reads of other places.
    assert!(
        at_work
            .sharings
            .iter()
            .all(|row| row.recipient_sector == "child-psychiatry")
    );
    assert!(at_work.blocks.is_empty());

    // Somebody else's guardian, and somebody at work without a relation, learn nothing.
    let mut refusals = Vec::new();
    for stranger in ["foraelder-retracted", "familieraadgiver-aadal"] {
        let caller = Caller::actor(&harness, stranger);
        let refused = sharing(&harness, &caller, SECOND).await.unwrap_err();
        assert_eq!(
            reason_of(&refused).as_deref(),
            Some("REFUSED"),
            "{stranger}"
        );
        refusals.push((refused.message().to_owned(), refused.details().to_vec()));
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "the same bytes");
}

// R-SHARING-1
#[tokio::test]
async fn what_both_permit_is_told_with_ground_types_and_times_until_one_takes_it_back() {
    let harness = Scene::of(&[SECOND]).manual_clock().start().await;
    let child = harness.child(SECOND);
    let father = harness.sandbox.world.child(SECOND).unwrap().guardians[1]
        .id
        .clone();
    let now = harness.sandbox.aggregator.aggregator.clock.now();
    let ends = now + SignedDuration::from_hours(24);
    let mut desk = Desk::of(&harness);
    let mut his = consent(ConsentKind::Permit, &child, &father);
    his.recipient_sector = "child-psychiatry".into();
    his.source_sectors = vec!["ppr".into()];
    his.end_time = Some(wire_timestamp(ends));
    let id = desk.register(his).await.unwrap();
    let row = |answer: &ListSharingResponse| pair(answer, "child-psychiatry", "ppr").cloned();
    let actor = "foraelder-second-parent-2";
    let told = row(&read(&harness, actor, SECOND).await).unwrap();
    assert_ne!(told.outcome(), Outcome::Withheld, "{told:?}");
    assert_eq!(told.grounds, ["consent"]);
    assert!(told.information_types.contains(&"assessment".to_owned()));
    let mine: Vec<_> = told
        .consents
        .iter()
        .filter(|c| c.given_by == "you")
        .collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].end_time, Some(wire_timestamp(ends)));

    desk.end(id).await;
    let after = row(&read(&harness, actor, SECOND).await);
    let still = after.is_some_and(|row| !row.information_types.is_empty());
    assert!(!still, "nothing is shared on one guardian's word");
}

// R-SHARING-4
#[tokio::test]
async fn a_protected_identity_leaves_no_place_to_the_child_and_its_guardians_read_nothing() {
    let young = Scene::of(&["fifteen"]).today(jiff::civil::date(2026, 12, 1));
    let young = young.retold(|world| {
        for child in &mut world.children {
            child.protected = true;
        }
    });
    let harness = young.start().await;
    let answer = read(&harness, "ung-fifteen", "fifteen").await;
    assert!(answer.places_left_out && !answer.sharings.is_empty());
    let place = |row: &proto::v1::access::Sharing| {
        row.recipient.is_some() || !row.recipient_unit.is_empty()
    };
    assert!(!answer.sharings.iter().any(place));
    assert!(
        answer
            .blocks
            .iter()
            .all(|b| b.provider.is_none() && b.unit.is_empty())
    );
    // So it is with the list of who looked.
    let psychiatrist = Caller::actor(&harness, "boernepsykiater-midt");
    psychiatrist.events(harness.query("fifteen")).await.unwrap();
    let herself = Caller::actor(&harness, "ung-fifteen");
    let looks = listed(&harness, &herself, "fifteen", 0).await.unwrap();
    assert!(!looks.is_empty());
    assert!(
        looks
            .iter()
            .all(|look| look.organisation.is_none() && look.unit.is_empty())
    );

    let parent = Caller::actor(&harness, "foraelder-fifteen");
    let refused = sharing(&harness, &parent, "fifteen").await.unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"));
    let auditor = auditor_at(&harness, "boernepsykiater-midt");
    let whole = sharing(&harness, &auditor, "fifteen").await;
    assert!(whole.unwrap().sharings.iter().any(place));
}

// R-SHARING-2
#[tokio::test]
async fn reading_at_work_stands_in_the_log_before_it_is_answered() {
    let harness = Scene::of(&[WORRY, "protected"]).start().await;
    let mother = Caller::actor(&harness, MOTHER);
    assert!(
        listed(&harness, &mother, WORRY, 0)
            .await
            .unwrap()
            .is_empty()
    );
    let nurse = Caller::actor(&harness, NURSE);
    sharing(&harness, &nurse, WORRY).await.unwrap();
    let looks = listed(&harness, &mother, WORRY, 0).await.unwrap();
    assert_eq!(looks.len(), 1, "{looks:?}");
    assert_eq!((&*looks[0].act, &*looks[0].role), ("ask", "school-nurse"));
}

// R-SHARING-5
#[tokio::test]
async fn a_block_is_told_to_whoever_may_set_one_and_at_work_only_that_there_is_something() {
    let harness = Scene::of(&[SECOND]).start().await;
    let peers = &harness.sandbox.aggregator.aggregator.peers;
    let practice = peers
        .admissions()
        .find(|a| a.sector.as_str() == "general-practice");
    let provider = practice.unwrap().organisation.clone();
    let mother = Caller::actor(&harness, "foraelder-second-parent");
    let id = Uuid::new_v4().to_string();
    let block = mother.request(RegisterBlockRequest {
        block: Some(Block {
            block_id: id.clone(),
            child: Some(harness.child(SECOND).into()),
            provider: Some(provider.clone().into()),
            ..Block::default()
        }),
    });
    let mut blocks = BlockServiceClient::new(mother.channel());
    blocks.register_block(block).await.unwrap();

    let practice = auditor_at(&harness, "laege-torvet");
    for reader in [mother, practice.clone()] {
        let answer = sharing(&harness, &reader, SECOND).await.unwrap();
        let [told] = answer.blocks.as_slice() else {
            panic!("one block, not {:?}", answer.blocks);
        };
        assert_eq!(
            (&told.block_id, &told.provider),
            (&id, &Some(provider.clone().into()))
        );
        assert_eq!(told.source_sectors, ["general-practice"]);
        for row in &answer.sharings {
            let is_of_practice = row.source_sector == "general-practice";
            assert_eq!(row.block_ids.contains(&id), is_of_practice, "{row:?}");
        }
    }
    let whole = sharing(&harness, &practice, SECOND).await.unwrap();
    assert!(
        whole
            .sharings
            .iter()
            .any(|row| row.block_ids == [id.as_str()])
    );
    let psychiatrist = Caller::actor(&harness, "boernepsykiater-midt");
    let at_work = sharing(&harness, &psychiatrist, SECOND).await.unwrap();
    assert!(at_work.blocked_information_exists && at_work.blocks.is_empty());
    assert!(at_work.sharings.iter().all(|row| row.block_ids.is_empty()));
    // What is decided stands as if nothing were blocked: else the row would say where.
    let row = pair(&at_work, "child-psychiatry", "general-practice").unwrap();
    assert!(!row.information_types.is_empty() && !row.grounds.is_empty());
}
