//! Consents: once, for good, bounded.

use super::*;

// R-STORE-8
pub(super) async fn a_consent_registered_twice_is_one_consent(world: World) {
    let first = world.add(consent(1)).await.unwrap();
    assert!(first.is_new);
    assert_eq!(first.consent.consent.start, world.now());
    world.clock.advance(SignedDuration::from_hours(1));
    let mut again = consent(1);
    again.source_sectors.reverse();
    let again = world.add(again).await.unwrap();
    assert!(!again.is_new);
    assert_eq!(again.consent, first.consent);
    let all = world.store.consents(person(CHILD)).await.unwrap();
    assert_eq!(all, [first.consent]);
    assert_eq!(world.facts().await.epoch, Epoch(1));
}

// R-STORE-8
pub(super) async fn the_same_id_for_another_consent_is_a_conflict(world: World) {
    world.add(consent(1)).await.unwrap();
    let others = [
        NewConsent {
            child: person(9),
            ..consent(1)
        },
        NewConsent {
            grantor: person(FATHER),
            ..consent(1)
        },
        NewConsent {
            kind: ConsentKind::Refuse,
            ..consent(1)
        },
        NewConsent {
            recipient: None,
            ..consent(1)
        },
        NewConsent {
            recipient_sector: None,
            ..consent(1)
        },
        NewConsent {
            source_sectors: vec![],
            ..consent(1)
        },
        NewConsent {
            start: Some(world.now()),
            ..consent(1)
        },
        NewConsent {
            end: None,
            ..consent(1)
        },
    ];
    for other in others {
        assert!(matches!(world.add(other).await, Err(StoreError::Conflict)));
    }
    let other = world.store.register_consent(consent(1), register()).await;
    assert!(matches!(other, Err(StoreError::Conflict)));
    assert_eq!(world.store.consents(person(CHILD)).await.unwrap().len(), 1);
}

// R-STORE-9
pub(super) async fn a_consent_ends_once_and_for_good(world: World) {
    let id = Uuid::from_u128(1);
    let unknown = world.store.end_consent(id, nurse()).await;
    assert!(matches!(unknown, Err(StoreError::UnknownConsent)));
    world.add(consent(1)).await.unwrap();
    world.clock.advance(SignedDuration::from_mins(1));
    let ended = world.store.end_consent(id, nurse()).await.unwrap();
    assert_eq!(ended, world.now());
    world.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(
        world.store.end_consent(id, register()).await.unwrap(),
        ended
    );
    // Registering it again does not bring it back.
    let again = world.add(consent(1)).await.unwrap();
    assert_eq!(
        (again.is_new, again.consent.consent.ended),
        (false, Some(ended))
    );
    let read = world.facts().await;
    let consents = read.facts.consents.at(world.now()).unwrap();
    assert!(consents.iter().all(|c| !c.counts_at(world.now())));
    assert_eq!(read.epoch, Epoch(2));
    let one = world.store.consent(id).await.unwrap().unwrap();
    assert_eq!((one.child, one.consent.ended), (person(CHILD), Some(ended)));
}

// R-STORE-9
pub(super) async fn an_ended_consent_stays_ended_when_the_clock_is_set_back(world: World) {
    world.add(consent(1)).await.unwrap();
    world.clock.advance(SignedDuration::from_mins(10));
    world
        .store
        .end_consent(Uuid::from_u128(1), nurse())
        .await
        .unwrap();
    world.clock.advance(SignedDuration::from_mins(-5));
    let read = world.facts().await;
    let consents = read.facts.consents.at(world.now()).unwrap();
    assert!(!consents.iter().any(|c| c.counts_at(world.now())));
}

// R-STORE-5
pub(super) async fn the_consents_of_one_child_are_bounded(world: World) {
    // Said only, not given back each time.
    let all = (0..MAX_CONSENTS).map(|id| {
        let said = consent(id as u128).into();
        world.store.state(person(CHILD), said, nurse())
    });
    for taken in futures::future::join_all(all).await {
        taken.unwrap();
    }
    let more = world.add(consent(u128::MAX)).await;
    assert!(matches!(more, Err(StoreError::TooMany { .. })));
    assert!(
        world
            .add(NewConsent {
                child: person(9),
                ..consent(u128::MAX)
            })
            .await
            .is_ok()
    );
}
