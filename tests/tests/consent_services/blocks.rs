//! Blocks: who sets and ends them, what they close, and what a block service answers at every edge.

use domain::{id::PersonId, time::Timestamp};
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{Block, BlockStatus, CheckBlocksRequest, DeleteBlockRequest, InformationEntity},
};
use tests::{Harness, Scene};

use crate::stage::{
    CONSENTED, DESK, MOTHER, NURSE, STORY, Voice, block_of, organisation, seen, why, wire,
};

const UNIT: &str = "SE5590010018-1002";
const OTHER_UNIT: &str = "SE5590010018-1003";
const TYPE: &str = "observation/growth";

// R-DESK-7, R-STORE-8
#[tokio::test]
async fn a_block_closes_what_everybody_consented_to_until_it_is_ended() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let mut desk = Voice::of(&harness, DESK);
    let block = block_of(&harness, STORY, CONSENTED);
    let set = desk.block(block.clone()).await.unwrap();
    assert_eq!(
        desk.block(block.clone()).await.unwrap(),
        set,
        "the same again is the same"
    );
    let other = Block {
        information_types: vec![TYPE.into()],
        ..block.clone()
    };
    assert_eq!(why(desk.block(other).await), "CONSENT_ID_TAKEN");
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let shown = harness.collected(NURSE, STORY).await.unwrap();
    assert!(shown.started.unwrap().blocked_information_exists);
    let ended = desk.end_block(&block.block_id, &child).await.unwrap();
    assert_eq!(
        desk.end_block(&block.block_id, &child).await.unwrap(),
        ended
    );
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let [listed] = desk.blocks_of(&child).await.unwrap().try_into().unwrap();
    assert_eq!(listed.ended_time, Some(ended));
}

// R-DESK-7
#[tokio::test]
async fn a_misregistered_block_is_taken_back_by_the_source_alone() {
    let harness = Harness::start().await;
    let block = block_of(&harness, STORY, CONSENTED);
    Voice::of(&harness, DESK)
        .block(block.clone())
        .await
        .unwrap();
    let deletion = |reason: &str| DeleteBlockRequest {
        block_id: block.block_id.clone(),
        reason: reason.to_owned(),
    };
    for who in [NURSE, MOTHER] {
        let mut voice = Voice::of(&harness, who);
        let request = voice.caller.request(deletion("typed wrongly"));
        assert_eq!(
            why(voice.blocks.delete_block(request).await),
            "REFUSED",
            "{who}"
        );
    }
    let mut desk = Voice::of(&harness, DESK);
    assert_eq!(
        why(desk.blocks.delete_block(deletion("")).await),
        "INVALID_REQUEST"
    );
    desk.blocks
        .delete_block(deletion("another child's"))
        .await
        .unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
}

// R-BLOCKED-6, R-DESK-7, R-DESK-8
#[tokio::test]
async fn in_sweden_guardians_consent_and_do_not_block() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let block = block_of(&harness, STORY, CONSENTED);
    let mut mother = Voice::of(&harness, MOTHER);
    assert_eq!(why(mother.block(block.clone()).await), "REFUSED");
    assert_eq!(why(mother.blocks_of(&child).await), "REFUSED");
    // And nobody at work blocks on the wish of somebody who has none: not their own information either.
    for system in ["emi-vasterby", CONSENTED] {
        let block = block_of(&harness, STORY, system);
        assert_eq!(
            why(Voice::of(&harness, NURSE).block(block).await),
            "REFUSED"
        );
    }
    Voice::of(&harness, DESK)
        .block(block.clone())
        .await
        .unwrap();
    for who in [MOTHER, NURSE] {
        let ended = Voice::of(&harness, who)
            .end_block(&block.block_id, &child)
            .await;
        assert_eq!(why(ended), "REFUSED", "{who}");
    }
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
}

/// When the girl of `medicines` turns sixteen.
const SIXTEEN: &str = "2028-02-27T00:00:00+01:00";

// R-BLOCKED-6, R-DESK-7, R-TIME-4
#[tokio::test]
async fn from_sixteen_a_swedish_child_blocks_and_ends_it_again() {
    let midnight: Timestamp = SIXTEEN.parse().unwrap();
    let second = jiff::SignedDuration::from_secs(1);
    for (at, may) in [(midnight - second, false), (midnight, true)] {
        let harness = Scene::of(&["medicines"]).clock_at(at).start().await;
        let child = harness.child("medicines");
        let mut herself = Voice::of(&harness, "ung-medicines");
        let block = block_of(&harness, "medicines", "bup-vasterlund");
        assert_eq!(herself.block(block.clone()).await.is_ok(), may, "{at}");
        if !may {
            continue;
        }
        let own = block_of(&harness, "medicines", "emi-vasterby");
        let mut nurse = Voice::of(&harness, NURSE);
        nurse.block(own.clone()).await.unwrap();
        let theirs = block_of(&harness, "medicines", "vc-alen");
        assert_eq!(
            why(nurse.block(theirs).await),
            "INVALID_REQUEST",
            "theirs to block"
        );
        assert_eq!(
            why(nurse.end_block(&own.block_id, &child).await),
            "REFUSED",
            "hers to end"
        );
        assert_eq!(herself.blocks_of(&child).await.unwrap().len(), 2);
        for id in [&block.block_id, &own.block_id] {
            herself.end_block(id, &child).await.unwrap();
        }
    }
}

// R-BLOCKED-6, R-DESK-7
#[tokio::test]
async fn in_denmark_a_parent_objects_and_takes_only_the_own_objection_back() {
    let harness = Scene::of(&["second-parent"]).start().await;
    let child = harness.child("second-parent");
    let block = block_of(&harness, "second-parent", "ppr-aadal");
    let mut mother = Voice::of(&harness, "foraelder-second-parent");
    mother.block(block.clone()).await.unwrap();
    let mut father = Voice::of(&harness, "foraelder-second-parent-2");
    assert_eq!(
        why(father.end_block(&block.block_id, &child).await),
        "REFUSED"
    );
    mother.end_block(&block.block_id, &child).await.unwrap();
}

fn entity(harness: &Harness) -> InformationEntity {
    InformationEntity {
        provider: Some(organisation(harness, CONSENTED).into()),
        unit: UNIT.into(),
        information_type: TYPE.into(),
        start_time: at("2024-05-02T10:00:00Z"),
        end_time: None,
    }
}

fn at(instant: &str) -> Option<prost_types::Timestamp> {
    Some(wire_timestamp(instant.parse().unwrap()))
}

/// What the systems that must obey blocks are told of the nurse's place.
async fn check(
    harness: &Harness,
    voice: &mut Voice,
    child: &PersonId,
    entities: Vec<InformationEntity>,
) -> Vec<BlockStatus> {
    let request = voice.caller.request(CheckBlocksRequest {
        child: wire(child),
        entities,
        recipient: Some(organisation(harness, "emi-vasterby").into()),
        ..CheckBlocksRequest::default()
    });
    let told = voice.blocks.check_blocks(request).await.unwrap();
    told.into_inner().statuses().collect()
}

/// The edges of the blocked time: the second before it, its first instant, its last second, the first instant after it.
const BEFORE: &str = "2024-04-30T23:59:59Z";
const FIRST: &str = "2024-05-01T00:00:00Z";
const LAST: &str = "2024-05-31T23:59:59Z";
const AFTER: &str = "2024-06-01T00:00:00Z";

/// What the check is asked of, in the order of the answers below.
fn every_edge(harness: &Harness) -> Vec<InformationEntity> {
    let of = |start: Option<&str>, end: Option<&str>| InformationEntity {
        start_time: start.and_then(at),
        end_time: end.and_then(at),
        ..entity(harness)
    };
    vec![
        of(Some(BEFORE), Some(BEFORE)),
        of(Some(FIRST), Some(FIRST)),
        of(Some(LAST), Some(LAST)),
        of(Some(AFTER), Some(AFTER)),
        of(Some(BEFORE), Some(FIRST)),
        of(Some(BEFORE), Some(AFTER)),
        of(Some(AFTER), Some("2025-01-01T00:00:00Z")),
        of(None, None),
        of(Some(LAST), Some(FIRST)),
        InformationEntity {
            unit: OTHER_UNIT.into(),
            ..entity(harness)
        },
        InformationEntity {
            information_type: "vaccination".into(),
            ..entity(harness)
        },
        InformationEntity {
            provider: Some(organisation(harness, "bvc-gamlestan").into()),
            ..entity(harness)
        },
        InformationEntity {
            unit: String::new(),
            ..entity(harness)
        },
        InformationEntity {
            provider: None,
            ..entity(harness)
        },
        InformationEntity {
            information_type: String::new(),
            ..entity(harness)
        },
    ]
}

// R-DESK-9
#[tokio::test]
async fn a_check_answers_by_the_rules_of_overlap_at_every_edge() {
    use BlockStatus::{Blocked, Ok, ValidationError};
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let mut desk = Voice::of(&harness, DESK);
    let asked = every_edge(&harness);
    let free = check(&harness, &mut desk, &child, asked.clone()).await;
    assert!(free.iter().all(|status| *status != Blocked));
    let inner = Block {
        unit: UNIT.into(),
        information_types: vec![TYPE.into()],
        information_start_time: at(FIRST),
        information_end_time: at(AFTER),
        ..block_of(&harness, STORY, CONSENTED)
    };
    desk.block(inner.clone()).await.unwrap();
    let told = check(&harness, &mut desk, &child, asked.clone()).await;
    let expected = [
        Ok,
        Blocked,
        Blocked,
        Ok,
        // Half-open: what ends as the blocked time begins lies outside.
        Ok,
        Blocked,
        Ok,
        Blocked,
        ValidationError,
        Ok,
        Ok,
        Ok,
        ValidationError,
        ValidationError,
        ValidationError,
    ];
    assert_eq!(told, expected);
    desk.end_block(&inner.block_id, &child).await.unwrap();
    // An outer block without types and period takes everything of the provider.
    desk.block(block_of(&harness, STORY, CONSENTED))
        .await
        .unwrap();
    let told = check(&harness, &mut desk, &child, asked).await;
    let open: Vec<_> = (0..)
        .zip(&told)
        .filter(|(_, s)| **s == Ok)
        .map(|(n, _)| n)
        .collect();
    assert_eq!(open, [11], "another provider's");
}

// R-DESK-9
#[tokio::test]
async fn a_check_is_for_who_works_with_the_child_and_for_their_own_eyes() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let asked = |recipient: Option<&str>| CheckBlocksRequest {
        child: wire(&child),
        entities: vec![entity(&harness)],
        recipient: recipient.map(|system| organisation(&harness, system).into()),
        ..CheckBlocksRequest::default()
    };
    for who in [crate::stage::ELSEWHERE, MOTHER] {
        let mut voice = Voice::of(&harness, who);
        let request = voice.caller.request(asked(None));
        assert_eq!(
            why(voice.blocks.check_blocks(request).await),
            "REFUSED",
            "{who}"
        );
    }
    let mut nurse = Voice::of(&harness, NURSE);
    let request = nurse.caller.request(asked(Some(CONSENTED)));
    assert_eq!(
        why(nurse.blocks.check_blocks(request).await),
        "INVALID_REQUEST"
    );
    let mut desk = Voice::of(&harness, DESK);
    assert_eq!(
        why(desk.blocks.check_blocks(asked(None)).await),
        "INVALID_REQUEST"
    );
    desk.blocks
        .check_blocks(asked(Some("emi-vasterby")))
        .await
        .unwrap();
    let many = CheckBlocksRequest {
        entities: vec![entity(&harness); 1_001],
        ..asked(Some("emi-vasterby"))
    };
    assert_eq!(why(desk.blocks.check_blocks(many).await), "INVALID_REQUEST");
}

// R-DESK-13
#[tokio::test]
async fn at_work_a_check_says_nothing_of_where_else_something_is_blocked() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let mut nurse = Voice::of(&harness, NURSE);
    let own = InformationEntity {
        provider: Some(organisation(&harness, "emi-vasterby").into()),
        unit: "SE2120070014-U214".into(),
        ..entity(&harness)
    };
    let asked = |entities| CheckBlocksRequest {
        child: wire(&child),
        entities,
        ..CheckBlocksRequest::default()
    };
    let mut told = Vec::new();
    for is_blocked in [false, true] {
        if is_blocked {
            let block = block_of(&harness, STORY, CONSENTED);
            Voice::of(&harness, DESK).block(block).await.unwrap();
        }
        let mixed = asked(vec![own.clone(), entity(&harness)]);
        let request = nurse.caller.request(mixed);
        let refused = nurse.blocks.check_blocks(request).await.unwrap_err();
        told.push((refused.message().to_owned(), refused.details().to_vec()));
        assert_eq!(why::<()>(Err(refused)), "OTHER_PROVIDER");
        let request = nurse.caller.request(asked(vec![own.clone()]));
        let answered = nurse.blocks.check_blocks(request).await.unwrap();
        let statuses: Vec<_> = answered.into_inner().statuses().collect();
        assert_eq!(statuses, [BlockStatus::Ok]);
    }
    let [free, blocked] = told.try_into().unwrap();
    assert_eq!(free, blocked, "the same bytes, blocked or not");
    // That somebody tried stands in the log, and a check that was answered as a look.
    assert_eq!(logged(&harness, "refused-blocks-check"), 2);
    assert_eq!(logged(&harness, "blocks-check"), 2);
}

/// How often the log has this.
fn logged(harness: &Harness, what: &str) -> u64 {
    let db = rusqlite::Connection::open(harness.dir().join("aggregator.db")).unwrap();
    let sql = "SELECT count(*) FROM audit WHERE ?1 IN (json_extract(body, '$.change'), json_extract(body, '$.what'))";
    db.query_row(sql, [what], |row| row.get(0)).unwrap()
}
