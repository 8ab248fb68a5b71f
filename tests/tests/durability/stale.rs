//! Facts that nobody confirms any more, and a register that is gone: what rests on them is withheld, with the reason for whom may know it and
//! the one refusal for everybody else.

use std::collections::BTreeSet;

use domain::time::{Country, Timestamp};
use jiff::SignedDuration;
use proto::{
    status::reason_of,
    v1::overview::{OverviewEvent, OverviewStarted, SourceStatus, overview_event::Event},
};
use tests::{
    Harness, Scene,
    caller::Caller,
    postgres::Database,
    release_log::{row, shows},
    rogue::{Rogue, Rogues, whole},
};
use tonic::Status;

use crate::families::{CONSENTED, NURSE, STORY, fared, guardians};

/// Tells who holds custody, and shows it by statute.
const REGISTER: &str = "folkbokforingen";
const GUARDIAN: &str = "vardnadshavare-old-bvc";
const STRANGER: &str = "skolskoterska-norrby";

/// A place of each kind that facts and log can lie in; `None` = a file.
async fn stores() -> impl Iterator<Item = Option<Database>> {
    let server = Database::new().await.map(Some);
    [None].into_iter().chain(server)
}

/// Sources that can be registered again when the clock has run past their leases.
async fn stage(ids: &[&'static str], database: Option<&Database>) -> (Harness, Rogues) {
    let scene = Scene::of(&[STORY]).systems(&[CONSENTED, REGISTER]);
    let scene = match database {
        Some(database) => scene.on_postgres(database),
        None => scene,
    };
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
    let decided = started(events)
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

fn started(events: &[OverviewEvent]) -> &OverviewStarted {
    match &events[0].event {
        Some(Event::Started(started)) => started,
        _ => panic!("began with something else"),
    }
}

/// Whether the closing event says that all is there.
fn is_complete(events: &[OverviewEvent]) -> bool {
    match events.last().and_then(|event| event.event.as_ref()) {
        Some(Event::Completed(completed)) => completed.complete,
        _ => panic!("ended with something else"),
    }
}

/// Everybody who may know nothing gets the refusal that was given before anything failed, to the byte.
async fn are_refused_as(harness: &Harness, actors: &[&str], before: &Status) {
    for actor in actors {
        let now = asked(harness, actor).await.unwrap_err();
        assert_eq!(reason_of(&now).as_deref(), Some("REFUSED"), "{actor}");
        assert_eq!(bytes(&now), bytes(before), "{actor}");
    }
}

// R-FACTS-1, R-FACTS-2, R-VISIBILITY-1
#[tokio::test]
async fn custody_that_nobody_confirmed_withholds_what_rests_on_it_and_says_so_to_whom_it_may() {
    for database in stores().await {
        let (harness, rogues) = stage(&[CONSENTED, REGISTER], database.as_ref()).await;
        custody_grows_stale(harness, rogues).await;
    }
}

async fn custody_grows_stale(harness: Harness, mut rogues: Rogues) {
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
    // FULL: what rests on a statute is shown as before. REASONS: what rests on consent is not, and it is said why.
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
    assert!(!started(&events).protected_identity);
    // REFUSED: whoever is only known by custody is now nobody.
    are_refused_as(&harness, &[GUARDIAN, STRANGER], &refused).await;
    let holders = holders.into_iter().map(|guardian| (guardian, false));
    register
        .custody(&child, holders, now(&harness))
        .await
        .unwrap();
    let again = asked(&harness, NURSE).await.unwrap();
    assert!(shown(&again).contains(CONSENTED), "told anew");
    assert!(asked(&harness, GUARDIAN).await.is_ok());
}

// R-FACTS-1, R-FACTS-2, R-VISIBILITY-1
#[tokio::test]
async fn a_register_that_is_gone_is_named_as_missing_and_its_facts_carry_until_their_age() {
    for database in stores().await {
        let (harness, rogues) = stage(&[CONSENTED], database.as_ref()).await;
        register_goes(harness, rogues).await;
    }
}

async fn register_goes(mut harness: Harness, mut rogues: Rogues) {
    let refused = asked(&harness, STRANGER).await.unwrap_err();
    harness.leave_out(&[CONSENTED, REGISTER]).await;
    let events = asked(&harness, NURSE).await.unwrap();
    // FULL: whoever may see the source learns that it did not answer, and not that it had nothing.
    let gone = (SourceStatus::Failed, Some("LEASE_GONE".to_owned()));
    assert_eq!(fate(&events, REGISTER), gone);
    assert!(!is_complete(&events), "what is missing is not nothing");
    assert!(
        shown(&events).contains(CONSENTED),
        "what it told still holds"
    );
    assert!(asked(&harness, GUARDIAN).await.is_ok());
    // REFUSED: nobody else learns that anything is amiss.
    are_refused_as(&harness, &[STRANGER], &refused).await;
    harness.clock().advance(SignedDuration::from_hours(36));
    rogues.register_again(&harness).await;
    let events = asked(&harness, NURSE).await.unwrap();
    // Neither custody nor protection is known: what would be shown of an unprotected child is not.
    assert!(shown(&events).is_empty(), "{:?}", shown(&events));
    // It is still said that it did not answer; under protection by its sector alone.
    assert_eq!(fate(&events, "population-register"), gone);
    // REASONS: what rests on what the register told is withheld, and it is said why.
    assert_eq!(
        reasons(&events, "child-health"),
        ["CUSTODY_UNKNOWN".to_owned()].into()
    );
    assert!(
        started(&events).protected_identity,
        "unknown protection counts as protection"
    );
    are_refused_as(&harness, &[GUARDIAN, STRANGER], &refused).await;
}

/// How an admitted source fared: it stays listed.
fn fate(events: &[OverviewEvent], producer: &str) -> (SourceStatus, Option<String>) {
    let mut rows = events.iter().filter_map(row);
    let own = rows.find(|row| row.source.as_ref().unwrap().producer_id == producer);
    let row = own.expect("an admitted source stays listed");
    let cause = row.cause.as_ref().map(|cause| cause.code.clone());
    (row.status(), cause)
}
