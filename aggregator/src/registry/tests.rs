use proto::{
    status::{reason_of, violations_of},
    transport::{PeerInfo, PeerName, Thumbprint},
    v1::{
        common::Identifier,
        producer::{AnswerScope as WireScope, ProducerDescription, TypeDescription},
        registry::{
            NotifyChangedRequest, RegisterRequest, RenewRequest,
            registry_service_server::RegistryService,
        },
    },
};
use rustls::pki_types::CertificateDer;
use tonic::{Code, Request};

use super::{service::RegistryRpc, *};
use crate::{
    clock::ManualClock,
    pseudonym::Pseudonyms,
    store::{
        Epochs, Store,
        sqlite::{SqliteSettings, SqliteStore},
    },
};

fn peer(id: &str) -> Peer {
    Peer {
        name: PeerName::uri(&format!("spiffe://samsyn.example/producer/{id}")).unwrap(),
        thumbprint: Thumbprint::of(&CertificateDer::from(vec![1])),
    }
}

fn admission(id: &str, sector: &str) -> Admission {
    toml::from_str(&format!(
        r#"
        peer = "spiffe://samsyn.example/producer/{id}"
        id = "{id}"
        name = "Elevhälsan Norr"
        country = "SE"
        sector = "{sector}"
        organisation = "SE2321000016-SKOLA"
        types = ["vaccination", "observation/growth"]
        endpoints = ["https://127.0.0.1:*"]
        "#
    ))
    .unwrap()
}

fn registry() -> (Registry, Arc<Peers>, Arc<ManualClock>) {
    let admissions = vec![
        admission("emi", "school-health"),
        admission("bvc", "child-health"),
    ];
    let peers = Arc::new(Peers::new(vec![], vec![], admissions).unwrap());
    let clock = Arc::new(ManualClock::at("2026-09-01T08:00:00Z".parse().unwrap()));
    let registry = Registry::new(peers.clone(), clock.clone(), LeaseSettings::default());
    (registry, peers, clock)
}

fn request() -> RegisterRequest {
    RegisterRequest {
        description: Some(ProducerDescription {
            producer_id: "emi".into(),
            types: vec![TypeDescription {
                information_type: "vaccination".into(),
                ..TypeDescription::default()
            }],
            contract_version: "v1".into(),
            ..ProducerDescription::default()
        }),
        sector: "school-health".into(),
        endpoints: vec!["https://127.0.0.1:50051".into()],
    }
}

fn saying(change: impl FnOnce(&mut RegisterRequest, &mut ProducerDescription)) -> RegisterRequest {
    let mut request = request();
    let mut description = request.description.take().unwrap();
    change(&mut request, &mut description);
    request.description = Some(description);
    request
}

// R-REGISTRY-1
#[test]
fn an_admitted_producer_registers_and_is_a_source() {
    let (registry, ..) = registry();
    let lease = registry.register(&peer("emi"), &request()).unwrap();
    assert_eq!(lease.settings, LeaseSettings::default());
    let sources = registry.sources();
    let emi = sources[1].registration.as_ref().unwrap();
    assert_eq!(emi.description.name, "Elevhälsan Norr");
    assert_eq!(emi.description.scope, AnswerScope::Actor);
    assert_eq!(emi.description.max_records, 1_000);
    assert_eq!(emi.endpoints[0].to_string(), "https://127.0.0.1:50051");
}

// R-REGISTRY-1
#[test]
fn a_registration_says_nothing_beyond_its_admission() {
    refused(&[
        (
            saying(|_, d| d.producer_id = "bvc".into()),
            "PRODUCER_ID_MISMATCH",
        ),
        (
            saying(|r, _| r.sector = "child-health".into()),
            "SECTOR_MISMATCH",
        ),
        (
            saying(|r, _| r.sector = "School-Health".into()),
            "SECTOR_MISMATCH",
        ),
        (
            saying(|_, d| d.types[0].information_type = "condition".into()),
            "TYPE_NOT_ADMITTED",
        ),
        (
            saying(|_, d| d.types[0].information_type = "observation".into()),
            "TYPE_NOT_ADMITTED",
        ),
        (
            saying(|r, _| r.endpoints.push("https://10.0.0.1:1".into())),
            "ENDPOINT_NOT_ADMITTED",
        ),
    ]);
}

// R-REGISTRY-1
#[test]
fn a_registration_that_is_malformed_or_asks_for_what_is_not_there_is_refused() {
    refused(&[
        (saying(|_, d| d.types.clear()), "INVALID_REGISTRATION"),
        (saying(|r, _| r.endpoints.clear()), "INVALID_REGISTRATION"),
        (
            saying(|r, _| r.endpoints = vec!["http://127.0.0.1:1".into()]),
            "INVALID_REGISTRATION",
        ),
        (
            saying(|r, _| r.endpoints = vec!["https://127.0.0.1:1".into(); 5]),
            "INVALID_REGISTRATION",
        ),
        (
            saying(|_, d| d.answer_scope = WireScope::Shared.into()),
            "SCOPE_NOT_SUPPORTED",
        ),
        (saying(|_, d| d.answer_scope = 99), "SCOPE_NOT_SUPPORTED"),
        (
            saying(|_, d| d.requires_signed_context = true),
            "SIGNED_CONTEXT_NOT_SUPPORTED",
        ),
        (
            saying(|_, d| d.contract_version = "v2".into()),
            "CONTRACT_VERSION_NOT_SUPPORTED",
        ),
        (
            saying(|_, d| d.name = "a\nb".into()),
            "INVALID_REGISTRATION",
        ),
        (
            saying(|_, d| d.name = "x".repeat(201)),
            "INVALID_REGISTRATION",
        ),
        (
            RegisterRequest {
                description: None,
                ..request()
            },
            "INVALID_REGISTRATION",
        ),
    ]);
}

fn refused(cases: &[(RegisterRequest, &str)]) {
    let (registry, ..) = registry();
    for (request, reason) in cases {
        let refused = registry.register(&peer("emi"), request).unwrap_err();
        assert_eq!(refused.reason(), *reason);
    }
    assert!(registry.sources().iter().all(|s| s.registration.is_none()));
    assert_eq!(registry.generation(), 0);
}

// R-REGISTRY-1
#[test]
fn nobody_registers_without_admission_or_after_revocation() {
    let (registry, peers, _) = registry();
    let stranger = registry.register(&peer("stranger"), &request());
    assert_eq!(stranger, Err(RegistryError::NotAdmitted));
    // Another admitted producer learns no more than that it is not this one.
    let other = registry.register(&peer("bvc"), &request());
    assert_eq!(other, Err(RegistryError::ProducerIdMismatch));
    let lease = registry
        .register(&peer("emi"), &request())
        .unwrap()
        .id
        .to_string();
    peers.revoke(&peer("emi").name);
    assert_eq!(
        registry.renew(&peer("emi"), &lease),
        Err(RegistryError::NotAdmitted)
    );
}

// R-REGISTRY-2
#[test]
fn a_lease_ends_unless_it_is_renewed() {
    let (registry, _, clock) = registry();
    let lease = registry
        .register(&peer("emi"), &request())
        .unwrap()
        .id
        .to_string();
    clock.advance(SignedDuration::from_secs(29));
    registry.renew(&peer("emi"), &lease).unwrap();
    clock.advance(SignedDuration::from_secs(29));
    assert!(registry.sources()[1].registration.is_some());
    let (entry, before) = (registry.sources()[1].clone(), registry.generation());
    clock.advance(SignedDuration::from_secs(1));
    assert_eq!(
        registry.renew(&peer("emi"), &lease),
        Err(RegistryError::LeaseUnknown)
    );
    assert!(registry.sources()[1].registration.is_none());
    assert!(registry.generation() > before && !entry.watch.still_holds());
}

// R-REGISTRY-2
#[test]
fn a_lease_is_its_producers_only() {
    let (registry, ..) = registry();
    let lease = registry
        .register(&peer("emi"), &request())
        .unwrap()
        .id
        .to_string();
    assert_eq!(
        registry.renew(&peer("bvc"), &lease),
        Err(RegistryError::LeaseUnknown)
    );
    assert_eq!(
        registry.leave(&peer("bvc"), &lease),
        Err(RegistryError::LeaseUnknown)
    );
    assert_eq!(
        registry.renew(&peer("emi"), "x"),
        Err(RegistryError::LeaseUnknown)
    );
    registry.leave(&peer("emi"), &lease).unwrap();
    assert_eq!(
        registry.leave(&peer("emi"), &lease),
        Err(RegistryError::LeaseUnknown)
    );
}

// R-REGISTRY-3
#[test]
fn an_admitted_producer_without_lease_stays_listed() {
    let (registry, ..) = registry();
    let lease = registry
        .register(&peer("emi"), &request())
        .unwrap()
        .id
        .to_string();
    registry.leave(&peer("emi"), &lease).unwrap();
    let listed: Vec<_> = (registry.sources().into_iter())
        .map(|s| (s.admission.id.clone(), s.registration.is_some()))
        .collect();
    assert_eq!(
        listed,
        [("bvc".to_owned(), false), ("emi".to_owned(), false)]
    );
}

// R-REGISTRY-3
#[test]
fn saying_the_same_again_renews_and_saying_another_thing_is_a_change() {
    let (registry, _, clock) = registry();
    let first = registry.register(&peer("emi"), &request()).unwrap();
    let (entry, generation) = (registry.sources()[1].clone(), registry.generation());
    clock.advance(SignedDuration::from_secs(20));
    let again = registry.register(&peer("emi"), &request()).unwrap();
    assert_eq!((again.id, registry.generation()), (first.id, generation));
    clock.advance(SignedDuration::from_secs(20));
    assert!(registry.sources()[1].registration.is_some() && entry.watch.still_holds());
    let moved = saying(|r, _| r.endpoints = vec!["https://127.0.0.1:50052".into()]);
    let moved = registry.register(&peer("emi"), &moved).unwrap();
    assert_ne!(moved.id, first.id);
    assert!(registry.generation() > generation && !entry.watch.still_holds());
    let old = first.id.to_string();
    assert_eq!(
        registry.renew(&peer("emi"), &old),
        Err(RegistryError::LeaseUnknown)
    );
}

struct Wire {
    rpc: RegistryRpc,
    _dir: tempfile::TempDir,
}

fn wire() -> Wire {
    let dir = tempfile::tempdir().unwrap();
    let (registry, peers, clock) = registry();
    let settings = SqliteSettings::at(dir.path().join("samsyn.db"));
    let store = SqliteStore::open(&settings, clock, Epochs::new()).unwrap();
    let rpc = RegistryRpc {
        registry: Arc::new(registry),
        peers,
        store: Arc::new(store) as Arc<dyn Store>,
        pseudonyms: Pseudonyms::from_key(&[1; 32]).unwrap(),
        name: PeerName::uri("spiffe://samsyn.example/aggregator").unwrap(),
    };
    Wire { rpc, _dir: dir }
}

fn call<T>(from: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(PeerInfo {
        peer: peer(from),
        remote: "127.0.0.1:9".parse().unwrap(),
    });
    request
}

// R-REGISTRY-1
#[tokio::test]
async fn the_wire_says_who_may_query_and_refuses_with_stable_reasons() {
    let Wire { rpc, _dir } = wire();
    let answer = rpc
        .register(call("emi", request()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.aggregator_name, "spiffe://samsyn.example/aggregator");
    assert_eq!(answer.lease_duration.unwrap().seconds, 30);
    let lease_id = answer.lease_id;
    assert!(
        rpc.renew(call("emi", RenewRequest { lease_id }))
            .await
            .is_ok()
    );
    let lease_id = "gone".to_owned();
    let gone = rpc
        .renew(call("emi", RenewRequest { lease_id }))
        .await
        .unwrap_err();
    assert_eq!(
        (gone.code(), reason_of(&gone).as_deref()),
        (Code::NotFound, Some("LEASE_UNKNOWN"))
    );
    let bare = rpc.register(Request::new(request())).await.unwrap_err();
    assert_eq!(bare.code(), Code::PermissionDenied);
    let empty = saying(|r, _| r.endpoints.clear());
    let empty = rpc.register(call("emi", empty)).await.unwrap_err();
    assert_eq!(violations_of(&empty)[0].0, "endpoints");
}

// R-REGISTRY-4
#[tokio::test]
async fn a_notified_change_is_counted_per_child_and_producer() {
    let Wire { rpc, _dir } = wire();
    let changed = |value: &str| NotifyChangedRequest {
        child: Some(Identifier {
            system: "urn:oid:1.2.752.129.2.1.3.1".into(),
            value: value.into(),
        }),
        changed_time: None,
    };
    for expected in 1..=2 {
        let answer = rpc
            .notify_changed(call("emi", changed("191212121212")))
            .await
            .unwrap();
        assert_eq!(answer.into_inner().change_counter, expected);
    }
    let other = rpc
        .notify_changed(call("bvc", changed("191212121212")))
        .await
        .unwrap();
    assert_eq!(other.into_inner().change_counter, 1);
    let stranger = rpc
        .notify_changed(call("stranger", changed("x")))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&stranger).as_deref(), Some("NOT_ADMITTED"));
    let bad = rpc
        .notify_changed(call("emi", changed("191212121213")))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&bad).as_deref(), Some("INVALID_IDENTIFIER"));
    assert!(!bad.message().contains("1912"));
}
