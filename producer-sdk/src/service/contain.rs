//! Runs a vendor's code so that neither its panic nor its sleep takes the service along.

use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;
use proto::status::refuse;
use tokio::time::timeout;
use tonic::{Code, Status};

use crate::error::ProducerError;

/// Waits for `work` at most `budget`; a panic or the deadline drops it.
// R-PRODUCER-5, R-PRODUCER-6
pub(super) async fn contain<T>(
    work: impl Future<Output = Result<T, ProducerError>>,
    budget: Duration,
) -> Result<T, Status> {
    // Nothing of the future is used after it panicked; the producer behind it keeps its own shared state whole or poisons it.
    match timeout(budget, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(result)) => result.map_err(|error| error.to_status()),
        Ok(Err(_panic)) => Err(refuse(
            Code::Internal,
            "PRODUCER_PANICKED",
            "the source failed on this query",
        )),
        Err(_elapsed) => Err(refuse(
            Code::DeadlineExceeded,
            "PRODUCER_DEADLINE",
            "the source did not answer in time",
        )),
    }
}
