//! Who becomes a source: nobody without an admission, nobody as more or other than it, nobody with another's lease. Each refusal with its
//! stable reason, and no row of an overview changes by it.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use proto::{
    status::{reason_of, violations_of},
    transport::PeerName,
    v1::{
        common::Identifier,
        overview::{SourceResult, SourceStatus},
        producer::{AnswerScope, ProducerDescription, TypeDescription},
        registry::{
            LeaveRequest, NotifyChangedRequest, RegisterRequest, RenewRequest,
            registry_service_client::RegistryServiceClient,
        },
    },
};
use tests::{
    Harness,
    caller::Caller,
    release_log::row,
    rogue::{Rogue, whole},
};
use tonic::{Code, Status, transport::Channel};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const SOURCE: &str = "bvc-vasterby";
const OTHER: &str = "emi-vasterby";
const ELSEWHERE: &str = "https://127.0.0.1:9";

fn registry(harness: &Harness, part: &str) -> RegistryServiceClient<Channel> {
    RegistryServiceClient::new(Caller::by(harness, &harness.party(part)).channel())
}

fn reason(refused: &Status) -> String {
    reason_of(refused).unwrap_or_default()
}

/// What the nurse sees of each source: status and records, without times.
async fn rows(harness: &Harness) -> Vec<SourceResult> {
    let caller = Caller::actor(harness, NURSE);
    let events = caller.events(harness.query(STORY)).await.unwrap();
    let rows = events.iter().filter_map(row).cloned();
    let mut rows: Vec<_> = rows
        .map(|row| SourceResult {
            asked_time: None,
            answered_time: None,
            last_success_time: None,
            ..row
        })
        .collect();
    rows.sort_by_key(|row| row.source.as_ref().map(|source| source.producer_id.clone()));
    rows
}

// R-PEER-1, R-REGISTRY-1
#[tokio::test]
async fn who_is_not_admitted_as_a_producer_does_not_become_one() {
    let harness = Harness::start().await;
    let before = rows(&harness).await;
    let request = harness.registration(SOURCE, ELSEWHERE.to_owned());
    for part in [
        "producer/stranger",
        "consumer/journal",
        "desk",
        "producer/bvc-vasterby/x",
    ] {
        let mut registry = registry(&harness, part);
        let refused = registry.register(request.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{part}");
        assert_eq!(reason(&refused), "NOT_ADMITTED", "{part}");
        // Before any detail: a registration full of mistakes is refused in the same words.
        let wrong = registry
            .register(RegisterRequest::default())
            .await
            .unwrap_err();
        assert_eq!(wrong.details(), refused.details(), "{part}");
        let change = NotifyChangedRequest {
            child: Some(Identifier::default()),
            changed_time: None,
        };
        let refused = registry.notify_changed(change).await.unwrap_err();
        assert_eq!(reason(&refused), "NOT_ADMITTED", "{part}");
    }
    assert_eq!(rows(&harness).await, before);
}

// R-REGISTRY-1
#[tokio::test]
async fn an_admitted_producer_becomes_nothing_more_or_other_than_it_is_admitted_as() {
    let harness = Harness::start().await;
    let before = rows(&harness).await;
    let right = harness.registration(SOURCE, ELSEWHERE.to_owned());
    let saying = |change: fn(&mut ProducerDescription)| {
        let mut request = right.clone();
        change(request.description.as_mut().unwrap());
        request
    };
    let at = |endpoint: &str| RegisterRequest {
        endpoints: vec![endpoint.to_owned()],
        ..right.clone()
    };
    let in_sector = |sector: &str| RegisterRequest {
        sector: sector.to_owned(),
        ..right.clone()
    };
    let cases = [
        ("SECTOR_MISMATCH", in_sector("school-health")),
        ("SECTOR_MISMATCH", in_sector("Child-Health")),
        ("SECTOR_MISMATCH", in_sector("")),
        (
            "PRODUCER_ID_MISMATCH",
            saying(|d| d.producer_id = OTHER.to_owned()),
        ),
        (
            "PRODUCER_ID_MISMATCH",
            saying(|d| d.producer_id = "BVC-VASTERBY".to_owned()),
        ),
        (
            "TYPE_NOT_ADMITTED",
            saying(|d| {
                d.types.push(TypeDescription {
                    information_type: "custody".to_owned(),
                    ..TypeDescription::default()
                });
            }),
        ),
        ("ENDPOINT_NOT_ADMITTED", at("https://192.0.2.1:9")),
        (
            "ENDPOINT_NOT_ADMITTED",
            at("https://127.0.0.1.evil.example:9"),
        ),
        (
            "SCOPE_NOT_SUPPORTED",
            saying(|d| d.answer_scope = AnswerScope::Shared.into()),
        ),
        (
            "CONTRACT_VERSION_NOT_SUPPORTED",
            saying(|d| d.contract_version = "v2".to_owned()),
        ),
        (
            "SIGNED_CONTEXT_NOT_SUPPORTED",
            saying(|d| d.requires_signed_context = true),
        ),
    ];
    let mut registry = registry(&harness, &format!("producer/{SOURCE}"));
    for (expected, request) in cases {
        let refused = registry.register(request).await.unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    assert_eq!(rows(&harness).await, before, "the source is as it was");
}

// R-REGISTRY-1
#[tokio::test]
async fn a_registration_that_cannot_be_read_names_its_field() {
    let harness = Harness::start().await;
    let right = harness.registration(SOURCE, ELSEWHERE.to_owned());
    let at = |endpoints: &[&str]| RegisterRequest {
        endpoints: endpoints.iter().map(ToString::to_string).collect(),
        ..right.clone()
    };
    let cases = [
        at(&["http://127.0.0.1:9"]),
        at(&["https://127.0.0.1:9/elsewhere"]),
        at(&["https://user@127.0.0.1:9"]),
        at(&[ELSEWHERE; 5]),
        at(&[]),
        RegisterRequest {
            description: None,
            ..right.clone()
        },
    ];
    let mut registry = registry(&harness, &format!("producer/{SOURCE}"));
    for request in cases {
        let refused = registry.register(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert_eq!(reason(&refused), "INVALID_REGISTRATION");
        assert_eq!(violations_of(&refused).len(), 1);
    }
}

// R-REGISTRY-2
#[tokio::test]
async fn a_lease_is_its_own_producers() {
    let mut harness = Harness::start().await;
    let records = harness.records(SOURCE, STORY);
    let rogue = Rogue::saying(SOURCE, whole(records));
    let taken = harness.take_over(vec![rogue]).await;
    let before = rows(&harness).await;
    let lease_id = taken.leases.get(SOURCE).unwrap().clone();
    let renew = RenewRequest {
        lease_id: lease_id.clone(),
    };
    let leave = LeaveRequest { lease_id };
    for (part, expected) in [
        (format!("producer/{OTHER}"), "LEASE_UNKNOWN"),
        ("producer/stranger".to_owned(), "NOT_ADMITTED"),
        ("consumer/journal".to_owned(), "NOT_ADMITTED"),
    ] {
        let mut registry = registry(&harness, &part);
        let refused = registry.renew(renew.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), expected, "{part}");
        let refused = registry.leave(leave.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), expected, "{part}");
    }
    let mut own = registry(&harness, &format!("producer/{SOURCE}"));
    for lease_id in ["", "no-uuid", "00000000-0000-0000-0000-000000000000"] {
        let lease_id = lease_id.to_owned();
        let refused = own.renew(RenewRequest { lease_id }).await.unwrap_err();
        assert_eq!(reason(&refused), "LEASE_UNKNOWN");
    }
    assert_eq!(rows(&harness).await, before, "no row has changed");
    own.leave(leave).await.unwrap();
    assert_ne!(rows(&harness).await, before, "with its own it may leave");
}

// R-PEER-3
#[tokio::test]
async fn a_revoked_producer_is_a_source_that_does_not_answer() {
    let harness = Harness::start().await;
    let name = harness
        .party(&format!("producer/{SOURCE}"))
        .peer()
        .name
        .clone();
    harness.sandbox.aggregator.aggregator.peers.revoke(&name);
    let rows = rows(&harness).await;
    let of = |id: &str| {
        let is = |row: &&SourceResult| row.source.as_ref().unwrap().producer_id == id;
        rows.iter().find(is).unwrap()
    };
    assert_eq!(of(SOURCE).status(), SourceStatus::Failed);
    assert!(of(SOURCE).records.is_empty());
    assert_eq!(of(OTHER).status(), SourceStatus::Fresh);
    let mut registry = registry(&harness, &format!("producer/{SOURCE}"));
    let again = harness.registration(SOURCE, ELSEWHERE.to_owned());
    let refused = registry.register(again).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_ADMITTED");
    assert_eq!(PeerName::parse(name.as_str()).unwrap(), name);
}
