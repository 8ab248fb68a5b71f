//! Opens an overview: decides, logs the intent, and hands what is to be asked to the messages behind the gate.

use std::{sync::Arc, time::Duration};

use domain::decide::Visibility;
use tonic::Status;

use super::{messages::messages, question::Overview};
use crate::gate::{Gate, Unreleased};

impl Overview {
    /// Decides and begins. The stream ends before `budget` is over.
    // R-VISIBILITY-1
    pub async fn open(self, budget: Duration) -> Result<Gate, Status> {
        let deadline = self.began + budget - reserve(budget);
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
        let (started, fan) = self.fan(&decided, deadline, &receipt);
        let live = self.live(cell);
        let metrics = aggregator.metrics.clone();
        Ok(Gate::new(
            messages(Unreleased::started(started, receipt), fan),
            decided.permission,
            live,
            aggregator.clock.clone(),
            Box::new(move || self.recheck()),
            Arc::new(move || metrics.superseded()),
        ))
    }
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
