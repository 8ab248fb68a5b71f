//! What a consent opens and what closes it again, asked through the whole system: without it nothing, after its end nothing, with one of two
//! guardians nothing, against a refusal nothing.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::collections::BTreeSet;

use domain::{
    id::PersonId,
    time::{Country, Timestamp},
};
use jiff::SignedDuration;
use mock_producers::World;
use proto::{
    convert::common::wire_timestamp,
    v1::{
        consent::{Consent, ConsentKind},
        overview::{OverviewEvent, SourceStatus, overview_event::Event},
    },
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::{Desk, consent},
    release_log::{row, shows},
};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
/// Shows only with consent; of the register custody shows by statute.
const CONSENTED: &str = "bvc-vasterby";
const BY_STATUTE: &str = "folkbokforingen";

/// A sandbox in which nobody has consented to anything.
async fn without_consents() -> Harness {
    Scene::default().retold(forget_consents).start().await
}

fn forget_consents(world: &mut World) {
    for child in &mut world.children {
        child.consents.clear();
    }
}

async fn asked(harness: &Harness) -> Vec<OverviewEvent> {
    let caller = Caller::actor(harness, NURSE);
    caller.events(harness.query(STORY)).await.unwrap()
}

/// Whose records the nurse sees.
async fn seen(harness: &Harness) -> BTreeSet<String> {
    let events = asked(harness).await;
    events
        .iter()
        .filter_map(shows)
        .map(ToOwned::to_owned)
        .collect()
}

/// The reasons for which child health is withheld.
async fn reasons(harness: &Harness) -> BTreeSet<String> {
    let events = asked(harness).await;
    let Some(Some(Event::Started(started))) = events.first().map(|e| e.event.clone()) else {
        return BTreeSet::new();
    };
    let sector = started
        .sectors
        .into_iter()
        .find(|s| s.sector == "child-health");
    sector
        .unwrap()
        .reasons
        .into_iter()
        .map(|reason| reason.code)
        .collect()
}

fn child(harness: &Harness) -> PersonId {
    harness.child(STORY)
}

fn guardians(harness: &Harness) -> Vec<PersonId> {
    let told = harness.sandbox.world.child(STORY).unwrap();
    told.guardians
        .iter()
        .map(|guardian| guardian.id.clone())
        .collect()
}

fn now(harness: &Harness) -> Timestamp {
    harness.sandbox.aggregator.aggregator.clock.now()
}

// R-CONSENT-1
#[tokio::test]
async fn every_guardian_must_have_consented() {
    let harness = without_consents().await;
    let mut desk = Desk::of(&harness);
    assert!(!seen(&harness).await.contains(CONSENTED), "nobody has");
    let missing = ["CONSENT_MISSING", "OTHER_GUARDIAN_MISSING"];
    for (guardian, missing) in guardians(&harness).into_iter().zip(missing) {
        assert_eq!(reasons(&harness).await, [missing.to_owned()].into());
        assert!(
            !seen(&harness).await.contains(CONSENTED),
            "not everybody has"
        );
        desk.permit(&child(&harness), &guardian).await;
    }
    assert!(seen(&harness).await.contains(CONSENTED), "everybody has");
}

// R-CONSENT-1, R-CONSENT-5
#[tokio::test]
async fn a_consent_of_nobody_or_for_others_opens_nothing() {
    let harness = without_consents().await;
    let mut desk = Desk::of(&harness);
    let stranger = PersonId::guess("19121212-1212").unwrap();
    desk.permit(&child(&harness), &stranger).await;
    desk.permit(&child(&harness), &child(&harness)).await;
    let later = now(&harness)
        .checked_add(SignedDuration::from_hours(1))
        .unwrap();
    let organisation = |id: &str| {
        let system = "urn:oid:1.2.752.129.2.1.4.1".to_owned();
        Some(proto::v1::common::Identifier {
            system,
            value: id.to_owned(),
        })
    };
    let changes: [fn(&mut Consent); 2] = [
        |consent| consent.recipient_sector = "child-psychiatry".into(),
        |consent| consent.source_sectors = vec!["school-health".into()],
    ];
    for guardian in guardians(&harness) {
        let plain = || consent(ConsentKind::Permit, &child(&harness), &guardian);
        for change in changes {
            let mut narrow = plain();
            change(&mut narrow);
            desk.register(narrow).await.unwrap();
        }
        let recipient = organisation("SE2321070114-R001");
        desk.register(Consent {
            recipient,
            ..plain()
        })
        .await
        .unwrap();
        let start_time = Some(wire_timestamp(later));
        desk.register(Consent {
            start_time,
            ..plain()
        })
        .await
        .unwrap();
    }
    assert!(!seen(&harness).await.contains(CONSENTED));
}

// R-CONSENT-4
#[tokio::test]
async fn after_the_end_of_one_consent_nothing_is_shown_that_rested_on_it() {
    let harness = Harness::start().await;
    assert!(seen(&harness).await.contains(CONSENTED));
    harness.end_consents(STORY).await;
    let after = seen(&harness).await;
    assert!(
        !after.contains(CONSENTED) && after.contains(BY_STATUTE),
        "{after:?}"
    );
    assert_eq!(
        reasons(&harness).await,
        ["CONSENT_WITHDRAWN".to_owned()].into()
    );
    // A consent whose own time is over, told beforehand, ends by itself.
    let clocked = Scene::default()
        .manual_clock()
        .retold(forget_consents)
        .start()
        .await;
    let ends = now(&clocked)
        .checked_add(SignedDuration::from_secs(20))
        .unwrap();
    for guardian in guardians(&clocked) {
        let plain = consent(ConsentKind::Permit, &child(&clocked), &guardian);
        let end_time = Some(wire_timestamp(ends));
        Desk::of(&clocked)
            .register(Consent { end_time, ..plain })
            .await
            .unwrap();
    }
    assert!(seen(&clocked).await.contains(CONSENTED));
    clocked.clock().set(ends);
    assert!(
        !seen(&clocked).await.contains(CONSENTED),
        "half-open: at its end it is over"
    );
}

// R-CONSENT-2, R-CONSENT-8
#[tokio::test]
async fn a_refusal_beats_every_permit_in_whatever_order() {
    let harness = without_consents().await;
    let (mut desk, child) = (Desk::of(&harness), child(&harness));
    let [mother, father] = [0, 1].map(|n| guardians(&harness).into_iter().nth(n).unwrap());
    let refusal = consent(ConsentKind::Refuse, &child, &father);
    let id = desk.register(refusal).await.unwrap();
    for _ in 0..2 {
        desk.permit(&child, &mother).await;
        desk.permit(&child, &father).await;
        assert!(!seen(&harness).await.contains(CONSENTED));
        assert!(reasons(&harness).await.contains("CONSENT_REFUSED"));
    }
    desk.end(id).await;
    assert!(
        seen(&harness).await.contains(CONSENTED),
        "the refusal is taken back"
    );
    let refusal = consent(ConsentKind::Refuse, &child, &mother);
    desk.register(refusal).await.unwrap();
    assert!(
        !seen(&harness).await.contains(CONSENTED),
        "and another comes last"
    );
}

// R-CONSENT-6
#[tokio::test]
async fn a_consent_of_one_who_lost_custody_stops_counting() {
    let harness = Harness::start().await;
    let (child, now) = (child(&harness), now(&harness));
    let stranger = PersonId::guess("19121212-1212").unwrap();
    let mut register = harness.sandbox.register(Country::Se);
    let mother = guardians(&harness).remove(0);
    for holders in [
        vec![(stranger.clone(), true)],
        vec![(mother, true), (stranger, false)],
        vec![],
    ] {
        register.custody(&child, holders, now).await.unwrap();
        assert!(!seen(&harness).await.contains(CONSENTED));
    }
    let back = guardians(&harness)
        .into_iter()
        .map(|guardian| (guardian, false));
    register.custody(&child, back, now).await.unwrap();
    assert!(seen(&harness).await.contains(CONSENTED), "custody is back");
}

// R-FACTS-1
#[tokio::test]
async fn facts_that_are_too_old_are_unknown_and_unknown_shows_nothing() {
    let harness = Scene::default().manual_clock().start().await;
    assert!(seen(&harness).await.contains(CONSENTED));
    let second = SignedDuration::from_secs(1);
    harness
        .clock()
        .advance(SignedDuration::from_hours(36) - second);
    assert!(
        asked_of(&asked(&harness).await).contains(CONSENTED),
        "still known"
    );
    harness.clock().advance(second);
    let events = asked(&harness).await;
    assert!(events.iter().all(|event| shows(event).is_none()));
    let unknown = asked_of(&events);
    assert!(
        !unknown.iter().any(|id| id.contains("vasterby")),
        "{unknown:?}"
    );
    assert!(
        is_protected(&events),
        "unknown protection counts as protection"
    );
    let mut register = harness.sandbox.register(Country::Se);
    register.confirm(now(&harness)).await.unwrap();
    assert!(
        asked_of(&asked(&harness).await).contains(CONSENTED),
        "confirmed anew"
    );
}

/// Who is permitted. The leases are over with this clock, so that permitted is not the same as shown.
fn asked_of(events: &[OverviewEvent]) -> BTreeSet<String> {
    let rows = events.iter().filter_map(row);
    rows.filter(|row| row.status() != SourceStatus::Withheld)
        .map(|row| row.source.as_ref().unwrap().producer_id.clone())
        .collect()
}

fn is_protected(events: &[OverviewEvent]) -> bool {
    let first = events.first().unwrap().event.as_ref();
    matches!(first, Some(Event::Started(started)) if started.protected_identity)
}

// R-PROTECT-1
#[tokio::test]
async fn a_protection_that_comes_on_masks_the_next_answer() {
    let harness = Harness::start().await;
    assert!(seen(&harness).await.contains(CONSENTED));
    let mut register = harness.sandbox.register(Country::Se);
    register
        .protection(&child(&harness), true, now(&harness))
        .await
        .unwrap();
    let events = asked(&harness).await;
    assert!(is_protected(&events));
    let text = format!("{events:?}").to_lowercase();
    assert!(!text.contains("vasterby") && !text.contains("västerby"));
}
