//! `retracted`: what was written on the wrong child is gone for everyone, in whatever order its states arrive; the log says that it was taken back.

use std::path::PathBuf;

use consumer::model::Overview;
use domain::time::Country;
use mock_producers::World;
use proto::relay;
use rusqlite::{Connection, params};
use tests::{
    Harness, Scene,
    rogue::{Rogue, batch, completed},
};

use crate::{claimed, on, told};

const STORY: &str = "retracted";
const NAMESAKE: &str = "retracted-namesake";
const VISITOR: &str = "sundhedsplejerske-aadal";
const GP: &str = "laege-torvet";
const SOURCE: &str = "sundhedsplejen-aadal";
const BY_NEED: &str = "4b039ba1-4005-42e6-b672-09b81ad7578a";
const EIGHT_TO_ELEVEN_MONTHS: &str = "3f3e6489-31bd-44cf-9920-3c632868feb7";
const WEIGHT: &str = "29463-7";
const BORN: i16 = 2024;

async fn start() -> Harness {
    Scene::of(&[STORY, NAMESAKE]).start().await
}

/// Whether anything of the visit is shown: its kind, its day, its weight, or its words.
fn tells_of_the_visit(harness: &Harness, overview: &Overview) -> bool {
    let visit = told(&harness.child(STORY), BORN, "2026-11-05");
    let is_of_the_day = |kind| !on(overview, kind, visit).is_empty();
    let shown = serde_json::to_string(overview).unwrap();
    is_of_the_day("activity")
        || is_of_the_day("observation/growth")
        // The weight as a value of its own: the same figures may stand in the seconds of any time.
        || [BY_NEED, "\"12.4\"", "Kræsen", "entered-in-error"]
            .iter()
            .any(|word| shown.contains(word))
}

// R-STORY-10, R-MERGE-2
#[tokio::test]
async fn the_visit_is_gone_for_everyone_who_may_see_him() {
    let harness = start().await;
    for actor in [VISITOR, GP, "foraelder-retracted"] {
        let overview = harness.overview(actor, STORY).await.unwrap();
        assert!(!tells_of_the_visit(&harness, &overview), "{actor}");
        assert!(overview.complete, "{actor}");
    }
}

// R-STORY-10, R-MERGE-1
#[tokio::test]
async fn it_is_gone_in_whatever_order_its_states_arrive() {
    for turned in 0..4 {
        let harness = Scene::of(&[STORY])
            .retold(move |world| reorder(world, turned))
            .start()
            .await;
        for actor in [VISITOR, GP] {
            let overview = harness.overview(actor, STORY).await.unwrap();
            assert!(
                !tells_of_the_visit(&harness, &overview),
                "{actor}, turned by {turned}"
            );
            assert_eq!(overview.source(SOURCE).unwrap().records, 11, "{actor}");
        }
    }
}

/// The source's records in another order: turned, and every second time reversed.
fn reorder(world: &mut World, turned: usize) {
    for system in world
        .systems
        .iter_mut()
        .filter(|system| system.id == SOURCE)
    {
        let mut records = system.records.to_vec();
        if turned % 2 == 1 {
            records.reverse();
        }
        records.rotate_left(turned);
        system.records = records.into();
    }
}

// R-STORY-10, R-MERGE-1, R-SCREEN-2
#[tokio::test]
async fn it_is_gone_too_when_a_source_without_our_sdk_sends_both_states_apart() {
    let mut harness = Scene::of(&[STORY]).start().await;
    let sent = harness.records(SOURCE, STORY);
    let orders: [fn(&mut Vec<relay::Record>); 3] = [
        |_| {},
        |records| records.reverse(),
        // All that was taken back first, in a batch of its own, or last.
        |records| records.rotate_left(2),
    ];
    for order in orders {
        let mut records = sent.clone();
        order(&mut records);
        let count = records.len();
        let one_a_batch = records.into_iter().map(|record| batch(vec![record]));
        let messages = one_a_batch.chain([completed(count)]).collect();
        let _rogues = harness
            .take_over(vec![Rogue::saying(SOURCE, messages)])
            .await;
        let overview = harness.overview(VISITOR, STORY).await.unwrap();
        let row = overview.source(SOURCE).unwrap();
        assert_eq!((row.status.as_str(), row.records), ("FRESH", 11));
        assert!(!tells_of_the_visit(&harness, &overview));
        let shown = shown_entry(&harness.dir().join("aggregator.db"), &overview.overview_id);
        assert!(shown.contains(r#""retracted":2"#) && shown.contains(r#""superseded":2"#));
    }
}

// R-STORY-10
#[test]
fn both_states_lie_at_the_source_under_one_id_and_the_same_time() {
    let world = World::told(jiff::civil::date(2026, 11, 21));
    let child = &world.child(STORY).unwrap().id;
    let held = &world.system(SOURCE).unwrap().records;
    let of_the_day = |r: &&domain::record::Record| {
        let start = r
            .header
            .period
            .start
            .unwrap()
            .interval(&Country::Dk.zone())
            .start();
        r.header.subject == *child && Country::Dk.today(start) == jiff::civil::date(2026, 11, 5)
    };
    let states: Vec<_> = held.iter().filter(of_the_day).map(|r| &r.header).collect();
    assert_eq!(states.len(), 4, "visit and weight, each in two states");
    for pair in states.chunks(2) {
        assert_eq!(pair[0].record_id, pair[1].record_id);
        assert_eq!(
            (pair[0].version, pair[0].updated),
            (pair[1].version, pair[1].updated)
        );
        assert_eq!(pair[1].source_status, "entered-in-error");
        assert!(!pair[0].life_cycle.is_retracted() && pair[1].life_cycle.is_retracted());
    }
}

// R-STORY-10
#[tokio::test]
async fn the_right_copy_stands_on_the_right_child_under_an_id_of_its_own() {
    let harness = start().await;
    let overview = harness.overview(VISITOR, NAMESAKE).await.unwrap();
    let visit = told(&harness.child(STORY), BORN, "2026-11-05");
    let visits = on(&overview, "activity", visit);
    assert_eq!(visits.len(), 1);
    assert!(visits[0].codes.iter().any(|code| code.code == BY_NEED));
    let weighed = on(&overview, "observation/growth", visit);
    assert_eq!(claimed(weighed[0], WEIGHT), ["12.4"]);
    assert!(
        serde_json::to_string(&overview)
            .unwrap()
            .contains("\"12.4\""),
        "what is searched for on the other child"
    );
    let wrong = harness.sandbox.world.child(STORY).unwrap().id.clone();
    let held = &harness.sandbox.world.system(SOURCE).unwrap().records;
    let of_wrong = held.iter().filter(|r| r.header.subject == wrong);
    assert!(
        of_wrong
            .into_iter()
            .all(|r| r.header.record_id != visits[0].id)
    );
}

// R-STORY-10
#[tokio::test]
async fn what_was_truly_his_is_all_there() {
    let harness = start().await;
    let overview = harness.overview(VISITOR, STORY).await.unwrap();
    let child = harness.child(STORY);
    let visit = on(&overview, "activity", told(&child, BORN, "2025-07-15"));
    assert!(
        visit[0]
            .codes
            .iter()
            .any(|code| code.code == EIGHT_TO_ELEVEN_MONTHS)
    );
    let examined = on(&overview, "activity", told(&child, BORN, "2026-10-13"));
    assert_eq!(examined[0].sources, [GP]);
}

// R-STORY-10, R-AUDIT-2
#[tokio::test]
async fn that_it_was_taken_back_is_counted_in_the_log_and_for_the_operator_and_nowhere_else() {
    let harness = start().await;
    let overview = harness.overview(VISITOR, STORY).await.unwrap();
    let shown = shown_entry(&harness.dir().join("aggregator.db"), &overview.overview_id);
    assert!(shown.contains(r#""retracted":2"#), "{shown}");
    let figures = harness.admin("/metrics").await;
    let dropped = figures
        .lines()
        .find(|line| line.contains(SOURCE) && line.contains("retracted"));
    assert!(dropped.unwrap().ends_with(" 2"), "{dropped:?}");
    // The caller learns nothing of it: no count, no cause, no mark.
    let row = overview.source(SOURCE).unwrap();
    let answer = serde_json::to_string(row).unwrap();
    assert!(!answer.contains("retracted") && row.complete);
}

/// What the log says was shown of the source in an overview.
fn shown_entry(database: &PathBuf, overview: &str) -> String {
    let db = Connection::open(database).unwrap();
    let of = "SELECT body FROM audit WHERE overview_id = ?1 AND kind = 'shown' AND instr(body, ?2)";
    let body: Vec<u8> = db
        .query_row(of, params![overview, SOURCE], |row| {
            row.get::<_, rusqlite::types::Value>(0)
        })
        .map(|value| match value {
            rusqlite::types::Value::Text(text) => text.into_bytes(),
            rusqlite::types::Value::Blob(bytes) => bytes,
            other => panic!("a log entry is text, not {other:?}"),
        })
        .unwrap();
    String::from_utf8_lossy(&body).into_owned()
}
