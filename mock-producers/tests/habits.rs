//! How systems answer: what a habit does to an answer when somebody asks, beyond what the system holds.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{collections::BTreeSet, time::Duration};

use domain::{
    id::PersonId,
    record::{LifeCycle, Record},
    time::{Date, Moment},
};
use futures::FutureExt;
use jiff::civil::date;
use mock_producers::{System, World, world::ToldActor};
use producer_sdk::{AnswerScope, Producer, RecordQuery};
use proto::v1::{
    common::Identifier,
    producer::{AccessContext, QueryRecordsRequest, TypeWindow},
};

const TOLD_ON: Date = date(2026, 11, 21);
const FIRST: &str = "7d0f2f0e-0000-4000-8000-000000000001";
const SECOND: &str = "7d0f2f0e-0000-4000-8000-000000000002";

/// A question about the child of a story, by somebody of an organisation or by nobody named.
fn question(child: &PersonId, query_id: &str, asker: Option<&ToldActor>) -> RecordQuery {
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let context = AccessContext {
        audience: "professional".to_owned(),
        actor: asker.map(|_| "somebody".to_owned()).unwrap_or_default(),
        organisation: asker.map(|asker| asker.organisation.clone().into()),
        sector: asker
            .map(|asker| asker.sector.to_string())
            .unwrap_or_default(),
        ..AccessContext::default()
    };
    let request = QueryRecordsRequest {
        query_id: query_id.to_owned(),
        child: Some(Identifier {
            system: child.system().to_owned(),
            value: child.value().to_owned(),
        }),
        windows: vec![TypeWindow {
            information_type: "contact".to_owned(),
            start: at(0),
            end: at(4_000_000_000),
            ..TypeWindow::default()
        }],
        context: Some(context),
        ..QueryRecordsRequest::default()
    };
    request.try_into().unwrap()
}

fn system(id: &str) -> System {
    World::told(TOLD_ON).system(id).unwrap().clone()
}

async fn answer(id: &str, story: &str, query_id: &str, asker: Option<&str>) -> Vec<Record> {
    let world = World::told(TOLD_ON);
    let asker = asker.map(|name| world.actor(name).unwrap());
    let child = &world.child(story).unwrap().id;
    let query = question(child, query_id, asker);
    let producer = world.system(id).unwrap().producer();
    producer.records(&query).await.unwrap()
}

fn ids(records: &[Record], documents: bool) -> BTreeSet<String> {
    (records.iter())
        .map(|record| &record.header)
        .filter(|h| h.information_type.as_str().starts_with("document/") == documents)
        .map(|h| h.record_id.clone())
        .collect()
}

fn kinds(records: &[Record]) -> BTreeSet<&str> {
    (records.iter())
        .map(|record| record.header.information_type.as_str())
        .collect()
}

// R-MOCK-5
#[tokio::test]
async fn the_hospital_gives_its_letters_new_ids_at_every_query_and_nothing_else() {
    let ask = |query_id| answer("sjukhus-vasterlund", "old-bvc", query_id, None);
    let (first, second, again) = (ask(FIRST).await, ask(SECOND).await, ask(FIRST).await);
    assert_eq!(first.len(), second.len());
    assert!(!ids(&first, true).is_empty());
    assert!(ids(&first, true).is_disjoint(&ids(&second, true)));
    assert_eq!(ids(&first, true), ids(&again, true));
    assert_eq!(ids(&first, false), ids(&second, false));
    assert!(ids(&first, true).iter().all(|id| id.len() <= 128));
}

// R-MOCK-5
#[tokio::test]
async fn the_general_practice_sends_earlier_versions_and_the_retracted_along() {
    let records = answer("vc-alen", "medicines", FIRST, None).await;
    let retracted = (records.iter()).find(|record| record.header.life_cycle.is_retracted());
    let taken_back = &retracted.unwrap().header;
    let versions: Vec<_> = (records.iter())
        .map(|record| &record.header)
        .filter(|header| header.record_id == taken_back.record_id)
        .map(|header| (header.version, header.life_cycle.is_retracted()))
        .collect();
    assert_eq!(versions, [(1, false), (2, true)]);
}

// R-MOCK-5
#[tokio::test]
async fn disability_support_sends_what_is_over_twice_at_one_timestamp_and_the_ended_state_first() {
    let records = answer("lss-vasterby", "medicines", FIRST, None).await;
    let states: Vec<_> = (records.iter())
        .map(|record| &record.header)
        .map(|header| (&header.record_id, header.updated, header.version))
        .collect();
    let [ended, begun] = states.as_slice() else {
        unreachable!("one measure, twice")
    };
    assert_eq!(ended, begun);
    let cycles: Vec<_> = records.iter().map(|r| &r.header.life_cycle).collect();
    assert_eq!(cycles, [&LifeCycle::Completed, &LifeCycle::Active]);
}

// R-MOCK-5
#[tokio::test]
async fn the_archive_is_slow_and_dates_by_month_what_is_old() {
    let archive = system("arkiv-vasterlund");
    assert!(archive.takes >= Duration::from_millis(500));
    for record in archive.records.iter() {
        let start = record.header.period.start.unwrap();
        let year = match start {
            Moment::Month { year, .. } => year,
            other => unreachable!("{other:?}"),
        };
        assert!(year < TOLD_ON.year() - 3);
    }
    let at_once = |id| answer(id, "medicines", FIRST, None).now_or_never();
    assert!(at_once("arkiv-vasterlund").is_none());
    assert!(at_once("vc-alen").is_some_and(|records| !records.is_empty()));
}

// R-MOCK-6
#[tokio::test]
async fn social_services_tell_a_reporter_that_an_inquiry_was_opened_and_nothing_else() {
    for reporter in ["skolskoterska-vasterby", "skolkurator-vasterby"] {
        let told = answer("soc-vasterby", "worry", FIRST, Some(reporter)).await;
        assert_eq!(told.len(), 1, "{reporter}");
        assert_eq!(
            kinds(&told),
            BTreeSet::from(["concern-report/feedback"]),
            "{reporter}"
        );
    }
    let own = answer(
        "soc-vasterby",
        "worry",
        FIRST,
        Some("socialsekreterare-vasterby"),
    );
    assert!(own.await.len() > 8);
}

// R-MOCK-6
#[tokio::test]
async fn social_services_tell_nobody_else_anything() {
    for asker in [
        Some("bup-lakare"),
        Some("bvc-skoterska-vasterby"),
        // Of the counsellor's board, and did not report.
        Some("larare-vasterby"),
        Some("skolskoterska-norrby"),
        Some("socialsekreterare-norrby"),
        Some("vardnadshavare-worry"),
        Some("vardnadshavare-worry-2"),
        None,
    ] {
        let told = answer("soc-vasterby", "worry", FIRST, asker).await;
        assert!(told.is_empty(), "{asker:?}");
    }
    for asker in [Some("skolskoterska-norrby"), Some("bup-lakare"), None] {
        let told = answer("soc-norrby", "protected", FIRST, asker).await;
        assert!(told.is_empty(), "{asker:?}");
    }
    let own = answer(
        "soc-norrby",
        "protected",
        FIRST,
        Some("socialsekreterare-norrby"),
    );
    assert!(!own.await.is_empty());
}

// R-MOCK-6
#[tokio::test]
async fn to_whom_a_feedback_goes_is_never_said() {
    for asker in [
        "socialsekreterare-vasterby",
        "skolskoterska-vasterby",
        "skolkurator-vasterby",
    ] {
        for record in answer("soc-vasterby", "worry", FIRST, Some(asker)).await {
            let mut notes = record.header.relations.iter();
            assert!(notes.all(|note| !note.target.contains("SE")), "{asker}");
        }
    }
}

// R-MOCK-5
#[test]
fn systems_differ_in_scope_cap_and_how_they_name_their_units() {
    let world = World::told(TOLD_ON);
    let scope = |id| world.system(id).unwrap().answer_scope;
    for id in ["emi-vasterby", "elevhalsa-psyk-vasterby", "mina-planer"] {
        assert_eq!(scope(id), AnswerScope::Audience, "{id}");
    }
    assert_eq!(scope("soc-vasterby"), AnswerScope::Actor);
    assert!(world.system("habilitering-vasterlund").unwrap().max_records < 20);
    let unit_names = |id| -> BTreeSet<String> {
        let records = world.system(id).unwrap().records.iter();
        let units = records.filter_map(|record| record.header.unit.clone());
        units.map(|unit| unit.name).collect()
    };
    assert_eq!(
        unit_names("skola-vasterby"),
        BTreeSet::from([String::new()])
    );
    assert!(unit_names("sjukhus-vasterlund").len() > 1, "clinics");
    assert!(
        unit_names("bup-vasterlund")
            .iter()
            .all(|name| name.chars().count() > 150)
    );
}
