//! What the log is handed out as: entries that verify elsewhere, FHIR AuditEvents, and a sample for the recurring check.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use aggregator::{
    audit::{
        log::{DatabaseLog, ExportedLog, Log, export},
        sample::{Drawing, draw},
        verify::verify,
    },
    cli::audit::{AuditCommand, Ended, Format, run},
    clock::{Clock, SystemClock},
};
use domain::time::Timestamp;
use jiff::SignedDuration;
use serde_json::Value;

use super::{
    configured::{WITNESSED, config},
    place::Place,
};

pub(crate) fn exported(place: &Place, format: Format) -> String {
    let mut out = Vec::new();
    let command = AuditCommand::Export { format };
    let ended = run(&command, &config(place, WITNESSED), &SystemClock, &mut out);
    assert_eq!(ended.unwrap(), Ended::Well);
    String::from_utf8(out).unwrap()
}

// R-AUDIT-8
#[tokio::test]
async fn an_export_verifies_like_the_log_and_what_is_done_to_it_is_found() {
    let place = Place::with(2).await;
    place.witness(6);
    let text = exported(&place, Format::Ndjson);
    let file = place.dir.path().join("export.ndjson");
    let found = |text: &str| {
        fs::write(&file, text).unwrap();
        let report = verify(&ExportedLog::at(&file), &place.outside(), place.clock.now()).unwrap();
        let found: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
        (found, report.witnessed_to)
    };
    assert_eq!(found(&text), (vec![], 6));
    let lines: Vec<&str> = text.lines().collect();
    let without_third = [&lines[..3], &lines[4..]].concat().join("\n");
    assert_eq!(found(&without_third).0, ["entry 3 is missing"]);
    let cut = lines[..5].join("\n");
    assert_eq!(found(&cut).0.len(), 1);
    assert_eq!(found(&text.replacen("bvc", "bup", 1)).0.len(), 1);
    let mut again = Vec::new();
    export(&ExportedLog::at(&file), &mut again).unwrap();
    assert!(!again.is_empty());
}

/// What the profiles of IHE BALP demand of every event that claims one: the fixed values, and each agent and entity there must be.
const DEMANDED: [(&str, &str, &str, &str, [&str; 2]); 3] = [
    ("PatientQuery", "rest", "search", "E", ["110153", "110152"]),
    ("PatientRead", "rest", "read", "R", ["110152", "110153"]),
    (
        "PrivacyDisclosure.Source",
        "110106",
        "disclose",
        "R",
        ["110153", "110152"],
    ),
];

pub(crate) fn assert_profile(event: &Value) {
    let claimed = event["meta"]["profile"][0].as_str().unwrap();
    let demanded = DEMANDED.iter().find(|d| claimed.ends_with(d.0)).unwrap();
    let (_, kind, subtype, action, roles) = demanded;
    assert_eq!(event["type"]["code"], *kind);
    assert_eq!(event["subtype"][0]["code"], *subtype);
    assert_eq!(event["action"], *action);
    assert_eq!(event["outcome"], "0");
    let agents = event["agent"].as_array().unwrap();
    for role in roles {
        let of_role: Vec<_> = (agents.iter())
            .filter(|agent| agent["type"]["coding"][0]["code"] == *role)
            .collect();
        assert_eq!(of_role.len(), 1, "{claimed} {role}");
        assert!(of_role[0]["who"].is_object() && of_role[0]["network"].is_object());
    }
    let source = agents
        .iter()
        .find(|agent| agent["who"] == event["source"]["observer"]);
    assert!(source.is_some(), "the recorder is one of the agents");
    let users = agents.iter().filter(|agent| agent["requestor"] == true);
    assert_eq!(users.count(), 1);
    let entities = event["entity"].as_array().unwrap();
    let patients: Vec<_> = (entities.iter())
        .filter(|entity| entity["what"]["type"] == "Patient")
        .collect();
    assert_eq!(patients.len(), 1);
    assert_eq!(patients[0]["role"]["code"], "1");
    assert!(entities.iter().any(|entity| entity["type"]["code"] == "2"));
}

// R-AUDIT-12
#[tokio::test]
async fn every_look_is_an_audit_event_of_its_pattern_and_a_refusal_says_why() {
    let place = Place::with(2).await;
    let text = exported(&place, Format::Fhir);
    let events: Vec<Value> = (text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut profiles = BTreeMap::new();
    for event in &events {
        assert_eq!(event["resourceType"], "AuditEvent");
        if event["meta"].is_object() {
            assert_profile(event);
            let claimed = event["meta"]["profile"][0].as_str().unwrap();
            let name = claimed.rsplit("BasicAudit.").next().unwrap().to_owned();
            *profiles.entry(name).or_insert(0) += 1;
        } else {
            assert_eq!(event["outcome"], "4");
            assert_eq!(event["outcomeDesc"], "REASON_REQUIRED");
            let purpose = &event["purposeOfEvent"][0]["coding"][0]["code"];
            assert_eq!(purpose, "ETREAT");
        }
    }
    let expected = [("PatientQuery", 2), ("PrivacyDisclosure.Source", 2)];
    assert_eq!(profiles, expected.map(|(n, c)| (n.to_owned(), c)).into());
    assert_eq!(events.len(), 6, "two refusals beside them");
    let ids: BTreeSet<_> = events.iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 6);
}

fn drawing(count: usize, seed: u64, since: Timestamp) -> Drawing {
    Drawing {
        count,
        seed,
        since,
        until: Timestamp::MAX,
    }
}

// R-AUDIT-26
#[tokio::test]
async fn the_same_is_drawn_again_from_a_log_that_went_on_and_beside_another() {
    let place = Place::with(40).await;
    let until = place.clock.now();
    let drawn = |logs: &[&dyn Log]| {
        let drawing = Drawing {
            until,
            ..drawing(10, 7, Timestamp::MIN)
        };
        let sample = draw(logs, &drawing).unwrap();
        assert_eq!(sample.looks, 80);
        let drawn = sample.drawn.into_iter();
        drawn.map(|d| (d.instance, d.seq)).collect::<Vec<_>>()
    };
    let log = DatabaseLog::open(&place.database()).unwrap();
    let before = drawn(&[&log]);
    place.look(40, 60).await;
    assert_eq!(drawn(&[&log]), before);
    // An instance that started after the end of what is drawn from.
    let other = Place::new();
    other.clock.advance(SignedDuration::from_hours(1));
    other.look(0, 5).await;
    let other = DatabaseLog::open(&other.database()).unwrap();
    assert_eq!(drawn(&[&log, &other]), before);
    assert_eq!(drawn(&[&other, &log]), before);
}

// R-AUDIT-26
#[tokio::test]
async fn a_protocol_says_what_it_takes_to_draw_the_same_again() {
    let place = Place::with(20).await;
    let mut protocols = Vec::new();
    let mut until = None;
    for (name, from) in [("one.md", 20), ("other.md", 40)] {
        let protocol = place.dir.path().join(name);
        let config = config(&place, WITNESSED);
        let command = AuditCommand::Sample {
            count: 6,
            seed: 7,
            since: None,
            until,
            protocol: protocol.clone(),
        };
        run(&command, &config, &*place.clock, &mut Vec::new()).unwrap();
        let text = fs::read_to_string(&protocol).unwrap();
        let told = text.split("until: ").nth(1).unwrap();
        until = Some(told.split(',').next().unwrap().parse().unwrap());
        let drawn = text.split("\n## ").skip(1).map(str::to_owned);
        protocols.push(drawn.collect::<Vec<_>>());
        place.look(from, from + 20).await;
    }
    assert_eq!(protocols[0].len(), 6);
    assert_eq!(protocols[0], protocols[1]);
}

// R-AUDIT-13
#[tokio::test]
async fn a_sample_is_the_same_for_the_same_seed_and_draws_refusals_and_emergencies_more_often() {
    let place = Place::with(40).await;
    let log = DatabaseLog::open(&place.database()).unwrap();
    let drawn = |seed| {
        let sample = draw(&[&log], &drawing(10, seed, Timestamp::MIN)).unwrap();
        assert_eq!(
            (sample.looks, sample.refusals, sample.emergencies),
            (80, 40, 40)
        );
        assert_eq!(sample.drawn.len(), 10);
        sample.drawn
    };
    let seqs = |seed| drawn(seed).iter().map(|d| d.seq).collect::<Vec<_>>();
    assert_eq!(seqs(1), seqs(1));
    assert_ne!(seqs(1), seqs(2));
    let refused = (0..50).flat_map(drawn).filter(|d| d.refused.is_some());
    // 40 of 80 are refusals; drawn evenly they would be 250 of 500. With five times the weight about 400 are.
    let refused = refused.count();
    assert!((350..450).contains(&refused), "{refused}");
    let later = place
        .lines()
        .into_iter()
        .find(|line| line.seq == 81)
        .unwrap();
    let since = Timestamp::from_microsecond(later.at_us).unwrap();
    let sample = draw(&[&log], &drawing(1_000, 1, since)).unwrap();
    assert_eq!((sample.looks, sample.drawn.len()), (40, 40));
}

// R-AUDIT-13
#[tokio::test]
async fn the_check_is_documented_in_a_protocol_that_is_never_written_over() {
    let place = Place::with(5).await;
    let protocol = place.dir.path().join("protocol.md");
    let command = AuditCommand::Sample {
        count: 4,
        seed: 7,
        since: None,
        until: None,
        protocol: protocol.clone(),
    };
    let config = config(&place, WITNESSED);
    let mut out = Vec::new();
    let ended = run(&command, &config, &SystemClock, &mut out).unwrap();
    assert_eq!(ended, Ended::Well);
    let (said, written) = (
        String::from_utf8(out).unwrap(),
        fs::read_to_string(&protocol).unwrap(),
    );
    assert_eq!(said, written);
    assert_eq!(written.matches("\n## entry ").count(), 4);
    for told in [
        "seed: 7",
        "chain: holds",
        "who: SE2321000016-1A2B",
        "purpose: care",
    ] {
        assert!(written.contains(told), "{told} in {written}");
    }
    assert!(run(&command, &config, &SystemClock, &mut Vec::new()).is_err());
    assert_eq!(fs::read_to_string(&protocol).unwrap(), written);
}
