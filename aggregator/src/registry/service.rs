//! The registry on the wire. The certificate decides which producer calls; nothing in a request can.

use std::sync::Arc;

use domain::id::PersonId;
use jiff::SignedDuration;
use proto::{
    status::{bad_request, refuse},
    transport::{Peer, PeerInfo, PeerName},
    v1::registry::{self as wire, registry_service_server::RegistryService},
};
use tonic::{Code, Request, Response, Status};

use super::{Registry, RegistryError};
use crate::{peers::Peers, pseudonym::Pseudonyms, store::Store};

/// The registry's service.
pub struct RegistryRpc {
    /// The registrations.
    pub registry: Arc<Registry>,
    /// Who is admitted.
    pub peers: Arc<Peers>,
    /// Counts changes.
    pub store: Arc<dyn Store>,
    /// Makes pseudonyms of children.
    pub pseudonyms: Pseudonyms,
    /// Our own name: the only one that producers let query.
    pub name: PeerName,
}

#[tonic::async_trait]
impl RegistryService for RegistryRpc {
    async fn register(
        &self,
        request: Request<wire::RegisterRequest>,
    ) -> Result<Response<wire::RegisterResponse>, Status> {
        let peer = peer(&request)?;
        let lease = self.registry.register(&peer, request.get_ref())?;
        Ok(Response::new(wire::RegisterResponse {
            lease_id: lease.id.to_string(),
            lease_duration: Some(duration(lease.settings.duration)),
            renew_interval: Some(duration(lease.settings.renew_interval)),
            aggregator_name: self.name.as_str().to_owned(),
        }))
    }

    async fn renew(
        &self,
        request: Request<wire::RenewRequest>,
    ) -> Result<Response<wire::RenewResponse>, Status> {
        let peer = peer(&request)?;
        let wire::RenewRequest { lease_id } = request.into_inner();
        let lease = self.registry.renew(&peer, &lease_id)?;
        Ok(Response::new(wire::RenewResponse {
            lease_duration: Some(duration(lease.settings.duration)),
        }))
    }

    async fn leave(
        &self,
        request: Request<wire::LeaveRequest>,
    ) -> Result<Response<wire::LeaveResponse>, Status> {
        let peer = peer(&request)?;
        let wire::LeaveRequest { lease_id } = request.into_inner();
        self.registry.leave(&peer, &lease_id)?;
        Ok(Response::new(wire::LeaveResponse {}))
    }

    // R-REGISTRY-4
    async fn notify_changed(
        &self,
        request: Request<wire::NotifyChangedRequest>,
    ) -> Result<Response<wire::NotifyChangedResponse>, Status> {
        let peer = peer(&request)?;
        let admission = self.peers.admission_of(&peer);
        let producer = admission.ok_or(RegistryError::NotAdmitted)?.id.clone();
        // When it changed at the source plays no part: what counts is that an answer from before may no longer be reused.
        let wire::NotifyChangedRequest {
            child,
            changed_time: _,
        } = request.into_inner();
        let child = child.unwrap_or_default();
        let child = PersonId::parse(&child.system, &child.value)
            .map_err(|error| bad_request("INVALID_IDENTIFIER", &[("child", &error.to_string())]))?;
        let child = self.pseudonyms.of(&child);
        let counted = self.store.count_change(child, producer).await;
        Ok(Response::new(wire::NotifyChangedResponse {
            change_counter: counted.map_err(|error| error.status())?,
        }))
    }
}

/// The peer of the connection. Our own listener always sets it.
fn peer<T>(request: &Request<T>) -> Result<Peer, Status> {
    let info = request.extensions().get::<PeerInfo>();
    Ok(info.ok_or(RegistryError::NotAdmitted)?.peer.clone())
}

impl From<RegistryError> for Status {
    fn from(error: RegistryError) -> Self {
        let code = match error {
            RegistryError::Invalid { field, expected } => {
                return bad_request(error.reason(), &[(field, expected)]);
            }
            RegistryError::NotAdmitted
            | RegistryError::ProducerIdMismatch
            | RegistryError::SectorMismatch
            | RegistryError::TypeNotAdmitted
            | RegistryError::EndpointNotAdmitted => Code::PermissionDenied,
            RegistryError::ScopeNotSupported
            | RegistryError::SignedContextNotSupported
            | RegistryError::ContractVersionNotSupported => Code::FailedPrecondition,
            RegistryError::LeaseUnknown => Code::NotFound,
        };
        refuse(code, error.reason(), &error.to_string())
    }
}

fn duration(duration: SignedDuration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: duration.as_secs(),
        nanos: duration.subsec_nanos(),
    }
}
