//! The clock, injected: rules and leases never ask the machine what time it is, so a test can say.
//! One implementation reads the machine; it is the only place that may.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        // A machine that believes itself before 1970 or after 9999 knows no time: every fact is then from the future, or expired.
        since
            .ok()
            .and_then(|since| SignedDuration::try_from(since).ok())
            .and_then(|since| Timestamp::from_duration(since).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Tells how much time has passed since some moment of its own: it never goes back and is not set.
pub trait Monotonic: Send + Sync {
    /// Since that moment.
    fn elapsed(&self) -> Duration;
}

/// How far the wall clock may get ahead of the steady one, over any number of looks, before the machine is taken to have stood still: less
/// than the margin of a lease covers.
const STOOD_STILL: Duration = Duration::from_millis(25);

/// The machine's steady clock, from when it was made. It runs on while the machine is suspended; and when a machine that hosts this one had
/// stopped it whole, which no steady clock notices, the wall clock has jumped ahead, and it jumps with it.
#[derive(Debug)]
pub struct SteadyClock(Mutex<Pace>);

#[derive(Debug, Clone, Copy)]
struct Pace {
    steady: Duration,
    wall: Timestamp,
    elapsed: Duration,
    /// How far the wall clock is ahead since this was last counted. It may be put right a little, and read a moment later.
    ahead: Duration,
}

impl Pace {
    /// The same at a later look. Never less than before; ahead of the truth at most, so that a lease ends early and not late.
    // R-GATE-9
    fn at(self, steady: Duration, wall: Timestamp) -> Self {
        let passed = steady.saturating_sub(self.steady);
        let by_wall = Duration::try_from(wall.duration_since(self.wall)).unwrap_or_default();
        let ahead = (self.ahead + by_wall).saturating_sub(passed);
        let (missed, ahead) = match ahead > STOOD_STILL {
            true => (ahead, Duration::ZERO),
            false => (Duration::ZERO, ahead),
        };
        Self {
            steady: self.steady + passed,
            wall,
            elapsed: self.elapsed + passed + missed,
            ahead,
        }
    }
}

impl SteadyClock {
    /// Begins now.
    #[must_use]
    pub fn start() -> Self {
        Self(Mutex::new(Pace {
            steady: steady(),
            wall: SystemClock.now(),
            elapsed: Duration::ZERO,
            ahead: Duration::ZERO,
        }))
    }
}

impl Monotonic for SteadyClock {
    fn elapsed(&self) -> Duration {
        let mut pace = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *pace = pace.at(steady(), SystemClock.now());
        pace.elapsed
    }
}

/// Since the machine started, the time that it was suspended included.
fn steady() -> Duration {
    #[cfg(target_os = "linux")]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    let clock = rustix::time::ClockId::Monotonic;
    Duration::try_from(rustix::time::clock_gettime(clock)).unwrap_or_default()
}

/// A clock that stands still until it is told otherwise. For tests; microsecond resolution.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `at`.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.as_microsecond()))
    }

    /// Sets the clock, backwards too.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_microsecond(), Ordering::SeqCst);
    }

    /// Moves the clock, backwards when negative.
    pub fn advance(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let start: Timestamp = "2026-09-01T08:00:00Z".parse().unwrap();
        let clock = ManualClock::at(start);
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(clock.now(), "2026-09-01T08:01:30Z".parse().unwrap());
        clock.set(start);
        assert_eq!(clock.now(), start);
    }

    #[test]
    fn the_system_clock_is_past_the_day_this_was_written() {
        assert!(SystemClock.now() > "2026-01-01T00:00:00Z".parse().unwrap());
    }

    // R-GATE-9
    #[test]
    fn a_steady_clock_notices_that_the_machine_stood_still() {
        let ms = Duration::from_millis;
        let wall = |ms: i64| Timestamp::from_millisecond(1_790_000_000_000 + ms).unwrap();
        let start = Pace {
            steady: ms(1_000),
            wall: wall(0),
            elapsed: ms(0),
            ahead: ms(0),
        };
        let both = start.at(ms(1_100), wall(100));
        assert_eq!(both.elapsed, ms(100));
        // The wall clock may be put right a little, and set back by any amount.
        for set in [125, 100, -3_600_000_i64] {
            assert_eq!(start.at(ms(1_100), wall(set)).elapsed, ms(100));
        }
        // The host stopped us for a second, and both run on: what was missed stays counted.
        let paused = both.at(ms(1_110), wall(1_110));
        assert_eq!(paused.elapsed, ms(1_110));
        assert_eq!(paused.at(ms(1_120), wall(1_120)).elapsed, ms(1_120));
        // Set back after it, nothing is believed for longer.
        assert_eq!(paused.at(ms(1_120), wall(0)).elapsed, ms(1_120));
        // Many short stops count as one long.
        let mut stops = both;
        for look in 1..=10_i64 {
            stops = stops.at(ms(1_100), wall(100 + 10 * look));
        }
        assert!(stops.elapsed >= ms(100 + 90), "{:?}", stops.elapsed);
        let steady = SteadyClock::start();
        let first = steady.elapsed();
        assert!(steady.elapsed() >= first);
    }
}
