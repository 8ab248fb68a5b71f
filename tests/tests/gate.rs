//! Nothing leaves after an acknowledgement: in flight, with answers that wait behind a slow reader or at a source, through the whole system.
//! `aggregator/tests/gate` shows that the same judgement fails where there is no gate.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

use std::collections::{BTreeMap, BTreeSet};

use domain::id::PersonId;
use mock_producers::World;
use proto::{
    overview::fold::Fold,
    relay::Record,
    status::reason_of,
    transport::PeerName,
    v1::overview::{OverviewCompleted, OverviewEvent, SourceStatus, overview_event::Event},
};
use tests::{
    Harness, Scene,
    caller::{Caller, rest},
    desk::Desk,
    release_log::{ReleaseLog, row, shows},
    rogue::{Rogue, Rogues, batch, completed},
};
use tonic::Code;

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
/// Shows only with consent.
const CONSENTED: &str = "bvc-vasterby";

/// So many races; `SAMSYN_RACES` sets another number for a night.
const RACES: u32 = 300;
/// A child has a bounded number of consents, so a sandbox has a bounded number of races.
const RACES_PER_SANDBOX: u32 = 400;

/// An event that should not have left, with sources that are still permitted set aside.
fn leaks(after: &[OverviewEvent], kept: &BTreeSet<String>) -> Vec<String> {
    (after.iter())
        .filter_map(|event| match event.event.as_ref() {
            None => Some("a collected answer".to_owned()),
            Some(Event::Started(_)) => Some("the first message".to_owned()),
            Some(Event::Source(row)) => {
                let id = &row.source.as_ref().unwrap().producer_id;
                let withdrawn = row.status() == SourceStatus::Withheld && row.records.is_empty();
                (!withdrawn && !kept.contains(id)).then(|| format!("a row of {id}"))
            }
            Some(Event::Superseded(gone)) => {
                let row = gone.replacement.as_ref().unwrap();
                (!row.records.is_empty()).then(|| "a replacement with records".to_owned())
            }
            Some(Event::Completed(closing)) => {
                closing.complete.then(|| "that it is complete".to_owned())
            }
        })
        .collect()
}

/// What the nurse is shown now, by source.
async fn shown_now(harness: &Harness) -> BTreeMap<String, Vec<Record>> {
    let caller = Caller::actor(harness, NURSE);
    let events = caller.events(harness.query(STORY)).await.unwrap();
    let mut shown: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in events.iter().filter_map(row) {
        let id = row.source.clone().unwrap().producer_id;
        shown.entry(id).or_default().extend(row.records.clone());
    }
    shown
}

/// The sources of which as much is shown after as before.
fn kept(
    before: &BTreeMap<String, Vec<Record>>,
    after: &BTreeMap<String, Vec<Record>>,
) -> BTreeSet<String> {
    let as_before = |id: &&String| before.get(*id) == after.get(*id);
    before.keys().filter(as_before).cloned().collect()
}

/// Who has a row.
fn told(events: &[OverviewEvent]) -> BTreeSet<String> {
    let rows = events.iter().filter_map(row);
    rows.map(|row| row.source.as_ref().unwrap().producer_id.clone())
        .collect()
}

fn closing(events: &[OverviewEvent]) -> &OverviewCompleted {
    match &events.last().unwrap().event {
        Some(Event::Completed(closing)) => closing,
        other => panic!("ended with something else: {}", other.is_some()),
    }
}

fn superseded(events: &[OverviewEvent]) -> BTreeSet<String> {
    (events.iter())
        .filter_map(|event| match &event.event {
            Some(Event::Superseded(gone)) => Some(gone.source.as_ref()?.producer_id.clone()),
            _ => None,
        })
        .collect()
}

/// What takes a permission away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Withdrawal {
    /// Every consent ends.
    Consents,
    /// One guardian's consent ends.
    OneConsent,
    /// Somebody else holds custody.
    Custody,
    /// The identity is protected from now on.
    Protection,
}

impl Withdrawal {
    /// Returns with the acknowledgement.
    async fn acknowledged(self, harness: &Harness) {
        let child = harness.child(STORY);
        let now = harness.sandbox.aggregator.aggregator.clock.now();
        let mut register = harness.sandbox.register.clone();
        match self {
            Self::Consents => harness.end_consents(STORY).await,
            Self::OneConsent => {
                let told = harness
                    .sandbox
                    .state
                    .children
                    .iter()
                    .find(|c| c.story == STORY);
                let id = told.unwrap().consents.first().unwrap().clone();
                harness.sandbox.desk.clone().end_consent(id).await.unwrap();
            }
            Self::Custody => {
                let stranger = PersonId::guess("19121212-1212").unwrap();
                register
                    .custody(&child, [(stranger, true)], now)
                    .await
                    .unwrap();
            }
            Self::Protection => register.protection(&child, true, now).await.unwrap(),
        }
    }
}

/// A withdrawal while one source waits to answer and the others were shown.
struct Withdrawn {
    /// All that the caller received.
    received: Vec<OverviewEvent>,
    /// What had left before the acknowledgement, what left after it.
    before: Vec<OverviewEvent>,
    after: Vec<OverviewEvent>,
    /// Of whom one who asks now is shown as much as before.
    kept: BTreeSet<String>,
}

async fn withdrawn(harness: &mut Harness, withdrawal: Withdrawal) -> Withdrawn {
    let whole = shown_now(harness).await;
    let (held, _rogues) = harness.hold(CONSENTED, STORY).await;
    let log = ReleaseLog::of(harness);
    let caller = Caller::actor(harness, NURSE);
    let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
    held.asked().await;
    log.shown("emi-vasterby").await;
    withdrawal.acknowledged(harness).await;
    let acknowledged = log.number();
    held.let_go();
    let received = rest(&mut stream).await.unwrap();
    let (before, after) = log.around(acknowledged);
    Withdrawn {
        received,
        before,
        after,
        kept: kept(&whole, &shown_now(harness).await),
    }
}

// R-GATE-1, R-GATE-4
#[tokio::test]
async fn what_waits_at_a_source_when_the_permission_is_lost_never_leaves() {
    for withdrawal in [
        Withdrawal::Consents,
        Withdrawal::OneConsent,
        Withdrawal::Custody,
    ] {
        let mut harness = Harness::start().await;
        let seen = withdrawn(&mut harness, withdrawal).await;
        assert!(
            !seen.kept.contains(CONSENTED),
            "{withdrawal:?} takes nothing away"
        );
        assert_eq!(leaks(&seen.after, &seen.kept), [""; 0], "{withdrawal:?}");
        let lost: BTreeSet<_> = told(&seen.before).difference(&seen.kept).cloned().collect();
        assert_eq!(superseded(&seen.received), lost, "{withdrawal:?}");
        let closing = closing(&seen.received);
        assert!(!closing.complete);
        let reasons = &closing.incomplete_reasons;
        let why = reasons.iter().find(|r| r.producer_id == CONSENTED).unwrap();
        assert_eq!(why.code, "PERMISSION_LOST");
        what_the_caller_keeps_is_still_permitted(&seen);
    }
}

/// After all events the consumer holds records of those only who are still permitted.
fn what_the_caller_keeps_is_still_permitted(seen: &Withdrawn) {
    let mut fold = Fold::default();
    for event in &seen.received {
        fold.push(event.clone()).unwrap();
    }
    let sources = fold.finish().unwrap().sources;
    let holding = sources.iter().filter(|row| !row.records.is_empty());
    for row in holding {
        assert!(
            seen.kept
                .contains(&row.source.as_ref().unwrap().producer_id)
        );
    }
}

// R-GATE-1, R-PROTECT-1
#[tokio::test]
async fn protection_that_comes_on_in_the_middle_takes_everything_back_and_masks_from_then_on() {
    let mut harness = Harness::start().await;
    let seen = withdrawn(&mut harness, Withdrawal::Protection).await;
    assert!(
        leaks(&seen.after, &BTreeSet::new()).is_empty(),
        "nothing unmasked"
    );
    // Every source that was named without masks.
    assert_eq!(superseded(&seen.received), told(&seen.before));
    assert!(!closing(&seen.received).complete);
    // Whoever asks now is shown sectors, no names.
    for name in shown_now(&harness).await.into_keys() {
        assert!(!name.contains("vasterby"), "{name}");
    }
}

/// 1 MB of one source, and a reader that has taken one message: the rest stands before the gate, more than any window holds.
async fn far_behind(harness: &mut Harness) -> Rogues {
    let large: Vec<_> = harness
        .records(CONSENTED, STORY)
        .iter()
        .map(heavy)
        .collect();
    assert!(large.len() >= 20);
    let mut messages: Vec<_> = large.chunks(5).map(|some| batch(some.to_vec())).collect();
    messages.push(completed(large.len()));
    harness
        .take_over(vec![Rogue::saying(CONSENTED, messages)])
        .await
}

/// The record with a body of 50 kB.
fn heavy(record: &Record) -> Record {
    use prost::Message as _;
    let mut bytes = Vec::new();
    prost::encoding::bytes::encode(1, &record.header_bytes().unwrap().to_vec(), &mut bytes);
    prost::encoding::bytes::encode(2, &vec![b'x'; 50 << 10], &mut bytes);
    Record::decode(&bytes[..]).unwrap()
}

// R-GATE-3
#[tokio::test]
async fn what_waits_behind_a_slow_reader_is_judged_when_it_leaves() {
    let mut harness = Harness::start().await;
    let _rogues = far_behind(&mut harness).await;
    let whole = shown_now(&harness).await;
    let log = ReleaseLog::of(&harness);
    let caller = Caller::actor(&harness, NURSE);
    let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
    log.shown(CONSENTED).await;
    Withdrawal::Consents.acknowledged(&harness).await;
    let acknowledged = log.number();
    let received = rest(&mut stream).await.unwrap();
    let (before, after) = log.around(acknowledged);
    let kept = kept(&whole, &shown_now(&harness).await);
    assert_eq!(leaks(&after, &kept), [""; 0]);
    let is_whole = before.iter().filter_map(row).any(|row| {
        let id = &row.source.as_ref().unwrap().producer_id;
        id == CONSENTED && !row.continues
    });
    assert!(
        !is_whole,
        "the whole source had left before: this shows nothing"
    );
    assert!(superseded(&received).contains(CONSENTED));
    assert!(!closing(&received).complete);
}

// R-GATE-6
#[tokio::test]
async fn a_collected_answer_does_not_leave_after_the_acknowledgement() {
    let mut harness = Harness::start().await;
    let (held, _rogues) = harness.hold(CONSENTED, STORY).await;
    let log = ReleaseLog::of(&harness);
    let (caller, query) = (Caller::actor(&harness, NURSE), harness.query(STORY));
    let collecting = tokio::spawn(async move { caller.collected(query).await });
    held.asked().await;
    Withdrawal::Consents.acknowledged(&harness).await;
    held.let_go();
    let refused = collecting.await.unwrap().unwrap_err();
    assert_eq!(refused.code(), Code::Aborted);
    assert_eq!(reason_of(&refused).as_deref(), Some("PERMISSION_LOST"));
    let (all, _) = log.around(u64::MAX);
    assert!(
        all.iter().all(|event| event.event.is_some()),
        "no collected answer left"
    );
    let again = Caller::actor(&harness, NURSE)
        .collected(harness.query(STORY))
        .await;
    assert!(
        again.is_ok(),
        "who asks again is told what is permitted now"
    );
}

// R-GATE-2, R-PEER-3
#[tokio::test]
async fn a_caller_that_is_revoked_in_the_middle_hears_nothing_more() {
    let mut harness = Harness::start().await;
    let (held, _rogues) = harness.hold(CONSENTED, STORY).await;
    let log = ReleaseLog::of(&harness);
    let caller = Caller::actor(&harness, NURSE);
    let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
    held.asked().await;
    log.shown("emi-vasterby").await;
    let name = PeerName::parse(&harness.journal().name).unwrap();
    harness.sandbox.aggregator.aggregator.peers.revoke(&name);
    let revoked = log.number();
    held.let_go();
    let ended = rest(&mut stream).await.unwrap_err();
    assert_eq!(ended.code(), Code::Unauthenticated);
    assert_eq!(reason_of(&ended).as_deref(), Some("CALLER_GONE"));
    let (_, after) = log.around(revoked);
    assert!(after.is_empty(), "{} messages after it", after.len());
    let again = caller.events(harness.query(STORY)).await.unwrap_err();
    assert_eq!(again.code(), Code::PermissionDenied);
}

// R-GATE-4
#[tokio::test]
async fn what_others_change_meanwhile_disturbs_nobody() {
    let mut harness = Harness::start().await;
    let (held, _rogues) = harness.hold(CONSENTED, STORY).await;
    let caller = Caller::actor(&harness, NURSE);
    let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
    held.asked().await;
    // Another child's consents end; this child's register tells the same again; one more consent is given.
    harness.end_consents("new-school").await;
    let told = harness.sandbox.world.child(STORY).unwrap().clone();
    let now = harness.sandbox.aggregator.aggregator.clock.now();
    let holders = told
        .guardians
        .iter()
        .map(|g| (g.id.clone(), g.residence_parent));
    harness
        .sandbox
        .register
        .custody(&told.id, holders, now)
        .await
        .unwrap();
    let mother = told.guardians.first().unwrap().id.clone();
    Desk::of(&harness).permit(&told.id, &mother).await;
    held.let_go();
    let received = rest(&mut stream).await.unwrap();
    assert!(closing(&received).complete);
    assert!(received.iter().filter_map(shows).any(|id| id == CONSENTED));
    assert!(superseded(&received).is_empty());
}

#[expect(clippy::disallowed_methods, reason = "a test's own knob")]
fn races() -> u32 {
    let asked = std::env::var("SAMSYN_RACES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(RACES)
}

/// A question and the end of the consent it rests on, again and again, at every distance from each other.
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
        assert_eq!(late(&after, &without), [""; 0], "race {race}");
        let began = before.iter().filter_map(shows).any(|id| id == CONSENTED);
        in_flight += u32::from(began && after.iter().any(is_closing));
    }
    in_flight
}

/// What left too late: of an answer that began after the acknowledgement, what goes beyond what is permitted since.
fn late(after: &[OverviewEvent], without: &BTreeMap<String, Vec<Record>>) -> Vec<String> {
    let began_after = (after.iter()).any(|e| matches!(e.event, Some(Event::Started(_))));
    if !began_after {
        return leaks(after, &BTreeSet::new());
    }
    let rows = after.iter().filter_map(row);
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
