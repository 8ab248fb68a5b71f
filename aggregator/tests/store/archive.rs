//! What a replay reads: the texts of the tables by their hash, which was in force when, the look as it was logged, the child's history.

use aggregator::{
    audit::entry::Event,
    policies::hash_of,
    store::archive::{Look, Table},
};

use super::*;

fn intent() -> Intent {
    log::intent(Some("consent"))
}

fn table(name: &str, text: &str) -> Table {
    Table {
        name: name.into(),
        hash: hash_of(text),
        text: text.into(),
    }
}

// R-REPLAY-1
pub(crate) async fn a_table_is_kept_once_under_its_hash_for_good(world: World) {
    let archive = &world.archive;
    let (one, other) = (table("SE", "version 1"), table("SE", "version 2"));
    for tables in [
        vec![one.clone()],
        vec![other.clone(), one.clone()],
        vec![one.clone()],
    ] {
        archive.keep(tables, world.clock.now()).await.unwrap();
    }
    for kept in [&one, &other] {
        let text = archive.table(kept.hash.clone()).await.unwrap();
        assert_eq!(text.as_ref(), Some(&kept.text));
        assert_eq!(hash_of(&text.unwrap()), kept.hash);
    }
    assert_eq!(archive.table(hash_of("version 3")).await.unwrap(), None);
}

// R-REPLAY-1
pub(crate) async fn the_table_in_force_is_the_latest_that_was_started_with(world: World) {
    let archive = &world.archive;
    let (a, b) = (table("SE", "version 1"), table("SE", "version 2"));
    let at = |minutes: i64| {
        at("2026-09-01T08:00:00Z")
            .checked_add(SignedDuration::from_mins(minutes))
            .unwrap()
    };
    // Back to the first after the second: neither the newest text nor the newest hash, but what was in force.
    for (minutes, tables) in [
        (0, vec![a.clone(), table("DK", "other")]),
        (10, vec![b.clone()]),
        (20, vec![a.clone()]),
    ] {
        archive.keep(tables, at(minutes)).await.unwrap();
    }
    let mut found = Vec::new();
    for minutes in [-1, 0, 9, 10, 19, 20, 1_000] {
        found.push(archive.in_force("SE".into(), at(minutes)).await.unwrap());
    }
    let [a, b] = [a.hash, b.hash].map(Some);
    assert_eq!(found, [&None, &a, &a, &b, &b, &a, &a].map(Clone::clone));
    assert_eq!(archive.in_force("NO".into(), at(30)).await.unwrap(), None);
}

// R-REPLAY-2
pub(crate) async fn a_look_is_found_by_its_overview_and_by_its_entry(world: World) {
    let audit = Audit::new(world.store.clone(), world.clock.clone());
    audit.intent("o-1", person(CHILD), intent()).await.unwrap();
    let refused = Refused {
        intent: intent(),
        reason: "REFUSED".into(),
    };
    audit
        .refused("o-2", person(MOTHER), refused.clone())
        .await
        .unwrap();
    let archive = &world.archive;
    let by = async |id: &str| archive.look(Look::Overview(id.into())).await.unwrap();
    let first = by("o-1").await.unwrap();
    assert_eq!(
        (first.child, first.event.clone()),
        (Some(person(CHILD)), Event::Intent(intent()))
    );
    let second = by("o-2").await.unwrap();
    assert_eq!(
        (second.child, second.event.clone()),
        (Some(person(MOTHER)), Event::Refused(refused))
    );
    assert_eq!(by("o-3").await, None);
    for look in [first, second] {
        let entry = archive.look(Look::Entry(look.entry)).await.unwrap();
        assert_eq!(entry, Some(look));
    }
    for entry in [0, 1_000_000, u64::MAX] {
        let found = archive.look(Look::Entry(entry)).await;
        assert!(!matches!(found, Ok(Some(_))));
    }
}

// R-REPLAY-2
pub(crate) async fn the_history_is_the_whole_ledger(world: World) {
    let told = |protected| Told::Protection {
        protected,
        as_of: world.clock.now(),
    };
    for protected in [true, false] {
        world
            .store
            .tell(person(CHILD), told(protected), register())
            .await
            .unwrap();
    }
    let history = world.archive.history(person(CHILD)).await.unwrap();
    assert_eq!(history, world.store.ledger(person(CHILD)).await.unwrap());
    assert_eq!(history.stated.len(), 2);
}
