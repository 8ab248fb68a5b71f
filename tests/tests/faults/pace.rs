//! Time measured on a machine that does other things too. The aggregator keeps 50 ms back of a deadline; where the machine did not run us for
//! half of that, coming late proves nothing, and the same is asked again. Where it did run us, late is late at the first try.

use std::{
    cell::Cell,
    sync::mpsc::{self, RecvTimeoutError},
    time::{Duration, Instant},
};

/// How often to look whether we are run.
const PULSE: Duration = Duration::from_millis(5);
/// So long without being run, and no time that was measured counts.
const STALL: Duration = Duration::from_millis(25);
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
                assert!(stall >= STALL, "{error}; we were run every {stall:?}");
                late = error;
            }
        }
    }
    panic!("the machine stalled in each of {TRIES} tries, in the last: {late}");
}

/// The longest that this thread, or one of its own beside it, was not run meanwhile.
async fn beside_a_pulse<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let (ending, end) = mpsc::channel::<()>();
    let beside = std::thread::spawn(move || {
        let (mut longest, mut last) = (Duration::ZERO, Instant::now());
        while end.recv_timeout(PULSE) == Err(RecvTimeoutError::Timeout) {
            longest = longest.max(last.elapsed());
            last = Instant::now();
        }
        longest
    });
    let here = Cell::new(Duration::ZERO);
    let pulse = async {
        let mut last = Instant::now();
        loop {
            tokio::time::sleep(PULSE).await;
            here.set(here.get().max(last.elapsed()));
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
