//! What the faults in force mean for one call, and the switch by which they change while a source runs.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;

use super::{
    together::Faults,
    word::{Fault, Malformed, Oversized, Status},
};

/// What befalls one call, in the order in which it does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Strike {
    pub(super) delay: Duration,
    pub(super) instead: Option<Instead>,
    pub(super) content: Content,
    /// The pause between two records that are sent for ever.
    pub(super) drip: Option<Duration>,
}

/// What comes instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instead {
    Nothing,
    Bare(Status),
    LogicalError,
}

/// What becomes of an answer's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Content {
    pub(super) clock: Option<SignedDuration>,
    pub(super) wrong_child: bool,
    pub(super) duplicated: bool,
    pub(super) oversized: Option<Oversized>,
    pub(super) malformed: Option<Malformed>,
}

/// The faults of one source, shared by its listener, its service and whoever changes them.
#[derive(Debug, Clone)]
pub(crate) struct Switch(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    faults: Faults,
    /// Queries since the faults were set.
    calls: u32,
    random: u64,
    /// Of the source's id.
    own_seed: u64,
}

impl Switch {
    /// For a source, with what is wrong from the start.
    pub(crate) fn new(producer: &str, faults: Faults) -> Self {
        let switch = Self(Arc::new(Mutex::new(State {
            faults: Faults::NONE,
            calls: 0,
            random: 0,
            own_seed: seed(producer),
        })));
        switch.set(faults);
        switch
    }

    /// From the next query on. Calls are counted, and random numbers drawn, from the beginning.
    pub(crate) fn set(&self, faults: Faults) {
        let mut state = self.state();
        let given = faults.iter().find_map(|fault| match fault {
            Fault::Jittering { seed, .. } => seed,
            _ => None,
        });
        state.random = given.unwrap_or(state.own_seed);
        state.calls = 0;
        state.faults = faults;
    }

    /// What is wrong now.
    pub(crate) fn faults(&self) -> Faults {
        self.state().faults.clone()
    }

    /// What befalls the query that came now. `None` = nothing.
    pub(super) fn strike(&self) -> Option<Strike> {
        let mut state = self.state();
        let call = state.calls;
        state.calls = call.wrapping_add(1);
        let even = next(&mut state.random);
        let strike = strike(&state.faults, call, even);
        (strike != Strike::default()).then_some(strike)
    }

    /// A panic elsewhere leaves the state whole: it is replaced field by field, and any mixture is a source that has faults.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The composition: a pure function of the faults, the number of the call and one random number from 0 to 1.
// R-FAULT-2
fn strike(faults: &Faults, call: u32, even: f64) -> Strike {
    let mut strike = Strike::default();
    for fault in faults.iter() {
        match fault {
            Fault::CertificateExpired | Fault::LeaseLost(_) => {}
            Fault::Flapping(calls) if (call / calls.max(1)).is_multiple_of(2) => {
                return Strike::default();
            }
            Fault::Flapping(_) => {}
            Fault::Slow(delay) => strike.delay += delay,
            Fault::Jittering { at_most, .. } => strike.delay += at_most.mul_f64(even),
            Fault::Hanging => strike.fails(Instead::Nothing),
            Fault::Erroring(status) => strike.fails(Instead::Bare(status)),
            Fault::LogicalError => strike.fails(Instead::LogicalError),
            Fault::ClockWrong(off) => strike.content.clock = Some(off),
            Fault::WrongChild => strike.content.wrong_child = true,
            Fault::Duplicated => strike.content.duplicated = true,
            Fault::Oversized(how) => strike.content.oversized = Some(how),
            Fault::Malformed(how) => strike.content.malformed = Some(how),
            Fault::Dripping(pause) => strike.drip = Some(pause),
        }
    }
    let flaps = faults.iter().any(|f| matches!(f, Fault::Flapping(_)));
    if flaps && strike == Strike::default() {
        strike.fails(Instead::Bare(Status::Unavailable));
    }
    strike
}

impl Strike {
    /// The first that comes instead of an answer is the one that comes.
    fn fails(&mut self, instead: Instead) {
        self.instead.get_or_insert(instead);
    }
}

/// FNV-1a: the same number for the same id on any machine.
fn seed(producer: &str) -> u64 {
    producer.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The next number of splitmix64, evenly from 0 to 1.
fn next(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from((bits >> 40) as u32) / f64::from(1_u32 << 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strikes(faults: &str, calls: u32) -> Vec<Strike> {
        let faults = faults.parse().unwrap();
        (0..calls).map(|call| strike(&faults, call, 0.5)).collect()
    }

    // R-FAULT-2
    #[test]
    fn delays_add_up_and_the_first_that_comes_instead_of_an_answer_is_the_one() {
        let ms = Duration::from_millis;
        let [both] = &strikes("jittering=100ms+slow=300ms", 1)[..] else {
            unreachable!("one call")
        };
        assert_eq!(both.delay, ms(350));
        let instead = |faults| strikes(faults, 1)[0].instead;
        assert_eq!(instead("logical-error+erroring"), instead("erroring"));
        assert_eq!(instead("erroring=internal+hanging"), Some(Instead::Nothing));
        assert_eq!(instead("malformed"), None);
    }

    // R-FAULT-2
    #[test]
    fn flapping_alone_fails_so_many_calls_and_with_another_says_when_that_strikes() {
        let failing = |faults| -> Vec<bool> {
            let all = strikes(faults, 6);
            all.iter().map(|s| *s != Strike::default()).collect()
        };
        assert_eq!(
            failing("flapping=2"),
            [false, false, true, true, false, false]
        );
        assert_eq!(
            failing("flapping=1"),
            [false, true, false, true, false, true]
        );
        let alone = strikes("flapping=1", 2).remove(1);
        assert_eq!(alone.instead, Some(Instead::Bare(Status::Unavailable)));
        let with = strikes("flapping=1+oversized", 2).remove(1);
        assert_eq!(with.instead, None);
        assert_eq!(with.content.oversized, Some(Oversized::Records));
    }

    // R-FAULT-1
    #[test]
    fn the_same_seed_gives_the_same_delays_and_another_source_others() {
        let delays = |producer, faults: &str| {
            let switch = Switch::new(producer, faults.parse().unwrap());
            let strikes = std::iter::repeat_with(|| switch.strike().unwrap_or_default());
            strikes.take(5).map(|s| s.delay).collect::<Vec<_>>()
        };
        let own = delays("a", "jittering");
        assert_eq!(own, delays("a", "jittering"));
        assert_ne!(own, delays("b", "jittering"));
        assert_eq!(delays("a", "jittering=1s@7"), delays("b", "jittering=1s@7"));
        assert!(own.iter().all(|delay| *delay < Duration::from_millis(500)));
    }
}
