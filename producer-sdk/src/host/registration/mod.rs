//! Keeps the producer registered: takes a lease, renews it in time, takes a new one when it was lost, gives it back at the end.

mod client;

use std::{future::Future, time::Duration};

use proto::status::reason_of;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tonic::Status;

pub(super) use client::RegistryClient;

use super::backoff::Backoff;

/// How long giving the lease back may take; it ends by itself anyway.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(2);
/// The shortest time between two renewals, whatever the registry says.
const MIN_RENEW_INTERVAL: Duration = Duration::from_millis(100);
/// The registry's word for a lease that it does not know (any more).
const LEASE_UNKNOWN: &str = "LEASE_UNKNOWN";

/// How the registration stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Registration {
    /// Not registered yet, or not any more; it is being tried.
    #[default]
    Pending,
    /// A lease is held.
    Held {
        /// Its id.
        lease_id: String,
    },
}

/// Whether a host keeps itself registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Presence {
    /// It takes a lease, renews it, and takes a new one when it was lost.
    #[default]
    Registered,
    /// It gives its lease back and takes none, as for maintenance. What is asked of it is still answered.
    Withdrawn,
    /// It neither renews nor gives back, as when the way to the registry is cut: for tests of what others then do.
    Silent,
}

/// A lease as the registry granted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) id: String,
    /// From its grant or last renewal.
    pub(super) duration: Duration,
    pub(super) renew_interval: Duration,
}

impl Lease {
    /// Half of the lease at the latest, so that one renewal may fail.
    fn renew_after(&self) -> Duration {
        self.renew_interval
            .min(self.duration / 2)
            .max(MIN_RENEW_INTERVAL)
    }
}

/// What the task needs of the registry.
pub(super) trait Registry: Send {
    fn register(&mut self) -> impl Future<Output = Result<Lease, Status>> + Send;
    /// Gives the lease's new duration.
    fn renew(&mut self, lease_id: &str) -> impl Future<Output = Result<Duration, Status>> + Send;
    fn leave(&mut self, lease_id: &str) -> impl Future<Output = Result<(), Status>> + Send;
}

/// Runs until `stop`, as present as is wanted, then leaves.
// R-REGISTER-1, R-REGISTER-4, R-REGISTER-5
pub(super) async fn keep_registered<R: Registry>(
    mut registry: R,
    mut backoff: Backoff,
    state: watch::Sender<Registration>,
    mut wanted: watch::Receiver<Presence>,
    stop: impl Future<Output = ()> + Send,
) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let presence = *wanted.borrow_and_update();
        match presence {
            Presence::Registered => {}
            Presence::Withdrawn => leave(&mut registry, &state).await,
            Presence::Silent => {
                state.send_replace(Registration::Pending);
            }
        }
        tokio::select! {
            () = &mut stop => break,
            // An error means that the handle is gone, and with it whoever could want anything but the end.
            Ok(()) = wanted.changed() => backoff.reset(),
            () = register_for_ever(&mut registry, &mut backoff, &state),
                if presence == Presence::Registered => {}
        }
    }
    leave(&mut registry, &state).await;
}

/// Gives the lease back, if one is held.
async fn leave<R: Registry>(registry: &mut R, state: &watch::Sender<Registration>) {
    let Registration::Held { lease_id } = state.borrow().clone() else {
        return;
    };
    match timeout(LEAVE_TIMEOUT, registry.leave(&lease_id)).await {
        Ok(Ok(())) => tracing::info!("left the registry"),
        Ok(Err(status)) => failed("could not leave the registry", &status),
        Err(_) => tracing::warn!("leaving the registry took too long"),
    }
    // Only now: whoever waits for this may rely on its being given back.
    state.send_replace(Registration::Pending);
}

async fn register_for_ever<R: Registry>(
    registry: &mut R,
    backoff: &mut Backoff,
    state: &watch::Sender<Registration>,
) {
    loop {
        match registry.register().await {
            Ok(lease) => {
                backoff.reset();
                tracing::info!(lease = ?lease.duration, "registered");
                let lease_id = lease.id.clone();
                state.send_replace(Registration::Held { lease_id });
                let lost = hold(registry, lease, backoff).await;
                state.send_replace(Registration::Pending);
                failed("the lease was lost", &lost);
                // R-REGISTER-3: a registry that was restarted waits for us; one that cannot be reached is given time.
                if reason_of(&lost).as_deref() == Some(LEASE_UNKNOWN) {
                    continue;
                }
            }
            Err(status) => failed("registration failed", &status),
        }
        sleep(backoff.next()).await;
    }
}

/// Renews the lease until that fails, and says why it did.
async fn hold<R: Registry>(registry: &mut R, mut lease: Lease, backoff: &mut Backoff) -> Status {
    loop {
        let wait = backoff.jitter().part(lease.renew_after(), 0.9);
        sleep(wait).await;
        match registry.renew(&lease.id).await {
            Ok(duration) => lease.duration = duration,
            Err(status) => return status,
        }
    }
}

/// The registry's stable reason, not its sentence.
fn failed(what: &'static str, status: &Status) {
    let reason = reason_of(status);
    tracing::warn!(code = ?status.code(), reason, "{what}");
}

#[cfg(test)]
mod tests;
