//! Withdrawals in the middle of an answer: while a source has not answered yet, and while its answer waits behind a slow reader.

use std::collections::BTreeSet;

use domain::{id::PersonId, policy::Audience, time::Country};
use mock_producers::{World, world::ToldActor};
use proto::{
    overview::fold::Fold, status::reason_of, transport::PeerName, v1::overview::OverviewEvent,
};
use tests::{
    Harness, Scene,
    caller::{Caller, rest},
    desk::Desk,
    release_log::{ReleaseLog, row, shows},
};
use tonic::Code;

use crate::stage::{
    CONSENTED, NURSE, STORY, closing, far_behind, kept, leaks, shown_now, superseded, told,
};

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
        let mut register = harness.sandbox.register(Country::Se);
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
                harness.sandbox.desk().end_consent(id).await.unwrap();
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
    let mut register = harness.sandbox.register(Country::Se);
    register.custody(&told.id, holders, now).await.unwrap();
    let mother = told.guardians.first().unwrap().id.clone();
    Desk::of(&harness).permit(&told.id, &mother).await;
    held.let_go();
    let received = rest(&mut stream).await.unwrap();
    assert!(closing(&received).complete);
    assert!(received.iter().filter_map(shows).any(|id| id == CONSENTED));
    assert!(superseded(&received).is_empty());
}

/// A guardian's access closes by itself under protected identity, and then nothing may be said at all.
// R-GATE-4, R-VISIBILITY-1
#[tokio::test]
async fn a_guardian_whose_access_closes_in_the_middle_hears_nothing_more() {
    let mut harness = Scene::default().retold(add_mother).start().await;
    let mother = Caller::actor(&harness, MOTHER);
    let (held, _rogues) = harness.hold(CONSENTED, STORY).await;
    let log = ReleaseLog::of(&harness);
    let mut stream = mother.stream(harness.query(STORY)).await.unwrap();
    held.asked().await;
    log.shown("emi-vasterby").await;
    Withdrawal::Protection.acknowledged(&harness).await;
    let acknowledged = log.number();
    held.let_go();
    let ended = rest(&mut stream).await.unwrap_err();
    assert_eq!(reason_of(&ended).as_deref(), Some("REFUSED"));
    let (_, after) = log.around(acknowledged);
    assert!(after.is_empty(), "{} messages after it", after.len());
}

const MOTHER: &str = "mother";

fn add_mother(world: &mut World) {
    let mother = world.child(STORY).unwrap().guardians.first().unwrap();
    let person = Some(mother.id.clone());
    let nurse = world.actor(NURSE).unwrap().clone();
    world.actors.push(ToldActor {
        name: MOTHER,
        role: "guardian",
        audience: Audience::Guardian,
        unit: None,
        person,
        ..nurse
    });
}
