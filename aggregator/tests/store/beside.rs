//! What is read with the facts and decides nothing, and what is read for review.

use aggregator::{
    ledger::{
        Statement,
        statement::{IdentityLinkTold, OlderId},
    },
    seal::Seal,
    store::REVIEW_SPAN,
};
use domain::id::PersonId;
use futures::future::join_all;

use super::*;

fn seal() -> Seal {
    Seal::from_key(&[9; 32]).unwrap()
}

impl World {
    async fn link(&self, numbers: &[&str]) {
        let older = numbers.iter().zip(7..).map(|(number, n)| {
            let id = PersonId::guess(number).unwrap();
            OlderId::sealed(person(CHILD), person(n), &id, &seal()).unwrap()
        });
        let told = Statement::IdentityLinkTold(IdentityLinkTold {
            older: older.collect(),
            as_of: self.now(),
        });
        let stated = self.store.state(person(CHILD), told, register());
        stated.await.unwrap();
    }

    async fn older(&self) -> Vec<String> {
        let beside = self.facts().await.beside;
        let opened = beside.older.iter();
        let opened = opened.filter_map(|older| older.id.open(person(CHILD), &seal()));
        opened.map(|id| id.value().to_owned()).collect()
    }
}

// R-LINK-1
pub(super) async fn older_numbers_are_read_with_the_facts_and_a_change_of_them_raises_the_epoch(
    world: World,
) {
    assert_eq!(world.facts().await.beside, Default::default());
    world.link(&["19121212-1212"]).await;
    assert_eq!(world.older().await, ["191212121212"]);
    let linked = world.facts().await.epoch;
    world.clock.advance(SignedDuration::from_secs(1));
    world.link(&[]).await;
    assert!(world.older().await.is_empty());
    assert!(
        world.facts().await.epoch > linked,
        "who watches looks again"
    );
}

// R-REVIEW-1
pub(super) async fn registrations_are_read_in_stretches_of_all_children_in_their_order(
    world: World,
) {
    let read = world.store.registrations(0).await.unwrap();
    assert_eq!((read.found.len(), read.next), (0, None));
    let per_child = REVIEW_SPAN / 40;
    for n in 0..40 {
        let said = (0..per_child).map(|i| {
            let consent = NewConsent {
                child: person(n + 10),
                ..consent(u128::from(n) * 1_000 + u128::from(i) + 1)
            };
            world.store.register_consent(consent, nurse())
        });
        for registered in join_all(said).await {
            registered.unwrap();
        }
    }
    let span = usize::try_from(REVIEW_SPAN).unwrap();
    let first = world.store.registrations(0).await.unwrap();
    let after = first.found.first().unwrap().1.seq - 1;
    let whole = world.store.registrations(after).await.unwrap();
    assert_eq!((whole.found.len(), whole.next), (span, None));
    assert!(whole.found.is_sorted_by_key(|(_, stated)| stated.seq));
    // One more, and the stretch ends before it.
    let more = world.store.register_consent(consent(999_999), nurse());
    more.await.unwrap();
    let whole = world.store.registrations(after).await.unwrap();
    assert_eq!(
        (whole.found.len(), whole.next),
        (span, Some(after + REVIEW_SPAN))
    );
    let rest = world
        .store
        .registrations(after + REVIEW_SPAN)
        .await
        .unwrap();
    assert_eq!((rest.found.len(), rest.next), (1, None));
    assert_eq!(rest.found.first().unwrap().0, person(CHILD));
}
