//! Counts and times every call to a producer, by producer and outcome: no child, no actor, no record.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::time::Instant;
use tower::{Layer, Service};

use super::{Answer, Call, CallError};
use crate::metrics::Metrics;

#[derive(Debug, Clone)]
pub(super) struct ObserveLayer {
    producer: Arc<str>,
    metrics: Arc<Metrics>,
}

impl ObserveLayer {
    pub(super) fn new(producer: &str, metrics: Arc<Metrics>) -> Self {
        Self {
            producer: producer.into(),
            metrics,
        }
    }
}

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Observe {
            inner,
            layer: self.clone(),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Observe<S> {
    inner: S,
    layer: ObserveLayer,
}

impl<S> Service<Call> for Observe<S>
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
        let layer = self.layer.clone();
        let asked = Instant::now();
        let answer = self.inner.call(call);
        Box::pin(async move {
            let answer = answer.await;
            let outcome = match &answer {
                Ok(_) => "OK",
                Err(error) => error.cause().as_str(),
            };
            layer
                .metrics
                .source_answered(&layer.producer, outcome, asked.elapsed());
            tracing::debug!(producer = &*layer.producer, outcome, "source asked");
            answer
        })
    }
}
