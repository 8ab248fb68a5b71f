//! Facts that nobody confirms any more, and a register that is gone: what rests on them is withheld, with the reason for whom may know it and
//! the one refusal for everybody else.

use std::collections::BTreeSet;

use domain::time::{Country, Timestamp};
use jiff::SignedDuration;
use proto::{
    status::reason_of,
    v1::overview::{OverviewEvent, SourceStatus, overview_event::Event},
};
use tests::{
    Harness, Scene,
    caller::Caller,
    release_log::{row, shows},
    rogue::{Rogue, Rogues, whole},
};
use tonic::Status;

use crate::families::{CONSENTED, NURSE, STORY, fared, guardians};

/// Tells who holds custody, and shows it by statute.
const REGISTER: &str = "folkbokforingen";
const GUARDIAN: &str = "vardnadshavare-old-bvc";
const STRANGER: &str = "skolskoterska-norrby";

/// Sources that can be registered again when the clock has run past their leases.
async fn stage(ids: &[&'static str]) -> (Harness, Rogues) {
    let scene = Scene::of(&[STORY]).systems(&[CONSENTED, REGISTER]);
    let mut harness = scene.manual_clock().start().await;
    let honest = |id| Rogue::saying(id, whole(harness.records(id, STORY)));
    let rogues = ids.iter().copied().map(honest).collect();
    let rogues = harness.take_over(rogues).await;
    (harness, rogues)
}

fn now(harness: &Harness) -> Timestamp {
    harness.sandbox.aggregator.aggregator.clock.now()
}

async fn asked(harness: &Harness, actor: &str) -> Result<Vec<OverviewEvent>, Status> {
    let caller = Caller::actor(harness, actor);
    caller.events(harness.query(STORY)).await
}

fn shown(events: &[OverviewEvent]) -> BTreeSet<&str> {
    events.iter().filter_map(shows).collect()
}

/// Why a sector is withheld, as the first event says it.
fn reasons(events: &[OverviewEvent], sector: &str) -> BTreeSet<String> {
    let Some(Event::Started(started)) = &events[0].event else {
        panic!("began with something else")
    };
    let decided = started
        .sectors
        .iter()
        .find(|decided| decided.sector == sector);
    let reasons = decided.unwrap().reasons.iter();
    reasons.map(|reason| reason.code.clone()).collect()
}

/// A refusal as the wire carries it.
fn bytes(status: &Status) -> (tonic::Code, String, Vec<u8>) {
    let (message, details) = (status.message().to_owned(), status.details().to_vec());
    (status.code(), message, details)
}

// R-FACTS-1, R-FACTS-2, R-VISIBILITY-1
#[tokio::test]
async fn custody_that_nobody_confirmed_withholds_what_rests_on_it_and_says_so_to_whom_it_may() {
    let (harness, mut rogues) = stage(&[CONSENTED, REGISTER]).await;
    let (child, holders) = (harness.child(STORY), guardians(&harness));
    let before = asked(&harness, NURSE).await.unwrap();
    assert!(shown(&before).contains(CONSENTED), "{:?}", fared(&before));
    assert!(asked(&harness, GUARDIAN).await.is_ok());
    let refused = asked(&harness, STRANGER).await.unwrap_err();
    harness.clock().advance(SignedDuration::from_hours(36));
    // The register still tells who is protected, and no longer who holds custody.
    let mut register = harness.sandbox.register(Country::Se);
    register
        .protection(&child, false, now(&harness))
        .await
        .unwrap();
    rogues.register_again(&harness).await;
    let events = asked(&harness, NURSE).await.unwrap();
    let seen = shown(&events);
    assert!(
        seen.contains(REGISTER) && !seen.contains(CONSENTED),
        "{:?}",
        fared(&events)
    );
    assert_eq!(
        reasons(&events, "child-health"),
        ["CUSTODY_UNKNOWN".to_owned()].into()
    );
    // Whoever is only known by custody is now nobody: the one refusal, to the byte.
    for actor in [GUARDIAN, STRANGER] {
        let now = asked(&harness, actor).await.unwrap_err();
        assert_eq!(reason_of(&now).as_deref(), Some("REFUSED"), "{actor}");
        assert_eq!(bytes(&now), bytes(&refused), "{actor}");
    }
    let holders = holders.into_iter().map(|guardian| (guardian, false));
    register
        .custody(&child, holders, now(&harness))
        .await
        .unwrap();
    let again = asked(&harness, NURSE).await.unwrap();
    assert!(shown(&again).contains(CONSENTED), "told anew");
    assert!(asked(&harness, GUARDIAN).await.is_ok());
}

// R-FACTS-1, R-FACTS-2
#[tokio::test]
async fn a_register_that_is_gone_is_named_as_missing_and_its_facts_carry_until_their_age() {
    let (mut harness, mut rogues) = stage(&[CONSENTED]).await;
    harness.leave_out(&[CONSENTED, REGISTER]).await;
    let source = |events: &[OverviewEvent]| {
        let rows = events.iter().filter_map(row);
        let mut own = rows.filter(|row| row.source.as_ref().unwrap().producer_id == REGISTER);
        let row = own.next().expect("an admitted source stays listed");
        (
            row.status(),
            row.cause.as_ref().map(|cause| cause.code.clone()),
        )
    };
    let gone = (SourceStatus::Failed, Some("LEASE_GONE".to_owned()));
    let events = asked(&harness, NURSE).await.unwrap();
    assert_eq!(source(&events), gone);
    assert!(
        shown(&events).contains(CONSENTED),
        "what it told still holds"
    );
    harness.clock().advance(SignedDuration::from_hours(36));
    rogues.register_again(&harness).await;
    let events = asked(&harness, NURSE).await.unwrap();
    // Neither custody nor protection is known: what would be shown of an unprotected child is not.
    assert!(!shown(&events).contains(CONSENTED), "{:?}", shown(&events));
    let Some(Event::Started(started)) = &events[0].event else {
        panic!("began with something else")
    };
    assert!(
        started.protected_identity,
        "unknown protection counts as protection"
    );
}
