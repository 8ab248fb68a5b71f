//! The access log, as it is read.

use aggregator::{
    audit::entry::{EmergencyReview, Event, OrganisationRef, TextRef},
    pseudonym::Pseudonyms,
    seal::Seal,
};

use super::*;

pub(crate) fn intent(ground: Option<&str>) -> Intent {
    Intent {
        actor: ActorRef::Id("SE2321000016-1A2B".into()),
        consumer: "spiffe://samsyn.example/consumer/emi".into(),
        organisation: None,
        unit: Some("north".into()),
        role: "school-nurse".into(),
        sector: Some("school-health".into()),
        audience: "professional".into(),
        purpose: "care".into(),
        ground: ground.map(str::to_owned),
        reason: None,
        emergency: false,
        types: vec![],
        policies: [].into(),
        decisions: vec![],
        replay: None,
    }
}

fn organisation(id: &str) -> OrganisationRef {
    OrganisationRef {
        system: "urn:oid:1.2.752.29.4.19".into(),
        value: id.into(),
    }
}

fn shown() -> Shown {
    Shown {
        producer: "bvc".into(),
        sector: "child-health".into(),
        status: "FRESH".into(),
        ground: Some("consent".into()),
        record_count: 0,
        record_digests: vec![],
        drops: [("outside-window".to_owned(), 2)].into(),
    }
}

fn opened(actor: &str) -> Opened {
    Opened {
        actor: ActorRef::Id(actor.into()),
        producer: "bvc".into(),
        record_digest: "d".into(),
        act: "print".into(),
    }
}

// R-AUDIT-3
pub(super) async fn accesses_are_read_newest_first_with_who_looked(world: World) {
    let audit = Audit::new(world.store.clone(), world.clock.clone());
    let receipt = audit
        .intent("o-1", person(CHILD), intent(None))
        .await
        .unwrap();
    audit.shown(&receipt, shown()).await.unwrap();
    audit
        .opened("o-1", opened("SE2321000016-1A2B"))
        .await
        .unwrap();
    let refused = Refused {
        intent: intent(Some("emergency")),
        reason: "REASON_REQUIRED".into(),
    };
    audit.refused("o-2", person(CHILD), refused).await.unwrap();
    audit.intent("o-3", person(9), intent(None)).await.unwrap();
    world.add(consent(1)).await.unwrap();
    let accesses = audit.accesses(person(CHILD), 100).await.unwrap();
    let told: Vec<_> = (accesses.iter())
        .map(|a| {
            (
                a.overview_id.as_str(),
                a.act.as_str(),
                a.refused,
                a.ground.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("o-2", "ask", true, Some("emergency")),
        ("o-1", "print", false, None),
        ("o-1", "shown", false, Some("consent")),
        ("o-1", "ask", false, None),
    ];
    assert_eq!(told, expected);
    assert!(
        accesses
            .iter()
            .all(|a| a.intent.unit.as_deref() == Some("north"))
    );
    assert_eq!(audit.accesses(person(CHILD), 1).await.unwrap().len(), 1);
}

// R-AUDIT-7
pub(super) async fn a_record_is_opened_in_ones_own_overview_only(world: World) {
    let audit = Audit::new(world.store.clone(), world.clock.clone());
    audit
        .intent("o-1", person(CHILD), intent(None))
        .await
        .unwrap();
    for (overview, actor) in [("o-1", "somebody-else"), ("o-2", "SE2321000016-1A2B")] {
        let refused = audit.opened(overview, opened(actor)).await;
        assert!(matches!(refused, Err(OpenedError::UnknownOverview)));
    }
    audit
        .opened("o-1", opened("SE2321000016-1A2B"))
        .await
        .unwrap();
}

fn reviewed() -> EmergencyReview {
    EmergencyReview {
        review_id: "1".into(),
        reviewer: ActorRef::Id("reviewer".into()),
        role: "auditor".into(),
        verdict: "justified".into(),
        note: None,
    }
}

// R-EMERGENCY-6
pub(super) async fn emergencies_that_were_let_through_are_read_newest_first_with_what_came_of_them(
    world: World,
) {
    let audit = Audit::new(world.store.clone(), world.clock.clone());
    let pseudonyms = Pseudonyms::from_key(&[3; 32]).unwrap();
    let seal = Seal::from_key(&[5; 32]).unwrap();
    let emergency = |overview: &str| Intent {
        emergency: true,
        reason: Some(TextRef::emergency("why", overview, &pseudonyms, &seal)),
        organisation: Some(organisation("SE2321000016-SKOLA")),
        ..intent(Some("emergency"))
    };
    let ids = ["e-1", "e-2", "e-3"];
    for overview in ids {
        // The words in another place are no emergency.
        let other = Intent {
            role: "\"emergency\":true".into(),
            ..intent(None)
        };
        let child = person(CHILD);
        audit
            .intent(&format!("o-{overview}"), child, other)
            .await
            .unwrap();
        audit
            .intent(overview, child, emergency(overview))
            .await
            .unwrap();
    }
    // Another organisation's are not there at all: not between, not as the place to read on from.
    let elsewhere = Intent {
        organisation: Some(organisation("SE2321000016-VARD")),
        ..emergency("e-9")
    };
    audit.intent("e-9", person(CHILD), elsewhere).await.unwrap();
    let refused = Refused {
        intent: emergency("r"),
        reason: "REFUSED".into(),
    };
    audit.refused("r", person(CHILD), refused).await.unwrap();
    let review = reviewed();
    audit
        .reviewed("e-2", person(CHILD), review.clone())
        .await
        .unwrap();
    let read = |before: Option<&str>, max| {
        let own = organisation("SE2321000016-SKOLA");
        let read = world.store.emergencies(own, before.map(str::to_owned), max);
        async {
            read.await
                .unwrap()
                .into_iter()
                .map(|e| e.overview_id)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(read(None, 100).await, ["e-3", "e-2", "e-1"]);
    assert_eq!(read(None, 1).await, ["e-3"]);
    assert_eq!(read(Some("e-3"), 1).await, ["e-2"]);
    assert_eq!(read(Some("e-1"), 100).await, [""; 0]);
    for other in ["unknown", "e-9", "o-e-3"] {
        assert_eq!(read(Some(other), 100).await, [""; 0], "{other}");
    }
    what_came_of_it(
        &world,
        [
            Event::Intent(emergency("e-2")),
            Event::EmergencyReview(review),
        ],
    )
    .await;
}

async fn what_came_of_it(world: &World, expected: [Event; 2]) {
    let log = world
        .store
        .overview_log(person(CHILD), "e-2".into())
        .await
        .unwrap();
    let events: Vec<_> = log.into_iter().map(|(_, event)| event).collect();
    assert_eq!(events, expected);
    let of_another = world
        .store
        .overview_log(person(9), "e-2".into())
        .await
        .unwrap();
    assert!(of_another.is_empty());
}
