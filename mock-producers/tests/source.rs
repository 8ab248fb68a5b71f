//! A system as a source: whom it answers for, and how it misbehaves on demand.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use domain::{id::PersonId, time::Date};
use jiff::civil::date;
use mock_producers::{MockProducer, World, describe};
use producer_sdk::{Producer, RecordQuery};
use proto::v1::{
    common::Identifier,
    producer::{QueryRecordsRequest, TypeWindow},
};

const TOLD_ON: Date = date(2026, 11, 21);

fn identifier(id: &PersonId) -> Identifier {
    Identifier {
        system: id.system().to_owned(),
        value: id.value().to_owned(),
    }
}

fn query(child: &PersonId, older: &[&PersonId]) -> RecordQuery {
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let request = QueryRecordsRequest {
        query_id: "7d0f2f0e-0000-4000-8000-000000000001".to_owned(),
        child: Some(identifier(child)),
        older_ids: older.iter().map(|id| identifier(id)).collect(),
        windows: vec![TypeWindow {
            information_type: "contact".to_owned(),
            start: at(0),
            end: at(4_000_000_000),
            ..TypeWindow::default()
        }],
        ..QueryRecordsRequest::default()
    };
    request.try_into().unwrap()
}

fn school_health() -> (World, MockProducer) {
    let world = World::told(TOLD_ON);
    let producer = world.system("emi-vasterby").unwrap().producer();
    (world, producer)
}

// R-MOCK-1
#[tokio::test]
async fn a_source_answers_for_the_child_alone_and_for_its_older_ids() {
    let (world, producer) = school_health();
    let [boy, girl, stranger] =
        ["old-bvc", "new-school", "protected"].map(|story| &world.child(story).unwrap().id);
    let his = producer.records(&query(boy, &[])).await.unwrap();
    assert!(!his.is_empty());
    assert!(his.iter().all(|record| record.header.subject == *boy));
    let both = producer.records(&query(boy, &[girl])).await.unwrap();
    assert!(both.len() > his.len());
    assert!(
        producer
            .records(&query(stranger, &[]))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_source_tells_whom_it_knows_once() {
    let (world, producer) = school_health();
    let first = producer.children(None).await.unwrap().unwrap();
    let boy = &world.child("old-bvc").unwrap().id;
    let held = world.system("emi-vasterby").unwrap();
    let told: std::collections::BTreeSet<_> =
        held.records.iter().map(|r| &r.header.subject).collect();
    assert_eq!(first.added.len(), told.len());
    assert!(first.added.contains(boy));
    let next = producer
        .children(Some(&first.cursor))
        .await
        .unwrap()
        .unwrap();
    assert!(next.added.is_empty() && next.removed.is_empty());
}

// R-MOCK-3
#[tokio::test]
async fn a_system_that_answers_with_an_error_is_never_an_empty_answer() {
    let (world, producer) = school_health();
    let query = query(&world.child("old-bvc").unwrap().id, &[]);
    assert!(producer.failing().records(&query).await.is_err());
}

#[test]
fn the_table_lists_each_system_with_its_sector() {
    let systems = World::told(TOLD_ON).systems;
    let table = describe::table(&systems);
    assert_eq!(table.lines().count(), systems.len() + 1);
    let line = table
        .lines()
        .find(|line| line.starts_with("emi-lindskolan"))
        .unwrap();
    assert!(line.contains("school-health") && line.contains("Lindskolans elevhälsa"));
}

#[test]
fn the_list_for_programs_says_who_answers_what_and_how_much() {
    let systems = World::told(TOLD_ON).systems;
    let listed: serde_json::Value =
        serde_json::from_str(&describe::json(&systems).unwrap()).unwrap();
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), systems.len());
    let fmk = listed.iter().find(|one| one["id"] == "fmk").unwrap();
    assert_eq!(fmk["country"], "DK");
    assert_eq!(fmk["sector"], "medication-register");
    assert_eq!(fmk["types"], serde_json::json!(["medication"]));
}
