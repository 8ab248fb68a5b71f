//! Opens an overview: decides, logs the intent, and hands what is to be asked to the messages behind the gate.

use std::{sync::Arc, time::Duration};

use domain::decide::Visibility;
use tokio::{sync::OwnedSemaphorePermit, time::Instant};
use tonic::{Code, Status};

use super::{messages::messages, question::Overview};
use crate::gate::{Gate, Unreleased};

impl Overview {
    /// Decides and begins. The stream ends before `budget` is over; when even the store does not answer in time, with an error.
    // R-LIMIT-4
    pub async fn open(self, budget: Duration) -> Result<Gate, Status> {
        let place =
            (self.aggregator.places.clone().try_acquire_owned()).map_err(|_| overloaded())?;
        let last = self.began + budget;
        let opened = self.begin(last - reserve(budget), last, place);
        (tokio::time::timeout_at(last, opened).await).unwrap_or_else(|_| Err(too_late()))
    }

    // R-VISIBILITY-1
    async fn begin(
        self,
        deadline: Instant,
        last: Instant,
        place: OwnedSemaphorePermit,
    ) -> Result<Gate, Status> {
        // The cell first: a change that commits while the facts are read is then in the facts or raises the cell.
        let cell = self.aggregator.epochs.watch(self.child);
        let decided = self.decide().await?;
        if decided.permission.plan.visibility == Visibility::Refused {
            return Err(self.refuse(&decided.permission.plan).await);
        }
        let aggregator = &self.aggregator;
        let intent = self.intent(&decided.permission.plan);
        let receipt = (aggregator.audit.intent(&self.id, self.child, intent).await)
            .map_err(|unavailable| self.unlogged(&unavailable))?;
        let receipt = Arc::new(receipt);
        let older_ids: Arc<[_]> = decided.older_ids.clone().into();
        let (started, asking) = self.fan(&decided, &older_ids, deadline, &receipt);
        let fan = asking.until(last, place);
        let live = self.live(cell);
        let metrics = aggregator.metrics.clone();
        Ok(Gate::new(
            messages(Unreleased::started(started, receipt), fan),
            decided.permission,
            live,
            aggregator.clock.clone(),
            Box::new(move || self.recheck(&older_ids)),
            Arc::new(move || metrics.superseded()),
        ))
    }
}

fn overloaded() -> Status {
    proto::status::refuse(
        Code::ResourceExhausted,
        "OVERLOADED",
        "too many overviews are under way, try again",
    )
}

/// Neither facts nor log answered before the caller's patience ended.
pub(super) fn too_late() -> Status {
    proto::status::refuse(
        Code::DeadlineExceeded,
        "DEADLINE",
        "the overview was not ready in time",
    )
}

/// Sources end so much before the caller's deadline that the closing event is still sent: at most 5 %, at most 50 ms.
// R-DEADLINE-1
fn reserve(budget: Duration) -> Duration {
    (budget / 20).min(Duration::from_millis(50))
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-DEADLINE-1
    #[test]
    fn the_reserve_is_five_percent_and_never_more_than_fifty_milliseconds() {
        let ms = Duration::from_millis;
        assert_eq!(reserve(ms(200)), ms(10));
        assert_eq!(reserve(ms(1_000)), ms(50));
        assert_eq!(reserve(ms(28_000)), ms(50));
    }
}
