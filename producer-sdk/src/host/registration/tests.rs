//! The registration task against a scripted registry, in paused time.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use proto::status::refuse;
use tokio::time::Instant;
use tonic::Code;

use super::*;
use crate::host::backoff::{Jitter, MAX_WAIT, MIN_WAIT};

#[derive(Debug, Clone, PartialEq, Eq)]
enum Call {
    Register,
    Renew(String),
    Leave(String),
}

/// Answers as scripted, then for ever with success; notes what was called and when.
#[derive(Clone, Default)]
struct Scripted {
    calls: Arc<Mutex<Vec<(Duration, Call)>>>,
    refusals: Arc<Mutex<VecDeque<Option<Status>>>>,
    start: Option<Instant>,
}

impl Scripted {
    fn new(refusals: impl IntoIterator<Item = Option<Status>>) -> Self {
        Self {
            refusals: Arc::new(Mutex::new(refusals.into_iter().collect())),
            start: Some(Instant::now()),
            ..Self::default()
        }
    }

    fn answer(&self, call: Call) -> Result<(), Status> {
        let at = self.start.unwrap().elapsed();
        self.calls.lock().unwrap().push((at, call));
        let next = self.refusals.lock().unwrap().pop_front();
        next.flatten().map_or(Ok(()), Err)
    }

    fn calls(&self) -> Vec<(Duration, Call)> {
        self.calls.lock().unwrap().clone()
    }
}

const LEASE: Duration = Duration::from_secs(30);

impl Registry for Scripted {
    async fn register(&mut self) -> Result<Lease, Status> {
        self.answer(Call::Register)?;
        Ok(Lease {
            id: format!("lease-{}", self.calls().len()),
            duration: LEASE,
            renew_interval: Duration::from_secs(10),
        })
    }
    async fn renew(&mut self, lease_id: &str) -> Result<Duration, Status> {
        self.answer(Call::Renew(lease_id.to_owned()))?;
        Ok(LEASE)
    }
    async fn leave(&mut self, lease_id: &str) -> Result<(), Status> {
        self.answer(Call::Leave(lease_id.to_owned()))
    }
}

fn down() -> Option<Status> {
    Some(Status::unavailable("no route"))
}

async fn run_for(registry: &Scripted, time: Duration) -> Vec<(Duration, Call)> {
    let (_presence, wanted) = watch::channel(Presence::Registered);
    run_wanted(registry, wanted, time).await
}

async fn run_wanted(
    registry: &Scripted,
    wanted: watch::Receiver<Presence>,
    time: Duration,
) -> Vec<(Duration, Call)> {
    let (state, _watch) = watch::channel(Registration::Pending);
    let backoff = Backoff::new(Jitter::seeded(7));
    keep_registered(registry.clone(), backoff, state, wanted, sleep(time)).await;
    registry.calls()
}

// R-REGISTER-2
#[tokio::test(start_paused = true)]
async fn a_registry_that_is_down_is_tried_ever_more_seldom_but_at_least_each_30_seconds() {
    let registry = Scripted::new(std::iter::repeat_with(down).take(20));
    let calls = run_for(&registry, Duration::from_secs(600)).await;
    let times: Vec<_> = calls.iter().map(|(at, _)| *at).collect();
    let waits: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let tick = Duration::from_millis(2);
    assert!(waits.len() >= 20);
    assert!(
        waits[0] >= MIN_WAIT && waits[0] <= MIN_WAIT + tick,
        "{waits:?}"
    );
    assert!(waits[4] > waits[0] * 4, "{waits:?}");
    assert!(
        waits.iter().all(|wait| *wait <= MAX_WAIT + tick),
        "{waits:?}"
    );
}

// R-REGISTER-1
#[tokio::test(start_paused = true)]
async fn a_lease_is_renewed_well_before_it_ends_and_given_back_at_the_end() {
    let registry = Scripted::new([]);
    let calls = run_for(&registry, Duration::from_secs(60)).await;
    assert_eq!(calls.first().unwrap().1, Call::Register);
    assert_eq!(calls.last().unwrap().1, Call::Leave("lease-1".to_owned()));
    let renewals = &calls[1..calls.len() - 1];
    assert!((5..=7).contains(&renewals.len()), "{renewals:?}");
    for pair in calls[..calls.len() - 1].windows(2) {
        assert!(pair[1].0 - pair[0].0 <= LEASE / 2);
        assert_eq!(pair[1].1, Call::Renew("lease-1".to_owned()));
    }
}

// R-REGISTER-3
#[tokio::test(start_paused = true)]
async fn an_unknown_lease_is_replaced_at_once() {
    let unknown = refuse(Code::NotFound, LEASE_UNKNOWN, "");
    let registry = Scripted::new([None, Some(unknown), None]);
    let calls = run_for(&registry, Duration::from_secs(15)).await;
    assert_eq!(calls[1].1, Call::Renew("lease-1".to_owned()));
    assert_eq!(calls[2], (calls[1].0, Call::Register));
    assert_eq!(calls.last().unwrap().1, Call::Leave("lease-3".to_owned()));
}

// R-REGISTER-3
#[tokio::test(start_paused = true)]
async fn after_a_lost_connection_it_registers_again_with_a_pause() {
    let registry = Scripted::new([None, down(), down(), None]);
    let calls = run_for(&registry, Duration::from_secs(15)).await;
    assert_eq!(calls[2].1, Call::Register);
    assert_eq!(calls[3].1, Call::Register);
    assert!(calls[2].0 - calls[1].0 >= MIN_WAIT);
    assert!(calls[3].0 - calls[2].0 >= MIN_WAIT);
}

// R-REGISTER-4
#[tokio::test(start_paused = true)]
async fn without_a_lease_there_is_nothing_to_give_back() {
    let registry = Scripted::new(std::iter::repeat_with(down).take(20));
    let calls = run_for(&registry, Duration::from_secs(1)).await;
    assert!(calls.iter().all(|(_, call)| *call == Call::Register));
}

// R-REGISTER-5
#[tokio::test(start_paused = true)]
async fn one_that_withdraws_gives_its_lease_back_at_once_and_takes_a_new_one_when_it_returns() {
    let registry = Scripted::new([]);
    let (presence, wanted) = watch::channel(Presence::Registered);
    let (run, ()) = tokio::join!(
        run_wanted(&registry, wanted, Duration::from_secs(9)),
        async {
            sleep(Duration::from_secs(2)).await;
            presence.send_replace(Presence::Withdrawn);
            sleep(Duration::from_secs(2)).await;
            presence.send_replace(Presence::Registered);
            sleep(Duration::from_secs(10)).await;
        }
    );
    let at = |seconds, call| (Duration::from_secs(seconds), call);
    assert_eq!(
        run,
        [
            at(0, Call::Register),
            at(2, Call::Leave("lease-1".to_owned())),
            at(4, Call::Register),
            at(9, Call::Leave("lease-3".to_owned())),
        ]
    );
}

// R-REGISTER-5
#[tokio::test(start_paused = true)]
async fn one_that_is_silent_neither_renews_nor_gives_back() {
    let registry = Scripted::new([]);
    let (presence, wanted) = watch::channel(Presence::Registered);
    let (run, ()) = tokio::join!(
        run_wanted(&registry, wanted, Duration::from_secs(60)),
        async {
            sleep(Duration::from_secs(2)).await;
            presence.send_replace(Presence::Silent);
            sleep(Duration::from_secs(60)).await;
        }
    );
    assert_eq!(run, [(Duration::ZERO, Call::Register)]);
}
