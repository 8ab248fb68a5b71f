//! A question and the end of the consent it rests on, again and again, at every distance from each other.

use std::collections::{BTreeMap, BTreeSet};

use mock_producers::World;
use proto::{
    relay::Record,
    status::reason_of,
    v1::overview::{OverviewEvent, overview_event::Event},
};
use tests::{
    Scene,
    caller::Caller,
    desk::Desk,
    release_log::{ReleaseLog, row, shows},
};

use crate::stage::{CONSENTED, NURSE, STORY, far_behind, leaks, shown_now};

/// So many races; `SAMSYN_RACES` sets another number for a night.
const RACES: u32 = 300;
/// A child has a bounded number of consents, so a sandbox has a bounded number of races.
const RACES_PER_SANDBOX: u32 = 400;

#[expect(clippy::disallowed_methods, reason = "a test's own knob")]
fn races() -> u32 {
    let asked = std::env::var("SAMSYN_RACES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(RACES)
}

// R-GATE-1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raced_against_the_end_of_a_consent_nothing_leaves_after_the_acknowledgement() {
    let (mut in_flight, mut left) = (0, races());
    while left > 0 {
        let here = left.min(RACES_PER_SANDBOX);
        in_flight += race(here).await;
        left -= here;
    }
    assert!(
        in_flight > 0,
        "no consent ended in the middle of an answer: this shows nothing"
    );
}

/// How often the source was on its way when the consent ended.
async fn race(times: u32) -> u32 {
    let mut harness = Scene::default().retold(without_consents).start().await;
    let _rogues = far_behind(&mut harness).await;
    let told = harness.sandbox.world.child(STORY).unwrap().clone();
    let [mother, father] = [0, 1].map(|n| told.guardians.get(n).unwrap().id.clone());
    let (mut desk, log) = (Desk::of(&harness), ReleaseLog::of(&harness));
    desk.permit(&told.id, &father).await;
    let without = shown_now(&harness).await;
    let mut in_flight = 0;
    for race in 0..times {
        let consent_id = desk.permit(&told.id, &mother).await;
        log.clear();
        let (caller, query) = (Caller::actor(&harness, NURSE), harness.query(STORY));
        let asking = tokio::spawn(async move { caller.events(query).await });
        if race % 2 == 0 {
            log.shown(CONSENTED).await;
        }
        for _ in 0..race % 40 {
            tokio::task::yield_now().await;
        }
        desk.end(consent_id).await;
        let acknowledged = log.number();
        if let Err(status) = asking.await.unwrap() {
            // The first message had not left yet.
            assert_eq!(reason_of(&status).as_deref(), Some("PERMISSION_LOST"));
        }
        let (before, after) = log.around(acknowledged);
        assert_eq!(late(&before, &after, &without), [""; 0], "race {race}");
        let began = before.iter().filter_map(shows).any(|id| id == CONSENTED);
        in_flight += u32::from(began && after.iter().any(is_closing));
    }
    in_flight
}

/// What left too late. An answer that was decided without the consent, between its end and the acknowledgement or after both, may go on
/// with what is permitted without it.
fn late(
    before: &[OverviewEvent],
    after: &[OverviewEvent],
    without: &BTreeMap<String, Vec<Record>>,
) -> Vec<String> {
    let asks = |event: &OverviewEvent| match &event.event {
        Some(Event::Started(started)) => started.asked.iter().any(|s| s.producer_id == CONSENTED),
        _ => false,
    };
    if before.iter().chain(after).any(asks) {
        return leaks(after, &BTreeSet::new());
    }
    let rows = before.iter().chain(after).filter_map(row);
    rows.map(|row| (row.source.clone().unwrap().producer_id, &row.records))
        .filter(|(id, records)| without.get(id) != Some(records))
        .map(|(id, _)| id)
        .collect()
}

fn is_closing(event: &OverviewEvent) -> bool {
    matches!(event.event, Some(Event::Completed(_)))
}

fn without_consents(world: &mut World) {
    for child in &mut world.children {
        child.consents.clear();
    }
}
