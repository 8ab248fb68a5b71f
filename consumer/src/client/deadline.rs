//! One deadline over a whole call. The one that gRPC carries covers only the wait for an answer's head, never a stream's body, and
//! tonic reports its own as `Cancelled`: here both become one plain error.

use std::{future::Future, time::Duration};

use futures::{Stream, stream};
use tokio::time::{Instant, timeout_at};
use tonic::{Code, Status, Streaming};

use super::Error;

/// How much earlier than ours tonic's own timer may ring: the header rounds to whole units.
const ROUNDING: Duration = Duration::from_millis(20);

/// The instant by which a call must be over.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn after(duration: Duration) -> Self {
        let now = Instant::now();
        // A duration beyond what the clock can count is as good as a day.
        let far = now + Duration::from_secs(24 * 60 * 60);
        Self(now.checked_add(duration).unwrap_or(far))
    }

    /// Waits for an answer, at most until the deadline.
    // R-CLIENT-3
    pub(super) async fn bound<T>(
        self,
        answer: impl Future<Output = Result<T, Status>>,
    ) -> Result<T, Error> {
        match timeout_at(self.0, answer).await {
            Err(_) => Err(Error::Deadline),
            Ok(answer) => answer.map_err(|status| self.error(&status)),
        }
    }

    /// The messages of a stream, until its end or the deadline.
    // R-CLIENT-3
    pub(super) fn over<T: Send + 'static>(
        self,
        messages: Streaming<T>,
    ) -> impl Stream<Item = Result<T, Error>> + Send {
        stream::try_unfold(messages, move |mut messages| async move {
            let next = self.bound(messages.message()).await?;
            Ok(next.map(|message| (message, messages)))
        })
    }

    fn error(self, status: &Status) -> Error {
        let is_over = Instant::now() + ROUNDING >= self.0;
        if status.code() == Code::Cancelled && is_over {
            return Error::Deadline;
        }
        Error::of(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_never_comes_ends_at_the_deadline() {
        // R-CLIENT-3
        let deadline = Deadline::after(Duration::from_secs(3));
        let before = Instant::now();
        let never = std::future::pending::<Result<(), Status>>();
        assert!(matches!(deadline.bound(never).await, Err(Error::Deadline)));
        assert_eq!(before.elapsed(), Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn cancelled_at_the_deadline_is_the_deadline_and_before_it_is_not() {
        // R-CLIENT-3
        let cancelled = || Status::cancelled("Timeout expired");
        let deadline = Deadline::after(Duration::from_secs(3));
        assert!(matches!(deadline.error(&cancelled()), Error::Other { .. }));
        tokio::time::advance(Duration::from_millis(2_999)).await;
        assert!(matches!(deadline.error(&cancelled()), Error::Deadline));
        let told = Status::deadline_exceeded("");
        assert!(matches!(deadline.error(&told), Error::Deadline));
    }
}
