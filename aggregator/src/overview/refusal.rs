//! The one refusal, and what is said when the access log cannot be written.

use std::time::Duration;

use domain::plan::Plan;
use tokio::time::Instant;
use tonic::{Code, Status};

use super::question::Overview;
use crate::audit::{AuditUnavailable, entry::Refused};

impl Overview {
    /// The one refusal: after the same reads, after one audit write, in whole steps of time, whatever the cause.
    // R-VISIBILITY-2
    pub(super) async fn refuse(&self, plan: &Plan) -> Status {
        let refused = Refused {
            intent: self.intent(plan),
            reason: "REFUSED".to_owned(),
        };
        let logged = self
            .aggregator
            .audit
            .refused(&self.id, self.child, refused)
            .await;
        if let Err(unavailable) = logged {
            self.unlogged(&unavailable);
        }
        self.aggregator.metrics.overview("REFUSED");
        settle(self.began).await;
        refusal()
    }

    pub(super) fn unlogged(&self, unavailable: &AuditUnavailable) -> Status {
        tracing::error!("the access log cannot be written; nothing is shown");
        unavailable.status()
    }
}

/// Waits for the next whole step of time since `began`.
pub(crate) async fn settle(began: Instant) {
    tokio::time::sleep_until(next_step(began, Instant::now())).await;
}

/// Refusals end on whole steps of time, so that how long one took says nothing about why.
const REFUSAL_STEP: Duration = Duration::from_millis(50);

fn next_step(began: Instant, now: Instant) -> Instant {
    let steps = (now - began).as_millis() / REFUSAL_STEP.as_millis() + 1;
    began + REFUSAL_STEP * u32::try_from(steps).unwrap_or(u32::MAX)
}

/// One and the same for an unknown, a forbidden, a protected and an empty child.
pub(super) fn refusal() -> Status {
    proto::status::refuse(
        Code::PermissionDenied,
        "REFUSED",
        "nothing to show with your access",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-VISIBILITY-2
    #[tokio::test(start_paused = true)]
    async fn a_refusal_ends_on_a_whole_step_however_long_it_took() {
        let began = Instant::now();
        let ms = Duration::from_millis;
        for (took, ends) in [(0, 50), (1, 50), (49, 50), (50, 100), (51, 100)] {
            assert_eq!(
                next_step(began, began + ms(took)),
                began + ms(ends),
                "{took}"
            );
        }
    }
}
