//! How long a refusal takes says nothing about its cause: the times of every cause come from one distribution, by a test that finds a fifth
//! of a millisecond where nothing hides it.
//!
//! Each question is measured by two clocks. Outside: until the refusal is there, as whoever asks can measure. Inside: until its entry goes to
//! the access log, which nobody outside can see, and which is what a refusal that did not wait for a whole step would show.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::facts::Pseudonym;
use tests::{Harness, Scene, caller::Caller};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::JoinSet,
    time::{Instant, timeout},
};

use crate::{
    calls::{Rpc, TIMED},
    ranks::{FALSE_ALARMS, chance, order},
    stage::{Case, STRANGER, nobody, stage},
};

/// So many questions of each kind; `SAMSYN_SAMPLES` sets another number for a night.
const SAMPLES: usize = 100;
/// More comparisons than a run makes: they share the false alarms.
const COMPARISONS: f64 = 100.0;
/// What one more read of the store takes.
const PLANTED: Duration = Duration::from_micros(200);
/// So many questions more of each kind until the planted difference is found, and so many times.
const AT_ONCE: usize = 200;
const ROUNDS: usize = 25;
/// Far longer than a question takes until its entry goes to the log.
const PATIENCE: Duration = Duration::from_secs(20);

#[expect(clippy::disallowed_methods, reason = "a test's own knob")]
fn samples() -> usize {
    let asked = std::env::var("SAMSYN_SAMPLES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(SAMPLES)
}

/// The inside clock, and what may hold a read up.
struct Inside {
    entries: UnboundedReceiver<Instant>,
    /// Whose facts take longer to read.
    slow: Arc<Mutex<Option<Pseudonym>>>,
}

impl Inside {
    fn of(harness: &Harness) -> Self {
        let (sender, entries) = unbounded_channel();
        let slow = Arc::<Mutex<Option<Pseudonym>>>::default();
        let planted = slow.clone();
        let watch = &harness.sandbox.aggregator.aggregator.store_watch;
        watch.watch(move |call| {
            if call.what == "append" {
                // Nobody listens any more at the end.
                let _ = sender.send(Instant::now());
            }
            if call.what == "facts"
                && call.child.is_some()
                && call.child == *planted.lock().unwrap()
            {
                let until = Instant::now() + PLANTED;
                while Instant::now() < until {
                    std::hint::spin_loop();
                }
            }
        });
        Self { entries, slow }
    }
}

/// The times of one kind of question by both clocks.
#[derive(Default)]
struct Times {
    inside: Vec<Duration>,
    outside: Vec<Duration>,
}

/// Asks about each child so many times, in a random order. A question is put when the last one's entry has gone to the log: no two are
/// worked on at once, while their waiting overlaps.
async fn times(
    caller: &Caller,
    rpc: Rpc,
    cases: &[Case],
    (of_each, seed): (usize, u64),
    clock: &mut Inside,
) -> Vec<Times> {
    let mut times: Vec<_> = cases.iter().map(|_| Times::default()).collect();
    let mut asked = JoinSet::new();
    for kind in order(cases.len(), of_each, seed) {
        let (caller, bytes) = (caller.clone(), (rpc.ask)(cases.get(kind).unwrap()));
        let began = Instant::now();
        asked.spawn(async move {
            let refused = caller.bytes(rpc.path, bytes.into()).await.unwrap_err();
            assert_eq!(
                proto::status::reason_of(&refused).as_deref(),
                Some(rpc.told)
            );
            (kind, began.elapsed())
        });
        let entry = timeout(PATIENCE, clock.entries.recv()).await;
        let inside = entry.unwrap().unwrap() - began;
        times.get_mut(kind).unwrap().inside.push(inside);
    }
    while let Some(done) = asked.join_next().await {
        let (kind, outside) = done.unwrap();
        times.get_mut(kind).unwrap().outside.push(outside);
    }
    times
}

// R-VISIBILITY-2, R-VISIBILITY-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_long_a_refusal_takes_is_one_distribution_whatever_its_cause() {
    let (harness, cases) = stage().await;
    let mut clock = Inside::of(&harness);
    let caller = Caller::actor(&harness, STRANGER);
    for (rpc, seed) in TIMED.into_iter().zip(1..) {
        let times = times(&caller, rpc, &cases, (samples(), seed), &mut clock).await;
        let mut causes = cases.iter().zip(&times);
        let (_, unknown) = causes.next().unwrap();
        for (case, times) in causes {
            let chance = chance(&unknown.outside, &times.outside);
            assert!(
                chance > FALSE_ALARMS / COMPARISONS,
                "{}: {} differs from unknown, chance {chance:e}",
                rpc.path,
                case.what
            );
        }
    }
}

// R-VISIBILITY-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_fifth_of_a_millisecond_is_found_where_nothing_hides_it_and_only_there() {
    let harness = Scene::default()
        .retold(crate::stage::retell)
        .in_memory()
        .start()
        .await;
    let mut clock = Inside::of(&harness);
    let caller = Caller::actor(&harness, STRANGER);
    let cases = [0, 1].map(|n| Case::of("unknown", nobody(10 + n)));
    let slow = &cases.last().unwrap().child;
    let slow = harness.sandbox.aggregator.aggregator.pseudonyms.of(slow);
    *clock.slow.lock().unwrap() = Some(slow);
    let rpc = *TIMED.first().unwrap();
    let (mut plain, mut planted) = (Times::default(), Times::default());
    let mut found = false;
    for round in 0..ROUNDS {
        let seed = 1_000 + round as u64;
        let [mut a, mut b] = times(&caller, rpc, &cases, (AT_ONCE, seed), &mut clock)
            .await
            .try_into()
            .unwrap_or_else(|_| unreachable!("two kinds were asked"));
        for (all, more) in [(&mut plain, &mut a), (&mut planted, &mut b)] {
            all.inside.append(&mut more.inside);
            all.outside.append(&mut more.outside);
        }
        let outside = chance(&plain.outside, &planted.outside);
        assert!(
            outside > FALSE_ALARMS / COMPARISONS,
            "whoever asks can tell them apart, chance {outside:e}"
        );
        found = chance(&plain.inside, &planted.inside) < FALSE_ALARMS;
        if found {
            break;
        }
    }
    assert!(found, "a test that finds nothing shows nothing");
}
