//! What has to be reviewed, as every store lists it, and the reviews themselves.

use aggregator::{
    audit::{
        ReviewedError,
        entry::{EmergencyReview, Event, OrganisationRef, TextRef},
    },
    ledger::{
        Statement,
        statement::{BlockRegistered, LiftRegistered},
    },
    pseudonym::Pseudonyms,
    seal::Seal,
    store::{EmergencyAct, ReviewPlace},
};
use domain::facts::LiftReason;

use super::{log::intent, *};

const SCHOOL: &str = "SE2321000016-SKOLA";
const HOSPITAL: &str = "SE2321000016-VARD";

fn organisation(id: &str) -> OrganisationId {
    OrganisationId::guess(id).unwrap()
}

fn by_people_of(id: &str) -> Option<OrganisationRef> {
    Some((&organisation(id)).into())
}

pub(super) fn review(id: u128) -> EmergencyReview {
    EmergencyReview {
        review_id: Uuid::from_u128(id).to_string(),
        reviewer: ActorRef::Id("reviewer".into()),
        role: "auditor".into(),
        verdict: "justified".into(),
        note: None,
        lift: None,
    }
}

fn emergency(overview: &str, of: &str) -> Intent {
    let pseudonyms = Pseudonyms::from_key(&[3; 32]).unwrap();
    let seal = Seal::from_key(&[5; 32]).unwrap();
    Intent {
        emergency: true,
        reason: Some(TextRef::emergency("why", overview, &pseudonyms, &seal)),
        organisation: by_people_of(of),
        ..intent(Some("emergency"))
    }
}

fn audit(world: &World) -> Audit {
    Audit::new(world.store.clone(), world.clock.clone())
}

/// The places of the list, by their texts.
async fn listed(world: &World, of: &str, before: Option<&str>, max: u32) -> Vec<String> {
    let before = before.map(ReviewPlace::parse);
    let listed = world.store.emergencies(organisation(of), before, max);
    let listed = listed.await.unwrap();
    listed.iter().map(|one| one.place().text()).collect()
}

// R-EMERGENCY-6
pub(super) async fn emergencies_that_were_let_through_are_read_newest_first_with_what_came_of_them(
    world: World,
) {
    let audit = audit(&world);
    let ids = ["e-1", "e-2", "e-3"];
    for overview in ids {
        // The words in another place are no emergency.
        let other = Intent {
            role: "\"emergency\":true".into(),
            organisation: by_people_of(SCHOOL),
            ..intent(None)
        };
        let child = person(CHILD);
        audit
            .intent(&format!("o-{overview}"), child, other)
            .await
            .unwrap();
        audit
            .intent(overview, child, emergency(overview, SCHOOL))
            .await
            .unwrap();
    }
    // Another organisation's are not there at all: not between, not as the place to read on from.
    let elsewhere = emergency("e-9", HOSPITAL);
    audit.intent("e-9", person(CHILD), elsewhere).await.unwrap();
    let refused = Refused {
        intent: emergency("r", SCHOOL),
        reason: "REFUSED".into(),
    };
    audit.refused("r", person(CHILD), refused).await.unwrap();
    let review = review(1);
    audit
        .reviewed(Some("e-2"), person(CHILD), review.clone())
        .await
        .unwrap();
    assert_eq!(
        listed(&world, SCHOOL, None, 100).await,
        ["e-3", "e-2", "e-1"]
    );
    assert_eq!(listed(&world, SCHOOL, None, 1).await, ["e-3"]);
    assert_eq!(listed(&world, SCHOOL, Some("e-3"), 1).await, ["e-2"]);
    assert_eq!(listed(&world, SCHOOL, Some("e-1"), 100).await, [""; 0]);
    for other in ["unknown", "e-9", "o-e-3", "lift:e-3"] {
        let nothing = listed(&world, SCHOOL, Some(other), 100).await;
        assert_eq!(nothing, [""; 0], "{other}");
    }
    let expected = [
        Event::Intent(emergency("e-2", SCHOOL)),
        Event::EmergencyReview(review),
    ];
    what_came_of_it(&world, expected).await;
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

fn block() -> Statement {
    Statement::BlockRegistered(BlockRegistered {
        id: Uuid::from_u128(100),
        organisation: organisation(HOSPITAL),
        unit: None,
        types: vec![],
        period: None,
        wisher: None,
        start: None,
        registrar: None,
        reason: None,
    })
}

fn lift(world: &World, id: u128, of: &str, why: LiftReason) -> LiftRegistered {
    LiftRegistered {
        id: Uuid::from_u128(id),
        block: Uuid::from_u128(100),
        block_of: None,
        organisation: organisation(of),
        unit: Some("\"why\":\"emergency\"".into()),
        why,
        start: None,
        end: world.now() + SignedDuration::from_hours(1),
        registrar: None,
        reason: None,
    }
}

// R-EMERGENCY-11
pub(super) async fn lifts_in_an_emergency_and_reveals_are_listed_among_them_by_when_they_were(
    world: World,
) {
    let (audit, child) = (audit(&world), person(CHILD));
    let state = async |statement: Statement| {
        world.store.state(child, statement, nurse()).await.unwrap();
    };
    let reveal = async |overview: &str| {
        let opened = Opened {
            actor: intent(None).actor,
            producer: "bvc".into(),
            record_digest: "d".into(),
            act: "reveal".into(),
            reason: None,
        };
        audit.opened(overview, opened).await.unwrap();
    };
    state(block()).await;
    for (overview, of) in [("o-1", SCHOOL), ("o-2", SCHOOL), ("o-3", HOSPITAL)] {
        let ordinary = Intent {
            organisation: by_people_of(of),
            ..intent(None)
        };
        audit.intent(overview, child, ordinary).await.unwrap();
    }
    reveal("o-1").await;
    let kept = lift(&world, 1, SCHOOL, LiftReason::Emergency);
    state(Statement::LiftRegistered(kept.clone())).await;
    let emergency = emergency("e-1", SCHOOL);
    audit.intent("e-1", child, emergency).await.unwrap();
    // Not again, and not apart from the emergency that it was in; nor what is another organisation's, or on consent.
    for overview in ["o-1", "e-1", "o-3"] {
        reveal(overview).await;
    }
    for (id, of, why) in [
        (2, SCHOOL, LiftReason::Consent),
        (3, HOSPITAL, LiftReason::Emergency),
    ] {
        state(Statement::LiftRegistered(lift(&world, id, of, why))).await;
    }
    let name = ReviewPlace::Lift(kept.id).text();
    let all = ["e-1", name.as_str(), "o-1"];
    assert_eq!(listed(&world, SCHOOL, None, 100).await, all);
    for (place, one) in all.iter().enumerate() {
        let after = listed(&world, SCHOOL, Some(one), 100).await;
        assert_eq!(after, all[place + 1..], "{one}");
    }
    let other = ReviewPlace::Lift(Uuid::from_u128(3)).text();
    assert_eq!(
        listed(&world, HOSPITAL, None, 100).await,
        [other.as_str(), "o-3"]
    );
    for unlisted in [
        other,
        ReviewPlace::Lift(Uuid::from_u128(2)).text(),
        "o-2".into(),
    ] {
        let nothing = listed(&world, SCHOOL, Some(&unlisted), 100).await;
        assert_eq!(nothing, [""; 0], "{unlisted}");
    }
    let read = world.store.emergencies(organisation(SCHOOL), None, 100);
    let [_, lifted, revealed] = read.await.unwrap().try_into().unwrap();
    assert_eq!((lifted.child, revealed.child), (child, child));
    let expected = EmergencyAct::Lift {
        lift: Box::new(kept),
        by: nurse(),
    };
    assert_eq!(lifted.act, expected);
    assert!(matches!(revealed.act, EmergencyAct::Reveal { intent, .. } if !intent.emergency));
}

// R-EMERGENCY-13
pub(super) async fn an_id_of_a_review_stands_for_one_review_whatever_it_is_of(world: World) {
    let (audit, child) = (audit(&world), person(CHILD));
    let of_lift = |id: u128, lift: u128| EmergencyReview {
        lift: Some(Uuid::from_u128(lift).to_string()),
        ..review(id)
    };
    for overview in ["e-1", "e-2"] {
        let emergency = emergency(overview, SCHOOL);
        audit.intent(overview, child, emergency).await.unwrap();
    }
    audit.reviewed(Some("e-1"), child, review(1)).await.unwrap();
    audit.reviewed(None, child, of_lift(2, 7)).await.unwrap();
    let taken = [
        (Some("e-1"), child, review(1)),
        (Some("e-2"), child, review(1)),
        (Some("e-2"), child, review(2)),
        (None, child, of_lift(1, 7)),
        (None, person(9), of_lift(2, 7)),
    ];
    for (overview, child, review) in taken {
        let refused = audit.reviewed(overview, child, review).await;
        assert!(matches!(refused, Err(ReviewedError::Taken)), "{overview:?}");
    }
    audit.reviewed(Some("e-2"), child, review(3)).await.unwrap();
    let log = world.store.overview_log(child, "e-2".into()).await.unwrap();
    let reviews = log.into_iter().filter_map(|(_, event)| match event {
        Event::EmergencyReview(review) => Some(review),
        _ => None,
    });
    assert_eq!(reviews.collect::<Vec<_>>(), [review(3)]);
    let of = async |child, lift: u128| {
        let reviews = world.store.lift_reviews(child, Uuid::from_u128(lift));
        reviews
            .await
            .unwrap()
            .into_iter()
            .map(|(_, review)| review)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(child, 7).await, [of_lift(2, 7)]);
    assert_eq!(of(child, 8).await, []);
    assert_eq!(of(person(9), 7).await, []);
}
