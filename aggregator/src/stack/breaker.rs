//! Stops asking a source that cannot be reached, for a moment, so that a dead source costs nobody a connect timeout.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::Instant;
use tower::{Layer, Service};

use super::{Answer, Call, CallError};

/// When the breaker opens, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct BreakerSettings {
    /// So many unreachable answers in a row open it. A source that answers slowly or wrongly is reachable.
    pub failures: u32,
    /// So long it stays open; then one call is let through to try.
    pub open_for: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            failures: 5,
            open_for: Duration::from_secs(2),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct BreakerLayer {
    settings: BreakerSettings,
}

impl BreakerLayer {
    pub(super) fn new(settings: BreakerSettings) -> Self {
        Self { settings }
    }
}

impl<S> Layer<S> for BreakerLayer {
    type Service = Breaker<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Breaker {
            inner,
            state: Arc::new(Mutex::new(State::default())),
            settings: self.settings,
        }
    }
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
    /// Why it was not reached last: what is said while nobody is asked.
    last: Option<CallError>,
}

impl State {
    /// Why a call may not go, when it may not.
    fn refuses(&mut self, now: Instant, settings: BreakerSettings) -> Option<CallError> {
        let last = self.last.unwrap_or(CallError::Unreachable);
        (!self.admits(now, settings)).then_some(last)
    }

    /// Whether a call may go. The first one after the open time goes alone: it sets the next open time before it leaves.
    fn admits(&mut self, now: Instant, settings: BreakerSettings) -> bool {
        match self.open_until {
            Some(until) if now < until => false,
            Some(_) => {
                self.open_until = Some(now + settings.open_for);
                true
            }
            None => true,
        }
    }

    fn learns(&mut self, unreached: Option<CallError>, now: Instant, settings: BreakerSettings) {
        if unreached.is_none() {
            *self = Self::default();
            return;
        }
        self.last = unreached;
        self.failures = self.failures.saturating_add(1);
        if self.failures >= settings.failures {
            self.open_until = Some(now + settings.open_for);
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Breaker<S> {
    inner: S,
    state: Arc<Mutex<State>>,
    settings: BreakerSettings,
}

impl<S> Service<Call> for Breaker<S>
where
    S: Service<Call, Response = Answer, Error = CallError>,
    S::Future: Send + 'static,
{
    type Response = Answer;
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, CallError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), CallError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let (state, settings) = (self.state.clone(), self.settings);
        let refused = lock(&state).refuses(Instant::now(), settings);
        if let Some(why) = refused {
            return Box::pin(std::future::ready(Err(why)));
        }
        let answer = self.inner.call(call);
        Box::pin(async move {
            let answer = answer.await;
            if let Some(unreached) = tells(&answer) {
                lock(&state).learns(unreached, Instant::now(), settings);
            }
            answer
        })
    }
}

/// Why the source was not reached, or that it was. `None` = the answer does not tell: our own limit shed the call, or the caller's time
/// ran out.
fn tells(answer: &Result<Answer, CallError>) -> Option<Option<CallError>> {
    match answer {
        Err(CallError::Deadline | CallError::Overloaded | CallError::Shed) => None,
        Err(error) if error.is_unreached() => Some(Some(*error)),
        _ => Some(None),
    }
}

/// The state is three values, whole at any moment: a panic elsewhere cannot have left it half changed.
fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: BreakerSettings = BreakerSettings {
        failures: 2,
        open_for: Duration::from_secs(2),
    };

    #[tokio::test(start_paused = true)]
    async fn it_opens_after_so_many_failures_in_a_row_and_lets_one_try_after_the_open_time() {
        let mut state = State::default();
        let start = Instant::now();
        state.learns(Some(CallError::Unreachable), start, SETTINGS);
        assert!(state.admits(start, SETTINGS));
        state.learns(Some(CallError::CertificateExpired), start, SETTINGS);
        let refused = state.refuses(start, SETTINGS);
        assert_eq!(
            refused,
            Some(CallError::CertificateExpired),
            "the true reason"
        );
        let later = start + SETTINGS.open_for;
        assert!(state.admits(later, SETTINGS), "one may try");
        assert!(!state.admits(later, SETTINGS), "only one");
        state.learns(None, later, SETTINGS);
        assert!(state.admits(later, SETTINGS), "reached: closed again");
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_forgets_earlier_failures() {
        let mut state = State::default();
        let start = Instant::now();
        state.learns(Some(CallError::Unreachable), start, SETTINGS);
        state.learns(None, start, SETTINGS);
        state.learns(Some(CallError::Unreachable), start, SETTINGS);
        assert!(state.admits(start, SETTINGS));
    }
}
