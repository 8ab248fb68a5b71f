//! The access log: told before an answer leaves, and of every report once.

use producer_sdk::Shown;
use proto::{
    status::reason_of,
    v1::producer::{
        AccessContext, Disclosure, ReportDisclosuresRequest,
        producer_service_server::ProducerService,
    },
};
use tonic::{Code, Request};

use crate::fixture::{CHILD, Journal, ask, at, identifier, note, person, query, service};

fn disclosure(id: &str) -> Disclosure {
    Disclosure {
        disclosure_id: id.to_owned(),
        query_id: "q".to_owned(),
        child: Some(identifier(CHILD)),
        context: Some(AccessContext {
            actor: "SE2321000016-N1".to_owned(),
            ..Default::default()
        }),
        record_ids: vec!["a".to_owned()],
        from_cache: true,
        shown_time: Some(prost_types::Timestamp {
            seconds: at("2026-03-01T11:00:00Z").as_second(),
            nanos: 0,
        }),
    }
}

// R-PRODUCER-7
#[tokio::test]
async fn the_log_entry_names_exactly_what_leaves() {
    let journal = Journal::holding(vec![note("a", "2024"), note("outside", "2019")]);
    let told = journal.told.clone();
    ask(&service(journal), query()).await.unwrap();
    let entries = told.entries.lock().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].record_ids, ["a"]);
    assert_eq!(entries[0].child, person(CHILD));
    assert_eq!(entries[0].query_id, query().query_id);
    assert_eq!(entries[0].at, at("2026-03-01T12:00:00Z"));
    assert_eq!(entries[0].shown, Shown::Answered);
}

// R-PRODUCER-7
#[tokio::test]
async fn what_cannot_be_logged_is_not_shown() {
    let mut journal = Journal::holding(vec![note("a", "2024")]);
    journal.refuses_log = true;
    let status = ask(&service(journal), query()).await.unwrap_err();
    assert_eq!(reason_of(&status).as_deref(), Some("SOURCE_UNAVAILABLE"));
}

// R-PRODUCER-9
#[tokio::test]
async fn a_repeated_report_is_taken_once() {
    let journal = Journal::holding(vec![]);
    let told = journal.told.clone();
    let service = service(journal);
    let report = async |ids: &[&str]| {
        let disclosures = ids.iter().copied().map(disclosure).collect();
        let request = Request::new(ReportDisclosuresRequest { disclosures });
        let answer = service.report_disclosures(request).await.unwrap();
        answer.into_inner().accepted
    };
    assert_eq!(report(&["d-1", "d-2", "d-1"]).await, 2);
    assert_eq!(report(&["d-2", "d-3"]).await, 1);
    let entries = told.entries.lock().unwrap();
    assert_eq!(entries.len(), 3);
    assert!(matches!(&entries[2].shown,
        Shown::Reported { disclosure_id, from_cache: true } if disclosure_id == "d-3"));
    assert_eq!(
        entries[0].context.actor.as_ref().unwrap().id,
        "SE2321000016-N1"
    );
}

// R-PRODUCER-9
#[tokio::test]
async fn a_bad_report_is_refused_whole() {
    let journal = Journal::holding(vec![]);
    let told = journal.told.clone();
    let service = service(journal);
    let mut nobody = disclosure("d-2");
    nobody.child = None;
    let disclosures = vec![disclosure("d-1"), nobody];
    let request = Request::new(ReportDisclosuresRequest { disclosures });
    let status = service.report_disclosures(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let fields = proto::status::violations_of(&status);
    assert_eq!(fields[0].0, "disclosures[1].child");
    assert!(told.entries.lock().unwrap().is_empty());
}
