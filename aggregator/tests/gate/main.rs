//! The gate over a scripted stream: real store, real epochs, real receipts; only sources and decision are made up.
//! Every judgement about what may follow an acknowledgement is one function, which an ungated stream must fail.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod scene;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use aggregator::{
    clock::Clock as _,
    gate::{Gate, Passed, Unreleased, Witness},
};
use futures::StreamExt as _;
use jiff::SignedDuration;
use proto::{
    status::reason_of,
    v1::overview::{OverviewEvent, SourceStatus, overview_event::Event},
};
use scene::{Change, Scene, part, rows, source_of, started};
use tonic::Code;

/// What came after an acknowledgement that it should not: anything with a record, or a source's row that is not its withdrawal.
fn leaks(after: &[OverviewEvent]) -> Vec<String> {
    (after.iter())
        .filter_map(|event| match event.event.as_ref().unwrap() {
            Event::Source(row) => {
                let withdrawn = row.status() == SourceStatus::Withheld && row.records.is_empty();
                (!withdrawn).then(|| format!("a row of {}", source_of(row)))
            }
            Event::Superseded(gone) => {
                let row = gone.replacement.as_ref().unwrap();
                (!row.records.is_empty()).then(|| format!("records of {}", source_of(row)))
            }
            Event::Started(_) => Some("the first message".to_owned()),
            Event::Completed(closing) => closing
                .complete
                .then(|| "a closing event that says complete".to_owned()),
        })
        .collect()
}

// R-GATE-1, R-GATE-3, R-GATE-4
#[tokio::test]
async fn after_the_end_of_a_consent_a_waiting_source_is_withheld_and_a_shown_one_is_taken_back() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Consents).await;
    let shown: Vec<_> = gate.by_ref().take(2).map(Result::unwrap).collect().await;
    assert_eq!(rows(&shown), ["started", "bvc FRESH 2 records"]);
    scene.end_all_consents().await;
    let after: Vec<_> = gate.map(Result::unwrap).collect().await;
    assert_eq!(leaks(&scene::events(&after)), [""; 0]);
    assert_eq!(
        rows(&after),
        [
            "bvc superseded PERMISSION_LOST",
            "emi WITHHELD 0 records",
            "incomplete"
        ]
    );
}

/// The same messages without a gate: the judgement above can fail.
#[tokio::test]
async fn without_the_gate_the_same_stream_leaks() {
    let scene = Scene::new().await;
    let ungated = Scene::script().into_iter().map(|message| message.open);
    let mut ungated = ungated.collect::<Vec<_>>().into_iter();
    let shown: Vec<_> = ungated.by_ref().take(2).collect();
    assert_eq!(shown.len(), 2);
    scene.end_all_consents().await;
    let after: Vec<_> = ungated.collect();
    assert_eq!(
        leaks(&after),
        ["a row of emi", "a closing event that says complete"]
    );
}

// R-GATE-4
#[tokio::test]
async fn a_source_that_keeps_its_permission_is_not_disturbed() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Consents).await;
    gate.next().await.unwrap().unwrap();
    scene.end_consent("bvc").await;
    let after: Vec<_> = gate.map(Result::unwrap).collect().await;
    assert_eq!(
        rows(&after),
        [
            "bvc WITHHELD 0 records",
            "emi FRESH 1 records",
            "incomplete"
        ]
    );
}

// R-GATE-4
#[tokio::test]
async fn a_change_that_takes_nothing_away_lets_everything_through() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Consents).await;
    gate.next().await.unwrap().unwrap();
    scene.register_consent("another").await;
    scene.policy.fetch_add(1, Ordering::SeqCst);
    let after: Vec<_> = gate.map(Result::unwrap).collect().await;
    let whole = ["bvc FRESH 2 records", "emi FRESH 1 records", "complete"];
    assert_eq!(rows(&after), whole);
}

// R-GATE-3
#[tokio::test]
async fn of_a_source_in_several_parts_nothing_follows_its_withdrawal() {
    let scene = Scene::new().await;
    let script = vec![
        Scene::begin(),
        part("bvc", 1, true),
        part("bvc", 1, true),
        part("bvc", 1, false),
        Scene::close(),
    ];
    let mut gate = scene
        .gate_over(script, Change::Consents, Witness::default())
        .await;
    let shown: Vec<_> = gate.by_ref().take(2).map(Result::unwrap).collect().await;
    assert_eq!(rows(&shown), ["started", "bvc part 1 records"]);
    scene.end_all_consents().await;
    let after: Vec<_> = gate.map(Result::unwrap).collect().await;
    let expected = ["bvc superseded PERMISSION_LOST", "incomplete"];
    assert_eq!(rows(&after), expected);
}

// R-GATE-4
#[tokio::test]
async fn a_mask_that_came_on_takes_back_what_was_shown_without_it() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Masks).await;
    let shown: Vec<_> = gate.by_ref().take(2).map(Result::unwrap).collect().await;
    assert_eq!(shown.len(), 2);
    scene.protect().await;
    let after: Vec<_> = gate.map(Result::unwrap).collect().await;
    assert_eq!(leaks(&scene::events(&after)), [""; 0]);
    assert_eq!(rows(&after)[0], "bvc superseded PERMISSION_LOST");
}

// R-BLOCKED-7
#[tokio::test]
async fn a_block_that_came_on_the_way_takes_back_what_was_judged_without_it() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Blocks).await;
    let shown: Vec<_> = gate.by_ref().take(2).map(Result::unwrap).collect().await;
    assert_eq!(shown.len(), 2);
    scene.protect().await;
    let after: Vec<_> = gate.map(Result::unwrap).collect().await;
    assert_eq!(leaks(&scene::events(&after)), [""; 0]);
    assert_eq!(rows(&after)[0], "bvc superseded PERMISSION_LOST");
}

// R-GATE-7
#[tokio::test]
async fn the_first_message_does_not_tell_what_was_permitted_before() {
    for change in [Change::Consents, Change::Masks, Change::Blocks] {
        let scene = Scene::new().await;
        let mut gate = scene.gate(change).await;
        scene.end_all_consents().await;
        scene.protect().await;
        let refused = gate.next().await.unwrap().unwrap_err();
        assert_eq!(refused.code(), Code::Aborted);
        assert_eq!(reason_of(&refused).as_deref(), Some("PERMISSION_LOST"));
        assert!(gate.next().await.is_none(), "nothing follows");
    }
}

// R-GATE-2
#[tokio::test]
async fn a_revoked_caller_hears_nothing_more() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Consents).await;
    gate.next().await.unwrap().unwrap();
    scene.peers.revoke(&scene.peer.name);
    let refused = gate.next().await.unwrap().unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert!(gate.next().await.is_none());
}

// R-GATE-2
#[tokio::test]
async fn a_token_that_ends_ends_the_stream() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Consents).await;
    gate.next().await.unwrap().unwrap();
    scene
        .clock
        .advance(scene::TOKEN - SignedDuration::from_secs(1));
    gate.next().await.unwrap().unwrap();
    scene.clock.advance(SignedDuration::from_secs(1));
    let refused = gate.next().await.unwrap().unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert!(gate.next().await.is_none());
}

// R-GATE-2
#[tokio::test]
async fn a_permission_that_ends_by_itself_is_decided_anew() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Never).await;
    gate.next().await.unwrap().unwrap();
    assert_eq!(scene.decisions.load(Ordering::SeqCst), 1);
    scene.clock.advance(scene::PERMISSION);
    let after: Vec<_> = gate.map(Result::unwrap).collect().await;
    assert_eq!(rows(&after)[2], "complete");
    assert_eq!(scene.decisions.load(Ordering::SeqCst), 2);
}

// R-GATE-2
#[tokio::test]
async fn facts_that_cannot_be_read_any_more_end_the_stream() {
    let scene = Scene::new().await;
    let mut gate = scene.gate(Change::Fails).await;
    gate.next().await.unwrap().unwrap();
    scene.register_consent("another").await;
    let refused = gate.next().await.unwrap().unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("FACTS_UNAVAILABLE"));
    assert!(gate.next().await.is_none());
}

// R-GATE-6
#[tokio::test]
async fn a_collected_answer_leaves_only_if_all_of_it_still_holds() {
    let collected = |end: &'static [&'static str], after: usize| async move {
        let scene = Scene::new().await;
        scene.register_consent("another").await;
        let mut gate = scene.gate(Change::Consents).await;
        for _ in 0..after {
            gate.next().await.unwrap().unwrap();
        }
        for name in end {
            scene.end_consent(name).await;
        }
        while let Some(event) = gate.next().await {
            event.unwrap();
        }
        gate.confirm("the answer").await
    };
    assert_eq!(collected(&[], 1).await.unwrap(), "the answer");
    assert_eq!(collected(&["another"], 4).await.unwrap(), "the answer");
    // While it was collected, and after.
    for after in [2, 4] {
        let refused = collected(&["bvc"], after).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("PERMISSION_LOST"));
    }
}

/// So many messages a reader waits for what it fears, once the acknowledgement is there.
const PATIENCE: usize = 20;
/// So long a release is held open between check and hand-over, in turns of the scheduler: time enough for an acknowledgement.
const HELD_OPEN: usize = 3_000;

/// The order is judged where it is made: a number taken at the release, one at the acknowledgement. The source never ends, so that the
/// acknowledgement falls between two of its messages; the consents are ended while one of them is just being released.
// R-GATE-1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_release_has_a_later_number_than_the_acknowledgement() {
    let mut scene = Scene::new().await;
    for race in 0..scene::races() {
        if race % 200 == 199 {
            // A child has a bounded number of consents.
            scene = Scene::new().await;
        }
        scene.renew_consents().await;
        let numbers = Numbers::default();
        let (begin, began) = tokio::sync::oneshot::channel();
        let gate = raced_gate(&scene, &numbers, begin, 2 + race % 4).await;
        let reading = tokio::spawn(read_patiently(gate, numbers.clone()));
        began.await.unwrap();
        scene.end_all_consents().await;
        let acknowledged = numbers.next();
        numbers.acknowledged.store(true, Ordering::SeqCst);
        reading.await.unwrap();
        let last = numbers.last_release.load(Ordering::SeqCst);
        assert!(last < acknowledged, "released after it, race {race}");
    }
}

#[derive(Clone, Default)]
struct Numbers {
    order: Arc<AtomicU64>,
    last_release: Arc<AtomicU64>,
    acknowledged: Arc<AtomicBool>,
}

impl Numbers {
    /// From 1 on: 0 = never.
    fn next(&self) -> u64 {
        self.order.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// A gate that says when it releases its `turn`th message, and takes its time with that.
async fn raced_gate(
    scene: &Scene,
    numbers: &Numbers,
    begin: tokio::sync::oneshot::Sender<()>,
    turn: u64,
) -> Gate {
    let (numbers, begin) = (numbers.clone(), Mutex::new(Some(begin)));
    let turns = AtomicU64::new(0);
    let witness = scene::watched(move |passed| {
        if turns.fetch_add(1, Ordering::SeqCst) + 1 == turn {
            begin.lock().unwrap().take().unwrap().send(()).unwrap();
            (0..HELD_OPEN)
                .take_while(|_| !numbers.acknowledged.load(Ordering::SeqCst))
                .for_each(|_| std::thread::yield_now());
        }
        let number = numbers.next();
        if let Passed::Message(event) = passed
            && !leaks(std::slice::from_ref(event)).is_empty()
        {
            numbers.last_release.store(number, Ordering::SeqCst);
        }
    });
    let parts = std::iter::repeat_with(|| part("bvc", 1, true));
    let endless = std::iter::once_with(Scene::begin).chain(parts);
    scene.gate_over(endless, Change::Consents, witness).await
}

/// Reads until the gate takes the source back, or until it has not for too long.
async fn read_patiently(mut gate: Gate, numbers: Numbers) {
    let mut after = 0;
    while after < PATIENCE
        && let Some(Ok(message)) = gate.next().await
        && !leaks(&scene::events(&[message])).is_empty()
    {
        after += usize::from(numbers.acknowledged.load(Ordering::SeqCst));
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_receipts_are_of_this_overview() {
    // The types say that a receipt is needed; this says that the scene's are real.
    let scene = Scene::new().await;
    let (intent, shown) = scene.receipts().await;
    assert_eq!(intent.overview_id(), shown.overview_id());
    assert!(intent.seq() < shown.seq());
    assert!(matches!(started(intent), Unreleased::Started(_)));
    assert_eq!(scene.clock.now(), scene::now());
}
