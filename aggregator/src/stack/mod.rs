//! The way to one producer: a chain of layers, one a file, built in one place that says why in this order.
//! Called by the fan-out only; knows nothing of policy.

mod answer;
mod attempt;
mod breaker;
mod error;
mod observe;
mod retry;

use std::{sync::Arc, time::Duration};

use proto::v1::producer::QueryRecordsRequest;
use tokio::time::Instant;
use tonic::transport::Channel;
use tower::{ServiceBuilder, ServiceExt as _, util::BoxCloneSyncService};

pub use answer::{Answer, AnswerLimits};
pub use breaker::BreakerSettings;
pub use error::CallError;

use crate::metrics::Metrics;

/// One query to one producer, with the instant by which its answer must be whole.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is asked.
    pub request: QueryRecordsRequest,
    /// When the answer must be whole.
    pub deadline: Instant,
}

/// A producer as a service: a call in, a whole answer or one typed error out.
pub type ProducerService = BoxCloneSyncService<Call, Answer, CallError>;

/// The bounds of the way to a producer.
#[derive(Debug, Clone)]
pub struct StackSettings {
    /// Calls under way at once; one more is shed. RIV-TA asks producers for ten.
    pub max_concurrent: usize,
    /// The longest that one attempt may take, whatever the caller allows.
    pub attempt_timeout: Duration,
    /// The longest silence inside an answer. A source that drips bytes resets no absolute deadline.
    pub idle_timeout: Duration,
    /// When to stop trying for a while.
    pub breaker: BreakerSettings,
    /// How much one answer may hold.
    pub answer: AnswerLimits,
}

impl Default for StackSettings {
    fn default() -> Self {
        Self {
            max_concurrent: 10,
            attempt_timeout: Duration::from_secs(27),
            idle_timeout: Duration::from_secs(5),
            breaker: BreakerSettings::default(),
            answer: AnswerLimits::default(),
        }
    }
}

/// Builds the chain over the channels to the producer's endpoints, in the order in which it prefers them. Outermost first:
///
/// 1. *observe* sees every call, shed and short-circuited ones too, or the figures would flatter us;
/// 2. *breaker* before the limit: a source that is down must not fill the limit with waits;
/// 3. *load shed + concurrency limit*: what does not fit is refused at once, not queued behind a slow source;
/// 4. *retry* inside the limit: the second try takes no second place. Once, only `Unavailable`, never after a timeout;
/// 5. *attempt*: the absolute deadline over the whole answer and the idle timeout inside it, around each single try;
/// 6. *answer*: the client, which collects the stream under its size limits.
// R-STACK-1
#[must_use]
pub fn stack(
    producer: &str,
    channels: Vec<Channel>,
    settings: &StackSettings,
    metrics: &Arc<Metrics>,
) -> ProducerService {
    let client = answer::Client::new(channels, settings.answer);
    let service = ServiceBuilder::new()
        .layer(observe::ObserveLayer::new(producer, metrics.clone()))
        .layer(breaker::BreakerLayer::new(settings.breaker))
        .map_err(CallError::from_boxed)
        .load_shed()
        .concurrency_limit(settings.max_concurrent)
        .retry(retry::OnceIfUnavailable::default())
        .layer(attempt::AttemptLayer::new(
            settings.attempt_timeout,
            settings.idle_timeout,
        ))
        .service(client);
    BoxCloneSyncService::new(service.map_err(std::convert::identity))
}
