//! One more try, when the first found nobody there: never after a timeout, which has used up somebody's patience already.

use std::future::{Ready, ready};

use tokio::time::Instant;
use tower::retry::Policy;

use super::{Answer, Call, CallError};

/// Retries at most once, only what could not be reached, only before the deadline.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OnceIfUnavailable {
    tried: bool,
}

impl Policy<Call, Answer, CallError> for OnceIfUnavailable {
    type Future = Ready<()>;

    fn retry(
        &mut self,
        call: &mut Call,
        result: &mut Result<Answer, CallError>,
    ) -> Option<Ready<()>> {
        let again = !self.tried
            && *result.as_ref().err()? == CallError::Unreachable
            && Instant::now() < call.deadline;
        self.tried = true;
        again.then(|| ready(()))
    }

    fn clone_request(&mut self, call: &Call) -> Option<Call> {
        Some(call.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn asks_again(policy: &mut OnceIfUnavailable, error: CallError, left: Duration) -> bool {
        let mut call = Call {
            request: proto::v1::producer::QueryRecordsRequest::default(),
            deadline: Instant::now() + left,
        };
        policy.retry(&mut call, &mut Err(error)).is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn an_unreachable_source_is_tried_once_more_and_no_more() {
        let mut policy = OnceIfUnavailable::default();
        let second = Duration::from_secs(1);
        assert!(asks_again(&mut policy, CallError::Unreachable, second));
        assert!(!asks_again(&mut policy, CallError::Unreachable, second));
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_else_is_tried_again() {
        for error in [
            CallError::Deadline,
            CallError::NotTakenUp,
            CallError::Overloaded,
            CallError::Shed,
            CallError::CertificateExpired,
            CallError::Logical,
            CallError::Refused,
            CallError::Malformed,
            CallError::Oversized,
            CallError::Truncated,
        ] {
            let mut policy = OnceIfUnavailable::default();
            assert!(
                !asks_again(&mut policy, error, Duration::from_secs(1)),
                "{error}"
            );
        }
        let mut policy = OnceIfUnavailable::default();
        assert!(!asks_again(
            &mut policy,
            CallError::Unreachable,
            Duration::ZERO
        ));
    }
}
