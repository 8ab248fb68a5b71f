//! `protected`, word by word: every street, town, phone and number that tells where he is, sought in every byte that leaves the aggregator.

use std::time::Duration;

use consumer::{
    OverviewQuery,
    model::{Event, Overview},
    table::{self, Layout},
    wording::Language,
};
use domain::record::Coding;
use mock_producers::{
    Fault,
    world::{World, forbidden_words},
};
use prost::Message as _;
use tests::{Harness, Scene, Timed};

const STORY: &str = "protected";
const NURSE: &str = "skolskoterska-norrby";
const DEADLINE: Duration = Duration::from_secs(20);
const LANGUAGES: [Language; 3] = [Language::Sv, Language::Da, Language::En];

// R-PROTECT-3
#[tokio::test]
async fn no_byte_of_any_event_tells_where_a_protected_child_is() {
    let harness = scene().start().await;
    for language in LANGUAGES {
        let events = events(&harness, language).await;
        for timed in &events {
            let kind = format!("{timed:?} in {language:?}");
            sought(&kind, &timed.event.encode_to_vec());
        }
        let client = harness.client(NURSE);
        let collected = client.get_overview(about(&harness, language)).await;
        sought("the collected answer", &collected.unwrap().encode_to_vec());
    }
}

// R-PROTECT-3, R-SHOW-7
#[tokio::test]
async fn no_page_and_no_json_tells_where_a_protected_child_is() {
    let harness = scene().start().await;
    for language in LANGUAGES {
        let events = events(&harness, language).await;
        let overview: Overview = tests::fold(&harness.child(STORY), &events);
        let json = serde_json::to_vec(&overview).unwrap();
        sought("json", &json);
        for timed in &events {
            let line = serde_json::to_vec(&Event::of(&timed.event).unwrap()).unwrap();
            sought("ndjson", &line);
        }
        for width in [60, 100, 400] {
            let layout = Layout {
                language,
                width,
                color: true,
            };
            sought("table", table::render(&overview, layout).as_bytes());
        }
    }
}

// R-PROTECT-3
#[tokio::test]
async fn a_source_that_fails_or_is_gone_tells_no_more_of_a_protected_child() {
    let faults = [
        ("emi-norrby", Fault::LogicalError),
        ("bvc-gamlestan", Fault::LogicalError),
    ];
    let scene = faults
        .iter()
        .fold(scene(), |scene, (id, fault)| scene.fault(id, *fault));
    let harness = scene.start().await;
    let failed = events(&harness, Language::Sv).await;
    assert!(
        failed
            .iter()
            .any(|timed| timed.source().is_some_and(|s| s.cause.is_some()))
    );
    for timed in &failed {
        sought("a failed source", &timed.event.encode_to_vec());
    }
}

// R-PROTECT-3
#[tokio::test]
async fn a_code_of_the_sources_own_that_names_the_place_is_taken_out() {
    let harness = scene().retold(with_own_codes).start().await;
    let events = events(&harness, Language::Sv).await;
    for timed in &events {
        sought("a code of the source's own", &timed.event.encode_to_vec());
    }
    let shown = tests::fold(&harness.child(STORY), &events);
    let codes = shown.records.iter().flat_map(|record| &record.codes);
    assert!(
        codes.clone().any(|code| code.code == "8302-2"),
        "codes that everybody uses stay"
    );
}

// The search is worth something only if it finds what is there.
#[tokio::test]
async fn without_protection_the_same_search_finds_the_places() {
    let open = |world: &mut World| {
        for child in &mut world.children {
            child.protected = false;
        }
    };
    let harness = scene().retold(open).start().await;
    let events = events(&harness, Language::Sv).await;
    let all: Vec<u8> = (events.iter())
        .flat_map(|timed| timed.event.encode_to_vec())
        .collect();
    let found = found(&all);
    let words = forbidden_words(STORY);
    assert!(found.len() * 2 > words.len(), "only {found:?} of {words:?}");
}

/// The child with every system that holds anything about it.
fn scene() -> Scene {
    Scene::of(&[STORY])
}

/// Systems whose code lists are called after the place, as a municipality's own lists are.
fn with_own_codes(world: &mut World) {
    let child = world.child(STORY).unwrap().id.clone();
    for system in &mut world.systems {
        let mut records = system.records.to_vec();
        for record in records.iter_mut().filter(|r| r.header.subject == child) {
            let own = "https://kodverk.norrby.example/sokord";
            record
                .header
                .codes
                .push(Coding::new(own, "tillvaxt", "Tillväxt, eget sökord"));
            let number = "urn:local:SE2120070121";
            record
                .header
                .codes
                .push(Coding::new(number, "9907", "Norrby"));
        }
        system.records = records.into();
    }
}

fn about(harness: &Harness, language: Language) -> OverviewQuery {
    OverviewQuery {
        language,
        ..OverviewQuery::about(harness.child(STORY))
    }
}

async fn events(harness: &Harness, language: Language) -> Vec<Timed> {
    let query = about(harness, language);
    harness.events_of(NURSE, query, DEADLINE).await.unwrap()
}

/// Fails with the word, never with what stood around it.
fn sought(place: &str, bytes: &[u8]) {
    assert_eq!(found(bytes), [""; 0], "{place}");
}

fn found(bytes: &[u8]) -> Vec<&'static str> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let words = forbidden_words(STORY).iter().copied();
    words
        .filter(|word| text.contains(&word.to_lowercase()))
        .collect()
}
