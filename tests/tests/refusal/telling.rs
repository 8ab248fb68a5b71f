//! Who may not tell or register changes nothing and learns nothing: always the same bytes, always one entry in the access log.

use domain::{id::PersonId, policy::Audience};
use mock_producers::{
    World,
    world::{Guardian, ToldActor},
};
use proto::{
    convert::common::wire_timestamp,
    status::reason_of,
    v1::{
        consent::{
            ConsentKind, PutCustodyRequest, PutProtectionRequest, RegisterConsentRequest,
            consent_service_client::ConsentServiceClient,
        },
        overview::OverviewQuery,
    },
};
use tests::{Harness, Scene, caller::Caller, desk::consent, release_log::shows};
use tonic::Code;

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";

/// How many sources show the nurse anything.
async fn seen(harness: &Harness) -> usize {
    let caller = Caller::actor(harness, NURSE);
    let events = caller.events(harness.query(STORY)).await.unwrap();
    events.iter().filter_map(shows).count()
}

fn guardians(harness: &Harness) -> Vec<PersonId> {
    let told = harness.sandbox.world.child(STORY).unwrap();
    told.guardians
        .iter()
        .map(|guardian| guardian.id.clone())
        .collect()
}

fn now(harness: &Harness) -> domain::time::Timestamp {
    harness.sandbox.aggregator.aggregator.clock.now()
}

// R-PEER-2
#[tokio::test]
async fn who_is_not_pinned_as_a_source_of_facts_changes_none() {
    let harness = Harness::start().await;
    let before = seen(&harness).await;
    let as_of_time = Some(wire_timestamp(now(&harness)));
    let child = Some(harness.child(STORY).into());
    for part in [
        "consumer/journal",
        "producer/bvc-vasterby",
        "aggregator",
        "register",
    ] {
        let caller = Caller::by(&harness, &harness.party(part));
        let mut client = ConsentServiceClient::new(caller.channel());
        let custody = PutCustodyRequest {
            child: child.clone(),
            as_of_time,
            ..Default::default()
        };
        let refused = client.put_custody(custody).await.unwrap_err();
        assert_eq!(
            reason_of(&refused).as_deref(),
            Some("NOT_A_FACT_SOURCE"),
            "{part}"
        );
        let protected = true;
        let protection = PutProtectionRequest {
            child: child.clone(),
            as_of_time,
            protected,
        };
        let refused = client.put_protection(protection).await.unwrap_err();
        assert_eq!(
            reason_of(&refused).as_deref(),
            Some("NOT_A_FACT_SOURCE"),
            "{part}"
        );
    }
    assert_eq!(seen(&harness).await, before);
}

/// An actor of the nurse's organisation in a role that may not register, and a nurse elsewhere whom the child does not concern.
fn add_others(world: &mut World) {
    for child in &mut world.children {
        child.consents.clear();
    }
    let nurse = world.actor(NURSE).unwrap().clone();
    world.actors.push(ToldActor {
        name: "teacher",
        role: "teacher",
        ..nurse.clone()
    });
    let protected = world.child("protected").unwrap().guardians.first().cloned();
    let protected: Guardian = protected.unwrap();
    world.actors.push(ToldActor {
        name: "guardian-of-protected",
        role: "guardian",
        audience: Audience::Guardian,
        person: Some(protected.id),
        unit: None,
        ..nurse
    });
}

// R-CONSENT-3
#[tokio::test]
async fn a_consent_is_registered_only_by_who_may_and_has_to_do_with_the_child() {
    let harness = Scene::default().retold(add_others).start().await;
    let (child, before) = (harness.child(STORY), seen(&harness).await);
    let mut refusals = Vec::new();
    for actor in ["teacher", "skolskoterska-norrby", "guardian-of-protected"] {
        let caller = Caller::actor(&harness, actor);
        let mut client = ConsentServiceClient::new(caller.channel());
        for guardian in guardians(&harness) {
            let consent = Some(consent(ConsentKind::Permit, &child, &guardian));
            let request = caller.request(RegisterConsentRequest { consent });
            refusals.push(client.register_consent(request).await.unwrap_err());
        }
    }
    // A child that nobody knows: one and the same.
    let caller = Caller::actor(&harness, NURSE);
    let nobody = PersonId::guess("19121212-1212").unwrap();
    let consent = Some(consent(ConsentKind::Permit, &nobody, &nobody));
    let request = caller.request(RegisterConsentRequest { consent });
    let mut client = ConsentServiceClient::new(caller.channel());
    refusals.push(client.register_consent(request).await.unwrap_err());
    for refused in &refusals {
        assert_eq!(refused.code(), Code::PermissionDenied);
        assert_eq!(refused.details(), refusals.first().unwrap().details());
        assert_eq!(refused.message(), refusals.first().unwrap().message());
    }
    assert_eq!(seen(&harness).await, before);
}

/// Numbers the access log's entries by adding one.
async fn entries(harness: &Harness) -> u64 {
    use aggregator::audit::entry::{Entry, Event, FactChange};
    let marker = Entry {
        at: now(harness),
        child: None,
        overview_id: None,
        event: Event::FactChange(FactChange {
            by: "test".into(),
            change: "confirmed".into(),
            consent_id: None,
            statement: None,
        }),
    };
    let store = &harness.sandbox.aggregator.aggregator.store;
    store.append(marker).await.unwrap().seq
}

// R-VISIBILITY-1, R-AUDIT-3
#[tokio::test]
async fn a_refusal_is_the_same_bytes_and_one_entry_whatever_the_cause() {
    let harness = Scene::default().retold(add_others).start().await;
    let about = |id: &str| OverviewQuery {
        child: Some(PersonId::guess(id).unwrap().into()),
        ..OverviewQuery::default()
    };
    let nurse = |name: &str| Caller::actor(&harness, name);
    let cases = [
        ("nobody's number", nurse(NURSE), about("19121212-1212")),
        ("a Danish number", nurse(NURSE), about("0703921234")),
        (
            "no relation",
            nurse("skolskoterska-norrby"),
            harness.query(STORY),
        ),
        (
            "no relation to a protected child",
            nurse(NURSE),
            harness.query("protected"),
        ),
        (
            "a guardian of the protected child",
            nurse("guardian-of-protected"),
            harness.query("protected"),
        ),
        (
            "a type that no table names",
            nurse("skolskoterska-norrby"),
            OverviewQuery {
                information_types: vec!["observation/aura".into()],
                ..harness.query(STORY)
            },
        ),
    ];
    let mut first: Option<(Vec<u8>, String)> = None;
    for (what, caller, query) in cases {
        for is_collected in [false, true] {
            let before = entries(&harness).await;
            let refused = if is_collected {
                caller.collected(query.clone()).await.unwrap_err()
            } else {
                caller.events(query.clone()).await.unwrap_err()
            };
            let written = entries(&harness).await - before - 1;
            assert_eq!(written, 1, "{what}: one entry");
            assert_eq!(refused.code(), Code::PermissionDenied, "{what}");
            assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"), "{what}");
            let bytes = (refused.details().to_vec(), refused.message().to_owned());
            assert_eq!(first.get_or_insert(bytes.clone()), &bytes, "{what}");
        }
    }
}
