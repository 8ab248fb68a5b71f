//! `protected`, from the outside: whoever sees how much goes where, and not what it says, learns as little. The child is told again in
//! another town, and nothing that can be counted or weighed may differ: not on the way to the one who asks, not on the way to a source.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use domain::record::Record;
use mock_producers::{
    clock::today,
    world::{World, forbidden_words},
};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, Value};
use proto::v1::{
    overview::{OverviewEvent, overview_event::Event},
    producer::QueryRecordsRequest,
};
use tests::{
    Harness, Scene, Timed,
    rogue::{Rogue, say, whole},
};

const STORY: &str = "protected";
const NURSE: &str = "skolskoterska-norrby";
const DEADLINE: Duration = Duration::from_secs(20);

/// Where the child is, and where it might as well be, system by system.
const TOWNS: [(&str, &str); 3] = [
    ("bvc-gamlestan", "bvc-vasterby"),
    ("emi-norrby", "emi-vasterby"),
    ("soc-norrby", "soc-vasterby"),
];
/// With what lies in no town: the region's hospital, the register.
const SYSTEMS: [&str; 8] = [
    "bvc-gamlestan",
    "bvc-vasterby",
    "emi-norrby",
    "emi-vasterby",
    "folkbokforingen",
    "sjukhus-vasterlund",
    "soc-norrby",
    "soc-vasterby",
];

// R-PROTECT-3
#[tokio::test]
async fn moving_a_protected_child_changes_no_size_no_row_and_no_count() {
    let here = measured(&scene().start().await).await;
    let there = measured(&scene().retold(moved).start().await).await;
    assert_eq!(here, there);
}

// The measure is worth something only if it sees a difference where there is one.
#[tokio::test]
async fn without_protection_the_same_measure_tells_the_towns_apart() {
    let open = |world: &mut World| {
        for child in &mut world.children {
            child.protected = false;
        }
    };
    let here = measured(&scene().retold(open).start().await).await;
    let there = measured(&scene().retold(open).retold(moved).start().await).await;
    assert_ne!(here, there);
}

// R-PROTECT-3
#[tokio::test]
async fn a_source_is_asked_the_same_wherever_the_child_is_and_whoever_holds_it() {
    let here = asked(scene().start().await).await;
    let there = asked(scene().retold(moved).start().await).await;
    assert!(here.keys().eq(there.keys()), "the same sources are asked");
    for (id, question) in &here {
        assert!(question == &there[id], "{id} is asked otherwise");
        let text = String::from_utf8_lossy(question).to_lowercase();
        let told = forbidden_words(STORY).iter();
        let told: Vec<_> = told
            .filter(|word| text.contains(&word.to_lowercase()))
            .collect();
        assert_eq!(told, [&""; 0], "{id} is told of the place");
    }
    let towns = TOWNS.map(|(here, there)| [here, there]).concat();
    let asked = towns.iter().filter(|id| here.contains_key(*id));
    assert!(asked.count() >= 4, "two sectors at least");
    for (one, other) in TOWNS {
        assert!(
            here.get(one) == here.get(other),
            "{one} is asked as {other}"
        );
    }
}

/// The child with the systems of both towns, on a clock that stands still so that times weigh the same.
fn scene() -> Scene {
    Scene::of(&[STORY]).systems(&SYSTEMS).today(today())
}

/// The child is in the other town: each system holds of it what its counterpart held, under its own owner's name.
fn moved(world: &mut World) {
    let child = world.child(STORY).unwrap().id.clone();
    let place = |world: &World, id: &str| world.systems.iter().position(|s| s.id == id).unwrap();
    for (here, there) in TOWNS {
        let (here, there) = (place(world, here), place(world, there));
        let (stay, go): (Vec<Record>, Vec<Record>) = (world.systems[here].records.iter().cloned())
            .partition(|record| record.header.subject != child);
        let mut there_now = world.systems[there].records.to_vec();
        assert!(!go.is_empty() && there_now.iter().all(|r| r.header.subject != child));
        let owner = there_now[0].header.clone();
        there_now.extend(go.into_iter().map(|mut record| {
            record.header.care_provider = owner.care_provider.clone();
            record.header.unit = owner.unit.clone();
            record
        }));
        world.systems[here].records = stay.into();
        world.systems[there].records = there_now.into();
    }
}

/// What can be counted and weighed of an answer, in no order.
async fn measured(harness: &Harness) -> Vec<String> {
    let events = harness.events(NURSE, STORY, DEADLINE).await.unwrap();
    let mut measured: Vec<_> = events.iter().map(weighed).collect();
    measured.sort();
    measured
}

fn weighed(timed: &Timed) -> String {
    let event: &OverviewEvent = &timed.event;
    let weight = unnumbered(event).encoded_len();
    match &event.event {
        Some(Event::Source(result)) => {
            let sector = &result.source.as_ref().unwrap().sector;
            let (status, records) = (result.status(), result.records.len());
            format!("{sector} {status:?} {records} {weight}")
        }
        Some(Event::Started(_)) => format!("started {weight}"),
        _ => format!("completed {weight}"),
    }
}

/// Which of a sector's sources is its second is drawn by a key that each sandbox has its own of: `child-health-2` tells nothing, and weighs
/// more than `child-health`.
fn unnumbered(event: &OverviewEvent) -> DynamicMessage {
    static CONTRACT: LazyLock<DescriptorPool> =
        LazyLock::new(|| DescriptorPool::decode(proto::DESCRIPTORS).unwrap());
    let kind = CONTRACT.get_message_by_name("samsyn.overview.v1.OverviewEvent");
    let mut message = DynamicMessage::new(kind.unwrap());
    message.transcode_from(event).unwrap();
    message
        .fields_mut()
        .for_each(|(_, value)| without_numbers(value));
    message
}

fn without_numbers(value: &mut Value) {
    match value {
        Value::String(text) => {
            let plain = text.strip_suffix("-2").or(text.strip_suffix(" 2"));
            if let Some(plain) = plain.map(str::to_owned) {
                *text = plain;
            }
        }
        Value::Message(message) => message
            .fields_mut()
            .for_each(|(_, value)| without_numbers(value)),
        Value::List(list) => list.iter_mut().for_each(without_numbers),
        _ => {}
    }
}

/// What each source is asked, without the number of the question.
async fn asked(mut harness: Harness) -> BTreeMap<&'static str, Vec<u8>> {
    let questions: Arc<Mutex<BTreeMap<&str, Vec<u8>>>> = Arc::default();
    let rogues = SYSTEMS.map(|id| {
        let (questions, answer) = (questions.clone(), whole(harness.records(id, STORY)));
        Rogue::new(id, move |asked: QueryRecordsRequest| {
            let asked = QueryRecordsRequest {
                query_id: String::new(),
                ..asked
            };
            questions.lock().unwrap().insert(id, asked.encode_to_vec());
            say(answer.clone())
        })
    });
    let _rogues = harness.take_over(rogues.into()).await;
    harness.overview(NURSE, STORY).await.unwrap();
    std::mem::take(&mut *questions.lock().unwrap())
}
