//! Facts: their ages, their order, and the epoch that they raise.

use super::*;

// R-FACTS-2
pub(super) async fn what_was_never_told_is_unknown_and_what_the_store_keeps_is_known(world: World) {
    let birth = Some(jiff::civil::date(2019, 5, 4));
    let read = world.store.facts(person(CHILD), birth).await.unwrap();
    let now = world.now();
    assert_eq!(
        (read.facts.child, read.facts.birth, read.epoch),
        (person(CHILD), birth, Epoch(0))
    );
    assert_eq!(read.facts.custody, Known::Unknown);
    assert_eq!(read.facts.protection, Known::Unknown);
    assert_eq!(read.facts.consents.at(now), Some(&vec![]));
    assert_eq!(read.facts.relations.at(now), Some(&vec![]));
    assert_eq!(
        read.facts.relations.at(now + SignedDuration::from_hours(1)),
        None
    );
}

// R-FACTS-2
pub(super) async fn the_latest_word_counts_by_the_time_it_was_known(world: World) {
    let now = world.now();
    world.custody(&[MOTHER, FATHER], now).await;
    let earlier = now - SignedDuration::from_hours(1);
    world.custody(&[FATHER], earlier).await;
    let read = world.facts().await;
    assert_eq!(
        read.facts.custody.at(now),
        Some(&vec![holder(MOTHER), holder(FATHER)])
    );
    assert_eq!(read.epoch, Epoch(1), "what is in force did not change");
    // Of two words as of the same time, the later one told.
    world.custody(&[MOTHER], now).await;
    assert_eq!(
        world.facts().await.facts.custody.at(now),
        Some(&vec![holder(MOTHER)])
    );
    world.custody(&[], now).await;
    assert_eq!(world.facts().await.facts.custody.at(now), Some(&vec![]));
    let holders = vec![holder(MOTHER); MAX_HOLDERS + 1];
    let many = Told::Custody {
        holders,
        as_of: now,
    };
    let many = world.store.tell(person(CHILD), many, register()).await;
    assert!(matches!(many, Err(StoreError::TooMany { .. })));
}

// R-FACTS-2
pub(super) async fn a_fact_outlives_its_age_unless_its_source_confirms_it(world: World) {
    let as_of = world.now();
    world
        .tell(Told::Protection {
            protected: false,
            as_of,
        })
        .await;
    world
        .clock
        .advance(SignedDuration::from_hours(36) - SignedDuration::from_secs(1));
    assert_eq!(
        world.facts().await.facts.protection.at(world.now()),
        Some(&false)
    );
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(world.facts().await.facts.protection.at(world.now()), None);
    let epoch = world.facts().await.epoch;
    world.store.confirm(world.now(), register()).await.unwrap();
    // An older confirmation that arrives late takes nothing back.
    world.store.confirm(as_of, register()).await.unwrap();
    let read = world.facts().await;
    assert_eq!(read.facts.protection.at(world.now()), Some(&false));
    assert_eq!(read.epoch, epoch);
}

// R-FACTS-2
pub(super) async fn a_source_confirms_only_its_own_facts(world: World) {
    world
        .tell(Told::Protection {
            protected: false,
            as_of: world.now(),
        })
        .await;
    world.clock.advance(SignedDuration::from_hours(37));
    world.store.confirm(world.now(), nurse()).await.unwrap();
    assert_eq!(world.facts().await.facts.protection.at(world.now()), None);
}

// R-FACTS-3
pub(super) async fn a_fact_from_the_future_is_refused(world: World) {
    let skewed = world.now() + SignedDuration::from_secs(60);
    world
        .tell(Told::Protection {
            protected: true,
            as_of: skewed,
        })
        .await;
    let as_of = world.now() + SignedDuration::from_secs(61);
    let told = Told::Protection {
        protected: false,
        as_of,
    };
    let refused = world.store.tell(person(CHILD), told, register()).await;
    assert!(matches!(refused, Err(StoreError::AsOfInFuture)));
    let refused = world.store.confirm(as_of, register()).await;
    assert!(matches!(refused, Err(StoreError::AsOfInFuture)));
    assert_eq!(
        world.facts().await.facts.protection.at(world.now()),
        Some(&true)
    );
}

// R-FACTS-2
pub(super) async fn a_relation_is_replaced_per_organisation_unit_and_sector(world: World) {
    world.tell(Told::Relation(relation(None))).await;
    world.tell(Told::Relation(relation(Some("north")))).await;
    let ended = CareRelation {
        end: Some(world.now()),
        ..relation(Some("north"))
    };
    world.tell(Told::Relation(ended.clone())).await;
    let read = world.facts().await;
    let relations = read.facts.relations.at(world.now()).unwrap();
    assert_eq!(*relations, [relation(None), ended]);
    assert_eq!(read.epoch, Epoch(3));
}

// R-GATE-1
pub(super) async fn every_change_that_counts_raises_the_epoch_before_it_is_acknowledged(
    world: World,
) {
    let cell = world.epochs.watch(person(CHILD));
    let other = world.epochs.watch(person(9));
    world.add(consent(1)).await.unwrap();
    assert_eq!(cell.current(), Epoch(1));
    let read = world.facts().await;
    assert!(cell.still_holds(read.epoch));
    world
        .store
        .end_consent(Uuid::from_u128(1), nurse())
        .await
        .unwrap();
    assert!(!cell.still_holds(read.epoch));
    world.custody(&[MOTHER], world.now()).await;
    world
        .tell(Told::Protection {
            protected: true,
            as_of: world.now(),
        })
        .await;
    world.tell(Told::Relation(relation(None))).await;
    assert_eq!(cell.current(), Epoch(5));
    assert_eq!(other.current(), Epoch(0));
    // Who begins to watch later learns the epoch from the read.
    drop(cell);
    let cell = world.epochs.watch(person(CHILD));
    assert!(cell.still_holds(world.facts().await.epoch));
    assert_eq!(cell.current(), Epoch(5));
}

// R-GATE-1
pub(super) async fn telling_the_same_again_raises_no_epoch(world: World) {
    for hours in 0..3 {
        let as_of = world.now() - SignedDuration::from_hours(3 - hours);
        world.custody(&[MOTHER], as_of).await;
        world
            .tell(Told::Protection {
                protected: false,
                as_of,
            })
            .await;
        world.tell(Told::Relation(relation(None))).await;
    }
    assert_eq!(world.facts().await.epoch, Epoch(3));
    let younger = world.facts().await.facts.custody.expires().unwrap();
    assert_eq!(younger, world.now() + SignedDuration::from_hours(35));
}

// R-REGISTRY-4
pub(super) async fn changes_are_counted_per_child_and_producer(world: World) {
    let count = |producer: &str| world.store.count_change(person(CHILD), producer.to_owned());
    assert_eq!(count("bvc").await.unwrap(), 1);
    assert_eq!(count("bvc").await.unwrap(), 2);
    assert_eq!(count("emi").await.unwrap(), 1);
    let read = world.facts().await;
    let counters: Vec<_> = read.change_counters.into_iter().collect();
    assert_eq!(counters, [("bvc".to_owned(), 2), ("emi".to_owned(), 1)]);
    assert_eq!(read.epoch, Epoch(0), "what is permitted did not change");
}
