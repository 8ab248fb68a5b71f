//! `new-school`: what two schools wrote about one event is one row; where they disagree both stand; nothing depends on who answers first.

use std::{collections::BTreeSet, time::Duration};

use consumer::{OverviewQuery, model::Overview};
use domain::{id::PersonId, record::InformationType};
use prost::Message as _;
use proto::{overview::fold::Fold, v1::overview as wire};
use tests::{Harness, Scene, Timed};

use crate::{claimed, on, told};

const STORY: &str = "new-school";
const NURSE: &str = "skolskoterska-lindskolan";
const OLD: &str = "emi-vasterby";
const NEW: &str = "emi-lindskolan";
const HEIGHT: &str = "8302-2";
const DEADLINE: Duration = Duration::from_secs(20);

// R-MERGE-3, R-CLAIM-2, R-MODEL-3
#[tokio::test]
async fn one_dose_in_two_schools_is_one_vaccination_with_both_original_ids() {
    let harness = Harness::start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();
    let given = told(&harness.child(STORY), 2016, "2025-02-12");

    let rows = on(&overview, "vaccination", given);
    assert_eq!(rows.len(), 1, "one row for one dose");
    assert_eq!(rows[0].sources, [NEW, OLD]);
    let named: BTreeSet<_> = (rows[0].source_records.iter())
        .map(|named| (named.producer.clone(), named.id.clone()))
        .collect();
    assert_eq!(named, written(&harness, "vaccination", given));
    // The new school copied it from a letter: the row speaks with the old school's voice.
    // R-MODEL-5
    assert_eq!(rows[0].source_records[0].producer, OLD);
    assert_eq!(rows[0].id, rows[0].source_records[0].id);
}

// R-MERGE-3, R-CLAIM-3
#[tokio::test]
async fn the_height_that_was_misread_stands_beside_the_one_that_was_measured() {
    let harness = Harness::start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();

    let [conflict] = overview.conflicts.as_slice() else {
        panic!("one conflict, not {}", overview.conflicts.len());
    };
    assert_eq!(conflict.code, HEIGHT);
    let said: Vec<_> = (conflict.values.iter())
        .map(|value| {
            (
                value.value.as_str(),
                value.unit.as_str(),
                &value.sources[..],
            )
        })
        .collect();
    let (new, old) = ([NEW.to_owned()], [OLD.to_owned()]);
    assert_eq!(said, [("133.9", "cm", &new[..]), ("138.9", "cm", &old[..])]);
}

// R-MERGE-3
#[tokio::test]
async fn nothing_but_the_dose_and_the_height_is_grouped() {
    let harness = Harness::start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();

    let measured = told(&harness.child(STORY), 2016, "2026-02-03");
    let joined: Vec<_> = (overview.records.iter())
        .filter(|record| record.source_records.len() > 1)
        .map(|record| {
            (
                record.information_type.as_str(),
                crate::day(&overview, record),
            )
        })
        .collect();
    let given = told(&harness.child(STORY), 2016, "2025-02-12");
    assert_eq!(
        joined,
        [("observation/growth", measured), ("vaccination", given)]
    );
    assert_eq!(overview.duplicates.len(), 2);
    // The weight of that day was not typed in again: it stands alone.
    let weight = on(&overview, "observation/growth", measured)
        .into_iter()
        .find(|record| !claimed(record, "29463-7").is_empty());
    assert_eq!(weight.unwrap().sources, [OLD]);
}

// R-OVERVIEW-1
#[tokio::test]
async fn the_collected_overview_is_the_fold_of_the_streamed_one_byte_for_byte() {
    // The clock stands still, so that even times are the same.
    let harness = Scene::default().manual_clock().start().await;
    let first = harness.collected(NURSE, STORY).await.unwrap();
    for _ in 0..5 {
        let events = harness.events(NURSE, STORY, DEADLINE).await.unwrap();
        let streamed = folded(events.into_iter().map(|timed| timed.event));
        assert_eq!(bytes(streamed), bytes(first.clone()));
        let again = harness.collected(NURSE, STORY).await.unwrap();
        assert_eq!(bytes(again), bytes(first.clone()));
    }
}

// R-FOLD-4, R-MERGE-1
#[tokio::test]
async fn any_order_of_arrival_gives_the_same_overview() {
    let harness = Scene::default().manual_clock().start().await;
    let events = harness.events(NURSE, STORY, DEADLINE).await.unwrap();
    let child = harness.child(STORY);
    let as_it_came = shown(&child, &events);
    let sources = events.len() - 2;
    for turned in 0..sources {
        let mut other = events.clone();
        other[1..=sources].rotate_left(turned);
        assert_eq!(shown(&child, &other), as_it_came, "turned by {turned}");
        other[1..=sources].reverse();
        assert_eq!(shown(&child, &other), as_it_came, "reversed, {turned}");
    }
}

// R-PLAN-7, R-MERGE-1
#[tokio::test]
async fn the_order_in_which_producers_were_admitted_changes_nothing() {
    let usual = Harness::start().await;
    let turned = Scene::default()
        .retold(|world| world.systems.reverse())
        .start()
        .await;
    let [usual, turned] = [
        usual.overview(NURSE, STORY).await.unwrap(),
        turned.overview(NURSE, STORY).await.unwrap(),
    ]
    .map(without_times);
    assert_eq!(turned, usual);
}

// R-PLAN-6
#[tokio::test]
async fn asking_for_one_type_groups_the_same_and_gives_no_more() {
    let harness = Harness::start().await;
    let query = OverviewQuery {
        types: vec![InformationType::parse("vaccination").unwrap()],
        ..OverviewQuery::about(harness.child(STORY))
    };
    let answer = harness.client(NURSE).get_overview(query).await.unwrap();
    let overview = Overview::of(&harness.child(STORY), &answer);
    assert!(!overview.records.is_empty());
    assert!(
        overview
            .records
            .iter()
            .all(|r| r.information_type == "vaccination")
    );
    assert_eq!(overview.duplicates.len(), 1);
    assert!(overview.conflicts.is_empty());
}

/// Who wrote a record of a type on a day, by producer and id, as their own systems have it.
fn written(harness: &Harness, kind: &str, date: domain::time::Date) -> BTreeSet<(String, String)> {
    let child = harness.child(STORY);
    let country = child.country();
    (harness.sandbox.world.systems.iter())
        .flat_map(|system| system.records.iter().map(move |record| (system, record)))
        .filter(|(_, record)| record.header.subject == child)
        .filter(|(_, record)| record.header.information_type.as_str() == kind)
        .filter(|(_, record)| {
            let start = record.header.period.start.as_ref().unwrap();
            country.today(start.interval(&country.zone()).start()) == date
        })
        .map(|(system, record)| (system.id.to_owned(), record.header.record_id.clone()))
        .collect()
}

fn folded(events: impl Iterator<Item = wire::OverviewEvent>) -> wire::Overview {
    let mut fold = Fold::default();
    for event in events {
        fold.push(event).unwrap();
    }
    fold.finish().unwrap()
}

/// An overview on the wire, without the id that differs by intention.
fn bytes(mut overview: wire::Overview) -> Vec<u8> {
    overview.started.as_mut().unwrap().overview_id.clear();
    overview.encode_to_vec()
}

fn shown(child: &PersonId, events: &[Timed]) -> String {
    serde_json::to_string(&tests::fold(child, events)).unwrap()
}

/// An overview as JSON, without what differs from one question to the next.
fn without_times(overview: Overview) -> serde_json::Value {
    let mut json = serde_json::to_value(overview).unwrap();
    let object = json.as_object_mut().unwrap();
    object.remove("overview_id");
    for time in ["decided_time", "completed_time", "valid_until"] {
        object.remove(time);
    }
    for source in object["sources"].as_array_mut().unwrap() {
        let row = source.as_object_mut().unwrap();
        row.retain(|key, _| !key.ends_with("_time"));
    }
    json
}
