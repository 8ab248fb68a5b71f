//! Time measured on a machine that does other things too. The aggregator keeps 50 ms back of a deadline; where the machine kept us back a
//! part of that, coming late proves nothing, and the same is asked again: who is late each time is late. On a machine of our own, late is
//! late at the first try.

use std::{
    cell::Cell,
    sync::mpsc::{self, RecvTimeoutError},
    time::{Duration, Instant},
};

/// How often to look whether we are run.
const PULSE: Duration = Duration::from_millis(5);
/// What a timer of a millisecond's grain may add to a beat.
const SLACK: Duration = Duration::from_millis(7);
/// Kept back for so long, and no time that was measured counts: an answer goes through several threads, and each may be kept back as long.
const STALL: Duration = Duration::from_millis(5);
/// On a machine that stalls in each of so many tries nothing can be measured.
const TRIES: usize = 30;

/// What `work` gives, once it is in time. An error says what was late.
pub(crate) async fn measured<T>(work: impl AsyncFn() -> Result<T, String>) -> T {
    let mut late = String::new();
    for _ in 0..TRIES {
        let (done, stall) = beside_a_pulse(work()).await;
        match done {
            Ok(done) => return done,
            Err(error) => {
                assert!(
                    stall >= STALL,
                    "{error}, and the machine kept us back {stall:?} only"
                );
                late = error;
            }
        }
    }
    panic!("the machine stalled in each of {TRIES} tries, in the last: {late}");
}

/// How long this thread, or one of its own beside it, was not run meanwhile.
async fn beside_a_pulse<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let (ending, end) = mpsc::channel::<()>();
    let beside = std::thread::spawn(move || {
        let (mut kept_back, mut last) = (Duration::ZERO, Instant::now());
        while end.recv_timeout(PULSE) == Err(RecvTimeoutError::Timeout) {
            kept_back += last.elapsed().saturating_sub(SLACK);
            last = Instant::now();
        }
        kept_back
    });
    let here = Cell::new(Duration::ZERO);
    let pulse = async {
        let mut last = Instant::now();
        loop {
            tokio::time::sleep(PULSE).await;
            here.set(here.get() + last.elapsed().saturating_sub(SLACK));
            last = Instant::now();
        }
    };
    let done = tokio::select! {
        done = work => done,
        () = pulse => panic!("a pulse has no end"),
    };
    drop(ending);
    (done, here.get().max(beside.join().unwrap()))
}
