//! What stands, in both orders of the files.

use serde_json::{Value, json};

use domain::record::LifeCycle;

use super::*;

fn resource(value: Value, sent: Option<&str>) -> Resource {
    Resource {
        file: "a.json".into(),
        scope: 0,
        kind: value["resourceType"].as_str().unwrap().to_owned(),
        id: value["id"].as_str().unwrap().to_owned(),
        base: None,
        full_url: None,
        sent: sent.map(str::to_owned),
        deleted: false,
        value,
    }
}

fn encounter(status: &str, last_updated: Option<&str>) -> Resource {
    let mut value = json!({"resourceType": "Encounter", "id": "1", "status": status});
    if let Some(at) = last_updated {
        value["meta"] = json!({"lastUpdated": at});
    }
    resource(value, None)
}

/// The life-cycle that stands, asserted to be the same in both orders.
fn stands(pair: &dyn Fn() -> [Resource; 2]) -> LifeCycle {
    let run = |resources: Vec<Resource>| {
        let (mut unread, mut findings) = (Unread::default(), Vec::new());
        let mut all = standing(resources, &mut unread, &mut findings);
        assert_eq!((all.len(), findings.len()), (1, 1));
        all.remove(0).status.life_cycle
    };
    let [a, b] = pair();
    let forward = run(vec![a, b]);
    let [a, b] = pair();
    assert_eq!(run(vec![b, a]), forward);
    forward
}

// R-FHIR-5
#[test]
fn at_equal_times_the_later_life_cycle_stands_and_a_retraction_above_all() {
    let at = Some("2026-05-01T10:00:00Z");
    let life = stands(&|| [encounter("in-progress", at), encounter("finished", at)]);
    assert_eq!(life, LifeCycle::Completed);
    let life = stands(&|| [encounter("finished", at), encounter("entered-in-error", at)]);
    assert!(life.is_retracted());
}

// R-FHIR-5
#[test]
fn a_retraction_stands_against_a_newer_copy_of_the_same_version() {
    let life = stands(&|| {
        [
            encounter("entered-in-error", Some("2026-05-01T10:00:00Z")),
            encounter("finished", Some("2026-06-01T10:00:00Z")),
        ]
    });
    assert!(life.is_retracted());
}

// R-FHIR-5
#[test]
fn a_date_only_time_is_compared_by_the_day() {
    let life = stands(&|| {
        [
            encounter("finished", Some("2026-05-01")),
            encounter("in-progress", Some("2026-05-01T10:00:00Z")),
        ]
    });
    assert_eq!(life, LifeCycle::Completed);
    let life = stands(&|| {
        [
            encounter("finished", Some("2026-05-01")),
            encounter("in-progress", Some("2026-05-02T10:00:00Z")),
        ]
    });
    assert_eq!(life, LifeCycle::Active);
}

// R-FHIR-5
#[test]
fn without_a_time_the_life_cycle_decides() {
    let life = stands(&|| {
        [
            encounter("finished", None),
            encounter("in-progress", Some("2026-05-02T10:00:00Z")),
        ]
    });
    assert_eq!(life, LifeCycle::Completed);
}

// R-FHIR-5
#[test]
fn of_two_words_with_one_life_cycle_the_later_stands() {
    let observation = |status: &str| {
        let value = json!({"resourceType": "Observation", "id": "1", "status": status});
        resource(value, Some("2026-05-01T10:00:00Z"))
    };
    for (first, second) in [("final", "amended"), ("amended", "final")] {
        let (mut unread, mut findings) = (Unread::default(), Vec::new());
        let both = vec![observation(first), observation(second)];
        let all = standing(both, &mut unread, &mut findings);
        assert_eq!(all[0].status.word, "amended");
    }
}

#[test]
fn two_servers_may_use_one_id() {
    let of = |base: Option<&str>| Resource {
        base: base.map(str::to_owned),
        ..encounter("finished", None)
    };
    let names = |resources: Vec<Resource>| -> Vec<String> {
        let (mut unread, mut findings) = (Unread::default(), Vec::new());
        let all = standing(resources, &mut unread, &mut findings);
        all.into_iter().map(|standing| standing.name).collect()
    };
    assert_eq!(names(vec![of(Some("http://a")), of(None)]), ["Encounter/1"]);
    assert_eq!(
        names(vec![of(Some("http://a")), of(Some("http://b"))]),
        ["http://a/Encounter/1", "http://b/Encounter/1"]
    );
}
