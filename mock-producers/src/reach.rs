//! The faults of a running source that no answer can show: those of its listener and of its registration.

use std::time::Duration;

use producer_sdk::{
    Registration, Running,
    host::{InvalidTlsMaterial, Presence},
};
use thiserror::Error;
use tokio::time::timeout;

use crate::{
    faults::{Fault, Faults, LeaseLost},
    host::Identities,
};

/// How long the registry may take over a change.
const REGISTRY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a fault of the listener or the registration cannot be brought about.
#[derive(Debug, Error)]
pub enum ReachError {
    /// There is none to serve under.
    #[error(
        "`certificate-expired` needs a certificate that has run out, and this source was given none"
    )]
    NoExpiredCertificate,
    /// The certificate cannot be used.
    #[error("the certificate cannot be used")]
    Tls(#[from] InvalidTlsMaterial),
    /// The registry did not take the change.
    #[error("the registry did not take the change within {} s", REGISTRY_TIMEOUT.as_secs())]
    Registry,
}

/// Brings listener and registration from one set of faults to another; returns when the registry has taken it.
pub(crate) async fn change(
    running: &Running,
    identities: &Identities,
    before: &Faults,
    after: &Faults,
) -> Result<(), ReachError> {
    let other_listener = listener(before) != listener(after);
    if other_listener {
        let (is_expired, ahead_s) = listener(after);
        let identity = if is_expired {
            identities.expired.as_ref()
        } else {
            Some(&identities.own)
        };
        let identity = identity.ok_or(ReachError::NoExpiredCertificate)?;
        match ahead_s {
            0 => running.serve_as(identity)?,
            ahead_s => running.serve_as_off(identity, ahead_s)?,
        }
    }
    if presence(before) == presence(after) && !other_listener {
        return Ok(());
    }
    let changed = async {
        if other_listener && presence(after) != Presence::Withdrawn {
            // The aggregator may hold a connection that was made with the other listener. A source that comes back is dialled anew.
            running.set_presence(Presence::Withdrawn);
            until(running, |r| *r == Registration::Pending).await;
            running.set_presence(Presence::Registered);
            until(running, is_held).await;
        }
        running.set_presence(presence(after));
        match presence(after) {
            Presence::Registered => until(running, is_held).await,
            Presence::Withdrawn | Presence::Silent => {
                until(running, |r| *r == Registration::Pending).await;
            }
        }
    };
    timeout(REGISTRY_TIMEOUT, changed)
        .await
        .map_err(|_| ReachError::Registry)
}

/// Whether the certificate has run out, and by how many seconds the clock is ahead.
fn listener(faults: &Faults) -> (bool, i64) {
    let is_expired = faults.iter().any(|f| f == Fault::CertificateExpired);
    let ahead = faults.iter().find_map(|fault| match fault {
        Fault::ClockWrong(ahead) => Some(ahead.as_secs()),
        _ => None,
    });
    (is_expired, ahead.unwrap_or(0))
}

fn presence(faults: &Faults) -> Presence {
    let lost = faults.iter().find_map(|fault| match fault {
        Fault::LeaseLost(how) => Some(how),
        _ => None,
    });
    match lost {
        None => Presence::Registered,
        Some(LeaseLost::Left) => Presence::Withdrawn,
        Some(LeaseLost::Unrenewed) => Presence::Silent,
    }
}

fn is_held(registration: &Registration) -> bool {
    matches!(registration, Registration::Held { .. })
}

/// Waits for the registration to be so. The registrar that says so ends with the source alone.
async fn until(running: &Running, is_so: impl FnMut(&Registration) -> bool) {
    let _ = running.registration().wait_for(is_so).await;
}
