//! The innermost service: asks the producer and collects the whole answer, under limits, as raw records.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use prost::Message as _;
use proto::{
    relay,
    v1::producer::{
        QueryCompleted, QueryRecordsResponse, producer_service_client::ProducerServiceClient,
        query_records_response::Message,
    },
};
use tokio::time::Instant;
use tonic::{Streaming, transport::Channel};
use tower::Service;

use super::{Call, CallError};

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The records as they came.
    pub records: Vec<relay::Record>,
    /// The closing message.
    pub completed: QueryCompleted,
}

/// How much one answer may hold. Beyond it the source has failed: a part of an oversized answer is no honest answer.
#[derive(Debug, Clone, Copy)]
pub struct AnswerLimits {
    /// The most records.
    pub max_records: usize,
    /// The most bytes over all messages.
    pub max_bytes: usize,
    /// The most bytes of one message.
    pub max_message_bytes: usize,
    /// The most messages without a record: they count for nothing else, and could come for ever.
    pub max_empty_messages: usize,
}

impl Default for AnswerLimits {
    fn default() -> Self {
        Self {
            max_records: 1_000,
            max_bytes: 16 << 20,
            max_message_bytes: 1 << 20,
            max_empty_messages: 1_000,
        }
    }
}

/// An attempt: the call and how long the source may be silent.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) call: Call,
    pub(super) idle_timeout: Duration,
}

/// A way to each endpoint of the producer. The one that was reached last is asked; one that was not gives way to the next, which the
/// retry of the same call then finds.
#[derive(Debug, Clone)]
pub(super) struct Client {
    clients: Arc<[ProducerServiceClient<Channel>]>,
    asked: Arc<AtomicUsize>,
    limits: AnswerLimits,
}

impl Client {
    pub(super) fn new(channels: Vec<Channel>, limits: AnswerLimits) -> Self {
        let client = |channel| {
            ProducerServiceClient::new(channel).max_decoding_message_size(limits.max_message_bytes)
        };
        Self {
            clients: channels.into_iter().map(client).collect(),
            asked: Arc::default(),
            limits,
        }
    }

    /// Asks the next endpoint from now on, unless another call has seen to that.
    // R-STACK-2
    fn turns_from(&self, place: usize) {
        let next = (place + 1) % self.clients.len().max(1);
        let _ = (self.asked).compare_exchange(place, next, Ordering::Relaxed, Ordering::Relaxed);
    }
}

/// What a source keeps back of the time that it is told, so that its refusal gets out in time: the SDK 20 ms.
// R-DEADLINE-1
const AT_THE_SOURCE: Duration = Duration::from_millis(30);

impl Service<Attempt> for Client {
    type Response = Answer;
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, CallError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), CallError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, attempt: Attempt) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            let place = this.asked.load(Ordering::Relaxed);
            let client = this.clients.get(place).cloned();
            let mut client = client.ok_or(CallError::Unreachable)?;
            let left = attempt
                .call
                .deadline
                .saturating_duration_since(Instant::now());
            let mut request = tonic::Request::new(attempt.call.request);
            // The producer is told how long it has, and what it keeps back of that for its own word; the deadline itself is kept by the
            // attempt layer, and a source that hangs costs not a moment of those that are only slow.
            request.set_timeout(left + AT_THE_SOURCE);
            let asked = client.query_records(request).await;
            let answer = match asked {
                Ok(stream) => collect(stream.into_inner(), attempt.idle_timeout, this.limits).await,
                Err(status) => Err(CallError::from_status(&status)),
            };
            if answer.as_ref().is_err_and(|error| error.is_unreached()) {
                this.turns_from(place);
            }
            answer
        })
    }
}

/// Waits for one step of the answer, no longer than the source may be silent.
async fn within<T>(
    idle: Duration,
    step: impl Future<Output = Result<T, tonic::Status>>,
) -> Result<T, CallError> {
    match tokio::time::timeout(idle, step).await {
        Ok(done) => done.map_err(|status| CallError::from_status(&status)),
        Err(_) => Err(CallError::Deadline),
    }
}

// R-LIMIT-1
async fn collect(
    mut stream: Streaming<QueryRecordsResponse>,
    idle: Duration,
    limits: AnswerLimits,
) -> Result<Answer, CallError> {
    let mut records = Vec::new();
    let (mut bytes, mut empty_messages) = (0, 0_usize);
    // Until the first message a source may think for as long as the attempt lasts; silence counts once it has begun to speak.
    let mut next = (stream.message().await).map_err(|status| CallError::from_status(&status))?;
    while let Some(message) = next {
        match message.message {
            Some(Message::Batch(batch)) => {
                bytes += batch.encoded_len();
                empty_messages += usize::from(batch.records.is_empty());
                records.extend(batch.records);
                if bytes > limits.max_bytes
                    || records.len() > limits.max_records
                    || empty_messages > limits.max_empty_messages
                {
                    return Err(CallError::Oversized);
                }
            }
            Some(Message::Completed(completed)) => {
                if usize::try_from(completed.record_count) != Ok(records.len()) {
                    return Err(CallError::Truncated);
                }
                return end(&mut stream, idle, Answer { records, completed }).await;
            }
            None => return Err(CallError::Malformed),
        }
        next = within(idle, stream.message()).await?;
    }
    Err(CallError::Truncated)
}

/// Nothing may follow the closing message.
async fn end(
    stream: &mut Streaming<QueryRecordsResponse>,
    idle: Duration,
    answer: Answer,
) -> Result<Answer, CallError> {
    match within(idle, stream.message()).await? {
        None => Ok(answer),
        Some(_) => Err(CallError::Malformed),
    }
}
