//! The registry over the wire.

use std::time::Duration;

use proto::{
    status::refuse,
    v1::registry::{
        LeaveRequest, RegisterRequest, RenewRequest, registry_service_client::RegistryServiceClient,
    },
};
use tonic::{Code, Request, Status, transport::Channel};

use super::{Lease, Registry};

/// The longest call: the registry answers from memory or one write.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// The lease assumed when the registry states none.
const DEFAULT_LEASE: Duration = Duration::from_secs(30);

/// A client of the aggregator's registry, with what it registers.
pub(in crate::host) struct RegistryClient {
    client: RegistryServiceClient<Channel>,
    request: RegisterRequest,
}

impl RegistryClient {
    pub(in crate::host) fn new(channel: Channel, request: RegisterRequest) -> Self {
        Self {
            client: RegistryServiceClient::new(channel),
            request,
        }
    }
}

impl Registry for RegistryClient {
    async fn register(&mut self) -> Result<Lease, Status> {
        let request = Request::new(self.request.clone());
        let granted = in_time(self.client.register(request)).await?.into_inner();
        let duration = duration(granted.lease_duration).unwrap_or(DEFAULT_LEASE);
        Ok(Lease {
            id: granted.lease_id,
            duration,
            renew_interval: self::duration(granted.renew_interval).unwrap_or(duration / 3),
        })
    }

    async fn renew(&mut self, lease_id: &str) -> Result<Duration, Status> {
        let lease_id = lease_id.to_owned();
        let renewed = in_time(self.client.renew(RenewRequest { lease_id })).await?;
        Ok(duration(renewed.into_inner().lease_duration).unwrap_or(DEFAULT_LEASE))
    }

    async fn leave(&mut self, lease_id: &str) -> Result<(), Status> {
        let lease_id = lease_id.to_owned();
        in_time(self.client.leave(LeaveRequest { lease_id })).await?;
        Ok(())
    }
}

/// A positive duration, or none.
fn duration(duration: Option<prost_types::Duration>) -> Option<Duration> {
    Duration::try_from(duration?).ok().filter(|d| !d.is_zero())
}

/// tonic's own timeout would say `Cancelled`.
async fn in_time<T>(call: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    match tokio::time::timeout(CALL_TIMEOUT, call).await {
        Ok(answer) => answer,
        Err(_) => Err(refuse(
            Code::DeadlineExceeded,
            "REGISTRY_DEADLINE",
            "the registry did not answer in time",
        )),
    }
}
