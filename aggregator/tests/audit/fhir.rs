//! One entry of each kind as FHIR: nothing in it is empty, and no event says that something happened which did not.

use aggregator::{
    audit::{
        Audit,
        entry::{
            ActorRef, EmergencyReview, FactChange, FactRead, Intent, Opened, OrganisationRef,
            Refused, Shown,
        },
    },
    cli::audit::{AuditCommand, Format},
    clock::Clock,
    store::{NewConsent, Store, Teller},
};
use domain::facts::ConsentKind;
use serde_json::Value;
use uuid::Uuid;

use super::{
    handed_out::{assert_profile, exported},
    kept::keeper,
    place::{Place, child, intent},
    server::Server,
};

const CONSENT: Uuid = Uuid::from_u128(7);

fn organisation() -> OrganisationRef {
    OrganisationRef {
        system: "urn:oid:1.2.752.29.4.3".to_owned(),
        value: "232100-0016".to_owned(),
    }
}

fn asked() -> Intent {
    Intent {
        organisation: Some(organisation()),
        ..intent(false)
    }
}

fn shown(status: &str, records: u32) -> Shown {
    Shown {
        producer: format!("bvc-{records}"),
        sector: "child-health".to_owned(),
        status: status.to_owned(),
        ground: None,
        record_count: records,
        record_digests: (0..records).map(|n| format!("d{n}")).collect(),
        drops: [].into(),
    }
}

fn opened(act: &str, producer: &str) -> Opened {
    Opened {
        actor: asked().actor,
        producer: producer.to_owned(),
        record_digest: format!("digest-of-{act}"),
        act: act.to_owned(),
        reason: None,
    }
}

fn review(lift: Option<&str>) -> EmergencyReview {
    EmergencyReview {
        review_id: Uuid::new_v4().to_string(),
        reviewer: ActorRef::Id("SE2321000016-9Z9Z".to_owned()),
        role: "auditor".to_owned(),
        verdict: "justified".to_owned(),
        note: None,
        lift: lift.map(str::to_owned),
    }
}

async fn one_of_each(store: &dyn Store, audit: &Audit, place: &Place) {
    let receipt = audit.intent("o-1", child(1), asked()).await.unwrap();
    for (status, records) in [("FRESH", 2), ("FRESH", 0), ("FAILED(UNREACHABLE)", 0)] {
        audit.shown(&receipt, shown(status, records)).await.unwrap();
    }
    for opened in [opened("print", "bvc"), opened("reveal", "")] {
        audit.opened("o-1", opened).await.unwrap();
    }
    let refused = Refused {
        intent: asked(),
        reason: "NOT_PERMITTED".to_owned(),
    };
    audit.refused("o-2", child(1), refused).await.unwrap();
    let peer = FactRead {
        by: "spiffe://samsyn.example/producer/bvc".to_owned(),
        what: "consent-check".to_owned(),
        ..FactRead::default()
    };
    let staff = FactRead {
        organisation: Some(organisation()),
        unit: Some("north".to_owned()),
        role: "auditor".to_owned(),
        audience: "professional".to_owned(),
        what: "consents-list".to_owned(),
        ..peer.clone()
    };
    audit.fact_read(None, peer).await.unwrap();
    audit.fact_read(Some(child(1)), staff).await.unwrap();
    audit
        .reviewed(Some("o-1"), child(1), review(None))
        .await
        .unwrap();
    audit
        .reviewed(None, child(1), review(Some("lift-1")))
        .await
        .unwrap();
    let desk = Teller::actor(&asked().actor);
    let refused = FactChange {
        by: desk.as_str().to_owned(),
        change: "refused-consent-registered".to_owned(),
        consent_id: None,
        statement: None,
    };
    audit.fact_refused(None, refused).await.unwrap();
    let consent = NewConsent {
        id: CONSENT,
        child: child(1),
        grantor: child(2),
        kind: ConsentKind::Permit,
        recipient: None,
        recipient_sector: None,
        source_sectors: vec![],
        start: None,
        end: None,
    };
    store.register_consent(consent, desk.clone()).await.unwrap();
    store.confirm(place.clock.now(), desk).await.unwrap();
    keeper(place, audit).checkpoint().await.unwrap();
}

async fn events() -> Vec<Value> {
    let place = Place::new();
    let (store, audit) = place.open();
    one_of_each(&*store, &audit, &place).await;
    drop((store, audit));
    let text = exported(&place, Format::Fhir);
    (text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn empty_in(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty() || all.iter().any(empty_in),
        Value::Object(all) => all.is_empty() || all.values().any(empty_in),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn saying<'a>(events: &'a [Value], what: &str) -> &'a Value {
    let mut found = events.iter().filter(|event| event["outcomeDesc"] == what);
    let one = found.next().unwrap_or_else(|| panic!("{what}"));
    assert!(found.next().is_none(), "{what}");
    one
}

// R-AUDIT-24
#[tokio::test]
async fn nothing_that_is_handed_out_is_empty() {
    let events = events().await;
    assert_eq!(events.len(), 14);
    for event in &events {
        assert!(!empty_in(event), "{event}");
        if event["meta"].is_object() {
            assert_profile(event);
        }
    }
    let without_child = ["consent-check", "refused-consent-registered", "confirmed"];
    for what in without_child {
        let entities = saying(&events, what)["entity"].as_array();
        let patients = entities.into_iter().flatten();
        assert_eq!(
            patients.filter(|e| e["what"]["type"] == "Patient").count(),
            0,
            "{what}"
        );
    }
}

// R-AUDIT-24
#[tokio::test]
async fn no_event_says_that_something_was_disclosed_read_or_changed_which_was_not() {
    let events = events().await;
    let profiled: Vec<_> = (events.iter())
        .filter(|event| event["meta"].is_object())
        .map(|event| event["outcomeDesc"].as_str())
        .collect();
    assert_eq!(profiled, [None, Some("FRESH, records: 2"), Some("print")]);
    for (what, outcome) in [
        ("FRESH, records: 0", "0"),
        ("FAILED(UNREACHABLE), records: 0", "4"),
        ("reveal", "0"),
        ("NOT_PERMITTED", "4"),
        ("refused-consent-registered", "4"),
        ("consent-registered", "0"),
    ] {
        assert_eq!(saying(&events, what)["outcome"], outcome, "{what}");
    }
    let reveal = saying(&events, "reveal").to_string();
    assert!(!reveal.contains("record-digest") && reveal.contains("reason-digest"));
}

// R-AUDIT-24
#[tokio::test]
async fn at_which_unit_and_of_which_organisation_stands_with_whoever_is_known_to_be_of_one() {
    let events = events().await;
    for what in ["print", "NOT_PERMITTED", "consents-list", "reveal"] {
        let event = saying(&events, what);
        let agents = event["agent"].as_array().unwrap();
        let user = agents.iter().find(|agent| agent["requestor"] == true);
        let unit = &user.unwrap()["location"]["identifier"];
        assert_eq!(unit["value"], "north", "{what}");
        let organisation = agents
            .iter()
            .find(|agent| agent["who"]["identifier"]["value"] == "232100-0016");
        assert!(organisation.is_some(), "{what}");
    }
    let changed = saying(&events, "consent-registered");
    let of = changed["entity"].as_array().unwrap().iter();
    let mut of = of.filter(|entity| entity["what"]["identifier"]["value"] == CONSENT.to_string());
    assert!(of.next().is_some(), "{changed}");
}

// R-AUDIT-25
#[tokio::test]
async fn who_asked_stands_with_a_record_that_was_opened_at_another_instance() {
    let Some(server) = Server::new().await else {
        return;
    };
    // The one that started first is read first.
    let (_opening, at_opening) = server.open().await;
    let (_asking, at_asking) = server.open().await;
    at_asking.intent("o-1", child(1), asked()).await.unwrap();
    at_opening
        .opened("o-1", opened("print", "bvc"))
        .await
        .unwrap();
    let (_, text) = server.run(&AuditCommand::Export {
        format: Format::Fhir,
    });
    let events: Vec<Value> = (text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let print = saying(&events, "print");
    assert_eq!(print["purposeOfEvent"][0]["text"], "care");
    assert!(!print.to_string().contains("not-at-hand"), "{print}");
}
