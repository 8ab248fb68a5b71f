//! Bounds one try: an absolute deadline over the whole answer, because a source that drips resets any per-message timer for ever.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, timeout_at};
use tower::{Layer, Service};

use super::{Answer, Call, CallError, answer::Attempt};

#[derive(Debug, Clone, Copy)]
pub(super) struct AttemptLayer {
    timeout: Duration,
    idle: Duration,
}

impl AttemptLayer {
    pub(super) fn new(timeout: Duration, idle: Duration) -> Self {
        Self { timeout, idle }
    }
}

impl<S> Layer<S> for AttemptLayer {
    type Service = AttemptDeadline<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AttemptDeadline {
            inner,
            layer: *self,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct AttemptDeadline<S> {
    inner: S,
    layer: AttemptLayer,
}

impl<S> Service<Call> for AttemptDeadline<S>
where
    S: Service<Attempt, Response = Answer, Error = CallError>,
    S::Future: Send + 'static,
{
    type Response = Answer;
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, CallError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), CallError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let ends = call.deadline.min(Instant::now() + self.layer.timeout);
        let attempt = Attempt {
            call: Call {
                deadline: ends,
                ..call
            },
            idle_timeout: self.layer.idle,
        };
        let answer = self.inner.call(attempt);
        Box::pin(async move {
            timeout_at(ends, answer)
                .await
                .unwrap_or(Err(CallError::Deadline))
        })
    }
}
