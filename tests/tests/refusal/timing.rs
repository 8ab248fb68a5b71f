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
    calls::{Rpc, TIMED, UNTIMED},
    others::{FOR_REVIEWERS, OF_AN_OVERVIEW, UNREAD},
    ranks::{FALSE_ALARMS, chance, order},
    stage::{Case, STRANGER, nobody, stage},
};

/// So many questions of each kind, and half as many of a group of calls; `SAMSYN_SAMPLES` sets another number for a night.
const SAMPLES: usize = 100;
/// More comparisons than a run makes: they share the false alarms.
const COMPARISONS: f64 = 200.0;
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
    steps: UnboundedReceiver<(&'static str, Instant)>,
    /// Whose facts take longer to read.
    slow: Arc<Mutex<Option<Pseudonym>>>,
}

impl Inside {
    fn of(harness: &Harness) -> Self {
        let (sender, steps) = unbounded_channel();
        let slow = Arc::<Mutex<Option<Pseudonym>>>::default();
        let planted = slow.clone();
        let watch = &harness.sandbox.aggregator.aggregator.store_watch;
        watch.watch(move |call| {
            // Nobody listens any more at the end.
            let _ = sender.send((call.what, Instant::now()));
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
        Self { steps, slow }
    }

    /// When a question came to its last step: its entry goes to the log, or, of what is not logged, nothing more is read.
    async fn last_step(&mut self, rpc: Rpc) -> Instant {
        loop {
            let (what, at) = self.steps.recv().await.unwrap();
            if rpc.store.last() == Some(&what) {
                return at;
            }
        }
    }
}

/// The times of one kind of question by both clocks.
#[derive(Default)]
struct Times {
    inside: Vec<Duration>,
    outside: Vec<Duration>,
}

/// Asks about each child so many times, in a random order, by each call of a group in turn, so that each child is asked about by the same
/// ones as often. A question is put when the last one has come to its last step: no two are worked on at once, while their waiting overlaps.
async fn times(
    caller: &Caller,
    group: &[Rpc],
    cases: &[Case],
    (of_each, seed): (usize, u64),
    clock: &mut Inside,
) -> Vec<Times> {
    let mut times: Vec<_> = cases.iter().map(|_| Times::default()).collect();
    let mut turns: Vec<_> = cases.iter().map(|_| group.iter().cycle()).collect();
    let mut asked = JoinSet::new();
    for kind in order(cases.len(), of_each, seed) {
        let rpc = *turns[kind].next().unwrap();
        let (caller, bytes) = (caller.clone(), (rpc.ask)(cases.get(kind).unwrap()));
        let began = Instant::now();
        let question = async move {
            let refused = caller.bytes(rpc.path, bytes.into()).await.unwrap_err();
            assert_eq!(
                proto::status::reason_of(&refused).as_deref(),
                Some(rpc.told)
            );
            (kind, began.elapsed())
        };
        if rpc.store.is_empty() {
            // It reads nothing, and waits for nothing: there is one clock for it.
            let (_, outside) = question.await;
            times[kind].outside.push(outside);
            continue;
        }
        asked.spawn(question);
        let step = timeout(PATIENCE, clock.last_step(rpc)).await;
        let inside = step.unwrap() - began;
        times.get_mut(kind).unwrap().inside.push(inside);
    }
    while let Some(done) = asked.join_next().await {
        let (kind, outside) = done.unwrap();
        times.get_mut(kind).unwrap().outside.push(outside);
    }
    times
}

/// The calls that are measured alone, and the others by service: letters, lists and checks, lifts, and what is found behind a block; then
/// what hangs on somebody else's overview, on a role, and what reads nothing.
fn groups() -> Vec<Vec<Rpc>> {
    let service = |rpc: &Rpc| rpc.path.rsplit_once('/').map(|(service, _)| service);
    let mut others = UNTIMED.to_vec();
    others.sort_by_key(service);
    let others = others.chunk_by(|a, b| service(a) == service(b));
    let alone = TIMED.into_iter().map(|rpc| vec![rpc]);
    let rest = [OF_AN_OVERVIEW.to_vec(), FOR_REVIEWERS.to_vec()];
    (alone.chain(others.map(<[_]>::to_vec)))
        .chain(rest)
        .chain([UNREAD.to_vec()])
        .collect()
}

// R-VISIBILITY-2, R-VISIBILITY-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_long_a_refusal_takes_is_one_distribution_whatever_its_cause() {
    let (harness, cases) = stage().await;
    let mut clock = Inside::of(&harness);
    let caller = Caller::actor(&harness, STRANGER);
    for (group, seed) in groups().into_iter().zip(1..) {
        let samples = match group.len() {
            1 => samples(),
            _ => samples() / 2,
        };
        let times = times(&caller, &group, &cases, (samples, seed), &mut clock).await;
        let mut causes = cases.iter().zip(&times);
        let (_, unknown) = causes.next().unwrap();
        for (case, times) in causes {
            let chance = chance(&unknown.outside, &times.outside);
            assert!(
                chance > FALSE_ALARMS / COMPARISONS,
                "{}{}: {} differs from unknown, chance {chance:e}",
                group[0].path,
                if group.len() > 1 {
                    " or its neighbours"
                } else {
                    ""
                },
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
    let group = &TIMED[..1];
    let (mut plain, mut planted) = (Times::default(), Times::default());
    let mut found = false;
    for round in 0..ROUNDS {
        let seed = 1_000 + round as u64;
        let [mut a, mut b] = times(&caller, group, &cases, (AT_ONCE, seed), &mut clock)
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
