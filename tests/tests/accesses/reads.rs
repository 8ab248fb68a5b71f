//! Every look stands in the log before its answer, also where it is no overview: checks and lists. Where the log cannot be written nothing
//! is told, the reason says so, and the operator's figure counts it.

use aggregator::audit::log::{DatabaseLog, Log};
use proto::{
    status::reason_of,
    v1::{
        access::{ListEmergenciesRequest, RecordOpenedRequest},
        consent::{
            CheckBlocksRequest, CheckConsentRequest, block_service_client::BlockServiceClient,
            consent_service_client::ConsentServiceClient,
        },
        overview::overview_event::Event,
    },
};
use rusqlite::Connection;
use serde_json::Value;
use tests::{Harness, Scene, caller::Caller};
use tonic::{Code, Status};

use crate::stage::{auditor, auditor_at, emergencies, listed, service, sharing};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";

async fn stage() -> Harness {
    Scene::of(&[STORY, "protected"]).start().await
}

async fn check_consent(harness: &Harness, caller: &Caller) -> Result<(), Status> {
    let request = caller.request(CheckConsentRequest {
        child: Some(harness.child(STORY).into()),
        ..CheckConsentRequest::default()
    });
    let mut service = ConsentServiceClient::new(caller.channel());
    service.check_consent(request).await.map(|_| ())
}

async fn check_blocks(harness: &Harness, caller: &Caller) -> Result<(), Status> {
    let request = caller.request(CheckBlocksRequest {
        child: Some(harness.child(STORY).into()),
        ..CheckBlocksRequest::default()
    });
    let mut service = BlockServiceClient::new(caller.channel());
    service.check_blocks(request).await.map(|_| ())
}

async fn list_emergencies(caller: &Caller) -> Result<(), Status> {
    let asked = ListEmergenciesRequest::default();
    emergencies(caller, asked).await.map(|_| ())
}

/// What was read, by whom and in which role, as the log has it.
fn reads(harness: &Harness) -> Vec<[String; 3]> {
    let log = DatabaseLog::open(&harness.dir().join("aggregator.db")).unwrap();
    let mut found = Vec::new();
    log.each(&mut |line| {
        if line.kind == "fact_read" {
            let body: Value = serde_json::from_str(&line.body).unwrap();
            let word = |key: &str| body[key].as_str().unwrap().to_owned();
            found.push([word("what"), word("by"), word("role")]);
        }
        Ok(())
    })
    .unwrap();
    found
}

// R-AUDIT-14
#[tokio::test]
async fn whoever_checks_or_lists_stands_in_the_log_with_role_and_what_was_read() {
    let harness = stage().await;
    let nurse = Caller::actor(&harness, NURSE);
    let auditor = auditor(&harness);
    check_consent(&harness, &nurse).await.unwrap();
    check_blocks(&harness, &nurse).await.unwrap();
    list_emergencies(&auditor).await.unwrap();
    let expected = [
        (
            "consent-check",
            "actor:skolskoterska-vasterby",
            "school-nurse",
        ),
        (
            "blocks-check",
            "actor:skolskoterska-vasterby",
            "school-nurse",
        ),
        (
            "emergencies-list",
            "actor:granskare-skolskoterska-norrby",
            "auditor",
        ),
    ];
    let expected = expected.map(|(what, by, role)| [what, by, role].map(str::to_owned));
    assert_eq!(reads(&harness), expected);
    // Who is refused was no reader: the refusal is the one entry.
    let stranger = Caller::actor(&harness, "skolskoterska-norrby");
    for refused in [
        check_consent(&harness, &stranger).await,
        check_blocks(&harness, &stranger).await,
        list_emergencies(&stranger).await,
    ] {
        assert_eq!(reason_of(&refused.unwrap_err()).as_deref(), Some("REFUSED"));
    }
    assert_eq!(reads(&harness).len(), 3);
}

// R-AUDIT-17
#[tokio::test]
async fn guardians_read_who_checked_what_decides_as_they_read_who_looked() {
    let harness = stage().await;
    let nurse = Caller::actor(&harness, NURSE);
    let mother = Caller::actor(&harness, "vardnadshavare-old-bvc");
    assert_eq!(listed(&harness, &mother, STORY, 0).await.unwrap(), []);
    check_consent(&harness, &nurse).await.unwrap();
    check_blocks(&harness, &nurse).await.unwrap();
    let looks = listed(&harness, &mother, STORY, 0).await.unwrap();
    assert_eq!(looks.len(), 2);
    for look in &looks {
        assert_eq!((&*look.act, &*look.role), ("read", "school-nurse"));
        assert_eq!((&*look.sector, &*look.overview_id), ("school-health", ""));
        assert!(look.organisation.is_some() && !look.refused);
    }
    let auditor = auditor_at(&harness, NURSE);
    let of_nurse = listed(&harness, &auditor, STORY, 0).await.unwrap();
    assert_eq!(of_nurse.iter().filter(|a| a.act == "read").count(), 2);
}

/// From now on the log takes no entry, but for how an overview of before ended: that is written when nobody waits for it any more.
fn break_log(harness: &Harness) {
    let db = Connection::open(harness.dir().join("aggregator.db")).unwrap();
    let trigger = "CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.kind <> 'outcome'
         BEGIN SELECT RAISE(ABORT, 'broken'); END";
    db.execute_batch(trigger).unwrap();
}

fn mend_log(harness: &Harness) {
    let db = Connection::open(harness.dir().join("aggregator.db")).unwrap();
    db.execute_batch("DROP TRIGGER broken").unwrap();
}

fn failures(harness: &Harness) -> u64 {
    let text = harness
        .sandbox
        .aggregator
        .aggregator
        .metrics
        .text()
        .unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("samsyn_audit_failures_total"));
    line.unwrap().rsplit(' ').next().unwrap().parse().unwrap()
}

/// An overview of the nurse's, to report a record of.
async fn overview(harness: &Harness, nurse: &Caller) -> String {
    let events = nurse.events(harness.query(STORY)).await.unwrap();
    let mut started = events.into_iter().filter_map(|event| match event.event {
        Some(Event::Started(started)) => Some(started.overview_id),
        _ => None,
    });
    started.next().unwrap()
}

async fn report(nurse: &Caller, overview_id: &str) -> Result<(), Status> {
    let request = nurse.request(RecordOpenedRequest {
        overview_id: overview_id.to_owned(),
        producer_id: "bvc-vasterby".into(),
        record_id: "1".into(),
        act: String::new(),
    });
    service(nurse).record_opened(request).await.map(|_| ())
}

// R-AUDIT-14, R-AUDIT-15, R-ACCESS-8
#[tokio::test]
async fn where_the_log_cannot_be_written_nothing_is_told_and_each_is_counted() {
    let harness = stage().await;
    let (nurse, auditor) = (Caller::actor(&harness, NURSE), auditor(&harness));
    let mother = Caller::actor(&harness, "vardnadshavare-old-bvc");
    let opened = overview(&harness, &nurse).await;
    assert_eq!(failures(&harness), 0);
    break_log(&harness);
    let unanswered = [
        nurse.events(harness.query(STORY)).await.map(|_| ()),
        check_consent(&harness, &nurse).await,
        check_blocks(&harness, &nurse).await,
        sharing(&harness, &nurse, STORY).await.map(|_| ()),
        sharing(&harness, &auditor, STORY).await.map(|_| ()),
        listed(&harness, &auditor, STORY, 0).await.map(|_| ()),
        listed(&harness, &mother, STORY, 0).await.map(|_| ()),
        sharing(&harness, &mother, STORY).await.map(|_| ()),
        list_emergencies(&auditor).await,
        report(&nurse, &opened).await,
    ];
    let asked = unanswered.len();
    for (place, answer) in unanswered.into_iter().enumerate() {
        let refused = answer.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable, "{place}");
        let reason = reason_of(&refused);
        assert_eq!(reason.as_deref(), Some("AUDIT_UNAVAILABLE"), "{place}");
    }
    assert_eq!(failures(&harness), u64::try_from(asked).unwrap());
    mend_log(&harness);
    check_consent(&harness, &nurse).await.unwrap();
    sharing(&harness, &auditor, STORY).await.unwrap();
}
